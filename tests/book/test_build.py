"""A book with a mistake in it is not built, whichever of Sphinx's processes meets the mistake."""

import os
import shutil
import subprocess
import sys

import pytest

from lib.book import paths

SKIP = shutil.ignore_patterns("_build", ".git", ".venv", "__pycache__", ".*cache", ".hypothesis")


@pytest.fixture
def book(tmp_path):
    return shutil.copytree(paths.ROOT, tmp_path / "book", ignore=SKIP)


def refusal(folder):
    """What building the book in a folder says, which must fail."""
    done = subprocess.run(
        [sys.executable, "-m", "lib.book.build"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stderr


def test_wrong_references_on_pages_read_by_different_processes_are_all_named(book):
    for page in ("audit", "reply"):
        with (book / f"{page}.md").open("a", encoding="utf-8") as text:
            text.write(f"\nSee {{claim}}`liu-nonsense-{page}` and {{doc}}`nowhere-{page}`.\n")
    said = refusal(book)
    for page in ("audit", "reply"):
        assert f"no claim has the id 'liu-nonsense-{page}'" in said
        assert f"unknown document: 'nowhere-{page}'" in said


def test_a_broken_claims_file_is_named_without_the_workings(book):
    with (book / "data/claims/liu.yaml").open("a", encoding="utf-8") as text:
        text.write("a: [\n")
    said = refusal(book).partition("error: the book is not built: ")[2]
    assert said.startswith("data/claims/liu.yaml is not valid YAML")
    assert "Handler" not in said
    assert "Traceback" not in said
