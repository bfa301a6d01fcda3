"""Liu's model against other routes: force vectors, quadrature, trajectories, root finders."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import constants, integrate, optimize

from lib.papers.liu import pair as liu

BORDER = 1.3
VALUES = {liu.K: 1.7, liu.Q: 2.3, liu.e: -0.6, liu.R_b: BORDER, liu.m: 0.7}
ENERGY = 1.7 * 2.3 * 0.6 / BORDER
RATIOS = st.floats(0.05, 0.98)
STRENGTHS = st.floats(0, 1)


def vector_force(at, charges, positions):
    """Force on a charge -1 at a point of space, by Coulomb's law for vectors."""
    away = np.asarray(at, dtype=float) - np.column_stack([positions, np.zeros((len(positions), 2))])
    return -(np.asarray(charges)[:, None] * away / np.linalg.norm(away, axis=1)[:, None] ** 3).sum(
        0
    )


def numeric(expression, unit, *symbols):
    """Function of the symbols in `unit`, with no quantity equal to one; lengths in borders."""
    function = sp.lambdify(symbols, expression.subs(VALUES))

    def scaled(*arguments):
        lengths = [BORDER if symbol == liu.r else 1 for symbol in symbols]
        return function(*(s * a for s, a in zip(lengths, arguments, strict=True))) / unit

    return scaled


FORCE = liu.pair_force(liu.c)
pair_force = numeric(FORCE, ENERGY / BORDER, liu.r, liu.c)
pair_step = numeric(liu.potential_step(FORCE), ENERGY, liu.r, liu.c)
pair_kinetic = numeric(liu.orbital_kinetic_energy(FORCE), ENERGY, liu.r, liu.c)
circle_inward, circle_tangential = (
    numeric(part, ENERGY / BORDER, liu.r, liu.c, liu.theta) for part in liu.circle_force(liu.c)
)
hydrogen_lifting = numeric(liu.lifting_energy(), ENERGY, liu.r)


def test_like_charges_repel_and_the_force_falls_with_the_square():
    force = liu.coulomb_force()
    positive = force.subs({liu.K: 2, liu.q_1: 3, liu.q_2: 5})
    assert positive.subs(liu.d, 1) == 30
    assert positive.subs(liu.d, 2) == sp.Rational(30, 4)
    assert liu.coulomb_force(liu.Q, liu.e, liu.r).is_negative


@settings(deadline=None)
@given(RATIOS, STRENGTHS)
def test_pair_force_is_the_vector_sum_of_two_attractions(ratio, strength):
    expected = vector_force([ratio, 0, 0], [1, strength], [0, 2])[0]
    assert pair_force(ratio, strength) == pytest.approx(expected, rel=1e-12)


def test_pair_force_is_antisymmetric_about_the_border():
    force = liu.pair_force()
    assert sp.simplify(force + force.subs(liu.r, 2 * liu.R_b - liu.r)) == 0
    assert force.subs(liu.r, liu.R_b) == 0
    assert pair_force(0.5, 1) < 0


@settings(deadline=None)
@given(RATIOS, STRENGTHS)
def test_potential_step_is_the_work_done_against_the_force(ratio, strength):
    work, _ = integrate.quad(
        lambda s: -vector_force([s, 0, 0], [1, strength], [0, 2])[0], ratio, 1, epsabs=1e-12
    )
    assert pair_step(ratio, strength) == pytest.approx(work, rel=1e-9, abs=1e-11)


def test_centripetal_force_carries_a_mass_round_a_circle():
    radius, speed, mass = 0.7, 1.9, 2.3
    pull = float(liu.centripetal_force().subs({liu.m: mass, liu.v: speed, liu.d: radius}))

    def motion(_, state):
        place, velocity = state[:2], state[2:]
        return [*velocity, *(-pull / mass * place / np.linalg.norm(place))]

    period = 2 * np.pi * radius / speed
    path = integrate.solve_ivp(motion, (0, period), [radius, 0, 0, speed], rtol=1e-10, atol=1e-12)
    assert np.hypot(*path.y[:2]) == pytest.approx(radius, rel=1e-7)
    assert path.y[:, -1] == pytest.approx([radius, 0, 0, speed], abs=1e-6)


@settings(deadline=None)
@given(RATIOS, STRENGTHS)
def test_orbital_kinetic_energy_balances_the_force(ratio, strength):
    kinetic = pair_kinetic(ratio, strength)
    inward = -vector_force([ratio, 0, 0], [1, strength], [0, 2])[0]
    assert 2 * kinetic / ratio == pytest.approx(inward, rel=1e-12, abs=1e-12)


def test_kinetic_energy_vanishes_at_the_border_and_the_step_is_its_fall():
    force = liu.pair_force()
    assert liu.orbital_kinetic_energy(force, liu.R_b) == 0
    step = liu.kinetic_step(force) + liu.orbital_kinetic_energy(force)
    assert sp.simplify(step) == 0
    at_border = numeric(liu.orbital_kinetic_energy(FORCE, liu.R_b), ENERGY, liu.c)
    assert at_border(0.25) == pytest.approx(0.375)


