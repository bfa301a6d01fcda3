"""Strict nbval is the gate of the book: what it must catch, it catches."""

import json
import os
import subprocess
import sys

import nbformat
import pytest

from lib.book import notebooks

NETWORK = """\
import socket
try:
    socket.create_connection(("192.0.2.1", 80), timeout=1)
except PermissionError as error:
    print(error)"""


@pytest.fixture(scope="module")
def chapter(tmp_path_factory):
    path = tmp_path_factory.mktemp("nbval") / "sample.ipynb"
    cells = [
        nbformat.v4.new_code_cell(
            "from IPython.display import display\n"
            f"display({{'text/html': '<p>1.50</p>', '{notebooks.MIME}': [{{'value': 1.5}}], "
            "'image/svg+xml': '<svg/>'}, raw=True)",
            id="a",
            metadata={"mystnb": {"image": {"alt": "nothing"}}},
        ),
        nbformat.v4.new_code_cell("print('T = 1.5 K')", id="b"),
        nbformat.v4.new_code_cell(NETWORK, id="c"),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    notebooks.refresh([path])
    return path


CANARY = "a-secret-of-the-environment"


def nbval(path):
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--nbval", "--nbval-current-env", path.name],
        cwd=path.parent,
        env={**os.environ, "CANARY": CANARY},
        capture_output=True,
        text=True,
    )
    # whether it passes or fails, it shows nothing of the environment, and its kernels are silent
    assert CANARY not in run.stdout + run.stderr
    assert run.stderr == ""
    return run


def test_an_untouched_notebook_passes(chapter):
    """Its kernel, like that of a refresh, has no network."""
    run = nbval(chapter)
    assert run.returncode == 0, run.stdout
    text = nbformat.read(chapter, 4).cells[2].outputs[0].text
    assert text.startswith("chapters have no network, and 192.0.2.1 is not this machine")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("T = 1.5 K\\n", "T = 1.6 K\\n"),
        ("<p>1.50</p>", "<p>1.51</p>"),
        ('"value": 1.5', '"value": 1.6'),
        ("<svg/>", "<svg></svg>"),
    ],
)
def test_a_changed_output_of_any_kind_fails(chapter, tmp_path, old, new):
    notebook = nbformat.read(chapter, 4)
    before = json.dumps([cell.outputs for cell in notebook.cells])
    assert old in before
    for cell, outputs in zip(notebook.cells, json.loads(before.replace(old, new)), strict=True):
        cell.outputs = [nbformat.from_dict(output) for output in outputs]
    copy = tmp_path / chapter.name
    nbformat.write(notebook, copy)
    run = nbval(copy)
    assert run.returncode == 1, run.stdout
