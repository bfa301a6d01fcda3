"""Answering claims: the two verdicts, the record, the card, and what is refused."""

import json

import pytest
import sympy

from lib.book import answers, cards, claims, notebooks
from lib.book.answers import (
    answer,
    answer_table,
    both,
    derived,
    follows_if,
    measured,
    no_derivation,
    recomputed,
    underdetermined,
    untested,
)
from lib.book.paths import BookError

x, y = sympy.symbols("x y", positive=True)


@pytest.fixture
def records(book):
    with notebooks.collecting() as found:
        yield found


def one(records):
    (record,) = records
    claims.validate(
        [{**record, "chapter": "chapters/c", "url": "u"}], "ledger.schema.json", "record"
    )
    return record


def edit(book, old, new):
    path = book / "data/claims/sample.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_number_is_recomputed_over_the_box_of_its_inputs_in_si_units(records):
    seen = {}

    def model(a, b):
        seen.update(a=a, b=b)
        return a / b

    answer("sample-number", recomputed(model), because="Two over three is {computed:.4f}.")
    record = one(records)
    assert (record["derivation"], record["slip"], record["evidence"]) == (
        "holds",
        None,
        "not-applicable",
    )
    assert record["computed"] == 0.666667
    assert record["because"] == "Two over three is 0.6667."
    # centimetres reach the model as metres, and the exact input has no width
    assert seen["b"] == pytest.approx(0.03)
    assert 0.0195 <= float(seen["a"].min()) < float(seen["a"].max()) <= 0.0205


@pytest.mark.parametrize(
    ("value", "text"), [(15.9125326, "15.913"), (2.067833848e-15, "2.067834e-15")]
)
def test_a_sentence_is_of_the_number_and_not_of_its_record(value, text, book, records):
    """Rounded to six digits first, the one would end in 2 and the other in 30."""
    form = "{computed:.3f}" if value > 1 else "{computed:.6e}"
    answer("sample-matter", no_derivation(value), untested("x"), because=f"It is {form}.")
    record = one(records)
    assert record["because"].startswith(f"It is {text}.")
    assert record["computed"] == float(f"{value:.6g}")


def test_a_number_beyond_its_box_fails_and_then_needs_a_second_route(book, records):
    edit(book, '"0.667"', '"0.701"')
    with pytest.raises(BookError, match="sample-number is judged fails.*second_route"):
        answer("sample-number", recomputed(lambda a, b: a / b), because="No.")
    edit(book, '"0.701"}', '"0.701"}, second_route: "tests/book/test_answers.py::test_x"')
    answer("sample-number", recomputed(lambda a, b: a / b), because="No.")
    assert one(records)["derivation"] == "fails"


def test_a_named_correction_makes_it_hold_and_is_shown(book, records):
    correction = (
        ', correction: {name: power-of-ten, where: Eq. 1, apply: "printed/10", why: slip}, '
        'second_route: "tests/book/test_answers.py::test_x"'
    )
    edit(book, '"0.667"}', '"6.67"}' + correction)
    answer("sample-number", recomputed(lambda a, b: a / b), because="A factor of ten.")
    assert one(records)["derivation"] == "holds-corrected"


def test_a_correction_of_what_holds_is_refused(book, records):
    edit(
        book,
        '"0.667"}',
        '"0.667"}, correction: {name: factor, where: Eq. 1, apply: "printed*2", why: none}',
    )
    with pytest.raises(BookError, match="holds as printed: remove its correction"):
        answer("sample-number", recomputed(lambda a, b: a / b), because="No.")


def test_an_equation_holds_only_if_it_is_identical(book, records):
    answer("sample-form", derived((x + y) * (y + x)), because="Squared.")
    assert records.pop()["derivation"] == "holds"
    edit(
        book,
        '"(x + y)**2"}',
        '"(x - y)**2"}, second_route: "tests/book/test_answers.py::test_x"',
    )
    answer("sample-form", derived((x + y) * (y + x)), because="Squared.")
    assert records.pop()["derivation"] == "fails"


def test_a_corrected_form(book, records):
    edit(
        book,
        '"(x + y)**2"}',
        '"-(x + y)**2"}, second_route: "tests/book/test_answers.py::test_x", '
        'correction: {name: sign, where: Eq. 2, apply: "-printed", why: the text has it right}',
    )
    answer("sample-form", derived((x + y) ** 2), because="A sign.")
    assert one(records)["derivation"] == "holds-corrected"


def test_names_of_forms_and_numbers_must_match(records):
    with pytest.raises(BookError, match="use the same names"):
        answer("sample-form", derived({"left": x}), because="No.")


def test_a_claim_about_matter_is_judged_by_its_rule(records):
    answer(
        "sample-matter",
        no_derivation(),
        measured(
            lambda v: 3.0 / v, outside=2.0, of="measured", unit="K", references=["sample2020"]
        ),
        because="It is {statistic:.1f} of it; flips at {flip:.3f}.",
    )
    record = one(records)
    assert record["evidence"] == "tension"
    assert record["references"] == ["sample2020"]
    assert record["rule"]["value"] == 1.5
    assert record["flips_at"] == {
        "of": "measured",
        "unit": "K",
        "from": 2.0,
        "to": 1.5,
        "verdict": "contradicted",
    }
    assert record["because"] == "It is 1.5 of it; flips at 1.500."


def test_the_worst_of_several_derivations_counts(records):
    answer(
        "sample-plain",
        both(follows_if(two_is_even=True), underdetermined("the mass")),
        because="Partly.",
    )
    assert one(records)["derivation"] == "underdetermined"


