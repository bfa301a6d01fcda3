"""From a verdict to its code: the cell that computed it and the functions of ``lib`` it called.

When the book is built, each cell whose output holds a record gets an anchor named after its first
claim, and each card (each row of an answered table) a line with two kinds of links: to that cell on
the page, and to the source of the functions that the answer rests on.

Which functions those are is read off the notebook's code. A top-level statement uses names and
defines names; an answer rests on its own statement, on the latest earlier statements that define
the names it uses, and so on. Of the functions of ``lib.papers`` and ``lib.physics`` found in this
way, those nearest to the answer are taken.
"""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import symtable
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from lib.book import ledger, paths
from lib.book.answers import MIME
from lib.book.paths import BookError

PACKAGES = ("lib.papers", "lib.physics")
MOST = 3
NONE = "none, decided in the cell without the library"


@dataclass(frozen=True)
class Links:
    """Where the code of one verdict is.

    Attributes
    ----------
    cell : str
        Anchor of the cell on the chapter's page.
    functions : tuple of str
        Full names, the nearest first; empty if the answer calls none.
    """

    cell: str
    functions: tuple[str, ...]


@dataclass(frozen=True)
class _Statement:
    """A top-level statement: the names it needs and gives, what it calls, the texts it holds."""

    cell: int
    uses: frozenset[str]
    defines: frozenset[str]
    calls: tuple[str, ...]
    texts: frozenset[str]


def of_notebook(notebook: Any) -> dict[str, Links]:
    """Return the links of every claim that a notebook answers.

    Parameters
    ----------
    notebook : nbformat notebook
        Executed.

    Returns
    -------
    dict of str to Links
        By claim, in the order of the records.
    """
    answered = {
        index: [r["id"] for o in cell.outputs for r in o.get("data", {}).get(MIME, [])]
        for index, cell in enumerate(notebook.cells)
        if cell.cell_type == "code"
    }
    statements = list(_statements(notebook))
    found = {}
    for index, claims in answered.items():
        for claim in claims:
            found[claim] = Links(f"cell-{claims[0]}", _functions(claim, index, statements))
    return found


def _statements(notebook: Any) -> Iterator[_Statement]:
    imported: dict[str, Any] = {}
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        for node in ast.parse(cell.source).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                imported |= _imports(node)
            else:
                yield _statement(index, node, imported)


def _imports(node: ast.Import | ast.ImportFrom) -> dict[str, Any]:
    """The names that an import from `PACKAGES` binds, with what they are bound to."""
    found = {}
    for alias in node.names:
        if isinstance(node, ast.Import):
            module = alias.name if alias.asname else alias.name.partition(".")[0]
            if alias.name.startswith(PACKAGES):
                found[alias.asname or module] = importlib.import_module(module)
        elif (node.module or "").startswith(PACKAGES):
            try:
                thing = importlib.import_module(f"{node.module}.{alias.name}")
            except ModuleNotFoundError:
                thing = getattr(importlib.import_module(node.module), alias.name)
            found[alias.asname or alias.name] = thing
    return found


def _statement(index: int, node: ast.stmt, imported: dict[str, Any]) -> _Statement:
    scope = symtable.symtable(ast.unparse(node), "cell", "exec")
    uses = set(_globals(scope))
    defines = {symbol.get_name() for symbol in scope.get_symbols() if symbol.is_assigned()}
    calls, texts = [], set()
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            texts.add(part.value)
        # x[...] = y and x.append(y) change x
        if isinstance(part, ast.Subscript | ast.Attribute) and not isinstance(part.ctx, ast.Load):
            defines |= {n.id for n in ast.walk(part.value) if isinstance(n, ast.Name)}
        if isinstance(part, ast.Name | ast.Attribute) and (name := _full_name(part, imported)):
            calls.append((part.lineno, part.col_offset, name))
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        called = node.value.func
        if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
            defines.add(called.value.id)
    ordered = dict.fromkeys(name for _, _, name in sorted(calls))
    return _Statement(
        index, frozenset(uses), frozenset(defines - set(imported)), tuple(ordered), frozenset(texts)
    )


def _globals(scope: symtable.SymbolTable) -> Iterator[str]:
    """The names that code takes from outside of its own functions and comprehensions."""
    outermost = scope.get_type() == "module"
    for symbol in scope.get_symbols():
        if symbol.is_referenced() and (outermost or symbol.is_global()):
            yield symbol.get_name()
    for child in scope.get_children():
        yield from _globals(child)


