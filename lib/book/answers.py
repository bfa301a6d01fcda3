"""Answering claims from a notebook: one call for a claim or a table, one record and card each.

A chapter calls :func:`answer` (or :func:`answer_table`) with what it derived and what it measured;
the verdicts follow from these and from the claim's data. The output of the cell is the record.
"""

from __future__ import annotations

import functools
import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lib.book import verdicts
from lib.book.claims import Claim, PrintedNumber, find, require_citations
from lib.book.paths import BookError

MIME = "application/vnd.superconductivity-claims.v1+json"

# Significant digits of a record: of thousands of numbers with noise of 1e-12, none is likely to lie
# where the last of them turns.
DIGITS = 6


@dataclass(frozen=True)
class Outcome:
    """The first verdict, on the derivation, and what the card shows of it."""

    verdict: str
    slip: str | None = None
    computed: float | dict[str, float] | None = None
    unit: str | None = None
    lines: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Judgement:
    """The second verdict, on the evidence, and what the card shows of it."""

    verdict: str
    statistic: float | None = None
    rule: dict[str, Any] | None = None
    flips_at: dict[str, Any] | None = None
    references: tuple[str, ...] = ()
    would_test: str | None = None


Derivation = Callable[[Claim], Outcome]
Evidence = Callable[[Claim], Judgement]


# --- the first verdict: does it follow from the paper's own inputs? ---------------------------


def derived(form: Any, computed: Any = None) -> Derivation:
    """Compare a derived expression, or several by name, with the printed form.

    Parameters
    ----------
    form : sympy expression or relation, or dict of them
        Derived without reading the printed form.
    computed : float or dict of float, optional
        Number(s) to show beside the forms, in the claim's unit.
    """

    def outcome(claim: Claim) -> Outcome:
        forms = form if isinstance(form, Mapping) else {"": form}
        if set(forms) != set(claim.forms):
            raise BookError(
                f"{claim.id}: derived {sorted(forms)} but printed are {sorted(claim.forms)}: "
                "use the same names"
            )
        printed = {name: verdicts.parse(text, claim) for name, text in claim.forms.items()}
        same = [verdicts.same_form(forms[n], printed[n], claim) for n in forms]
        lines = []
        for name in forms:
            label = f" ({name})" if name else ""
            lines.append((f"Printed{label}", mathml(claim.forms[name], claim)))
            lines.append((f"Derived{label}", mathml(forms[name], claim)))
        verdict = "holds" if all(same) else "fails"
        if claim.correction is not None:
            corrected = corrected_forms(claim, printed)
            mended = all(verdicts.same_form(forms[n], corrected[n], claim) for n in forms)
            verdict, line = _with_correction(claim, verdict, mended)
            lines.append(line)
        return Outcome(verdict, None, _plain(computed), _unit(claim), tuple(lines))

    return outcome


def recomputed(
    model: Callable[..., Any], *, corrected: Callable[..., Any] | None = None
) -> Derivation:
    """Recompute a printed number from the printed inputs, over the box that rounds to them.

    Parameters
    ----------
    model : callable
        Takes the claim's inputs by name in SI units, as arrays of one shape, and returns the value
        in SI units (or a dict of values by name).
    corrected : callable, optional
        The same by the corrected formula, where the claim's correction is one of the formula and
        not of the printed number.
    """

    def outcome(claim: Claim) -> Outcome:
        if not claim.numbers:
            raise BookError(
                f"{claim.id} prints no value to recompute: give it as a quoted number in "
                f"{claim.file}"
            )
        to_si = {n: _si_factor(p.unit, claim) for n, p in claim.inputs.items()}
        boxes = {n: verdicts.box(p, to_si[n]) for n, p in claim.inputs.items()}
        centre = {n: p.value * to_si[n] for n, p in claim.inputs.items()}
        for function in filter(None, (model, corrected)):
            _require_arguments(function, claim)
        values = model(**{n: np.array([v]) for n, v in centre.items()})
        values = values if isinstance(values, Mapping) else {"": values}
        values = {n: float(np.ravel(v)[0]) for n, v in values.items()}
        wanted = {claim.compare: claim.numbers[""]} if claim.compare else claim.numbers
        if not set(wanted) <= set(values):
            raise BookError(
                f"{claim.id}: the model returns {sorted(values)} but printed are {sorted(wanted)}: "
                "use the same names"
            )
        unit = _unit(claim)
        computed = {n: v / _si_factor(_unit_of(claim, n), claim) for n, v in values.items()}
        found, mended, lines = [], [], []
        for name, printed in wanted.items():
            scale = _si_factor(printed.unit, claim)

            def by(
                function: Callable[..., Any], name: str = name, scale: float = scale
            ) -> Callable[..., Any]:
                def one(**inputs: Any) -> Any:
                    result = function(**inputs)
                    result = result[name] if isinstance(result, Mapping) else result
                    return np.asarray(result) / scale

                return one

            low, high = verdicts.value_range(by(model), boxes)
            found.append(verdicts.follows(printed, low, high))
            if claim.correction is not None and corrected is not None:
                ends = verdicts.value_range(by(corrected), boxes)
                mended.append(verdicts.follows(printed, *ends))
            elif claim.correction is not None:
                value = corrected_number(claim, name, printed)
                mended.append(verdicts.follows(printed, low, high, value))
            lines += _number_lines(name, printed, computed[name], low, high)
        verdict, slip = _worst(found)
        if claim.correction is not None:
            after, after_slip = _worst(mended)
            verdict, line = _with_correction(claim, verdict, after == "holds")
            slip = after_slip if verdict == "holds-corrected" else slip
            lines.append(line)
        return Outcome(verdict, slip, _plain(_single(computed)), unit, tuple(lines))

    return outcome


