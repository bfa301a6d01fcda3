r"""The electron–phonon spectral function α²F and its moments.

A spectrum is a pair of arrays: increasing phonon energies, in any unit, and α²F at them, which is
dimensionless. Between the samples α²F is taken as linear, and as zero outside them; a first sample
at zero energy must therefore be zero. Results with a dimension are in the unit of the energies.

.. math::

   \lambda = 2\int \frac{\alpha^2F}{\omega}\,d\omega, \qquad
   \ln\omega_{\log} = \frac{2}{\lambda}\int \frac{\alpha^2F}{\omega}\ln\omega\,d\omega, \qquad
   \omega_2^2 = \frac{2}{\lambda}\int \alpha^2F\,\omega\,d\omega, \qquad
   A = \int \alpha^2F\,d\omega

α²F may carry leading axes (an ensemble on one energy grid); the moments then have that shape.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

from ._checks import numbers, positive
from .matsubara import arnoldi

_X, _W = np.polynomial.legendre.leggauss(6)


def check_spectrum(energies: ArrayLike, alpha2F: ArrayLike) -> tuple[NDArray, NDArray]:
    """Return the spectrum as arrays of float, or say what is wrong with it.

    Parameters
    ----------
    energies : array_like, shape (n,)
        Phonon energies, increasing, not negative.
    alpha2F : array_like, shape (..., n)
        Spectral function, dimensionless, not negative.

    Returns
    -------
    energies, alpha2F : ndarray

    Raises
    ------
    ValueError
        If the energies are not a finite, non-negative, strictly increasing sequence of at least
        two; if α²F has another length, is negative or not finite, or does not vanish at zero
        energy (λ would be infinite) or vanishes everywhere.
    """
    energies, alpha2F = np.asarray(energies, float), np.asarray(alpha2F, float)
    if energies.ndim != 1 or len(energies) < 2:
        raise ValueError("energies must be one-dimensional with at least two entries")
    if not np.all(np.isfinite(energies)) or energies[0] < 0 or np.any(np.diff(energies) <= 0):
        raise ValueError("energies must be finite, non-negative and strictly increasing")
    if alpha2F.ndim == 0 or alpha2F.shape[-1] != len(energies):
        raise ValueError(
            f"alpha2F must have as many entries as energies ({len(energies)}) along its last "
            f"axis, got shape {alpha2F.shape}"
        )
    if not np.all(np.isfinite(alpha2F)) or np.any(alpha2F < 0):
        raise ValueError("alpha2F must be finite and non-negative")
    if energies[0] == 0 and np.any(alpha2F[..., 0] > 0):
        raise ValueError("alpha2F must be zero at zero energy, else the coupling is infinite")
    if np.any(np.all(alpha2F == 0, axis=-1)):
        raise ValueError("alpha2F must be positive somewhere")
    return energies, alpha2F


def _measure(energies: ArrayLike, alpha2F: ArrayLike) -> tuple[NDArray, NDArray]:
    """Many modes that stand for 2 α²F dω/ω: energies (k,) and couplings (..., k)."""
    energies, alpha2F = check_spectrum(energies, alpha2F)
    step = np.diff(energies)[:, None]
    fraction, weight = np.tile((1 + _X) / 2, (len(step), 1)), np.tile(_W / 2, (len(step), 1))
    if energies[0] == 0:
        # ln ω is integrable at zero; the fourth power gathers the nodes there.
        fraction[0], weight[0] = fraction[0] ** 4, 4 * fraction[0] ** 3 * weight[0]
    omega = energies[:-1, None] + step * fraction
    value = alpha2F[..., :-1, None] * (1 - fraction) + alpha2F[..., 1:, None] * fraction
    couplings = 2 * value * step * weight / omega
    return omega.ravel(), couplings.reshape(*couplings.shape[:-2], -1)


def coupling_constant(energies: ArrayLike, alpha2F: ArrayLike) -> NDArray:
    r"""Mass enhancement :math:`\lambda = 2\int \alpha^2F\,d\omega/\omega`, dimensionless.

    Parameters
    ----------
    energies : array_like, shape (n,)
    alpha2F : array_like, shape (..., n)

    Returns
    -------
    ndarray, shape (...)

    Raises
    ------
    ValueError
        As :func:`check_spectrum`.

    Examples
    --------
    >>> import numpy as np
    >>> energies = np.linspace(0, 1, 101)
    >>> float(coupling_constant(energies, energies / 2).round(12))  # α²F = ω/2 up to 1
    1.0
    """
    return _measure(energies, alpha2F)[1].sum(axis=-1)


def logarithmic_energy(energies: ArrayLike, alpha2F: ArrayLike) -> NDArray:
    r""":math:`\omega_{\log}`, the logarithmic mean of the phonon energy, in the unit of energies.

    Parameters
    ----------
    energies : array_like, shape (n,)
    alpha2F : array_like, shape (..., n)

    Returns
    -------
    ndarray, shape (...)

    Raises
    ------
    ValueError
        As :func:`check_spectrum`.

    References
    ----------
    P. B. Allen and R. C. Dynes, Phys. Rev. B 12, 905 (1975).
    """
    omega, weight = _measure(energies, alpha2F)
    return np.exp(weight @ np.log(omega) / weight.sum(axis=-1))


def root_mean_square_energy(energies: ArrayLike, alpha2F: ArrayLike) -> NDArray:
    r""":math:`\omega_2`, the root of the mean square of the phonon energy.

    Parameters
    ----------
    energies : array_like, shape (n,)
    alpha2F : array_like, shape (..., n)

    Returns
    -------
    ndarray, shape (...)
        In the unit of the energies.

    Raises
    ------
    ValueError
        As :func:`check_spectrum`.

    References
    ----------
    P. B. Allen and R. C. Dynes, Phys. Rev. B 12, 905 (1975).
    """
    omega, weight = _measure(energies, alpha2F)
    return np.sqrt(weight @ omega**2 / weight.sum(axis=-1))


def area(energies: ArrayLike, alpha2F: ArrayLike) -> NDArray:
    r"""Area :math:`A = \int \alpha^2F\,d\omega`, in the unit of the energies.

    Parameters
    ----------
    energies : array_like, shape (n,)
    alpha2F : array_like, shape (..., n)

    Returns
    -------
    ndarray, shape (...)

    Raises
    ------
    ValueError
        As :func:`check_spectrum`.
    """
    omega, weight = _measure(energies, alpha2F)
    return weight @ omega / 2


def fit_moments(
    energies: ArrayLike,
    alpha2F: ArrayLike,
    coupling: float,
    logarithmic_energy: float,
    area: float,
) -> tuple[NDArray, NDArray]:
    r"""Stretch a spectrum until it has given λ, :math:`\omega_{\log}` and area.

    The height, the scale of the energies and their spread (a power of the energy) are what is
    adjusted. It makes a model of a spectrum of which only these three numbers are published.

    Parameters
    ----------
    energies, alpha2F : array_like, shape (n,)
        A spectrum with the shape wanted.
    coupling, logarithmic_energy, area : float
        The moments to reach; area and energy in one unit, which is that of the result.

    Returns
    -------
    energies, alpha2F : ndarray, shape (n,)

    Raises
    ------
    ValueError
        If a moment is not positive, or the mean energy :math:`2A/\lambda` is not above
        :math:`\omega_{\log}`, as it is for every spectrum with a width.
    """
    energies, alpha2F = check_spectrum(energies, alpha2F)
    moments = {"coupling": coupling, "logarithmic_energy": logarithmic_energy, "area": area}
    numbers(**moments)
    positive(**moments)
    spread = 2 * area / (coupling * logarithmic_energy)
    if alpha2F.ndim != 1 or np.count_nonzero(alpha2F) < 2:
        raise ValueError("alpha2F must be one spectrum, positive at two energies or more")
    if spread <= 1:
        raise ValueError("area must exceed coupling * logarithmic_energy / 2")
    top = energies[-1]

    def stretched(log_power):
        return top * (energies / top) ** np.exp(log_power)

    def excess(log_power):
        omega, weight = _measure(stretched(log_power), alpha2F)
        weight = weight / weight.sum()
        return np.log(weight @ omega) - weight @ np.log(omega) - np.log(spread)

    if not excess(-7.0) < 0 < excess(3.0):
        raise ValueError("area, coupling and logarithmic_energy do not suit the shape given")
    energies = stretched(brentq(excess, -7.0, 3.0, xtol=1e-14))
    omega, weight = _measure(energies, alpha2F)
    log = np.exp(weight @ np.log(omega) / weight.sum())
    return energies * logarithmic_energy / log, alpha2F * coupling / weight.sum()


def peaks(
    energies: ArrayLike, centres: ArrayLike, widths: ArrayLike, couplings: ArrayLike
) -> NDArray:
    r"""Model spectra of one hump each: Gaussian, but rising from zero as the square of the energy.

    Parameters
    ----------
    energies : array_like, shape (n,)
        Grid, increasing, in any unit.
    centres, widths : array_like, shape (k,)
        Centre and standard deviation of each hump, in the unit of the energies.
    couplings : array_like, shape (k,)
        λ of each.

    Returns
    -------
    ndarray, shape (k, n)
        α²F of each; their sum is the spectrum, the sum of their couplings its λ.

    Raises
    ------
    ValueError
        If a centre, width or coupling is not positive, or the grid does not reach a hump.

    Examples
    --------
    >>> energies = np.linspace(0, 100, 401)
    >>> parts = peaks(energies, [20, 60], [4, 8], [0.5, 0.7])
    >>> float(coupling_constant(energies, parts.sum(axis=0)).round(12))
    1.2
    """
    energies = np.asarray(energies, float)
    centres, widths, couplings = (
        a.reshape(-1, 1) for a in positive(centres=centres, widths=widths, couplings=couplings)
    )
    # Below half the centre the square of the energy takes over; above it changes nothing.
    onset = np.minimum(2 * energies / centres, 1.0) ** 2
    humps = onset * np.exp(-(((energies - centres) / widths) ** 2) / 2)
    return humps * couplings / coupling_constant(energies, humps)[:, None]


def modes(
    energies: ArrayLike, alpha2F: ArrayLike, temperature: float, tolerance: float = 1e-9
) -> tuple[NDArray, NDArray]:
    r"""A few sharp phonon modes that act as α²F does at and above a temperature.

    The equations know α²F only through :math:`\lambda(l) = \int 2\omega\,\alpha^2F\,d\omega /
    (\omega^2 + (2\pi T l)^2)`. Gauss quadrature in :math:`\omega^2`, from the Lanczos recursion,
    gives it exponentially fast in the number of modes.

    Parameters
    ----------
    energies, alpha2F : array_like, shape (n,)
    temperature : float
        Lowest :math:`k_BT` at which the modes will be used, in the unit of the energies.
    tolerance : float
        Largest relative error of :math:`\lambda(l)`, l = 1, 2, …

    Returns
    -------
    mode_energies, mode_couplings : ndarray, shape (q,)
        The couplings sum to λ.

    Raises
    ------
    ValueError
        As :func:`check_spectrum`.
    """
    numbers(temperature=temperature)
    positive(temperature=temperature)
    omega, weight = _measure(energies, alpha2F)
    if weight.ndim > 1:
        raise ValueError("alpha2F must be one-dimensional here, one spectrum at a time")
    omega, weight = omega[weight > 0], weight[weight > 0]
    square = (omega / omega[-1]) ** 2
    lowest = (2 * np.pi * temperature / omega[-1]) ** 2
    probe = lowest * 4.0 ** np.arange(max(1, int(np.ceil(np.log(4 / lowest) / np.log(4)))))
    exact = (square / (square + probe[:, None])) @ weight
    error = np.inf
    # Few are usually enough, and the recursion's cost is quadratic: it is done in three steps.
    recursion = {8: 16, 24: 64, 96: 128}
    for count in (8, 12, 16, 24, 32, 48, 64, 96, 128):
        if error < tolerance:
            break
        if count in recursion:
            jacobi = arnoldi(lambda v: square * v, np.sqrt(weight), recursion[count])
        nodes, vectors = np.linalg.eigh(jacobi[:count, :count])
        share = weight.sum() * vectors[0] ** 2
        error = np.abs((nodes / (nodes + probe[:, None])) @ share / exact - 1).max()
    return omega[-1] * np.sqrt(nodes), share
