"""What follows from Jiang's relations for quantities that are measured, though the paper is silent.

SI units; temperatures in K.
"""

import numpy as np
import sympy as sp
from scipy import constants, integrate
from scipy.special import zeta

from lib.papers.jiang import formula
from lib.physics import bcs, free_electrons, ginzburg_landau
from lib.physics._arguments import positive

Phi_m, q, h, e, nu = sp.symbols("Phi_m q h e nu", positive=True)
n_1, m_1 = sp.symbols("n_1 m_1", positive=True)

VALENCE = {
    **dict.fromkeys(("Zn", "Cd", "Hg"), 2),
    **dict.fromkeys(("Al", "In", "Tl", "Ga"), 3),
    **dict.fromkeys(("Sn", "Pb", "Ti", "Zr", "Th"), 4),
    **dict.fromkeys(("V", "Nb", "Ta"), 5),
    **dict.fromkeys(("Mo", "W"), 6),
    **dict.fromkeys(("Re",), 7),
    **dict.fromkeys(("Ru", "Os"), 8),
    **dict.fromkeys(("Ir",), 9),
}
"""Electrons an atom outside closed shells, a filled d or f shell counted as closed."""

ATOMIC_NUMBER = dict(
    zip(
        "Al Sn In W Mo Tl Os Hg Ir Re Ru Ti Pb Th Zn Zr Cd Ga Ta V Nb".split(),
        (13, 50, 49, 74, 42, 81, 76, 80, 77, 75, 44, 22, 82, 90, 30, 40, 48, 31, 73, 23, 41),
        strict=True,
    )
)
"""Electrons of the neutral atom."""


# Thermodynamics


def degrees_of_freedom_from_states(
    molar_sommerfeld, atomic_density, electron_density, strength=1.0
):
    """The i that Eq. 4 needs where the condensation energy is that of the BCS theory.

    Equating n_smax i k_B T_c/2 with 0.2364 γ T_c² leaves i = 0.4729 γ T_F/(n k_B): the critical
    temperature drops out, and i is 2.333 times the ratio of γ to that of free electrons.

    Parameters
    ----------
    molar_sommerfeld : array_like
        Measured γ in J/(mol K²).
    atomic_density : array_like
        Atoms per m³.
    electron_density : array_like
        The paper's n, per m³.
    strength : array_like
        Condensation energy over its weak-coupling value.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.

    Raises
    ------
    ValueError
        If `molar_sommerfeld`, `atomic_density`, `electron_density` or `strength` is not
        positive and finite.
    """
    density = positive("electron_density", electron_density)
    gamma = sommerfeld_per_volume(molar_sommerfeld, atomic_density)
    scale = free_electrons.fermi_temperature(density) / (density * constants.k)
    return 2 * bcs.CONDENSATION_RATIO * gamma * scale * positive("strength", strength)


def strong_coupling_factor(gap_ratio):
    """Condensation energy over its weak-coupling value at the same γ and T_c, from the gap ratio.

    The strength T_c/ω_log is the one that gives the gap ratio; the same strength gives the
    critical field. 1 at and below the weak-coupling ratio.

    Parameters
    ----------
    gap_ratio : array_like
        2Δ/k_B T_c, at most 5.

    Returns
    -------
    numpy.ndarray
        Dimensionless.

    Raises
    ------
    ValueError
        If `gap_ratio` is not positive and finite, or `gap_ratio` is above 5.

    References
    ----------
    J. P. Carbotte, Rev. Mod. Phys. 62, 1027 (1990), section IV.
    """
    ratio = positive("gap_ratio", gap_ratio)
    if np.any(ratio > 5):
        raise ValueError("gap_ratio must be at most 5")
    strength = np.geomspace(1e-4, bcs.STRONG_COUPLING_LIMIT, 2000)
    ratios = bcs.strong_coupling_gap_ratio(strength, 1.0)
    fields = bcs.strong_coupling_field_ratio(strength, 1.0)
    weak = 1 / (8 * np.pi * bcs.CONDENSATION_RATIO)
    return np.where(ratio > bcs.GAP_RATIO, weak / np.interp(ratio, ratios, fields), 1.0)


