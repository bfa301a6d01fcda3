"""The same sources give the same bytes, wherever and whenever they are built or refreshed."""

import filecmp
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lib.book import ledger, notebooks, paths

SKIP = shutil.ignore_patterns(
    "_build", ".git", ".venv", "__pycache__", ".hypothesis", ".pytest_cache", ".ruff_cache"
)


def build(folder):
    shutil.copytree(paths.ROOT, folder, ignore=SKIP)
    run = subprocess.run(
        [Path(sys.executable).with_name("jupyter-book"), "build", "-W", "-n", "--keep-going", "."],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
    return folder / "_build" / "html"


def files(root):
    return sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())


def test_two_clean_builds_in_two_folders_are_byte_identical(tmp_path):
    one = build(tmp_path / "plain")
    two = build(tmp_path / "mit Leerzeichen und Umläuten äöü")
    assert files(one) == files(two)
    _, different, errors = filecmp.cmpfiles(one, two, files(one), shallow=False)
    assert (different, errors) == ([], [])


@pytest.mark.parametrize("path", ledger.chapters(), ids=lambda p: p.stem)
def test_a_refresh_of_a_committed_notebook_changes_no_byte(path, tmp_path):
    copy = tmp_path / path.name
    shutil.copy(path, copy)
    assert not notebooks.refresh([copy])
    assert copy.read_bytes() == path.read_bytes()
