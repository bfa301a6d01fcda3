"""How the book's commands grow with it: ``python -m benchmarks.growth``.

Books of more chapters are made from ours: each further chapter is a review under another key, its
claims, labels and records renamed, so that every page, card and ledger row is there in full.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from pathlib import Path

from tqdm import tqdm

from benchmarks.measure import copy, python, run, save

# The reviews that are copied, with the prefix of their claims; the fourth one's claims are also the
# rows of a table, which stay what they are.
REVIEWS = {"liu": "liu", "jiang": "jiang", "hu": "hu"}


def add_chapter(book: Path, paper: str, number: int) -> str:
    """Add to `book` a copy of the review of `paper` under a key of its own, and return that key."""
    prefix = REVIEWS[paper]
    letters = chr(ord("a") + number // 26) + chr(ord("a") + number % 26)  # ids start with letters
    key, fresh = f"{paper}{letters}", f"{prefix}{letters}"

    def renamed(text: str) -> str:
        text = re.sub(rf"\b{prefix}-(?=[a-z0-9{{])", f"{fresh}-", text)
        # the labels of figures that do not bear the paper's name
        text = re.sub(r"\bfig-m-", f"fig-m{letters}-", text)
        text = re.sub(rf'("paper": ")({paper})(")', rf"\g<1>{key}\g<3>", text)
        text = re.sub(rf'(papers\(\)\[\\?")({paper})(\\?")', rf"\g<1>{key}\g<3>", text)
        text = re.sub(rf"({{claims-table}}) {paper}\b", rf"\1 {key}", text)
        text = re.sub(rf"(?m)^paper: {paper}$", f"paper: {key}", text)
        return re.sub(rf"(?m)^prefix: {prefix}$", f"prefix: {fresh}", text)

    for folder, suffix in (("chapters", ".ipynb"), ("data/claims", ".yaml")):
        source = (book / folder / f"{paper}{suffix}").read_text(encoding="utf-8")
        (book / folder / f"{key}{suffix}").write_text(renamed(source), encoding="utf-8")
    contents = book / "_toc.yml"
    lines = contents.read_text(encoding="utf-8").splitlines()
    place = lines.index(f"      - file: chapters/{paper}")
    lines.insert(place + 1, f"      - file: chapters/{key}")
    contents.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return key


def synthetic(book: Path, chapters: int) -> Path:
    """Bring `book` to so many chapters, and return the last one's notebook."""
    have = len(list((book / "chapters").glob("*.ipynb")))
    papers = list(REVIEWS)
    for number in range(have, chapters):
        key = add_chapter(book, papers[number % len(papers)], number)
    return book / "chapters" / f"{key}.ipynb"


def builds(chapters: int) -> dict[str, object]:
    """Build, build again, edit and build a book of so many chapters."""
    build = [python(), "-m", "lib.book.build"]
    with tempfile.TemporaryDirectory() as scratch:
        book = copy(Path(scratch))
        last = synthetic(book, chapters)
        full = run(build, book)
        unchanged = run(build, book)
        text = last.read_text(encoding="utf-8")
        edited = text.replace("The verdict in thirty seconds", "The verdict in half a minute", 1)
        if edited == text:
            raise SystemExit(f"{last.name} has no section on the verdict to edit")
        last.write_text(edited, encoding="utf-8")
        edit = run(build, book)
        return {
            "chapters": chapters,
            "full build (s)": f"{full.wall:.1f}",
            "memory (MB)": f"{full.memory:.0f}",
            "nothing changed (s)": f"{unchanged.wall:.1f}",
            "one chapter edited (s)": f"{edit.wall:.1f}",
            "edit less unchanged (s)": f"{edit.wall - unchanged.wall:.1f}",
        }


def validation(chapters: int) -> dict[str, object]:
    """Validate the chapters of a book of so many."""
    with tempfile.TemporaryDirectory() as scratch:
        book = copy(Path(scratch))
        synthetic(book, chapters)
        run([python(), "-m", "lib.book.build"], book)
        pytest = [python(), "-m", "pytest", "-q", "-n", "auto"]
        structure = run([*pytest, "tests/test_chapters.py"], book)
        nbval = run(
            [*pytest, "--dist", "loadfile", "--nbval", "--nbval-current-env", "chapters"], book
        )
        return {"chapters": chapters, "tests (s)": f"{structure.wall + nbval.wall:.0f}"}


def main() -> None:
    """Measure the books and write the results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--chapters", type=int, nargs="+", default=[10, 30, 100])
    parser.add_argument("--without-tests", action="store_true", help="leave out the slowest part")
    arguments = parser.parse_args()
    save("growth", [builds(n) for n in tqdm(arguments.chapters, desc="builds")])
    if not arguments.without_tests:
        save("growth_tests", [validation(n) for n in tqdm(arguments.chapters, desc="tests")])


if __name__ == "__main__":
    main()
