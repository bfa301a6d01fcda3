"""Hu's scaling of the critical temperature with pressure and sample size.

The symbols are the paper's. The layout of Eqs. 1 and 2 is lost in the text at hand; they are
rebuilt here from fracture mechanics: Griffith's energy balance in plane strain, and a strength
that is reached at a crack of three atomic diameters, as in ceramics the characteristic crack
(K/σ)²/4 is about three grains long. Eqs. 3 to 7 follow from exponents and from an integral.

The symbolic functions return sympy expressions in the exported symbols. The numeric ones take
and return arrays in SI units.

References
----------
hu2026.
A. A. Griffith, Phil. Trans. R. Soc. A 221, 163 (1921).
C. Zhang et al., Materials 12, 727 (2019), for the characteristic crack and the grain size.
J. Simonin, Phys. Rev. B 33, 7830 (1986), for the surface term of thin films.
"""

from typing import NamedTuple

import numpy as np
import sympy as sp
from scipy import constants, stats

from lib.physics._arguments import finite, positive

gamma_s, sigma_th, D_a, nu, E_a, E_comp = sp.symbols(
    "gamma_s sigma_th D_a nu E_a E_comp", positive=True
)
P, Z, P_0, T_0, T_c, S_c, S_gap = sp.symbols("P Z P_0 T_0 T_c S_c S_gap", positive=True)


# Eqs. 1 and 2, rebuilt


def griffith_toughness_squared():
    """Square of the toughness K of a crack that makes two surfaces, in plane strain.

    The energy released, (1 - ν²)K²/E, pays for two surfaces, 2γ.

    Returns
    -------
    sympy.Expr
        In γ_s, E_a and ν.
    """
    toughness_squared = sp.Symbol("K_squared", positive=True)
    balance = sp.Eq((1 - nu**2) * toughness_squared / E_a, 2 * gamma_s)
    return sp.solve(balance, toughness_squared)[0]


def critical_strain(diameters=3):
    """Critical tensile strain σ_th/E_a with E_a eliminated (Eq. 1).

    The strength obeys K = 2 σ_th √(n D_a), a crack of n = 3 diameters.

    Parameters
    ----------
    diameters : int
        n.

    Returns
    -------
    sympy.Expr
        In γ_s, σ_th, D_a and ν.
    """
    balance = sp.Eq(4 * sigma_th**2 * diameters * D_a, griffith_toughness_squared())
    return sp.simplify(sigma_th / sp.solve(balance, E_a)[0])


def compressive_stress():
    """Compressive modulus times the strain of Eq. 1, the third member of Eq. 2.

    Returns
    -------
    sympy.Expr
        In E_comp, γ_s, σ_th, D_a and ν.
    """
    return E_comp * critical_strain()


# Eqs. 3 to 7


def channel_width(exponent_p=1, exponent_z=-1):
    """Channel width whose logarithmic slopes in P and Z are the given exponents (Eqs. 3, 4).

    Parameters
    ----------
    exponent_p : float
        dln S_c/dln P.
    exponent_z : float
        dln S_c/dln Z.

    Returns
    -------
    sympy.Expr
        In P, Z and a constant k.
    """
    return sp.Symbol("k", positive=True) * P**exponent_p * Z**exponent_z


def temperature_law():
    """Critical temperature proportional to the channel width (Eqs. 5 and 6a).

    The product of the two constants of proportionality is the paper's S_gap.

    Returns
    -------
    sympy.Expr
        In P, Z and S_gap.
    """
    width = channel_width()
    per_width = sp.Symbol("g", positive=True)
    return sp.simplify(per_width * width).subs(per_width * sp.Symbol("k", positive=True), S_gap)


def line_through_a_start():
    """Both sides of Eq. 7: Z dT = S_gap dP, from Eq. 6a, integrated from (P_0, T_0).

    Returns
    -------
    dict of str to sympy.Expr
        ``left`` and ``right``.
    """
    t, p = sp.symbols("t p", positive=True)
    slope = sp.diff(temperature_law(), P)
    return {
        "left": sp.integrate(Z, (t, T_0, T_c)),
        "right": sp.integrate(sp.simplify(slope * Z), (p, P_0, P)),
    }


