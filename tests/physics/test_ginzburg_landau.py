import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import constants
from scipy.optimize import brentq

from lib.physics import bcs
from lib.physics import ginzburg_landau as gl


def close(value, rel=1e-6):
    """Relative agreement alone: the default absolute tolerance would hide quantities in SI."""
    return pytest.approx(value, rel=rel, abs=0)


lengths = st.floats(1e-10, 1e-5)


def test_flux_quantum():
    assert gl.FLUX_QUANTUM == close(constants.value("mag. flux quantum"), rel=1e-9)
    assert gl.FLUX_QUANTUM == close(2.067833848e-15, rel=1e-9)


@given(lengths, lengths)
def test_fields_are_tied_by_kappa(depth, length):
    kappa = gl.kappa(depth, length)
    field = gl.thermodynamic_critical_field(depth, length)
    assert gl.upper_critical_field(length) == close(np.sqrt(2) * kappa * field, rel=1e-12)
    # London's energy: B_c²/2μ₀ from the depairing velocity ħ/(√2 m ξ) of the superfluid
    density = bcs.superfluid_density(depth)
    energy = density * (constants.hbar / length) ** 2 / (16 * constants.m_e)
    assert field**2 / (2 * constants.mu_0) == close(energy, rel=1e-7)


@given(lengths)
def test_upper_critical_field_is_inverted(length):
    assert gl.coherence_length(gl.upper_critical_field(length)) == close(length, rel=1e-12)


def test_upper_critical_field_is_the_lowest_landau_level():
    # ħ²/(2 m* ξ²) = ħ ω_c/2 with the charge 2e and any pair mass
    length, pair_mass = 2e-9, 2 * constants.m_e
    cyclotron = 2 * constants.e * gl.upper_critical_field(length) / pair_mass
    assert constants.hbar * cyclotron / 2 == close(
        constants.hbar**2 / (2 * pair_mass * length**2), rel=1e-12
    )


def test_extrapolated_depth_is_that_of_the_pairs_near_the_transition():
    """By the superfluid density of the gap equation just below T_c, clean and dirty."""
    t = 0.999
    near = {
        limit: bcs.reduced_penetration_depth(t, limit) * np.sqrt(1 - t)
        for limit in ("clean", "dirty")
    }
    assert near["clean"] == pytest.approx(float(gl.extrapolated_depth(1.0)), rel=2e-3)
    assert near["dirty"] == pytest.approx(0.613, rel=5e-3)
    assert (1 - t**4) ** -0.5 * np.sqrt(1 - t) == pytest.approx(0.5, rel=2e-3)


def test_extrapolated_coherence_length_is_that_of_pairs_with_momentum():
    """T at which the normal metal becomes unstable to pairs of momentum q, as T_c(1 - ξ²q²).

    ln(T_c/T) = 2πT Σ [1/ω - (2/v q) arctan(v q/2ω)] over the Matsubara frequencies; ħ = k_B = v = T_c = 1.
    """

    def excess(t, q):
        frequency = np.pi * t * (2 * np.arange(200000) + 1)
        terms = 1 / frequency - 2 / q * np.arctan(q / (2 * frequency))
        return np.log(t) + 2 * np.pi * t * terms.sum()

    q = 0.05
    length = np.sqrt(1 - brentq(excess, 0.9, 1.0, args=(q,), xtol=1e-14)) / q
    pippard = 1 / (np.pi * bcs.GAP_RATIO / 2)
    assert length == close(gl.extrapolated_coherence_length(pippard), rel=1e-3)
    assert gl.extrapolated_coherence_length(1.0) == close(0.739, rel=1e-3)


def test_types_of_elements_and_compounds():
    # λ, ξ in nm: aluminium, tin, lead are type I; niobium-tin and H3S type II
    depth = np.array([50, 51, 39, 65, 37]) * 1e-9
    length = np.array([1600, 230, 87, 3.6, 1.9]) * 1e-9
    assert gl.is_type_two(depth, length).tolist() == [False, False, False, True, True]


def test_lower_critical_field():
    # at κ = 1/√2 all three fields coincide
    length = 1e-8
    depth = length * gl.CRITICAL_KAPPA * (1 + 1e-12)
    lower = gl.lower_critical_field(depth, length)
    assert lower == close(gl.upper_critical_field(length), rel=2e-3)
    assert lower == close(gl.thermodynamic_critical_field(depth, length), rel=2e-3)
    # the extreme type II limit, and B_c1 below B_c below B_c2 in between
    depth = np.array([1.0, 3, 10, 100, 1000]) * length
    lower = gl.lower_critical_field(depth, length)
    thermodynamic = gl.thermodynamic_critical_field(depth, length)
    assert np.all(lower < thermodynamic)
    assert np.all(thermodynamic < gl.upper_critical_field(length))
    limit = gl.FLUX_QUANTUM / (4 * np.pi * depth**2) * (np.log(depth / length) + 0.497)
    assert lower[-1] == close(limit[-1], rel=1e-3)
    with pytest.raises(ValueError, match="at least"):
        gl.lower_critical_field(0.7 * length, length)