def _require_arguments(model: Callable[..., Any], claim: Claim) -> None:
    """Check that a model takes the printed inputs of a claim by their names."""
    try:
        signature = inspect.signature(model)
    except ValueError:
        return
    try:
        signature.bind(**claim.inputs)
    except TypeError as error:
        inputs = ", ".join(claim.inputs) or "none"
        raise BookError(
            f"{claim.id}: the model takes {signature} but the claim's inputs are {inputs} "
            f"({error}): use the same names in {claim.file}"
        ) from None


def both(*derivations: Derivation) -> Derivation:
    """Join several derivations of one claim: the worst verdict counts, every line is shown."""

    def outcome(claim: Claim) -> Outcome:
        found = [derivation(claim) for derivation in derivations]
        worst = max(found, key=lambda one: verdicts.DERIVATIONS.index(one.verdict))
        computed = [one.computed for one in found if one.computed is not None]
        return Outcome(
            worst.verdict,
            next((one.slip for one in found if one.slip), None),
            computed[0] if computed else None,
            next((one.unit for one in found if one.unit), None),
            tuple(line for one in found for line in one.lines),
        )

    return outcome


def follows_if(computed: Any = None, **conditions: Any) -> Derivation:
    """Decide by named conditions that code evaluates: it holds if every one does.

    Parameters
    ----------
    computed : float or dict of float, optional
        Number(s) to record, in the claim's unit.
    **conditions : bool
        Each a statement that the claim needs; the name says which.
    """

    def outcome(claim: Claim) -> Outcome:
        if not conditions:
            raise BookError(f"{claim.id}: follows_if needs at least one named condition")
        lines = tuple(
            (name.replace("_", " "), "yes" if bool(value) else "no")
            for name, value in conditions.items()
        )
        holds = all(bool(value) for value in conditions.values())
        verdict = "holds" if holds else "fails"
        if claim.correction is not None:
            raise BookError(f"{claim.id}: a correction needs a printed number or form to apply to")
        return Outcome(verdict, None, _plain(computed), _unit(claim), lines)

    return outcome


def underdetermined(missing: str, computed: Any = None) -> Derivation:
    """Say which inputs are missing."""
    if not missing:
        raise BookError("underdetermined needs the names of the missing inputs")

    def outcome(claim: Claim) -> Outcome:
        lines = (("Missing inputs", _escape(missing)),)
        return Outcome("underdetermined", None, _plain(computed), _unit(claim), lines)

    return outcome


def no_derivation(computed: Any = None) -> Derivation:
    """For a claim about matter, or a row or figure without a derived value."""

    def outcome(claim: Claim) -> Outcome:
        if claim.kind in ("eq", "num"):
            raise BookError(f"{claim.id} is of kind {claim.kind}: its derivation needs a verdict")
        return Outcome("not-applicable", None, _plain(computed), _unit(claim))

    return outcome


# --- the second verdict: does it agree with measurement and with the consensus? ---------------