def sommerfeld_per_volume(molar_sommerfeld, atomic_density):
    """γ in J/(m³ K²) from J/(mol K²) and atoms per m³.

    Parameters
    ----------
    molar_sommerfeld : array_like
        γ in J/(mol K²).
    atomic_density : array_like
        Atoms per m³.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In J/(m³ K²).

    Raises
    ------
    ValueError
        If `molar_sommerfeld` or `atomic_density` is not positive and finite.
    """
    moles = positive("atomic_density", atomic_density) / constants.N_A
    return positive("molar_sommerfeld", molar_sommerfeld) * moles


def condensation_energy_of_pairs(superconducting_density, gap_ratio, temperature):
    """n_s Δ in J/m³ with a measured gap ratio 2Δ/k_B T_c and critical temperature.

    Parameters
    ----------
    superconducting_density : array_like
        Superconducting electrons per m³.
    gap_ratio : array_like
        2Δ/k_B T_c.
    temperature : array_like
        T_c in K.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In J/m³.

    Raises
    ------
    ValueError
        If `superconducting_density` or `temperature` is not positive and finite.
    """
    density = positive("superconducting_density", superconducting_density)
    return density * np.asarray(gap_ratio) / 2 * constants.k * positive("temperature", temperature)


def bcs_critical_temperature(sommerfeld, critical_field):
    """T_c in K from γ in J/(m³ K²) and B_c in T by the BCS condensation energy.

    Parameters
    ----------
    sommerfeld : array_like
        γ in J/(m³ K²).
    critical_field : array_like
        B_c(0) in T.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In K.

    Raises
    ------
    ValueError
        If `sommerfeld` or `critical_field` is not positive and finite.
    """
    return positive("critical_field", critical_field) / bcs.critical_field(sommerfeld, 1.0)


def gap_ratio_from_field(sommerfeld, critical_field, temperature):
    """2Δ/k_B T_c from B_c²/2μ₀ = N(0)Δ²/2, with γ in J/(m³ K²), B_c in T and T_c in K.

    Parameters
    ----------
    sommerfeld : array_like
        γ in J/(m³ K²).
    critical_field : array_like
        B_c(0) in T.
    temperature : array_like
        T_c in K.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.

    Raises
    ------
    ValueError
        If `sommerfeld`, `critical_field` or `temperature` is not positive and finite.
    """
    weak = bcs.critical_field(sommerfeld, temperature)
    return bcs.GAP_RATIO * positive("critical_field", critical_field) / weak


def reduced_critical_field(reduced_temperature, superfluid="constant"):
    """B_c(T)/B_c(0) by Eq. 3, zero where the energy density vanishes.

    Parameters
    ----------
    reduced_temperature : array_like
        T/T_c from 0 to 1.
    superfluid : {"constant", "two-fluid"}
        n_s(T) held at its maximum, or falling as 1 - t⁴ (Gorter and Casimir).

    Returns
    -------
    numpy.ndarray or numpy.float64
        From 0 to 1.

    Raises
    ------
    ValueError
        If `reduced_temperature` is not between 0 and 1, or `superfluid` is none of those named.
    """
    t = np.asarray(reduced_temperature, dtype=float)
    if not np.all((t >= 0) & (t <= 1)):
        raise ValueError("reduced_temperature must be between 0 and 1")
    if superfluid not in ("constant", "two-fluid"):
        raise ValueError('superfluid must be "constant" or "two-fluid"')
    density = 1 - t**4 if superfluid == "two-fluid" else 1.0
    return np.sqrt(density * (1 - t))


def entropy_difference_at_zero(superconducting_density, degrees_of_freedom):
    """Entropy of the superconducting less the normal state at T = 0 by Eq. 3, in J/(m³ K).

    The derivative of the energy density with the temperature, of the opposite sign, at constant
    n_s. The third law asks for zero.

    Parameters
    ----------
    superconducting_density : array_like
        Superconducting electrons per m³.
    degrees_of_freedom : array_like
        The paper's i.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In J/(m³ K).

    Raises
    ------
    ValueError
        If `superconducting_density` or `degrees_of_freedom` is not positive and finite.
    """
    density = positive("superconducting_density", superconducting_density)
    return -density * positive("degrees_of_freedom", degrees_of_freedom) * constants.k / 2


