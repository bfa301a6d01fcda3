"""How a verdict is reached: the rounding box, the comparison of forms, the rule on evidence."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from lib.book.claims import Claim, PrintedNumber
from lib.book.paths import BookError

DERIVATIONS = ("holds", "holds-corrected", "fails", "underdetermined", "not-applicable")
EVIDENCE = ("agrees", "tension", "contradicted", "untested", "not-applicable")

# Two results closer than this, relative to their size, are the same number: rounding noise of 1e-12
# grows in powers and logarithms.
NOISE = 1e-10


@dataclass(frozen=True)
class Follows:
    """Whether a number lies within what its inputs allow.

    Attributes
    ----------
    verdict : str
        ``holds`` or ``fails``.
    slip : str or None
        ``last-digit`` if it holds only within one unit of the last printed place.
    """

    verdict: str
    slip: str | None = None


def value_range(
    model: Callable[..., Any], boxes: dict[str, tuple[float, float]]
) -> tuple[float, float]:
    """Return the least and greatest value of `model` over a box of its inputs.

    Parameters
    ----------
    model : callable
        Takes the inputs by name, as arrays of one shape, and returns an array of that shape.
    boxes : dict of str to (float, float)
        Lower and upper end of each input.

    Returns
    -------
    low, high : float
        The true range: each input is varied once, however often it occurs in the formula.

    Raises
    ------
    BookError
        If the model is not finite somewhere in the box.

    Notes
    -----
    A grid that contains the corners finds the extreme points; an extreme inside the box is refined
    by a bounded quasi-Newton search.
    """
    names = list(boxes)
    low = np.array([boxes[n][0] for n in names], dtype=float)
    high = np.array([boxes[n][1] for n in names], dtype=float)
    free = np.flatnonzero(high > low)

    def at(unit_points: np.ndarray) -> np.ndarray:
        points = np.broadcast_to(low, (len(unit_points), len(names))).copy()
        points[:, free] += unit_points * (high - low)[free]
        values = model(**{n: points[:, i] for i, n in enumerate(names)})
        values = np.broadcast_to(np.asarray(values, dtype=float), (len(unit_points),))
        if not np.all(np.isfinite(values)):
            bad = points[np.flatnonzero(~np.isfinite(values))[0]]
            where = ", ".join(f"{n} = {v:.6g}" for n, v in zip(names, bad, strict=True))
            raise BookError(f"the model is not finite at {where}: it must be over the whole box")
        return values

    steps = {0: 1, 1: 65, 2: 17, 3: 9}.get(len(free), 5)
    ticks = np.linspace(0, 1, steps)
    corners_and_more = list(itertools.product(ticks, repeat=len(free)))
    grid = np.array(corners_and_more).reshape(len(corners_and_more), len(free))
    values = at(grid)
    return tuple(_refine(at, grid, values, sign) for sign in (1.0, -1.0))


def _refine(at: Callable, grid: np.ndarray, values: np.ndarray, sign: float) -> float:
    start = int(np.argmin(sign * values))
    best = float(values[start])
    if np.all((grid[start] == 0) | (grid[start] == 1)):
        return best
    from scipy.optimize import minimize

    scale = float(np.ptp(values)) or 1.0
    found = minimize(
        lambda u: sign * float(at(u[None, :])[0]) / scale,
        grid[start],
        bounds=[(0, 1)] * grid.shape[1],
        method="L-BFGS-B",
    )
    return sign * min(sign * best, found.fun * scale)


def box(number: PrintedNumber, to_si: float = 1.0) -> tuple[float, float]:
    """Return the interval that rounds to a printed input, multiplied by `to_si`."""
    ends = ((number.value - number.half_width) * to_si, (number.value + number.half_width) * to_si)
    return min(ends), max(ends)


def follows(printed: PrintedNumber, low: float, high: float, value: float | None = None) -> Follows:
    """Say whether a printed number follows from inputs that allow values from `low` to `high`.

    Parameters
    ----------
    printed : PrintedNumber
        With its half-width and the size of its last place.
    low, high : float
        Range of the recomputed value over the box of the inputs, in the printed unit.
    value : float, optional
        What the paper prints, if a correction changed it.
    """
    value = printed.value if value is None else value
    size = abs(value / printed.value) if printed.value and value != printed.value else 1.0
    noise = NOISE * max(abs(low), abs(high), abs(value))
    gap = max(low - value, value - high, 0.0)
    if gap <= printed.half_width * size + noise:
        return Follows("holds")
    if gap <= printed.last_place * size + noise:
        return Follows("holds", "last-digit")
    return Follows("fails")


def parse(text: str, claim: Claim, extra: tuple[str, ...] = ()) -> Any:
    """Parse a printed form into a sympy expression or relation.

    Raises
    ------
    BookError
        If it cannot be parsed or uses a symbol that the claims file does not declare.
    """
    import sympy
    from sympy.parsing.sympy_parser import auto_number, parse_expr

    functions = ("sqrt", "pi", "exp", "log", "sin", "cos", "Abs", "Mod", "Sum", "oo", "Rational")
    local = symbols_of(claim) | {name: sympy.Symbol(name) for name in extra}
    try:
        return parse_expr(
            text,
            local_dict=local,
            global_dict={name: getattr(sympy, name) for name in (*functions, "Integer", "Float")},
            transformations=(auto_number,),
        )
    except NameError as error:
        raise BookError(
            f"{claim.id}: {error} in the printed form {text!r}: declare it under symbols in "
            f"data/claims/{claim.paper}.yaml"
        ) from None
    except Exception as error:
        raise BookError(f"{claim.id}: cannot parse {text!r}: {error}") from None


def symbols_of(claim: Claim) -> dict[str, Any]:
    """Return the sympy symbols that a claims file declares, with their assumptions."""
    return {name: _symbol(name, known) for name, known in claim.symbols.items()}


@cache
def _symbol(name: str, known: str) -> Any:
    import sympy

    return sympy.Symbol(name, **dict.fromkeys(known.split(), True))


def same_form(derived: Any, printed: Any, claim: Claim) -> bool:
    """Say whether two expressions are identical, by symbolic and by numeric comparison.

    Parameters
    ----------
    derived, printed : sympy expression or relation
        Symbols are matched by name. A relation ``a >= b`` is compared as the sign of ``a - b``.
    claim : Claim
        Whose claims file declares the symbols.

    Raises
    ------
    BookError
        If the derived form uses an undeclared symbol, or the two comparisons disagree.
    """
    import sympy

    derived, printed = _matched(derived, claim), _matched(printed, claim)
    if derived.is_Relational != printed.is_Relational:
        return False
    if derived.is_Relational:
        derived, printed = _as_difference(derived), _as_difference(printed)
        if derived[0] != printed[0]:
            return False
        # a >= b and 2a >= 2b are the same relation: compare up to a positive factor
        quotient = sympy.simplify(derived[1] / printed[1])
        return bool(quotient.is_positive and not quotient.free_symbols)
    difference = sympy.simplify(derived - printed)
    numeric = all(_is_zero_at(derived, printed, seed) for seed in range(3))
    if (difference == 0) != numeric:
        raise BookError(
            f"{claim.id}: symbols and numbers disagree on whether {derived} equals {printed}: "
            "give both in a simpler form"
        )
    return numeric


def _matched(expression: Any, claim: Claim) -> Any:
    import sympy

    expression = sympy.sympify(expression)
    known = symbols_of(claim)
    bound = {s for node in expression.atoms(sympy.Sum) for s in node.variables}
    swap = {}
    for symbol in expression.free_symbols - bound:
        if symbol.name not in known:
            raise BookError(
                f"{claim.id}: the derived form has a symbol {symbol.name!r}: declare it under "
                f"symbols in data/claims/{claim.paper}.yaml"
            )
        swap[symbol] = known[symbol.name]
    return expression.xreplace(swap)


def _as_difference(relation: Any) -> tuple[type, Any]:
    import sympy

    if relation.rel_op in (">=", ">"):
        return type(relation), relation.lhs - relation.rhs
    flipped = relation.reversed if isinstance(relation, sympy.core.relational._Less) else relation
    return type(flipped), flipped.lhs - flipped.rhs


def _is_zero_at(derived: Any, printed: Any, seed: int) -> bool:
    import sympy

    rng = np.random.default_rng(seed)
    names = sorted(derived.free_symbols | printed.free_symbols, key=lambda s: s.name)
    point = {}
    for symbol in names:
        value = sympy.Rational(int(rng.integers(3, 997)), 331)
        if symbol.is_integer:
            value = sympy.Integer(int(rng.integers(1, 7)))
        point[symbol] = -value if symbol.is_negative else value
    a, b = (sympy.N(side.subs(point).doit(), 30) for side in (derived, printed))
    return bool(abs(a - b) <= 1e-20 * (abs(a) + abs(b)))


def evidence(rule: dict[str, Any], statistic: float) -> str:
    """Apply a rule to its statistic.

    Parameters
    ----------
    rule : dict
        With ``scale`` and the thresholds ``agrees`` and ``tension``: a ``ratio`` is held against 1
        in either direction, ``sigma`` is a deviation in standard deviations of either sign,
        ``at-least`` and ``at-most`` are bounds.
    statistic : float

    Returns
    -------
    str
        ``agrees``, ``tension`` or ``contradicted``.

    Raises
    ------
    BookError
        If the statistic is NaN.
    """
    if math.isnan(statistic):
        raise BookError(f"the statistic {rule['statistic']!r} is NaN: mend the data or the formula")
    edges = [rule[level] for level in ("agrees", "tension")]
    if rule["scale"] == "at-least":
        reached = [statistic >= edge - NOISE * abs(edge) for edge in edges]
    else:
        size = statistic
        if rule["scale"] == "ratio":
            size = max(statistic, 1 / statistic) if statistic > 0 else math.inf
        elif rule["scale"] == "sigma":
            size = abs(statistic)
        reached = [size <= edge + NOISE * abs(edge) for edge in edges]
    return "agrees" if reached[0] else "tension" if reached[1] else "contradicted"


def flip(
    rule: dict[str, Any], statistic: Callable[[float], float], value: float, span: float = 1e3
) -> tuple[float | None, str | None]:
    """Find how far an outside number would have to move before the verdict changes.

    Parameters
    ----------
    rule : dict
    statistic : callable
        The rule's statistic as a function of the outside number.
    value : float
        The outside number, not zero.
    span : float
        The search ends at this factor above and below.

    Returns
    -------
    to : float or None
        The nearest value (in ratio) at which the verdict is another; None within the span.
    verdict : str or None
        The verdict beyond it.
    """
    here = evidence(rule, statistic(value))
    ladder = np.geomspace(1, span, 481)[1:]
    found: list[tuple[float, float, str]] = []
    for direction in (1, -1):
        inner = 1.0
        for factor in ladder:
            outer = factor**direction
            there = evidence(rule, statistic(value * outer))
            if there == here:
                inner = outer
                continue
            for _ in range(60):
                middle = math.sqrt(inner * outer)
                now = evidence(rule, statistic(value * middle))
                if now == here:
                    inner = middle
                else:
                    outer, there = middle, now
            # two ways that are equally far apart are told apart by their values, not by noise
            found.append((round(abs(math.log(outer)), 8), value * outer, there))
            break
    if not found:
        return None, None
    _, to, verdict = min(found)
    return to, verdict
