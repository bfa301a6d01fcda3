"""What a page says of itself, read off its document."""

import pytest
from docutils import nodes

from lib.book import page_metadata


def document(*paragraphs):
    section = nodes.section("", nodes.title("", "Title"), *paragraphs)
    return nodes.section("", section)


def paragraph(*parts):
    return nodes.paragraph("", "", *parts)


def test_a_description_has_the_words_without_marks_citations_or_formulas():
    cited = nodes.inline("", "[Doe, 1999]", classes=["bibtex-citation"])
    first = paragraph(
        nodes.Text("A review of "), nodes.emphasis("", "tunnels"), nodes.Text(" "), cited,
        nodes.Text(". Here "), nodes.math("", r"T_c \frac12"), nodes.Text(" is high. Then it ends."),
    )  # fmt: skip
    assert page_metadata.describe(document(first)) == "A review of tunnels."


def test_a_description_begins_after_a_sentence_it_cannot_show():
    first = paragraph(nodes.math("", "x"), nodes.Text(" is small. It is."))
    assert page_metadata.describe(document(first)) == "It is."
    assert page_metadata.describe(document()) == ""


def test_a_description_ends_with_a_sentence_and_in_time():
    long = paragraph(nodes.Text("word " * 100 + "end."))
    short = paragraph(nodes.Text(" ".join(f"This is sentence number {i}." for i in range(30))))
    assert page_metadata.describe(document(long)) == ""
    found = page_metadata.describe(document(short, long))
    assert page_metadata.SHORT <= len(found) < page_metadata.LONG
    assert found.endswith(".")


def test_what_stands_in_a_box_does_not_describe_the_page():
    box = nodes.container("", paragraph(nodes.Text("How to run it.")))
    assert page_metadata.describe(document(box, paragraph(nodes.Text("It is.")))) == "It is."


@pytest.mark.parametrize("evil", ['"><script>', "a & b", "<b>"])
def test_no_text_ends_an_attribute(evil):
    html = page_metadata.tags(evil, evil, "card.png", "")
    assert evil not in html
    assert "og:url" not in html


def test_an_address_is_given_only_if_there_is_one():
    html = page_metadata.tags("t", "d", "i.png", "https://example.org/index.html")
    assert '<meta property="og:url" content="https://example.org/index.html">' in html