@given(lengths, lengths)
def test_depairing_current_follows_from_the_critical_field(depth, length):
    field = gl.thermodynamic_critical_field(depth, length)
    expected = (2 / 3) ** 1.5 * field / (constants.mu_0 * depth)
    assert gl.depairing_current_density(depth, length) == close(expected, rel=1e-12)


def test_depairing_current_is_the_maximum_over_the_velocity():
    # j = 2e |psi|² (1 - q²ξ²) ħq/m*, largest at qξ = 1/√3; 2e |psi|²·2e/m* = 1/(μ₀λ²)
    depth, length = 50e-9, 3e-9
    q = np.linspace(0, 1 / length, 200_001)
    current = (1 - (q * length) ** 2) * q * constants.hbar / (2 * constants.e)
    current /= constants.mu_0 * depth**2
    assert gl.depairing_current_density(depth, length) == close(current.max(), rel=1e-9)


def test_fields_from_slope_and_spins():
    # the clean and the dirty orbital limit, and 1.86 T/K
    slope = np.array([0.4, 2.0])
    ratio = gl.orbital_upper_critical_field(slope, 5.0) / (slope * 5)
    assert ratio == close(0.693)
    assert gl.orbital_upper_critical_field(1.0, 1.0, "clean") == close(0.727)
    assert gl.pauli_limit(np.array([1.0, 10.0])) == close([1.86, 18.6], rel=5e-3)
    with pytest.raises(ValueError, match="limit"):
        gl.orbital_upper_critical_field(1.0, 1.0, "pauli")


@pytest.mark.parametrize(("lattice", "cell"), [("triangular", np.sqrt(3) / 2), ("square", 1.0)])
def test_one_flux_quantum_a_cell(lattice, cell):
    field = np.array([1e-4, 1.0, 9.0])
    spacing = gl.vortex_spacing(field, lattice)
    assert field * cell * spacing**2 == close(gl.FLUX_QUANTUM, rel=1e-12)
    with pytest.raises(ValueError, match="lattice"):
        gl.vortex_spacing(1.0, "hexagonal")


def test_ginzburg_number_two_ways():
    # from the lengths, and from the jump ΔC = B_c²/(μ₀ T_c) that they imply
    critical = np.array([1.2, 9.25, 92.0, 203.0])
    depth = np.array([50, 40, 150, 37]) * 1e-9
    length = np.array([1600, 38, 1.6, 1.9]) * 1e-9
    jump = gl.thermodynamic_critical_field(depth, length) ** 2 / (constants.mu_0 * critical)
    assert gl.ginzburg_number(critical, depth, length) == close(
        gl.ginzburg_number_from_specific_heat(jump, length), rel=1e-12
    )
    # Gaussian form T_c/(H_c² ξ³), in erg, gauss and cm
    gauss = gl.thermodynamic_critical_field(depth, length) * 1e4
    gaussian = (constants.k * 1e7 * critical / (gauss**2 * (length * 1e2) ** 3)) ** 2 / 2
    assert gl.ginzburg_number(critical, depth, length) == close(gaussian, rel=1e-6)


def test_ginzburg_numbers_of_materials():
    # arXiv:2212.02396, table 1, for the hydrides; YBCO after Blatter et al. about 1e-2
    assert gl.ginzburg_number(197.0, 37e-9, 1.9e-9) == close(6.6e-6, rel=0.02)
    assert gl.ginzburg_number(240.0, 30e-9, 1.5e-9) == close(6.7e-6, rel=0.02)
    assert 1e-3 < gl.ginzburg_number(92.0, 140e-9, 1.6e-9, anisotropy=5.0) < 3e-2
    assert gl.ginzburg_number(1.2, 50e-9, 1.6e-6) < 1e-13


def test_ginzburg_number_of_bcs_metal_is_a_power_of_the_gap_over_the_fermi_energy():
    # clean limit: Gi ~ (T_c/T_F)^4, so a factor 10 in T_c is a factor 1e4
    velocity, density = 1.5e6, 1e29
    critical = np.array([1.0, 10.0])
    length = 0.74 * bcs.coherence_length(velocity, bcs.gap(0.0, critical))
    depth = bcs.london_penetration_depth(density) / np.sqrt(2)
    gi = gl.ginzburg_number(critical, depth, length)
    assert gi[1] / gi[0] == close(1e4, rel=1e-9)


