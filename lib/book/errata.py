"""The errata of each paper: what follows only when corrected, what does not, and last-digit slips."""

from __future__ import annotations

from fractions import Fraction
from html import escape
from typing import Any

from lib.book import answers, cards, claims, verdicts
from lib.book.claims import PrintedNumber

# the kinds of entry, in the order of the page
KINDS = {
    "holds-corrected": "Follows once corrected",
    "fails": "Does not follow",
    "slip": "Last-digit slips",
}


def kind(record: dict[str, Any]) -> str | None:
    """Return which list of the errata a record stands in, or None."""
    if record["derivation"] in ("holds-corrected", "fails"):
        return record["derivation"]
    return "slip" if record["slip"] else None


def entries(records: list[dict[str, Any]], paper: str) -> dict[str, list[dict[str, Any]]]:
    """Return the records of one paper that stand in its errata, by kind, in their order."""
    own = [r for r in records if r["paper"] == paper]
    return {name: [r for r in own if kind(r) == name] for name in KINDS}


def _named(parts: dict[str, str]) -> str:
    return "<br>".join(
        f"{escape(name.replace('_', ' '), quote=False)}: {shown}" if name else shown
        for name, shown in parts.items()
    )


def _text(number: PrintedNumber) -> str:
    """Return the printed digits, or the fraction that an exact number of many digits stands for."""
    fraction = Fraction(number.value).limit_denominator(100)
    whole_text = len(number.text) < 10 or number.half_width or float(fraction) != number.value
    return number.text if whole_text else str(fraction)


def printed(record: dict[str, Any]) -> str:
    """Return the HTML of what the paper prints: numbers with their unit, forms as formulas."""
    claim = claims.find(record["id"])
    numbers = {
        name: escape(cards.number(_text(number), number.unit), quote=False)
        for name, number in claim.numbers.items()
    }
    return _named(numbers | {n: answers.mathml(form, claim) for n, form in claim.forms.items()})


def corrected(record: dict[str, Any]) -> str:
    """Return the HTML of what it should be: the corrected number or form, else the recomputed one.

    A correction of the formula leaves the printed number and says so; where nothing can be
    computed the cell is a dash and the reason has to do.
    """
    claim = claims.find(record["id"])
    values = record["computed"]
    named = values if isinstance(values, dict) else {"": values}
    computed = _named(
        {n: escape(cards.number(v, record["unit"]), quote=False) for n, v in named.items()}
    )
    if record["derivation"] != "holds-corrected":
        return computed
    correction = claim.correction or {}
    if "apply" not in correction:
        return f"as printed, from another formula; the one named gives<br>{computed}"
    parts = {
        name: escape(
            cards.number(answers.corrected_number(claim, name, number), number.unit), quote=False
        )
        for name, number in claim.numbers.items()
    }
    if claim.forms:
        forms = {name: verdicts.parse(form, claim) for name, form in claim.forms.items()}
        changed = answers.corrected_forms(claim, forms)
        # a form that the correction leaves alone is none of the errata
        parts |= {
            name: answers.mathml(form if form.is_Relational else form.expand(), claim)
            for name, form in changed.items()
            if form != forms[name]
        }
    return _named(parts)


def reason(record: dict[str, Any]) -> str:
    """Return the HTML of the reason: the correction's place and why, and the card's sentence."""
    correction = claims.find(record["id"]).correction
    said = cards.prose(record["because"])
    if record["derivation"] != "holds-corrected" or correction is None:
        return said
    why = correction["why"][0].upper() + correction["why"][1:].rstrip(".")
    name = correction["name"].replace("-", " ")
    return f"{name.capitalize()}, {cards.prose(correction['where'])}. {cards.prose(why)}. {said}"
