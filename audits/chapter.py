"""A chapter held in memory: what each cell reads and shows, and what it shows if a number changes.

The cells run once, in this process, as a kernel would run them. Afterwards any number of them can
be run again in a forked child: those that read the changed number, and those that use a name which
such a cell sets. The rest keep what they had.
"""

from __future__ import annotations

import ast
import dis
import json
import os
import time
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from lib.book import claims, comparison, ledger, tables

# An output: its MIME type (or the name of a stream) and its text; records stay a list.
Output = tuple[str, Any]


class Data:
    """What the chapters read of ``data``: recorded, and changed one number at a time."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.refused = False
        self.tables: dict[str, Any] = {}
        self.claims: dict[str, claims.Claim] = {}
        self.comparison: dict[str, Any] | None = None
        self._table, self._paper, self._rules = tables._read, claims._cached, comparison._read
        self._recording: dict[Any, Any] = {}
        tables._read = self._read_table
        claims._cached = self._read_paper
        comparison._read = self._read_rules

    def _read_table(self, name: str, *rest: Any) -> Any:
        self.seen.add(f"table {name}")
        return self.tables[name] if name in self.tables else self._table(name, *rest)

    def _read_paper(self, path: Path, stamp: int) -> claims.Paper:
        if path not in self._recording:
            paper = self._paper(path, stamp)
            recording = _Recording(paper.claims, self)
            self._recording[path] = claims.Paper(
                paper.key, paper.title, paper.source, recording, paper.telling
            )
        return self._recording[path]

    def _read_rules(self, stamp: int) -> dict[str, Any]:
        self.seen.add("comparison")
        return self._rules(stamp) if self.comparison is None else self.comparison


class _Recording(dict):
    """The claims of a paper; remembers which were asked for."""

    def __init__(self, known: dict[str, claims.Claim], data: Data) -> None:
        super().__init__(known)
        self.data = data

    def __getitem__(self, key: str) -> claims.Claim:
        self.data.seen.add(f"claim {key}")
        return self.data.claims.get(key) or super().__getitem__(key)

    def values(self) -> Any:
        return [self[key] for key in self]

    def items(self) -> Any:
        return [(key, self[key]) for key in self]

    def get(self, key: str, default: Any = None) -> Any:
        return self[key] if key in self else default


class Chapter:
    """The code cells of a committed notebook, run in this process.

    Attributes
    ----------
    name : str
    sources : list of str
    indices : list of int
        Place of each code cell in the notebook.
    outputs : list of list of Output
    reads : list of set of str
        What each cell reads of ``data``.
    """

    def __init__(self, path: Path, data: Data) -> None:
        notebook = ledger.notebook(path)
        self.name, self.path, self.data = path.stem, path, data
        self.indices = [i for i, c in enumerate(notebook.cells) if c.cell_type == "code"]
        cells = [notebook.cells[i] for i in self.indices]
        self.sources = [cell.source for cell in cells]
        self.committed = [_committed(cell) for cell in cells]
        self.names = [_names(source) for source in self.sources]
        self.seconds = 0.0
        self.namespace: dict[str, Any] = {"__name__": "__main__"}
        self.outputs: list[list[Output]] = []
        self.reads: list[set[str]] = []
        self._after: list[dict[str, Any]] = []
        self._style: list[dict[str, Any]] = []

    def run(self) -> Iterator[int]:
        """Run every cell once and remember what it reads, shows and leaves; yield the cells' numbers."""
        import matplotlib

        matplotlib.rcdefaults()
        _inline()
        start = time.perf_counter()
        for number, source in enumerate(self.sources):
            self.data.seen = set()
            self.outputs.append(self._show(source))
            self.reads.append(self.data.seen)
            self.data.seen = set()  # what is read from here on is not of this cell
            self._after.append(dict(self.namespace))
            self._style.append(dict(matplotlib.rcParams))
            self.seconds = time.perf_counter() - start
            yield number

    def differs_from_committed(self) -> list[int]:
        """Return the notebook's cells whose output here is not the committed one."""
        return [
            self.indices[n]
            for n, (here, there) in enumerate(zip(self.outputs, self.committed, strict=True))
            if here != there
        ]

    def uses(self, changed: str) -> bool:
        """Say whether any cell reads `changed`."""
        return any(changed in reads for reads in self.reads)

    def again(self, changed: str | None) -> Iterator[tuple[int, list[Output]]]:
        """Run again what a change reaches, and yield each such cell's number and outputs.

        To be called in a forked child, for it spoils the chapter's state. A cell is run if it
        reads `changed` or takes a name whose value is no longer what it was; every cell if
        `changed` is None.
        """
        import matplotlib

        first = next((n for n, r in enumerate(self.reads) if changed is None or changed in r), None)
        if first is None:
            return
        self.namespace.clear()
        self.namespace.update(self._after[first - 1] if first else {"__name__": "__main__"})
        _inline()
        if first:
            dict.update(matplotlib.rcParams, self._style[first - 1])
        other: set[str] = set()
        closures: dict[str, set[str]] = {}
        for number, (taken, sets, functions) in enumerate(self.names):
            closures |= functions
            used = set(taken)
            for _ in closures:
                used |= {n for name in used & closures.keys() for n in closures[name]}
            if number < first:
                continue
            before = self._after[number - 1] if number else {}
            after = self._after[number]
            if changed is None or changed in self.reads[number] or used & other:
                yield number, self._show(self.sources[number])
                in_place = _changed_in_place(self.sources[number], self.namespace)
                for name in sets | in_place:
                    if name in in_place or not same(self.namespace.get(name), after.get(name)):
                        other.add(name)
                    else:
                        other.discard(name)
                continue
            for name in sets:
                other.discard(name)
            for name, value in after.items():
                if name in sets or name not in before or before[name] is not value:
                    self.namespace[name] = value

    def _show(self, source: str) -> list[Output]:
        from IPython.utils.capture import capture_output
        from matplotlib_inline.backend_inline import flush_figures

        tree = ast.parse(source, self.path.name)
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            last = ast.Interactive([tree.body.pop()])
        with capture_output() as captured:
            exec(compile(tree, self.path.name, "exec"), self.namespace)
            if last is not None:
                exec(compile(last, self.path.name, "single"), self.namespace)
            flush_figures()
        shown: list[Output] = []
        for output in captured.outputs:
            shown += _ordered(output.data)
        if captured.stdout:
            shown.append(("stdout", captured.stdout))
        return sorted(shown, key=_key)