def test_untested_says_what_would_test_it(records):
    answer("sample-plain", no_derivation(), untested("a measurement of x"), because="Nothing yet.")
    record = one(records)
    assert record["because"] == "Nothing yet. Would test it: a measurement of x."


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: answer("sample-none", no_derivation(), because="x"), "no claim has the id"),
        (lambda: answer("sample-form", no_derivation(), because="x"), "needs a verdict"),
        (lambda: answer("sample-matter", no_derivation(), because="x"), "claim about matter"),
        (lambda: answer("sample-plain", no_derivation(), because="x"), "both verdicts"),
        (lambda: answer("sample-plain", follows_if(), because="x"), "at least one"),
        (lambda: answer("sample-plain", follows_if(a=True), because=" "), "because is empty"),
        (lambda: answer("sample-plain", follows_if(a=True), because="{b}"), "cannot be filled in"),
        (
            lambda: answer("sample-plain", follows_if(float("nan"), a=True), because="x"),
            "finite numbers only",
        ),
        (
            lambda: answer(
                "sample-plain",
                follows_if(a=True),
                measured(1.0, references=["sample2020"]),
                because="x",
            ),
            "judged|by a rule: add it",
        ),
        (
            lambda: answer(
                "sample-matter", no_derivation(), measured(1.0, references=[]), because="x"
            ),
            "name the references",
        ),
        (
            lambda: answer(
                "sample-matter", no_derivation(), measured(1.0, references=["no"]), because="x"
            ),
            "no citation key 'no'",
        ),
        (
            lambda: answer(
                "sample-matter",
                no_derivation(),
                measured(float("nan"), references=["sample2020"]),
                because="x",
            ),
            "is nan: it must be a finite",
        ),
        (
            lambda: answer_table(["sample-plain"] * 2, follows_if(a=True), because="x"),
            "answered twice",
        ),
        (
            lambda: answer_table(
                ["sample-plain", "sample-form"], [follows_if(a=True)], because="x"
            ),
            "1 for 2 claims",
        ),
    ],
)
def test_what_is_refused(records, call, message):
    with pytest.raises(BookError, match=message):
        call()
    assert not records


def test_a_unit_that_pint_cannot_read_is_named(book, records):
    edit(book, "unit: cm}", "unit: furlngs}")
    with pytest.raises(BookError, match="cannot read the unit 'furlngs'"):
        answer("sample-number", recomputed(lambda a, b: a / b), because="x")


def test_a_model_that_is_not_finite_is_refused(records):
    with pytest.raises(BookError, match="finite"):
        answer("sample-number", recomputed(lambda a, b: a / b * float("inf")), because="x")


def test_a_table_gives_one_record_and_one_anchor_a_row(records, monkeypatch):
    shown = []
    original = cards.html
    monkeypatch.setattr(cards, "html", lambda a: shown.append(original(a)) or shown[-1])
    answer_table(
        ["sample-plain", "sample-form"],
        [follows_if(a=True), derived((x + y) ** 2)],
        because=["One.", "Two."],
    )
    assert [r["id"] for r in records] == ["sample-plain", "sample-form"]
    for record in records:
        assert shown[0].count(f'id="{record["id"]}"') == 1


def test_a_card_tells_its_verdicts_in_words_and_escapes_its_text(book, records, monkeypatch):
    edit(book, "It is so.", '"It is <b>so</b> & more."')
    bundles = []
    from IPython import display
    from IPython.core import display_functions

    for module in (display, display_functions):
        monkeypatch.setattr(module, "display", lambda bundle, **_: bundles.append(bundle))
    answer("sample-plain", follows_if(a=True, b=False or True), because="1 < 2 & so on.")
    (bundle,) = bundles
    html, plain = bundle["text/html"], bundle["text/plain"]
    assert 'id="sample-plain"' in html
    assert "follows" in html
    assert "no evidence needed" in html
    assert "<b>so</b>" not in html
    assert "&lt;b&gt;so" in html
    assert "1 &lt; 2 &amp; so on." in html
    assert "sample-plain (text)" in plain
    assert json.loads(json.dumps(bundle[answers.MIME])) == bundle[answers.MIME]


def test_a_printed_number_is_given_in_si_units(book):
    assert answers.printed_value("sample-number") == 0.667
    assert answers.printed_value("sample-number", "a") == pytest.approx(0.02, rel=1e-12)
    with pytest.raises(BookError, match="prints no number 'c'"):
        answers.printed_value("sample-number", "c")


def test_a_number_without_a_printed_value_cannot_be_recomputed(book, records):
    edit(book, ', printed: {value: "0.667"}', "")
    with pytest.raises(BookError, match="sample-number prints no value to recompute"):
        answer("sample-number", recomputed(lambda a, b: a / b), because="No.")


def test_a_corrected_formula_leaves_the_printed_number_as_it_is(book, records):
    correction = (
        ", correction: {name: formula, where: Eq. 1, why: it names the wrong one}, "
        'second_route: "tests/book/test_answers.py::test_x"'
    )
    edit(book, '"0.667"}', '"0.667"}' + correction)

    def wrong(a, b):
        return b / a

    answer("sample-number", recomputed(wrong, corrected=lambda a, b: a / b), because="So.")
    record = one(records)
    assert (record["derivation"], record["computed"]) == ("holds-corrected", 1.5)
    with pytest.raises(BookError, match="no `apply`.*corrected="):
        answer("sample-number", recomputed(wrong), because="So.")