def measured(
    statistic: float | Callable[[float], float],
    *,
    references: Sequence[str],
    outside: float | None = None,
    of: str = "",
    unit: str = "1",
) -> Evidence:
    """Apply the claim's rule.

    Parameters
    ----------
    statistic : float or callable
        The rule's statistic, or the statistic as a function of the outside number.
    references : sequence of str
        Citation keys of the measurements or the theory it is held against.
    outside : float, optional
        The most doubtful outside number; needed if `statistic` is a function.
    of, unit : str
        Name and unit of that number.
    """

    def judgement(claim: Claim) -> Judgement:
        rule = claim.rule
        if rule is None:
            raise BookError(
                f"{claim.id}: evidence is measured by a rule: add it to "
                f"{claim.file} (statistic, scale, agrees, tension)"
            )
        if not references:
            raise BookError(f"{claim.id}: name the references that the evidence comes from")
        require_citations(tuple(references), claim.id)
        if callable(statistic):
            if outside is None or not of:
                raise BookError(
                    f"{claim.id}: a statistic that is a function needs outside= and of="
                )
            function, value, name = statistic, float(outside), of
        else:
            function, value, name = float, float(statistic), rule["statistic"]
        if not math.isfinite(value):
            raise BookError(f"{claim.id}: {name} is {value}: it must be a finite number")
        reached = _finite(function(value))
        verdict = verdicts.evidence(rule, reached)
        to, beyond = verdicts.flip(rule, function, value) if value else (None, None)
        flips_at = {
            "of": name,
            "unit": unit,
            "from": value,
            "to": to,
            "verdict": beyond,
        }
        return Judgement(verdict, reached, rule, flips_at, tuple(references))

    return judgement


def untested(would_test: str, references: Sequence[str] = ()) -> Evidence:
    """Say what would test it, where nothing does yet."""
    if not would_test:
        raise BookError("untested needs a sentence that says what would test it")
    return lambda claim: Judgement(
        "untested", references=tuple(references), would_test=would_test.rstrip(".")
    )


def no_evidence() -> Evidence:
    """For a step of algebra or a convention, which no measurement can decide."""

    def judgement(claim: Claim) -> Judgement:
        if claim.kind == "emp":
            raise BookError(f"{claim.id} is a claim about matter: its evidence needs a verdict")
        return Judgement("not-applicable")

    return judgement


# --- the call ------------------------------------------------------------------------------


def answer(
    claim_id: str,
    derivation: Derivation,
    evidence: Evidence | None = None,
    *,
    because: str,
    references: Sequence[str] = (),
) -> None:
    """Answer one claim: display its card and record.

    Parameters
    ----------
    claim_id : str
    derivation : one of derived, recomputed, follows_if, underdetermined, no_derivation
    evidence : one of measured, untested, no_evidence; none for no_evidence
    because : str
        One sentence that a reader can check. ``{computed}``, ``{printed}``, ``{statistic}`` and
        ``{flip}`` stand for the record's numbers and take format specifications.
    references : sequence of str, optional
        Further citation keys.

    Raises
    ------
    BookError
        If the claim is unknown, or its data cannot carry the answer.
    """
    _publish([_record(claim_id, derivation, evidence or no_evidence(), because, references)])


def answer_table(
    claim_ids: Sequence[str],
    derivations: Derivation | Sequence[Derivation],
    evidences: Evidence | Sequence[Evidence] | None = None,
    *,
    because: str | Sequence[str],
    references: Sequence[str] = (),
) -> None:
    """Answer the rows of a table together: one record and one anchor a row, one table of cards.

    Parameters are those of :func:`answer`; each may be one for all rows or a sequence of one a row.

    Raises
    ------
    BookError
        If an id occurs twice or a sequence has another length than `claim_ids`.
    """
    twice = sorted({i for i in claim_ids if list(claim_ids).count(i) > 1})
    if twice:
        raise BookError(f"answered twice in one table: {', '.join(twice)}")
    columns = []
    for name, value in (
        ("derivations", derivations),
        ("evidences", evidences or no_evidence()),
        ("because", because),
    ):
        single = callable(value) or isinstance(value, str)
        column = [value] * len(claim_ids) if single else list(value)
        if len(column) != len(claim_ids):
            raise BookError(f"{name}: {len(column)} for {len(claim_ids)} claims: give one a row")
        columns.append(column)
    _publish(
        [_record(i, d, e, b, references) for i, d, e, b in zip(claim_ids, *columns, strict=True)]
    )


