"""Lay down a review of another paper: claims file, module, chapter, test and the entries that list them.

``python -m lib.book.new_paper KEY`` renders the folder ``template`` with copier, enters the chapter
in ``_toc.yml`` and the paper in ``references.bib``, and executes the chapter. All of it happens in a
copy of the book; only what runs there is moved here, and nothing if anything fails.
"""

from __future__ import annotations

import contextlib
import io
import keyword
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from lib.book import claims, edition, paths
from lib.book.paths import BookError, read_text, shown

PART = "Papers under review"
# what the chapter needs to run and the ledger to be read
NEEDED = ("lib", "data", "chapters", "examples", "template", "api")
NEEDED_FILES = ("_toc.yml", "references.bib", "CITATION.cff", "pyproject.toml")
# what the template adds to a file of the book, where the book has that file
PARTS = ("references.bib", "api/papers.rst")


def places(key: str) -> list[str]:
    """Return the files of a paper, relative to the root of the book."""
    return [
        f"data/claims/{key}.yaml",
        f"lib/papers/{key}.py",
        f"chapters/{key}.ipynb",
        f"tests/papers/test_{key}.py",
    ]


def prefix_of(key: str) -> str:
    """Return how the ids of a new paper's claims start: its key, letters only."""
    return re.sub("[^a-z]", "", key)


def check(key: str) -> None:
    """Check that a review can go by this key.

    Raises
    ------
    BookError
        If the key is empty, not of small letters, digits and underscores, a word of Python, or
        taken by a paper, a module, a chapter or the ids of another paper.
    """
    mend = "take another, as in make new-paper KEY=smith"
    if not key:
        raise BookError("a key is missing: name the paper, as in make new-paper KEY=smith")
    if not re.fullmatch("[a-z][a-z0-9_]*", key):
        raise BookError(
            f"the key {key!r} must be small letters, digits and underscores, a letter first: {mend}"
        )
    if keyword.iskeyword(key) or keyword.issoftkeyword(key):
        raise BookError(f"the key {key!r} is a word of Python and cannot name a module: {mend}")
    taken = [*places(key), f"lib/papers/{key}", f"data/examples/{key}.yaml"]
    for place in taken:
        if (paths.ROOT / place).exists():
            raise BookError(f"the key {key!r} is taken: {place} is there already: {mend}")
    for other in claims.papers().values():
        ids = {claim_id.split("-")[0] for claim_id in other.claims}
        if prefix_of(key) in ids:
            raise BookError(
                f"the key {key!r} would give ids that start as those of {other.key}: {mend}"
            )


def lay_down(
    key: str, *, author: str | None = None, title: str | None = None, year: int | None = None
) -> list[Path]:
    """Lay down the skeleton of a review, whole or not at all.

    Parameters
    ----------
    key : str
        Names the chapter, the module, the claims file and the test.
    author, title, year : optional
        For ``references.bib``; the author as BibTeX writes it, ``Smith, Jane``.

    Returns
    -------
    list of pathlib.Path
        The new files.

    Raises
    ------
    BookError
        If the key is no good, or the skeleton does not run.
    """
    check(key)
    for name, text in (("author", author), ("title", title)):
        if text and re.search(r'["\\{}`*\n]', text):
            raise BookError(f'the {name} {text!r} holds one of " \\ {{ }} ` *: write it without')
    data: dict[str, Any] = {"key": key, "prefix": prefix_of(key)}
    data["year"] = edition.date().year if year is None else year
    data |= {name: text for name, text in (("author", author), ("title", title)) if text}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder).resolve() / "book"
        files = _render(data, copy)
        _entries(key, copy)
        _run(key, copy)
        _move(copy, files)
    return [paths.ROOT / name for name in files]


def _render(data: dict[str, Any], copy: Path) -> list[str]:
    """Copy what the chapter needs, render the template into it, and return the new files."""
    import copier
    import jupytext

    from lib.book import notebooks

    ignore = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for name in NEEDED:
        if (paths.ROOT / name).exists():
            shutil.copytree(paths.ROOT / name, copy / name, ignore=ignore)
    for name in NEEDED_FILES:
        shutil.copy(paths.ROOT / name, copy / name)
    rendered = copy.parent / "rendered"
    copier.run_copy(
        os.fspath(copy / "template"),
        rendered,
        data=data,
        defaults=True,
        quiet=True,
        settings=copier.Settings(),
    )
    for path in sorted(rendered.rglob("*.md")):
        chapter = jupytext.reads(read_text(path), fmt="md:myst")
        for number, cell in enumerate(chapter.cells):
            cell["id"] = f"cell-{number}"
        notebooks.write(notebooks.normalise(chapter), path.with_suffix(".ipynb"))
        path.unlink()
    # a part of a file that is there is no file of its own
    for name in PARTS:
        part = copy.parent / "parts" / name
        part.parent.mkdir(parents=True, exist_ok=True)
        (rendered / name).rename(part)
    files = sorted(p.relative_to(rendered).as_posix() for p in rendered.rglob("*") if p.is_file())
    if files != sorted(places(data["key"])):
        raise BookError(
            f"the template gives {', '.join(files)}: it must give {', '.join(places(data['key']))}"
        )
    shutil.copytree(rendered, copy, dirs_exist_ok=True)
    return files


