"""What puts several theories to one test: errors, freedom, pressure, isotopes, a wanted T_c.

A prediction is a logarithm of T_c, made of a part that is given and of columns whose coefficients
are fitted. Temperatures in K, pressures in Pa, energies in J.

References
----------
hu2026, jiang2021, liu2023, wang2021.
"""

from typing import NamedTuple

import numpy as np
from scipy import constants
from scipy.optimize import brentq

from lib.papers import hu
from lib.papers.jiang import formula
from lib.papers.liu.chain import first_term_coefficient
from lib.physics import eliashberg
from lib.physics._arguments import finite, positive


class Errors(NamedTuple):
    """Logarithmic residuals of a prediction, and the number of quantities fitted.

    Attributes
    ----------
    data : numpy.ndarray
        ln of measured over predicted T_c, all metals in the fit.
    left_out : numpy.ndarray
        The same, each metal predicted from the others.
    fitted : int
    """

    data: np.ndarray
    left_out: np.ndarray
    fitted: int


def _columns(columns, count):
    return np.column_stack([np.ones(count) if c is None else finite("columns", c) for c in columns])


def errors(measured, given=1.0, columns=()):
    """Residuals of a prediction ln T_c = ln(given) + fitted columns.

    Parameters
    ----------
    measured : array_like, shape (n,)
        T_c in K.
    given : array_like
        What the theory predicts before anything is fitted, in K.
    columns : sequence
        What has a fitted coefficient; None stands for the constant.

    Returns
    -------
    Errors
        Left-out residuals by e/(1 - h), h the diagonal of the hat matrix.

    Raises
    ------
    ValueError
        If `measured` or `given` is not positive and finite, or `columns` is not finite, or
        there are not fewer columns than metals.

    References
    ----------
    D. M. Allen, Technometrics 16, 125 (1974).
    """
    target = np.log(positive("measured", measured)) - np.log(positive("given", given))
    if not len(columns):
        return Errors(target, target, 0)
    matrix = _columns(columns, target.size)
    if matrix.shape[1] >= target.size:
        raise ValueError("columns must be fewer than the metals")
    basis, _ = np.linalg.qr(matrix)
    residual = target - basis @ (basis.T @ target)
    return Errors(residual, residual / (1 - np.sum(basis**2, axis=1)), matrix.shape[1])


def as_factor(residuals):
    """Root mean square of logarithmic residuals, as a factor.

    Parameters
    ----------
    residuals : array_like
        Natural logarithms of measured over predicted.

    Returns
    -------
    float
        1 or more.

    Raises
    ------
    ValueError
        If `residuals` is not finite.
    """
    return float(np.exp(np.sqrt(np.mean(finite("residuals", residuals) ** 2))))


def information(residuals, fitted, choices=0, menu=1):
    """Information criterion a metal; lower is better, only differences count.

    For fitted quantities it is Schwarz's. What is picked from a list he does not treat; it is
    charged twice the length, in nats, of the message that names it: a description length.

    Parameters
    ----------
    residuals : array_like, shape (n,)
        Logarithmic, of the data.
    fitted : int
        Quantities fitted, each at the cost ln n.
    choices : int
        Quantities that are picked from a list instead.
    menu : int
        Length of that list; each choice costs 2 ln(menu).

    Returns
    -------
    float
        Dimensionless.

    Raises
    ------
    ValueError
        If `residuals` is not finite.

    References
    ----------
    G. Schwarz, Ann. Statist. 6, 461 (1978).
    """
    residuals = finite("residuals", residuals)
    cost = fitted * np.log(residuals.size) + 2 * choices * np.log(menu)
    return float(np.log(np.mean(residuals**2)) + cost / residuals.size)


def shuffled_errors(measured, given=1.0, columns=(), count=10_000, seed=0):
    """Typical errors, as factors, with the measured T_c shuffled and all fits repeated.

    Parameters
    ----------
    measured, given, columns
        As in `errors`.
    count : int
    seed : int

    Returns
    -------
    numpy.ndarray, shape (count,)

    Raises
    ------
    ValueError
        If `measured` or `given` is not positive and finite, or `columns` is not finite.
    """
    logs = np.log(positive("measured", measured))
    rng = np.random.default_rng(seed)
    target = rng.permuted(np.tile(logs, (count, 1)), axis=1)
    target -= np.log(positive("given", given))
    if len(columns):
        basis, _ = np.linalg.qr(_columns(columns, logs.size))
        target -= target @ basis @ basis.T
    return np.exp(np.sqrt(np.mean(target**2, axis=1)))


