"""The committed notebooks: refreshing their outputs, checking their structure, replaying them."""

from __future__ import annotations

import atexit
import contextlib
import errno
import functools
import io
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lib.book import kernel, ledger
from lib.book.answers import MIME
from lib.book.paths import BookError, shown

# What a kernel needs so that its output is the same everywhere: one thread a maths library (sums
# depend on how they are split), a fixed order of sets, none of the user's settings of matplotlib.
KERNEL_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "MATPLOTLIBRC": os.devnull,
}

# IPython's settings for a kernel: what it refuses, no history kept, and only errors logged (it warns
# of every connection over TCP, which never leaves this machine).
KERNEL_SETTINGS = """\
c.InteractiveShellApp.extensions = ["lib.book.kernel"]
c.HistoryManager.enabled = False
c.IPKernelApp.log_level = "ERROR"
"""

# A cell that runs longer than this is taken for an infinite loop.
CELL_SECONDS = 120

# How a terminal is told to change colour, as tracebacks do.
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")

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
        if cell.cell_type == "code":
            cell.outputs = _joined(cell.outputs)
            for output in cell.outputs:
                output.pop("transient", None)
    return notebook


def _joined(outputs: list[Any]) -> list[Any]:
    """Join what a cell prints into one output: how it is parted into messages depends on the clock.

    (The client can do this, but takes minutes over a line of a million characters.)
    """
    first: dict[str, Any] = {}
    rest = []
    for output in outputs:
        name = output.get("name") if output.output_type == "stream" else None
        if name in first:
            first[name].append(output.text)
            continue
        rest.append(output)
        if name is not None:
            first[name] = [output.text]
    for output in rest:
        if output.output_type == "stream":
            output.text = "".join(first[output.name])
    return rest


@functools.cache
def _kernel_folder(settings: str) -> str:
    """Return a new folder for what Jupyter and IPython write, removed when this process ends."""
    folder = tempfile.mkdtemp(prefix="kernel-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    profile = Path(folder) / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    (profile / "ipython_kernel_config.py").write_text(settings, encoding="utf-8")
    return folder


def prepare_environment() -> None:
    """Let the kernels that this process starts be the same on every machine.

    They take nothing from the user's configuration and need no home: what they write goes to a
    folder that is removed when this process ends.
    """
    folder = _kernel_folder(KERNEL_SETTINGS)
    os.environ.update(
        KERNEL_ENVIRONMENT,
        IPYTHONDIR=os.path.join(folder, "ipython"),
        JUPYTER_DATA_DIR=os.path.join(folder, "jupyter"),
        JUPYTER_CONFIG_DIR=os.path.join(folder, "jupyter"),
        # matplotlib's own fonts, whatever its cache in a home knows
        MPLCONFIGDIR=os.path.join(folder, "matplotlib"),
    )


def execute(notebook: Any, folder: Path) -> Any:
    """Run every cell in order in a fresh kernel, in `folder`.

    Raises
    ------
    BookError
        If the notebook asks for another kernel, or a cell raises, runs too long, shows too much or
        kills its kernel; the cell is named.
    """
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    name = notebook.metadata.get("kernelspec", {}).get("name", "python3")
    if name != "python3":
        raise BookError(
            f"its kernel is {name!r}, and chapters run in 'python3': set kernelspec.name in the "
            "notebook's metadata"
        )
    prepare_environment()
    client = _client(notebook, folder)
    try:
        client.execute()
    except CellExecutionError as error:
        raise BookError(
            f"a cell failed: cell {client.cell}: {error.ename}: {error.evalue}\n"
            f"{_COLOUR.sub('', error.traceback)}"
        ) from None
    except CellTimeoutError:
        raise BookError(
            f"cell {client.cell} ran longer than {CELL_SECONDS} s: is it an infinite loop?"
        ) from None
    except NoSuchKernel:
        raise BookError(
            "there is no Jupyter kernel 'python3': install ipykernel, as `make book` does"
        ) from None
    except (DeadKernelError, RuntimeError) as error:
        if client.shown > kernel.LONGEST:
            raise BookError(
                f"cell {client.cell} shows more than {kernel.LONGEST / 1e6:.0f} MB: print less"
            ) from None
        if client.cell is None:
            raise BookError(f"the kernel did not start: {error}") from None
        raise BookError(
            f"the kernel died in cell {client.cell}: was it interrupted, or is memory short?"
        ) from None
    return normalise(notebook)


def _client(notebook: Any, folder: Path) -> Any:
    """Return what runs a notebook, knows at which cell it is, and stops one that floods."""
    from nbclient import NotebookClient

    class Client(NotebookClient):
        cell = None  # index of the one that runs
        shown = 0  # its output so far, in characters

        async def async_execute_cell(self, cell: Any, cell_index: int, **options: Any) -> Any:
            self.cell, self.shown = cell_index, 0
            return await super().async_execute_cell(cell, cell_index, **options)

        def process_message(self, message: Any, cell: Any, cell_index: int) -> Any:
            self.shown += kernel.size(message["content"])
            if self.shown > kernel.LONGEST:
                # as the client does itself when its kernel has died
                self.task_poll_for_reply.cancel()
                return None
            return super().process_message(message, cell, cell_index)

    return Client(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        record_timing=False,
        # an output that does not arrive is an error, not a gap
        raise_on_iopub_timeout=True,
        iopub_timeout=60,
        resources={"metadata": {"path": os.fspath(folder)}},
    )


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

    Raises
    ------
    BookError
        If a notebook cannot be read, run or written; it is then left as it was.
    """
    import copy

    from tqdm import tqdm

    changed = False
    for path in tqdm(list(paths), desc="refresh", unit="notebook", disable=not sys.stderr.isatty()):
        old = ledger.notebook(path)
        if not os.access(path.parent, os.W_OK):
            raise BookError(
                f"{shown(path)} cannot be written: make its folder writable, or work on a copy"
            )
        for leftover in path.parent.glob(f".{path.stem}-*.tmp"):
            leftover.unlink()  # of a run that was killed while it wrote
        try:
            new = execute(copy.deepcopy(old), path.parent)
            problems = structure_problems(new)
            if problems:
                raise BookError("; ".join(problems))
            write(new, path)
        except BookError as error:
            raise BookError(f"{shown(path)} is left as it was: {error}") from None
        except OSError as error:
            raise BookError(f"{shown(path)} is left as it was: {unwritable(error)}") from None
        lines = changes(old, new)
        changed = changed or bool(lines)
        print(f"{shown(path)}: {'outputs unchanged' if not lines else ''}".rstrip())
        for line in lines:
            print(f"  {line}")
    return changed


def unwritable(error: OSError) -> str:
    """Say what kept a file from being written, and the mend."""
    mend = {
        errno.ENOSPC: "free some space",
        errno.EDQUOT: "free some space",
        errno.EROFS: "make it writable, or work on a copy",
        errno.EACCES: "make it writable, or work on a copy",
    }.get(error.errno or 0, "mend that, and run it again")
    place = f" ({Path(error.filename).name})" if error.filename else ""
    return f"{error.strerror or error}{place}: {mend}"


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
        refresh([p.resolve() for p in arguments.notebook] or ledger.notebooks())
    except BookError as error:
        raise SystemExit(f"error: {error}") from None
    except KeyboardInterrupt:
        raise SystemExit("interrupted: every notebook is whole; run it again") from None


if __name__ == "__main__":
    main()