def test_fluctuation_width():
    gi = 1e-5
    b = np.array([0.0, 1e-6, 1e-5, 1e-3, 8e-3])
    width = gl.fluctuation_width(gi, b)
    assert width[:3] == close(gi)
    assert width[4] / width[3] == close(4, rel=1e-12)
    # the same law from k_B T_c in the condensation energy of the volume ξ(T) Φ₀/B, whose constant
    # does not depend on the material
    critical = np.array([203.0, 92.0])
    depth = np.array([37e-9, 150e-9])
    length = np.array([1.9e-9, 1.5e-9])
    b = np.array([0.02, 0.05])
    energy = gl.thermodynamic_critical_field(depth, length) ** 2 / (2 * constants.mu_0)
    volume = length * gl.FLUX_QUANTUM / (b * gl.upper_critical_field(length))
    epsilon = (constants.k * critical / (energy * volume)) ** (2 / 3)
    ratio = epsilon / gl.fluctuation_width(gl.ginzburg_number(critical, depth, length), b)
    assert ratio[0] == close(ratio[1], rel=1e-12)
    assert 0.2 < ratio[0] < 5
    with pytest.raises(ValueError, match="reduced_field"):
        gl.fluctuation_width(gi, 1.0)
    with pytest.raises(ValueError, match="ginzburg_number"):
        gl.fluctuation_width(2.0)


def test_flux_creep_width_grows_as_the_two_thirds_power_of_the_field():
    material = (203.0, 37e-9, 1.9e-9)

    def at(level, field):
        return brentq(lambda t: gl.flux_creep_resistance(t, field, *material) - level, 0.3, 1)

    field = np.array([0.01, 0.1, 1.0])
    width = np.array([at(0.9, b) - at(0.1, b) for b in field])
    exponent = np.diff(np.log(width)) / np.diff(np.log(field))
    assert exponent == pytest.approx(2 / 3, abs=0.02)
    shift = np.array([1 - at(0.5, b) for b in field])
    assert np.diff(np.log(shift)) / np.diff(np.log(field)) == pytest.approx(2 / 3, abs=0.02)


def test_flux_creep_resistance_has_its_limits():
    t = np.linspace(0.05, 1, 200)
    resistance = gl.flux_creep_resistance(t, 5.0, 100.0, 200e-9, 2e-9)
    assert resistance[-1] == 1
    assert np.all(np.diff(resistance) >= 0)
    assert np.all((resistance >= 0) & (resistance <= 1))
    # deep in the barrier it is activated, with the prefactor 2π(U/2k_BT)
    t = 0.9
    barrier = gl.flux_creep_barrier(t, 0.01, 37e-9, 1.9e-9) / (constants.k * t * 203.0)
    activated = np.pi * barrier * np.exp(-barrier)
    computed = gl.flux_creep_resistance(t, 0.01, 203.0, 37e-9, 1.9e-9)
    assert computed == close(activated, rel=0.02)
    # the condensation energy in the square of the vortex spacing times the coherence length
    pressure = gl.thermodynamic_critical_field(1e-7, 1e-9) ** 2 / (2 * constants.mu_0)
    volume = 2 * gl.FLUX_QUANTUM / (np.sqrt(3) * 4.0) * 1e-9
    barrier = gl.flux_creep_barrier(0.0, 4.0, 1e-7, 1e-9)
    assert barrier == close(pressure * volume, rel=1e-12)
    with pytest.raises(ValueError, match="between 0 and 1"):
        gl.flux_creep_barrier(1.1, 1.0, 1e-7, 1e-9)


def test_flux_flow():
    field = np.array([0.0, 5.0, 10.0, 20.0])
    assert gl.flux_flow_resistivity(2.0, field, 10.0) == close([0, 1, 2, 2])


@pytest.mark.parametrize("bad", [0.0, -1e-9, np.nan, np.inf])
def test_bad_lengths_are_refused(bad):
    with pytest.raises(ValueError, match="coherence_length"):
        gl.upper_critical_field(bad)
    with pytest.raises(ValueError, match="penetration_depth"):
        gl.ginzburg_number(1.0, bad, 1e-9)
    with pytest.raises(ValueError, match="anisotropy"):
        gl.ginzburg_number(1.0, 1e-7, 1e-9, anisotropy=0.5)
