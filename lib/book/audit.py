"""The mutation audit's results, kept as files, and the directives that show them.

``{audit-data}``
    what notices a changed number, file by file, and the numbers that nothing depends on;
``{audit-code}``
    what notices a mutant of the models, the share of survivors with its interval, and each of them.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from lib.book import paths
from lib.book.paths import BookError, read_text, shown
from lib.book.sphinx_extension import _table

FOLDER = paths.ROOT / "audits"
RESULTS = FOLDER / "results"
REASONS = FOLDER / "reasons.yaml"

# What a change is noticed by, in the words of the page.
WORDS = {
    "check": "a check on reading",
    "error": "an error",
    "verdict": "a verdict",
    "record": "a recorded number",
    "sentence": "a card's sentence",
    "line": "a printed line",
    "figure": "a figure",
    "prose": "a number in the text",
    "card": "a line of a card",
    "test": "a test",
    "echo": "only its own copy",
    "nothing": "nothing",
}
JUDGES = {
    "own tests": "the tests of its module",
    "other tests": "the tests of modules that use it",
    "chapter": "a chapter's outputs",
    "nothing": "nothing",
}


def rows(part: str) -> list[dict[str, str]]:
    """Return the committed results of ``data`` or ``code``, one dictionary a number or mutant."""
    return list(csv.DictReader(io.StringIO(read_text(RESULTS / f"{part}.csv"))))


def summary(part: str) -> dict[str, Any]:
    """Return when and how the results of ``data`` or ``code`` came about."""
    return json.loads(read_text(RESULTS / f"{part}.json"))


def reasons(part: str) -> dict[str, str]:
    """Return why a survivor stays, by the name of its number or mutant.

    Raises
    ------
    BookError
        If a survivor has no written reason.
    """
    from ruamel.yaml import YAML

    entries = YAML(typ="safe", pure=True).load(read_text(REASONS))[part] or []
    known = {}
    for row in survivors(part):
        name = name_of(part, row)
        fitting = [e["reason"] for e in entries if any(_fits(name, of) for of in e["of"])]
        if not fitting:
            raise BookError(
                f"{name} survives without a reason: mend it, or say why in {shown(REASONS)}"
            )
        known[name] = " ".join(fitting[0].split())
    return known


def _fits(name: str, pattern: str) -> bool:
    # one star stands for any text; the rest is as it is, brackets and operators included
    head, star, tail = pattern.partition("*…")
    return name.startswith(head) and name.endswith(tail) if star else name == pattern


def name_of(part: str, row: dict[str, str]) -> str:
    """Return the name of a row: a number's file and place, or a mutant's module and operator."""
    if part == "data":
        return f"{row['file']}: {row['number']}"
    return f"{row['module']}: {row['definition']}: {row['mutant']}"


def survivors(part: str) -> list[dict[str, str]]:
    """Return the rows that nothing notices."""
    return [row for row in rows(part) if row["noticed"] in ("nothing", "echo")]


def interval(count: int, total: int) -> tuple[float, float]:
    """Return the Wilson interval of a share, at 95 %.

    Examples
    --------
    >>> [round(end, 4) for end in interval(0, 100)]
    [0.0, 0.037]
    """
    from scipy.stats import binomtest

    found = binomtest(count, total).proportion_ci(confidence_level=0.95, method="wilson")
    return float(found.low), float(found.high)


class _Audit(SphinxDirective):
    has_content = False
    part = ""

    def run(self) -> list[nodes.Node]:
        for path in (RESULTS / f"{self.part}.csv", RESULTS / f"{self.part}.json", REASONS):
            self.env.note_dependency(str(path))
        try:
            return [nodes.raw("", self.render(), format="html")]
        except BookError as error:
            raise self.error(str(error)) from None

    def render(self) -> str:
        raise NotImplementedError

    def survivors(self, head: tuple[str, str]) -> str:
        known = reasons(self.part)
        grouped: dict[str, list[dict[str, str]]] = {}
        for row in survivors(self.part):
            grouped.setdefault(known[name_of(self.part, row)], []).append(row)
        if not grouped:
            return ""
        lines = [
            ("<br>".join(map(self.shown, found)), escape(reason, quote=False))
            for reason, found in grouped.items()
        ]
        return _table(head, lines, f"Survivors: {self.part}")

    def shown(self, row: dict[str, str]) -> str:
        raise NotImplementedError


class AuditData(_Audit):
    """What notices a changed number."""

    part = "data"

    def render(self) -> str:
        found, about = rows("data"), summary("data")
        kinds = Counter(row["noticed"] for row in found)
        total = _table(
            ("Noticed first by", "Numbers"),
            [(WORDS[kind], str(kinds[kind])) for kind in WORDS if kinds[kind]],
            "What notices a changed number",
        )
        files: dict[str, Counter[str]] = {}
        for row in found:
            files.setdefault(row["file"], Counter())[row["noticed"]] += 1
        listed = [
            (escape(name), str(sum(c.values())), str(c["nothing"]), str(c["echo"]))
            for name, c in sorted(files.items())
        ]
        head = ("File", "Numbers", "Noticed by nothing", "Only by its own copy")
        said = (
            f"<p>By {escape(about['date'])} {len(found)} of {about['numbers']} numbers had been "
            "changed, each once, up or down as a fixed seed drew it.</p>"
        )
        table = _table(head, listed, "Numbers changed, file by file")
        return said + total + self.survivors(("Number", "Why it stays")) + table

    def shown(self, row: dict[str, str]) -> str:
        return escape(f"{row['file'].removeprefix('data/')}: {row['number']} = {row['value']}")


class AuditCode(_Audit):
    """What notices a mutant of the models."""

    part = "code"

    def render(self) -> str:
        found, about = rows("code"), summary("code")
        kinds = Counter(row["noticed"] for row in found)
        low, high = interval(kinds["nothing"], len(found))
        said = (
            f"<p>{about['drawn']} of {about['mutants']} possible mutants were drawn with the seed "
            f"{about['seed']}, and {len(found)} of them judged by {escape(about['date'])}, in random "
            f"order. {kinds['nothing']} survived, "
            f"{100 * kinds['nothing'] / len(found):.1f} % with a 95 % interval from "
            f"{100 * low:.1f} to {100 * high:.1f} % (Wilson). "
            f"{about['excluded']} mutants were never drawn from: {escape(about['why_excluded'])}.</p>"
        )
        total = _table(
            ("Noticed first by", "Mutants"),
            [(JUDGES[kind], str(kinds[kind])) for kind in JUDGES if kinds[kind]],
            "What notices a mutant",
        )
        modules: dict[str, Counter[str]] = {}
        for row in found:
            modules.setdefault(row["module"], Counter())[row["noticed"]] += 1
        listed = [
            (escape(name), str(sum(c.values())), str(c["nothing"]))
            for name, c in sorted(modules.items())
        ]
        table = _table(("Module", "Mutants", "Survivors"), listed, "Mutants, module by module")
        return said + total + self.survivors(("Mutant", "Why it stays")) + table

    def shown(self, row: dict[str, str]) -> str:
        place = f"{row['module'].removeprefix('lib/')}, {row['definition']}"
        return f"{escape(place)}: <code>{escape(row['mutant'])}</code>"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives."""
    app.add_directive("audit-data", AuditData)
    app.add_directive("audit-code", AuditCode)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
