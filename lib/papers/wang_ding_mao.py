"""The numbers behind Wang, Ding and Mao's review of superconducting hydrides.

The paper derives little itself: a figure of merit, two inequalities and a power law. What it says
of the theory is recomputed here with the Eliashberg equations, from the few numbers that are
published for a spectrum: λ, ω_log and sometimes the area under α²F. Temperatures are in K,
pressures in Pa, phonon energies in J, except in the symbolic forms.

References
----------
wang2021.
"""

from typing import NamedTuple

import numpy as np
import sympy as sp
from scipy import constants
from scipy.optimize import brentq

from lib.physics import eliashberg, ginzburg_landau
from lib.physics.eliashberg.density_of_states import peaked_critical_temperature

MILLIELECTRONVOLT = 1e-3 * constants.e
SPREAD = 1.14
"""Mean phonon energy 2A/λ over ω_log; the three published spectra of H3S have 1.12 to 1.16."""

TYPE_ONE = ("Al", "Sn", "Pb")
"""Metals of type I among those whose lengths are tabulated; a textbook matter (Tinkham)."""

ELEMENTS = (*TYPE_ONE, "Nb")
"""Elements among those whose lengths are tabulated."""

T_c, T_M, P, S = sp.symbols("T_c T_M P S", positive=True)
LAMBDA_L, XI = sp.symbols("lambda_L xi", positive=True)
H_1, H_2 = sp.symbols("H_1 H_2", positive=True)


# --- the figure of merit ---------------------------------------------------------------------


def merit_form():
    """T_c over its distance from the origin of the (temperature, pressure) plane of MgB2.

    Returns
    -------
    sympy.Expr
        In T_c, T_M and P.
    """
    return T_c / sp.sqrt(T_M**2 + P**2)


def isoline_form():
    """T_c along which the merit is S, solved from the merit.

    Returns
    -------
    sympy.Expr
        In S, T_M and P.
    """
    (solution,) = sp.solve(sp.Eq(merit_form(), S), T_c)
    return sp.simplify(solution)


def merit(critical_temperature, pressure, benchmark=39.0, kelvin_per_gigapascal=1.0):
    """Figure of merit S, with the weight that a gigapascal has against a kelvin.

    Parameters
    ----------
    critical_temperature : array_like
        In K.
    pressure : array_like
        In Pa.
    benchmark : float
        T_c that has S = 1 at ambient pressure, in K.
    kelvin_per_gigapascal : array_like
        The paper adds the squares of both as numbers, that is, takes 1.

    Returns
    -------
    numpy.ndarray or numpy.float64

    Raises
    ------
    ValueError
        If a temperature is negative or the benchmark is not positive.
    """
    temperature = np.asarray(critical_temperature, dtype=float)
    if np.any(temperature < 0) or not benchmark > 0:
        raise ValueError("critical_temperature must not be negative, benchmark must be positive")
    load = np.asarray(pressure, dtype=float) / 1e9 * kelvin_per_gigapascal
    return temperature / np.hypot(benchmark, load)


# --- type I and II, and the width of the transition -------------------------------------------


def type_conditions():
    """The two types by the sign of the energy of a wall between normal and superconducting.

    The wall's energy vanishes where B_c2 equals B_c; with B_c2 = Φ₀/2πξ² and
    B_c = Φ₀/(2√2 π λ ξ) that is λ = ξ/√2. The lengths are those of Ginzburg-Landau theory;
    `clean_kappa` has London's and Pippard's.

    Returns
    -------
    dict of str to sympy.Rel
        ``type I`` and ``type II``.
    """
    upper, thermodynamic = 1 / (2 * sp.pi * XI**2), 1 / (2 * sp.sqrt(2) * sp.pi * LAMBDA_L * XI)
    (boundary,) = sp.solve(sp.Eq(upper, thermodynamic), LAMBDA_L)
    return {"type I": LAMBDA_L < boundary, "type II": boundary < LAMBDA_L}


