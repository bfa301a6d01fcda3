"""Docstrings as the API reference shows them: their sources and names become links.

A docstring is written to be read in the source, so it names things in plain words. When the book is
built,

- a paper's equation (``Eq. 8`` in that paper's module, ``Liu's Eq. 8`` and ``Eq. 8 of Liu``
  anywhere) links to the card that judges it, and so does the id of a claim;
- a key of ``references.bib``, and a place in a journal (``Phys. Rev. 108, 1175 (1957)``), a book
  or an author and year that the bibliography has, become citations;
- a name in backticks links to the function it names, and is set as code if it names none;
- an index (``T_c``) is set as one.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from lib.book import claims, ledger, paths
from lib.book.paths import BookError, read_text

# Left as they are: formulas, examples, code, and whatever is a link already.
_KEPT = (
    r"(?m:^(?P<indent> *)\.\. math::.*\n?(?:(?: *\n)|(?:(?P=indent) +.*(?:\n|$)))*)"
    r"|(?m:^ *(?:>>>|\.\.\.) .*$)"
    r"|:[\w:]+:`[^`]*`|``.+?``|\*\*[^*\n]+\*\*"
)
_NAME = r"(?<!`)`(?P<name>[^`\n]+)`(?!`)"
_EQUATIONS = (
    r"\b(?:(?P<whose>Hu|Jiang|Liu)'s\s)?"
    r"(?P<equations>Eqs?\.\s\d+[a-z]?(?:(?:,\s|\sand\s|\sto\s)\d+[a-z]?)*)"
    r"(?:\sof\s(?P<of>Hu|Jiang|Liu)\b)?"
)
_ID = r"\b(?P<claim>(?:hu|jiang|liu|wdm)-[a-z0-9]+(?:-[a-z0-9]+)*)\b"
_PLACE = r"\b(?P<volume>\d+),\s+(?P<page>[A-Z]?\d+)\s+\((?P<year>\d{4})\)"
_KEY = r"\b(?P<key>[a-z][a-z-]*\d{4}[a-z]?)\b"
_BOOK = (
    r"\b(?P<author>[A-Z]\w+)(?:\sand\s[^,()]+)?,\s[^();]+?\s"
    r"\([A-Z][\w. -]*,\s(?P<published>\d{4})\)"
)
_WORK = r"\b(?P<name_of>[A-Z]\w+)\s\((?P<of_year>\d{4})\)"
_INDEX = r"(?<![\w*`\\])(?P<letter>[^\W\d_])_(?P<index>[^\W_]+)\b(?!`)"
_BAR = r"(?P<bar>\|)"
_TOKEN = re.compile(
    "|".join(
        (
            *(f"(?P<kept>{_KEPT})", _NAME, _EQUATIONS, _ID, _BOOK, _WORK),
            *(_PLACE, _KEY, _INDEX, _BAR),
        )
    )
)


@functools.cache
def _works(path: Path, _changed: int) -> tuple[set[str], dict[tuple[str, str, str], str]]:
    """The keys of a bibliography, and its articles by volume, first page and year."""
    from pybtex.database import parse_string

    entries = parse_string(read_text(path), "bibtex").entries
    places = {}
    for key, entry in entries.items():
        found = entry.fields
        page = re.split(r"\W+", found.get("pages", ""))[0]
        if page and "volume" in found:
            places[found["volume"], page, found["year"]] = key
    return set(entries), places


def works() -> tuple[set[str], dict[tuple[str, str, str], str]]:
    """Return the keys of ``references.bib``, and its articles by volume, first page and year."""
    return _works(paths.BIBLIOGRAPHY, paths.BIBLIOGRAPHY.stat().st_mtime_ns)


@functools.cache
def paper_of(module: str) -> str | None:
    """Return the paper that a module restates, or None."""
    folder, _, name = module.removeprefix("lib.").partition(".")
    name = name.partition(".")[0]
    # a paper may have further modules, whose names start with its own
    found = [key for key in claims.papers() if f"{name}_".startswith(f"{key}_")]
    return max(found, key=len, default=None) if folder == "papers" else None


@functools.cache
def _cards() -> dict[str, tuple[str, str, str]]:
    """Of each answered claim its paper, its place in the paper, and the page of its card."""
    return {r["id"]: (r["paper"], r["where"], r["chapter"]) for r in ledger.read()}


@functools.cache
def _equations(paper: str) -> dict[str, str]:
    """The claim that each numbered equation of a paper is; of several the one that is it alone."""
    found: dict[str, str] = {}
    places = [(i, where) for i, (p, where, _) in _cards().items() if p == paper]
    for claim, where in sorted(places, key=lambda place: len(place[1])):
        for number in _numbers(where):
            found.setdefault(number, claim)
    return found


def _numbers(where: str) -> list[str]:
    """The equations that a place begins with: 25, 26, 27, 28 of "Eqs. 25–28"."""
    start = re.match(r"Eqs?\.\s(\d+[a-z]?(?:(?:, | and |–)\d+[a-z]?)*)", where)
    numbers = []
    for part in re.split(", | and ", start[1]) if start else ():
        first, _, last = part.partition("–")
        numbers += [str(n) for n in range(int(first), int(last) + 1)] if last else [first]
    return numbers


def equation(paper: str, number: str) -> str | None:
    """Return the id of the claim that an equation of a paper is, if there is one.

    Parameters
    ----------
    paper : str
    number : str
        As printed: "8", "6a".
    """
    return _equations(paper).get(number)


def linked(text: str, module: str, own: Collection[str] = ()) -> str:
    """Return a docstring with its sources and names as links.

    Parameters
    ----------
    text : str
    module : str
        Dotted name of the module that the docstring belongs to.
    own : collection of str
        Names of the arguments, which stand for themselves whatever else has the name.

    Returns
    -------
    str
        reStructuredText.
    """
    keys, places = works()
    paper = paper_of(module)

    def replace(match: re.Match[str]) -> str:
        whole = match[0]
        if match["kept"]:
            return whole
        if match["bar"]:
            return "\\|"
        if match["name"]:
            target = None if match["name"] in own else target_of(match["name"], module)
            return f":py:obj:`{match['name']} <{target}>`" if target else f"``{match['name']}``"
        if match["equations"]:
            whose = (match["whose"] or match["of"] or "").lower() or paper
            links = _each_equation(match["equations"], whose) if whose else match["equations"]
            return whole.replace(match["equations"], links)
        if match["claim"] and match["claim"] in _cards():
            return f":card:`{match['claim']} <{match['claim']}>`"
        if match["published"] or match["of_year"]:
            author = (match["author"] or match["name_of"]).lower()
            key = f"{author}{match['published'] or match['of_year']}"
            return f"{whole} :cite:`{key}`" if key in keys else whole
        if match["index"]:
            return f"{match['letter']}\\ :sub:`{match['index']}`\\ "
        if match["page"]:
            key = places.get((match["volume"], match["page"], match["year"]))
            return f"{whole} :cite:`{key}`" if key else whole
        if match["key"] in keys:
            return f":cite:`{match['key']}`"
        return whole

    return _TOKEN.sub(replace, text)


def _each_equation(text: str, paper: str) -> str:
    """``Eqs. 2 and 3`` with each number a link to its card, ``Eq. 8`` a link as a whole."""
    single = re.fullmatch(r"Eq\.\s(\w+)", text)
    if single:
        claim = equation(paper, single[1])
        return f":card:`Eq. {single[1]} <{claim}>`" if claim else text

    def one(match: re.Match[str]) -> str:
        claim = equation(paper, match[0])
        return f":card:`{match[0]} <{claim}>`" if claim else match[0]

    return re.sub(r"\d+[a-z]?", one, text)


def target_of(name: str, module: str) -> str | None:
    """Return the full name of a function or class of ``lib`` that a docstring names, or None.

    Parameters
    ----------
    name : str
        As in the docstring: bare, dotted, or with parentheses.
    module : str
        Where it is looked up.
    """
    found: Any = importlib.import_module(module)
    for part in name.removesuffix("()").split("."):
        found = getattr(found, part, None)
    if not (inspect.isfunction(found) or inspect.isclass(found)):
        return None
    home = found.__module__ or ""
    if not home.startswith("lib.") or found.__qualname__.startswith("_"):
        return None
    return f"{home}.{found.__qualname__}"


def unlisted(text: str) -> str:
    """Keep an author's initial at the head of a line from being read as the letter of a list."""
    return re.sub(r"(?m)^(\s*)(?=[A-Z]\. )", r"\1\\", text)


