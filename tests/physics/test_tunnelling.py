import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import constants
from scipy.integrate import solve_ivp

from lib.physics import tunnelling


def close(value, rel=1e-6):
    """Relative agreement alone: the default absolute tolerance would hide quantities in SI."""
    return pytest.approx(value, rel=rel, abs=0)


EV = constants.eV
NM = 1e-9


def integrated_log_transmission(potential, energy, length):
    """Solve the Schrödinger equation backwards from an outgoing wave; equal levels outside."""
    k = tunnelling.decay_constant(energy)

    def slope(x, y):
        return [y[1], 2 * constants.m_e * (potential(x) - energy) / constants.hbar**2 * y[0]]

    start = np.array([1.0, 1j * k])
    tolerance = {"method": "DOP853", "rtol": 1e-10, "atol": 1e-12 * np.abs(start)}
    solution = solve_ivp(slope, (length, 0), start, **tolerance)
    value, gradient = solution.y[:, -1]
    return -2 * np.log(abs(value + gradient / (1j * k)) / 2)


@pytest.mark.parametrize("energy", [0.2, 1.0, 2.9, 2.9999, 3.0001, 3.1, 6.0])
def test_rectangular_barrier_against_integration(energy):
    expected = integrated_log_transmission(lambda x: 3 * EV, energy * EV, 0.7 * NM)
    computed = tunnelling.log_transmission_rectangular(energy * EV, 3 * EV, 0.7 * NM)
    assert computed == pytest.approx(expected, abs=1e-7)


def test_rectangular_barrier_is_continuous_at_its_top():
    height, width = 2 * EV, 1 * NM
    offset = np.array([-1e-7, -1e-13, 0, 1e-13, 1e-7])
    values = tunnelling.log_transmission_rectangular(height * (1 + offset), height, width)
    exact = -np.log1p(constants.m_e * width**2 * height / (2 * constants.hbar**2))
    assert values == close(exact, rel=1e-6)


def test_rectangular_barrier_resonates_above_its_top():
    # full transmission where the barrier holds a whole number of half waves
    width, height = 1 * NM, 1 * EV
    n = np.arange(1, 5)
    energy = height + (constants.hbar * np.pi * n / width) ** 2 / (2 * constants.m_e)
    assert tunnelling.log_transmission_rectangular(energy, height, width) == pytest.approx(
        np.zeros(4), abs=1e-12
    )


def test_barrier_of_micrometres_does_not_underflow():
    energy, height, width = 5 * EV, 6 * EV, 5e-6
    exact = tunnelling.log_transmission_rectangular(energy, height, width)
    wkb = tunnelling.log_transmission_rectangular_wkb(height - energy, width)
    assert np.isfinite(exact)
    assert exact < -5e4
    # thick barrier: the exponent with the prefactor 16 E (V - E)/V²
    prefactor = np.log(16 * energy * (height - energy) / height**2)
    assert exact - wkb == pytest.approx(prefactor, abs=1e-9)
    back = tunnelling.height_for_log_transmission(wkb, width)
    assert back == close(height - energy, rel=1e-12)


@given(st.floats(0.05, 20), st.floats(0.05, 20), st.floats(0.01, 1e4), st.floats(0.05, 20))
def test_transmission_is_a_probability_and_falls_with_width_below_the_top(e, v, width, field):
    args = e * EV, v * EV, width * NM
    log = tunnelling.log_transmission_rectangular(*args)
    assert log <= 1e-12
    if e < v:
        wider = tunnelling.log_transmission_rectangular(e * EV, v * EV, 1.1 * width * NM)
        assert wider < log
    triangular = tunnelling.log_transmission_triangular(e * EV, v * EV, field * EV / NM)
    assert triangular <= 1e-12


@pytest.mark.parametrize("energy", [1.0, 2.5, 4.2, 5.0])
def test_triangular_barrier_against_integration(energy):
    # integrated back from a WKB wave far behind the barrier
    height, field = 4.0 * EV, 3.0 * EV / NM
    energy = energy * EV
    far = 60 * NM
    kinetic = energy - height + field * far
    k_far = tunnelling.decay_constant(kinetic)
    slope_k = constants.m_e * field / (constants.hbar**2 * k_far)

    def slope(x, y):
        wave = 2 * constants.m_e * (height - field * x - energy) / constants.hbar**2
        return [y[1], wave * y[0]]

    start = np.array([1.0, 1j * k_far - slope_k / (2 * k_far)])
    tolerance = {"method": "DOP853", "rtol": 1e-10, "atol": 1e-12 * np.abs(start)}
    solution = solve_ivp(slope, (far, 0), start, **tolerance)
    value, gradient = solution.y[:, -1]
    k = tunnelling.decay_constant(energy)
    incident = abs(value + gradient / (1j * k)) / 2
    expected = np.log(k_far / k) - 2 * np.log(incident)
    computed = tunnelling.log_transmission_triangular(energy, height, field)
    assert computed == pytest.approx(expected, abs=1e-4)


