"""The comparison's rules, contradictions and outcomes: kept as data, shown with today's verdicts.

``{contradictions}``
    where two papers cannot both be true, with what the ledger says of either claim;
``{contradictions-figure}``
    the same as a picture: how far the evidence lets either side come;
``{outcomes}``
    what would change the verdicts, with the verdicts as they stand and what is measured today;
``{verdict}`LABEL```
    a link to a claim's card with the evidence as the ledger has it;
``{compared}`NAME```
    a number of the comparison, on another page.

A card that an outcome would move also gets, on its page and not in the notebook, a link to it.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from lib.book import cards, claims, ledger, paths
from lib.book.figures import COLOURS
from lib.book.paths import BookError, read_yaml, shown
from lib.book.sphinx_extension import (
    _CARD,
    ClaimRole,
    _LedgerDirective,
    _table,
    shows_the_ledger,
)
from lib.book.verdicts import evidence

FILE = paths.ROOT / "data" / "comparison.yaml"
SCALES = ("ratio", "sigma", "at-least", "at-most")
FIELDS = {
    "questions": {"id", "question", "statistic", "scale", "agrees", "tension"},
    "contradictions": {"papers", "question", "claims", "why"},
    "outcomes": {
        *("id", "theory", "measurement", "statistic", "scale", "threshold", "unit"),
        *("would", "claims"),
    },
}
OPTIONAL = {"why", "today", "reopens"}
BOUNDS = {"at-least": "≥", "at-most": "≤"}
CHAPTER = "cross_examination"
# the steps of the evidence, from left to right in the picture
STEPS = ("contradicted", "tension", "untested", "agrees")
# colour and sign of a paper, the same in every figure of the chapter
LOOK = {
    "jiang": ("vermilion", "■"),
    "hu": ("orange", "◆"),
    "liu": ("green", "▲"),
    "wang_ding_mao": ("blue", "●"),
}


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
    data = read_yaml(FILE)
    if not isinstance(data, dict) or set(data) != set(FIELDS):
        raise BookError(f"{shown(FILE)} must have the lists {', '.join(FIELDS)}")
    for part, fields in FIELDS.items():
        for number, entry in enumerate(data[part], start=1):
            check(part, fields, entry, f"{shown(FILE)}: {part}, entry {number}")
    return data


def check(part: str, fields: set[str], entry: dict[str, Any], where: str) -> None:
    """Check one entry; see `read`."""
    odd = (set(entry) ^ fields) - OPTIONAL
    if odd:
        raise BookError(f"{where}: missing or unknown {', '.join(sorted(odd))}")
    if part == "questions":
        if entry["scale"] not in SCALES:
            raise BookError(f"{where}: scale must be one of {', '.join(SCALES)}")
        claims._check_rule(entry, where)
    if part == "outcomes" and entry["scale"] not in BOUNDS:
        raise BookError(f"{where}: scale must be at-least or at-most")
    for identity in (*entry.get("claims", ()), *entry.get("reopens", ())):
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


def reached(identity: str, values: Iterable[float]) -> bool:
    """Say whether an outcome has come about: any of today's values is past its threshold.

    Examples
    --------
    >>> reached("jiang-lithium", [4e-4])
    False
    """
    known = {entry["id"]: entry for entry in read("outcomes")}
    if identity not in known:
        raise BookError(f"no outcome {identity!r}: there are {', '.join(known)}")
    threshold = known[identity]["threshold"]
    if known[identity]["scale"] == "at-least":
        return any(value >= threshold for value in values)
    return any(value <= threshold for value in values)


def standing(records: list[dict[str, Any]], entry: dict[str, Any]) -> str:
    """Return which side of a contradiction the evidence leaves.

    A side falls if its claim is contradicted. Two claims that cannot both be true are never both
    found to agree.

    Raises
    ------
    BookError
        If a claim is not answered, or both agree.
    """
    sides = {r["id"]: r for r in _chosen(records, entry["claims"])}
    verdicts = [side["evidence"] for side in sides.values()]
    if verdicts == ["agrees", "agrees"]:
        raise BookError(
            f"{' and '.join(sides)} cannot both be true ({entry['question']}), but both agree "
            "with the evidence: look at their rules"
        )
    left = [side for side in sides.values() if side["evidence"] != "contradicted"]
    if not left:
        return "neither"
    if len(left) == 2:
        return "open"
    return left[0]["paper"] if left[0]["evidence"] == "agrees" else f"at most {left[0]['paper']}"


def _chosen(records: list[dict[str, Any]], identities: list[str]) -> list[dict[str, Any]]:
    known = {record["id"]: record for record in records}
    missing = [identity for identity in identities if identity not in known]
    if missing:
        raise BookError(f"{missing[0]} is not answered in any chapter yet")
    return [known[identity] for identity in identities]


def numbers() -> dict[str, str]:
    """Return the texts that the chapter's committed notebook glues, by name."""
    path = paths.CHAPTERS / f"{CHAPTER}.ipynb"
    return dict(_numbers(path, path.stat().st_mtime_ns if path.exists() else 0))


