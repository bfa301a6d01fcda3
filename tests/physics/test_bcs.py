import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import constants
from scipy.integrate import quad
from scipy.linalg import solve_banded
from scipy.special import zeta

from lib.physics import bcs, free_electrons


def close(value, rel=1e-6):
    """Relative agreement alone: the default absolute tolerance would hide quantities in SI."""
    return pytest.approx(value, rel=rel, abs=0)


T = np.array([0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.97, 0.999])


def matsubara(t, gap):
    """Sums over Matsubara frequencies, an independent route to the thermodynamics.

    Residual of the gap equation, superfluid density and condensation energy over γT_c², with
    tails by integration. Energies in k_B T_c.
    """
    n = np.arange(200_000)
    omega = (2 * n + 1) * np.pi * t
    root = np.hypot(omega, gap)
    end = 2 * len(n) * np.pi * t  # the midpoint rule: the sum's tail is an integral from here
    residual = 2 * np.pi * t * np.sum(1 / omega - 1 / root) + gap**2 / (4 * end**2) + np.log(t)
    density = 2 * np.pi * t * np.sum((gap / root) ** 2 / root) + gap**2 / (2 * end**2)
    difference = gap**2 / (root + omega)  # root - omega, without cancellation
    energy = 2 * np.pi * t * np.sum(difference**2 / root) + gap**4 / (8 * end**2)
    return residual, density, 3 / (2 * np.pi**2) * energy


def test_universal_numbers():
    assert bcs.GAP_RATIO == pytest.approx(3.52775, abs=5e-6)
    assert bcs.SPECIFIC_HEAT_JUMP == pytest.approx(1.42613, abs=5e-6)
    assert 1 / (8 * np.pi * bcs.CONDENSATION_RATIO) == pytest.approx(0.168, abs=5e-4)


def test_gap_agrees_with_the_published_table():
    # B. Mühlschlegel, Z. Phys. 155, 313 (1959)
    published = {0.3: 0.9971, 0.5: 0.9569, 0.7: 0.8288, 0.9: 0.5263, 0.96: 0.3416}
    t, gap = zip(*published.items(), strict=True)
    assert bcs.reduced_gap(t) == pytest.approx(gap, abs=6e-5)


@pytest.mark.parametrize("t", T)
def test_matsubara_sums_agree(t):
    gap = bcs.reduced_gap(t) * bcs.GAP_RATIO / 2
    residual, density, energy = matsubara(t, gap)
    assert residual == pytest.approx(0, abs=1e-10)
    assert bcs.reduced_superfluid_density(t) == close(density, rel=1e-9)
    assert bcs.reduced_condensation_energy(t) == pytest.approx(energy, rel=1e-8, abs=1e-15)


def test_gap_near_the_ends():
    assert bcs.reduced_gap(0.0) == 1
    assert np.all(bcs.reduced_gap([1.0, 1.2, 7.0]) == 0)
    # in joules it closes as the reduced one does, in proportion to T_c
    assert bcs.gap(2.5, 5.0) / bcs.gap(0.0, 5.0) == close(bcs.reduced_gap(0.5), rel=1e-12)
    assert bcs.gap(5.0, 5.0) == 0
    # 1 - sqrt(2 pi k_B T/gap) exp(-gap/k_B T) at low temperature
    t = 0.12
    x = bcs.GAP_RATIO / 2 / t
    depression = np.sqrt(2 * np.pi / x) * np.exp(-x)
    assert 1 - bcs.reduced_gap(t) == close(depression, rel=0.02)
    # gap² = (8 pi²/7 zeta(3)) (1 - t) (k_B T_c)² near T_c
    t = 1 - 1e-7
    slope = np.sqrt(8 * np.pi**2 / (7 * zeta(3)))
    gap = bcs.reduced_gap(t) * bcs.GAP_RATIO / 2
    assert gap / np.sqrt(1 - t) == close(slope, rel=1e-6)


