"""The rounding box, the comparison of forms, the rule on evidence, and what would flip it."""

import math

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from lib.book import verdicts
from lib.book.claims import Claim, PrintedNumber
from lib.book.paths import BookError

SYMBOLS = {"x": "positive", "y": "positive", "q": "negative", "n": "nonnegative integer"}
CLAIM = Claim("sample-form", "sample", "s", "Eq. 1", "eq", "A form.", symbols=SYMBOLS)
RATIO = {"statistic": "s", "scale": "ratio", "agrees": 1.1, "tension": 2}


def printed(text, **more):
    return PrintedNumber.from_data({"value": text, **more})


@given(st.floats(-3, 3), st.floats(0.01, 3), st.floats(-3, 3), st.floats(0.01, 3))
def test_a_monotone_model_is_extreme_at_the_corners(a, da, b, db):
    low, high = verdicts.value_range(
        lambda x, y: 2 * x - 3 * y, {"x": (a, a + da), "y": (b, b + db)}
    )
    assert low == pytest.approx(2 * a - 3 * (b + db), abs=1e-9)
    assert high == pytest.approx(2 * (a + da) - 3 * b, abs=1e-9)


@given(st.floats(-0.9, 0.9), st.floats(-0.9, 0.9))
def test_an_extreme_inside_the_box_is_found(p, s):
    box = {"x": (-1.0, 1.0), "y": (-1.0, 1.0)}
    low, _ = verdicts.value_range(lambda x, y: (x - p) ** 2 + 2 * (y - s) ** 2, box)
    assert low == pytest.approx(0, abs=1e-8)


def test_a_symbol_that_occurs_twice_is_varied_once():
    low, high = verdicts.value_range(lambda x: x - x + 1, {"x": (0.0, 5.0)})
    assert (low, high) == (1, 1)


def test_inputs_without_width_give_one_value():
    assert verdicts.value_range(lambda x: x**2, {"x": (3.0, 3.0)}) == (9, 9)
    assert verdicts.value_range(lambda: np.float64(4), {}) == (4, 4)


def test_a_model_that_is_not_finite_in_the_box_is_an_error():
    with np.errstate(divide="ignore"), pytest.raises(BookError, match="not finite at x = 0"):
        verdicts.value_range(lambda x: 1 / x, {"x": (0.0, 1.0)})


@pytest.mark.parametrize(
    ("text", "low", "high", "verdict", "slip"),
    [
        ("0.785", 0.78451, 0.78451, "holds", None),  # rounds to the printed digits
        ("0.785", 0.7850, 0.9, "holds", None),  # the range overlaps
        ("0.785", 0.78571, 0.78571, "holds", "last-digit"),  # cut instead of rounded
        ("0.785", 0.78399, 0.78399, "fails", None),
        ("0.785", 0.7861, 0.8, "fails", None),
        ("5.37E+13", 5.374e13, 5.374e13, "holds", None),
        ("-2.5", -2.54, -2.54, "holds", None),
    ],
)
def test_whether_a_printed_number_follows(text, low, high, verdict, slip):
    found = verdicts.follows(printed(text), low, high)
    assert (found.verdict, found.slip) == (verdict, slip)


@given(st.floats(-1e6, 1e6), st.floats(0, 10))
def test_moving_a_printed_value_beyond_its_box_makes_it_fail(value, width):
    number = printed(f"{value:.2f}")
    assert verdicts.follows(number, number.value - width, number.value + width).verdict == "holds"
    for sign in (1, -1):
        moved = printed(f"{number.value + sign * (width + 0.02):.2f}")
        verdict = verdicts.follows(moved, number.value - width, number.value + width)
        assert verdict.verdict == "fails" or verdict.slip == "last-digit"
        far = printed(f"{number.value + sign * (width + 0.04):.2f}")
        assert verdicts.follows(far, number.value - width, number.value + width).verdict == "fails"


@pytest.mark.parametrize(
    ("derived", "text", "same"),
    [
        ("x**2 + 2*x*y + y**2", "(x + y)**2", True),
        ("x**2 - 2*x*y + y**2", "(x + y)**2", False),
        ("-q*x", "Abs(q)*x", True),
        ("q*x", "Abs(q)*x", False),
        ("sqrt(x**2)", "x", True),
        ("sin(x)**2", "1 - cos(x)**2", True),
        ("x >= y", "2*x - 2*y >= 0", True),
        ("y <= x", "x >= y", True),
        ("x <= y", "x >= y", False),
        ("x > y", "x >= y", False),
        ("x >= y", "x - y", False),
    ],
)
def test_forms_are_compared_by_what_they_mean(derived, text, same):
    left = verdicts.parse(derived, CLAIM)
    assert verdicts.same_form(left, verdicts.parse(text, CLAIM), CLAIM) is same