@dataclass(frozen=True)
class Answered:
    """A record, with what its card shows beyond it."""

    record: dict[str, Any]
    lines: tuple[tuple[str, str], ...] = field(default=())


def _record(
    claim_id: str,
    derivation: Derivation,
    evidence: Evidence,
    because: str,
    references: Sequence[str],
) -> Answered:
    claim = find(claim_id)
    outcome, judgement = derivation(claim), evidence(claim)
    _require_numbers(claim, outcome)
    needs_route = outcome.verdict in ("fails", "holds-corrected")
    if (needs_route or judgement.verdict == "contradicted") and not claim.second_route:
        raise BookError(
            f"{claim.id} is judged {outcome.verdict} and {judgement.verdict}: name a second, "
            f"independent route to its number under second_route in {claim.file}"
        )
    if outcome.verdict == judgement.verdict == "not-applicable":
        raise BookError(f"{claim.id}: both verdicts are not-applicable: one must say something")
    cited = tuple(dict.fromkeys((*judgement.references, *references)))
    require_citations(cited, claim.id)
    rule = None
    if judgement.statistic is not None:
        rule = dict(judgement.rule or {}) | {"value": rounded(judgement.statistic)}
    flips_at = judgement.flips_at
    if flips_at:
        flips_at = {**flips_at, "from": rounded(flips_at["from"]), "to": rounded(flips_at["to"])}
    record = {
        "id": claim.id,
        "paper": claim.paper,
        "where": claim.where,
        "kind": claim.kind,
        "statement": claim.statement,
        "printed": claim.printed,
        "computed": rounded(outcome.computed),
        "unit": outcome.unit,
        "derivation": outcome.verdict,
        "slip": outcome.slip,
        "evidence": judgement.verdict,
        "rule": rule,
        "because": _sentence(claim, because, outcome, judgement),
        "flips_at": flips_at,
        "references": list(cited),
    }
    return Answered(record, outcome.lines)


def _require_numbers(claim: Claim, outcome: Outcome) -> None:
    needs = claim.kind in ("num", "row") and outcome.verdict not in (
        "underdetermined",
        "not-applicable",
    )
    if needs and outcome.computed is None:
        raise BookError(f"{claim.id} is of kind {claim.kind}: give the computed number")


def _sentence(claim: Claim, because: str, outcome: Outcome, judgement: Judgement) -> str:
    values: dict[str, Any] = {"printed": claim.printed}
    if isinstance(outcome.computed, dict):
        values |= outcome.computed
    values["computed"] = outcome.computed
    values["statistic"] = judgement.statistic
    if judgement.flips_at:
        values["flip"] = judgement.flips_at["to"]
    try:
        text = " ".join(because.format(**values).split())
    except (KeyError, IndexError, ValueError, TypeError) as error:
        raise BookError(f"{claim.id}: because {because!r} cannot be filled in: {error!r}") from None
    if not text:
        raise BookError(f"{claim.id}: because is empty: one sentence that a reader can check")
    if judgement.would_test:
        text = f"{text.rstrip('.')}. Would test it: {judgement.would_test}."
    return text


def _publish(answered: list[Answered]) -> None:
    from IPython.display import display

    from lib.book import cards

    display(
        {
            "text/html": cards.html(answered),
            "text/plain": cards.plain(answered),
            MIME: [a.record for a in answered],
        },
        raw=True,
    )


def printed_value(claim_id: str, name: str = "") -> float:
    """Return what the paper prints for a claim, for conditions and figures that need it.

    Parameters
    ----------
    claim_id : str
    name : str, optional
        Which of several printed values, or of the printed inputs.

    Returns
    -------
    float
        In SI units.

    Raises
    ------
    BookError
        If the claim prints no such number.
    """
    claim = find(claim_id)
    number = {**claim.inputs, **claim.numbers}.get(name)
    if number is None:
        known = sorted({*claim.inputs, *claim.numbers})
        raise BookError(f"{claim_id} prints no number {name!r}: there are {known}")
    return number.value * _si_factor(number.unit, claim)


# --- helpers -------------------------------------------------------------------------------


def rounded(computed: Any) -> float | dict[str, float] | None:
    """Round to the digits of a record, so that records agree between processors.

    What a sentence says is formatted from the number itself: a number that is rounded twice can
    end in a wrong digit.
    """
    if isinstance(computed, Mapping):
        return {name: rounded(value) for name, value in computed.items()}
    return None if computed is None else float(f"{computed:.{DIGITS}g}")


