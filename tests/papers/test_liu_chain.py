"""Liu's line of molecules against direct sums over charges, quadrature and root finders."""

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import constants, integrate, optimize

from lib.papers.liu import chain, pair

RATIOS = st.floats(0.05, 0.99)
STRENGTHS = st.floats(0, 1)
PLACE = sp.Symbol("rho", positive=True)
NEEDED = chain.first_term_coefficient(PLACE)
BORDER = 1.3
VALUES = {pair.K: 1.7, pair.Q: 2.3, pair.e: -0.6, pair.R_b: BORDER}
ENERGY = 1.7 * 2.3 * 0.6 / BORDER
FORCE = ENERGY / BORDER


def charges_on_the_line(strength, pairs):
    """Molecules of the first pairs, as (place, strength), the border being at 1."""
    places = np.arange(-pairs, pairs + 2)
    return 2.0 * places, np.where(places % 2 == 0, 1.0, strength)


def pull(at, strength, pairs):
    """Force towards the nucleus on a charge -1, in the direction of each attraction."""
    places, strengths = charges_on_the_line(strength, pairs)
    return -np.sum(strengths * (places - at) / np.abs(places - at) ** 3)


def direct_distance(ratio, strength, pairs):
    """Resisting distance by quadrature of the force and its values at the ends."""
    work, _ = integrate.quad(pull, ratio, 1, args=(strength, pairs), epsabs=1e-13)
    return 2 * work + pull(1, strength, pairs) - ratio * pull(ratio, strength, pairs)


def evaluated(expression, unit, **values):
    """Number for an expression in `unit`, with no quantity equal to one; r in borders."""
    lengths = {"r": BORDER}
    chosen = {getattr(pair, name): value * lengths.get(name, 1) for name, value in values.items()}
    return float(expression.subs(VALUES).subs(chosen).doit()) / unit


def test_strengths_alternate_outward_from_the_nucleus():
    assert [chain.strength(sp.Integer(j)) for j in range(-3, 4)] == [
        pair.c, 1, pair.c, 1, pair.c, 1, pair.c,
    ]  # fmt: skip


@pytest.mark.parametrize("pairs", [0, 1, 2, 5])
@pytest.mark.parametrize("strength", [0.0, 0.3, 1.0])
def test_chain_force_is_the_sum_of_the_attractions(pairs, strength):
    force = evaluated(chain.chain_force(sp.Integer(pairs)), FORCE, r=0.37, c=sp.Float(strength))
    assert force == pytest.approx(-pull(0.37, strength, pairs), rel=1e-12)


def test_first_pair_is_the_pair_force():
    assert sp.simplify(chain.pair_term(sp.Integer(0)) - pair.pair_force(pair.c)) == 0


@pytest.mark.parametrize("pairs", [0, 1, 4])
def test_lifting_energy_of_the_chain_is_work_plus_kinetic_step(pairs):
    energy = evaluated(
        chain.chain_lifting_energy(sp.Integer(pairs)), ENERGY, r=0.6, c=sp.Float(0.4)
    )
    assert energy == pytest.approx(direct_distance(0.6, 0.4, pairs) / 2, rel=1e-9)


@pytest.mark.parametrize("index", [0, 1, 2, 7])
def test_shares_of_one_pair(index):
    """Each share against the difference of two chains that differ by that pair."""
    number, ratio, strength = sp.Integer(index), 0.45, 0.3

    def work(pairs):
        if pairs < 0:
            return 0.0
        return integrate.quad(pull, ratio, 1, args=(strength, pairs), epsabs=1e-13)[0]

    def kinetic(at, pairs):
        return at * pull(at, strength, pairs) / 2 if pairs >= 0 else 0.0

    given_values = {"r": ratio, "c": sp.Float(strength)}
    potential = evaluated(chain.potential_distance(number), 1 / BORDER, **given_values)
    assert potential == pytest.approx(2 * (work(index) - work(index - 1)), abs=1e-10)
    energy = evaluated(chain.kinetic_energy_term(number), ENERGY, **given_values)
    assert energy == pytest.approx(kinetic(ratio, index) - kinetic(ratio, index - 1), abs=1e-12)
    step = evaluated(chain.kinetic_distance(number), 1 / BORDER, **given_values)
    expected = 2 * sum(
        sign * (kinetic(at, index) - kinetic(at, index - 1)) for sign, at in ((1, 1), (-1, ratio))
    )
    assert step == pytest.approx(expected, abs=1e-12)
    both = evaluated(chain.distance_term(number), 1 / BORDER, **given_values)
    assert both == pytest.approx(potential + step, rel=1e-12)


