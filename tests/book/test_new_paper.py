"""A fifth paper: the skeleton runs, is tested and built, and nothing is half laid down."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lib.book import claims, new_paper, paths
from lib.book.paths import BookError

SKIP = shutil.ignore_patterns(
    *(
        "_build",
        ".git",
        ".venv",
        "dist",
        "__pycache__",
        ".hypothesis",
        ".ruff_cache",
        "node_modules",
    )
)
# no paper goes by this key, whoever else is reviewed
KEY = "tested_review"
PREFIX = "testedreview"
# what a file of the book says must hold for the skeleton as for the reviews that are there
STRUCTURE = [
    *("tests/test_chapters.py", "tests/test_mutations.py", "tests/book/test_claims.py"),
    *("tests/book/test_changes.py", f"tests/papers/test_{KEY}.py"),
]


def run(folder, *command):
    # no git and no network is needed: git is not on the path
    tools = folder.parent / "tools"
    tools.mkdir(exist_ok=True)
    environment = {**os.environ, "PYTHONPATH": str(folder), "PATH": str(tools)}
    return subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def skeleton(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fifth") / "book"
    shutil.copytree(paths.ROOT, folder, ignore=SKIP)
    command = ["-m", "lib.book.new_paper", KEY, "--author", "Smith, Jane", "--title", "On gaps"]
    done = run(folder, *command, "--year", "2024")
    assert done.returncode == 0, done.stderr
    return folder


def test_the_files_and_the_entries_are_there(skeleton):
    for place in new_paper.places(KEY):
        assert (skeleton / place).exists(), place
    listed = re.findall(r"file: chapters/(\w+)", (skeleton / "_toc.yml").read_text())
    others = re.findall(r"file: chapters/(\w+)", (paths.ROOT / "_toc.yml").read_text())
    last = max(others.index(paper) for paper in claims.papers())
    assert listed == [*others[: last + 1], KEY, *others[last + 1 :]]
    entry = (skeleton / "references.bib").read_text(encoding="utf-8").rpartition("\n\n")[2]
    fields = dict(re.findall(r"(\w+) += \{(.*)\}", entry))
    assert fields == {"author": "Smith, Jane", "title": "On gaps", "year": "2024"}
    for name in ("_toc.yml", "references.bib"):
        before = (paths.ROOT / name).read_text(encoding="utf-8").splitlines()
        after = (skeleton / name).read_text(encoding="utf-8").splitlines()
        assert set(before) <= set(after)
        assert len(after) - len(before) == {"_toc.yml": 1, "references.bib": 6}[name]


def test_the_skeleton_passes_the_tests_of_style_and_structure(skeleton):
    ruff = Path(sys.executable).with_name("ruff")
    for command in (["check"], ["format", "--check"]):
        style = subprocess.run(
            [ruff, *command, *new_paper.places(KEY)[1:]],
            cwd=skeleton,
            capture_output=True,
            text=True,
        )
        assert style.returncode == 0, style.stdout
    chosen = f"{KEY} or {PREFIX} or schema or kept_edition or every_claim or answered"
    done = run(skeleton, "-m", "pytest", "-q", "-p", "no:xdist", *STRUCTURE, "-k", chosen)
    assert done.returncode == 0, done.stdout[-3000:]
    assert int(re.search(r"(\d+) passed", done.stdout).group(1)) >= 12


def test_the_notebook_of_the_skeleton_replays_under_strict_comparison(skeleton):
    command = ["-m", "pytest", "-q", "-p", "no:xdist", "--nbval", "--nbval-current-env"]
    done = run(skeleton, *command, f"chapters/{KEY}.ipynb")
    assert done.returncode == 0, done.stdout[-3000:]


def test_the_book_builds_with_the_skeleton_without_a_warning(skeleton):
    jupyter_book = Path(sys.executable).with_name("jupyter-book")
    done = run(skeleton, str(jupyter_book), "build", "-W", "-n", "--keep-going", ".")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    html = skeleton / "_build" / "html"
    page = (html / f"chapters/{KEY}.html").read_text(encoding="utf-8")
    assert page.count(f'id="{PREFIX}-sample"') == 1
    assert "✓</span> follows" in page
    for name in ("index", "ledger"):
        assert f"chapters/{KEY}.html" in (html / f"{name}.html").read_text(encoding="utf-8")
    assert f'"id": "{PREFIX}-sample"' in (html / "claims.json").read_text(encoding="utf-8")


def test_the_same_key_again_is_refused_and_changes_nothing(skeleton):
    before = {path: path.read_bytes() for path in skeleton.rglob("*.*") if path.is_file()}
    done = run(skeleton, "-m", "lib.book.new_paper", KEY)
    assert done.returncode == 1
    assert f"the key '{KEY}' is taken: data/claims/{KEY}.yaml is there already" in done.stderr
    assert all(path.read_bytes() == content for path, content in before.items())


# --- keys that cannot be used -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("", "a key is missing: name the paper, as in make new-paper KEY=smith"),
        ("Smith", "small letters, digits and underscores, a letter first"),
        ("2fast", "a letter first"),
        ("smith-jones", "small letters, digits and underscores"),
        ("../smith", "small letters, digits and underscores"),
        ("class", "is a word of Python"),
        ("match", "is a word of Python"),
        ("hu", "is taken: data/claims/hu.yaml is there already"),
        ("jiang", "is taken"),
        ("yardstick", "is taken: chapters/yardstick.ipynb is there already"),
        ("cross_examination", "is taken: lib/papers/cross_examination.py is there already"),
        ("liu_matter", "is taken: lib/papers/liu_matter.py is there already"),
        ("example", "is taken: lib/papers/example.py is there already"),
        ("wdm", "would give ids that start as those of wang_ding_mao"),
    ],
)
def test_a_key_that_cannot_be_used_is_refused_with_the_mend(key, said):
    with pytest.raises(BookError) as caught:
        new_paper.check(key)
    assert said in str(caught.value)
    assert "KEY=smith" in str(caught.value)


def test_a_title_that_would_break_the_bibliography_is_refused():
    with pytest.raises(BookError, match="the title 'On {gaps' holds one of"):
        new_paper.lay_down(KEY, title="On {gaps")


def test_a_book_without_the_part_of_the_reviews_is_named():
    with pytest.raises(BookError, match="no part with the caption 'Papers under review'"):
        new_paper.with_chapter("format: jb-book\nroot: index\nparts: []\n", KEY)


# --- all or nothing -----------------------------------------------------------------------------


@pytest.fixture
def small(book):
    """The small book of the tests, and a copy of it with a review laid down."""
    text = "format: jb-book\nroot: index\n"
    (book / "_toc.yml").write_text(text, encoding="utf-8")
    copy = book.parent / "copy"
    shutil.copytree(book, copy)
    files = new_paper.places(KEY)
    for name in files:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_text("new\n", encoding="utf-8")
    (copy / "_toc.yml").write_text(f"{text}# smith\n", encoding="utf-8")
    return book, copy, files


def contents(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_review_is_moved_whole(small):
    book, copy, files = small
    new_paper._move(copy, files)
    assert contents(book) == contents(copy)


@pytest.mark.parametrize("step", range(6))
def test_a_failure_at_any_step_of_the_move_leaves_the_book_as_it_was(small, step, monkeypatch):
    book, copy, files = small
    before = contents(book)
    calls = []

    opened = Path.open

    def open_or_fail(self, *arguments, **named):
        if arguments[:1] == ("xb",):
            calls.append(self)
            if len(calls) == step + 1:
                raise OSError("no space left on device")
        return opened(self, *arguments, **named)

    monkeypatch.setattr(Path, "open", open_or_fail)
    write = new_paper._write

    def write_or_fail(path, text):
        calls.append(path)
        if len(calls) == step + 1:
            raise OSError("no space left on device")
        write(path, text)

    monkeypatch.setattr(new_paper, "_write", write_or_fail)
    with pytest.raises(BookError, match="nothing is laid down: no space left on device"):
        new_paper._move(copy, files)
    monkeypatch.undo()
    assert contents(book) == before


def test_a_file_that_came_to_be_there_is_kept(small):
    book, copy, files = small
    (book / files[-1]).parent.mkdir(parents=True, exist_ok=True)
    (book / files[-1]).write_text("somebody's\n", encoding="utf-8")
    before = contents(book)
    with pytest.raises(BookError, match="nothing is laid down"):
        new_paper._move(copy, files)
    assert contents(book) == before


def test_a_template_that_does_not_run_lays_nothing_down(monkeypatch):
    lists = [name for name in (*new_paper.PARTS, "_toc.yml") if (paths.ROOT / name).exists()]
    before = {name: (paths.ROOT / name).read_bytes() for name in lists}
    render = new_paper._render

    def broken(data, copy):
        files = render(data, copy)
        (copy / f"lib/papers/{KEY}.py").write_text("from lib.physics import nothing\n")
        return files

    monkeypatch.setattr(new_paper, "_render", broken)
    with pytest.raises(BookError, match=r"(?s)the skeleton does not run: mend template/"):
        new_paper.lay_down(KEY)
    assert not any((paths.ROOT / place).exists() for place in new_paper.places(KEY))
    assert all((paths.ROOT / name).read_bytes() == text for name, text in before.items())
