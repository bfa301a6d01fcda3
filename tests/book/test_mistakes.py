"""The mistakes of somebody who adds a claim, in the order of the steps: each error names the mend.

The steps are those of the page "Review a paper"; what a claims file may say is tested in
`test_claims.py`, and what a reply may say in `test_replies.py`.
"""

import nbformat
import numpy as np
import pytest

from lib.book import answers, claims, ledger, notebooks, paths, sphinx_extension, tables
from lib.book.paths import BookError

BECAUSE = 'because="So."'
IMPORTS = "from lib.book.answers import answer, measured, recomputed, follows_if, no_derivation\n"


def edit(book, name, old, new):
    path = book / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def error_of(function, *arguments):
    with pytest.raises(BookError) as caught:
        function(*arguments)
    return str(caught.value)


# --- step 1: what is printed -------------------------------------------------------------------

CLAIMS = "data/claims/sample.yaml"


@pytest.mark.parametrize(
    ("old", "new", "said", "mend"),
    [
        ('"0.667"', "0.667", "sample-number, at printed/value", "put it in quotes"),
        ('"0.667"', '"0,667"', "sample-number, at printed/value", "it must be a quoted number"),
        (
            "id: sample-plain",
            "id: Sample-Plain",
            "Sample-Plain, at id",
            "small letters and digits joined",
        ),
        ("id: sample-plain", "id: plain-sample", "plain-sample", "ids of this paper start with"),
        ("id: sample-plain", "id: sample-form", "sample-form is there twice", "remove or rename"),
        (", kind: qual", ", knd: qual", "sample-plain", "did you mean kind?"),
        ("kind: qual, ", "", "sample-plain", "add kind"),
        ("kind: qual", "kind: qal", "sample-plain, at kind", "did you mean qual?"),
        ("scale: ratio", "scale: ratios", "sample-matter, at rule/scale", "did you mean ratio?"),
        ("table: measured", "table: measurd", "'measurd' is not in data/tables", "add it"),
        ("agrees: 1.1,", "agrees: 1.5,", "not the usual ones", "say why"),
        ("::test_a_claim", "::a_claim", "sample-matter, at second_route", "it must be a test"),
        ("source: sample2020", "source: sampl2020", "'sampl2020'", "did you mean 'sample2020'?"),
        ("unit: cm}, b", "unit: cm, b", "not valid YAML", "line"),
    ],
)
def test_a_claim_that_is_typed_wrongly(book, old, new, said, mend):
    message = error_of(claims.read_paper, edit(book, CLAIMS, old, new))
    assert CLAIMS in message
    assert said in message
    assert mend in message.split(said, 1)[1]


def test_a_second_route_that_is_not_in_the_tests(book):
    (book / "tests").mkdir()
    message = error_of(claims.require_route, claims.find("sample-matter"))
    assert "sample-matter: its second route tests/book/test_answers.py::" in message
    assert (
        f"write the test, an independent way to the number, or correct the name in {CLAIMS}"
        in message
    )


# --- the table of measurements ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("metal,temperature,source", "metal,source", "lacks the column temperature"),
        ("A,1.5,", "A,warm,", "row 2, column temperature"),
        ("A,1.5,", "A,-1.5,", "row 2, column temperature"),
        ("sample2020,opened", "smple2020,opened", "did you mean 'sample2020'?"),
        ("sample2020,opened", ",opened", "row 2, column source: empty; give a citation key"),
        ("opened", "read", "row 2, column confidence: 'read' is not one of opened, secondary"),
    ],
)
def test_a_table_that_is_typed_wrongly(book, old, new, said):
    edit(book, "data/tables/measured.csv", old, new)
    message = error_of(tables.read, "measured")
    assert message.startswith("data/tables/measured.csv")
    assert said in message


def test_a_table_that_is_not_described_or_not_there(book):
    (book / "data/tables/other.csv").write_text("a,source,confidence\n", encoding="utf-8")
    assert "datapackage.json does not describe 'other'" in error_of(tables.read, "other")
    assert "no table 'measurd' in data/tables: there are measured" in error_of(
        tables.read, "measurd"
    )


# --- steps 2 and 3: the formula and the answer --------------------------------------------------


