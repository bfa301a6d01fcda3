"""The comparison's rules and outcomes: checked on reading, and shown with the ledger's verdicts."""

import pytest

from lib.book import comparison, ledger
from lib.book.paths import BookError


def test_every_theory_and_question_is_there():
    assert {entry["theory"] for entry in comparison.read("outcomes")} == {
        *("Hu", "Jiang", "Liu", "consensus")
    }
    assert len({entry["id"] for entry in comparison.read("questions")}) == 5
    pairs = {entry["papers"] for entry in comparison.read("contradictions")}
    assert len(pairs) == 6


def test_a_rule_judges_by_its_thresholds():
    rule = {entry["id"]: entry for entry in comparison.read("questions")}["isotope"]
    assert comparison.judge("isotope", rule["agrees"]) == "agrees"
    assert comparison.judge("isotope", rule["tension"]) == "tension"
    assert comparison.judge("isotope", rule["tension"] * 1.01) == "contradicted"


def test_an_unknown_question_or_part_is_refused():
    with pytest.raises(BookError, match="no question"):
        comparison.judge("weather", 1.0)
    with pytest.raises(BookError, match="no part"):
        comparison.read("weather")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"scale": "ratio"}, "at-least or at-most"),
        ({"claims": ["liu-none"]}, "liu-none"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_a_bad_outcome_is_refused(change, message):
    entry = comparison.read("outcomes")[0] | change
    with pytest.raises(BookError, match=message):
        comparison.check("outcomes", comparison.FIELDS["outcomes"], entry, "here")


def test_thresholds_in_the_wrong_order_are_refused():
    entry = comparison.read("questions")[0] | {"agrees": 3}
    with pytest.raises(BookError, match="agrees"):
        comparison.check("questions", comparison.FIELDS["questions"], entry, "here")


def test_an_outcome_moves_only_what_has_not_happened():
    """An outcome is of use if a claim it would move is not settled in its favour already."""
    verdicts = {record["id"]: record["evidence"] for record in ledger.read()}
    for entry in comparison.read("outcomes"):
        moved = {verdicts[i] for i in (*entry["claims"], *entry.get("reopens", ()))}
        assert moved - ({"not-applicable"} if entry["theory"] == "consensus" else {"agrees"})


def test_each_contradiction_names_claims_of_two_papers():
    for entry in comparison.read("contradictions"):
        prefixes = {identity.split("-")[0] for identity in entry["claims"]}
        assert len(prefixes) == 2


def test_an_outcome_has_come_about_when_any_value_is_past_its_threshold():
    known = {entry["id"]: entry for entry in comparison.read("outcomes")}
    assert len(known) == len(comparison.read("outcomes"))
    low, high = known["jiang-isotope"]["threshold"], known["liu-flux"]["threshold"]
    assert comparison.reached("jiang-isotope", [10 * low, low])
    assert not comparison.reached("jiang-isotope", [1.01 * low])
    assert comparison.reached("liu-flux", [high])
    assert not comparison.reached("liu-flux", [0.99 * high])
    with pytest.raises(BookError, match="no outcome"):
        comparison.reached("weather", [1.0])


def test_a_card_leads_to_every_outcome_that_would_move_it():
    for entry in comparison.read("outcomes"):
        for identity in entry["claims"]:
            assert f'page.html#outcome-{entry["id"]}"' in comparison.links([identity], "page.html")
    assert comparison.links(["liu-eq1"], "page.html") == ""


def test_the_picture_has_a_mark_for_each_side_that_leads_to_its_card(monkeypatch):
    figure = object.__new__(comparison.ContradictionsFigure)
    monkeypatch.setattr(figure, "url", lambda record: f"#{record['id']}", raising=False)
    drawn = figure.render(ledger.read())
    for entry in comparison.read("contradictions"):
        for identity in entry["claims"]:
            assert f'<a href="#{identity}">' in drawn
    assert 'role="group" aria-label="' in drawn
