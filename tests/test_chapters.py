"""The committed notebooks: structure, conventions, and no trace of the machine they ran on."""

import re

import nbformat
import pytest

from lib.book import claims, ledger, notebooks

CHAPTERS = ledger.chapters()
NOTEBOOKS = ledger.notebooks()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_structure(path):
    assert notebooks.structure_problems(ledger.notebook(path)) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_outputs_carry_nothing_of_one_run(path):
    for index, cell in enumerate(ledger.notebook(path).cells):
        for mime, text in notebooks._outputs(cell).items() if cell.cell_type == "code" else ():
            where = f"cell {index}, {mime}"
            assert not re.search(r"\bat 0x[0-9a-f]{6,}", text), where
            assert not re.search(r"/(home|root|tmp|Users|work)/\w", text), where
            assert "Warning" not in text, where


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_no_cell_reads_the_environment(path):
    for index, cell in enumerate(ledger.notebook(path).cells):
        if cell.cell_type == "code":
            assert not re.search(r"\benviron\b|\bgetenv\b|^\s*[%!]", cell.source, re.M), index


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_is_committed_as_refresh_writes_it(path):
    text = path.read_text(encoding="utf-8")
    notebook = notebooks.normalise(nbformat.reads(text, as_version=4))
    assert nbformat.writes(notebook, version=4).rstrip("\n") + "\n" == text


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_numbers_that_a_chapter_glues_are_used(path):
    cells = ledger.notebook(path).cells
    glued = {
        name
        for cell in cells
        if cell.cell_type == "code"
        for name in re.findall(r'\bglue\(\s*"(\w+)"', cell.source)
    }
    used = {
        name
        for cell in cells
        if cell.cell_type == "markdown"
        for name in re.findall(r"\{glue:text\}`(\w+)", cell.source)
    }
    assert used <= glued, f"{path.stem}: glue {sorted(used - glued)} in a cell"
    assert glued == used, f"{path.stem}: use {sorted(glued - used)} in the text, or glue it not"


@pytest.mark.parametrize("paper", list(claims.papers()))
def test_a_replay_in_this_process_gives_the_committed_records(paper):
    """What the kernels recorded is what the code says now; strict nbval compares the rest."""
    (path,) = (path for path in CHAPTERS if path.stem == paper)
    committed = ledger.records_of(path)
    replayed = notebooks.replay(path)
    assert [{**r, "chapter": 0, "url": 0} for r in replayed] == [
        {**r, "chapter": 0, "url": 0} for r in committed
    ], f"{paper} was run with other data or formulas: run `make refresh`"


def test_a_chapter_without_a_paper_answers_nothing():
    for path in CHAPTERS:
        assert path.stem in claims.papers() or ledger.records_of(path) == []


def test_every_answered_claim_is_of_the_chapter_that_reviews_its_paper():
    for record in ledger.read():
        assert record["chapter"] == f"chapters/{claims.find(record['id']).paper}"


@pytest.mark.parametrize("paper", list(claims.papers()))
def test_every_claim_of_a_paper_is_answered(paper):
    ledger.require_answers(ledger.read(), paper)
