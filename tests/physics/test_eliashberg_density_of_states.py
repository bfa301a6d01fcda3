"""Eliashberg equations with a peak in the density of states."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate

from lib.physics import eliashberg
from lib.physics.eliashberg.density_of_states import peaked_critical_temperature, smeared_peak

GRID = np.linspace(0, 200, 401)
SPECTRUM = eliashberg.fit_moments(GRID, GRID**2 * (GRID < 195), 2.0, 100.0, 114.0)
END = 6 * SPECTRUM[0][np.flatnonzero(SPECTRUM[1])[-1]]


@settings(deadline=None, max_examples=25)
@given(s=st.floats(1e-2, 1e2), height=st.floats(0, 5), width=st.floats(0.1, 10))
def test_average_is_that_of_quadrature(s, height, width):
    def integrand(angle):  # energy = s tan(angle) flattens the weight s/(s² + ε²)
        energy = s * np.tan(angle)
        return (1 + height * width**2 / (energy**2 + width**2)) / (1 + height) / np.pi

    exact, _ = integrate.quad(integrand, -np.pi / 2, np.pi / 2, limit=400)
    assert smeared_peak(s, height, width) == pytest.approx(exact, rel=1e-6)


@pytest.mark.parametrize("mu", [0.0, 0.1, 0.16])
def test_without_a_peak_it_is_the_solver_of_constant_density(mu):
    flat = eliashberg.critical_temperature(*SPECTRUM, mu, END)
    assert peaked_critical_temperature(*SPECTRUM, mu, 0.0, 100.0, END) == pytest.approx(
        flat, rel=2e-3
    )


def test_a_wide_peak_is_constant_and_a_narrow_one_is_background():
    flat = eliashberg.critical_temperature(*SPECTRUM, 0.0, END)
    wide = peaked_critical_temperature(*SPECTRUM, 0.0, 1.0, 1e6, END)
    assert wide == pytest.approx(flat, rel=3e-3)
    energies, alpha2F = SPECTRUM
    background = eliashberg.critical_temperature(energies, alpha2F / 2, 0.0, END)
    narrow = peaked_critical_temperature(*SPECTRUM, 0.0, 1.0, 1e-3, END)
    assert narrow == pytest.approx(background, rel=3e-3)


def test_temperature_grows_with_width_and_falls_with_height():
    by_width = [peaked_critical_temperature(*SPECTRUM, 0.1, 1.0, w, END) for w in (50, 150, 400)]
    assert by_width == sorted(by_width)
    by_height = [peaked_critical_temperature(*SPECTRUM, 0.1, p, 150, END) for p in (0, 0.5, 1.5)]
    assert by_height == sorted(by_height, reverse=True)


def test_energy_integrals_on_a_grid_give_the_same_temperature():
    """Frequencies of both signs, the integrals over the electrons' energy done by quadrature."""
    line, strength, height, width = 100.0, 2.0, 1.0, 80.0
    energies = np.array([99.9, 100.0, 100.1])
    alpha2F = np.array([0.0, 1.0, 0.0])
    alpha2F = alpha2F * strength / eliashberg.coupling_constant(energies, alpha2F)
    critical = peaked_critical_temperature(energies, alpha2F, 0.0, height, width, 200.0)
    n = np.arange(-40, 40)
    omega = np.pi * critical * (2 * n + 1)
    kernel = strength * line**2 / (line**2 + (omega[:, None] - omega) ** 2)
    angle = (np.arange(4000) + 0.5) / 4000 * np.pi - np.pi / 2
    energy = width * np.tan(angle)
    step = width / np.cos(angle) ** 2 * np.pi / 4000
    density = (1 + height * width**2 / (energy**2 + width**2)) / (1 + height)
    renormalised = omega.copy()
    for _ in range(60):
        weight = (density * step / (renormalised[:, None] ** 2 + energy**2)).sum(axis=1)
        renormalised = omega + critical * kernel @ (renormalised * weight)
    weight = (density * step / (renormalised[:, None] ** 2 + energy**2)).sum(axis=1)
    eigenvalues = np.linalg.eigvals(critical * kernel * weight)
    assert eigenvalues.real.max() == pytest.approx(1, abs=2e-3)


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ((-0.1, 1.0, 10.0, 2000.0), "coulomb_pseudopotential"),
        ((0.1, -1.0, 10.0, 2000.0), "height"),
        ((0.1, 1.0, 0.0, 2000.0), "half_width"),
        ((0.1, 1.0, 10.0, 20.0), "reference_energy"),
    ],
)
def test_bad_arguments_are_named(arguments, name):
    with pytest.raises(ValueError, match=name):
        peaked_critical_temperature(*SPECTRUM, *arguments)