def chance(factor, shuffled):
    """Share of shuffled errors that are no larger, the observed order counted once.

    Parameters
    ----------
    factor : float
        Observed typical error, as a factor.
    shuffled : array_like
        Factors of `shuffled_errors`.

    Returns
    -------
    float
        Above 0, at most 1.
    """
    reached = np.sum(np.asarray(shuffled) <= factor * (1 + 1e-9))
    return float((1 + reached) / (1 + np.size(shuffled)))


def mean_of_others(values):
    """Geometric mean of all other values, for each one.

    Parameters
    ----------
    values : array_like, shape (n,)
        Positive, in any unit.

    Returns
    -------
    numpy.ndarray, shape (n,)
        In the unit of the values.

    Raises
    ------
    ValueError
        If `values` is not positive and finite.
    """
    logs = np.log(positive("values", values))
    return np.exp((logs.sum() - logs) / (logs.size - 1))


# --- pressure --------------------------------------------------------------------------------


def density_slope(bulk_modulus):
    """dlnT_c/dP in 1/Pa by Jiang's Eq. 5 at fixed field and i, the electrons compressed.

    Parameters
    ----------
    bulk_modulus : array_like
        In Pa.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In 1/Pa.

    Raises
    ------
    ValueError
        If `bulk_modulus` is not positive and finite.
    """
    step = 1e-4
    up, down = (formula.critical_temperature(1e28 * np.exp(s), 1.0, 1.0) for s in (step, -step))
    return np.log(up / down) / (2 * step) / positive("bulk_modulus", bulk_modulus)


def common_slope(atomic_number, reference_temperature, reference_pressure):
    """dT_c/dP in K/Pa by Hu's Eqs. 6a and 7, S_gap/Z with S_gap from a reference with Z = 1.

    Parameters
    ----------
    atomic_number : array_like
        Z.
    reference_temperature : array_like
        T_c of the reference, in K.
    reference_pressure : array_like
        Its pressure, in Pa.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In K/Pa.

    Raises
    ------
    ValueError
        If `atomic_number`, `reference_temperature` or `reference_pressure` is not positive and
        finite.
    """
    scale = hu.temperature_per_pressure(reference_temperature, reference_pressure)
    return scale / positive("atomic_number", atomic_number)


def mean_slope(temperature, pressure):
    """Mean dlnT_c/dP between two points, in the inverse of the pressure's unit, and the T_c between.

    Parameters
    ----------
    temperature, pressure : array_like, shape (2,)
        The pressures must differ.

    Returns
    -------
    slope, temperature : float
        The T_c is the geometric mean, at which a line in ln T_c has it halfway.

    Raises
    ------
    ValueError
        If `temperature` is not positive and finite, or these are not two points of different
        pressure.
    """
    logs, pressure = np.log(positive("temperature", temperature)), finite("pressure", pressure)
    if logs.shape != (2,) or pressure.shape != (2,) or pressure[0] == pressure[1]:
        raise ValueError("temperature and pressure must be of two points of different pressure")
    return float(np.diff(logs)[0] / np.diff(pressure)[0]), float(np.exp(logs.mean()))


def volume_exponent(debye, coupling, pseudopotential, grueneisen, electronic):
    """dlnT_c/dlnV by McMillan's formula.

    Compression stiffens the phonons, θ as V^(-γ), and changes λ = η/Mω² with them.

    Parameters
    ----------
    debye : array_like
        θ in K.
    coupling, pseudopotential : array_like
        λ and μ*, the latter held.
    grueneisen : array_like
        γ.
    electronic : array_like
        dlnη/dlnV, η the density of states times the mean square of the matrix element.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.

    Raises
    ------
    ValueError
        If `pseudopotential` is negative or not finite, or an argument is one that
        `eliashberg.mcmillan` refuses.
    """
    step = 1e-4

    def at(strain):
        strength = coupling * np.exp((np.asarray(electronic) + 2 * np.asarray(grueneisen)) * strain)
        theta = debye * np.exp(-np.asarray(grueneisen) * strain)
        return np.log(eliashberg.mcmillan(theta, strength, pseudopotential))

    return (at(step) - at(-step)) / (2 * step)