@functools.lru_cache(maxsize=2)
def _numbers(path: Path, _changed: int) -> dict[str, str]:
    found = {}
    for cell in ledger.notebook(path).cells:
        for output in cell.get("outputs", ()):
            name = output.get("metadata", {}).get("scrapbook", {}).get("name")
            if name:
                (text,) = output["data"].values()
                found[name] = text.strip("'")
    return found


class _Comparison(_LedgerDirective):
    def run(self):
        self.env.note_dependency(str(FILE))
        return super().run()

    def verdicts(self, records: list[dict[str, Any]], identities: list[str]) -> str:
        return "<br>".join(
            f"{self.link(record)} {cards.badge(record, 'evidence')}"
            for record in _chosen(records, identities)
        )


def _short(paper: str) -> str:
    return claims.papers()[paper].title.split(":")[0]


# how the table and the text name what is left of a contradiction
def _left(state: str) -> str:
    if state in ("neither", "open"):
        return {"neither": "neither side", "open": "either, so far"}[state]
    paper = state.removeprefix("at most ")
    return _short(paper) if state == paper else f"at most {_short(paper)}"


class Contradictions(_Comparison):
    """The pairs of claims that cannot both be true."""

    def render(self, records: list[dict[str, Any]]) -> str:
        rows = [
            (
                escape(entry["papers"], quote=False),
                cards.prose(entry["question"]),
                cards.prose(entry["why"]),
                self.verdicts(records, entry["claims"]),
                escape(_left(standing(records, entry)), quote=False),
            )
            for entry in read("contradictions")
        ]
        head = ("Papers", "On", "Why not both", "Claims and evidence", "Left standing")
        caption = "Where two papers cannot both be true"
        return _table(head, rows, caption, kind="contradictions") + self.count(records)

    def count(self, records: list[dict[str, Any]]) -> str:
        states = [standing(records, entry) for entry in read("contradictions")]
        whole = [state for state in states if state in claims.papers()]
        half = [state.removeprefix("at most ") for state in states if state.startswith("at most")]
        parts = [
            (len(whole), f"one side stands ({self.names(whole)})"),
            (len(half), f"one side falls and the other is unsettled ({self.names(half)})"),
            (states.count("neither"), "both fall"),
            (states.count("open"), "both are open"),
        ]
        said = ", ".join(f"in {number} {what}" for number, what in parts if number)
        return f"<p>Of {len(states)} contradictions, {said}.</p>"

    def names(self, papers: list[str]) -> str:
        return "; ".join(dict.fromkeys(escape(_short(paper), quote=False) for paper in papers))