def test_shares_by_source_are_the_same_shares():
    difference = chain.potential_distance_by_source() - chain.potential_distance()
    assert sp.simplify(difference) == 0
    left, right = chain.potential_distance_by_source().args
    assert all(part.subs(pair.r, pair.R_b) == 0 for part in (left, right))


@settings(deadline=None)
@given(RATIOS, STRENGTHS)
def test_first_term_is_the_chain_of_two_molecules(ratio, strength):
    expected = direct_distance(ratio, strength, 0)
    assert chain.resisting_distance(ratio, 1, strength, pairs=0) == pytest.approx(
        expected, rel=1e-8, abs=1e-10
    )


@pytest.mark.parametrize("pairs", [0, 1, 6])
def test_numeric_sum_is_the_symbolic_sum(pairs):
    symbolic = evaluated(
        chain.resisting_distance_sum(sp.Integer(pairs)),
        1 / BORDER,
        r=sp.Float(0.3),
        c=sp.Float(0.7),
    )
    assert chain.resisting_distance(0.3, 1, 0.7, pairs) == pytest.approx(symbolic, rel=1e-12)
    assert chain.resisting_distance(0.6e-9, 2e-9, 0.7, pairs) == pytest.approx(symbolic / 2e-9)


@settings(deadline=None)
@given(RATIOS, STRENGTHS, st.integers(0, 60))
def test_closed_form_lies_within_the_tail_bound_of_every_partial_sum(ratio, strength, pairs):
    tail = chain.resisting_distance(ratio, 1, strength) - chain.resisting_distance(
        ratio, 1, strength, pairs
    )
    assert abs(tail) <= chain.tail_bound(ratio, 1, strength, pairs) + 1e-12


@pytest.mark.parametrize(("ratio", "strength"), [(0.3, 0.0), (0.4, 0.6), (0.3, 1.0)])
def test_tail_bound_is_no_more_than_a_few_times_the_tail(ratio, strength):
    for pairs in (30, 31):
        bound = chain.tail_bound(2 * ratio, 2, strength, pairs)
        tail = chain.resisting_distance(2 * ratio, 2, strength) - chain.resisting_distance(
            2 * ratio, 2, strength, pairs
        )
        assert 1 < bound / abs(tail) < 8


@pytest.mark.parametrize(("ratio", "strength"), [(0.2, 0.0), (0.5, 0.1), (0.7, 1.0), (1.6, 0.4)])
def test_closed_form_against_an_accelerated_sum(ratio, strength):
    """Levin-accelerated summation of four molecules a time, in thirty digits."""
    with mpmath.workdps(30):
        q, w = mpmath.mpf(ratio), mpmath.mpf(strength)

        def four(k):
            total = mpmath.mpf(0)
            for sign, weight, offset in ((1, 1, 0), (-1, w, 2), (1, w, 2), (-1, 1, 4)):
                here, border = 4 * k + offset + sign * q, 4 * k + offset + sign
                total += 2 * weight * (1 / here - 1 / border)
                total += sign * weight * (1 / border**2 - q / here**2)
            return total

        expected = float(mpmath.nsum(four, [0, mpmath.inf]))
    assert chain.resisting_distance(ratio, 1, strength) == pytest.approx(expected, rel=1e-11)


@pytest.mark.parametrize("strength", [0.0, 0.4, 1.0])
def test_force_limit_is_minus_the_slope_of_the_potential(strength):
    """Also against the sum over many molecules, Richardson-extrapolated."""
    force = evaluated(chain.force_limit(), FORCE, r=sp.Float(0.6), c=sp.Float(strength))
    coarse, fine = (pull(0.6, strength, pairs) for pairs in (2001, 4003))
    assert force == pytest.approx(-(4 * fine - coarse) / 3, rel=1e-8)


def test_kinetic_energy_at_the_border_is_catalans_constant():
    border = chain.force_limit().subs(pair.r, pair.R_b)
    at_border = evaluated(border, FORCE, c=sp.Rational(1, 4))
    assert at_border == pytest.approx(-0.75 * float(sp.Catalan), rel=1e-12)


@pytest.mark.parametrize(
    ("strength", "ratio", "power"), [(0.0, 0.4, -2), (0.5, 0.4, -2), (1.0, 0.4, -3), (1.0, 0.5, -5)]
)
def test_power_by_which_the_terms_fall(strength, ratio, power):
    index = np.array([50, 500])
    terms = np.abs(chain.distance_terms(index, ratio, 1, strength))
    measured = np.diff(np.log(terms)) / np.diff(np.log(2 * index + 1))
    assert measured == pytest.approx(power, abs=0.01)


