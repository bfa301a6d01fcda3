"""What the papers print: the claims, read from ``data/claims`` and checked.

``python -m lib.book.claims`` prints the ledger, every claim with its verdicts, as JSON, and
with ``--csv`` as comma-separated values.
"""

from __future__ import annotations

import difflib
import functools
import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from lib.book import paths
from lib.book.paths import BookError, read_text, read_yaml, shown

USUAL_THRESHOLDS = {"ratio": (1.1, 2.0), "sigma": (2.0, 5.0)}


@dataclass(frozen=True)
class PrintedNumber:
    """A number as a paper prints it.

    Attributes
    ----------
    text : str
        The printed digits.
    unit : str
        Unit as printed, in a spelling that pint reads; ``"1"`` for none.
    half_width : float
        Half the width of the interval that rounds to the printed digits; 0 if exact.
    last_place : float
        One unit of the last printed place.
    """

    text: str
    unit: str = "1"
    half_width: float = 0.0
    last_place: float = 0.0

    @property
    def value(self) -> float:
        return float(self.text)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> PrintedNumber:
        last_place = float(Decimal(1).scaleb(Decimal(data["value"]).as_tuple().exponent))
        half_width = float(data.get("half_width", last_place / 2))
        if "half_width" in data:
            last_place = 2 * half_width
        return cls(
            data["value"],
            data.get("unit", "1"),
            0.0 if data.get("exact") else half_width,
            0.0 if data.get("exact") else last_place,
        )


@dataclass(frozen=True)
class Claim:
    """One thing that a paper prints, with what is needed to judge it (see ``data/claims``)."""

    id: str
    paper: str
    source: str
    where: str
    kind: str
    statement: str
    numbers: dict[str, PrintedNumber] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)
    compare: str | None = None
    inputs: dict[str, PrintedNumber] = field(default_factory=dict)
    correction: dict[str, Any] | None = None
    rule: dict[str, Any] | None = None
    second_route: str | None = None
    note: str | None = None
    symbols: dict[str, str] = field(default_factory=dict)
    replies: tuple[dict[str, Any], ...] = ()
    file: str = "data/claims"

    @property
    def printed(self) -> str | dict[str, str] | None:
        """What the paper prints, one number or form, several by name, or nothing."""
        texts = {name: number.text for name, number in self.numbers.items()} | self.forms
        return texts.get("") if set(texts) <= {""} else texts


@dataclass(frozen=True)
class Paper:
    """A paper under review: its key, title, citation key and claims."""

    key: str
    title: str
    source: str
    claims: dict[str, Claim]
    telling: tuple[str, ...] = ()
    about: str = ""


def validate(instance: Any, schema: str, what: str) -> None:
    """Check `instance` against one of the published JSON Schemas.

    Raises
    ------
    BookError
        If it does not satisfy the schema; the message names the place.
    """
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    validator = Draft202012Validator(json.loads(read_text(paths.SCHEMAS / schema)))
    error = best_match(validator.iter_errors(instance))
    if error is None:
        return
    place = "/".join(str(step) for step in error.absolute_path) or "its top level"
    steps = list(error.absolute_path)
    if isinstance(instance, dict) and steps[:1] == ["claims"] and len(steps) > 1:
        claim = instance["claims"][steps[1]]
        if isinstance(claim, dict) and "id" in claim:
            place = f"{claim['id']}, at {'/'.join(map(str, steps[2:])) or 'its top level'}"
    mend = _mend(error)
    raise BookError(f"{what}: {place}: {error.message}{mend}; see lib/book/schemas/{schema}")


def _mend(error: Any) -> str:
    """Say how to mend the commonest breaches of a schema."""
    scalar = isinstance(error.instance, int | float | date)
    if error.validator == "type" and error.validator_value == "string" and scalar:
        # YAML has dropped trailing zeros already, so the digits cannot be repeated here
        return ": put it in quotes, with the digits as printed"
    if error.validator == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        return f": add {', '.join(missing)}"
    if error.validator == "dependentRequired":
        return ": a reply's answer, answered and moved come together"
    if error.validator == "additionalProperties":
        known = list(error.schema["properties"])
        odd = [name for name in error.instance if name not in known]
        near = [n for name in odd for n in difflib.get_close_matches(str(name), known, n=1)]
        return f": did you mean {', '.join(near)}?" if near else f": known are {', '.join(known)}"
    if error.validator == "enum":
        near = difflib.get_close_matches(str(error.instance), map(str, error.validator_value), n=1)
        return f": did you mean {near[0]}?" if near else ": choose one of these"
    if error.validator == "pattern" and "description" in error.schema:
        return f": it must be {error.schema['description']}"
    return ""


