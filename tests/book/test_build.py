"""What a build says of a mistake, whichever of its processes meets it, and what it reads again."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from lib.book import edition, ledger, paths

SKIP = shutil.ignore_patterns("_build", ".git", ".venv", "__pycache__", ".*cache", ".hypothesis")


@pytest.fixture
def book(tmp_path):
    return shutil.copytree(paths.ROOT, tmp_path / "book", ignore=SKIP)


def build(folder, status=0):
    """Build the book in a folder; return what it says of errors."""
    done = subprocess.run(
        [sys.executable, "-m", "lib.book.build"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == status, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stderr


def read_again(folder, change):
    """Make a change and build; return the pages that were read for it."""
    trees = folder / "_build/.doctrees"
    before = {path: path.stat().st_mtime_ns for path in trees.rglob("*.doctree")}
    change()
    build(folder)
    now = {path: path.stat().st_mtime_ns for path in trees.rglob("*.doctree")}
    changed = [path for path, time in now.items() if before.get(path) != time]
    return {path.relative_to(trees).with_suffix("").as_posix() for path in changed}


def test_wrong_references_and_shared_labels_are_named_whichever_process_reads_the_page(book):
    for page in ("audit", "reply"):
        with (book / f"{page}.md").open("a", encoding="utf-8") as text:
            text.write(f"\nSee {{claim}}`liu-nonsense-{page}` and {{doc}}`nowhere-{page}`.\n")
            text.write("\n(one-label)=\n## A section\n\n$$ a = b $$ (one-equation)\n")
    said = build(book, status=1)
    for page in ("audit", "reply"):
        assert f"no claim has the id 'liu-nonsense-{page}'" in said
        assert f"unknown document: 'nowhere-{page}'" in said
    for label in ("one-label", "one-equation"):
        assert f"duplicate label {label}, other instance in" in said


def test_a_broken_claims_file_is_named_without_the_workings(book):
    with (book / "data/claims/liu.yaml").open("a", encoding="utf-8") as text:
        text.write("a: [\n")
    said = build(book, status=1).partition("error: the book is not built: ")[2]
    assert said.startswith("data/claims/liu.yaml is not valid YAML")
    assert "Handler" not in said
    assert "Traceback" not in said


def test_pages_of_the_ledger_are_read_again_if_a_record_changes_and_not_for_words(book):
    build(book)
    notebook = book / "chapters/hu.ipynb"
    text = notebook.read_text(encoding="utf-8")

    def write(old, new):
        assert text.count(old) >= 1
        notebook.write_text(text.replace(old, new), encoding="utf-8")

    words = ("The verdict in thirty seconds", "The verdict in half a minute")
    assert read_again(book, lambda: write(*words)) == {"chapters/hu"}
    assert read_again(book, lambda: None) == set()
    record = next(r for r in ledger.read() if r["chapter"] == "chapters/hu")
    because = json.dumps(record["because"], ensure_ascii=False)[1:-1]
    read = read_again(book, lambda: write(because, f"{because} Indeed."))
    assert {"chapters/hu", "ledger", "index", "errata"} <= read
    assert "chapters/liu" not in read
    assert "Indeed." in (book / "_build/html/ledger.html").read_text(encoding="utf-8")


def test_pages_of_source_code_bear_the_edition_too(book):
    build(book)
    for name in ("pyproject.toml", "CITATION.cff"):
        text = (book / name).read_text(encoding="utf-8")
        assert text.count(edition.version()) == 1
        (book / name).write_text(text.replace(edition.version(), "2099.1"), encoding="utf-8")
    build(book)
    html = book / "_build/html"
    pages = [p.relative_to(html) for p in html.rglob("*.html") if "_static" not in p.parts]
    assert any(page.parts[0] == "_modules" for page in pages)
    assert [p for p in pages if "Edition 2099.1," not in (html / p).read_text("utf-8")] == []
