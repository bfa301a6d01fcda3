"""Style sheets cut down to what a page uses."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import tinycss2

# At-rules that hold other rules.
GROUPS = ("media", "supports", "layer", "container")
_READS = re.compile(r"--[\w-]+")


@dataclass(frozen=True)
class Rule:
    """Declarations, and for each selector the classes and ids that it asks for."""

    selectors: tuple[tuple[str, frozenset[str]], ...]
    declarations: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Group:
    """Rules under a condition, such as a width of the window."""

    prelude: str
    rules: tuple[Any, ...]


@dataclass(frozen=True)
class Named:
    """A rule that is not about elements: an animation or a font."""

    prelude: str
    text: str


def parse(css: str, place: str = "") -> tuple[Rule | Group | Named, ...]:
    """Return the rules of a style sheet.

    Parameters
    ----------
    css : str
    place : str
        Folder of the sheet as seen from the page; relative addresses are prefixed by it.

    Returns
    -------
    tuple of Rule, Group and Named
        Imports are left out, and so are comments. Classes inside ``:not()``, ``:is()`` or
        ``:where()`` are not asked for.

    Raises
    ------
    ValueError
        If the sheet has a rule that cannot be read.
    """
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return tuple(_rules(rules, place))


def _rules(rules: list[Any], place: str) -> Iterator[Rule | Group | Named]:
    for rule in rules:
        if rule.type == "error":
            raise ValueError(f"style sheet, line {rule.source_line}: {rule.message}")
        if rule.type == "qualified-rule":
            yield Rule(tuple(_selectors(rule.prelude)), tuple(_declarations(rule.content, place)))
        elif rule.content is not None:
            prelude = f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude).rstrip()}"
            if rule.lower_at_keyword in GROUPS:
                inner = tinycss2.parse_rule_list(
                    rule.content, skip_comments=True, skip_whitespace=True
                )
                yield Group(prelude, tuple(_rules(inner, place)))
            else:
                yield Named(prelude, _text(rule.content, place))


def _selectors(prelude: list[Any]) -> Iterator[tuple[str, frozenset[str]]]:
    parts: list[list[Any]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    for part in parts:
        asked = {t.value for t in part if t.type == "hash"}
        asked |= {
            t.value
            for dot, t in itertools.pairwise(part)
            if dot.type == "literal" and dot.value == "." and t.type == "ident"
        }
        yield tinycss2.serialize(part).strip(), frozenset(asked)


def _declarations(content: list[Any], place: str) -> Iterator[tuple[str, str]]:
    parsed = tinycss2.parse_declaration_list(content, skip_comments=True, skip_whitespace=True)
    for item in parsed:
        if item.type == "declaration":
            important = "!important" if item.important else ""
            yield item.name, f"{_text(item.value, place)}{important}"


def _text(tokens: list[Any], place: str) -> str:
    text = tinycss2.serialize([t for t in tokens if t.type != "comment"]).strip()

    def move(found: re.Match[str]) -> str:
        address = found[1] or found[2] or found[3]
        if address.startswith(("data:", "#", "/")) or "://" in address:
            return found[0]
        return f'url("{posixpath.normpath(posixpath.join(place, address))}")'

    return re.sub(r"url\(\s*(?:\"([^\"]+)\"|'([^']+)'|([^\"')]+))\s*\)", move, text)


def render(rules: Iterable[Any], used: set[str], elsewhere: str = "") -> str:
    """Return a style sheet of the rules that can apply.

    Parameters
    ----------
    rules : iterable of Rule, Group and Named
    used : set of str
        The classes and ids that occur, without the dot or the hash.
    elsewhere : str
        Text that may read custom properties or name animations, besides the rules themselves.
    """
    kept = list(_kept(rules, used))
    values: dict[str, list[str]] = {}
    read = set(_READS.findall(elsewhere))
    for name, value in _every_declaration(kept):
        if name.startswith("--"):
            values.setdefault(name, []).append(value)
        else:
            read.update(_READS.findall(value))
    waiting = list(read)
    while waiting:
        for value in values.get(waiting.pop(), []):
            new = set(_READS.findall(value)) - read
            read |= new
            waiting.extend(new)
    unread = values.keys() - read
    animated = " ".join(v for n, v in _every_declaration(kept) if n.startswith("animation"))
    return "".join(_write(rule, unread, animated) for rule in kept)


def _kept(rules: Iterable[Any], used: set[str]) -> Iterator[Any]:
    for rule in rules:
        if isinstance(rule, Rule):
            selectors = tuple(s for s in rule.selectors if s[1] <= used)
            if selectors:
                yield Rule(selectors, rule.declarations)
        elif isinstance(rule, Group):
            yield Group(rule.prelude, tuple(_kept(rule.rules, used)))
        else:
            yield rule


def _every_declaration(rules: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for rule in rules:
        if isinstance(rule, Rule):
            yield from rule.declarations
        elif isinstance(rule, Group):
            yield from _every_declaration(rule.rules)


def _write(rule: Any, unread: set[str], animated: str) -> str:
    if isinstance(rule, Group):
        body = "".join(_write(r, unread, animated) for r in rule.rules)
        return f"{rule.prelude}{{{body}}}\n" if body else ""
    if isinstance(rule, Named):
        name = rule.prelude.split()[-1]
        is_animation = rule.prelude.lower().startswith(("@keyframes", "@-webkit-keyframes"))
        return "" if is_animation and name not in animated else f"{rule.prelude}{{{rule.text}}}\n"
    body = ";".join(f"{n}:{v}" for n, v in rule.declarations if n not in unread)
    return f"{','.join(s for s, _ in rule.selectors)}{{{body}}}\n" if body else ""