@pytest.mark.parametrize("strength", [0.0, 0.5, 1.0])
def test_partial_sums_converge_with_the_inverse_square_for_every_strength(strength):
    limit = chain.resisting_distance(0.3, 1, strength)
    errors = [abs(chain.resisting_distance(0.3, 1, strength, n) - limit) for n in (60, 600)]
    slope = np.log(errors[1] / errors[0]) / np.log(10)
    assert slope == pytest.approx(-2, abs=0.03)


def test_neighbouring_terms_have_opposite_signs_unless_all_molecules_are_alike():
    assert np.prod(np.sign(chain.distance_terms([20, 21], 0.4, 1, 0.5))) == -1
    assert np.prod(np.sign(chain.distance_terms([20, 21], 0.4, 1, 1.0))) == 1


@pytest.mark.parametrize("pairs", [0, 1, 2, None])
def test_border_slope_against_a_difference_quotient(pairs):
    for strength in (0.0, 0.3, 1.0):
        slope = evaluated(chain.border_slope(pairs), 1, c=sp.Float(strength))
        step = 1e-5
        values = chain.resisting_distance(np.array([1 + step, 1 - step]), 1, strength, pairs)
        assert (values[0] - values[1]) / (2 * step) == pytest.approx(slope, abs=1e-6)


def test_thresholds_approach_that_of_the_endless_line():
    limit = float(chain.tunnel_threshold())
    assert float(chain.tunnel_threshold(12)) == pytest.approx(limit, abs=2e-3)
    catalan, zeta = float(mpmath.catalan), float(mpmath.zeta(3))
    ratio = 7 * zeta / (12 * catalan)
    assert limit == pytest.approx((1 - ratio) / (1 + ratio), rel=1e-12)


@pytest.mark.parametrize("pairs", [0, None])
def test_no_zero_below_the_threshold_and_one_above(pairs):
    """On a grid: the coefficient that makes D vanish falls all the way to the border."""
    ratio = np.linspace(0.01, 0.999, 500)
    bare = chain.resisting_distance(ratio, 1, 0, pairs)
    per_strength = chain.resisting_distance(ratio, 1, 1, pairs) - bare
    needed = -bare / per_strength
    assert np.all(np.diff(needed) < 0)
    assert needed[-1] == pytest.approx(float(chain.tunnel_threshold(pairs)), abs=1e-3)
    found = np.interp(0.4, needed[::-1], ratio[::-1])
    assert chain.conducting_ratio(0.4, pairs) == pytest.approx(found, abs=1e-4)


@settings(deadline=None)
@given(st.floats(0.01, 0.99))
def test_coefficient_that_puts_the_first_terms_zero_at_a_place(ratio):
    coefficient = float(NEEDED.subs(PLACE, ratio))
    scaled = 1 / ratio - 1 + coefficient * (2 / (2 - ratio) + ratio / (2 - ratio) ** 2 - 3)
    assert scaled == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("strength", [0.0, 0.1, 1 / 6, 0.2, 0.25, 0.5, 1.0])
def test_zeros_of_the_first_term(strength):
    lower, upper = (
        float(root.subs(pair.c, sp.nsimplify(strength))) for root in chain.first_term_ratios()
    )
    # Numerator of 1/q + 2c/(2 - q) + cq/(2 - q)^2 - (3c + 1), by arithmetic of polynomials.
    q, gap = np.polynomial.Polynomial([0, 1]), np.polynomial.Polynomial([2, -1])
    cubic = gap**2 + strength * q * (2 * gap + q) - (3 * strength + 1) * q * gap**2
    trivial_one = min(cubic.roots(), key=lambda root: abs(root - 1))
    assert trivial_one == pytest.approx(1, abs=1e-5)
    expected = sorted([1.0, lower, upper])
    assert np.sort(cubic.roots().real) == pytest.approx(expected, abs=1e-5)
    assert np.abs(cubic.roots().imag).max() < 1e-5
    assert upper >= 2 or strength > 0
    # Between nucleus and border exactly above one fifth.
    assert (lower < 1) == (strength > 0.2)
    ratio = chain.first_term_conducting_ratio(strength)
    assert np.isnan(ratio) if strength <= 0.2 else ratio == pytest.approx(lower)


@pytest.mark.parametrize("strength", [0.25, 1 / 3, 0.5, 1.0])
def test_conducting_ratio_by_quadrature_and_root_finding(strength):
    found = optimize.brentq(direct_distance, 0.1, 0.97, args=(strength, 0), xtol=1e-12)
    assert chain.first_term_conducting_ratio(strength) == pytest.approx(found, abs=1e-8)
    assert chain.conducting_ratio(strength, 0) == pytest.approx(found, abs=1e-8)
    found = optimize.brentq(direct_distance, 0.1, 0.97, args=(strength, 400), xtol=1e-12)
    assert chain.conducting_ratio(strength) == pytest.approx(found, abs=1e-5)
    assert chain.tunnel_width(strength) == pytest.approx(1 - found, abs=1e-5)


