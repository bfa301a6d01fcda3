"""The built pages: cards in place, links that lead somewhere, figures that are described."""

import functools
import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest

from lib.book import cards, citation, claims, comparison, errata, ledger, paths

HTML = paths.ROOT / "_build" / "html"
PAGES = sorted(p for p in HTML.rglob("*.html") if "_static" not in p.parts)


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.images, self.assets, self.text = [], [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])
        if tag == "img":
            self.images.append(attributes)
        for name in ("src", "href"):
            if tag in ("img", "script", "link") and attributes.get(name):
                self.assets.append(attributes[name])

    def handle_data(self, data):
        self.text.append(data)


@functools.cache
def page(path):
    return Page(path.read_text(encoding="utf-8"))


def test_the_book_is_built():
    assert len(PAGES) >= 5, "run `make book` first"


def test_every_claim_has_one_card_where_its_url_says():
    for record in ledger.read():
        file, anchor = record["url"].split("#")
        assert page(HTML / file).ids.count(anchor) == 1, record["id"]


def test_the_export_beside_the_pages_is_the_ledger():
    rows = json.loads((HTML / "claims.json").read_text(encoding="utf-8"))
    assert rows == json.loads(ledger.as_json(ledger.read()))
    claims.validate(rows, "ledger.schema.json", "claims.json")
    assert (HTML / "schemas/ledger.schema.json").exists()


def test_the_comma_separated_export_is_the_ledger():
    text = (HTML / "claims.csv").read_bytes().decode("utf-8")
    assert text == ledger.as_csv(ledger.read())


def test_every_card_has_its_verdicts_for_machines_and_a_line_to_cite():
    for chapter in ledger.chapters():
        path = HTML / "chapters" / f"{chapter.stem}.html"
        records = ledger.records_of(chapter)
        source = path.read_text(encoding="utf-8")
        scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', source, re.S)
        found = [review for text in scripts for review in json.loads(text)["@graph"]]
        wanted = [review for record in records for review in citation.claim_reviews(record)]
        assert found == wanted, path.name
        assert all(review["url"].removeprefix("#") in page(path).ids for review in found)
        lines = [" ".join(line.split()) for line in page(path).text]
        for record in records:
            assert lines.count(citation.text(record)) == 1, record["id"]


def test_notebooks_hold_neither_citations_nor_data_for_machines():
    for chapter in ledger.chapters():
        text = chapter.read_text(encoding="utf-8")
        assert "application/ld+json" not in text
        assert "cite-verdict" not in text


def test_the_errata_list_what_is_corrected_fails_or_slips_and_nothing_else():
    path = HTML / "errata.html"
    wanted = {r["url"] for r in ledger.read() if errata.kind(r)}
    cards = {record["url"] for record in ledger.read()}
    assert cards & set(page(path).links) == wanted
    for paper in claims.papers():
        assert f"errata-{paper}" in page(path).ids


def test_the_ledger_page_lists_every_claim():
    links = page(HTML / "ledger.html").links
    for record in ledger.read():
        assert record["url"] in links


@pytest.mark.parametrize("which", ["derivation", "evidence"])
def test_the_opening_page_counts_the_claims(which):
    html = (HTML / "index.html").read_text(encoding="utf-8")
    spoken = re.findall(r'class="bar" role="img" aria-label="([^"]*)"', html)
    for paper, count in ledger.counts(ledger.read(), which).items():
        words = [f"{n} {cards.WORDS[which][verdict][1]}" for verdict, n in count.items() if n]
        total = f"{claims.papers()[paper].title}: of {sum(count.values())} claims "
        assert spoken.count(total + ", ".join(words)) == 1


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(HTML).as_posix())
def test_links_inside_the_book_lead_somewhere(path):
    for link in page(path).links + page(path).assets:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        assert target.exists(), f"{link} in {path.name}"
        if parts.fragment and target.suffix == ".html":
            assert unquote(parts.fragment) in page(target).ids or parts.fragment == "", link


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(HTML).as_posix())
def test_figures_are_described(path):
    for image in page(path).images:
        alt = image.get("alt")
        assert alt is not None, image
        assert not re.fullmatch(r"(.*/)?[0-9a-f]{32,}(\.\w+)?", alt), image


# the pages of source code show docstrings as they are written
@pytest.mark.parametrize(
    "path",
    [p for p in PAGES if "_modules" not in p.parts],
    ids=lambda p: p.relative_to(HTML).as_posix(),
)
def test_no_formula_is_left_as_tex(path):
    text = "".join(page(path).text)
    assert not re.search(r"\\\(|\\\[|\\frac|\\sqrt", text)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(HTML).as_posix())
def test_no_page_tells_where_it_was_built(path):
    text = path.read_text(encoding="utf-8")
    assert str(paths.ROOT) not in text


def test_outcomes_and_the_cards_that_they_would_move_lead_to_each_other():
    there = page(HTML / "chapters" / "cross_examination.html")
    cards = {record["id"]: record["url"] for record in ledger.read()}
    for entry in comparison.read("outcomes"):
        row = comparison.anchor(entry)
        assert there.ids.count(row) == 1
        for identity in entry["claims"]:
            url = cards[identity]
            assert url.removeprefix("chapters/") in there.links
            assert f"cross_examination.html#{row}" in page(HTML / url.split("#")[0]).links
