"""The whole book as one PDF, bound from the built pages: ``python -m lib.book.binding``.

The pages in ``_build/html`` are put one after another in the order of the table of contents, their
links to each other become links inside the document, and Chromium sets it. It runs twice: the first
pass says on which page each section begins, the second has those numbers in the contents.
"""

from __future__ import annotations

import argparse
import contextlib
import posixpath
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

from lib.book import citation, edition, paths
from lib.book.paths import BookError

HTML = paths.ROOT / "_build" / "html"
OUT = paths.ROOT / "_build" / "pdf"
PAPER = Path(__file__).with_name("paper")
STATIC = Path(__file__).with_name("static")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
# left to the pages and the notebooks: folded code, lines to copy, marks that only a click needs
DROPPED = (
    "details.hide, .claim-code, details.cite-verdict, .run-chapter, a.headerlink, script, style, link, "
    "button, .ledger-filters, nav, iframe"
)
PASSES = 4
WIDTH = 627  # of the text on a page, 166 mm, in pixels of CSS
_REFERRING = ("for", "headers", "aria-labelledby", "aria-describedby", "aria-controls")


@dataclass(frozen=True)
class Page:
    """One page of the book: its name in the table of contents, its part, and its content."""

    name: str
    part: str
    article: Tag

    @property
    def identity(self) -> str:
        return "page-" + re.sub(r"[^a-z0-9]+", "-", self.name.lower())

    @property
    def title(self) -> str:
        heading = self.article.find("h1")
        if heading is None:
            raise BookError(f"{self.name}.html has no heading: give its source a title")
        return " ".join(heading.get_text().split())


def contents() -> Iterator[tuple[str, str]]:
    """Yield part and name of each page, in the order of ``_toc.yml``."""
    toc = paths.read_yaml(paths.ROOT / "_toc.yml")
    yield "", toc["root"]

    def below(entry: dict) -> Iterator[str]:
        yield entry["file"]
        for child in entry.get("sections", ()):
            yield from below(child)

    for part in toc.get("parts", [toc]):
        for chapter in part.get("chapters", ()):
            for name in below(chapter):
                yield part.get("caption", ""), name


def read(html: Path = HTML) -> list[Page]:
    """Return the content of every page, without what only a screen needs.

    Raises
    ------
    BookError
        If a page is not built.
    """
    pages = []
    for part, name in contents():
        path = html / f"{name}.html"
        if not path.exists():
            raise BookError(f"{name}.html is not built: run `make book` first")
        article = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").select_one(
            "article.bd-article"
        )
        for one in article.select(DROPPED):
            one.decompose()
        # what stands in for a script does so on paper
        for one in article.select("noscript"):
            one.unwrap()
        for one in article.select("details"):
            one["open"] = ""
        for section in article.select("section[id]"):
            _aim(section)
        pages.append(Page(name, part, article))
    return pages


def _aim(section: Tag) -> None:
    """Let what leads to a section lead to its heading, which may stand on the next sheet."""
    heading = section.find(re.compile(r"h[1-6]"), recursive=False)
    if heading is None or heading.get("id"):
        return
    heading["id"] = section["id"]
    del section["id"]
    for label in heading.find_previous_siblings("span", id=True):
        heading.insert(0, label.extract())


def bind(pages: list[Page], html: Path, site: str = "") -> None:
    """Make the pages one document: ids unique, links between pages internal, files found.

    Parameters
    ----------
    pages : list of Page
        Changed in place.
    html : Path
        Where the built pages are, relative to the bound document.
    site : str, optional
        Address of the published book, for links to files that are not in the document.

    Raises
    ------
    BookError
        If a link leads to no place of the book.
    """
    ids = {page.name: [one["id"] for one in page.article.find_all(id=True)] for page in pages}
    often = Counter(identity for of in ids.values() for identity in of)
    new = {
        page.name: {
            identity: identity if often[identity] == 1 else f"{page.identity}-{identity}"
            for identity in ids[page.name]
        }
        for page in pages
    }
    identities = {page.name: page.identity for page in pages}
    for page in pages:
        _rename(page.article, new[page.name])
        folder = posixpath.dirname(page.name)
        for one in page.article.find_all(["img", "source", "image"], src=True):
            one.attrs.pop("loading", None)  # what is printed is never in view
            if not urlsplit(one["src"]).scheme:
                one["src"] = (
                    html / posixpath.normpath(f"{folder}/{one['src']}".lstrip("/"))
                ).as_posix()
        for link in page.article.find_all("a", href=True):
            parts = urlsplit(link["href"])
            if parts.scheme or parts.netloc:
                continue
            path = posixpath.normpath(posixpath.join(folder, unquote(parts.path)))
            name = path.removesuffix(".html") if parts.path else page.name
            if name not in identities:
                if site:
                    link["href"] = f"{site.rstrip('/')}/{path}"
                else:
                    link.unwrap()
            elif not parts.fragment:
                link["href"] = f"#{identities[name]}"
            else:
                target = new[name].get(unquote(parts.fragment))
                if target is None:
                    raise BookError(
                        f"{page.name}.html: {link['href']} leads nowhere: correct the link"
                    )
                link["href"] = f"#{target}"