def test_thick_triangular_barrier_is_that_of_fowler_and_nordheim():
    # prefactor 4 [E (V - E)]^(1/2)/V
    energy, height = 3 * EV, 7 * EV
    field = np.array([1e-4, 1e-2, 0.1]) * EV / NM
    exact = tunnelling.log_transmission_triangular(energy, height, field)
    wkb = tunnelling.log_transmission_triangular_wkb(height - energy, field)
    prefactor = np.log(4 * np.sqrt(energy * (height - energy)) / height)
    assert exact - wkb == pytest.approx(prefactor, abs=5e-3)
    assert exact[0] < -3e5
    with pytest.raises(ValueError, match="field"):
        tunnelling.log_transmission_triangular(energy, height, 1e-12 * EV / NM)


def test_parabolic_barrier():
    omega = 1e14
    quantum = constants.hbar * omega
    height = 3 * quantum
    energy = np.array([-50.0, 0.0, 2.0, 3.0, 4.0, 30.0]) * quantum
    log = tunnelling.log_transmission_parabolic(energy, height, omega)
    assert log[3] == close(-np.log(2))
    # transmission and reflection exchange when the energy is mirrored about the top
    assert np.exp(log[2]) + np.exp(log[4]) == close(1)
    # far below, the WKB exponent of the parabola
    depth = height - energy[1]
    half = np.sqrt(2 * depth / constants.m_e) / omega

    def potential(x):
        return height - constants.m_e * (omega * x) ** 2 / 2

    wkb = tunnelling.log_transmission_wkb(potential, energy[1], -half, half)
    assert wkb == close(-2 * np.pi * 3, rel=1e-9)
    assert log[1] == pytest.approx(wkb, abs=1e-7)


def test_parabolic_barrier_against_integration():
    # a wide parabola joined to level ground, slow enough for its ends not to reflect
    omega = 8e14
    height = 25 * constants.hbar * omega
    half = np.sqrt(2 * height / constants.m_e) / omega

    def potential(x):
        return height - constants.m_e * (omega * (x - half)) ** 2 / 2

    energy = height - 0.4 * constants.hbar * omega
    expected = tunnelling.log_transmission_parabolic(energy, height, omega)
    computed = integrated_log_transmission(potential, energy, 2 * half)
    assert computed == pytest.approx(expected, abs=0.02)


def test_wkb_of_other_shapes():
    height, width = 2 * EV, 3 * NM
    flat = tunnelling.log_transmission_wkb(lambda x: height, 0.5 * EV, 0, width)
    assert flat == close(tunnelling.log_transmission_rectangular_wkb(1.5 * EV, width), rel=1e-12)
    field = 0.5 * EV / NM
    slanted = tunnelling.log_transmission_wkb(lambda x: height - field * x, 0.0, 0, height / field)
    assert slanted == close(tunnelling.log_transmission_triangular_wkb(height, field), rel=1e-9)
    assert tunnelling.log_transmission_wkb(lambda x: 0.0, EV, 0, width) == 0
    with pytest.raises(ValueError, match="left"):
        tunnelling.log_transmission_wkb(lambda x: height, EV, width, 0)


def test_crossover_temperature():
    omega = np.array([1e11, 1e13])
    free = tunnelling.crossover_temperature(omega)
    assert free == close(constants.hbar * omega / (2 * np.pi * constants.k), rel=1e-14)
    # a frequency of 1 THz·2π is 48 K, so 7.6 K
    assert tunnelling.crossover_temperature(2e12 * np.pi) == close(47.99 / 2 / np.pi, rel=1e-3)
    damping = np.array([0, 1e9, 1e11, 1e13, 1e20])
    damped = tunnelling.crossover_temperature(1e11, damping)
    assert np.all(np.diff(damped) < 0)
    overdamped = constants.hbar * 1e22 / (2 * np.pi * constants.k * 1e20)
    assert damped[-1] == close(overdamped, rel=1e-12)
    # at the crossover the Boltzmann factor equals the transmission of the parabola
    barrier = 10 * constants.hbar * omega
    thermal = -barrier / (constants.k * free)
    assert tunnelling.log_transmission_parabolic(0.0, barrier, omega) == close(thermal)


