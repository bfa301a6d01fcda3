"""Liu's resistivity: a numerical wire, dimensions and scaling."""

import pytest
import sympy as sp
from scipy import constants

from lib.papers.liu import conduction as res
from lib.papers.liu import pair


def test_a_wire_in_numbers():
    """Follow Eqs. 25 to 35 in numbers and compare with the formula at the end."""
    charge, coulomb = -constants.e, 1 / (4 * constants.pi * constants.epsilon_0)
    values = {
        pair.e: charge, pair.K: coulomb, res.p: 3e-20, res.n: 1e19, res.T: 2.0, res.A: 1e-6,
        res.L: 0.5, res.D: 4e9, res.u: 0.8, res.s: 0.25, pair.Q: -0.8 * charge,
        res.E_c: -coulomb * (-0.8 * charge) * charge * 4e9 / 2,
    }  # fmt: skip
    energy = values[res.E_c]
    volt = 3e-20 * 1e19 * energy / charge
    ampere = charge * 1e19 / 2.0
    expected = volt / ampere * 1e-6 / 0.5
    assert float(res.lifting_potential().subs(values)) == pytest.approx(energy / charge)
    assert float(res.voltage().subs(values)) == pytest.approx(volt)
    assert float(res.current().subs(values)) == pytest.approx(ampere)
    assert float(res.resistance().subs(values)) == pytest.approx(volt / ampere)
    for step in (
        res.resistivity_from_energy(),
        res.resistivity_from_distance(),
        res.resistivity(),
        res.microscopic_resistivity() * res.D,
    ):
        assert float(step.subs(values)) == pytest.approx(expected)
    assert expected > 0


def test_dimensions():
    volt, ampere = res.DIMENSIONS[res.V], (0, 0, 0, 1)
    ohm = tuple(one - other for one, other in zip(volt, ampere, strict=True))
    metre = (0, 1, 0, 0)
    ohm_metre = tuple(one + other for one, other in zip(ohm, metre, strict=True))
    ohm_metre_squared = tuple(one + other for one, other in zip(ohm_metre, metre, strict=True))
    assert res.dimension(res.voltage()) == volt
    assert res.dimension(res.current()) == ampere
    assert res.dimension(res.resistance()) == ohm
    for step in (res.resistivity_from_energy(), res.resistivity_from_distance(), res.resistivity()):
        assert res.dimension(step) == ohm_metre
    assert res.dimension(res.microscopic_resistivity()) == ohm_metre_squared
    # Coulomb's constant and the energy of two charges, an independent entry of the table.
    energy = pair.K * pair.Q * pair.e * res.D
    assert res.dimension(energy) == res.DIMENSIONS[res.E_c]
    assert res.dimension(res.L / res.T) == res.DIMENSIONS[res.s]
    assert res.dimension(res.V * pair.e) == res.DIMENSIONS[res.E_c]
    assert res.dimension(res.A) == res.dimension(res.L**2)
    for number in (res.p, res.u, res.n):
        assert res.dimension(number) == (0, 0, 0, 0)
    with pytest.raises(ValueError, match="speed"):
        res.dimension(sp.Symbol("speed"))


def test_microscopic_resistivity_depends_on_the_shape_and_drive_of_the_sample():
    factor = res.microscopic_resistivity()
    exponents = {symbol: res.scaling_exponent(factor, symbol) for symbol in (res.A, res.s, res.p)}
    assert exponents == {res.A: 1, res.s: -1, res.p: 1}
    assert res.scaling_exponent(factor, res.L) == 0


def test_with_the_coefficient_its_own_definition_implies_the_lifting_energy_drops_out():
    density = sp.Symbol("n_0", positive=True)
    implied = res.implied_resistivity(density)
    field_over_current_density = -res.V / res.L / (density * pair.e * res.s)
    assert sp.simplify(implied - field_over_current_density) == 0
    assert res.D not in implied.free_symbols
    coefficient = res.implied_coefficient(density)
    back = res.voltage().subs(res.n, density * res.A * res.L).subs(res.p, coefficient)
    lifting = -pair.K * pair.Q * pair.e * res.D / 2
    back = back.subs(res.E_c, lifting).subs(pair.Q, -res.u * pair.e)
    assert sp.simplify(back + res.V) == 0
