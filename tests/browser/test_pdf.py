"""The bound book: every link leads to a page of it, figures stay lines, nothing is cut."""

import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from lib.book import binding, edition, ledger, paths
from lib.book.paths import BookError

HTML = paths.ROOT / "_build" / "html"


def apart(function, *arguments):
    """Call a function in a thread of its own: a thread can drive one browser."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(function, *arguments).result()


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """Return the folder of a book bound from the built pages."""
    out = tmp_path_factory.mktemp("book")
    apart(binding.make, HTML, out)
    return out


@pytest.fixture(scope="module")
def pdf(book):
    return PdfReader(book / "book.pdf")


@pytest.fixture(scope="module")
def source(book):
    return BeautifulSoup((book / "book.html").read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(scope="module")
def places(pdf):
    return binding.pages_of_pdf(pdf)


@pytest.fixture(scope="module")
def texts(pdf):
    return [page.extract_text() for page in pdf.pages]


def links(pdf):
    for page in pdf.pages:
        for one in page.get("/Annots", ()):
            annotation = one.get_object()
            if annotation["/Subtype"] == "/Link":
                yield annotation


def test_every_internal_link_of_the_pages_leads_to_a_page_of_the_book(pdf, source, places):
    wanted = [one["href"].removeprefix("#") for one in source.select('a[href^="#"]')]
    # a link of each card to itself, to its sources, of each row of the ledger and of the contents
    assert len(wanted) > 4 * len(ledger.read())
    found = [str(one["/Dest"]).removeprefix("/") for one in links(pdf) if "/Dest" in one]
    assert set(found) == set(wanted)
    assert len(found) >= len(wanted)
    assert set(found) <= set(places)
    assert all(1 <= places[name] <= len(pdf.pages) for name in found)


def test_a_link_to_a_card_leads_to_the_page_that_shows_it(texts, places):
    for record in ledger.read():
        # the card may begin at the foot of a page, but never before its id
        shown = texts[places[record["id"]] - 1]
        assert record["id"] in re.sub(r"\s", "", shown)


def test_every_other_link_leads_out_of_the_book_to_the_web(pdf, source):
    outside = {one["href"] for one in source.select("a[href]") if not one["href"].startswith("#")}
    for one in links(pdf):
        if "/Dest" not in one:
            address = str(one["/A"]["/URI"])
            assert urlsplit(address).scheme in ("http", "https")
            assert urlsplit(address).hostname not in (None, "localhost", "127.0.0.1")
            assert address in outside
    assert len(outside) > 100


def test_drawings_are_drawings(pdf, source):
    raster = [one["src"] for one in source.select("img") if not one["src"].endswith(".svg")]
    drawings = [one["src"] for one in source.select("img") if one["src"].endswith(".svg")]
    assert len(drawings) > 40
    found = set()

    def search(resources):
        for name, one in (resources.get("/XObject") or {}).items():
            form = one.get_object()
            if form["/Subtype"] == "/Image":
                found.add((one.idnum, name))
            elif "/Resources" in form:
                search(form["/Resources"].get_object())

    for page in pdf.pages:
        search(page["/Resources"])
    assert len(found) <= len(set(raster))


def test_pages_are_numbered_and_the_contents_give_the_numbers(texts, source, places):
    for number, text in enumerate(texts[1:], start=2):
        assert str(number) in text.split()
    lines = source.select(".book-contents a")
    assert len(lines) > 50
    for line in lines:
        number = int(line.select_one(".number").get_text())
        assert number == places[line["href"].removeprefix("#")]
        title = line.select_one("span").get_text()
        assert squeezed(title) in squeezed(texts[number - 1]), title


def squeezed(text):
    # ligatures are letters
    return re.sub(r"\s|\u00ad|-", "", unicodedata.normalize("NFKC", text))


def test_all_pages_are_bound_in_order_and_named_in_the_outline(pdf, source):
    titles = [
        " ".join(one.select_one("h1").get_text().split()) for one in source.select(".bound-page")
    ]
    assert len(titles) == len(list(binding.contents()))
    outline = [one.title for one in pdf.outline if not isinstance(one, list)]
    assert outline == titles
    below = [one for part in pdf.outline if isinstance(part, list) for one in part]
    assert len(outline) + len(below) == len(source.select(".book-contents a"))


def test_edition_and_date_stand_on_the_first_page_and_in_the_metadata(pdf, texts):
    assert edition.name() in " ".join(texts[0].split())
    assert edition.version() in pdf.metadata.title
    assert pdf.metadata.creation_date.date() == edition.date()
    assert pdf.metadata.modification_date.date() == edition.date()


def test_the_text_is_text_and_tagged_for_those_who_listen(pdf, texts):
    assert sum(map(len, texts)) > 200_000
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"].value
    assert pdf.trailer["/Root"]["/Lang"] == "en"


def test_no_page_is_nearly_empty_without_need(texts, source, places):
    """A page with little on it is the last one of a chapter or holds a figure."""
    ends = {places[one["id"]] - 1 for one in source.select(".bound-page")}
    ends |= {1, len(texts)}
    for number, text in enumerate(texts, start=1):
        if number not in ends and len(text) < 250:
            assert "Fig." in text, number


def test_what_is_wider_than_the_paper_is_an_error_that_names_it(tmp_path):
    (tmp_path / "wide.html").write_text(
        '<body><main id="page-wide"><p>narrow</p><div style="width: 3000px">broad</div></main>'
    )
    with pytest.raises(BookError, match="too wide.*page-wide DIV broad"):
        apart(measured, tmp_path / "wide.html")


def measured(path):
    """Return the width of a loaded document, and the height of its first output."""
    with binding.opened() as sheet:
        binding.load(sheet, path)
        return sheet.evaluate(
            "[document.documentElement.scrollWidth, document.querySelector('pre')?.clientHeight]"
        )


def test_wide_formulas_and_outputs_are_made_to_fit(tmp_path):
    formula = "<mrow>" + "<mi>x</mi><mo>+</mo>" * 60 + "</mrow>"
    output = " ".join(f"{i:08d}" for i in range(14))
    (tmp_path / "wide.html").write_text(
        f'<body style="margin: 0"><main id="m"><div class="math"><math>{formula}</math></div>'
        f'<div class="cell_output"><pre>{output}</pre></div></main>'
    )
    width, height = apart(measured, tmp_path / "wide.html")
    assert width <= binding.WIDTH
    # the table of numbers kept its one line
    assert height < 25


def test_two_bindings_of_the_same_pages_are_byte_identical(tmp_path):
    html = tmp_path / "html"
    for _, name in binding.contents():
        path = html / f"{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f'<article class="bd-article"><section id="top"><h1>Page {name}</h1><h2 id="two">Two</h2>'
            f"<p>Text with <math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>.</p></section></article>"
        )
    one = apart(binding.make, html, tmp_path / "one").read_bytes()
    assert apart(binding.make, html, tmp_path / "two words").read_bytes() == one
    assert str(tmp_path).encode() not in one
