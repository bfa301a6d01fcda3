"""What search must find beyond running text: claims by id and place, elements, equations, authors.

Sphinx's search looks into the titles of a page's sections and leads to the section. `Entry` is such a
title that is never shown: it names a card or a work of the bibliography, and its parent bears the id
to which the hit leads. Names too short or too common for the index of words (``In``, ``(8)``) are found
this way, because titles are compared with the query as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

from lib.book import claims, ledger, paths
from lib.book.paths import BookError, read_text

# by atomic number, from hydrogen on
SYMBOLS = (
    "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr "
    "Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm "
    "Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U"
).split()
NAMES = (
    "hydrogen helium lithium beryllium boron carbon nitrogen oxygen fluorine neon sodium magnesium "
    "aluminium silicon phosphorus sulfur chlorine argon potassium calcium scandium titanium vanadium "
    "chromium manganese iron cobalt nickel copper zinc gallium germanium arsenic selenium bromine "
    "krypton rubidium strontium yttrium zirconium niobium molybdenum technetium ruthenium rhodium "
    "palladium silver cadmium indium tin antimony tellurium iodine xenon caesium barium lanthanum "
    "cerium praseodymium neodymium promethium samarium europium gadolinium terbium dysprosium holmium "
    "erbium thulium ytterbium lutetium hafnium tantalum tungsten rhenium osmium iridium platinum gold "
    "mercury thallium lead bismuth polonium astatine radon francium radium actinium thorium "
    "protactinium uranium"
).split()
ELEMENTS = dict(zip(SYMBOLS, NAMES, strict=True))
# other words for an element, or for a substance that is one
ALSO = {"diamond": "C", "graphene": "C", "aluminum": "Al", "sulphur": "S", "deuterium": "H"}

_EQUATIONS = re.compile(r"^Eqs?\. (\d+[a-z]?(?:(?:[–-]|, | and |, and )\d+[a-z]?)*)")
_NAME = re.compile(rf"\b(?:{'|'.join((*NAMES, *ALSO))})\b", re.IGNORECASE)
_SYMBOL = "|".join(sorted(SYMBOLS, key=len, reverse=True))
_FORMULA = re.compile(rf"(?:(?:{_SYMBOL})[0-9x]*[-+]?[0-9x]*){{2,}}")
_PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉ₓ₊₋–−", "0123456789x+---")
_BLOCK = re.compile(
    r"</(?:p|td|th|tr|dt|dd|li|caption|figcaption|summary|div|article|thead)>(?!\n)"
)


def equations(where: str) -> list[str]:
    """Return the numbers of the equations that a claim's place begins with.

    Examples
    --------
    >>> equations("Eqs. 12–14"), equations("Eqs. 6a, 6b"), equations("after Eq. 9")
    (['12', '13', '14'], ['6a', '6b'], [])
    """
    found = _EQUATIONS.match(where)
    if not found:
        return []
    numbers: list[str] = []
    for part in re.split(r", and |, | and ", found[1]):
        first, _, last = part.replace("-", "–").partition("–")
        if last and first.isdigit() and last.isdigit():
            numbers += map(str, range(int(first), int(last) + 1))
        else:
            numbers += filter(None, (first, last))
    return numbers


def formulas(text: str) -> list[str]:
    """Return the chemical formulas of two or more elements in `text`, in plain letters and digits.

    Examples
    --------
    >>> formulas("BCS theory of H₃S, C–S–H and PtH")
    ['H3S', 'C-S-H', 'PtH']
    """
    found = []
    for token in re.findall(r"[A-Z][A-Za-z0-9+-]+", text.translate(_PLAIN)):
        token = token.rstrip("-+")
        # BCS would be boron, carbon and sulfur
        said = re.search(r"[a-z0-9-]", token)
        if said and len(re.findall("[A-Z]", token)) > 1 and _FORMULA.fullmatch(token):
            found.append(token)
    return list(dict.fromkeys(found))


def elements(text: str) -> list[str]:
    """Return the symbols of the elements that `text` names, or that stand in its formulas.

    Examples
    --------
    >>> elements("Niobium and Li₆C lead to it")
    ['Li', 'C', 'Nb']
    """
    said = set()
    for formula in formulas(text):
        said |= set(re.findall(_SYMBOL, formula))
    for name in _NAME.findall(text):
        # the verb is no metal
        if name != "lead":
            said.add(ALSO.get(name.lower()) or SYMBOLS[NAMES.index(name.lower())])
    return [symbol for symbol in SYMBOLS if symbol in said]


def entries(record: dict[str, Any]) -> list[str]:
    """Return the titles under which search finds the card of a record."""
    author = claims.papers()[record["paper"]].title.partition(":")[0]
    found = [record["id"]]
    for number in equations(record["where"]):
        for form in (f"Eq. {number}", f"Eq. ({number})"):
            found += [form, f"{author} {form}"]
        found += [f"({number})", f"equation {number}"]
    figure = re.match(r"Figs?\. \d+[a-z]?", record["where"])
    if figure:
        found += [figure[0], f"{author} {figure[0]}"]
    text = record["statement"]
    found += formulas(text)
    for symbol in elements(text):
        found += [symbol, ELEMENTS[symbol]]
    return list(dict.fromkeys(found))


def works() -> dict[str, str]:
    """Return a title for each work of the bibliography: its first author and year, by key."""
    from pybtex.database import parse_string
    from pybtex.richtext import Text

    found = {}
    for key, entry in parse_string(read_text(paths.BIBLIOGRAPHY), "bibtex").entries.items():
        people = entry.persons.get("author") or entry.persons.get("editor") or []
        if people:
            last = " ".join((*people[0].prelast_names, *people[0].last_names))
            found[key] = f"{Text.from_latex(last)} {entry.fields.get('year', '')}".strip()
    return found


class Entry(nodes.title):
    """A title that search finds and no page shows."""


class Entries(nodes.General, nodes.Element):
    """Holds entries; its id is where a hit leads."""


def hidden(names: Iterable[str], identity: str) -> Entries:
    """Return the entries of one card or work."""
    return Entries("", *(Entry("", name) for name in names), ids=[identity])


def _skip(_translator: nodes.NodeVisitor, _node: nodes.Node) -> None:
    raise nodes.SkipNode


def _add(app: Sphinx, document: nodes.document) -> None:
    """Append the entries of a page, and keep the words of neighbouring cells apart."""
    page = app.env.docname
    for node in document.findall(nodes.raw):
        if "html" in node.get("format", "").split():
            text = _BLOCK.sub(r"\g<0>\n", node.astext())
            node.children, node.rawsource = [nodes.Text(text)], text
    try:
        if page.startswith("chapters/"):
            for record in ledger.read():
                if record["chapter"] == page:
                    document += hidden(entries(record), record["id"])
        elif page == "bibliography":
            for key, name in works().items():
                document += hidden([name], f"cite-{key}")
            app.env.note_dependency(str(paths.BIBLIOGRAPHY))
    except BookError as error:
        logging.getLogger(__name__).warning(str(error), location=page)


def _score(_app: Sphinx, config: Config) -> None:
    config.html_search_scorer = str(Path(__file__).with_name("search_scorer.js"))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the entries, which every kind of output leaves out."""
    app.add_node(
        Entries, **dict.fromkeys(("html", "latex", "text", "man", "texinfo"), (_skip, None))
    )
    app.connect("config-inited", _score)
    # after the cards have their citations
    app.connect("doctree-read", _add, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