def clean_kappa(london_depth, pippard_length):
    """Ginzburg-Landau parameter from the lengths that the paper names, without scattering.

    Parameters
    ----------
    london_depth, pippard_length : array_like
        λ_L and ħv/πΔ₀ at T = 0, in one unit.

    Returns
    -------
    numpy.ndarray or numpy.float64
        0.957 λ_L over Pippard's length.

    Raises
    ------
    ValueError
        If `london_depth` or `pippard_length` is not positive and finite.
    """
    return ginzburg_landau.kappa(
        ginzburg_landau.extrapolated_depth(london_depth),
        ginzburg_landau.extrapolated_coherence_length(pippard_length),
    )


def kappas(materials, london_depth, coherence_length):
    """Ginzburg-Landau parameter by material; lengths in one unit.

    Parameters
    ----------
    materials : iterable of str
        Of `ELEMENTS` the coherence length is Pippard's; of a compound it is taken from B_c2, and is
        that of Ginzburg-Landau theory already.
    london_depth, coherence_length : array_like
        At T = 0.

    Returns
    -------
    dict of str to float

    Raises
    ------
    ValueError
        If a length is not positive and finite.
    """
    near_depth = ginzburg_landau.extrapolated_depth(london_depth)
    compound = ginzburg_landau.kappa(near_depth, coherence_length)
    element = clean_kappa(london_depth, coherence_length)
    pairs = zip(materials, element, compound, strict=True)
    return {name: float(one if name in ELEMENTS else other) for name, one, other in pairs}


def width_ratio_form():
    """Widths in two fields, from a barrier (1 - t)^(3/2)/H that must reach a fixed height.

    The barrier against the motion of flux is the condensation energy, (1 - t)², of a volume
    ξ Φ₀/H, with ξ as (1 - t)^(-1/2).

    Returns
    -------
    sympy.Expr
        In H_1 and H_2.
    """
    width, height = sp.symbols("width height", positive=True)
    barrier = width**2 * width ** sp.Rational(-1, 2)
    widths = [sp.solve(sp.Eq(barrier / field, height), width)[0] for field in (H_1, H_2)]
    return sp.simplify(widths[1] / widths[0])


def flux_creep_width(
    critical_temperature, penetration_depth, coherence_length, field, ends=(0.1, 0.9)
):
    """Width in K of a resistive transition in a field, from thermally activated motion of flux.

    Parameters
    ----------
    critical_temperature : float
        In K.
    penetration_depth, coherence_length : float
        Of Ginzburg-Landau theory, extrapolated from T_c to T = 0, in m.
    field : float
        Flux density in T.
    ends : (float, float)
        Shares of the normal resistance between which the width is read off.

    Returns
    -------
    float
        In K.

    Raises
    ------
    ValueError
        If `critical_temperature`, `penetration_depth`, `coherence_length` or `field` is not
        positive and finite, or the resistance does not reach an end of the range.

    References
    ----------
    M. Tinkham, Phys. Rev. Lett. 61, 1658 (1988).
    """

    def reaches(level):
        def excess(t):
            return (
                ginzburg_landau.flux_creep_resistance(
                    t, field, critical_temperature, penetration_depth, coherence_length
                )
                - level
            )

        return brentq(excess, 0.01, 1 - 1e-12, xtol=1e-12)

    low, high = ends
    return critical_temperature * (reaches(high) - reaches(low))


def width_under_drift(slope, drift):
    """Width of a transition over its true width, when pressure changes while the cell cools.

    Parameters
    ----------
    slope : array_like
        dT_c/dP in K/Pa.
    drift : array_like
        dP/dT in Pa/K; negative if the pressure rises on cooling.

    Returns
    -------
    numpy.ndarray
        The distance T - T_c(P(T)) grows as 1 - (dT_c/dP)(dP/dT) for each kelvin of T.
    """
    return 1 / (1 - np.asarray(slope, dtype=float) * np.asarray(drift, dtype=float))


# --- Eliashberg theory from a few published numbers -------------------------------------------


def _shape(energies):
    """Phonons with most of their weight near the end, as in hydrides."""
    return energies**2 * (energies < 200)