@pytest.mark.parametrize("ratio", [0.2, 0.35, 0.4, 0.6, 0.9])
def test_lifting_energy_is_what_a_radial_flight_lacks_at_the_border(ratio):
    """Newton's equation along the line, from the orbit's speed turned outward."""
    speed = np.sqrt(-ratio * vector_force([ratio, 0, 0], [1, 1], [0, 2])[0])
    energy = hydrogen_lifting(ratio)
    # Motion towards the border over a time that suffices for every ratio that gets there.
    reached = lambda _, state: state[0] - 1  # noqa: E731
    turned = lambda _, state: state[1]  # noqa: E731
    reached.terminal = turned.terminal = True
    path = integrate.solve_ivp(
        lambda _, state: [state[1], vector_force([state[0], 0, 0], [1, 1], [0, 2])[0]],
        (0, 100),
        [ratio, speed],
        events=(reached, turned),
        rtol=1e-10,
        atol=1e-12,
    )
    if energy < 0:
        assert path.t_events[0].size == 1
        assert path.y[1, -1] ** 2 / 2 == pytest.approx(-energy, rel=1e-6)
    else:
        assert path.t_events[1].size == 1


def test_resisting_distance_is_the_energy_over_minus_half_KQe():
    energy = liu.lifting_energy()
    assert sp.simplify(energy + liu.K * liu.Q * liu.e / 2 * liu.as_distance(energy)) == 0


def quadrature_lifting(ratio, strength=1.0):
    """Resisting distance (border 1) from quadrature and the force at the two ends."""

    def pull(s):
        return -vector_force([s, 0, 0], [1, strength], [0, 2])[0]

    work, _ = integrate.quad(pull, ratio, 1, epsabs=1e-12)
    return 2 * work + pull(1) - ratio * pull(ratio)


def test_the_zeros_of_the_lifting_energy():
    roots = liu.lifting_roots()
    assert set(roots.values()) == {1}
    assert sorted(float(root) for root in roots) == pytest.approx(
        sorted(np.roots([1, -4, 4, -1]).real), rel=1e-9
    )
    assert 1 in roots
    (beyond,) = (root for root in roots if root > 1)
    assert beyond > 2
    found = optimize.brentq(quadrature_lifting, 0.1, 0.6, xtol=1e-14)
    assert float(liu.hydrogen_conducting_ratio()) == pytest.approx(found, rel=1e-9)
    assert liu.lifting_numerator(sp.Symbol("rho", positive=True)).degree() == 3


def test_zeros_for_a_given_orbit():
    """Eq. 9 asks for the border at a fixed radius; here by a root finder in the border."""
    found = optimize.brentq(lambda border: quadrature_lifting(1 / border), 1.5, 9, xtol=1e-13)
    roots = sorted(float(root) for root in liu.lifting_roots_for_orbit())
    assert roots[-1] == pytest.approx(found, rel=1e-9)
    assert roots == pytest.approx(sorted(1 / float(root) for root in liu.lifting_roots()))


def test_tunnel_region_is_where_the_lifting_energy_is_not_positive():
    region = liu.tunnel_region()
    for ratio in np.linspace(0.01, 1, 34):
        assert (ratio in region) == (quadrature_lifting(ratio) <= 1e-12)
    assert region.start == liu.hydrogen_conducting_ratio()


def test_lowest_lifting_energy_lies_inside_and_not_at_the_border():
    ratio, lowest = liu.lifting_minimum()
    found = optimize.minimize_scalar(quadrature_lifting, bounds=(0.4, 0.99), method="bounded")
    assert float(ratio) == pytest.approx(found.x, abs=1e-5)
    assert float(lowest) == pytest.approx(found.fun, rel=1e-9)


@settings(deadline=None)
@given(RATIOS, STRENGTHS, st.floats(-3, 3))
def test_force_round_the_circle_is_the_vector_sum(ratio, strength, angle):
    radial = np.array([np.cos(angle), np.sin(angle), 0])
    force = vector_force(ratio * radial, [1, strength], [0, 2])
    assert circle_inward(ratio, strength, angle) == pytest.approx(
        -force @ radial, rel=1e-9, abs=1e-9
    )
    assert circle_tangential(ratio, strength, angle) == pytest.approx(
        force @ np.array([-np.sin(angle), np.cos(angle), 0]), rel=1e-9, abs=1e-9
    )


def test_pair_energies_in_joules():
    border = 1e-9
    radius = np.array([100e-12, 500e-12, 900e-12])
    energies = liu.pair_energies(radius, border)
    # e^2 / (4 pi epsilon_0) through the Hartree energy and the Bohr radius.
    hartree = constants.physical_constants["Hartree energy"][0]
    bohr = constants.physical_constants["Bohr radius"][0]
    expected = [quadrature_lifting(ratio) for ratio in radius / border]
    assert energies.lifting == pytest.approx(
        hartree * bohr / border / 2 * np.array(expected), rel=1e-8, abs=0
    )
    step = hartree * bohr / border * np.array([pair_step(ratio, 1) for ratio in radius / border])
    assert -energies.potential == pytest.approx(step, rel=1e-8, abs=0)
    sum_of_both = energies.potential + energies.kinetic
    assert energies.total == pytest.approx(sum_of_both, rel=1e-9, abs=0)
    assert energies.lifting == pytest.approx(-energies.total, rel=1e-9, abs=0)
    assert np.all(energies.kinetic > 0)
    assert np.all(energies.potential < 0)
    at_border = liu.pair_energies(border, border, 0.3)
    assert at_border == pytest.approx((0, 0, 0, 0), abs=1e-30)


@pytest.mark.parametrize(
    ("radius", "border", "named"),
    [
        (0, 1, "radius"),
        (2.1e-9, 1e-9, "radius"),
        (np.nan, 1, "radius"),
        (1, -1, "border"),
        (2, 1, "radius"),
    ],
)
def test_pair_energies_refuse_places_off_the_model(radius, border, named):
    with pytest.raises(ValueError, match=named):
        liu.pair_energies(radius, border)