def _full_name(node: ast.expr, imported: dict[str, Any]) -> str | None:
    """The full name of the function or class of `PACKAGES` that an expression is, or None."""
    trail = []
    while isinstance(node, ast.Attribute):
        trail.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in imported:
        return None
    thing = imported[node.id]
    for attribute in reversed(trail):
        thing = getattr(thing, attribute, None)
    if not (inspect.isclass(thing) or inspect.isfunction(inspect.unwrap(thing))):
        return None
    return f"{thing.__module__}.{thing.__qualname__}"


def _functions(claim: str, cell: int, statements: list[_Statement]) -> tuple[str, ...]:
    """The functions nearest to an answer, those of the papers first among equally near ones."""
    here = [n for n, s in enumerate(statements) if s.cell == cell]
    # a table's ids may be put together by code: then every statement of the cell counts
    layer = [n for n in here if claim in statements[n].texts] or here
    seen, found = set(layer), {}
    distance = 0
    while layer:
        for n in sorted(layer, reverse=True):
            for name in statements[n].calls:
                found.setdefault(name, (distance, not name.startswith(PACKAGES[0]), len(found)))
        layer = sorted({d for n in layer for d in _definitions(n, statements)} - seen)
        seen |= set(layer)
        distance += 1
    return tuple(sorted(found, key=found.__getitem__)[:MOST])


def _definitions(number: int, statements: list[_Statement]) -> Iterator[int]:
    """The latest earlier statement that defines each name that a statement uses."""
    for name in statements[number].uses:
        for earlier in range(number - 1, -1, -1):
            if name in statements[earlier].defines:
                yield earlier
                break


@functools.lru_cache(maxsize=16)
def _of_chapter(path: Path, _changed: int) -> dict[str, Links]:
    return of_notebook(ledger.notebook(path))


def of_chapter(path: Path) -> dict[str, Links]:
    """Return the links of every claim that a chapter or an example answers; see `of_notebook`."""
    return dict(_of_chapter(path, path.stat().st_mtime_ns))


def source_page(function: str) -> str:
    """Return the address, from the book's root, of the source of a function or class."""
    module, name = _split(function)
    return f"_modules/{module.replace('.', '/')}.html#{name}"


def _split(function: str) -> tuple[str, str]:
    module, _, name = function.rpartition(".")
    return module, name


def line(links: Links, up: str, short: bool = False) -> str:
    """Return the HTML of one verdict's links.

    Parameters
    ----------
    links : Links
    up : str
        From the chapter's page to the book's root, as "../".
    short : bool
        For a row of a table: the sources numbered, their names shown on demand.
    """
    sources = ", ".join(
        f'<a href="{up}{source_page(name)}" title="{escape(_short(name))}">{number}</a>'
        if short
        else f'<a href="{up}{source_page(name)}"><code>{escape(_short(name))}</code></a>'
        for number, name in enumerate(links.functions, start=1)
    )
    return f'<a href="#{links.cell}">Cell</a> · Source: {sources or NONE}'


def _short(function: str) -> str:
    """A function with its module but without the packages around it."""
    return ".".join(function.split(".")[2:])


def _annotate(app: Sphinx, document: nodes.document) -> None:
    """Give the answering cells of a notebook their anchors, and the cards their lines."""
    page = app.env.docname
    path = paths.ROOT / f"{page}.ipynb"
    try:
        if not page.startswith(ledger.FOLDERS) or path not in ledger.notebooks():
            return
        links = of_chapter(path)
    except BookError as error:
        logging.getLogger(__name__).warning(str(error), location=page)
        return
    up = "../" * page.count("/")
    for cell in document.findall(_is_code_cell):
        raws = [n for n in cell.findall(nodes.raw) if "html" in n.get("format", "").split()]
        answered = [claim for node in raws for claim in _link_cards(node, links, up)]
        if answered:
            source = next(n for n in cell.children if n.get("nb_element") == "cell_code_source")
            # inside what a click unfolds: following the link unfolds it
            source["ids"].append(links[answered[0]].cell)


def _is_code_cell(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def _link_cards(node: nodes.raw, links: dict[str, Links], up: str) -> list[str]:
    """Add the lines to the cards or rows in one output; return their claims."""
    html, answered = node.astext(), []
    for claim, found in links.items():
        card, row = f'<article class="claim-card" id="{claim}"', f'<tr id="{claim}">'
        if card in html:
            start = html.index("</article>", html.index(card))
            added = f'<p class="claim-code">{line(found, up)}</p>'
        elif row in html:
            start = html.index("</th>", html.index(row))
            added = f'<span class="claim-code">{line(found, up, short=True)}</span>'
        else:
            continue
        answered.append(claim)
        html = html[:start] + added + html[start:]
    if answered:
        node.children = [nodes.Text(html)]
        node.rawsource = html
    return answered


def setup(app: Sphinx) -> dict[str, Any]:
    """Link the cards before anything else is added to them."""
    app.connect("doctree-read", _annotate, priority=400)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
