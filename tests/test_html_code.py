"""The built pages lead from each verdict to its code, and from the code to equations and sources."""

import functools
import importlib
import inspect
import re
from html.parser import HTMLParser

import pytest

from lib.book import code_links, ledger, paths

HTML = paths.ROOT / "_build" / "html"
RECORDS = ledger.read()


class Ids(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.ids = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.ids += [value for name, value in attributes if name == "id"]


@functools.cache
def source(page):
    return (HTML / page).read_text(encoding="utf-8")


@functools.cache
def ids(page):
    return Ids(source(page)).ids


def code_line(record):
    """The line of links that a card or a row has."""
    text = source(f"{record['chapter']}.html")
    found = re.search(rf'<(article|tr)[^>]* id="{record["id"]}".*?</\1>', text, re.DOTALL)
    card = found[0]
    lines = re.findall(r'<(?:p|span) class="claim-code">(.*?)</(?:p|span)>', card)
    assert len(lines) == 1, record["id"]
    return lines[0]


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r["id"])
def test_a_verdict_links_to_its_cell_and_its_sources(record):
    line = code_line(record)
    links = re.findall(r'href="([^"]+)"', line)
    page = f"{record['chapter']}.html"
    assert links[0].startswith("#cell-")
    assert ids(page).count(links[0][1:]) == 1
    for link in links[1:]:
        target, _, anchor = link.removeprefix("../").partition("#")
        assert ids(target).count(anchor) == 1, link
    assert len(links) > 1 or code_links.NONE in line


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r["id"])
def test_the_cell_that_is_linked_answers_the_claim(record):
    anchor = re.search(r'href="#(cell-[^"]+)"', code_line(record))[1]
    text = source(f"{record['chapter']}.html")
    here = text.index(f'id="{anchor}"')
    card = re.search(rf'<(?:article|tr)[^>]* id="{record["id"]}"', text).start()
    # the card follows the cell, with no other answering cell's code between
    assert here < card
    assert 'id="cell-' not in text[here + len(anchor) : card]


def test_claims_answered_without_the_library_are_those_whose_code_calls_none_of_it():
    found = {}
    for chapter in ledger.chapters():
        found |= code_links.of_chapter(chapter)
    assert set(found) == {r["id"] for r in RECORDS}
    without = {claim for claim, links in found.items() if not links.functions}
    said = {r["id"] for r in RECORDS if code_links.NONE in code_line(r)}
    assert said == without
    assert len(without) < len(found) / 3
    # nothing that follows from an equation is decided without the model
    kinds = {r["id"]: (r["kind"], r["derivation"]) for r in RECORDS}
    assert not [
        c for c in without if kinds[c][0] == "eq" and kinds[c][1] == "holds" and c != "liu-eq12-14"
    ]


def test_every_function_that_a_verdict_links_is_in_the_reference():
    entries = set().union(*(ids(f"api/{page.name}") for page in (HTML / "api").glob("*.html")))
    for chapter in ledger.chapters():
        for links in code_links.of_chapter(chapter).values():
            assert set(links.functions) <= entries


def test_the_reference_holds_every_public_function():
    entries = set().union(*(ids(f"api/{page.name}") for page in (HTML / "api").glob("*.html")))
    for folder in ("physics", "papers"):
        for path in sorted((paths.ROOT / "lib" / folder).rglob("*.py")):
            if path.stem.startswith("_"):
                continue
            name = ".".join(path.relative_to(paths.ROOT).with_suffix("").parts)
            module = importlib.import_module(name)
            for own, thing in vars(module).items():
                known = inspect.isfunction(thing) or inspect.isclass(thing)
                if known and thing.__module__ == name and not own.startswith("_"):
                    assert f"{name}.{own}" in entries


def test_the_reference_links_equations_and_works():
    papers, physics = source("api/papers.html"), source("api/physics.html")
    assert 'href="../chapters/liu.html#liu-eq8"' in papers
    assert 'href="../chapters/jiang.html#jiang-eq5"' in papers
    assert 'href="../bibliography.html#cite-bardeen1957"' in physics
    assert physics.count("<math") > 20