def read_paper(path: Path) -> Paper:
    """Read one claims file.

    Parameters
    ----------
    path : pathlib.Path
        A file ``data/claims/<paper>.yaml``.

    Returns
    -------
    Paper

    Raises
    ------
    BookError
        If the file is no YAML, breaks the schema, repeats a key or an id, names an unknown table or
        citation, or has thresholds that differ from the usual ones without a reason.
    """
    data = read_yaml(path)
    validate(data, "claims.schema.json", shown(path))
    if data["paper"] != Path(path).stem:
        raise BookError(f"{shown(path)}: paper is {data['paper']!r}: name the file after it")
    require_citations([data["source"]], shown(path))
    prefix = data.get("prefix", data["paper"]) + "-"
    claims: dict[str, Claim] = {}
    for entry in data["claims"]:
        where = f"{shown(path)}: {entry['id']}"
        if entry["id"] in claims:
            raise BookError(f"{where} is there twice: remove or rename one")
        if not entry["id"].startswith(prefix):
            raise BookError(f"{where}: ids of this paper start with {prefix!r}")
        claims[entry["id"]] = _claim(entry, data, where)
    for claim_id in data.get("telling", []):
        if claim_id not in claims:
            raise BookError(f"{shown(path)}: telling names {claim_id!r}, which is no claim of it")
    return Paper(
        data["paper"],
        data["title"],
        data["source"],
        claims,
        tuple(data.get("telling", ())),
        " ".join(data.get("about", "").split()),
    )


def _claim(entry: dict[str, Any], data: dict[str, Any], where: str) -> Claim:
    printed = dict(entry.get("printed", {}))
    numbers: dict[str, PrintedNumber] = {}
    if "value" in printed:
        numbers = {"": PrintedNumber.from_data(printed)}
    elif "values" in printed:
        numbers = {k: PrintedNumber.from_data(v) for k, v in printed["values"].items()}
    # beside a printed number, a printed form goes by the name "form"
    name = "form" if numbers else ""
    forms = {name: printed["form"]} if "form" in printed else printed.get("forms", {})
    if entry["kind"] == "eq" and not forms and not numbers:
        raise BookError(f"{where} is of kind eq: give the printed form as an expression")
    rule = entry.get("rule")
    if rule is not None:
        _check_rule(rule, where)
    return Claim(
        id=entry["id"],
        paper=data["paper"],
        source=data["source"],
        where=entry["where"],
        kind=entry["kind"],
        statement=" ".join(entry["statement"].split()),
        numbers=numbers,
        forms=dict(forms),
        compare=printed.get("compare"),
        inputs={k: PrintedNumber.from_data(v) for k, v in entry.get("inputs", {}).items()},
        correction=entry.get("correction"),
        rule=rule,
        second_route=entry.get("second_route"),
        note=entry.get("note"),
        symbols=data.get("symbols", {}),
        replies=_replies(entry, where),
        file=where.partition(": ")[0],
    )


def _replies(entry: dict[str, Any], where: str) -> tuple[dict[str, Any], ...]:
    replies = tuple(entry.get("replies", ()))
    for reply in replies:
        for name in ("date", "answered"):
            try:
                date.fromisoformat(reply.get(name, "2000-01-01"))
            except ValueError:
                raise BookError(
                    f"{where}: the reply's {name} is {reply[name]!r}: write a day of the calendar, "
                    'as in "2026-11-20"'
                ) from None
        # dates of this form are ordered as texts
        if reply.get("answered", reply["date"]) < reply["date"]:
            raise BookError(f"{where}: a reply is answered before its date: correct one of them")
    return replies