def _rename(article: Tag, new: dict[str, str]) -> None:
    """Give the ids of a page their new names, wherever the page mentions them."""
    changed = {old: name for old, name in new.items() if old != name}
    if not changed:
        return
    for one in article.find_all(True):
        if one.get("id") in changed:
            one["id"] = changed[one["id"]]
        for name in _REFERRING:
            if name in one.attrs:
                value = one[name] if isinstance(one[name], list) else one[name].split()
                one[name] = " ".join(changed.get(part, part) for part in value)
        for name, value in one.attrs.items():
            if isinstance(value, str) and "url(#" in value:
                one[name] = re.sub(
                    r"url\(#([^)]+)\)", lambda m: f"url(#{changed.get(m[1], m[1])})", value
                )
            elif one.name != "a" and name in ("href", "xlink:href") and value.startswith("#"):
                one[name] = f"#{changed.get(value[1:], value[1:])}"


def sections(page: Page) -> list[tuple[str, str]]:
    """Return id and heading of each section of the second level."""
    return [
        (heading["id"], " ".join(heading.get_text().split()))
        for heading in page.article.find_all("h2", id=True)
    ]


def document(pages: list[Page], numbers: dict[str, int]) -> str:
    """Return the bound document: title page, contents with `numbers` of pages, all pages."""
    book = citation.edition()
    authors = ", ".join(citation._author(one)["name"] for one in book["authors"])
    heads = "".join(
        f"@page {page.identity} {{ @top-left {{ content: {_string(page.title)} }} }}"
        for page in pages
    )
    faces = "".join(
        f'@font-face {{ font-family: "{family}"; src: url("fonts/{file}"); '
        f"font-weight: {weight}; font-style: {style} }}"
        for file, (family, weight, style) in _FACES.items()
    )
    title = escape(book["title"])
    parts = [
        '<!DOCTYPE html><html lang="en" data-theme="light"><head><meta charset="utf-8">',
        f"<title>{title}</title><style>{_style()}{faces}{heads}</style></head><body>",
        f'<section class="title-page"><p class="book-title">{title}</p>',
        f"<p>{escape(' '.join(str(book.get('abstract', '')).split()))}</p>",
        f'<p class="book-author">{escape(authors)}</p>',
        f'<p class="edition">{escape(edition.name())}</p>',
        '<p class="colophon">Text and figures are under CC BY 4.0, the code under the BSD 3-Clause '
        "licence. To cite one verdict, name the edition and the claim’s id. Code that the pages fold "
        "away is left out here; every chapter’s notebook has it, with its outputs.</p></section>",
        '<section class="book-contents"><h1>Contents</h1>',
        *_contents(pages, numbers),
        "</section>",
    ]
    for page in pages:
        parts.append(
            f'<main class="bound-page" id="{page.identity}" style="page: {page.identity}">'
            f"{page.article.decode_contents()}</main>"
        )
    return "".join(parts) + "</body></html>\n"


_FACES = {
    "STIXGeneral.ttf": ("Book", 400, "normal"),
    "STIXGeneralItalic.ttf": ("Book", 400, "italic"),
    "STIXGeneralBol.ttf": ("Book", 700, "normal"),
    "STIXGeneralBolIta.ttf": ("Book", 700, "italic"),
    "DejaVuSans.ttf": ("Book Sans", 400, "normal"),
    "DejaVuSans-Bold.ttf": ("Book Sans", 700, "normal"),
    "DejaVuSansMono.ttf": ("Book Mono", 400, "normal"),
    "DejaVuSansMono-Bold.ttf": ("Book Mono", 700, "normal"),
}


def _style() -> str:
    """Return the style of code, of the book's own things, and of the bound book."""
    from pygments.formatters import HtmlFormatter

    sheets = (STATIC / "book.css", PAPER / "bound.css")
    return "\n".join(
        (
            HtmlFormatter(style="tango").get_style_defs(".highlight"),
            *(sheet.read_text(encoding="utf-8") for sheet in sheets),
        )
    )


def _fonts(folder: Path) -> None:
    """Put the fonts of the bound book beside it: those of matplotlib, and the one of formulas."""
    import matplotlib

    folder.mkdir(parents=True, exist_ok=True)
    for font in _FACES:
        shutil.copyfile(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / font, folder / font)
    (formulas,) = (STATIC / "vendor" / "stix-two-math").glob("*.woff*")
    shutil.copyfile(formulas, folder / "formulas")