@given(st.floats(0.01, 0.999), st.floats(1e-3, 0.1))
def test_gap_falls_with_temperature(t, step):
    # to rounding: at low temperature the gap differs from 1 by less than that
    assert bcs.reduced_gap(min(t + step, 1.0)) <= bcs.reduced_gap(t) + 1e-14
    assert bcs.reduced_gap(t) <= 1


def test_specific_heat_jump_and_third_law():
    jump = bcs.specific_heat(1 - 1e-6) - bcs.specific_heat(1.0)
    assert jump == close(bcs.SPECIFIC_HEAT_JUMP, rel=1e-5)
    assert bcs.specific_heat(0.0) == 0
    assert bcs.specific_heat(1.3) == close(1.3)
    # the entropy of both states is the same at T_c
    area, _ = quad(lambda t: bcs.specific_heat(t) / t, 0, 1 - 1e-12, epsabs=1e-10)
    assert area == pytest.approx(1, abs=1e-8)


def test_specific_heat_at_low_temperature_is_exponential():
    # leading term (6/π²) t sqrt(π/2) x^(5/2) e^-x, x = gap/k_B T, with corrections of order 1/x
    t = 0.04
    x = bcs.GAP_RATIO / 2 / t
    leading = 6 / np.pi**2 * t * np.sqrt(np.pi / 2) * x**2.5 * np.exp(-x)
    assert bcs.specific_heat(t) == close(leading, rel=0.05)


def test_thermodynamic_identities():
    t = np.array([0.2, 0.4, 0.6, 0.8, 0.95])
    step = 4e-5

    def slope(function):
        return (function(t + step) - function(t - step)) / (2 * step)

    assert bcs.specific_heat(t) == close(t * slope(bcs.entropy), rel=1e-6)
    # S_n - S_s is minus the slope of F_n - F_s
    lost = -slope(bcs.reduced_condensation_energy)
    assert t - bcs.entropy(t) == close(lost, rel=1e-6)
    # above T_c it is that of the normal state
    assert list(bcs.entropy([1.0, 1.5, 3.0])) == [1.0, 1.5, 3.0]


def test_critical_field_from_the_density_of_states():
    density = 1.81e29
    states = free_electrons.density_of_states(density)
    gamma = free_electrons.sommerfeld_coefficient(states)
    critical = 1.2
    gap = bcs.gap(0.0, critical)
    energy = bcs.condensation_energy(gamma, critical)
    assert energy == close(states / 2 * gap**2 / 2, rel=1e-12)
    field = bcs.critical_field(gamma, critical)
    assert field**2 / (2 * constants.mu_0) == close(energy, rel=1e-12)


def test_critical_field_of_weak_coupling_metals():
    # molar γ (mJ), molar volume (cm³), T_c (K); field in Oe after Kittel's and Roberts' tables
    metals = {
        "Al": (1.35, 10.0, 1.175, 105),
        "Zn": (0.64, 9.16, 0.85, 54),
        "Ga": (0.596, 11.8, 1.083, 58.3),
    }
    gamma, volume, critical, field = np.array(list(metals.values())).T
    computed = bcs.critical_field(gamma * 1e-3 / (volume * 1e-6), critical)
    assert computed * 1e4 == close(field, rel=0.03)


def test_critical_field_curve():
    t = np.linspace(0, 1, 101)
    reduced = bcs.critical_field(100.0, 5.0, t) / bcs.critical_field(100.0, 5.0)
    deviation = reduced - (1 - t**2)
    # the deviation from the parabola is a single dip to about -0.037
    assert deviation.min() == pytest.approx(-0.037, abs=1e-3)
    assert np.all(deviation <= 1e-12)
    # Rutgers: the slope at T_c gives the jump of the specific heat
    t = 1 - 1e-3
    slope = bcs.critical_field(1.0, 1.0, t) / 1e-3
    assert slope**2 / constants.mu_0 == close(bcs.SPECIFIC_HEAT_JUMP, rel=3e-3)


