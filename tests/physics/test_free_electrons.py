import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import constants
from scipy.integrate import quad
from scipy.optimize import brentq

from lib.physics import free_electrons as fe


def close(value, rel=1e-6):
    """Relative agreement alone: the default absolute tolerance would hide quantities in SI."""
    return pytest.approx(value, rel=rel, abs=0)


densities = st.floats(1e25, 1e31)

# Ashcroft and Mermin, Solid State Physics, tables 1.1 and 2.1: density in 1e28/m³, E_F in eV,
# T_F in 1e4 K, v_F in 1e6 m/s, r_s
METALS = {
    "Cu": (8.47, 7.00, 8.16, 1.57, 2.67),
    "Ag": (5.86, 5.49, 6.38, 1.39, 3.02),
    "Be": (24.7, 14.3, 16.6, 2.25, 1.87),
    "Al": (18.1, 11.7, 13.6, 2.03, 2.07),
    "Nb": (5.56, 5.32, 6.18, 1.37, 3.07),
    "Pb": (13.2, 9.47, 11.0, 1.83, 2.30),
    "Hg": (8.65, 7.13, 8.29, 1.58, 2.65),
}


def test_textbook_metals():
    density, energy, temperature, velocity, radius = np.array(list(METALS.values())).T
    density = density * 1e28
    assert fe.fermi_energy(density) / constants.eV == close(energy, rel=5e-3)
    assert fe.fermi_temperature(density) / 1e4 == close(temperature, rel=5e-3)
    assert fe.fermi_velocity(density) / 1e6 == close(velocity, rel=5e-3)
    assert fe.spacing_parameter(density) == close(radius, rel=5e-3)


def test_free_electron_sommerfeld_coefficient_of_textbook_metals():
    # Kittel, Introduction to Solid State Physics: lattice constants (Å) and atoms a cubic cell,
    # chapter 1, table 3 (sodium at 5 K); free-electron γ in mJ/(mol K²), chapter 6, table 2
    metals = {"Cu": (1, 3.61, 4, 0.505), "Na": (1, 4.225, 2, 1.094), "Al": (3, 4.05, 4, 0.912)}
    valence, lattice, atoms, gamma = np.array(list(metals.values())).T
    volume = (lattice * 1e-10) ** 3 / atoms * constants.N_A
    assert fe.molar_sommerfeld_coefficient(valence, volume) * 1e3 == close(gamma, rel=0.01)


def test_the_fermi_sphere_counts_the_electrons():
    density = 8.47e28
    filled, _ = quad(lambda k: k**2 / np.pi**2, 0, fe.fermi_wavevector(density))
    assert filled == close(density, rel=1e-12)


def test_density_of_states_is_the_derivative_of_the_density():
    density, mass = 1.81e29, 1.4 * constants.m_e
    energy = fe.fermi_energy(density, mass)
    step = 1e-4 * energy
    near, far = fe.density_from_fermi_energy(energy + step * np.array([-1, 1]), mass)
    assert fe.density_of_states(density, mass) == close((far - near) / (2 * step), rel=1e-7)


def test_specific_heat_agrees_with_the_fermi_dirac_integrals():
    # energy of the gas at fixed density, the chemical potential adjusted; units of E_F and k_B/E_F
    def integral(power, t, mu):
        value, _ = quad(lambda x: x**power / (np.exp((x - mu) / t) + 1), 0, 1 + 60 * t, points=[mu])
        return value

    def energy(t):
        mu = brentq(lambda m: integral(0.5, t, m) - 2 / 3, 0.9, 1.1, xtol=1e-13)
        return 1.5 * integral(1.5, t, mu)

    density = 8.47e28
    t, step = 0.01, 1e-3
    heat = (energy(t + step) - energy(t - step)) / (2 * step) * density * constants.k
    computed = fe.specific_heat(t * fe.fermi_temperature(density), density)
    assert computed == close(heat, rel=2e-3)


@given(densities)
def test_fermi_energy_is_inverted(density):
    energy = fe.fermi_energy(density)
    assert fe.density_from_fermi_energy(energy) == close(density, rel=1e-12)


@given(densities, st.floats(1.1, 10))
def test_scaling(density, factor):
    ratios = {
        fe.fermi_wavevector: 1 / 3,
        fe.fermi_energy: 2 / 3,
        fe.fermi_velocity: 1 / 3,
        fe.density_of_states: 1 / 3,
        fe.spacing_parameter: -1 / 3,
    }
    for function, power in ratios.items():
        ratio = function(factor * density) / function(density)
        assert ratio == close(factor**power, rel=1e-12)


def test_mass_scaling_and_inverse_of_the_sommerfeld_coefficient():
    density = 6e28
    heavy = 3 * constants.m_e
    assert fe.fermi_energy(density, heavy) == close(fe.fermi_energy(density) / 3)
    states = fe.density_of_states(density, heavy)
    assert states == close(3 * fe.density_of_states(density))
    gamma = fe.sommerfeld_coefficient(states)
    assert fe.states_from_sommerfeld_coefficient(gamma) == close(states, rel=1e-14)


def test_broadcasting():
    density = np.array([[1e28], [2e28]])
    mass = constants.m_e * np.array([1.0, 2.0, 3.0])
    assert fe.fermi_energy(density, mass).shape == (2, 3)


@pytest.mark.parametrize("bad", [0.0, -1e28, np.nan, np.inf])
def test_bad_densities_are_refused(bad):
    for function in (fe.fermi_wavevector, fe.fermi_energy, fe.density_of_states):
        with pytest.raises(ValueError, match="density"):
            function(bad)