def test_hydrogen_and_proton_are_the_first_term_at_full_strength():
    assert float(chain.first_term_ratios()[0].subs(pair.c, 1)) == pytest.approx(
        float(pair.hydrogen_conducting_ratio()), rel=1e-12
    )
    radius = np.array([2e-10, 7e-10])
    assert chain.electron_level(radius, 1e-9, 1.0, pairs=0) == pytest.approx(
        -pair.pair_energies(radius, 1e-9).lifting, rel=1e-9, abs=0
    )
    hartree = constants.physical_constants["Hartree energy"][0]
    bohr = constants.physical_constants["Bohr radius"][0]
    expected = -hartree * bohr / 1e-9 / 2 * chain.resisting_distance(0.2, 1, 0.4)
    assert chain.electron_level(2e-10, 1e-9, 0.4) == pytest.approx(expected, rel=1e-8, abs=0)


def test_tunnel_widens_with_the_coefficient():
    strength = np.linspace(0, 1, 21)
    for pairs in (0, None):
        width = chain.tunnel_width(strength, pairs)
        assert np.all(np.diff(width[width > 0]) > 0)
        assert np.all((width == 0) == (strength <= float(chain.tunnel_threshold(pairs)) + 1e-12))


def test_ratio_of_series_to_first_term():
    strength = 0.4
    zero = float(chain.first_term_conducting_ratio(strength))
    far = chain.distance_ratio(0.02, 1, strength)
    assert far == pytest.approx(1, abs=0.02)
    steps = np.array([1e-3, 1e-5, 1e-7])
    beside = chain.distance_ratio(zero + steps, 1, strength)
    assert np.all(np.abs(beside[1:] / beside[:-1]) > 50)
    # Below both thresholds it is bounded, by its limit at the border.
    near = chain.distance_ratio(1 - 1e-6, 1, 0.1)
    slopes = [evaluated(chain.border_slope(n), 1, c=sp.Float(0.1)) for n in (None, 0)]
    assert near == pytest.approx(slopes[0] / slopes[1], abs=1e-4)


def test_range_of_the_first_term_over_a_box():
    radius, border, half = 138e-12, 140e-12, 0.5e-12
    least, greatest = chain.first_term_range(radius, border, 0.1, half)
    grid = np.linspace(-half, half, 11)
    inside = chain.resisting_distance(radius + grid[:, None], border + grid[None, :], 0.1, pairs=0)
    assert inside.min() == pytest.approx(least, rel=1e-9)
    assert inside.max() == pytest.approx(greatest, rel=1e-9)
    with pytest.raises(ValueError, match="strength"):
        chain.first_term_range(radius, border, 0.3, half)
    with pytest.raises(ValueError, match="radius"):
        chain.first_term_range(border, border, 0.1, half)
    # The widest box there is: its ends meet on the border, where d vanishes.
    assert chain.first_term_range(1.0, 1.5, 0.1, 0.25)[0] == pytest.approx(0, abs=1e-12)


@settings(deadline=None)
@given(RATIOS, STRENGTHS, st.integers(0, 8))
def test_chain_potential_is_the_sum_of_inverse_distances(ratio, strength, pairs):
    places, strengths = charges_on_the_line(strength, pairs)
    expected = np.sum(strengths / np.abs(places - ratio))
    assert chain.chain_potential(ratio, 1, strength, pairs) == pytest.approx(expected)


def test_potential_of_the_chain_grows_as_the_logarithm_of_its_mean_charge():
    density = evaluated(chain.line_density(), 2.3 / BORDER, c=sp.Float(0.3))
    grown = chain.chain_potential(0.5, 1, 0.3, 4000) - chain.chain_potential(0.5, 1, 0.3, 1000)
    assert grown == pytest.approx(2 * density * np.log(4), rel=1e-3)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((0.5, 1, 1.5), "strength"),
        ((0.5, 1, -0.1), "strength"),
        ((-0.5, 1, 0.5), "radius"),
        ((0.5, 1, 0.5, -1), "pairs"),
        ((0.5, 1, 0.5, 1.5), "pairs"),
    ],
)
def test_resisting_distance_refuses_what_the_model_does_not_cover(arguments, named):
    with pytest.raises(ValueError, match=named):
        chain.resisting_distance(*arguments)


def test_tail_bound_refuses_places_beyond_the_border():
    assert chain.tail_bound(1, 1, 0.5, 3) == 0
    with pytest.raises(ValueError, match="radius"):
        chain.tail_bound(1.2, 1, 0.5, 3)
