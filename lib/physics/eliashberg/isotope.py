r"""Isotope effect: masses rescale the phonon energies, not the coupling and not the cutoff.

In the harmonic approximation α²F of the mass M' is that of the mass M on an energy axis shorter
by :math:`\sqrt{M/M'}`: λ stays. The Coulomb repulsion is electronic, so the energy at which μ* is
defined stays too. That is what keeps the exponent from ½: moving all phonon energies at fixed
:math:`\omega_{ref}` is the same as moving :math:`\omega_{ref}` the other way, that is, changing μ*
by its logarithm.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._checks import numbers, positive
from .spectral_function import check_spectrum, modes
from .transition import (
    _critical_eigenvalue,
    _eigen,
    _logarithm,
    _solve,
    einstein_critical_temperature,
)

_STEP = 0.01  # in the logarithm, of the five-point derivative


def scale_mass(energies: ArrayLike, mass_ratio: float) -> NDArray:
    r"""Energies of the spectrum of another isotope; α²F at them is unchanged.

    Parameters
    ----------
    energies : array_like, shape (n,)
        Phonon energies of the first isotope.
    mass_ratio : float
        Mass of the second over that of the first.

    Returns
    -------
    ndarray, shape (n,)
        :math:`\omega/\sqrt{M'/M}`.

    Raises
    ------
    ValueError
        If the mass ratio is not positive.
    """
    return np.asarray(energies, float) / np.sqrt(positive(mass_ratio=mass_ratio)[0])


def _derivative(function: Callable[[float], float]) -> float:
    values = [function(k * _STEP) for k in (-2, -1, 1, 2)]
    return float(np.dot(values, [1, -8, 8, -1]) / (12 * _STEP))


def _exponents(parts, mu: float, reference_energy: float, critical: float) -> NDArray:
    """-d ln T_c / d ln M of each set of modes, from the eigenvalue that is one at T_c."""

    def log_eigenvalue(temperature, scales):
        energies = np.concatenate([e * s for (e, _), s in zip(parts, scales, strict=True)])
        couplings = np.concatenate([c for _, c in parts])
        kappa, weight = _eigen(energies, couplings, temperature)
        logarithm = _logarithm(temperature, reference_energy)
        return float(np.log(_critical_eigenvalue(kappa, weight, logarithm, np.asarray(mu))))

    same = np.ones(len(parts))
    slope = _derivative(lambda h: log_eigenvalue(critical * np.exp(h), same))
    # The energies go as M^(-1/2).
    return np.array(
        [
            -_derivative(lambda h, one=one: log_eigenvalue(critical, np.exp(h * one))) / slope / 2
            for one in np.eye(len(parts))
        ]
    )


def isotope_exponent(
    energies: ArrayLike,
    alpha2F: ArrayLike,
    coulomb_pseudopotential: float,
    reference_energy: float,
) -> float:
    r"""Isotope exponent :math:`\alpha = -d\ln T_c/d\ln M` when all masses change alike.

    Parameters
    ----------
    energies, alpha2F : array_like, shape (n,)
        The spectrum.
    coulomb_pseudopotential, reference_energy : float
        μ* and the energy at which it is defined; the latter does not move with the mass.

    Returns
    -------
    float
        ½ for μ* = 0. NaN if the spectrum does not superconduct: there is no exponent then.

    Raises
    ------
    ValueError
        As :func:`~.transition.critical_temperature`.

    References
    ----------
    D. Rainer and F. J. Culetto, Phys. Rev. B 19, 2540 (1979).
    """
    exponents = partial_isotope_exponents(
        energies, np.asarray(alpha2F, float)[None, ...], coulomb_pseudopotential, reference_energy
    )
    return float(exponents[0])


def partial_isotope_exponents(
    energies: ArrayLike,
    partial_alpha2F: ArrayLike,
    coulomb_pseudopotential: float,
    reference_energy: float,
) -> NDArray:
    r"""Isotope exponent of each kind of atom, :math:`-\partial\ln T_c/\partial\ln M_i`.

    Parameters
    ----------
    energies : array_like, shape (n,)
    partial_alpha2F : array_like, shape (k, n)
        Parts of α²F in which only the atoms of one kind move, and whose energies go as
        :math:`M_i^{-1/2}`; they add up to α²F. Where the phonons mix the atoms, weigh α²F by the
        squared displacement of each kind.
    coulomb_pseudopotential, reference_energy : float
        μ* and the energy at which it is defined.

    Returns
    -------
    ndarray, shape (k,)
        The exponents; their sum is that of a common change of mass. NaN if the spectrum does not
        superconduct.

    Raises
    ------
    ValueError
        If a part is not a valid spectrum, and as :func:`~.transition.critical_temperature`.

    References
    ----------
    D. Rainer and F. J. Culetto, Phys. Rev. B 19, 2540 (1979).
    """
    energies, parts = check_spectrum(energies, partial_alpha2F)
    if parts.ndim != 2:
        raise ValueError("partial_alpha2F must have two axes: kinds of atom, energies")
    _, _, critical = _solve(energies, parts.sum(axis=0), coulomb_pseudopotential, reference_energy)
    if critical == 0:
        return np.full(len(parts), np.nan)
    compressed = [modes(energies, part, 0.9 * critical) for part in parts]
    return _exponents(compressed, float(coulomb_pseudopotential), float(reference_energy), critical)


def einstein_isotope_exponent(coupling: float, coulomb_pseudopotential: float) -> float:
    r"""Isotope exponent of an Einstein phonon.

    Parameters
    ----------
    coupling, coulomb_pseudopotential : float
        λ, and μ* at the energy :math:`\omega_E` that the phonon has before its mass is varied.

    Returns
    -------
    float
        NaN if T_c is 0.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.
    """
    numbers(coupling=coupling, coulomb_pseudopotential=coulomb_pseudopotential)
    critical = float(einstein_critical_temperature(coupling, coulomb_pseudopotential))
    if critical == 0:
        return float("nan")
    part = (np.ones(1), np.array([float(coupling)]))
    return float(_exponents([part], float(coulomb_pseudopotential), 1.0, critical)[0])