def spectrum(coupling, logarithmic_energy, area=None):
    """A model of α²F with given λ, ω_log and area.

    Parameters
    ----------
    coupling : float
    logarithmic_energy, area : float
        In J; without an area the mean phonon energy is `SPREAD` times ω_log.

    Returns
    -------
    energies, alpha2F : numpy.ndarray
        Energies in J.

    Raises
    ------
    ValueError
        If no spectrum of the model has these moments.
    """
    if area is None:
        area = SPREAD * coupling * logarithmic_energy / 2
    grid = np.linspace(0, 260, 521)
    energies, alpha2F = eliashberg.fit_moments(
        grid,
        _shape(grid),
        coupling,
        logarithmic_energy / MILLIELECTRONVOLT,
        area / MILLIELECTRONVOLT,
    )
    return energies * MILLIELECTRONVOLT, alpha2F


def largest_energy(energies, alpha2F):
    """Largest phonon energy at which the spectrum is not zero.

    Parameters
    ----------
    energies : array_like, shape (n,)
        Phonon energies.
    alpha2F : array_like, shape (n,)
        α²F at these energies.

    Returns
    -------
    float
        In the unit of the energies.
    """
    return float(energies[np.flatnonzero(alpha2F)[-1]])


def _in_millielectronvolt(model, times_largest):
    energies, alpha2F = model
    scaled = np.asarray(energies) / MILLIELECTRONVOLT
    return scaled, alpha2F, times_largest * largest_energy(scaled, alpha2F)


def critical_temperature(model, pseudopotential, times_largest=1.0):
    """T_c in K of a model spectrum by the full equations.

    Parameters
    ----------
    model : (energies, alpha2F)
        Energies in J.
    pseudopotential : float
        μ* at `times_largest` times the largest phonon energy.
    times_largest : float
        1 for the convention of the closed formulas, about 6 to 10 for programs with a sharp cutoff.

    Returns
    -------
    float
        In K.

    Raises
    ------
    ValueError
        If the spectrum or μ* is one that `eliashberg.critical_temperature` refuses.
    """
    energies, alpha2F, reference = _in_millielectronvolt(model, times_largest)
    found = eliashberg.critical_temperature(energies, alpha2F, pseudopotential, reference)
    return found * MILLIELECTRONVOLT / constants.k


def implied_pseudopotential(model, measured, times_largest=1.0):
    """μ* (convention as in `critical_temperature`) that gives a measured T_c in K.

    Parameters
    ----------
    model : (energies, alpha2F)
        Energies in J.
    measured : float
        T_c in K.
    times_largest : float
        The energy at which μ* is defined over the largest phonon energy.

    Returns
    -------
    float
        Dimensionless.

    Raises
    ------
    ValueError
        If the spectrum or μ* is one that `eliashberg.critical_temperature` refuses.
    """
    energies, alpha2F, reference = _in_millielectronvolt(model, times_largest)
    energy = measured * constants.k / MILLIELECTRONVOLT
    return eliashberg.coulomb_pseudopotential(energies, alpha2F, energy, reference)


def fitted_pseudopotentials(pseudopotential, times_largest):
    """μ* at the largest phonon energy, from the least to the most, of fits with a higher cutoff.

    Parameters
    ----------
    pseudopotential : array_like, shape (n,)
        μ* at the cutoff.
    times_largest : array_like
        The cutoff over the largest phonon energy.

    Returns
    -------
    list of float

    Raises
    ------
    ValueError
        If `eliashberg.rescale_coulomb_pseudopotential` refuses a value.
    """
    values = np.asarray(pseudopotential, dtype=float)
    cutoff = np.asarray(times_largest, dtype=float)
    return sorted(eliashberg.rescale_coulomb_pseudopotential(values, cutoff, 1.0).tolist())


def peaked_temperature(model, pseudopotential, height, half_width, times_largest=6.0):
    """T_c in K with a Lorentzian peak of the density of states; half-width in J.

    Parameters
    ----------
    model : (energies, alpha2F)
        Energies in J.
    pseudopotential : float
        μ*.
    height : float
        Peak over the density of states far from it, less one.
    half_width : float
        Of the peak, in J.
    times_largest : float
        The energy at which μ* is defined over the largest phonon energy.

    Returns
    -------
    float
        In K.

    Raises
    ------
    ValueError
        If `pseudopotential` or `height` is negative or not finite, or the spectrum or μ* is one
        that `eliashberg.critical_temperature` refuses.
    """
    energies, alpha2F, reference = _in_millielectronvolt(model, times_largest)
    found = peaked_critical_temperature(
        energies, alpha2F, pseudopotential, height, half_width / MILLIELECTRONVOLT, reference
    )
    return found * MILLIELECTRONVOLT / constants.k


