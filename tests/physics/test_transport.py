import numpy as np
import pytest
from scipy import constants
from scipy.integrate import quad
from scipy.special import zeta

from lib.physics import free_electrons, transport


def close(value, rel=1e-6):
    """Relative agreement alone: the default absolute tolerance would hide quantities in SI."""
    return pytest.approx(value, rel=rel, abs=0)


COPPER = 8.47e28


def test_drude_and_relaxation_time_are_inverse():
    resistivity = np.array([1e-8, 1.56e-8, 1e-6])
    time = transport.relaxation_time(COPPER, resistivity)
    conductivity = transport.drude_conductivity(COPPER, time)
    assert conductivity == close(1 / resistivity, rel=1e-13)
    # Ashcroft and Mermin, table 1.3: copper at 273 K, 2.7e-14 s
    assert time[1] == close(2.7e-14, rel=0.02)


def test_relaxation_time_from_the_motion_of_an_electron():
    # drift velocity of m dv/dt = eE - m v/τ when it has settled
    field, time = 100.0, 2e-14
    steps = np.linspace(0, 60 * time, 200_001)
    velocity = constants.e * field / constants.m_e * np.exp(-steps / time)
    drift = np.trapezoid(velocity, steps)
    current = COPPER * constants.e * drift
    assert transport.drude_conductivity(COPPER, time) == close(current / field, rel=1e-6)


def test_mean_free_path():
    path = transport.mean_free_path(COPPER, 1.56e-8)
    assert path == close(1.57e6 * 2.7e-14, rel=0.02)
    # at the Ioffe-Regel resistivity k_F times the path is 1
    limit = transport.ioffe_regel_resistivity(COPPER)
    reduced = transport.mean_free_path(COPPER, limit) * free_electrons.fermi_wavevector(COPPER)
    assert reduced == close(1, rel=1e-12)


def test_hall_coefficient():
    # sodium: about -2.4e-10 m³/C; holes have the other sign
    assert transport.hall_coefficient(2.65e28) == close(-2.36e-10, rel=5e-3)
    assert transport.hall_coefficient(2.65e28, constants.e) > 0
    with pytest.raises(ValueError, match="charge"):
        transport.hall_coefficient(1e28, 0.0)


@pytest.mark.parametrize("t", [0.005, 0.02, 0.1, 0.3, 1.0, 5.0])
def test_bloch_gruneisen_against_adaptive_quadrature(t):
    # in the form with sinh, the integral cut where it has converged
    end = min(1 / t, 100.0)
    value, _ = quad(lambda x: x**5 / (4 * np.sinh(x / 2) ** 2), 0, end, epsabs=0, epsrel=1e-12)
    assert transport.bloch_gruneisen(300 * t, 300.0) == close(4 * t**5 * value, rel=1e-10)


def test_bloch_gruneisen_limits():
    low = np.array([1e-3, 5e-3])
    factor = 480 * zeta(5)  # the integral to infinity is 5! ζ(5)
    assert factor == close(497.7, rel=1e-4)
    assert transport.bloch_gruneisen(low, 1.0) == close(factor * low**5, rel=1e-9)
    # 4t⁵ ∫ x³(1 - x²/12) dx = t - 1/(18 t)
    high = np.array([5.0, 20.0])
    assert transport.bloch_gruneisen(high, 1.0) == close(high - 1 / (18 * high), rel=1e-4)
    assert transport.bloch_gruneisen(0.0, 300.0) == 0


def test_resistivity_rises_from_the_residual_one():
    temperature = np.linspace(0, 600, 61)
    resistivity = transport.resistivity(temperature, 343.0, 7e-11, 1e-10)
    assert resistivity[0] == 1e-10
    assert np.all(np.diff(resistivity) >= 0)
    slope = np.diff(resistivity)[-1] / np.diff(temperature)[-1]
    assert slope == close(7e-11, rel=0.03)
    # copper at room temperature, 1.7e-8 Ω m
    assert transport.resistivity(293.0, 343.0, 6.8e-11) == close(1.7e-8, rel=0.2)


def test_transport_coupling():
    # Allen's rate for a spectrum λ_tr ω⁴, (4π k_B T/ħ) ∫ dω/ω (x/sinh x)² α²F with x = ħω/2k_BT,
    # phonon by phonon, and the Drude resistivity of free electrons
    coupling, debye = 0.13, 300.0
    plasma = np.sqrt(COPPER * constants.e**2 / (constants.epsilon_0 * constants.m_e))

    def resistivity(temperature):
        half = debye / (2 * temperature)
        # 2 ∫ α²F/ω = λ for α²F = 2 λ u⁴, u = ω/ω_D
        weight, _ = quad(lambda u: 2 * coupling * u**3 * (half * u / np.sinh(half * u)) ** 2, 0, 1)
        rate = 4 * np.pi * constants.k * temperature / constants.hbar * weight
        return constants.m_e * rate / (COPPER * constants.e**2)

    hot = 20 * debye
    slope = (resistivity(1.01 * hot) - resistivity(0.99 * hot)) / (0.02 * hot)
    assert transport.transport_coupling(slope, plasma) == close(coupling, rel=1e-3)
    # the same spectrum is that of Bloch and Grüneisen at every temperature
    cold = np.array([0.1, 0.3, 1.0]) * debye
    law = transport.resistivity(cold, debye, slope)
    assert law == close([resistivity(t) for t in cold], rel=1e-3)
    # copper is a weak coupler: λ_tr about 0.12 (Allen), plasma frequency about 8.8 eV
    copper = transport.transport_coupling(6.8e-11, 8.8 * constants.e / constants.hbar)
    assert copper == close(0.12, rel=0.2)


def test_shapes_and_bad_input():
    assert transport.bloch_gruneisen(np.ones((2, 1)), np.array([1.0, 2, 3])).shape == (2, 3)
    for bad in (-1.0, np.nan):
        with pytest.raises(ValueError, match="temperature"):
            transport.bloch_gruneisen(bad, 300.0)
    with pytest.raises(ValueError, match="debye_temperature"):
        transport.bloch_gruneisen(10.0, 0.0)
    with pytest.raises(ValueError, match="resistivity"):
        transport.relaxation_time(COPPER, 0.0)