# --- isotopes --------------------------------------------------------------------------------


def isotope_exponent(coupling, pseudopotential):
    """-dlnT_c/dlnM of McMillan's formula; μ* belongs to the Debye temperature and moves with it.

    Parameters
    ----------
    coupling : array_like
        λ.
    pseudopotential : array_like
        μ* at the Debye temperature.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.

    Raises
    ------
    ValueError
        If `coupling` or `pseudopotential` is not positive and finite.

    References
    ----------
    W. L. McMillan, Phys. Rev. 167, 331 (1968).
    """
    strength, mu = positive("coupling", coupling), positive("pseudopotential", pseudopotential)
    net = strength - mu * (1 + 0.62 * strength)
    return 0.5 * (1 - 1.04 * (1 + strength) * (1 + 0.62 * strength) * mu**2 / net**2)


# --- a wanted critical temperature -----------------------------------------------------------


def pressure_needed(temperature, atomic_number, reference_temperature, reference_pressure):
    """Pressure in Pa at which Hu's Eq. 6a reaches a T_c, the constant from a reference, Z = 1.

    Parameters
    ----------
    temperature : array_like
        Wanted T_c in K.
    atomic_number : array_like
        Z.
    reference_temperature : array_like
        T_c of the reference, in K.
    reference_pressure : array_like
        Its pressure, in Pa.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In Pa.

    Raises
    ------
    ValueError
        If `temperature`, `atomic_number`, `reference_temperature` or `reference_pressure` is
        not positive and finite.
    """
    return positive("temperature", temperature) / common_slope(
        atomic_number, reference_temperature, reference_pressure
    )


def thinning_needed(rise, known_rise, known_factor):
    """Factor by which a sample must be thinned if T_c rises by equal parts for equal factors.

    Parameters
    ----------
    rise : float
        Relative rise that is wanted.
    known_rise, known_factor : float
        Relative rise that came with a known factor in thickness.

    Returns
    -------
    numpy.ndarray or numpy.float64
        1 or more.

    Raises
    ------
    ValueError
        If `rise`, `known_rise` or `known_factor` is not positive and finite.
    """
    share = positive("rise", rise) / positive("known_rise", known_rise)
    return positive("known_factor", known_factor) ** share


def strength_needed(radius, border):
    """Coefficient c at which an orbit just reaches the tunnel (Liu's Eq. 38).

    Parameters
    ----------
    radius : array_like
        R_v in m.
    border : array_like
        R_b in m.

    Returns
    -------
    numpy.ndarray
        Dimensionless, of the shape of the radii.

    Raises
    ------
    ValueError
        If `radius` or `border` is not positive and finite, or `radius` is not below `border`.
    """
    ratio = positive("radius", radius) / positive("border", border)
    if np.any(ratio >= 1):
        raise ValueError("radius must be below border")
    return np.vectorize(lambda q: float(first_term_coefficient(float(q))), otypes=[float])(ratio)


def coupling_needed(temperature, phonon_energy, pseudopotential=0.1):
    """λ at which a phonon of one energy gives a T_c by the full equations.

    Parameters
    ----------
    temperature : float
        In K.
    phonon_energy : float
        In J.
    pseudopotential : float
        μ* at the phonon energy.

    Returns
    -------
    float
        Dimensionless.

    Raises
    ------
    ValueError
        If `temperature` is not positive and finite, or `pseudopotential` is negative or not
        finite, or no λ from 0.4 to 40 gives the temperature.
    """
    wanted = constants.k * float(positive("temperature", temperature)) / phonon_energy

    def excess(log_strength):
        found = eliashberg.einstein_critical_temperature(np.exp(log_strength), pseudopotential)
        return float(found) - wanted

    return float(np.exp(brentq(excess, np.log(0.4), np.log(40.0), xtol=1e-8)))