def test_a_sum_over_an_index_is_compared_with_its_closed_form():
    index = sympy.Symbol("n", integer=True, nonnegative=True)
    total = sympy.Sum(index, (index, 0, 10))
    assert verdicts.same_form(total, sympy.Integer(55), CLAIM)


def test_an_undeclared_symbol_is_named():
    with pytest.raises(BookError, match=r"'z'.*declare it under symbols"):
        verdicts.parse("x + z", CLAIM)
    with pytest.raises(BookError, match=r"derived form has a symbol 'z'.*declare it"):
        verdicts.same_form(sympy.Symbol("z"), sympy.Symbol("x"), CLAIM)
    with pytest.raises(BookError, match="cannot parse"):
        verdicts.parse("x +* y", CLAIM)


@pytest.mark.parametrize(
    ("scale", "thresholds", "statistic", "verdict"),
    [
        ("ratio", (1.1, 2), 1.09, "agrees"),
        ("ratio", (1.1, 2), 1 / 1.09, "agrees"),
        ("ratio", (1.1, 2), 0.6, "tension"),
        ("ratio", (1.1, 2), 0.49, "contradicted"),
        ("ratio", (1.1, 2), -1.0, "contradicted"),
        ("ratio", (1.1, 2), 0.0, "contradicted"),
        ("sigma", (2, 5), -1.9, "agrees"),
        ("sigma", (2, 5), 4.9, "tension"),
        ("sigma", (2, 5), -5.1, "contradicted"),
        ("at-least", (0.9, 0.5), 0.9, "agrees"),
        ("at-least", (0.9, 0.5), 0.6, "tension"),
        ("at-least", (0.9, 0.5), 0.4, "contradicted"),
        ("at-most", (0.1, 0.5), 0.1, "agrees"),
        ("at-most", (0.1, 0.5), 0.6, "contradicted"),
    ],
)
def test_a_rule_turns_a_statistic_into_a_verdict(scale, thresholds, statistic, verdict):
    rule = {"statistic": "s", "scale": scale, "agrees": thresholds[0], "tension": thresholds[1]}
    assert verdicts.evidence(rule, statistic) == verdict


def test_a_statistic_that_is_nan_is_an_error():
    with pytest.raises(BookError, match="NaN"):
        verdicts.evidence(RATIO, math.nan)


@given(st.floats(0.05, 20), st.floats(0.5, 20))
def test_the_flip_is_where_the_verdict_changes(predicted, outside):
    def statistic(v):
        return predicted / v

    to, beyond = verdicts.flip(RATIO, statistic, outside)
    here = verdicts.evidence(RATIO, statistic(outside))
    assert beyond != here
    assert verdicts.evidence(RATIO, statistic(to)) == beyond
    back = to * (1 - 1e-9 * math.copysign(1, to - outside))
    assert verdicts.evidence(RATIO, statistic(back)) == here
    edges = [predicted * f for f in (0.5, 1 / 1.1, 1.1, 2)]
    nearest = min(abs(math.log(edge / outside)) for edge in edges)
    assert abs(math.log(to / outside)) == pytest.approx(nearest, abs=1e-9)


def test_a_verdict_that_nothing_flips_says_so():
    assert verdicts.flip(RATIO, lambda v: 1.0, 3.0) == (None, None)


@pytest.mark.parametrize(
    ("scale", "agrees", "tension", "edge"),
    [("at-least", 0.9, 0.5, 0.9), ("at-most", 1.0, 2.0, 1.0), ("ratio", 1.1, 2.0, 1 / 1.1)],
)
def test_a_statistic_on_the_edge_of_a_rule_is_not_decided_by_rounding(scale, agrees, tension, edge):
    rule = {"statistic": "s", "scale": scale, "agrees": agrees, "tension": tension}
    for noise in (-1e-12, 0, 1e-12):
        assert verdicts.evidence(rule, edge * (1 + noise)) == "agrees"
    beyond = -1e-8 if scale in ("at-least", "ratio") else 1e-8
    assert verdicts.evidence(rule, edge * (1 + beyond)) == "tension"


def test_of_two_flips_equally_far_the_lower_is_told_whatever_the_noise():
    rule = {"statistic": "s", "scale": "ratio", "agrees": 1.1, "tension": 2.0}
    rng = np.random.default_rng(3)
    for _ in range(5):
        to, verdict = verdicts.flip(
            rule, lambda x: x / 164 * (1 + 1e-12 * rng.choice([-1, 1])), 164.0
        )
        assert (float(f"{to:.6g}"), verdict) == (149.091, "tension")
