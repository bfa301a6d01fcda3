"""The committed notebooks: refreshing their outputs, checking their structure, replaying them."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lib.book import ledger
from lib.book.answers import MIME
from lib.book.paths import BookError, shown

# What a kernel needs so that its output is the same everywhere: one thread a maths library (sums
# depend on how they are split), a fixed order of sets, no configuration of the user's.
KERNEL_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}

# A cell that runs longer than this is taken for an infinite loop.
CELL_SECONDS = 120

_NUMBER = re.compile(r"[-+−]?\d+(\.\d+)?([eE][-+]?\d+)?")


def normalise(notebook: Any) -> Any:
    """Drop from an executed notebook what differs between machines, in place.

    Kept: sources, cell metadata, outputs. Dropped: the kernel's and the language's versions (they
    change with every Python) and the timing of cells (it changes with every run).
    """
    notebook.metadata = type(notebook.metadata)(
        kernelspec={"display_name": "Python 3", "language": "python", "name": "python3"},
        language_info={"name": "python"},
    )
    for cell in notebook.cells:
        for name in ("execution", "ExecuteTime", "collapsed", "scrolled"):
            cell.metadata.pop(name, None)
        for output in cell.get("outputs", []):
            output.pop("transient", None)
    return notebook


def execute(notebook: Any, folder: Path) -> Any:
    """Run every cell in order in a fresh kernel, in `folder`.

    Raises
    ------
    BookError
        If a cell raises, runs too long, or writes to the standard error stream; the cell is named.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        record_timing=False,
        # how printed lines are parted into messages depends on the clock
        coalesce_streams=True,
        resources={"metadata": {"path": os.fspath(folder)}},
    )
    os.environ.update(KERNEL_ENVIRONMENT)
    try:
        client.execute()
    except CellExecutionError as error:
        raise BookError(f"a cell failed: {_place(notebook)}\n{error}") from None
    except CellTimeoutError:
        raise BookError(
            f"{_place(notebook)} ran longer than {CELL_SECONDS} s: is it an infinite loop?"
        ) from None
    except DeadKernelError:
        raise BookError(f"the kernel died in {_place(notebook)}: is there enough memory?") from None
    return normalise(notebook)


def _place(notebook: Any) -> str:
    done = [i for i, cell in enumerate(notebook.cells) if cell.get("execution_count")]
    pending = [
        i
        for i, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and i > (done[-1] if done else -1)
    ]
    for i in done:
        if any(o.output_type == "error" for o in notebook.cells[i].outputs):
            return f"cell {i}"
    return f"cell {pending[0] if pending else 0}"


def changes(old: Any, new: Any) -> list[str]:
    """Say of every changed output whether a number, text or a figure changed.

    Returns
    -------
    list of str
        One line a changed output, with the cell's index.
    """
    lines = []
    for index, (before, after) in enumerate(zip(old.cells, new.cells, strict=True)):
        if before.cell_type != "code":
            continue
        was, now = _outputs(before), _outputs(after)
        for mime in dict.fromkeys((*was, *now)):
            if was.get(mime) == now.get(mime):
                continue
            if mime not in was:
                kind = "new"
            elif mime not in now:
                kind = "gone"
            elif mime.startswith("image/"):
                kind = "figure changed"
            elif _NUMBER.sub("#", was[mime]) == _NUMBER.sub("#", now[mime]):
                kind = "number changed"
            else:
                kind = "text changed"
            lines.append(f"cell {index}: {mime}: {kind}")
    return lines


