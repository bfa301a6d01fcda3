"""Binding pages: one document whose ids are unique and whose links stay inside."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from lib.book import binding
from lib.book.paths import BookError

HTML = Path("../html")


def page(name, html, part=""):
    article = BeautifulSoup(f"<article>{html}</article>", "html.parser").article
    return binding.Page(name, part, article)


def hrefs(one):
    return [link["href"] for link in one.article.find_all("a")]


def test_links_between_pages_become_links_inside():
    one = page(
        "index", '<h1>A</h1><a href="chapters/b.html#x">b</a><a href="chapters/b.html">b</a>'
    )
    two = page(
        "chapters/b", '<h1>B</h1><p id="x"></p><a href="../index.html">a</a><a href="#x">x</a>'
    )
    binding.bind([one, two], HTML)
    assert hrefs(one) == ["#x", "#page-chapters-b"]
    assert hrefs(two) == ["#page-index", "#x"]


def test_an_id_that_two_pages_have_is_told_apart_with_all_that_mentions_it():
    body = '<p id="s"></p><a href="#s">s</a><label for="s"></label><path clip-path="url(#s)"/>'
    one, two = page("a", body), page("b", body)
    binding.bind([one, two], HTML)
    for where in (one, two):
        new = f"{where.identity}-s"
        assert where.article.p["id"] == new
        assert hrefs(where) == [f"#{new}"]
        assert where.article.label["for"] == new
        assert where.article.path["clip-path"] == f"url(#{new})"
    assert one.article.p["id"] != two.article.p["id"]


def test_a_link_that_leads_nowhere_is_an_error_that_names_it():
    with pytest.raises(BookError, match=r"a\.html: #nowhere leads nowhere"):
        binding.bind([page("a", '<a href="#nowhere">n</a>')], HTML)


def test_files_that_are_not_bound_lose_their_link_or_get_the_address_of_the_site():
    bound = page("chapters/a", '<p>see <a href="../claims.json">the records</a></p>')
    binding.bind([bound], HTML)
    assert str(bound.article.p) == "<p>see the records</p>"
    bound = page("chapters/a", '<a href="../claims.json">the records</a>')
    binding.bind([bound], HTML, "https://example.org/book/")
    assert hrefs(bound) == ["https://example.org/book/claims.json"]


def test_figures_are_found_from_the_bound_document_and_the_web_is_left_alone():
    bound = page(
        "chapters/a", '<img loading="lazy" src="../_images/f.svg"><a href="https://doi.org/1">1</a>'
    )
    binding.bind([bound], HTML)
    assert bound.article.img.attrs == {"src": "../html/_images/f.svg"}
    assert hrefs(bound) == ["https://doi.org/1"]


def test_what_leads_to_a_section_leads_to_its_heading():
    section = page(
        "a", '<section id="s"><span id="label"></span><h2>T</h2></section>'
    ).article.section
    binding._aim(section)
    assert section.h2["id"] == "s"
    assert section.h2.span["id"] == "label"
    assert "id" not in section.attrs


def test_the_contents_are_the_table_of_contents():
    names = [name for _, name in binding.contents()]
    assert names[0] == "index"
    assert len(names) == len(set(names)) > 8


def test_a_page_that_is_not_built_is_named_with_the_mend(tmp_path):
    with pytest.raises(BookError, match=r"index\.html is not built: run `make book`"):
        binding.read(tmp_path)


def test_without_a_browser_the_mend_is_named(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BookError, match="apt-get install chromium"):
        binding.browser()


def test_a_title_ends_no_string_of_the_style():
    assert binding._string('a "b" \\') == '"a \\"b\\" \\\\"'