def _entries(key: str, copy: Path) -> None:
    """Enter the chapter in the contents and the paper in the bibliography of the copy."""
    _write(copy / "_toc.yml", with_chapter(read_text(copy / "_toc.yml"), key))
    for name in PARTS:
        if (paths.ROOT / name).exists() and name != "references.bib":
            _append(copy, name)
    source = re.match(r"@\w+\{([^,]+),", read_text(copy.parent / "parts" / "references.bib"))
    if source is None:
        raise BookError("template/references.bib.jinja must start with one entry: restore it")
    if source.group(1) in claims.citation_keys(
        paths.BIBLIOGRAPHY, paths.BIBLIOGRAPHY.stat().st_mtime_ns
    ):
        print(f"references.bib has {source.group(1)} already: the chapter cites that entry")
        return
    _append(copy, "references.bib")


def _append(copy: Path, name: str) -> None:
    text, part = read_text(copy / name), read_text(copy.parent / "parts" / name)
    _write(copy / name, f"{text.rstrip()}\n\n{part}")


def with_chapter(toc: str, key: str) -> str:
    """Return the table of contents with a chapter added after the other reviews.

    Raises
    ------
    BookError
        If it has no part of the reviews.
    """
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 120
    data = yaml.load(toc)
    for part in data.get("parts", []):
        if part.get("caption") == PART:
            part["chapters"].append({"file": f"chapters/{key}"})
            break
    else:
        raise BookError(f"_toc.yml has no part with the caption {PART!r}: restore it")
    stream = io.StringIO()
    yaml.dump(data, stream)
    return stream.getvalue()


def _run(key: str, copy: Path) -> None:
    """Execute the new chapter in the copy, and read the ledger there.

    Raises
    ------
    BookError
        If either fails.
    """
    environment = {**os.environ, "PYTHONPATH": os.fspath(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    for arguments in (["lib.book.notebooks", f"chapters/{key}.ipynb"], ["lib.book.claims"]):
        run = subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=copy,
            env=environment,
            capture_output=True,
            text=True,
        )
        if run.returncode:
            raise BookError(f"the skeleton does not run: mend template/:\n{run.stderr.strip()}")


def _move(copy: Path, files: list[str]) -> None:
    """Move the new files and the changed lists into the book; put all back if one cannot be."""
    done: list[Path] = []
    lists = [name for name in (*PARTS, "_toc.yml") if (paths.ROOT / name).exists()]
    before = {name: (paths.ROOT / name).read_bytes() for name in lists}
    try:
        for name in files:
            target = paths.ROOT / name
            target.parent.mkdir(parents=True, exist_ok=True)
            done.append(target)
            # never over a file that has come to be there meanwhile
            with target.open("xb") as stream:
                stream.write((copy / name).read_bytes())
        for name in lists:
            _write(paths.ROOT / name, read_text(copy / name))
    except BaseException as error:
        if isinstance(error, FileExistsError):
            done.pop()
        for target in done:
            target.unlink(missing_ok=True)
        for name, content in before.items():
            if (paths.ROOT / name).read_bytes() != content:
                (paths.ROOT / name).write_bytes(content)
        if isinstance(error, OSError):
            raise BookError(f"nothing is laid down: {error}: mend that and try again") from None
        raise


def _write(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        temporary.write_bytes(text.encode())
        if path.exists():
            shutil.copymode(path, temporary)
        os.replace(temporary, path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def main() -> None:
    """Lay down the review that the command line names."""
    import argparse

    parser = argparse.ArgumentParser(
        prog="python -m lib.book.new_paper",
        description="Lay down the skeleton of a review of another paper.",
    )
    parser.add_argument(
        "key", nargs="?", default="", help="names the chapter, the module, the test"
    )
    parser.add_argument("--author", help="as BibTeX writes it, for example 'Smith, Jane'")
    parser.add_argument("--title", help="of the paper")
    parser.add_argument("--year", type=int, help="of the paper; default: that of this edition")
    arguments = parser.parse_args()
    try:
        laid_down = lay_down(
            arguments.key,
            author=arguments.author or None,
            title=arguments.title or None,
            year=arguments.year,
        )
    except BookError as error:
        raise SystemExit(f"error: {error}") from None
    for path in laid_down:
        print(shown(path))
    print("entered in _toc.yml and references.bib; next: replace the sample claim")


if __name__ == "__main__":
    main()
