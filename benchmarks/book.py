"""Speed of the book's commands, as ratios in one run: ``python -m benchmarks.book``.

Medians of interleaved rounds; the limits are what the book is held to.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
from pathlib import Path

from tqdm import tqdm

from benchmarks.measure import ROOT, Cost, copy, python, run, save

SLOWEST = 10


def validated(chapters: list[Path]) -> Cost:
    """Run strict nbval over the chapters, in one process and a kernel a chapter."""
    return run(
        [
            python(),
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:xdist",
            "--nbval",
            "--nbval-current-env",
            *chapters,
        ]
    )


def compare(rounds: int) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Measure the ratios, and the slowest cells."""
    chapters = sorted((ROOT / "chapters").glob("*.ipynb"))
    nbval, plain, build, stock, lib, numpy = [], [], [], [], [], []
    cells: dict[str, list[float]] = {}
    jupyter_book = python().parent / "jupyter-book"
    with tempfile.TemporaryDirectory() as scratch:
        quick = copy(Path(scratch) / "quick")
        slow = copy(Path(scratch) / "slow")
        config = slow / "_config.yml"
        text = config.read_text(encoding="utf-8")
        off = 'execute_notebooks: "off"'
        if off not in text:
            raise SystemExit(f"_config.yml has no line {off}: this benchmark replaces it")
        config.write_text(text.replace(off, "execute_notebooks: force"), encoding="utf-8")
        for _ in tqdm(range(rounds), desc="rounds"):
            nbval.append(validated(chapters).processor)
            total = 0.0
            for chapter in chapters:
                cost = run([python(), "-m", "benchmarks.plain", chapter])
                total += cost.processor
                for cell, seconds in json.loads(cost.output.splitlines()[-1]):
                    cells.setdefault(f"{chapter.stem} {cell}", []).append(seconds)
            plain.append(total)
            shutil.rmtree(quick / "_build", ignore_errors=True)
            build.append(run([python(), "-m", "lib.book.build"], quick).wall)
            shutil.rmtree(slow / "_build", ignore_errors=True)
            stock.append(run([jupyter_book, "build", "--all", "."], slow).wall)
            lib.append(run([python(), "-c", "import lib"]).processor)
            numpy.append(run([python(), "-c", "import numpy"]).processor)

    def row(name: str, ours: list[float], other: list[float], limit: float) -> dict[str, object]:
        a, b = statistics.median(ours), statistics.median(other)
        return {
            "what": name,
            "seconds": f"{a:.2f}",
            "against": f"{b:.2f}",
            "ratio": f"{a / b:.3f}",
            "limit": limit,
        }

    ratios = [
        row("processor time of nbval / plain scripts", nbval, plain, 1.3),
        row("wall time of the book / with execution forced", build, stock, 0.1),
        row("processor time of import lib / import numpy", lib, numpy, 1.0),
    ]
    slowest = sorted(((statistics.median(t), c) for c, t in cells.items()), reverse=True)[:SLOWEST]
    return ratios, [{"cell": cell, "seconds": f"{seconds:.2f}"} for seconds, cell in slowest]


def main() -> None:
    """Measure, write the results and say which limit is passed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.book", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    ratios, slowest = compare(parser.parse_args().rounds)
    save("book", ratios)
    save("slowest_cells", slowest)
    above = [row["what"] for row in ratios if float(row["ratio"]) > row["limit"]]
    if above:
        raise SystemExit(f"above the limit: {'; '.join(above)}")


if __name__ == "__main__":
    main()