# Strength


def theoretical_strength(surface_energy, youngs_modulus, atomic_diameter, poissons_ratio):
    """Strength σ_th = (γ E/6(1 - ν²)D)^(1/2) that solves Eq. 1, in Pa.

    Parameters
    ----------
    surface_energy : array_like
        γ in J/m².
    youngs_modulus : array_like
        E in Pa.
    atomic_diameter : array_like
        D in m.
    poissons_ratio : array_like
        ν, from 0 to below 1.

    Returns
    -------
    numpy.ndarray or numpy.float64

    Raises
    ------
    ValueError
        If `surface_energy`, `youngs_modulus` or `atomic_diameter` is not positive and finite,
        or `poissons_ratio` is not finite, or `poissons_ratio` is not from 0 to below 1.
    """
    ratio = finite("poissons_ratio", poissons_ratio)
    if not np.all((ratio >= 0) & (ratio < 1)):
        raise ValueError("poissons_ratio must be from 0 to below 1")
    orowan = orowan_strength(surface_energy, youngs_modulus, atomic_diameter)
    return orowan / np.sqrt(6 * (1 - ratio**2))


def orowan_strength(surface_energy, youngs_modulus, atomic_diameter):
    """Orowan's estimate (γ E/D)^(1/2) of the theoretical strength, in Pa.

    Parameters
    ----------
    surface_energy : array_like
        γ in J/m².
    youngs_modulus : array_like
        E in Pa.
    atomic_diameter : array_like
        D in m.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In Pa.

    Raises
    ------
    ValueError
        If `surface_energy`, `youngs_modulus` or `atomic_diameter` is not positive and finite.
    """
    energy = positive("surface_energy", surface_energy)
    modulus = positive("youngs_modulus", youngs_modulus)
    return np.sqrt(energy * modulus / positive("atomic_diameter", atomic_diameter))


# Scaling


def temperature_per_pressure(critical_temperature, pressure, atomic_number=1.0):
    """T_c Z/P, which Eq. 6a makes the same for every superconductor, in K/Pa.

    Parameters
    ----------
    critical_temperature : array_like
        In K.
    pressure : array_like
        In Pa.
    atomic_number : array_like
        Z; 1 for hydrides.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In K/Pa.

    Raises
    ------
    ValueError
        If `critical_temperature`, `pressure` or `atomic_number` is not positive and finite.
    """
    product = positive("critical_temperature", critical_temperature) * positive(
        "atomic_number", atomic_number
    )
    return product / positive("pressure", pressure)


def effective_number(critical_temperature, pressure, reference_temperature, reference_pressure):
    """Z that Eq. 6a needs for a superconductor if it is 1 for the reference.

    Parameters
    ----------
    critical_temperature : array_like
        In K.
    pressure : array_like
        In Pa.
    reference_temperature : array_like
        T_c of the reference, in K.
    reference_pressure : array_like
        Its pressure, in Pa.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.

    Raises
    ------
    ValueError
        If `critical_temperature`, `pressure`, `reference_temperature` or `reference_pressure`
        is not positive and finite.
    """
    reference = temperature_per_pressure(reference_temperature, reference_pressure)
    return reference / temperature_per_pressure(critical_temperature, pressure)


class Exponent(NamedTuple):
    """Exponent of a power law with its standard error.

    Attributes
    ----------
    value, error : float
    """

    value: float
    error: float


