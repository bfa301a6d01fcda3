"""The comparison's rules, contradictions and outcomes: kept as data, shown with today's verdicts.

``{contradictions}``
    where two papers cannot both be true, with what the ledger says of either claim;
``{outcomes}``
    what would change the verdicts, with the verdicts as they stand.
"""

from __future__ import annotations

import functools
from html import escape
from typing import Any

from sphinx.application import Sphinx

from lib.book import cards, claims, paths
from lib.book.paths import BookError, read_text, shown
from lib.book.sphinx_extension import _LedgerDirective, _table
from lib.book.verdicts import evidence

FILE = paths.ROOT / "data" / "comparison.yaml"
SCALES = ("ratio", "sigma", "at-least", "at-most")
FIELDS = {
    "questions": {"id", "question", "statistic", "scale", "agrees", "tension"},
    "contradictions": {"papers", "question", "claims", "why"},
    "outcomes": {
        *("theory", "measurement", "statistic", "scale", "threshold", "unit"),
        *("today", "would", "claims"),
    },
}
BOUNDS = {"at-least": "≥", "at-most": "≤"}


def read(part: str) -> list[dict[str, Any]]:
    """Return one list of ``data/comparison.yaml``, checked.

    Parameters
    ----------
    part : {"questions", "contradictions", "outcomes"}

    Raises
    ------
    BookError
        If a field is missing or unknown, thresholds are in the wrong order, or a claim is none of
        a paper's.
    """
    if part not in FIELDS:
        raise BookError(f"comparison has no part {part!r}: take one of {', '.join(FIELDS)}")
    return [dict(entry) for entry in _read(FILE.stat().st_mtime_ns)[part]]


@functools.cache
def _read(_stamp: int) -> dict[str, list[dict[str, Any]]]:
    import yaml

    data = yaml.safe_load(read_text(FILE))
    if set(data) != set(FIELDS):
        raise BookError(f"{shown(FILE)} must have the lists {', '.join(FIELDS)}")
    for part, fields in FIELDS.items():
        for number, entry in enumerate(data[part], start=1):
            check(part, fields, entry, f"{shown(FILE)}: {part}, entry {number}")
    return data


def check(part: str, fields: set[str], entry: dict[str, Any], where: str) -> None:
    """Check one entry; see `read`."""
    odd = (set(entry) ^ fields) - {"why"}
    if odd:
        raise BookError(f"{where}: missing or unknown {', '.join(sorted(odd))}")
    if part == "questions":
        if entry["scale"] not in SCALES:
            raise BookError(f"{where}: scale must be one of {', '.join(SCALES)}")
        claims._check_rule(entry, where)
    if part == "outcomes" and entry["scale"] not in BOUNDS:
        raise BookError(f"{where}: scale must be at-least or at-most")
    for identity in entry.get("claims", ()):
        claims.find(identity)


def judge(question: str, statistic: float) -> str:
    """Return what a question's rule says of a statistic.

    Examples
    --------
    >>> judge("squeeze", 1.0)
    'agrees'
    """
    known = {entry["id"]: entry for entry in read("questions")}
    if question not in known:
        raise BookError(f"no question {question!r}: there are {', '.join(known)}")
    return evidence(known[question], statistic)


class _Comparison(_LedgerDirective):
    def run(self):
        self.env.note_dependency(str(FILE))
        return super().run()

    def verdicts(self, records: list[dict[str, Any]], identities: list[str]) -> str:
        known = {record["id"]: record for record in records}
        missing = [identity for identity in identities if identity not in known]
        if missing:
            raise BookError(f"{missing[0]} is not answered in any chapter yet")
        return "<br>".join(
            f"{self.link(known[i])} {cards.badge(known[i], 'evidence')}" for i in identities
        )


class Contradictions(_Comparison):
    """The pairs of claims that cannot both be true."""

    def render(self, records: list[dict[str, Any]]) -> str:
        rows = [
            (
                escape(entry["papers"], quote=False),
                cards.prose(entry["question"]),
                cards.prose(entry["why"]),
                self.verdicts(records, entry["claims"]),
            )
            for entry in read("contradictions")
        ]
        head = ("Papers", "On", "Why not both", "Claims and evidence")
        return _table(head, rows, "Where two papers cannot both be true")


class Outcomes(_Comparison):
    """Measurable outcomes that would move verdicts."""

    def render(self, records: list[dict[str, Any]]) -> str:
        rows = []
        for entry in read("outcomes"):
            unit = "" if entry["unit"] == "1" else f" {entry['unit']}"
            bound = f"{BOUNDS[entry['scale']]} {entry['threshold']:g}{unit}"
            rows.append(
                (
                    escape(entry["theory"], quote=False),
                    cards.prose(entry["measurement"]),
                    cards.prose(f"{entry['statistic']} {bound}")
                    + f"<br>today: {cards.prose(str(entry['today']))}",
                    cards.prose(f"It would {entry['would']}.")
                    + f"<br>{self.verdicts(records, entry['claims'])}",
                )
            )
        head = ("Theory", "Measurement", "Outcome", "What it would move")
        return _table(head, rows, "Outcomes that would change verdicts")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives."""
    app.add_directive("contradictions", Contradictions)
    app.add_directive("outcomes", Outcomes)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
