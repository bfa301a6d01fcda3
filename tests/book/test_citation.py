"""The line that cites a verdict, and the verdicts for machines."""

import json
import re

import pytest

from lib.book import cards, citation, ledger, paths
from lib.book.paths import BookError

SITE = "https://example.org/book"


def record(**changes):
    base = {
        "id": "sample-plain",
        "paper": "sample",
        "where": "text",
        "statement": "It is so.",
        "derivation": "holds",
        "slip": None,
        "evidence": "tension",
        "rule": None,
        "because": "So.",
        "url": "chapters/sample.html#sample-plain",
    }
    return base | changes


def data(records, site=""):
    found = re.fullmatch(
        r'<script type="application/ld\+json">(.*)</script>', citation.script(records, site)
    )
    return json.loads(found[1])


def test_the_line_names_edition_claim_verdicts_and_address(book):
    edition = citation.edition()
    line = citation.text(record(), SITE + "/")
    for part in (
        edition["title"],
        f"edition {edition['version']}",
        "claim sample-plain",
        "(follows; in tension)",
        f"{SITE}/chapters/sample.html#sample-plain",
    ):
        assert part in line
    assert citation.text(record()).endswith(" chapters/sample.html#sample-plain")


def test_a_table_offers_a_line_for_each_of_its_rows(book):
    html = citation.details([record(), record(id="sample-form")])
    assert html.count('class="citation"') == 2
    assert "<script" not in html


def test_the_two_verdicts_are_two_reviews_of_one_claim(book):
    first, second = data([record()])["@graph"]
    assert [r["reviewRating"]["alternateName"] for r in (first, second)] == [
        "follows",
        "in tension",
    ]
    assert first["reviewAspect"] != second["reviewAspect"]
    assert second["itemReviewed"] == {"@id": first["itemReviewed"]["@id"]}
    assert first["itemReviewed"]["appearance"]["name"] == "A sample"
    assert first["itemReviewed"]["appearance"]["author"][0]["name"] == "A. Author"
    assert first["url"] == "#sample-plain"
    assert data([record()], SITE)["@graph"][0]["url"] == f"{SITE}/chapters/sample.html#sample-plain"


@pytest.mark.parametrize("which", ["derivation", "evidence"])
def test_a_question_that_does_not_arise_has_no_review(book, which):
    (review,) = data([record(**{which: "not-applicable"})])["@graph"]
    assert review["reviewAspect"] != citation.QUESTIONS[which]


def test_no_text_can_end_the_script(book):
    evil = "</script><script>alert(1)</script> <!-- & \u2028 "
    html = citation.script([record(statement=evil, because=evil)])
    body = html.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&") & set(body)
    assert json.loads(body)["@graph"][0]["claimReviewed"] == evil


def test_no_text_can_end_the_citation(book, monkeypatch):
    edition = citation.edition() | {"title": "A <b> & </details>"}
    monkeypatch.setattr(citation, "edition", lambda: edition)
    assert "A &lt;b&gt; &amp; &lt;/details&gt;" in citation.details([record()])


def test_people_and_bodies_are_told_apart():
    assert citation._author({"given-names": "Ada", "family-names": "Byron"}) == {
        "@type": "Person",
        "name": "Ada Byron",
    }
    assert citation._author({"name": "A group"})["@type"] == "Organization"


def test_an_identifier_in_the_bibliography_becomes_an_address(book):
    (book / "references.bib").write_text(
        r"@article{sample2020, title = {The {H\"a}rtest PH$_3$}, author = {M{\"u}ller, Karl Alex},"
        "\n year = {2020}, doi = {10.1/x}, eprint = {2001.00001}, archiveprefix = {arXiv}}\n",
        encoding="utf-8",
    )
    found = citation.article("sample2020")
    assert found["author"] == [{"@type": "Person", "name": "Karl Alex Müller"}]
    assert found["sameAs"] == ["https://doi.org/10.1/x", "https://arxiv.org/abs/2001.00001"]
    with pytest.raises(BookError, match="no citation key 'sample2021'"):
        citation.article("sample2021")


def test_an_edition_without_a_version_is_an_error(tmp_path, monkeypatch):
    path = tmp_path / "CITATION.cff"
    path.write_text("title: A book\n")
    monkeypatch.setattr(paths, "CITATION", path)
    with pytest.raises(BookError, match="has no version: add it"):
        citation.edition()
    path.write_text("title: [\n")
    with pytest.raises(BookError, match="not valid YAML"):
        citation._edition(path, -1)


def test_every_record_of_the_ledger_has_a_review_in_the_words_of_its_card():
    for one in ledger.read():
        words = [r["reviewRating"]["alternateName"] for r in citation.claim_reviews(one)]
        assert words == [
            cards.words(one, which)[1]
            for which in ("derivation", "evidence")
            if one[which] != "not-applicable"
        ]
        assert words