def exponent_of_number(atomic_number, critical_temperature, pressure):
    """Exponent of Z in T_c/P by least squares of the logarithms, which Eqs. 3 to 5 make -1.

    Parameters
    ----------
    atomic_number : array_like, shape (n,)
        Z, three values or more.
    critical_temperature : array_like, shape (n,)
        In K.
    pressure : array_like, shape (n,)
        In Pa or any other unit.

    Returns
    -------
    Exponent

    Raises
    ------
    ValueError
        If `atomic_number`, `critical_temperature` or `pressure` is not positive and finite, or
        there are fewer than three of them.
    """
    number = positive("atomic_number", atomic_number)
    if len(number) < 3:
        raise ValueError("atomic_number must have at least 3 values")
    ratio = temperature_per_pressure(critical_temperature, pressure)
    fit = stats.linregress(np.log(number), np.log(ratio))
    return Exponent(float(fit.slope), float(fit.stderr))


def normal_deviation(distance, points, fitted=2):
    """Distance in standard errors as the number of σ of a normal distribution that is as unlikely.

    A standard error taken from the scatter of few points is itself uncertain: the distance follows
    Student's distribution.

    Parameters
    ----------
    distance : array_like
        In standard errors, of either sign.
    points, fitted : int
        Points, and the constants fitted to them.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Smaller in size than `distance`, of its sign.

    Raises
    ------
    ValueError
        If `distance` is not finite, or `points` does not exceed `fitted`.
    """
    distance = finite("distance", distance)
    if points <= fitted:
        raise ValueError("points must exceed fitted")
    tail = stats.t.sf(np.abs(distance), points - fitted)
    return np.sign(distance) * stats.norm.isf(tail)


class MeanChange(NamedTuple):
    """Distance of a mean relative change from zero.

    Attributes
    ----------
    errors : float
        In standard errors, the scatter taken as exact.
    sigma : float
        As the number of σ of a normal distribution that is as unlikely.
    """

    errors: float
    sigma: float


def mean_change(change, scatter, values):
    """Distance from zero of the mean of changes, each between two values that scatter alike.

    Parameters
    ----------
    change : array_like, shape (n,)
        Relative changes.
    scatter : float
        Relative standard deviation of one value.
    values : int
        Number of values from which the scatter is known, two or more.

    Returns
    -------
    MeanChange

    Raises
    ------
    ValueError
        If `change` is not finite, or `scatter` is not positive and finite, or there are fewer
        than two values.
    """
    change = finite("change", change)
    error = positive("scatter", scatter) * np.sqrt(2 / change.size)
    distance = float(change.mean() / error)
    return MeanChange(distance, float(normal_deviation(distance, values, fitted=1)))


def deviations_without_one(atomic_number, critical_temperature, pressure):
    """Distance of the exponent of Z from -1 in σ, each point left out in turn.

    Parameters
    ----------
    atomic_number, critical_temperature, pressure : array_like, shape (n,)
        As in `exponent_of_number`, four values or more.

    Returns
    -------
    numpy.ndarray, shape (n,)

    Raises
    ------
    ValueError
        If one of them is not positive and finite, or there are fewer than four.
    """
    columns = [np.asarray(c) for c in (atomic_number, critical_temperature, pressure)]
    found = []
    for out in range(len(columns[0])):
        exponent = exponent_of_number(*(np.delete(c, out) for c in columns))
        found.append((exponent.value + 1) / exponent.error)
    return normal_deviation(found, len(columns[0]) - 1)


class Collapse(NamedTuple):
    """How far several substances come together when T_c is multiplied by Z.

    Attributes
    ----------
    before, after : numpy.ndarray, shape (n,)
        Largest T_c, and largest T_c Z, over the smallest, at each pressure.
    distance : numpy.ndarray, shape (m - 1, n)
        |ln| of T_c Z of each further substance over that of the first.
    """

    before: np.ndarray
    after: np.ndarray
    distance: np.ndarray


