"""Pages that carry what they use and no more.

The theme links nine style sheets, an icon script of 1.5 MB and the search index on every page. Here
its layout gives way to ``templates/``; when the book is built, each page gets the rules that apply to
it and fonts of the icons and the mathematical characters that occur in it, so that nothing has to be
waited for before it can be drawn, and nothing moves afterwards. Figures lose digits that no screen
shows, and images say their size.
"""

from __future__ import annotations

import base64
import functools
import io
import logging
import os
import re
import shutil
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.parallel import SerialTasks

from lib.book import processes, style

# Settings for running cells on a server elsewhere, which the book does not offer.
_THEBE = re.compile(
    r'<script type="text/x-thebe-config">.*?</script>\s*<script>kernelName = .*?</script>',
    re.DOTALL,
)
_STYLE = re.compile(r"<style id=book-style>.*?</style>", re.DOTALL)
TEMPLATES = Path(__file__).with_name("templates")
MATH_FONT = Path(__file__).parent / "static/vendor/stix-two-math/stix-two-math.woff"
ICON_FONT = "vendor/fontawesome/webfonts/fa-solid-900"
# sizes of indices, growing brackets, kerning and accents
MATH_FEATURES = ("ssty", "math", "kern", "mkmk", "mark")
MATH_FAMILY = "STIX Two Math"
BOOTSTRAP = "scripts/bootstrap.js"

# The sheets that a page's style is taken from, in the order in which the theme links them.
SHEETS = (
    "basic.css",
    "styles/pydata-sphinx-theme.css",
    "pygments.css",
    "styles/sphinx-book-theme.css",
    "togglebutton.css",
    "copybutton.css",
    "mystnb.*.css",
    "sphinx-design.min.css",
    "book.css",
)
# Sheets and scripts that no page needs: thebe runs cells on a server elsewhere.
UNUSED = ("styles/theme.css", "sphinx-thebe.css", "sphinx-thebe.js")
# Scripts that a page needs only if its text matches.
NEEDED_FOR = {
    "togglebutton.js": r'class="[^"]*\b(?:toggle|dropdown)\b',
    "design-tabs.js": r'class="[^"]*\bsd-tab-',
    "clipboard.min.js": r'class="highlight',
    "copybutton.js": r'class="highlight',
}
# Files of the theme that no page asks for any more.
LEFTOVER = ("scripts/fontawesome.js", "vendor/fontawesome", "scripts/*.map", "styles/*.map")


# Pages


