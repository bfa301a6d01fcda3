"""Gap function, gap edge and free energy against independent solutions and limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import constants
from scipy.integrate import quad
from scipy.optimize import brentq

from lib.physics import bcs, eliashberg
from lib.physics.eliashberg.gap import pade

GAMMA = 2 * np.pi**2 / 3  # γT_c² over N(0)(1 + λ)(k_B T_c)²


def normal_sum(coupling, temperature, omega, count):
    """πT Σ λ(ω_n - ω_m) sgn ω_m in closed terms: the normal self-energy at index n < count."""
    values = coupling / (1 + (2 * np.pi * temperature * np.arange(count)) ** 2)
    return np.pi * temperature * (2 * np.cumsum(values) - values[0])


def dense_gap(coupling, temperature, count, mu=0.0):
    """Solve the equations at every frequency up to a sharp cutoff by plain iteration.

    μ* is taken from the phonon energy to the cutoff 2πT·count. Returns ω_n, Δ_n, Z_n, n ≥ 0.
    """
    n = np.arange(count)
    omega = np.pi * temperature * (2 * n + 1)
    values = coupling / (1 + (2 * np.pi * temperature * np.arange(2 * count)) ** 2)
    near, far = values[abs(n[:, None] - n)], values[n[:, None] + n + 1]
    at_cutoff = 0.0 if mu == 0 else 1 / (1 / mu - np.log(2 * np.pi * temperature * count))
    normal = omega + normal_sum(coupling, temperature, omega, count)
    gap = np.where(omega < 1, 1.0, 0.1 * np.sign(-at_cutoff)) * 2 * temperature
    for _ in range(4000):
        root = np.hypot(omega, gap)
        frequency = normal + np.pi * temperature * (near - far) @ (omega / root - 1)
        pairing = np.pi * temperature * (near + far - 2 * at_cutoff) @ (gap / root)
        new = omega * pairing / frequency
        change = np.abs(new - gap).max()
        gap = new
        if change < 1e-14 * np.abs(gap).max():
            break
    return omega, gap, frequency / omega


@pytest.mark.parametrize(
    ("coupling", "fraction"), [(0.8, 0.5), (1.0, 0.2), (3.0, 0.1), (3.0, 0.8), (20.0, 0.3)]
)
def test_gap_function_agrees_with_the_dense_one(coupling, fraction):
    temperature = fraction * eliashberg.einstein_critical_temperature(coupling, 0.0)
    omega, gap, z = dense_gap(coupling, temperature, 700)
    solution = eliashberg.einstein_gap_function(coupling, 0.0, temperature, count=100)
    assert solution.frequency == pytest.approx(omega[:100], rel=1e-13)
    assert solution.gap == pytest.approx(gap[:100], abs=2e-7 * gap[0])
    assert solution.renormalization == pytest.approx(z[:100], rel=2e-7)


@pytest.mark.parametrize(("coupling", "mu", "fraction"), [(1.0, 0.1, 0.5), (3.0, 0.08, 0.4)])
def test_gap_function_with_repulsion_is_the_limit_of_dense_ones(coupling, mu, fraction):
    temperature = fraction * eliashberg.einstein_critical_temperature(coupling, mu)
    solution = eliashberg.einstein_gap_function(coupling, mu, temperature, count=40)
    errors = []
    for count in (150, 300, 600):
        _, gap, z = dense_gap(coupling, temperature, count, mu)
        errors.append(np.abs(gap[:40] - solution.gap).max() / gap[0])
        assert z[:40] == pytest.approx(solution.renormalization, rel=3 / count**2)
    assert errors[1] < 0.4 * errors[0]
    assert errors[2] < 0.4 * errors[1]
    assert errors[2] < 3e-5


def test_normal_state():
    critical = eliashberg.einstein_critical_temperature(2.0, 0.1)
    solution = eliashberg.einstein_gap_function(2.0, 0.1, 1.001 * critical, count=10)
    assert np.all(solution.gap == 0)
    assert solution.free_energy == 0
    self_energy = normal_sum(2.0, solution.temperature, solution.frequency, 10)
    assert solution.renormalization == pytest.approx(1 + self_energy / solution.frequency)


@settings(deadline=None, max_examples=40)
@given(
    coupling=st.floats(0.5, 1000),
    mu=st.floats(0, 0.2),
    fraction=st.floats(0.02, 0.99999),
)
def test_gap_exists_below_the_transition_and_falls_with_temperature(coupling, mu, fraction):
    critical = float(eliashberg.einstein_critical_temperature(coupling, mu))
    solution = eliashberg.einstein_gap_function(coupling, mu, fraction * critical, count=4)
    assert solution.gap[0] > 0
    assert solution.free_energy < 0
    colder = eliashberg.einstein_gap_function(coupling, mu, 0.9 * fraction * critical, count=4)
    assert colder.free_energy < solution.free_energy


def test_gap_opens_as_a_square_root():
    critical = eliashberg.einstein_critical_temperature(1.0, 0.1)
    reduced = np.array([1e-4, 1e-5, 1e-6])
    gap = [
        eliashberg.einstein_gap_function(1.0, 0.1, critical * (1 - t), count=1).gap[0]
        for t in reduced
    ]
    assert gap / np.sqrt(reduced) == pytest.approx(gap[0] / 0.01, rel=1e-3)


# --- BCS limit


def test_ratios_tend_to_those_of_bcs():
    # Corrections are of the order of (T_c/ω_log)² ln(ω_log/T_c), here below 1e-5.
    ratios = eliashberg.einstein_strong_coupling_ratios(0.12, 0.0)
    assert ratios.gap == pytest.approx(2 * np.pi * np.exp(-np.euler_gamma), abs=2e-5)
    assert ratios.specific_heat_jump == pytest.approx(1.42613, abs=1e-4)
    bcs_field = GAMMA / (4 * np.pi * (np.pi * np.exp(-np.euler_gamma)) ** 2)
    assert ratios.critical_field == pytest.approx(bcs_field, rel=1e-4)
    weaker = eliashberg.einstein_strong_coupling_ratios(0.09, 0.0)
    assert weaker.gap == pytest.approx(2 * np.pi * np.exp(-np.euler_gamma), abs=1e-6)
    assert weaker.specific_heat_jump == pytest.approx(1.42613, abs=1e-5)
    assert weaker.critical_field == pytest.approx(bcs_field, rel=1e-6)


def test_weak_coupling_gap_follows_bcs_at_all_temperatures():
    def bcs(reduced):
        # Σ_n [1/√(ω² + Δ²) - 1/|ω|] = -ln(T_c/T)/(πT), in units of T_c
        n = np.arange(200000)
        omega = np.pi * reduced * (2 * n + 1)

        def excess(gap):
            tail = -(gap**2) / (4 * (np.pi * reduced) ** 2) / (2 * n[-1] + 2) ** 2
            pairs = 2 * np.pi * reduced * np.sum(1 / np.hypot(omega, gap) - 1 / omega)
            return pairs + 2 * tail - np.log(reduced)

        return brentq(excess, 1e-3, 3)

    critical = eliashberg.einstein_critical_temperature(0.15, 0.0)
    for reduced in (0.2, 0.5, 0.8, 0.95):
        solution = eliashberg.einstein_gap_function(0.15, 0.0, reduced * critical, count=1)
        assert solution.gap[0] / critical == pytest.approx(bcs(reduced), rel=2e-5)


# --- Gap edge


def direct_gap_edge(coupling, critical):
    """Gap edge of an Einstein phonon without Padé, from the dense solution with μ* = 0.

    For T → 0 and frequencies below the phonon's, iω_n in the kernel may simply be replaced by ω:
    λ(ω - iω_m) = λ/(1 - (ω - iω_m)²) in units of the phonon energy. The normal part of the
    self-energy is summed in closed form.
    """
    temperature = 0.05 * critical
    omega, gap, _ = dense_gap(coupling, temperature, 1500)
    root = np.hypot(omega, gap)
    many = np.pi * temperature * (2 * np.arange(400000) + 1)

    def kernel(real, imaginary):
        plus = 1 / (1 - (real - 1j * imaginary) ** 2)
        minus = 1 / (1 - (real + 1j * imaginary) ** 2)
        return coupling * (plus + minus).real, coupling * (1j * (plus - minus)).real

    def excess(real):
        even, odd = kernel(real, omega)
        normal = kernel(real, many)[1].sum()
        z = 1 + np.pi * temperature / real * (odd @ (omega / root - 1) + normal)
        return np.pi * temperature * (even @ (gap / root)) / z - real

    return brentq(excess, 0.5 * gap[0], min(1.5 * gap[0], 0.95), xtol=1e-14)


@pytest.mark.parametrize("coupling", [0.9, 1.5, 2.2])
def test_gap_edge_agrees_with_direct_continuation(coupling):
    critical = eliashberg.einstein_critical_temperature(coupling, 0.0)
    edge = eliashberg.einstein_gap_edge(coupling, 0.0)
    assert edge == pytest.approx(direct_gap_edge(coupling, critical), rel=3e-7)
    # and is not merely the first value on the imaginary axis
    solution = eliashberg.einstein_gap_function(coupling, 0.0, 0.05 * critical, count=1)
    assert edge > solution.gap[0] * 1.001


def test_gap_ratio_grows_with_coupling():
    ratios = [
        2 * eliashberg.einstein_gap_edge(g, 0.0) / eliashberg.einstein_critical_temperature(g, 0.0)
        for g in (0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
    ]
    assert np.all(np.diff(ratios) > 0)


def test_gap_edge_scales_with_the_energies():
    energies = np.linspace(0, 30, 121)
    alpha2F = energies**2 * np.exp(-(((energies - 15) / 5) ** 2)) / 200
    edge = eliashberg.gap_edge(energies, alpha2F, 0.1, 30.0)
    scaled = eliashberg.gap_edge(7 * energies, alpha2F, 0.1, 210.0)
    assert scaled == pytest.approx(7 * edge, rel=1e-7)


def test_pade_reproduces_a_rational_function():
    def function(x):
        return (2 + 3 * x) / (1 + x + 0.5 * x**2)

    points = np.array([0.1, 0.5, 1.0, 2.0, 4.0])
    x = np.array([-0.3, 0.7, 10.0])
    assert pade(points, function(points), x) == pytest.approx(function(x), rel=1e-10)


# --- Free energy


def dense_free_energy(coupling, temperature, count):
    """Free energy over N(0) from the functional of the angles, at its stationary point.

    F = -2πT [Σ ω cos θ + (πT/2) ΣΣ λ(n-m) cos(θ_n - θ_m)], less its normal value; θ = arctan Δ/ω.
    """
    omega, gap, _ = dense_gap(coupling, temperature, count)
    theta = np.arctan2(gap, omega)
    omega = np.concatenate([-omega[::-1], omega])
    theta = np.concatenate([np.pi - theta[::-1], theta])
    normal = np.where(omega > 0, 0, np.pi)
    n = np.arange(2 * count)
    kernel = coupling / (1 + (2 * np.pi * temperature * (n[:, None] - n)) ** 2)
    kernel_part = kernel * (np.cos(theta[:, None] - theta) - np.cos(normal[:, None] - normal))
    field_part = omega * (np.cos(theta) - np.cos(normal))
    return (
        -2 * np.pi * temperature * (field_part.sum() + np.pi * temperature / 2 * kernel_part.sum())
    )


@pytest.mark.parametrize(
    ("coupling", "fraction"), [(0.9, 0.5), (2.0, 0.2), (2.0, 0.9), (10.0, 0.4)]
)
def test_free_energy_agrees_with_the_functional(coupling, fraction):
    temperature = fraction * eliashberg.einstein_critical_temperature(coupling, 0.0)
    solution = eliashberg.einstein_gap_function(coupling, 0.0, temperature, count=1)
    few, many = (dense_free_energy(coupling, temperature, count) for count in (500, 1000))
    # The cutoff's error falls as its square.
    assert solution.free_energy == pytest.approx((4 * many - few) / 3, rel=1e-5)
    assert abs(many - solution.free_energy) < 0.4 * abs(few - solution.free_energy)


def test_thermodynamic_field_at_weak_coupling_is_that_of_the_heat_capacity():
    # N(0) is of one spin and bare, γ = (2π²/3) k² N(0)(1 + λ) of both and enhanced
    phonon, density, coupling, reduced = 30e-3 * constants.e, 1e47, 0.14, 0.3
    critical = float(eliashberg.einstein_critical_temperature(coupling, 0.0))
    cold = eliashberg.einstein_gap_function(coupling, 0.0, reduced * critical, count=1)
    field = eliashberg.thermodynamic_critical_field(cold.free_energy * phonon**2, density)
    gamma = 2 * np.pi**2 / 3 * constants.k**2 * density * (1 + coupling)
    kelvin = critical * phonon / constants.k
    assert field == pytest.approx(bcs.critical_field(gamma, kelvin, reduced), rel=1e-4, abs=0)


def test_thermodynamic_field_does_the_work_of_expelling_itself():
    # the work ∫ B dB/μ0 that a perfect diamagnet takes, up to the energy of the functional
    phonon, density = 30e-3 * constants.e, 1e47
    temperature = 0.4 * eliashberg.einstein_critical_temperature(2.0, 0.0)
    solution = eliashberg.einstein_gap_function(2.0, 0.0, temperature, count=1)
    field = eliashberg.thermodynamic_critical_field(solution.free_energy * phonon**2, density)
    work, _ = quad(lambda b: b / constants.mu_0, 0, field)
    few, many = (dense_free_energy(2.0, temperature, count) for count in (500, 1000))
    gained = -(4 * many - few) / 3 * phonon**2 * density
    assert work == pytest.approx(gained, rel=2e-5)


def test_thermodynamic_field_of_what_is_no_superconductor():
    density = 1e47
    assert eliashberg.thermodynamic_critical_field(0.0, density) == 0
    with pytest.raises(ValueError, match="free_energy"):
        eliashberg.thermodynamic_critical_field(1.0, density)
    with pytest.raises(ValueError, match="density_of_states"):
        eliashberg.thermodynamic_critical_field(-1.0, 0.0)


# --- Not superconducting, and not sensible


def test_not_superconducting_has_no_gap():
    assert eliashberg.einstein_gap_edge(0.1, 0.2) == 0
    assert eliashberg.einstein_strong_coupling_ratios(0.1, 0.2) == (0, 0, 0)
    energies = np.array([0.0, 1.0, 2.0])
    assert eliashberg.gap_edge(energies, [0.0, 0.01, 0.0], 0.2, 1.0) == 0


@pytest.mark.parametrize("temperature", [0.0, -1.0, np.nan, np.inf])
def test_temperature_must_be_positive(temperature):
    with pytest.raises(ValueError, match="temperature"):
        eliashberg.einstein_gap_function(1.0, 0.1, temperature)
    with pytest.raises(ValueError, match="temperature"):
        eliashberg.gap_function([0.0, 1.0, 2.0], [0.0, 1.0, 0.0], temperature, 0.1, 1.0)


def test_one_number_at_a_time():
    with pytest.raises(ValueError, match="coupling"):
        eliashberg.einstein_gap_function([1.0, 2.0], 0.1, 0.01)
    with pytest.raises(ValueError, match="coulomb_pseudopotential"):
        eliashberg.gap_edge([0.0, 1.0, 2.0], [0.0, 1.0, 0.0], [0.1, 0.2], 1.0)


@pytest.mark.parametrize("count", [0, -3, 2.5])
def test_count_must_be_a_positive_whole_number(count):
    with pytest.raises(ValueError, match="count"):
        eliashberg.einstein_gap_function(1.0, 0.1, 0.01, count=count)
