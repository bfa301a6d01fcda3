"""The glossary: each symbol leads to its word, names are those of the library, no number is typed."""

import importlib
import inspect
import pkgutil
import re

import lib.papers
import lib.physics
from lib.book import paths

TEXT = (paths.ROOT / "glossary.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if line.startswith("| $")
]
TERMS = [
    term
    for block in re.findall(r"(?s)```\{glossary\}\n(.*?)```", TEXT)
    for term in re.findall(r"(?m)^(\S.*)$", block)
]


def arguments():
    found = set()
    for package in (lib.physics, lib.papers):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for thing in vars(importlib.import_module(module.name)).values():
                if inspect.isfunction(thing) and thing.__module__.startswith("lib."):
                    found |= set(inspect.signature(thing).parameters)
    return found


def test_each_term_is_defined_once():
    assert len(TERMS) > 50
    assert len({term.lower() for term in TERMS}) == len(TERMS)


def test_each_symbol_leads_to_one_term():
    meanings = [row[1] for row in ROWS]
    assert len(ROWS) > 20
    assert len(set(meanings)) == len(meanings)
    for meaning in meanings:
        linked = re.findall(r"\{term\}`([^`]+)`", meaning)
        assert set(linked) <= set(TERMS)
        assert len(linked) == 1 or meaning == "density of electrons"


def test_the_names_of_arguments_are_those_of_the_library():
    known = arguments()
    for row in ROWS:
        names = re.findall(r"(?<!\})`(\w+)`", row[3])
        assert set(names) <= known, row


def test_no_number_is_typed():
    bare = re.sub(
        r"```(?:\{glossary\})?|\$[^$]*\$|\{\w+(?::\w+)?\}`[^`]*`|`[^`]*`|\]\([^)]*\)", "", TEXT
    )
    assert not re.findall(r"\d", bare)