def _page(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Name the scripts that the page needs, and of style sheets only those that are not the theme's."""
    if "body" in context:
        context["body"] = _THEBE.sub("", context["body"])
    body = context.get("body") or ""
    context["default_mode"] = "auto"
    context["css_files"] = [
        sheet
        for sheet in context["css_files"]
        if not any(_is(sheet, name) for name in (*SHEETS, *UNUSED))
    ]
    seen: set[str] = set()
    scripts = []
    for script in context["script_files"]:
        name = str(getattr(script, "filename", None) or "")
        text = dict(getattr(script, "attributes", {})).get("body") or ""
        if "thebe" in text or any(_is(script, unused) for unused in UNUSED):
            continue
        need = next((p for n, p in NEEDED_FOR.items() if name.endswith(n)), None)
        if "togglebutton" in text or "toggleHint" in text or "toggleOpen" in text:
            need = NEEDED_FOR["togglebutton.js"]
        if (need and not re.search(need, body)) or (text and text in seen):
            continue
        seen.add(text)
        scripts.append(script)
    context["script_files"] = scripts


def _is(asset: Any, pattern: str) -> bool:
    name = str(getattr(asset, "filename", None) or asset).split("?")[0].removeprefix("_static/")
    return Path(name).match(pattern) and name.count("/") == pattern.count("/")


def _fold_code(app: Sphinx, document: nodes.document) -> None:
    """Fold every cell's code away behind a line that opens it, as most cells ask for themselves.

    A cell that shows nothing joins the next one, if no text stands between them: one line for both.
    """
    for cell in [node for node in document.findall(nodes.container) if _is_cell(node)]:
        after = cell.next_node(descend=False, siblings=True)
        shows = any(part.get("nb_element") == "cell_code_output" for part in cell.children)
        if not shows and after is not None and _is_cell(after):
            after[0][:0] = [block for source in cell.children for block in source.children]
            cell.parent.remove(cell)
        elif not cell.get("hide_mode"):
            cell["hide_mode"] = "input"
            cell["prompt_show"] = app.config.nb_code_prompt_show
            cell["prompt_hide"] = app.config.nb_code_prompt_hide


def _is_cell(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


# Style


def words_in_use(pages: Iterable[str], scripts: Iterable[str]) -> set[str]:
    """Return the classes and ids of the pages, and every word of the scripts that might set one.

    Parameters
    ----------
    pages, scripts : iterable of str
        HTML and JavaScript.
    """
    found: set[str] = set()
    for page in pages:
        for value in re.findall(r'\s(?:class|id)="([^"]*)"', page):
            found.update(unescape(value).split())
    for script in scripts:
        found.update(re.findall(r"[A-Za-z_][\w-]*", script))
    return found


def _sheets(static: Path) -> list[Any]:
    """Return the rules of all sheets, without the icons' fonts, with addresses as seen from the root."""
    rules: list[Any] = []
    for pattern in SHEETS:
        for path in sorted(static.glob(pattern)):
            place = path.parent.relative_to(static.parent).as_posix()
            rules.extend(style.parse(path.read_text(encoding="utf-8"), place))
    return [
        r
        for r in rules
        if not (isinstance(r, style.Named) and "Font Awesome" in r.text.replace("\\", ""))
    ]


def _script_words(static: Path) -> set[str]:
    """Return every word of the scripts; of Bootstrap's, those of the two parts that the book uses."""
    every = words_in_use([], (p.read_text(encoding="utf-8") for p in _scripts(static)))
    bootstrap = words_in_use([], [(static / BOOTSTRAP).read_text(encoding="utf-8")])
    return every | {w for w in bootstrap if re.match("show$|active$|fade$|.*(dropdown|tooltip)", w)}


# Fonts


@functools.cache
def subset(font: Path | bytes, characters: str, features: tuple[str, ...] = ()) -> bytes:
    """Return a WOFF font of the given characters and of what belongs to them.

    Parameters
    ----------
    font : Path or bytes
    characters : str
    features : tuple of str
        OpenType features to keep; the larger sizes and pieces of a mathematical font always stay.
    """
    from fontTools import subset as tool
    from fontTools.ttLib import TTFont

    # it tells the root logger of every table that it cuts
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    options = tool.Options(layout_features=list(features), hinting=False, glyph_names=False)
    source = io.BytesIO(font) if isinstance(font, bytes) else font
    with TTFont(source, recalcTimestamp=False) as loaded:
        subsetter = tool.Subsetter(options)
        subsetter.populate(text=characters)
        subsetter.subset(loaded)
        loaded.flavor = "woff"
        out = io.BytesIO()
        loaded.save(out, reorderTables=True)
    return out.getvalue()


def formula_characters(page: str) -> str:
    """Return the characters that a page's MathML needs, the slanted letters among them, sorted."""
    # roots draw their sign themselves; accents and primes may be made of either form
    found = set("√‾¯ˆ˜˙′″0123456789()[]{}|+−=,.")
    for formula in re.findall(r"<math.*?</math>", page, re.DOTALL):
        found.update(unescape(re.sub(r"<[^>]*>", "", formula)))
    slanted = {
        # a single letter is set in italics; the italic h is Planck's, in a block of its own
        chr(first + ord(c) - ord(start))
        for c in found
        for start, end, first in (
            ("A", "Z", 0x1D434),
            ("a", "z", 0x1D44E),
            ("Α", "Ω", 0x1D6E2),
            ("α", "ω", 0x1D6FC),
        )
        if start <= c <= end
    }
    return "".join(sorted(c for c in found | slanted | set("ℎ𝜕𝜖𝜗𝜘𝜙𝜚𝜛") if c.isprintable()))


def _font_face(family: str, font: bytes, weight: int, form: str = "woff") -> str:
    data = base64.b64encode(font).decode()
    return (
        f'@font-face{{font-family:"{family}";font-weight:{weight};'
        f'src:url("data:font/{form};base64,{data}") format("{form}")}}\n'
    )


def _icon_font(css: str) -> str:
    """Return the font of a page's icons, cut where the theme has it in a form that can be cut.

    Later themes have another version of the icons, and in WOFF2 alone, which stays whole.
    """
    names = sorted(set(re.findall(r"Font Awesome \d+ Free", css.replace("\\", ""))))
    font = _theme_static(ICON_FONT + ".ttf")
    if font.exists():
        cut = subset(font, _icon_characters(css))
        return "".join(_font_face(name, cut, 900) for name in names)
    whole = font.with_suffix(".woff2").read_bytes()
    return "".join(_font_face(name, whole, 900, "woff2") for name in names)


def _icon_characters(css: str) -> str:
    escaped = {chr(int(code, 16)) for code in re.findall(r"\\([0-9a-f]{2,6})\s?", css)}
    return "".join(sorted(escaped | set(re.findall("[\ue000-\uf8ff]", css))))


# Figures


def fewer_digits(svg: str, places: int = 2) -> str:
    """Return an SVG whose coordinates have at most ``places`` decimals, without its metadata.

    Lengths are in points: two places are a hundredth of one. Scales keep all their digits, and so
    do outlines of characters, which are drawn scaled.
    """

    def shorter(found: re.Match[str]) -> str:
        text = f"{float(found[0]):.{places}f}".rstrip("0").rstrip(".")
        return "0" if text == "-0" else text

    number = re.compile(r"-?\d+\.\d+")

    def attribute(found: re.Match[str]) -> str:
        value = re.sub(r"\s*\n\s*", " ", number.sub(shorter, found[2])).strip()
        return f'{found[1]}"{value}"'

    svg = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->|<!DOCTYPE[^>]*>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(\s(?:d|x|y|x1|x2|y1|y2|points)=)"([^"]*)"', attribute, svg)
    return re.sub(r">\s+<", ">\n<", svg)