def collapse(critical_temperature, atomic_number):
    """Compare T_c of several substances with T_c Z, pressure by pressure.

    Parameters
    ----------
    critical_temperature : array_like, shape (m, n)
        In K, of m substances at n pressures; the first is the one the others may come near.
    atomic_number : array_like, shape (m,)
        Z.

    Returns
    -------
    Collapse

    Raises
    ------
    ValueError
        If `critical_temperature` or `atomic_number` is not positive and finite.
    """
    raw = positive("critical_temperature", critical_temperature)
    scaled = raw * positive("atomic_number", atomic_number)[:, None]
    before, after = (x.max(axis=0) / x.min(axis=0) for x in (raw, scaled))
    return Collapse(before, after, np.abs(np.log(scaled[1:] / scaled[0])))


def change_of_ratio(substance, pressure, critical_temperature):
    """Factor between T_c/P at the highest and at the lowest pressure of each substance.

    Parameters
    ----------
    substance : sequence of str
        One name a point.
    pressure : array_like
        In Pa.
    critical_temperature : array_like
        In K.

    Returns
    -------
    dict of str to float
        1 or more; substances with one pressure are left out.

    Raises
    ------
    ValueError
        If `pressure` or `critical_temperature` is not positive and finite.
    """
    names = np.asarray(substance)
    ratio = temperature_per_pressure(critical_temperature, pressure)
    pressure, found = np.asarray(pressure, dtype=float), {}
    for name in sorted(set(names)):
        own = np.flatnonzero(names == name)
        first, last = own[np.argmin(pressure[own])], own[np.argmax(pressure[own])]
        if pressure[first] < pressure[last]:
            factor = float(ratio[last] / ratio[first])
            found[name] = max(factor, 1 / factor)
    return found


def slope_between_ends(substance, pressure, critical_temperature):
    """Slope of T_c between the lowest and the highest pressure of each substance.

    Parameters
    ----------
    substance : sequence of str
        One name a point.
    pressure, critical_temperature : array_like
        Of one length.

    Returns
    -------
    dict of str to float
        In the unit of temperature over that of pressure; substances with one pressure are left
        out.

    Raises
    ------
    ValueError
        If `pressure` or `critical_temperature` is not positive and finite.
    """
    names = np.asarray(substance)
    pressure = positive("pressure", pressure)
    temperature = positive("critical_temperature", critical_temperature)
    found = {}
    for name in sorted(set(names)):
        own = np.flatnonzero(names == name)
        first, last = own[np.argmin(pressure[own])], own[np.argmax(pressure[own])]
        if pressure[first] < pressure[last]:
            run = pressure[last] - pressure[first]
            found[name] = float((temperature[last] - temperature[first]) / run)
    return found


class Correlation(NamedTuple):
    """Rank correlation with the ends of its 95 % bootstrap interval.

    Attributes
    ----------
    value, low, high : float
        From -1 to 1.
    """

    value: float
    low: float
    high: float


def rank_correlation(x, y, seed=0):
    """Spearman's rank correlation of two samples, with a percentile bootstrap interval.

    Parameters
    ----------
    x, y : array_like
        Of one length, at least 4.
    seed : int
        Of the resampling.

    Returns
    -------
    Correlation
        From -1 to 1.

    Raises
    ------
    ValueError
        If `x` or `y` is not finite.
    """
    x, y = finite("x", x), finite("y", y)

    def correlate(a, b, axis=-1):
        ranks = [stats.rankdata(v, axis=axis) for v in (a, b)]
        centred = [r - r.mean(axis=axis, keepdims=True) for r in ranks]
        norm = np.sqrt(np.prod([(r**2).sum(axis=axis) for r in centred], axis=0))
        return (centred[0] * centred[1]).sum(axis=axis) / norm

    interval = stats.bootstrap(
        (x, y),
        correlate,
        paired=True,
        vectorized=True,
        n_resamples=9999,
        method="percentile",
        rng=np.random.default_rng(seed),
    ).confidence_interval
    return Correlation(float(correlate(x, y)), float(interval.low), float(interval.high))


# Thickness


