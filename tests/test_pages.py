"""What every built page says of itself, and what the reader can take along."""

import json
import re
from html import unescape
from html.parser import HTMLParser

import pytest

from lib.book import edition, ledger, paths

HTML = paths.ROOT / "_build" / "html"
PAGES = sorted(p for p in HTML.rglob("*.html") if "_static" not in p.parts)
NOTEBOOKS = sorted(paths.CHAPTERS.glob("*.ipynb"))


class Head(HTMLParser):
    """The title and the tags of a page."""

    def __init__(self, text):
        super().__init__()
        self.titles, self.tags, self._in_title = [], {}, False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        name = attributes.get("property") or attributes.get("name")
        if tag == "meta" and name:
            self.tags.setdefault(name, []).append(attributes.get("content", ""))
        self._in_title = tag == "title"

    def handle_data(self, data):
        if self._in_title:
            self.titles.append(data)
            self._in_title = False


def head(path):
    return Head(path.read_text(encoding="utf-8").split("</head>")[0])


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(HTML).as_posix())
def test_each_page_has_one_description_and_the_open_graph_tags(path):
    found = head(path)
    (description,) = found.tags["description"]
    assert 40 <= len(description) <= 320
    # neither mark-up, nor TeX, nor a formula's leavings, nor a citation
    assert not re.search(r"[<>{}\\$\[\]\ufffc]|&\w+;|\s\s", description), description
    for name in ("og:title", "og:type", "og:description", "og:image", "og:image:alt"):
        (text,) = found.tags[name]
        assert text, name
    assert found.tags["og:description"] == [description]
    assert (path.parent / found.tags["og:image"][0]).resolve().is_file()
    # there is no address to give until the book has one
    assert "og:url" not in found.tags


def test_no_two_pages_have_the_same_title_or_description():
    heads = {path.relative_to(HTML).as_posix(): head(path) for path in PAGES}
    for what in (
        lambda h: h.titles[0],
        lambda h: h.tags["og:title"][0],
        lambda h: h.tags["description"][0],
    ):
        seen = {}
        for name, one in heads.items():
            assert what(one).strip()
            assert seen.setdefault(what(one), name) == name


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(HTML).as_posix())
def test_edition_and_date_stand_on_each_page(path):
    footer = path.read_text(encoding="utf-8").partition('class="extra_footer"')[2]
    assert unescape(footer).count(edition.name()) == 1


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_chapter_downloads_as_the_committed_executed_notebook(notebook):
    page = HTML / "chapters" / f"{notebook.stem}.html"
    (link,) = re.findall(
        r'<a href="([^"]+)"[^>]*btn-download-(?:source|notebook)-button', page.read_text("utf-8")
    )
    offered = (page.parent / link).resolve()
    assert offered.name == notebook.name
    assert offered.read_bytes() == notebook.read_bytes()
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    assert any(cell.get("outputs") for cell in cells)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_chapter_says_at_its_top_how_to_run_it_with_pip(notebook):
    text = (HTML / "chapters" / f"{notebook.stem}.html").read_text(encoding="utf-8")
    article = text.partition('<article class="bd-article">')[2]
    top = re.search(r"</h1>.*?</details>", article, re.S)[0]
    plain = unescape(re.sub(r"<[^>]+>", "", top))
    for part in (
        "-m venv .venv",
        "pip install --require-hashes --no-deps -r requirements.lock",
        "pip install --no-deps --no-build-isolation -e .",
        f"jupyter lab chapters/{notebook.name}",
    ):
        assert part in plain
    # only what belongs to the chapter's own top may stand before it
    assert len(plain) < 1000
    assert "<h2" not in top


def search_index():
    text = (HTML / "searchindex.js").read_text(encoding="utf-8")
    return json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))


def test_search_leads_to_every_card_by_its_id():
    index = search_index()
    for record in ledger.read():
        places = index["alltitles"][record["id"]]
        assert [(index["docnames"][page], anchor) for page, anchor in places] == [
            (record["chapter"], record["id"])
        ]


def test_neighbouring_cells_are_words_of_their_own():
    index = search_index()
    words = set(index["terms"]) | set(index["titleterms"])
    # "Eq. 3" stands beside the id jiang-eq3 in its card
    assert "eq3" in words
    assert not {"eq3eq", "nbfollows", "followsagrees"} & words
