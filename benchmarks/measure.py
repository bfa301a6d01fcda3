"""What a command costs, and where the results of the benchmarks are kept."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).parent / "results"

# One thread a maths library, as in the Makefile.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
}


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock, seconds of processor time, peak memory in MB, and what was printed."""

    wall: float
    processor: float
    memory: float
    output: str


def run(command: Sequence[str | os.PathLike[str]], folder: Path = ROOT) -> Cost:
    """Run a command to its end, its children included.

    Parameters
    ----------
    command : sequence of str
    folder : pathlib.Path
        Where to run it; `lib` is taken from there.

    Returns
    -------
    Cost

    Raises
    ------
    SystemExit
        If the command fails; its last lines are shown.
    """
    environment = os.environ | ENVIRONMENT | {"PYTHONPATH": os.fspath(folder)}
    start = time.perf_counter()
    process = subprocess.Popen(
        [os.fspath(part) for part in command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if process.returncode:
        tail = "\n".join(output.splitlines()[-60:])
        raise SystemExit(f"{' '.join(map(str, command))} failed in {folder.name}:\n{tail}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output)


def python() -> Path:
    """Return the interpreter of the book."""
    return Path(sys.executable)


def copy(folder: Path) -> Path:
    """Copy the book's sources, without what was built, to `folder`/book."""
    import shutil

    target = folder / "book"
    leave = shutil.ignore_patterns(
        "_build", ".venv", ".git", ".hypothesis", "__pycache__", ".*cache"
    )
    shutil.copytree(ROOT, target, ignore=leave)
    return target


def save(name: str, rows: Iterable[Mapping[str, object]]) -> Path:
    """Write the rows of a result, with the day they were measured, and say where."""
    rows = [{**row, "date": time.strftime("%Y-%m-%d")} for row in rows]
    path = RESULTS / f"{name}.csv"
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    for row in rows:
        print("  ".join(f"{key} {value}" for key, value in row.items() if key != "date"))
    print(f"written to {path.relative_to(ROOT)}")
    return path