class ContradictionsFigure(_Comparison):
    """The same as a picture: a line a contradiction, a mark a side."""

    option_spec: ClassVar[dict[str, Any]] = {"name": directives.unchanged}
    has_content = True

    def nodes(self, records: list[dict[str, Any]]) -> list[nodes.Node]:
        figure = nodes.figure("", nodes.raw("", self.render(records), format="html"))
        caption = nodes.caption()
        caption.extend(self.parse_inline(" ".join(self.content))[0])
        figure += caption
        self.add_name(figure)
        return [figure]

    def render(self, records: list[dict[str, Any]]) -> str:
        entries = read("contradictions")
        step, line, top = 115, 46, 40
        # room for the longest words, at 6.5 units a letter
        left = 30 + 6.5 * max(len(entry["question"]) for entry in entries)
        width, height = left + step * len(STEPS), top + line * len(entries) + 8
        parts, spoken = [], []
        for column, verdict in enumerate(STEPS):
            x = left + step * (column + 0.5)
            parts.append(_text(x, 22, cards.WORDS["evidence"][verdict][1], "middle", "#222"))
            parts.append(f'<path d="M{x:g} {top - 8}V{height - 8}" stroke="#ddd"/>')
        for row, entry in enumerate(entries):
            y = top + line * (row + 0.5)
            sides = _chosen(records, entry["claims"])
            at = [left + step * (_step(side) + 0.5) for side in sides]
            parts.append(_text(left - 20, y - 3, entry["papers"], "end", "#222"))
            parts.append(_text(left - 20, y + 13, entry["question"], "end", "#555", 12))
            parts.append(
                f'<path d="M{min(at):g} {y:g}H{max(at):g}" stroke="#999" stroke-width="2"/>'
            )
            for number, (side, x) in enumerate(zip(sides, at, strict=True)):
                colour, sign = LOOK[side["paper"]]
                # two marks at one place stand side by side
                x += (24 * number - 12) * (at[0] == at[1])
                mark = _text(x, y + 7, sign, "middle", COLOURS[colour], 21)
                parts.append(f'<a href="{self.url(side)}"><title>{side["id"]}</title>{mark}</a>')
            spoken.append(
                f"{entry['question']}: "
                + ", ".join(f"{_short(s['paper'])} {_words(s)}" for s in sides)
            )
        said = escape("; ".join(spoken))
        legend = " ".join(
            f'<span><span style="color:{COLOURS[c]}" aria-hidden="true">{sign}</span> '
            f"{escape(_short(paper), quote=False)}</span>"
            for paper, (c, sign) in LOOK.items()
        )
        return (
            f'<svg class="comparison-figure" viewBox="0 0 {width:g} {height}" role="group" '
            f'aria-label="{said}" font-family="sans-serif">{"".join(parts)}</svg>'
            f'<p class="comparison-legend">{legend}</p>'
        )


def _step(record: dict[str, Any]) -> int:
    verdict = record["evidence"]
    return STEPS.index("untested" if verdict == "not-applicable" else verdict)


def _words(record: dict[str, Any]) -> str:
    return cards.WORDS["evidence"][record["evidence"]][1]


def _text(x: float, y: float, text: str, anchor: str, colour: str, size: int = 14) -> str:
    first, *rest = escape(text, quote=False).split("T_c")
    low = 'T<tspan dy="3" font-size="9">c</tspan><tspan dy="-3">{}&#8203;</tspan>'
    words = first + "".join(low.format(part) for part in rest)
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="{colour}" font-size="{size}">'
        f"{words}</text>"
    )