def _check_rule(rule: dict[str, Any], where: str) -> None:
    thresholds = (rule["agrees"], rule["tension"])
    order = "at most" if rule["scale"] != "at-least" else "at least"
    bad = thresholds[0] > thresholds[1] if order == "at most" else thresholds[0] < thresholds[1]
    if bad:
        raise BookError(
            f"{where}: the rule's agrees ({thresholds[0]}) must be {order} tension ({thresholds[1]})"
        )
    if thresholds != USUAL_THRESHOLDS.get(rule["scale"]) and "why" not in rule:
        raise BookError(f"{where}: thresholds {thresholds} are not the usual ones: say why")
    table = rule.get("table")
    if table is not None and not (paths.TABLES / f"{table}.csv").exists():
        raise BookError(f"{where}: the rule's table {table!r} is not in data/tables: add it")


def papers() -> dict[str, Paper]:
    """Read every claims file, in the order of their names."""
    return {path.stem: _cached(path, path.stat().st_mtime_ns) for path in _files()}


def examples() -> dict[str, Paper]:
    """Read the claims of the worked examples, which are no paper's and enter no ledger."""
    return {
        path.stem: _cached(path, path.stat().st_mtime_ns)
        for path in sorted(paths.EXAMPLES.glob("*.yaml"))
    }


def _files() -> list[Path]:
    return sorted(paths.CLAIMS.glob("*.yaml"))


@functools.cache
def _cached(path: Path, _changed: int) -> Paper:
    return read_paper(path)


def find(claim_id: str) -> Claim:
    """Return the claim with this id.

    Raises
    ------
    BookError
        If there is none; the message names the nearest ids.
    """
    known = [paper.claims for paper in (*papers().values(), *examples().values())]
    for claims in known:
        if claim_id in claims:
            return claims[claim_id]
    everything = [key for claims in known for key in claims]
    # a mistyped id most likely has the start that it should have
    start = claim_id.partition("-")[0]
    own = [key for key in everything if key.partition("-")[0] == start]
    near = difflib.get_close_matches(claim_id, own or everything, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else "add it to data/claims"
    raise BookError(f"no claim has the id {claim_id!r}: {hint}")


def require_route(claim: Claim) -> None:
    """Check that the second route that a claim names is a test that exists.

    Raises
    ------
    BookError
        If its file or the test in it is not there.
    """
    if claim.second_route is None:
        return
    file, test = claim.second_route.split("::")
    path = paths.ROOT / file
    if not path.exists() or f"def {test}(" not in path.read_text(encoding="utf-8"):
        raise BookError(
            f"{claim.id}: its second route {claim.second_route} is not there: write the test, an "
            f"independent way to the number, or correct the name in {claim.file}"
        )


def require_citations(keys: list[str] | tuple[str, ...], where: str) -> None:
    """Check that every citation key stands in ``references.bib``.

    Raises
    ------
    BookError
        If one does not.
    """
    path = paths.BIBLIOGRAPHY
    known = citation_keys(path, path.stat().st_mtime_ns if path.exists() else 0)
    for key in keys:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "add it to references.bib"
            raise BookError(f"{where}: no citation key {key!r}: {hint}")


@functools.cache
def citation_keys(path: Path, _changed: int) -> frozenset[str]:
    """Return the citation keys of a BibTeX file (cached by its time of change).

    Raises
    ------
    BookError
        If it is no BibTeX or repeats a key.
    """
    from pybtex.database import parse_string
    from pybtex.exceptions import PybtexError

    try:
        return frozenset(parse_string(read_text(path), "bibtex").entries.keys())
    except PybtexError as error:
        raise BookError(f"{shown(path)} is not valid BibTeX: {error}") from None


def main() -> None:
    """Print the ledger read off the committed notebooks, as JSON or as comma-separated values."""
    import argparse
    import sys

    from lib.book import ledger

    parser = argparse.ArgumentParser(
        prog="python -m lib.book.claims",
        description="Print every answered claim, read off the committed notebooks, as JSON.",
    )
    parser.add_argument(
        "--site", default="", help="address of the published book, for absolute urls"
    )
    parser.add_argument("--csv", action="store_true", help="comma-separated values, not JSON")
    arguments = parser.parse_args()
    # the export is UTF-8 whatever the terminal's language
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    try:
        if arguments.csv:
            print(ledger.as_csv(ledger.read(), arguments.site), end="")
        else:
            print(ledger.as_json(ledger.read(), arguments.site))
    except BookError as error:
        raise SystemExit(f"error: {error}") from None


if __name__ == "__main__":
    main()