def test_superfluid_density():
    t = np.linspace(0.0, 1.2, 61)
    clean = bcs.reduced_superfluid_density(t)
    dirty = bcs.reduced_superfluid_density(t, "dirty")
    assert clean[0] == dirty[0] == 1
    assert np.all(clean[t >= 1] == 0)
    assert np.all(np.diff(clean) <= 0)
    inside = (t > 0.3) & (t < 1)
    assert np.all(dirty[inside] > clean[inside])
    # near T_c: 2 (1 - t) in the clean limit, (gap/k_B T)² / (2 gap_0/k_B T_c) in the dirty one
    near = 1 - 1e-6
    assert bcs.reduced_superfluid_density(near) == close(2e-6, rel=1e-5)
    x_squared = 8 * np.pi**2 / (7 * zeta(3)) * 1e-6
    assert bcs.reduced_superfluid_density(near, "dirty") == close(
        x_squared / bcs.GAP_RATIO, rel=1e-5
    )
    assert bcs.reduced_penetration_depth(near) == close(1 / np.sqrt(2e-6), rel=1e-5)
    with pytest.raises(ValueError, match="below 1"):
        bcs.reduced_penetration_depth(1.0)
    with pytest.raises(ValueError, match="limit"):
        bcs.reduced_superfluid_density(0.5, "pippard")


def test_london_penetration_depth():
    # one electron a 1e-28 m³ has the plasma frequency ω_p: λ = c/ω_p
    density = np.array([1e28, 1.8e29])
    plasma = np.sqrt(density * constants.e**2 / (constants.m_e * constants.epsilon_0))
    depth = bcs.london_penetration_depth(density)
    assert depth == close(constants.c / plasma, rel=1e-9)
    assert bcs.superfluid_density(depth) == close(density, rel=1e-13)
    # pairs: twice the charge and mass, half the density
    pairs = np.sqrt(2 * constants.m_e / (constants.mu_0 * density / 2)) / (2 * constants.e)
    assert pairs == close(depth, rel=1e-13)


