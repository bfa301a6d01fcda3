"""Refreshing notebooks: whole or not at all, and what is said of each change."""

import nbformat
import pytest

from lib.book import notebooks
from lib.book.paths import BookError


def notebook_with(*outputs, source="x", count=1, metadata=None):
    cell = nbformat.v4.new_code_cell(source, execution_count=count, outputs=list(outputs))
    cell.metadata.update(metadata or {})
    return nbformat.v4.new_notebook(cells=[cell])


def data(mime, value):
    return nbformat.v4.new_output("display_data", {mime: value})


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (data("text/plain", "T = 1.5 K"), data("text/plain", "T = 1.6 K"), "number changed"),
        (data("text/plain", "T = 1.5 K"), data("text/plain", "t = 1.5 K"), "text changed"),
        (data("image/svg+xml", "<a/>"), data("image/svg+xml", "<b/>"), "figure changed"),
        (
            data("application/x+json", {"a": 1}),
            data("application/x+json", {"a": 2}),
            "number changed",
        ),
        (data("text/plain", "a"), data("text/html", "a"), "gone"),
    ],
)
def test_a_changed_output_is_classified(old, new, said):
    lines = notebooks.changes(notebook_with(old), notebook_with(new))
    assert lines[0].startswith("cell 0: ")
    assert said in lines[0]
    assert notebooks.changes(notebook_with(old), notebook_with(old)) == []


def test_refresh_executes_in_place_and_leaves_no_versions_behind(write_chapter, capsys):
    path = write_chapter("first", "print(1 + 1)")
    assert notebooks.refresh([path])
    assert "cell 0: stdout: new" in capsys.readouterr().out
    first = path.read_bytes()
    done = nbformat.read(path, 4)
    assert done.cells[0].outputs[0].text == "2\n"
    assert done.metadata.language_info == {"name": "python"}
    assert not notebooks.refresh([path])
    assert path.read_bytes() == first
    assert "outputs unchanged" in capsys.readouterr().out
    assert not list(path.parent.glob("*.tmp"))


def test_lines_printed_at_different_times_are_one_output(write_chapter):
    source = "import sys, time\nprint(1)\nsys.stdout.flush()\ntime.sleep(0.3)\nprint(2)"
    path = write_chapter("first", source)
    notebooks.refresh([path])
    assert [o.text for o in nbformat.read(path, 4).cells[0].outputs] == ["1\n2\n"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1 / 0", "cell 0.*|ZeroDivisionError"),
        ("import sys; print('no', file=sys.stderr)", "cell 0 writes to stderr: 'no'"),
    ],
)
def test_a_failing_cell_leaves_the_notebook_as_it_was(write_chapter, source, message):
    path = write_chapter("first", source)
    before = path.read_bytes()
    with pytest.raises(BookError, match=rf"(?s)first.ipynb is left as it was.*{message}"):
        notebooks.refresh([path])
    assert path.read_bytes() == before


def test_a_cell_that_never_ends_is_stopped_and_named(write_chapter, monkeypatch):
    monkeypatch.setattr(notebooks, "CELL_SECONDS", 1)
    path = write_chapter("first", "while True: pass")
    with pytest.raises(BookError, match="cell 0 ran longer than 1 s"):
        notebooks.refresh([path])


def test_writing_is_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "a.ipynb"
    notebooks.write(notebook_with(), path)
    before = path.read_bytes()

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(notebooks.os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        notebooks.write(notebook_with(source="y"), path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.ipynb"]


FIGURE = data("image/svg+xml", "<svg/>")
RECORD = data(notebooks.MIME, [])


@pytest.mark.parametrize(
    ("notebook", "message"),
    [
        (notebook_with(count=None), "execution count None, not 1"),
        (notebook_with(count=2), "execution count 2, not 1"),
        (notebook_with(FIGURE), "without alt text"),
        (notebook_with(nbformat.v4.new_output("stream", name="stderr", text="w")), "stderr"),
        (notebook_with(nbformat.v4.new_output("error", ename="E", evalue="")), "ends in E"),
        (notebook_with(RECORD, source="# NBVAL_IGNORE_OUTPUT"), "must not be exempt"),
        (notebook_with(RECORD, metadata={"tags": ["nbval-skip"]}), "must not be exempt"),
        (notebook_with(source="x\n" * 41), "cell 0 is long"),
    ],
)
def test_structure_problems_are_named(notebook, message):
    (problem,) = notebooks.structure_problems(notebook)
    assert message in problem


def test_a_sound_structure_has_no_problem():
    alt = {"mystnb": {"image": {"alt": "a line"}}}
    assert notebooks.structure_problems(notebook_with(FIGURE, metadata=alt)) == []