def equipartition_heat(electron_density, temperature, degrees_of_freedom):
    """Heat capacity n_s i k_B/2 of the superconducting electrons in J/(m³ K), n_s by Eq. 1.

    Parameters
    ----------
    electron_density : array_like
        Free electrons per m³.
    temperature : array_like
        T_c in K.
    degrees_of_freedom : array_like
        The paper's i.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In J/(m³ K).

    Raises
    ------
    ValueError
        If `electron_density`, `temperature` or `degrees_of_freedom` is not positive and finite.
    """
    density = formula.superconducting_electrons(electron_density, temperature)
    return density * positive("degrees_of_freedom", degrees_of_freedom) * constants.k / 2


# Electrodynamics


def penetration_depth(electron_density, temperature):
    """London penetration depth in m that the superconducting electrons of Eq. 1 give.

    Parameters
    ----------
    electron_density : array_like
        Free electrons per m³.
    temperature : array_like
        T_c in K.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In m.

    Raises
    ------
    ValueError
        If `electron_density` or `temperature` is not positive and finite.
    """
    density = formula.superconducting_electrons(electron_density, temperature)
    return bcs.london_penetration_depth(density)


def nonlocal_penetration_depth(reduced_temperature):
    """λ(T)/λ(0) of the BCS theory where the coherence length is far above the depth (Pippard).

    The response at a wavevector q is then the dirty superfluid density over q, and the depth its
    inverse cube root.

    Parameters
    ----------
    reduced_temperature : array_like
        T/T_c, not negative.

    Returns
    -------
    numpy.ndarray or numpy.float64
        1 or more.

    Raises
    ------
    ValueError
        If `reduced_temperature` is negative or not finite.
    """
    return bcs.reduced_superfluid_density(reduced_temperature, "dirty") ** (-1 / 3)


def landau_critical_current(electron_density, gap):
    """Depairing current density n e Δ/ħk_F of a clean gas of electrons in A/m², Δ in J.

    Parameters
    ----------
    electron_density : array_like
        Free electrons per m³.
    gap : array_like
        Δ in J.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In A/m².

    Raises
    ------
    ValueError
        If `electron_density` or `gap` is not positive and finite.
    """
    wavevector = free_electrons.fermi_wavevector(electron_density)
    density = positive("electron_density", electron_density)
    return density * constants.e * positive("gap", gap) / (constants.hbar * wavevector)


def vortex_range(penetration_depth, coherence_length):
    """Upper over lower critical field of a type II superconductor, lengths in m.

    Parameters
    ----------
    penetration_depth, coherence_length : array_like
        In m.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.

    Raises
    ------
    ValueError
        If `penetration_depth` or `coherence_length` is not positive and finite.
    """
    lower = ginzburg_landau.lower_critical_field(penetration_depth, coherence_length)
    return ginzburg_landau.upper_critical_field(coherence_length) / lower


# The resistance as flux over charge


def resistance_from_rates():
    """V/I of a circuit crossed by the flux Phi_m while the charge q passes, both at steady rates.

    Returns
    -------
    sympy.Expr
        In Φ_m and q.
    """
    time = sp.Symbol("t", positive=True)
    voltage, current = Phi_m / time, q / time
    return sp.simplify(voltage / current)


def hall_resistance_of_definition():
    """Φ_m/q for n_1 quanta h/e of flux and m_1 electrons.

    Returns
    -------
    sympy.Expr
        In n_1, m_1, h and e.
    """
    return (n_1 * h / e) / (m_1 * e)


def hall_resistance_of_ratio():
    """The same by the ratio nu = n_1/m_1, quanta of flux an electron, which the paper writes.

    Returns
    -------
    sympy.Expr
        In ν, h and e.
    """
    (quanta,) = sp.solve(sp.Eq(nu, n_1 / m_1), n_1)
    return sp.simplify(hall_resistance_of_definition().subs(n_1, quanta))


def hall_resistance_of_filling():
    """The same for a filling factor nu, which is the number of electrons a quantum of flux.

    Returns
    -------
    sympy.Expr
        In ν, h and e.
    """
    (electrons,) = sp.solve(sp.Eq(nu, m_1 / n_1), m_1)
    return sp.simplify(hall_resistance_of_definition().subs(m_1, electrons))


def mixed_state_resistance(field, wire_radius, electron_density):
    """Flux in the metal of a ring over the charge of its free electrons, in ohm.

    A wire of radius a, bent to a ring of radius r across the field, holds the flux 4π r a B in its
    metal and n 2π² r a² electrons; r drops out and 2B/(π a n e) is left.

    Parameters
    ----------
    field : array_like
        Flux density in the metal, in T.
    wire_radius : array_like
        In m.
    electron_density : array_like
        Per m³.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In Ω.

    Raises
    ------
    ValueError
        If `field`, `wire_radius` or `electron_density` is not positive and finite.
    """
    charge = positive("electron_density", electron_density) * constants.e
    return 2 * positive("field", field) / (np.pi * positive("wire_radius", wire_radius) * charge)


