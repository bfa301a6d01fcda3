"""Replies to a card: what the data may say, and how it stands beside the card."""

import pytest
from docutils import nodes

from lib.book import claims, ledger, paths, replies
from lib.book.paths import BookError

REPLY = """
    replies:
      - from: A. Reader & Co.
        date: "2026-12-01"
        text: |
          The inputs are those of <Table 2>.

          They were overlooked.
        address: https://example.org/reply?a=1&b=2
"""
ANSWER = """\
        answer: Recomputed with them, the number is the same.
        answered: "2026-12-03"
        moved: false
"""
CARD = '<article class="claim-card" id="sample-plain" aria-label="Claim"><p>So.</p></article>'


def write(book, text):
    path = book / "data/claims/sample.yaml"
    plain = "  - {id: sample-plain, where: text, kind: qual, statement: It is so.}\n"
    block = "  - id: sample-plain\n    where: text\n    kind: qual\n    statement: It is so."
    whole = path.read_text(encoding="utf-8")
    assert plain in whole
    path.write_text(whole.replace(plain, block + text), encoding="utf-8")
    return path


def test_a_reply_is_shown_inside_the_card_escaped_and_unanswered(book):
    write(book, REPLY)
    page = replies.add(CARD, ["sample-plain"])
    assert page.startswith('<article class="claim-card" id="sample-plain"')
    assert page.endswith("</section></article>")
    assert "Reply of A. Reader &amp; Co., 2026-12-01." in page
    assert "<p>The inputs are those of &lt;Table 2&gt;.</p><p>They were overlooked.</p>" in page
    assert 'href="https://example.org/reply?a=1&amp;b=2"' in page
    assert "Not answered yet." in page


@pytest.mark.parametrize(
    ("moved", "said"), [("false", "Nothing moved."), ("true", "The verdict or a number moved.")]
)
def test_an_answer_says_whether_anything_moved(book, moved, said):
    write(book, REPLY + ANSWER.replace("false", moved))
    page = replies.html(claims.find("sample-plain"))
    assert (
        f"Answer, 2026-12-03. {said}</p><p>Recomputed with them, the number is the same.</p>"
        in page
    )
    assert "Not answered yet." not in page


def test_a_table_of_cards_names_the_claim_of_each_reply(book):
    write(book, REPLY)
    table = '<div><table><tr id="sample-form"></tr><tr id="sample-plain"></tr></table></div>'
    page = replies.add(table, ["sample-form", "sample-plain"])
    assert page.startswith(table)
    assert "On sample-plain" in page
    assert "On sample-form" not in page


def test_a_card_without_replies_is_left_as_it_is(book):
    assert replies.add(CARD, ["sample-plain"]) == CARD


def test_a_page_of_a_chapter_gets_the_replies_and_no_other_does(book, write_chapter):
    from types import SimpleNamespace

    write(book, REPLY)
    write_chapter("first", "1")
    noted = []
    for page, expected in (("chapters/first", True), ("index", False)):
        env = SimpleNamespace(docname=page, note_dependency=noted.append)
        document = nodes.Element()
        document += nodes.raw("", CARD, format="html")
        replies._annotate(SimpleNamespace(env=env), document)
        assert ("claim-replies" in document[0].astext()) == expected
    assert noted == [str(book / "data/claims/sample.yaml")]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('        date: "2026-12-01"\n', "", "sample-plain, at replies/0.*'date'.*add date"),
        ('"2026-12-01"', "2026-12-01", "replies/0/date.*put it in quotes"),
        ('"2026-12-01"', '"1 December"', "it must be a quoted day"),
        ('"2026-12-01"', '"2026-02-30"', "'2026-02-30': write a day of the calendar"),
        ('"2026-12-01"', '"2026-12-04"', "answered before its date"),
        ("        moved: false\n", "", "answer, answered and moved come together"),
        ("moved: false", 'moved: "no"', "'no' is not of type 'boolean'"),
        ("https://", "ftp://", "an address that starts with https://"),
        ("address:", "adress:", "did you mean address?"),
    ],
)
def test_each_mistake_is_named_with_its_mend(book, old, new, message):
    path = write(book, (REPLY + ANSWER).replace(old, new))
    assert (REPLY + ANSWER).count(old) == 1
    with pytest.raises(BookError, match=rf"(?s){message}"):
        claims.read_paper(path)


def test_the_committed_replies_are_of_answered_claims_and_the_notebooks_hold_none():
    answered = {record["id"] for record in ledger.read()}
    for paper in claims.papers().values():
        for claim in paper.claims.values():
            assert not claim.replies or claim.id in answered
    for path in paths.CHAPTERS.glob("*.ipynb"):
        assert "claim-replies" not in path.read_text(encoding="utf-8")