def _outputs(cell: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for output in cell.outputs:
        data = output.get("data", {output.get("name", "stream"): output.get("text", "")})
        for mime, value in data.items():
            text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
            found[mime] = found.get(mime, "") + text
    return found


def write(notebook: Any, path: Path) -> None:
    """Write a notebook whole or not at all."""
    import nbformat

    text = nbformat.writes(notebook, version=4).rstrip("\n") + "\n"
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def refresh(paths: Iterable[Path]) -> bool:
    """Execute notebooks in order, in place, and print what changed.

    Returns
    -------
    bool
        Whether any output changed.
    """
    import copy

    from tqdm import tqdm

    changed = False
    for path in tqdm(list(paths), desc="refresh", unit="notebook", disable=not sys.stderr.isatty()):
        old = ledger.notebook(path)
        try:
            new = execute(copy.deepcopy(old), path.parent)
            problems = structure_problems(new)
            if problems:
                raise BookError("; ".join(problems))
        except BookError as error:
            raise BookError(f"{shown(path)} is left as it was: {error}") from None
        lines = changes(old, new)
        changed = changed or bool(lines)
        print(f"{shown(path)}: {'outputs unchanged' if not lines else ''}".rstrip())
        for line in lines:
            print(f"  {line}")
        write(new, path)
    return changed


def structure_problems(notebook: Any) -> list[str]:
    """Return what is wrong with an executed notebook's structure, one sentence a problem.

    nbval compares no cell without an execution count and none that carries an ignore marker, so
    both would pass unseen.
    """
    problems = []
    count = 0
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        count += 1
        if cell.execution_count != count:
            problems.append(
                f"cell {index} has execution count {cell.execution_count}, not {count}: "
                "run `make refresh`"
            )
        answers = any(MIME in output.get("data", {}) for output in cell.outputs)
        marked = re.search(r"NBVAL_(IGNORE_OUTPUT|SKIP)", cell.source) or {
            "nbval-ignore-output",
            "nbval-skip",
        } & set(cell.metadata.get("tags", []))
        if marked and answers:
            problems.append(f"cell {index} answers a claim and must not be exempt from comparison")
        tags = cell.metadata.get("tags", [])
        for output in cell.outputs:
            if output.output_type == "error" and "raises-exception" not in tags:
                problems.append(f"cell {index} ends in {output.ename}: mend it")
            if output.get("name") == "stderr":
                problems.append(f"cell {index} writes to stderr: {output.text.strip()[:80]!r}")
            if output.get("data", {}).keys() & {"image/png", "image/jpeg", "image/svg+xml"}:
                image = cell.metadata.get("mystnb", {}).get("image", {})
                if not image.get("alt"):
                    problems.append(f"cell {index} shows a figure without alt text in its metadata")
        if len([s for s in cell.source.splitlines() if s.strip()]) > 40:
            problems.append(f"cell {index} is long: move its code to lib, with a test")
    return problems


def replay(path: Path) -> list[dict[str, Any]]:
    """Run a notebook's cells in this process and return the records they answer.

    Far quicker than a kernel; for asking what a changed claim or model does to the verdicts.
    """
    namespace: dict[str, Any] = {"__name__": "__main__"}
    with collecting() as records, contextlib.redirect_stdout(io.StringIO()):
        for cell in ledger.notebook(path).cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, os.fspath(path), "exec"), namespace)
    return records


@contextlib.contextmanager
def collecting() -> Iterator[list[dict[str, Any]]]:
    """Collect the records that are answered inside the block, without a notebook."""
    import matplotlib
    import matplotlib.pyplot as plt
    from IPython import display as display_module
    from IPython.core import display_functions

    records: list[dict[str, Any]] = []

    def collect(*objects: Any, **_: Any) -> None:
        for thing in objects:
            if isinstance(thing, dict):
                records.extend(thing.get(MIME, []))

    matplotlib.use("agg", force=True)
    originals = [(m, m.display) for m in (display_functions, display_module)]
    for module, _ in originals:
        module.display = collect
    try:
        with matplotlib.rc_context():
            yield records
    finally:
        plt.close("all")
        for module, original in originals:
            module.display = original


def main() -> None:
    """Refresh the notebooks named on the command line, or all of them."""
    import argparse

    parser = argparse.ArgumentParser(
        prog="python -m lib.book.notebooks",
        description="Re-execute notebooks in place and say which outputs changed.",
    )
    parser.add_argument("notebook", nargs="*", type=Path, help="default: every chapter, in order")
    arguments = parser.parse_args()
    try:
        refresh([p.resolve() for p in arguments.notebook] or ledger.chapters())
    except BookError as error:
        raise SystemExit(f"error: {error}") from None


if __name__ == "__main__":
    main()