def _inline() -> None:
    """Show figures as a kernel does."""
    import matplotlib
    from IPython.core.interactiveshell import InteractiveShell
    from matplotlib_inline.backend_inline import configure_inline_support

    shell = InteractiveShell.instance()
    backend = "module://matplotlib_inline.backend_inline"
    matplotlib.use(backend, force=True)
    configure_inline_support(shell, backend)


def _committed(cell: Any) -> list[Output]:
    shown: list[Output] = []
    for output in cell.outputs:
        if output.output_type == "stream":
            shown.append((output.name, output.text))
        else:
            shown += _ordered(output.get("data", {}))
    return sorted(shown, key=_key)


def _ordered(data: dict[str, Any]) -> list[Output]:
    # a figure's plain text is the address-free name of its class
    return [(mime, value) for mime, value in data.items()]


def _key(output: Output) -> str:
    return output[0] + json.dumps(output[1], sort_keys=True, default=str)


def _names(source: str) -> tuple[set[str], set[str], dict[str, set[str]]]:
    """Return the names a cell takes from earlier cells, those it sets, and those its functions use.

    Read off the compiled code, where names stand in the order in which they are evaluated.
    """
    code = compile(source, "cell", "exec")
    taken, sets = set(), set()
    functions: dict[str, set[str]] = {}
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_NAME", "LOAD_GLOBAL") and step.argval not in sets:
            taken.add(step.argval)
        elif step.opname == "STORE_NAME":
            sets.add(step.argval)
        elif isinstance(step.argval, types.CodeType):
            used = _globals(step.argval)
            taken |= used - sets
            functions[step.argval.co_name] = used
    return taken, sets, {name: used for name, used in functions.items() if name in sets}


def _globals(code: types.CodeType) -> set[str]:
    own = {s.argval for s in dis.get_instructions(code) if s.opname == "LOAD_GLOBAL"}
    nested = (c for c in code.co_consts if isinstance(c, types.CodeType))
    return own.union(*map(_globals, nested))


def _changed_in_place(source: str, namespace: dict[str, Any]) -> set[str]:
    """Return the names whose objects a cell may change: by an assignment into them or a call."""
    from matplotlib.artist import Artist

    found = set()
    for node in ast.walk(ast.parse(source)):
        base = node
        while isinstance(base, ast.Attribute | ast.Subscript):
            base = base.value
        if base is node or not isinstance(base, ast.Name):
            continue
        value = namespace.get(base.id)
        if isinstance(value, np.ndarray) and value.dtype == object and value.size:
            value = value.ravel()[0]
        drawn = isinstance(value, Artist)
        method = isinstance(node, ast.Attribute) and node.attr in CHANGING
        if drawn or method or isinstance(node.ctx, ast.Store):
            found.add(base.id)
    return found


def same(one: Any, other: Any) -> bool:
    """Say whether two values are the same to whoever uses them; in doubt they are not."""
    import pandas as pd

    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, types.FunctionType):
        return one.__code__ == other.__code__ and one.__defaults__ == other.__defaults__
    if isinstance(one, np.ndarray):
        return one.dtype != object and np.array_equal(one, other, equal_nan=one.dtype.kind in "fc")
    if isinstance(one, pd.DataFrame | pd.Series | pd.Index):
        return bool(one.equals(other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[k], other[k]) for k in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and one != one:
        return other != other
    try:
        return bool(one == other)
    except Exception:
        return False


# Methods that change the object they belong to.
CHANGING = {"append", "extend", "insert", "update", "add", "setdefault", "pop", "remove", "sort"}


def in_child(work: Callable[[], Any]) -> tuple[int, int]:
    """Start `work` in a forked child; return its process id and the end of a pipe for its answer."""
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        return child, reader
    os.close(reader)
    try:
        answer = work()
    except BaseException as error:
        answer = {"error": f"{type(error).__name__}: {error}"[:300]}
    with os.fdopen(writer, "w", encoding="utf-8") as stream:
        json.dump(answer, stream)
    os._exit(0)
