"""Molecules off Liu's line: Ewald's summation, direct sums, and derivatives."""

import itertools

import numpy as np
import pytest
import sympy as sp
from scipy import integrate
from scipy.special import erfc

from lib.papers.liu import chain, lattice, pair

ARRANGEMENTS = ("checkerboard", "layers")


def strengths_at(places, strength, arrangement):
    odd = places.sum(axis=1) % 2 if arrangement == "checkerboard" else places[:, 0] % 2
    return np.where(odd == 0, 1.0, strength)


def ewald_force(position, strength, arrangement, alpha=0.9):
    """Axial force over K Q e from the whole crystal on a neutralising background; border 1."""
    cell = np.array(list(itertools.product((0, 1), repeat=3)))
    charges = strengths_at(cell, strength, arrangement)
    sites = 2.0 * cell
    at = np.array([position, 0.0, 0.0])
    total = 0.0
    for shift in itertools.product(range(-3, 4), repeat=3):
        away = at - sites - 4.0 * np.array(shift)
        distance = np.linalg.norm(away, axis=1)
        screened = erfc(alpha * distance) / distance**2
        screened += 2 * alpha / np.sqrt(np.pi) * np.exp(-((alpha * distance) ** 2)) / distance
        total += np.sum(charges * screened * away[:, 0] / distance)
    waves = np.array(list(itertools.product(range(-7, 8), repeat=3))) * np.pi / 2
    waves = waves[np.any(waves != 0, axis=1)]
    squares = np.sum(waves**2, axis=1)
    phases = (at - sites) @ waves.T
    amplitude = charges @ np.sin(phases)
    weights = np.exp(-squares / (4 * alpha**2)) / squares * waves[:, 0]
    return total + 4 * np.pi / 64 * np.sum(weights * amplitude)


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
@pytest.mark.parametrize(("position", "strength"), [(0.3, 0.1), (0.7, 1.0), (1.0, 0.4)])
def test_column_sum_is_ewalds_sum_less_the_line(position, strength, arrangement):
    on_line = (chain.force_limit() / (pair.K * pair.Q * pair.e)).subs(
        {pair.r: sp.Float(position), pair.R_b: 1, pair.c: sp.Float(strength)}
    )
    expected = ewald_force(position, strength, arrangement) - float(on_line)
    found = lattice.offline_field(position, 1, strength, arrangement).force
    assert found == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
def test_crystal_built_up_as_a_cube_adds_the_field_of_its_mean_charge(arrangement):
    """Direct sum over growing cubes round the nucleus."""
    position, strength, reach = 0.8, 0.3, 40
    axis = np.arange(-reach, reach + 1)
    places = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1).reshape(-1, 3)
    places = places[np.any(places[:, 1:] != 0, axis=1)]
    charges = strengths_at(places, strength, arrangement)
    away = np.array([position, 0, 0]) - 2.0 * places
    direct = np.sum(charges * away[:, 0] / np.linalg.norm(away, axis=1) ** 3)
    columns = lattice.offline_field(position, 1, strength, arrangement).force
    mean = lattice.mean_charge_force(position, 1, strength)
    assert direct == pytest.approx(columns + mean, abs=4e-3)
    assert abs(direct - columns) > 0.1


def test_mean_charge_force_vanishes_at_the_centre_of_the_crystal():
    assert lattice.mean_charge_force(1.0, 1.0, 0.5, centre=1.0) == 0
    # A ball of uniform charge: the charge within, at its centre.
    within = 4 * np.pi / 3 * 0.6**3 * 0.75 / 8
    assert lattice.mean_charge_force(0.6, 1.0, 0.5) == pytest.approx(within / 0.6**2)
    assert lattice.mean_charge_force(1.2, 2.0, 0.5) == pytest.approx(within / 0.6**2 / 4)


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
def test_potential_force_and_slope_are_derivatives(arrangement):
    border, strength, step = 1.3, 0.2, 1e-5
    at = np.array([0.4, 0.9])
    ahead, behind = (
        lattice.offline_field(at + sign * step, border, strength, arrangement) for sign in (1, -1)
    )
    here = lattice.offline_field(at, border, strength, arrangement)
    assert -(ahead.potential - behind.potential) / (2 * step) == pytest.approx(here.force, rel=1e-6)
    assert (ahead.force - behind.force) / (2 * step) == pytest.approx(here.slope, rel=1e-6)


def test_symmetry_cancels_the_axial_force_at_the_border_only_between_like_molecules():
    for arrangement in ARRANGEMENTS:
        assert lattice.offline_field(1, 1, 1, arrangement).force == pytest.approx(0, abs=1e-12)
        assert abs(lattice.offline_field(1, 1, 0.5, arrangement).force) > 0.05
        assert abs(lattice.offline_field(0.5, 1, 1, arrangement).force) > 0.01


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
def test_offline_distance_is_work_and_kinetic_step(arrangement):
    border, radius, strength = 2.0, 0.9, 0.25

    def force(at):
        return float(lattice.offline_field(at, border, strength, arrangement).force)

    work, _ = integrate.quad(force, radius, border, epsabs=1e-12)
    expected = 2 * work + border * force(border) - radius * force(radius)
    found = lattice.offline_resisting_distance(radius, border, strength, arrangement)
    assert found == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("centre", [0.0, 2.0])
def test_distance_of_the_mean_charge_is_work_and_kinetic_step(centre):
    border, radius, strength = 2.0, 0.9, 0.25

    def force(at):
        return float(lattice.mean_charge_force(at, border, strength, centre))

    work, _ = integrate.quad(force, radius, border, epsabs=1e-12)
    expected = 2 * work + border * force(border) - radius * force(radius)
    found = lattice.mean_charge_resisting_distance(radius, border, strength, centre)
    assert found == pytest.approx(expected, rel=1e-12)


def test_unknown_arrangement_is_refused():
    with pytest.raises(ValueError, match="arrangement"):
        lattice.offline_field(0.5, 1, 0.5, "random")


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
def test_threshold_of_the_crystal_is_where_the_resisting_distance_changes_sign(arrangement):
    threshold = lattice.lattice_tunnel_threshold(arrangement)
    below_the_border = 1 - 1e-4
    for offset in (-0.01, 0.01):
        whole = chain.resisting_distance(below_the_border, 1, threshold + offset)
        whole = whole + lattice.offline_resisting_distance(
            below_the_border, 1, threshold + offset, arrangement
        )
        assert np.sign(whole) == -np.sign(offset)


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
def test_a_crystal_twice_as_large(arrangement):
    small = lattice.offline_field(0.7, 1.0, 0.3, arrangement)
    large = lattice.offline_field(1.4, 2.0, 0.3, arrangement)
    expected = [small.potential / 2, small.force / 4, small.slope / 8]
    assert list(large) == pytest.approx(expected, rel=1e-12)