def answer_of(claim_id, derivation, *evidence, because="So."):
    with notebooks.collecting():
        answers.answer(claim_id, derivation, *evidence, because=because)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda: answer_of("sample-nubmer", answers.no_derivation()),
            "no claim has the id 'sample-nubmer': did you mean sample-number",
        ),
        (
            lambda: answer_of("sample-number", answers.recomputed(lambda a, c: a / c)),
            "sample-number: the model takes (a, c) but the claim's inputs are a, b",
        ),
        (
            lambda: answer_of("sample-number", answers.recomputed(lambda a: a)),
            f"use the same names in {CLAIMS}",
        ),
        (
            lambda: answer_of("sample-number", answers.recomputed(lambda a, b: {"x": a, "y": b})),
            "the model returns ['x', 'y'] but printed are ['']: use the same names",
        ),
        (
            lambda: answer_of("sample-number", answers.recomputed(lambda a, b: a + b * np.nan)),
            "the model is not finite at a =",
        ),
        (
            lambda: answer_of("sample-plain", answers.recomputed(lambda: 1.0)),
            f"sample-plain prints no value to recompute: give it as a quoted number in {CLAIMS}",
        ),
        (
            lambda: answer_of("sample-number", answers.no_derivation()),
            "sample-number is of kind num: its derivation needs a verdict",
        ),
        (
            lambda: answer_of("sample-matter", answers.no_derivation()),
            "sample-matter is a claim about matter: its evidence needs a verdict",
        ),
        (
            lambda: answer_of("sample-number", answers.recomputed(lambda a, b: a + b)),
            f"name a second, independent route to its number under second_route in {CLAIMS}",
        ),
        (
            lambda: answer_of(
                "sample-plain", answers.no_derivation(), answers.measured(1.0, references=["x"])
            ),
            f"sample-plain: evidence is measured by a rule: add it to {CLAIMS}",
        ),
        (
            lambda: answer_of(
                "sample-matter",
                answers.no_derivation(),
                answers.measured(1.0, references=["sampl2020"]),
            ),
            "sample-matter: no citation key 'sampl2020': did you mean 'sample2020'?",
        ),
        (
            lambda: answer_of(
                "sample-matter", answers.no_derivation(), answers.measured(1.0, references=[])
            ),
            "sample-matter: name the references that the evidence comes from",
        ),
        (
            lambda: answer_of("sample-plain", answers.follows_if(so=True), because="{computd}"),
            "sample-plain: because '{computd}' cannot be filled in",
        ),
        (
            lambda: answer_of("sample-plain", answers.follows_if(so=True), because=" "),
            "sample-plain: because is empty: one sentence that a reader can check",
        ),
    ],
)
def test_an_answer_that_cannot_be_given(book, call, said):
    assert said in error_of(call)


def test_a_unit_that_cannot_be_read(book):
    edit(book, CLAIMS, "unit: cm}, b", "unit: cem}, b")
    message = error_of(answer_of, "sample-number", answers.recomputed(lambda a, b: a / b))
    assert "sample-number: cannot read the unit 'cem'" in message
    assert "spell it as pint does" in message


# --- step 4: the outputs ------------------------------------------------------------------------


def answered(path):
    """Fill in the outputs as a kernel would, in this process."""
    notebook = nbformat.read(path, 4)
    for index, cell in enumerate(notebook.cells):
        with notebooks.collecting() as records:
            exec(cell.source, {})
        cell.execution_count = index + 1
        cell.outputs = [nbformat.v4.new_output("display_data", {notebooks.MIME: records})]
    nbformat.write(notebook, path)


def cell(claim_id):
    return f"{IMPORTS}answer({claim_id!r}, follows_if(so=True), {BECAUSE})"


def test_outputs_that_were_not_kept(write_chapter):
    write_chapter("sample", cell("sample-plain"))
    assert "run `make refresh`" in error_of(ledger.read)


def test_a_claim_that_was_changed_after_the_chapter_ran(book, write_chapter):
    answered(write_chapter("sample", cell("sample-plain")))
    edit(book, CLAIMS, "It is so.", "It is otherwise.")
    message = error_of(ledger.read)
    assert f"run with another statement than {CLAIMS} has: run `make refresh`" in message


def test_a_claim_that_is_answered_twice(write_chapter):
    answered(write_chapter("sample", cell("sample-plain"), cell("sample-plain")))
    message = error_of(ledger.read)
    assert "sample-plain is answered twice, in chapters/sample and in chapters/sample" in message
    assert message.endswith("keep one")


def test_a_claim_that_is_not_answered_stops_the_page_and_the_tests(write_chapter):
    answered(write_chapter("sample", cell("sample-plain")))
    records = ledger.read()
    assert ledger.unanswered(records) == ["sample-number", "sample-form", "sample-matter"]
    said = (
        "sample-number, sample-form, sample-matter: in data/claims/sample.yaml but not answered: "
        "call answer() for each in chapters/sample.ipynb and run `make refresh`"
    )
    assert error_of(ledger.require_answers, records, "sample") == said
    table = sphinx_extension.ClaimsTable.__new__(sphinx_extension.ClaimsTable)
    table.arguments = ["sample"]
    assert error_of(table.render, records) == said


def test_a_chapter_that_is_not_in_the_contents_or_not_there(book, write_chapter):
    path = write_chapter("sample", cell("sample-plain"))
    (book / "_toc.yml").write_text("root: index\nchapters: []\n", encoding="utf-8")
    assert "chapters/sample.ipynb is not in _toc.yml: add it" in error_of(ledger.read)
    write_chapter("sample", cell("sample-plain"))
    path.unlink()
    message = error_of(ledger.read)
    assert "_toc.yml names sample, but sample.ipynb is not in chapters/: add it or take" in message


def test_a_cell_that_fails_is_named_and_the_notebook_left(write_chapter):
    path = write_chapter("sample", "1", "from lib.papers import smth")
    before = path.read_bytes()
    message = error_of(notebooks.refresh, [path])
    assert "left as it was: a cell failed: cell 1" in message
    assert "cannot import name 'smth'" in message
    assert path.read_bytes() == before


def test_the_answers_of_one_folder_do_not_depend_on_the_book_of_another(book):
    assert paths.CLAIMS == book / "data/claims"
    assert set(claims.papers()) == {"sample"}