def relative_rise(start, end):
    """end/start - 1.

    Parameters
    ----------
    start : array_like
        Positive, in any unit.
    end : array_like
        In the same unit.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.

    Raises
    ------
    ValueError
        If `start` or `end` is not positive and finite.
    """
    return positive("end", end) / positive("start", start) - 1


# An effect of more standard deviations than this is seen with certainty by two samples a group.
LARGEST_SIZE = 100.0

LAWS = {
    "linear": lambda d: d,
    "logarithmic": np.log,
    "inverse": lambda d: 1 / d,
}


class Extrapolation(NamedTuple):
    """Prediction at a thickness, with the ends of its 95 % prediction interval.

    Attributes
    ----------
    value, low, high : float
        In K.
    """

    value: float
    low: float
    high: float


def extrapolate(thickness, critical_temperature, target, law, level=0.95):
    """Extrapolate T_c to a thickness by least squares in one function of the thickness.

    Parameters
    ----------
    thickness : array_like
        In m, three values or more.
    critical_temperature : array_like
        In K.
    target : float
        In m.
    law : {"linear", "logarithmic", "inverse"}
        T_c is a constant plus a multiple of d, ln d or 1/d.
    level : float
        Of the prediction interval (Student's t, n - 2 degrees of freedom).

    Returns
    -------
    Extrapolation

    Raises
    ------
    ValueError
        If `thickness`, `critical_temperature` or `target` is not positive and finite, or `law`
        is none of those named, or there are fewer than three thicknesses.
    """
    import statsmodels.api as sm

    if law not in LAWS:
        raise ValueError(f"law must be one of {', '.join(LAWS)}")
    thickness, target = positive("thickness", thickness), positive("target", target)
    unit = thickness.max()
    if len(thickness) < 3:
        raise ValueError("thickness must have at least 3 values")
    feature = LAWS[law](thickness / unit)
    fit = sm.OLS(positive("critical_temperature", critical_temperature), sm.add_constant(feature))
    new = np.array([[1.0, float(LAWS[law](target / unit))]])
    frame = fit.fit().get_prediction(new).summary_frame(alpha=1 - level)
    return Extrapolation(
        *(float(frame[c].iloc[0]) for c in ("mean", "obs_ci_lower", "obs_ci_upper"))
    )


def logarithmic_rise(thick, thin, rise, start, target):
    """Relative rise from `start` to `target` if T_c grows by equal parts for equal factors.

    Parameters
    ----------
    thick, thin : array_like
        Thicknesses in m between which T_c rises by the fraction `rise`.
    rise : array_like
    start, target : array_like
        Thicknesses in m.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.

    Raises
    ------
    ValueError
        If `thick`, `thin`, `start` or `target` is not positive and finite, or `rise` is not
        finite.
    """
    known = np.log(positive("thick", thick) / positive("thin", thin))
    wanted = np.log(positive("start", start) / positive("target", target))
    return finite("rise", rise) * wanted / known


def power(effect, scatter, samples):
    """Power of a two-sided t-test at 5 % between two groups of samples.

    Parameters
    ----------
    effect : float
        Difference of the means, relative or in K.
    scatter : float
        Standard deviation within a group, in the unit of `effect`.
    samples : float
        Number a group, at least 2.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError
        If `effect` or `scatter` is not positive and finite.
    """
    from statsmodels.stats.power import FTestAnovaPower

    # two groups: F = t², and the effect of the F-test is half the distance of the means
    size = min(float(positive("effect", effect) / positive("scatter", scatter)), LARGEST_SIZE)
    found = np.nan
    while np.isnan(found):
        found = float(FTestAnovaPower().power(size / 2, 2 * samples, 0.05, k_groups=2))
        # the noncentral F distribution is NaN at isolated sizes near certainty: step aside
        size *= 1 - 1e-4
    return found


def samples_needed(effect, scatter, wanted=0.8):
    """Least number of samples a group for the wanted power.

    Parameters
    ----------
    effect, scatter : float
        As in `power`.
    wanted : float
        Power, between 0 and 1.

    Returns
    -------
    int
        2 or more.

    Raises
    ------
    ValueError
        If `effect` or `scatter` is not positive and finite.
    """
    count = 2
    while power(effect, scatter, count) < wanted:
        count += 1
    return count