def size_of(svg: str) -> tuple[int, int] | None:
    """Return width and height of an SVG in pixels, or None if it does not say them in points."""
    found = re.search(r'<svg[^>]*\swidth="([\d.]+)pt"[^>]*\sheight="([\d.]+)pt"', svg)
    return (round(float(found[1]) * 4 / 3), round(float(found[2]) * 4 / 3)) if found else None


def sized(page: str, sizes: dict[str, tuple[int, int]]) -> str:
    """Return a page whose images of known size say it, and are fetched when they come near the view.

    Their place is kept, so that nothing moves; the first text need not wait for them.
    """

    def tag(found: re.Match[str]) -> str:
        size = sizes.get(found[1])
        if size is None or " width=" in found[0]:
            return found[0]
        return f'<img width="{size[0]}" height="{size[1]}" loading="lazy" decoding="async"{found[0][4:]}'

    return re.sub(r'<img [^>]*?src="(?:[^"]*/)?([^"/]+)"[^>]*>', tag, page)


def plainer_code(page: str) -> str:
    """Return a page whose names, punctuation and blanks in code are not marked up: they are not coloured."""
    return re.sub(r'<span class="(?:n|p|w)">([^<]*)</span>', r"\1", page)


def described(page: str) -> str:
    """Return a page whose side bar is a region with a name, and whose bibliography is a list."""
    side = 'id="pst-primary-sidebar" '
    page = page.replace(f"{side}class", f'{side}role="region" aria-label="The book" class')
    return page.replace('role="doc-biblioentry"', 'role="listitem"')


# After the build


def _finish(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    static = out / "_static"
    sizes = {}
    for path in sorted((out / "_images").glob("*.svg")):
        svg = path.read_text(encoding="utf-8")
        if (size := size_of(svg)) is not None:
            sizes[path.name] = size
            path.write_bytes(fewer_digits(svg).encode())
    rules, words = _sheets(static), _script_words(static)
    scripts = "".join(p.read_text(encoding="utf-8") for p in _scripts(static))
    pages = {path: path.read_text(encoding="utf-8") for path in _pages(out)}
    # cut once for the book, then for each page from the piece, which is quicker to read
    formulas = "".join(sorted(set().union(*map(formula_characters, pages.values()))))
    math_font = subset(MATH_FONT, formulas, MATH_FEATURES)

    def lighten(some: list[Path]) -> None:
        for path in some:
            page = pages[path]
            new = _STYLE.sub(
                "<style id=book-style></style>", described(plainer_code(sized(page, sizes)))
            )
            css = style.render(rules, words | words_in_use([new], []), new + scripts)
            css = _fonts(css, new, math_font) + css
            root = "../" * len(path.relative_to(out).parts[:-1])
            css = css.replace('url("_', f'url("{root}_')
            new = _STYLE.sub(lambda _, css=css: f"<style id=book-style>{css}</style>", new)
            if new != page:
                path.write_bytes(new.encode())

    tasks = processes.tasks(app) or SerialTasks()
    # dealt out by size, so that the processes end together
    largest_first = sorted(pages, key=lambda path: -len(pages[path]))
    portions = max(app.parallel, 1)
    for first in range(portions):
        tasks.add_task(lighten, largest_first[first::portions])
    tasks.join()
    for pattern in LEFTOVER:
        for path in static.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _fonts(css: str, page: str, math_font: bytes) -> str:
    """Return the fonts of a page's icons and, if it has any, of its formulas."""
    fonts = _icon_font(css)
    if "<math" in page:
        font_of_page = subset(math_font, formula_characters(page), MATH_FEATURES)
        fonts += _font_face(MATH_FAMILY, font_of_page, 400)
    return fonts


def _pages(out: Path) -> list[Path]:
    return [p for p in sorted(out.rglob("*.html")) if "_static" not in p.relative_to(out).parts]


def _scripts(static: Path) -> list[Path]:
    names = ("*.js", "scripts/pydata-sphinx-theme.js", "scripts/sphinx-book-theme.js")
    return [p for name in names for p in sorted(static.glob(name)) if not any(map(p.match, UNUSED))]


@functools.cache
def _theme_static(name: str) -> Path:
    import pydata_sphinx_theme

    return Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme/static" / name


def _templates(app: Sphinx, config: Any) -> None:
    app.add_js_file("reach.js")
    # relative, so that the record of the configuration is the same in every folder
    config.templates_path.insert(0, os.path.relpath(TEMPLATES, app.confdir))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the templates and what is done to a page and to the finished book."""
    app.connect("config-inited", _templates, priority=900)
    app.connect("doctree-read", _fold_code)
    # after the theme and the other extensions have named their files
    app.connect("html-page-context", _page, priority=900)
    app.connect("build-finished", _finish, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