def test_josephson_junction():
    # a junction like that of Martinis, Devoret and Clarke (Phys. Rev. B 35, 4682, 1987), where
    # the crossover is at some tens of millikelvin
    current, capacitance, resistance = 9.489e-6, 6.35e-12, 190.0
    bias = 0.98
    omega = tunnelling.plasma_frequency(current, capacitance, bias)
    crossover = tunnelling.crossover_temperature(omega, 1 / (resistance * capacitance))
    assert 0.02 < crossover < 0.06
    assert tunnelling.quality_factor(current, capacitance, resistance, bias) > 0.5
    # the curvature of the washboard potential, by differences
    energy = constants.hbar * current / (2 * constants.e)
    mass = capacitance * (constants.hbar / (2 * constants.e)) ** 2
    well, top, step = np.arcsin(bias), np.pi - np.arcsin(bias), 1e-3

    def washboard(phase):
        return -energy * (np.cos(phase) + bias * phase)

    for phase, sign in ((well, 1), (top, -1)):
        near = washboard(phase + step * np.array([-1, 0, 1]))
        curvature = sign * (near[0] - 2 * near[1] + near[2]) / step**2
        assert np.sqrt(curvature / mass) == close(omega, rel=1e-3)
    # far from the critical current the curvature goes as the cosine of the phase in the well
    softened = tunnelling.plasma_frequency(current, capacitance, np.array([0.0, 0.3, 0.6]))
    assert softened[1:] == close(softened[0] * np.sqrt(np.cos(np.arcsin([0.3, 0.6]))), rel=1e-12)
    barrier = washboard(top) - washboard(well)
    assert tunnelling.junction_barrier(current, bias) == close(barrier, rel=1e-10)
    assert tunnelling.junction_barrier(current) == close(2 * energy, rel=1e-14)
    with pytest.raises(ValueError, match="reduced_current"):
        tunnelling.junction_barrier(current, 1.0)


def test_escape_rates():
    omega = 4e10
    barrier = 8 * constants.hbar * omega
    # exponent of the cubic well, 2∫κ at zero energy, in the units of its own WKB integral
    mass = 1e-30
    edge = np.sqrt(27 * barrier / (2 * mass)) / omega

    def cubic(x):
        return mass * omega**2 * x**2 / 2 * (1 - x / edge)

    wkb = tunnelling.log_transmission_wkb(cubic, 0.0, 0.0, edge, mass)
    prefactor = np.log(omega * 12 * np.sqrt(3 * 8 / (2 * np.pi)))
    computed = tunnelling.log_tunnelling_rate(barrier, omega)
    assert computed == close(prefactor + wkb, rel=1e-9)
    # the two rates cross near the crossover temperature
    temperature = tunnelling.crossover_temperature(omega) * np.array([0.5, 2.0])
    thermal = tunnelling.log_thermal_rate(barrier, omega, temperature)
    assert thermal[0] < computed < thermal[1]
    assert tunnelling.log_thermal_rate(barrier, omega, 1e12) == pytest.approx(
        np.log(omega / 2 / np.pi), abs=1e-10
    )


def test_activation_against_tunnelling():
    # a thin barrier is tunnelled, a thick one crossed above the top
    depth, temperature = 1 * EV, 300.0
    width = depth / (2 * constants.k * temperature * tunnelling.decay_constant(depth))
    balance = tunnelling.log_thermionic_to_tunnelling(depth, width * np.array([0.5, 1, 2]), 300.0)
    assert balance[0] < 0 < balance[2]
    assert balance[1] == pytest.approx(0, abs=1e-12)
    assert tunnelling.log_thermionic_to_tunnelling(depth, 5e-6, temperature) > 5e4 - 100


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan])
def test_bad_input(bad):
    with pytest.raises(ValueError, match="width"):
        tunnelling.log_transmission_rectangular(EV, EV, bad)
    with pytest.raises(ValueError, match="energy"):
        tunnelling.log_transmission_triangular(bad, EV, 1.0)
    with pytest.raises(ValueError, match="frequency"):
        tunnelling.crossover_temperature(bad)
    with pytest.raises(ValueError, match="log_transmission"):
        tunnelling.height_for_log_transmission(1.0, NM)