def formulas_over_equations(coupling, pseudopotential=0.1):
    """T_c of closed formulas over that of the equations, for one shape of spectrum.

    Parameters
    ----------
    coupling : array_like, shape (n,)
    pseudopotential : float
        μ* at the largest phonon energy.

    Returns
    -------
    dict of numpy.ndarray
        ``simple``: McMillan's exponential with ω_log/1.2 as it is usually quoted; ``full``: with
        Allen and Dynes' factors f₁ and f₂.

    Raises
    ------
    ValueError
        If `pseudopotential` is negative or not finite, or the spectrum or μ* is one that
        `eliashberg.critical_temperature` refuses.
    """
    simple, full = [], []
    for strength in np.atleast_1d(coupling):
        model = spectrum(strength, 100 * MILLIELECTRONVOLT)
        energies, alpha2F, _ = _in_millielectronvolt(model, 1.0)
        exact = critical_temperature(model, pseudopotential) * constants.k / MILLIELECTRONVOLT
        log = float(eliashberg.logarithmic_energy(energies, alpha2F))
        rms = float(eliashberg.root_mean_square_energy(energies, alpha2F))
        simple.append(eliashberg.allen_dynes(log, strength, pseudopotential) / exact)
        full.append(eliashberg.allen_dynes(log, strength, pseudopotential, rms) / exact)
    return {"simple": np.array(simple), "full": np.array(full)}


# --- isotopes and anharmonicity ---------------------------------------------------------------


def isotope_exponent(light, heavy, mass_ratio=2.0, uncertainty=0.0):
    """Isotope exponent -ln(T_heavy/T_light)/ln(mass ratio), and its standard uncertainty.

    Parameters
    ----------
    light, heavy : array_like
        T_c in K of the two isotopes.
    mass_ratio : float
    uncertainty : float
        Standard uncertainty of each T_c, in K.

    Returns
    -------
    exponent, uncertainty : numpy.ndarray or numpy.float64
    """
    light, heavy = np.asarray(light, dtype=float), np.asarray(heavy, dtype=float)
    exponent = np.log(light / heavy) / np.log(mass_ratio)
    return exponent, uncertainty * np.hypot(1 / light, 1 / heavy) / np.log(mass_ratio)


def relative_fall(before, after):
    """(before - after)/before.

    Parameters
    ----------
    before : array_like
        Any unit.
    after : array_like
        In the same unit.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.
    """
    return (before - after) / before


def hardening_that_divides(coupling, factor, pseudopotential=0.1):
    """Factor on the energy of an Einstein phonon that divides T_c, λ falling as its square.

    Parameters
    ----------
    coupling : float
        λ before the hardening; λ ω² is kept.
    factor : float
        Above 1.
    pseudopotential : float
        μ* at the phonon's energy before the hardening.

    Returns
    -------
    float
        1 or more.

    Raises
    ------
    ValueError
        If `pseudopotential` is negative or not finite, or no hardening up to fourfold divides
        T_c by the factor.
    """

    def temperature(hardening):
        mu = eliashberg.rescale_coulomb_pseudopotential(pseudopotential, 1.0, hardening)
        return hardening * float(
            eliashberg.einstein_critical_temperature(coupling / hardening**2, mu)
        )

    start = temperature(1.0)
    return float(brentq(lambda x: temperature(x) - start / factor, 1.0, 4.0, xtol=1e-8))


class Inverse(NamedTuple):
    """What an inverse isotope effect asks of the phonons of the light isotope.

    Attributes
    ----------
    hardening : float
        Energy of the light isotope's phonon over √(mass ratio) times that of the heavy one.
    coupling_ratio : float
        λ of the heavy isotope over λ of the light one.
    """

    hardening: float
    coupling_ratio: float