def _string(text: str) -> str:
    """Return `text` as a string of CSS."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _contents(pages: list[Page], numbers: dict[str, int]) -> Iterator[str]:
    def line(identity: str, text: str, kind: str) -> str:
        number = numbers.get(identity, "")
        return (
            f'<p class="{kind}"><a href="#{identity}"><span>{escape(text)}</span>'
            f'<span class="number">{number}</span></a></p>'
        )

    part = ""
    for page in pages:
        if page.part != part:
            part = page.part
            yield f'<p class="part">{escape(part)}</p>'
        yield line(page.identity, page.title, "chapter")
        for identity, heading in sections(page):
            yield line(identity, heading, "section")


def browser() -> str:
    """Return the path of a Chromium.

    Raises
    ------
    BookError
        If there is none.
    """
    for name in BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    raise BookError(
        "the PDF is set by Chromium, which is not installed: apt-get install chromium, or put a "
        "chromium or google-chrome on the PATH"
    )


def pages_of_pdf(pdf: Any) -> dict[str, int]:
    """Return on which page, from 1, each named place of a `pypdf.PdfReader` is."""
    return {
        name.removeprefix("/"): pdf.get_destination_page_number(place) + 1
        for name, place in pdf.named_destinations.items()
    }


@contextlib.contextmanager
def opened() -> Iterator[Any]:
    """Give a page of a Chromium that has no network and is as wide as the text on paper.

    Raises
    ------
    BookError
        If there is no Chromium.
    """
    executable = browser()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=executable, args=list(QUIET))
        sheet = chromium.new_page(offline=True, viewport={"width": WIDTH, "height": 1000})
        sheet.emulate_media(media="print")
        yield sheet
        chromium.close()


def load(sheet: Any, source: Path) -> None:
    """Open a document and make it fit the paper.

    Raises
    ------
    BookError
        If something stays wider than the paper.
    """
    sheet.goto(source.as_uri())
    wide = sheet.evaluate((PAPER / "fit.js").read_text(encoding="utf-8"))
    if wide:
        raise BookError(f"too wide for the paper: {'; '.join(wide[:5])}")


def _outline(writer: Any, pages: list[Page]) -> None:
    """Name every page and its sections in the outline that readers show beside the sheets."""
    from pypdf.generic import Fit

    places = writer.named_destinations

    def item(title: str, identity: str, parent: Any = None) -> Any:
        place = places[identity if identity in places else f"/{identity}"]
        sheet = writer.get_destination_page_number(place)
        return writer.add_outline_item(
            title=title, page_number=sheet, parent=parent, fit=Fit.xyz(top=place["/Top"])
        )

    for page in pages:
        parent = item(page.title, page.identity)
        for identity, heading in sections(page):
            item(heading, identity, parent)


def _finish(raw: Path, out: Path, pages: list[Page]) -> None:
    """Write the PDF with an outline, and with the edition in place of the moment of its making."""
    from pypdf import PdfWriter
    from pypdf.generic import ArrayObject, ByteStringObject

    book = citation.edition()
    stamp = f"D:{edition.date():%Y%m%d}000000Z"
    writer = PdfWriter(clone_from=raw)
    _outline(writer, pages)
    writer.metadata = {
        "/Title": f"{book['title']}, edition {edition.version()}",
        "/Author": ", ".join(citation._author(one)["name"] for one in book["authors"]),
        "/Subject": " ".join(str(book.get("abstract", "")).split()),
        "/Keywords": ", ".join(book.get("keywords", ())),
        "/CreationDate": stamp,
        "/ModDate": stamp,
    }
    name = ByteStringObject(edition.name().encode()[:16].ljust(16))
    writer._ID = ArrayObject((name, name))
    writer.write(out)


def make(html: Path = HTML, out: Path = OUT, site: str = "") -> Path:
    """Bind the built pages and set them; return the PDF.

    Raises
    ------
    BookError
        If a page is missing, a link leads nowhere or there is no browser.
    """
    from pypdf import PdfReader

    pages = read(html)
    _fonts(out / "fonts")
    relative = Path("../html") if html.parent == out.parent else html
    bind(pages, relative, site)
    source, raw, pdf = out / "book.html", out / "pass.pdf", out / "book.pdf"
    numbers: dict[str, int] = {}
    with opened() as sheet:
        for _ in range(PASSES):
            source.write_text(document(pages, numbers), encoding="utf-8")
            load(sheet, source)
            sheet.pdf(
                path=raw,
                prefer_css_page_size=True,
                print_background=True,
                tagged=True,
            )
            found = pages_of_pdf(PdfReader(raw))
            if found == numbers:
                break
            numbers = found
        else:
            raise BookError(f"the contents' page numbers still move after {PASSES} passes")
    _finish(raw, pdf, pages)
    raw.unlink()
    return pdf


def main() -> int:
    """Set the book and say how many pages it has."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--site", default="", help="address of the published book")
    arguments = parser.parse_args()
    try:
        pdf = make(site=arguments.site)
    except BookError as error:
        print(error, file=sys.stderr)
        return 1
    from pypdf import PdfReader

    print(f"{paths.shown(pdf)}: {len(PdfReader(pdf).pages)} pages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
