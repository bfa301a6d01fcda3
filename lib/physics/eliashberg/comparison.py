r"""The closed formulas held against the equations, over a plane of λ and μ*."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import CubicSpline

from ._checks import not_negative, numbers, positive
from .approximations import allen_dynes, leavens_carbotte, mcmillan, strong_coupling_asymptote
from .spectral_function import (
    area,
    check_spectrum,
    coupling_constant,
    logarithmic_energy,
    root_mean_square_energy,
)
from .transition import critical_coupling

FAINT = 1e-4  # T_c over ω_log below which a map says 0
_NODES = 56  # temperatures at which the critical coupling is solved for


def critical_temperature_map(
    energies: ArrayLike,
    alpha2F: ArrayLike,
    coupling: ArrayLike,
    coulomb_pseudopotential: ArrayLike,
    reference_energy: float,
) -> NDArray:
    r"""T_c of a spectrum of given shape, scaled to many couplings, at many μ*.

    The coupling that makes a temperature critical is solved for at some temperatures, for all μ*
    at once, and the curves are turned round by a spline in logarithms.

    Parameters
    ----------
    energies, alpha2F : array_like, shape (n,)
        The spectrum; only its shape matters.
    coupling : array_like, shape (l,)
        λ, positive.
    coulomb_pseudopotential : array_like, shape (m,)
        μ* at the reference energy.
    reference_energy : float
        In the unit of the energies.

    Returns
    -------
    ndarray, shape (m, l)
        :math:`k_BT_c` in the unit of the energies, to 10⁻⁵; 0 where it is below
        10⁻⁴ :math:`\omega_{\log}`.

    Raises
    ------
    ValueError
        If the spectrum is not valid, λ or an energy is not positive or μ* is negative.
    """
    energies, alpha2F = check_spectrum(energies, alpha2F)
    coupling = np.atleast_1d(positive(coupling=coupling)[0])
    (mu,) = not_negative(coulomb_pseudopotential=np.atleast_1d(coulomb_pseudopotential))
    low = FAINT * logarithmic_energy(energies, alpha2F)
    rms = root_mean_square_energy(energies, alpha2F)
    high = max(strong_coupling_asymptote(coupling.max(), rms), 2 * low)
    # Dense at the top, where repulsion bends the curves upwards.
    temperature = high * (low / high) ** (np.linspace(1, 0, _NODES) ** 2)
    needed = critical_coupling(energies, alpha2F, temperature[:, None], mu, reference_energy)
    result = np.zeros((len(mu), len(coupling)))
    for row, column in zip(result, needed.T, strict=True):
        known = np.isfinite(column)
        inverse = CubicSpline(np.log(column[known]), np.log(temperature[known]))
        inside = coupling >= column[0]
        row[inside] = np.exp(inverse(np.log(coupling[inside])))
    return result


def formula_errors(
    energies: ArrayLike,
    alpha2F: ArrayLike,
    coupling: ArrayLike,
    coulomb_pseudopotential: ArrayLike,
    reference_energy: float,
    debye_energy: float,
) -> dict[str, NDArray]:
    r"""Relative errors of the closed formulas for a spectrum scaled to many couplings.

    Each formula is given the same μ* as the equations.

    Parameters
    ----------
    energies, alpha2F, coupling, coulomb_pseudopotential, reference_energy
        As :func:`critical_temperature_map`.
    debye_energy : float
        What McMillan's formula is to take for :math:`k_B\theta_D`.

    Returns
    -------
    dict of ndarray, shape (m, l)
        :math:`T_c^{formula}/T_c - 1` under the names ``McMillan``, ``Allen-Dynes``,
        ``Allen-Dynes, f1 f2`` and ``Leavens-Carbotte``; NaN where T_c is 0.

    Raises
    ------
    ValueError
        As :func:`critical_temperature_map`.
    """
    numbers(debye_energy=debye_energy)
    exact = critical_temperature_map(
        energies, alpha2F, coupling, coulomb_pseudopotential, reference_energy
    )
    coupling = np.atleast_1d(np.asarray(coupling, float))
    mu = np.atleast_1d(np.asarray(coulomb_pseudopotential, float))[:, None]
    log = logarithmic_energy(energies, alpha2F)
    rms = root_mean_square_energy(energies, alpha2F)
    scale = coupling / coupling_constant(energies, alpha2F)
    formulas = {
        "McMillan": mcmillan(debye_energy, coupling, mu),
        "Allen-Dynes": allen_dynes(log, coupling, mu),
        "Allen-Dynes, f1 f2": allen_dynes(log, coupling, mu, rms),
        "Leavens-Carbotte": leavens_carbotte(scale * area(energies, alpha2F)) + 0 * mu,
    }
    known = np.where(exact > 0, exact, np.nan)
    return {name: value / known - 1 for name, value in formulas.items()}
