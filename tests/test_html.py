"""The built pages: cards in place, links that lead somewhere, figures that are described."""

import functools
import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest

from lib.book import claims, ledger, paths

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


def test_the_ledger_page_lists_every_claim():
    links = page(HTML / "ledger.html").links
    for record in ledger.read():
        assert record["url"] in links


def test_the_opening_page_counts_the_claims():
    text = " ".join("".join(page(HTML / "index.html").text).split())
    for paper, count in ledger.counts(ledger.read(), "derivation").items():
        assert f"{claims.papers()[paper].title} ({sum(count.values())} claims)" in text


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


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(HTML).as_posix())
def test_no_formula_is_left_as_tex(path):
    text = "".join(page(path).text)
    assert not re.search(r"\\\(|\\\[|\\frac|\\sqrt", text)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(HTML).as_posix())
def test_no_page_tells_where_it_was_built(path):
    text = path.read_text(encoding="utf-8")
    assert str(paths.ROOT) not in text