def _plain(computed: Any) -> float | dict[str, float] | None:
    if computed is None:
        return None
    if isinstance(computed, Mapping):
        return {str(name): _finite(value) for name, value in computed.items()}
    return _finite(computed)


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise BookError(f"a computed number is {value}: records hold finite numbers only")
    return float(value)


def _single(values: dict[str, float]) -> float | dict[str, float]:
    return values[""] if set(values) == {""} else values


def _unit_of(claim: Claim, name: str) -> str:
    number = claim.numbers.get(name) or next(iter(claim.numbers.values()), None)
    return number.unit if number else "1"


def _unit(claim: Claim) -> str | None:
    units = {number.unit for number in claim.numbers.values()}
    return units.pop() if len(units) == 1 else None


@functools.cache
def _units() -> Any:
    import pint

    return pint.UnitRegistry(cache_folder=None)


def _si_factor(unit: str, claim: Claim) -> float:
    """How many SI base units one `unit` is."""
    if unit == "1":
        return 1.0
    try:
        return float(_units().Quantity(1.0, unit).to_base_units().magnitude)
    except Exception as error:
        raise BookError(
            f"{claim.id}: cannot read the unit {unit!r} ({error}): spell it as pint does, "
            "for example 'A/cm**2'"
        ) from None


def corrected_number(claim: Claim, name: str, printed: PrintedNumber) -> float:
    """Return a printed number as the claim's correction changes it."""
    apply = _apply(claim, name)
    expression = verdicts.parse(apply, claim, extra=("printed",))
    return float(expression.subs("printed", printed.value))


def corrected_forms(claim: Claim, printed: dict[str, Any]) -> dict[str, Any]:
    """Return the parsed printed forms as the claim's correction changes them."""
    corrected = {}
    for name, form in printed.items():
        expression = verdicts.parse(_apply(claim, name), claim, extra=("printed",))
        corrected[name] = expression.subs("printed", form)
    return corrected


def _apply(claim: Claim, name: str) -> str:
    apply = (claim.correction or {}).get("apply")
    if apply is None:
        raise BookError(
            f"{claim.id}: its correction has no `apply`, so the answer must give the corrected "
            "formula: recomputed(model, corrected=...)"
        )
    return apply.get(name, "printed") if isinstance(apply, Mapping) else apply


def _with_correction(claim: Claim, verdict: str, mended: bool) -> tuple[str, tuple[str, str]]:
    correction = claim.correction or {}
    if verdict == "holds":
        raise BookError(f"{claim.id} holds as printed: remove its correction from the claims file")
    line = (f"Correction ({correction['name']})", _escape(f"{correction['why']}"))
    return ("holds-corrected" if mended else "fails"), line


def _worst(found: list[verdicts.Follows]) -> tuple[str, str | None]:
    if any(f.verdict == "fails" for f in found):
        return "fails", None
    return "holds", next((f.slip for f in found if f.slip), None)


def _number_lines(
    name: str, printed: PrintedNumber, value: float, low: float, high: float
) -> list[tuple[str, str]]:
    label = f" ({name})" if name else ""
    unit = "" if printed.unit == "1" else f" {printed.unit}"
    shown = f"{value:.6g}{_escape(unit)}"
    if high - low > 1e-9 * max(abs(low), abs(high)):
        shown += f" (from {low:.5g} to {high:.5g} over the rounding of the inputs)"
    return [
        (f"Printed{label}", _escape(printed.text + unit)),
        (f"Recomputed{label}", shown),
    ]


def _escape(text: str) -> str:
    from html import escape

    return escape(text, quote=False)


def mathml(form: Any, claim: Claim) -> str:
    """Return a form, parsed or as text, as MathML."""
    import sympy
    from sympy.printing.mathml import mathml as presentation

    if isinstance(form, str):
        form = verdicts.parse(form, claim)
    if not form.is_Relational:
        # each term factored and common factors in front, so that forms compare by eye
        form = sympy.factor_terms(sympy.Add(*map(sympy.factor, sympy.Add.make_args(form))))
    body = presentation(form, printer="presentation").replace("&InvisibleTimes;", "&#x2062;")
    # sympy leaves the sign of a relation bare
    body = body.replace("<mo><</mo>", "<mo>&lt;</mo>").replace("<mo>></mo>", "<mo>&gt;</mo>")
    return f'<math display="inline" displaystyle="true">{body}</math>'