def test_london_moment_by_the_currents_of_a_rotating_cylinder():
    """Electrons without canonical momentum, m v = -q A, in a lattice of ions that rotates.

    Ampère's law for A around the axis of a long cylinder, A'' + A'/r - A/r² = -μ₀ n q (v - Ωr),
    by finite differences; outside there is no field.
    """
    charge, density, omega, radius = -constants.e, 1e26, 100.0, 2e-5
    r = np.linspace(0, radius, 4001)
    step = r[1]
    drag = constants.mu_0 * density * charge**2 / constants.m_e
    bands = np.zeros((3, r.size))
    source = np.zeros(r.size)
    inner = slice(1, -1)
    bands[0, 2:] = 1 / step**2 + 1 / (2 * r[inner] * step)
    bands[1, inner] = -2 / step**2 - 1 / r[inner] ** 2 - drag
    bands[2, :-2] = 1 / step**2 - 1 / (2 * r[inner] * step)
    source[inner] = constants.mu_0 * density * charge * omega * r[inner]
    # A = 0 on the axis; B = A' + A/r = 0 at the surface, to the order of the step
    bands[1, 0] = 1 / step**2
    bands[1, -1], bands[2, -2] = 1 / step + 1 / radius, -1 / step
    potential = solve_banded((1, 1), bands, source)
    field = np.gradient(potential, r)[1:-1] + potential[1:-1] / r[1:-1]
    assert radius > 30 * bcs.london_penetration_depth(density)
    assert field[: r.size // 2] == close(bcs.london_moment(omega), rel=1e-4)


def test_london_moment_is_that_of_gravity_probe_b():
    # its gyroscopes were read by 1.14e-7 ω gauss (recalled)
    assert 1e4 * bcs.london_moment(1.0) == close(1.14e-7, rel=5e-3)


def test_coherence_length_of_aluminium():
    # 1.6 micrometre in the tables (Kittel), from v_F = 2.03e6 m/s and T_c = 1.18 K
    length = bcs.coherence_length(2.03e6, bcs.gap(0.0, 1.18))
    # the measured value is shorter by the ratio of the free to the band velocity
    assert 1.6e-6 < length < 3.2e-6


@pytest.mark.parametrize("coupling", [0.1, 0.3, 1.0, 3.0])
def test_cooper_pair_solves_its_equation(coupling):
    # 1 = N(0)V ∫_0^ħω dξ/(2ξ + binding)
    binding = bcs.cooper_binding_energy(1.0, coupling)
    integral = np.log((2 + binding) / binding) / 2
    assert coupling * integral == close(1, rel=1e-12)


def test_cooper_pair_is_the_lowest_level_of_a_discretised_continuum():
    # a separable attraction -V between N pair states of energy 2 xi, diagonalised
    size, coupling = 800, 0.6
    xi = (np.arange(size) + 0.5) / size
    hamiltonian = np.diag(2 * xi) - coupling / size
    lowest = np.linalg.eigvalsh(hamiltonian)[0]
    assert -lowest == close(bcs.cooper_binding_energy(1.0, coupling), rel=1e-3)


def test_cooper_pair_binds_for_any_attraction():
    coupling = np.array([0.01, 0.02, 0.1, 1.0])
    binding = bcs.cooper_binding_energy(2.0, coupling)
    assert np.all(binding > 0)
    assert binding[:3] == close(4 * np.exp(-2 / coupling[:3]), rel=1e-8)
    # not analytic in the attraction: every power of it is larger
    assert binding[0] < coupling[0] ** 20


def test_critical_temperature_solves_the_gap_equation():
    # 1/N(0)V = ∫_0^{θ/2T_c} tanh(x)/x dx
    coupling = 0.25
    critical = bcs.critical_temperature(300.0, coupling)
    integral, _ = quad(lambda x: np.tanh(x) / x, 0, 150 / critical, limit=200)
    assert integral == pytest.approx(1 / coupling, abs=1e-8)
    assert bcs.coupling(300.0, critical) == close(coupling, rel=1e-13)
    with pytest.raises(ValueError, match=r"1\.134"):
        bcs.coupling(300.0, 350.0)


def test_isotope_exponent_is_one_half():
    mass = np.array([1.0, 2.0])
    critical = bcs.critical_temperature(500 / np.sqrt(mass), 0.3)
    assert -np.diff(np.log(critical)) / np.diff(np.log(mass)) == close(0.5)


def test_strong_coupling_forms_against_solutions_of_the_eliashberg_equations():
    # gap ratios: Carbotte (1990) as quoted in arXiv:2212.02396; ω_log of Allen and Dynes (1975)
    critical, log_frequency = np.array([1.18, 3.75, 7.19]), np.array([296.0, 99.0, 56.0])
    ratio = bcs.strong_coupling_gap_ratio(critical, log_frequency)
    assert ratio == close([3.535, 3.705, 4.497], rel=0.02)
    # lead: ΔC/T_c = 8.14 mJ/(mol K²) (arXiv:1105.4289) and γ = 2.98 (Kittel)
    jump = bcs.strong_coupling_specific_heat_jump(critical[2], log_frequency[2])
    assert jump == close(8.14 / 2.98, rel=0.06)
    # H₃S of E. J. Nicol and J. P. Carbotte, Phys. Rev. B 91, 220507 (2015)
    s3 = 190.0, 122.1e-3 * constants.e / constants.k
    assert bcs.strong_coupling_gap_ratio(*s3) == close(4.46, rel=0.05)
    assert bcs.strong_coupling_specific_heat_jump(*s3) == close(2.53, rel=0.08)
    assert bcs.strong_coupling_field_ratio(*s3) == close(0.136, rel=0.03)


def test_strong_coupling_forms_start_from_weak_coupling():
    weak = 1e-4, 1.0
    assert bcs.strong_coupling_gap_ratio(*weak) == close(bcs.GAP_RATIO, rel=2e-6)
    jump = bcs.strong_coupling_specific_heat_jump(*weak)
    assert jump == close(bcs.SPECIFIC_HEAT_JUMP, rel=1e-5)
    assert bcs.strong_coupling_field_ratio(*weak) == close(0.16829, rel=1e-4)
    s = np.linspace(0.01, 0.15, 20)
    assert np.all(np.diff(bcs.strong_coupling_gap_ratio(s, 1.0)) > 0)
    assert np.all(np.diff(bcs.strong_coupling_field_ratio(s, 1.0)) < 0)
    with pytest.raises(ValueError, match="log_frequency"):
        bcs.strong_coupling_gap_ratio(0.3, 1.0)


def test_depairing_current():
    t = np.linspace(0, 1.1, 111)
    near = 1 - 1e-5
    # each form vanishes as (1 - t)^(3/2) at T_c, with amplitudes 4, 2^(3/2) and 1
    for form, amplitude in {"two-fluid": 4, "bardeen": 2**1.5, "ginzburg-landau": 1}.items():
        current = bcs.reduced_depairing_current(t, form)
        assert current[0] == 1
        assert np.all(np.diff(current) <= 0)
        assert np.all(current[t >= 1] == 0)
        ratio = bcs.reduced_depairing_current(near, form) / (1 - near) ** 1.5
        assert ratio == close(amplitude, rel=1e-4)
    with pytest.raises(ValueError, match="form"):
        bcs.reduced_depairing_current(0.5, "linear")


def test_shapes_and_bad_input():
    t = np.array([[0.0, 0.5], [0.9, 1.5]])
    for function in (bcs.reduced_gap, bcs.specific_heat, bcs.entropy):
        assert function(t).shape == (2, 2)
        assert function(t)[1, 0] == close(function(0.9), rel=1e-12)
    for bad in (-0.1, np.nan, np.inf):
        with pytest.raises(ValueError, match="reduced_temperature"):
            bcs.reduced_gap(bad)
    with pytest.raises(ValueError, match="coupling"):
        bcs.critical_temperature(300.0, 0.0)
    with pytest.raises(ValueError, match="temperature"):
        bcs.gap(-1.0, 5.0)


def test_the_depth_of_small_and_of_large_pairs():
    """Londons' depth, Pippard's limit, and between them the closed form of the surface that reflects."""
    assert bcs.pippard_penetration_depth(50e-9, 1e-12) == close(50e-9, 1e-4)
    limit = (np.sqrt(3) / (2 * np.pi) * 1e-2 * (50e-9) ** 2) ** (1 / 3)
    assert bcs.pippard_penetration_depth(50e-9, 1e-2) == close(limit, 1e-3)
    # both lengths in another unit: the depth scales with them
    one = bcs.pippard_penetration_depth([16e-9, 40e-9], 1600e-9)
    assert bcs.pippard_penetration_depth([16.0, 40.0], 1600.0) == close(1e9 * one, 1e-9)


def test_the_depth_by_the_field_of_a_surface_that_reflects():
    """A mirror surface has 2/π ∫ dq/(q² + K): the same for small pairs, 8/9 of it for large ones."""

    def mirror(size):
        def integrand(log_q):
            q = np.exp(log_q)
            x = q * size
            kernel = 1 - x**2 / 5 if x < 1e-2 else 1.5 / x**3 * ((1 + x**2) * np.arctan(x) - x)
            return q / (q**2 + kernel)

        return 2 / np.pi * quad(integrand, -30, 30, limit=500)[0]

    sizes = np.array([1e-3, 1.0, 1e6])
    ratio = np.array([mirror(size) for size in sizes]) / bcs.pippard_penetration_depth(1.0, sizes)
    assert ratio[[0, 2]] == close(np.array([1.0, 8 / 9]), 2e-3)
    assert 0.8 < ratio[1] < 1


@pytest.mark.parametrize("name", ["london_depth", "coherence_length"])
def test_the_depth_of_pairs_refuses_a_length_that_is_none(name):
    with pytest.raises(ValueError, match=name):
        bcs.pippard_penetration_depth(
            **({"london_depth": 1.0, "coherence_length": 1.0} | {name: -1.0})
        )