def ring_resistance_bound(lifetime, radius, wire_radius):
    """Largest resistance of a ring whose current decays no faster than in `lifetime`, in ohm.

    L/τ, with the inductance μ₀ r [ln(8 r/a) - 2] of a ring of wire that carries a surface current.

    Parameters
    ----------
    lifetime : array_like
        τ in s.
    radius : array_like
        r of the ring, in m.
    wire_radius : array_like
        a of its wire, in m.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In Ω.

    Raises
    ------
    ValueError
        If `lifetime`, `radius` or `wire_radius` is not positive and finite.
    """
    radius = positive("radius", radius)
    logarithm = np.log(8 * radius / positive("wire_radius", wire_radius)) - 2
    return constants.mu_0 * radius * logarithm / positive("lifetime", lifetime)


# Electrons in states


def doubly_occupied_share(reduced_temperature):
    """Share of the electrons of a free gas whose state holds the other spin too.

    Parameters
    ----------
    reduced_temperature : float
        T/T_F, well below 1.

    Returns
    -------
    float
        Integral of 2f² over that of 2f, f the Fermi-Dirac occupation; 1 - 3T/2T_F at low T.

    Raises
    ------
    ValueError
        If `reduced_temperature` is not positive and finite.
    """
    t = float(positive("reduced_temperature", reduced_temperature))
    # f - f² = -t df/dE: only the surface contributes to the singly occupied states
    edge = np.linspace(-40, 40, 4001)
    weight = np.sqrt(np.maximum(1 + edge * t, 0)) / (4 * np.cosh(edge / 2) ** 2)
    single = t * integrate.trapezoid(weight, edge)
    return 1 - single / (2 / 3)


def bose_einstein_temperature(boson_density, mass):
    """Condensation temperature of an ideal Bose gas in K, density per m³ and mass in kg.

    Parameters
    ----------
    boson_density : array_like
        Per m³.
    mass : array_like
        Of one boson, in kg.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In K.

    Raises
    ------
    ValueError
        If `boson_density` or `mass` is not positive and finite.
    """
    density = positive("boson_density", boson_density) / zeta(1.5)
    scale = 2 * np.pi * constants.hbar**2 / (positive("mass", mass) * constants.k)
    return scale * np.cbrt(density**2)


def grain_level_spacing(electron_density, atomic_density, atoms):
    """Mean distance of the twofold levels at the Fermi energy in a grain of some atoms, in J.

    Parameters
    ----------
    electron_density : array_like
        Free electrons per m³.
    atomic_density : array_like
        Atoms per m³.
    atoms : array_like
        Number of atoms in the grain.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In J.

    Raises
    ------
    ValueError
        If `electron_density`, `atomic_density` or `atoms` is not positive and finite.
    """
    volume = positive("atoms", atoms) / positive("atomic_density", atomic_density)
    return 2 / (free_electrons.density_of_states(electron_density) * volume)


def moire_cell_area(lattice_constant, angle):
    """Area in m² of the moiré cell of two graphene layers twisted by an angle in radian.

    Parameters
    ----------
    lattice_constant : array_like
        Of graphene, in m.
    angle : array_like
        In rad.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In m².

    Raises
    ------
    ValueError
        If `lattice_constant` is not positive and finite.
    """
    period = positive("lattice_constant", lattice_constant) / (2 * np.sin(np.asarray(angle) / 2))
    return np.sqrt(3) / 2 * period**2


# Pairing


def cooper_threshold():
    """Coupling N(0)V below which two electrons above a filled sea are not bound.

    The bound state at energy W below the sea solves 1 = g ∫ dx/(2x + W) over 0 < x < ω. The
    coupling that a given W needs falls without limit to the value returned.

    Returns
    -------
    sympy.Expr
        A number.
    """
    x, omega, binding = sp.symbols("x omega W", positive=True)
    needed = 1 / sp.integrate(1 / (2 * x + binding), (x, 0, omega))
    return sp.limit(needed, binding, 0, "+")