def inverse_isotope(coupling, exponent, pseudopotential=0.1, mass_ratio=2.0):
    """Anharmonic hardening of the light isotope that gives an isotope exponent.

    Parameters
    ----------
    coupling : float
        λ of the light isotope, an Einstein phonon.
    exponent : float
        Measured exponent.
    pseudopotential : float
        μ* at the light isotope's phonon energy.
    mass_ratio : float

    Returns
    -------
    Inverse

    Raises
    ------
    ValueError
        If `coupling` or `pseudopotential` is negative or not finite, or no hardening from 0.8
        to 2 gives the exponent.
    """
    light = float(eliashberg.einstein_critical_temperature(coupling, pseudopotential))

    def exponent_for(hardening):
        # λ goes as 1/(M ω²): softer against the harmonic law by `hardening`
        energy = 1 / (np.sqrt(mass_ratio) * hardening)
        strength = coupling * hardening**2
        mu = eliashberg.rescale_coulomb_pseudopotential(pseudopotential, 1.0, energy)
        heavy = energy * float(eliashberg.einstein_critical_temperature(strength, mu))
        return np.log(light / heavy) / np.log(mass_ratio)

    found = brentq(lambda x: exponent_for(x) - exponent, 0.8, 2.0, xtol=1e-8)
    return Inverse(float(found), float(found**2))


# --- predicted against measured ---------------------------------------------------------------


def typical_factor(predicted, measured):
    """Root mean square of ln(predicted/measured), as a factor.

    Parameters
    ----------
    predicted, measured : array_like, shape (n,)
        T_c in K.

    Returns
    -------
    float
        1 or more.
    """
    logs = np.log(np.asarray(predicted, dtype=float) / np.asarray(measured, dtype=float))
    return float(np.exp(np.sqrt(np.mean(logs**2))))


def adiabatic_parameter(coupling, phonon_energy, fermi_energy):
    """Migdal's parameter λω/E_F; both energies in one unit.

    Parameters
    ----------
    coupling : array_like
        λ.
    phonon_energy, fermi_energy : array_like
        In J.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.
    """
    return coupling * phonon_energy / fermi_energy


def fermi_energy_from_lengths(coherence_length, gap, coupling=0.0):
    """m v²/2 in J with the velocity of the clean coherence length ħv/πΔ, in m and J.

    The mass is the free electron's, so the value is a lower estimate of the energy over which the
    band extends. The velocity of the pairs is that of electrons dressed with phonons, v/(1 + λ);
    a coupling undresses it.

    Parameters
    ----------
    coherence_length : array_like
        In m.
    gap : array_like
        Δ in J.
    coupling : array_like
        λ; 0 keeps the dressed velocity.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In J.
    """
    velocity = np.pi * gap * coherence_length / constants.hbar * (1 + np.asarray(coupling))
    return constants.m_e * velocity**2 / 2


def named_measurements(materials):
    """Count measurements in entries whose materials are separated by a stroke.

    Parameters
    ----------
    materials : iterable of str
        Entries as printed.

    Returns
    -------
    int
    """
    return sum(len(entry.split("/")) for entry in materials)


def experiments(rows, magnetization):
    """Return the experimental works that the paper cites for superconductivity of hydrides.

    Parameters
    ----------
    rows, magnetization : iterable of str
        Works behind the rows of Table 1 and of Table 2. The second work on yttrium hydrides,
        cited in the introduction beside the first, has no row.

    Returns
    -------
    set of str
        Citation keys.
    """
    return {*rows, *magnetization, "troyan2021"}


def standing_reports(critical_temperature, reported, standing, works):
    """Count the works with a report that stands and lies within a tenth of a temperature (in K).

    Parameters
    ----------
    critical_temperature : float
    reported : array_like, shape (n,)
    standing : array_like of bool, shape (n,)
    works : array_like of str, shape (n,)
        The work that each report comes from; two reports of one work count once.

    Returns
    -------
    int
    """
    ratio = np.asarray(reported, dtype=float) / critical_temperature
    counted = np.asarray(standing, dtype=bool) & (np.abs(ratio - 1) <= 0.1)
    return len(set(np.asarray(works)[counted]))
