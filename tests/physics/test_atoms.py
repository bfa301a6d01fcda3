"""Slater's rules against published charges, and helium's potential against its known shape."""

import numpy as np
import pytest
from scipy import constants, optimize

from lib.physics import atoms

# Slater's own examples and textbook values
PUBLISHED = [
    (1, "1s1", 1.0),
    (2, "1s2", 1.70),
    (3, "1s2 2s1", 1.30),
    (6, "1s2 2s2 2p2", 3.25),
    (11, "1s2 2s2 2p6 3s1", 2.20),
    (19, "1s2 2s2 2p6 3s2 3p6 4s1", 2.20),
    (30, "1s2 2s2 2p6 3s2 3p6 3d10 4s2", 4.35),
]


@pytest.mark.parametrize(("number", "configuration", "charge"), PUBLISHED)
def test_slater_charges_are_the_published_ones(number, configuration, charge):
    assert atoms.slater_charge(number, configuration) == pytest.approx(charge, abs=1e-9)


def test_a_configuration_must_hold_all_electrons():
    with pytest.raises(ValueError, match="configuration must hold 12"):
        atoms.slater_charge(12, "1s2 2s2 2p6 3s1")


def test_the_well_of_helium_is_where_and_as_deep_as_published():
    lowest = optimize.minimize_scalar(
        lambda r: atoms.helium_pair_energy(r * 1e-10) / constants.k, bounds=(2.5, 3.5)
    )
    assert lowest.x == pytest.approx(2.9673, abs=1e-3)
    assert lowest.fun == pytest.approx(-10.8, abs=1e-3)
    zero = optimize.brentq(lambda r: atoms.helium_pair_energy(r * 1e-10), 2.4, 2.9)
    assert zero == pytest.approx(2.6389, abs=2e-3)


def test_far_away_the_attraction_is_the_dispersion_force():
    r = np.array([20e-10, 40e-10])
    first, second = atoms.helium_pair_energy(r)
    assert first < 0
    assert second < 0
    assert first / second == pytest.approx(2**6, rel=0.02)
    # C6 of two helium atoms is 1.461 atomic units
    hartree, bohr = (constants.value(n) for n in ("Hartree energy", "Bohr radius"))
    assert -second * r[1] ** 6 / (hartree * bohr**6) == pytest.approx(1.461, rel=0.03)


def test_distance_must_be_positive():
    with pytest.raises(ValueError, match="distance must be positive"):
        atoms.helium_pair_energy(-1e-10)