def _process(app: Sphinx, what: str, name: str, found: Any, options: Any, lines: list[str]) -> None:
    module = name if what == "module" else getattr(found, "__module__", None)
    own = inspect.signature(found).parameters if inspect.isfunction(found) else ()
    text = linked("\n".join(lines), module or name.rpartition(".")[0], own)
    lines[:] = unlisted(text).split("\n")


class CardRole(SphinxRole):
    """A link to a claim's card with a text of its own: ``:card:`Eq. 8 <liu-eq8>```."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        text, _, claim = self.text.rpartition(" <")
        claim = claim.removesuffix(">")
        try:
            claims.find(claim)
            _, _, page = _cards()[claim]
        except (BookError, KeyError):
            message = self.inliner.reporter.error(f"no card {claim!r}", line=self.lineno)
            return [], [message]
        uri = self.env.app.builder.get_relative_uri(self.env.docname, page)
        return [nodes.reference("", text, refuri=f"{uri}#{claim}", internal=True)], []


def _skip(app: Sphinx, what: str, name: str, found: Any, skip: bool, options: Any) -> bool | None:
    """Leave out the fields of named tuples, which the docstrings of their classes describe."""
    return True if type(found).__name__ == "_tuplegetter" else None


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the role, and read docstrings through `linked`."""
    app.setup_extension("sphinx.ext.autodoc")
    app.setup_extension("sphinx.ext.napoleon")
    app.add_role("card", CardRole())
    handler: Callable[..., None] = _process
    app.connect("autodoc-process-docstring", handler, priority=600)
    app.connect("autodoc-skip-member", _skip)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
