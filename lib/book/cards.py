"""Verdict cards: how an answered claim looks in a notebook and on the page."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lib.book.answers import Answered

_SUBSCRIPT = re.compile(r"(?<![A-Za-z])([A-Za-zΑ-ω])_([A-Za-z0-9]+)")

# A verdict is told by a word and a shape; the colour only repeats it.
WORDS = {
    "derivation": {
        "holds": ("✓", "follows"),
        "holds-corrected": ("✎", "follows, corrected"),
        "fails": ("✗", "does not follow"),
        "underdetermined": ("?", "inputs missing"),
        "not-applicable": ("–", "nothing derived"),
    },
    "evidence": {
        "agrees": ("●", "agrees"),
        "tension": ("◐", "in tension"),
        "contradicted": ("○", "contradicted"),
        "untested": ("…", "untested"),
        "not-applicable": ("–", "no evidence needed"),
    },
}


def words(record: dict[str, Any], which: str) -> tuple[str, str]:
    """Return the shape and the words of a record's ``derivation`` or ``evidence`` verdict."""
    shape, text = WORDS[which][record[which]]
    if which == "derivation" and record["slip"]:
        text += ", last digit slips"
    return shape, text


def badge(record: dict[str, Any], which: str) -> str:
    """Return the HTML of one verdict."""
    shape, text = words(record, which)
    return (
        f'<span class="verdict {which} {record[which]}">'
        f'<span aria-hidden="true">{shape}</span> {text}</span>'
    )


def number(value: Any, unit: str | None = None) -> str:
    """Return the text of a recorded value: a number, several by name, a form, or nothing."""
    if value is None:
        return "–"
    if isinstance(value, dict):
        return "; ".join(f"{name.replace('_', ' ')} {number(v)}" for name, v in value.items()) + (
            _unit(unit)
        )
    if isinstance(value, str):
        # a printed form reads better without the operators of the expression language
        return value.replace("**", "^").replace("*", " ") + _unit(unit)
    return f"{value:.6g}{_unit(unit)}"


def _unit(unit: str | None) -> str:
    return "" if unit in (None, "1") else f" {unit.replace('**', '^')}"


def flips(record: dict[str, Any]) -> str:
    """Say in words how far the most doubtful outside number would have to move."""
    flip = record["flips_at"]
    if flip is None:
        return ""
    unit = _unit(flip["unit"])
    if flip["to"] is None:
        return f"No value of “{flip['of']}” within a factor of 1000 of {flip['from']:.4g}{unit} changes the verdict."
    return (
        f"The verdict becomes “{flip['verdict']}” if “{flip['of']}” moves from "
        f"{flip['from']:.4g} past {flip['to']:.4g}{unit}."
    )


def rule(record: dict[str, Any]) -> str:
    """Say in words which rule decided the evidence, with its thresholds and its statistic."""
    data = record["rule"]
    if data is None:
        return ""
    value, agrees, tension = (f"{data[k]:.4g}" for k in ("value", "agrees", "tension"))
    spell = {
        "ratio": f"agrees within a factor {agrees}, tension within {tension}",
        "sigma": f"agrees within {agrees}σ, tension within {tension}σ",
        "at-least": f"agrees from {agrees}, tension from {tension}",
        "at-most": f"agrees up to {agrees}, tension up to {tension}",
    }[data["scale"]]
    name = data["statistic"][0].upper() + data["statistic"][1:]
    return f"{name}: {value} ({spell})."


def citations(record: dict[str, Any]) -> str:
    """Return links from a chapter to the bibliography."""
    return ", ".join(
        f'<a href="../bibliography.html#cite-{key}">{escape(key)}</a>'
        for key in record["references"]
    )


def prose(text: str) -> str:
    """Return plain text as HTML, with ``R_b`` set as a subscript."""
    return _SUBSCRIPT.sub(r"\1<sub>\2</sub>", escape(text, quote=False))


def html(answered: list[Answered]) -> str:
    """Return the HTML of one card, or of a table of them."""
    return _card(answered[0]) if len(answered) == 1 else _table(answered)


def _card(one: Answered) -> str:
    record = one.record
    lines = "".join(f"<dt>{escape(k, quote=False)}</dt><dd>{v}</dd>" for k, v in one.lines)
    foot = " ".join(prose(s) for s in (rule(record), flips(record)) if s)
    if record["references"]:
        foot += f" Sources: {citations(record)}."
    return "".join(
        [
            f'<article class="claim-card" id="{record["id"]}" aria-label="Claim {record["id"]}">',
            f'<p class="claim-head"><a class="claim-id" href="#{record["id"]}">{record["id"]}</a> ',
            f'<span class="claim-where">{escape(record["where"])}</span></p>',
            f'<p class="claim-statement">{prose(record["statement"])}</p>',
            f'<p class="claim-verdicts">{badge(record, "derivation")} {badge(record, "evidence")}</p>',
            f'<p class="claim-because">{prose(record["because"])}</p>',
            f'<dl class="claim-lines">{lines}</dl>' if lines else "",
            f'<p class="claim-foot">{foot}</p>' if foot else "",
            "</article>",
        ]
    )


def _table(answered: list[Answered]) -> str:
    head = "".join(
        f'<th scope="col">{h}</th>'
        for h in ("Claim", "Printed", "Recomputed", "Follows?", "Evidence", "Because")
    )
    rows = []
    for one in answered:
        r = one.record
        cells = (
            escape(number(r["printed"], r["unit"]), quote=False),
            escape(number(r["computed"], r["unit"]), quote=False),
            badge(r, "derivation"),
            badge(r, "evidence"),
            prose(r["because"]),
        )
        rows.append(
            f'<tr id="{r["id"]}"><th scope="row"><a class="claim-id" href="#{r["id"]}">{r["id"]}</a></th>'
            + "".join(f"<td>{cell}</td>" for cell in cells)
            + "</tr>"
        )
    notes = "".join(
        f"<li>{escape(text, quote=False)}</li>"
        for text in dict.fromkeys(" ".join(filter(None, (rule(a.record),))) for a in answered)
        if text
    )
    sources = dict.fromkeys(citations(a.record) for a in answered if a.record["references"])
    foot = f'<ul class="claim-foot">{notes}</ul>' if notes and len(answered) < 4 else ""
    if sources:
        foot += f'<p class="claim-foot">Sources: {"; ".join(sources)}.</p>'
    return (
        '<div class="claim-table" role="region" aria-label="Answered claims" tabindex="0"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>{foot}</div>"
    )


def plain(answered: list[Answered]) -> str:
    """Return the plain text of one card, or of a table of them, one paragraph a claim."""
    blocks = []
    for one in answered:
        r = one.record
        blocks.append(
            "\n".join(
                filter(
                    None,
                    [
                        f"{r['id']} ({r['where']}): {r['statement']}",
                        f"  {words(r, 'derivation')[1]}; {words(r, 'evidence')[1]}",
                        f"  printed {number(r['printed'], r['unit'])}; "
                        f"recomputed {number(r['computed'], r['unit'])}",
                        f"  {r['because']}",
                        f"  {rule(r)}" if r["rule"] else "",
                        f"  {flips(r)}" if r["flips_at"] else "",
                        f"  Sources: {', '.join(r['references'])}" if r["references"] else "",
                    ],
                )
            )
        )
    return "\n".join(blocks)