class Outcomes(_Comparison):
    """Measurable outcomes that would move verdicts."""

    def render(self, records: list[dict[str, Any]]) -> str:
        rows = []
        today = numbers()
        for entry in read("outcomes"):
            said = entry.get("today") or today.get(f"today_{entry['id']}")
            if said is None:
                raise BookError(
                    f"outcome {entry['id']} has no `today`, and the chapter computes none: run "
                    "`make refresh`, or say that nothing is measured"
                )
            unit = "" if entry["unit"] == "1" else f" {entry['unit']}"
            bound = f"{BOUNDS[entry['scale']]} {entry['threshold']:g}{unit}"
            rows.append(
                (
                    f'<span id="{anchor(entry)}">{escape(entry["theory"], quote=False)}</span>',
                    cards.prose(entry["measurement"]),
                    cards.prose(f"{entry['statistic']} {bound}")
                    + f"<br>today: {cards.prose(said)}",
                    cards.prose(f"It would {entry['would']}.") + self.moved(records, entry),
                )
            )
        head = ("Theory", "Measurement", "Outcome", "What it would move")
        return _table(head, rows, "Outcomes that would change verdicts")

    def moved(self, records: list[dict[str, Any]], entry: dict[str, Any]) -> str:
        parts = {"": entry["claims"], "To be looked at again:<br>": entry.get("reopens", [])}
        return "".join(
            f"<br>{words}{self.verdicts(records, identities)}"
            for words, identities in parts.items()
            if identities
        )


def anchor(entry: dict[str, Any]) -> str:
    """Return the id of an outcome's row on the chapter's page."""
    return f"outcome-{entry['id']}"


class VerdictRole(ClaimRole):
    """A link to a claim's card with its evidence: ``{verdict}`liu-flux```."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        found, messages = super().run()
        if not found:
            return found, messages
        (record,) = _chosen(ledger.read(), [self.text])
        shows_the_ledger(self.env)
        badge = nodes.raw("", f" {cards.badge(record, 'evidence')}", format="html")
        return [*found, badge], messages


class ComparedRole(SphinxRole):
    """A number that the comparison's notebook glues: ``{compared}`bcs_percent```."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        self.env.note_dependency(str(paths.CHAPTERS / f"{CHAPTER}.ipynb"))
        known = numbers()
        if self.text not in known:
            message = self.inliner.reporter.error(
                f"{CHAPTER} glues no {self.text!r}: run `make refresh`", line=self.lineno
            )
            return [], [message]
        return [nodes.Text(known[self.text])], []


def moved_by(identity: str) -> list[dict[str, Any]]:
    """Return the outcomes that would move a claim, or have it looked at again."""
    return [
        entry
        for entry in read("outcomes")
        if identity in (*entry["claims"], *entry.get("reopens", ()))
    ]


def links(identities: Iterable[str], page: str) -> str:
    """Return the HTML that leads from cards to the outcomes that would move them.

    Parameters
    ----------
    identities : iterable of str
        The claims of one card, or of one table of them.
    page : str
        Address of the comparison, relative to the cards' page.
    """
    found = {e["id"]: e for identity in identities for e in moved_by(identity)}
    if not found:
        return ""
    items = "; ".join(
        f'<a href="{page}#{anchor(entry)}">{cards.prose(entry["measurement"])}</a>'
        for entry in found.values()
    )
    return f'<p class="claim-outcomes">What would move or reopen this verdict: {items}.</p>'


def _link_cards(app: Sphinx, document: nodes.document) -> None:
    """Give each card that an outcome would move a link to the outcome."""
    page = app.env.docname
    if page not in {f"chapters/{path.stem}" for path in ledger.chapters()}:
        return
    app.env.note_dependency(str(FILE))
    to = app.builder.get_relative_uri(page, f"chapters/{CHAPTER}")
    for node in document.findall(nodes.raw):
        html = node.astext()
        added = links(_CARD.findall(html), to)
        if not added or "html" not in node.get("format", "").split():
            continue
        # into a card, before the line that cites it; below a table
        head, end, rest = html.partition("</article>")
        html = head + added + end + rest if end else html + added
        node.children = [nodes.Text(html)]
        node.rawsource = html


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives, the roles and the links from the cards."""
    app.add_directive("contradictions", Contradictions)
    app.add_directive("contradictions-figure", ContradictionsFigure)
    app.add_directive("outcomes", Outcomes)
    app.add_role("verdict", VerdictRole())
    app.add_role("compared", ComparedRole())
    # before the cards are given the lines that cite them
    app.connect("doctree-read", _link_cards, priority=400)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