def surface_length(thin, temperature_thin, thick, temperature_thick):
    """Length d_m of Simonin's law T_c = T_∞ (1 - d_m/d), in m, from two films of a kind.

    Parameters
    ----------
    thin, thick : float
        Thicknesses in m.
    temperature_thin, temperature_thick : float
        Critical temperatures in K.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In m.

    Raises
    ------
    ValueError
        If `thin`, `temperature_thin`, `thick` or `temperature_thick` is not positive and
        finite.
    """
    thin, thick = positive("thin", thin), positive("thick", thick)
    ratio = positive("temperature_thin", temperature_thin) / positive(
        "temperature_thick", temperature_thick
    )
    # ratio = (1 - d_m/thin)/(1 - d_m/thick)
    return (1 - ratio) / (1 / thin - ratio / thick)


# Barriers


def activation_limit(width, temperature, mass=constants.m_e):
    """Height in J of a rectangular barrier below which thermal activation wins over tunnelling.

    Where U/k_BT equals 2d(2mU)^(1/2)/ħ: 8m(d k_BT/ħ)².

    Parameters
    ----------
    width : array_like
        d in m.
    temperature : array_like
        In K.
    mass : array_like
        In kg.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In J.

    Raises
    ------
    ValueError
        If `width`, `temperature` or `mass` is not positive and finite.
    """
    product = positive("width", width) * constants.k * positive("temperature", temperature)
    return 8 * positive("mass", mass) * (product / constants.hbar) ** 2


def highest_crossover(critical_temperature, gap_ratio):
    """Highest crossover temperature of a Josephson junction in K, (2Δ/k_BT_c) T_c/2π.

    The plasma frequency must stay below 2Δ/ħ, where pairs break.

    Parameters
    ----------
    critical_temperature : array_like
        In K.
    gap_ratio : array_like
        2Δ₀/k_BT_c.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In K.

    Raises
    ------
    ValueError
        If `critical_temperature` or `gap_ratio` is not positive and finite.
    """
    gap = positive("gap_ratio", gap_ratio) * positive("critical_temperature", critical_temperature)
    return gap / (2 * np.pi)


def moire_period(lattice_constant, angle):
    """Period a/(2 sin(θ/2)) of two equal layers twisted by θ (in rad), in the unit of a.

    Parameters
    ----------
    lattice_constant : array_like
        a, in any unit of length.
    angle : array_like
        θ in rad.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In the unit of a.

    Raises
    ------
    ValueError
        If `lattice_constant` or `angle` is not positive and finite.
    """
    angle = positive("angle", angle)
    return positive("lattice_constant", lattice_constant) / (2 * np.sin(angle / 2))


def deuterated_fraction(exponent, mass_ratio=2.0):
    """T_c of the heavy compound over that of the light, (mass ratio)^(-exponent).

    Parameters
    ----------
    exponent : array_like
        Isotope exponent.
    mass_ratio : array_like
        Mass of the heavy isotope over that of the light one.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.

    Raises
    ------
    ValueError
        If `mass_ratio` is not positive and finite, or `exponent` is not finite.
    """
    return positive("mass_ratio", mass_ratio) ** (-finite("exponent", exponent))


def lennard_jones_stiffness(spacing):
    """Second derivative of the Lennard-Jones potential over that at its minimum.

    Parameters
    ----------
    spacing : array_like
        Distance over the distance of the minimum; the stiffness vanishes at 1.1087.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.

    Raises
    ------
    ValueError
        If `spacing` is not positive and finite.
    """
    x = positive("spacing", spacing)
    # U = x⁻¹² - 2x⁻⁶ in units of the depth
    return (12 * 13 * x**-14 - 2 * 6 * 7 * x**-8) / 72
