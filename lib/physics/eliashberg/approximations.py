r"""Closed formulas for T_c, to be held against the Eliashberg equations.

All temperatures are :math:`k_BT_c` in the unit of the energies given, and all functions broadcast.
A formula whose exponent says that nothing superconducts returns 0.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._checks import not_negative, positive

STRONG_COUPLING_LIMIT = 0.1827262477
r"""Limit of :math:`k_BT_c/(\omega_E\sqrt\lambda)` as λ → ∞.

M. K.-H. Kiessling, B. L. Altshuler and E. A. Yuzbashyan, arXiv:2409.02121."""


def _exponential(prefactor, numerator, denominator):
    positive = denominator > 0
    exponent = -numerator / np.where(positive, denominator, 1.0)
    return np.where(positive, prefactor * np.exp(exponent), 0.0)


def mcmillan(
    debye_energy: ArrayLike, coupling: ArrayLike, coulomb_pseudopotential: ArrayLike
) -> NDArray:
    r"""McMillan's fit to niobium-like spectra.

    .. math:: k_BT_c = \frac{\theta_D}{1.45}
              \exp\left(-\frac{1.04(1+\lambda)}{\lambda - \mu^*(1+0.62\lambda)}\right)

    Parameters
    ----------
    debye_energy : array_like
        :math:`k_B\theta_D`, any unit.
    coupling, coulomb_pseudopotential : array_like
        λ and μ*, the latter for a cutoff of the order of the largest phonon energy.

    Returns
    -------
    ndarray
        :math:`k_BT_c` in the unit of debye_energy.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    References
    ----------
    W. L. McMillan, Phys. Rev. 167, 331 (1968).
    """
    debye_energy, coupling, mu = not_negative(
        debye_energy=debye_energy,
        coupling=coupling,
        coulomb_pseudopotential=coulomb_pseudopotential,
    )
    return _exponential(
        debye_energy / 1.45, 1.04 * (1 + coupling), coupling - mu * (1 + 0.62 * coupling)
    )


def allen_dynes(
    logarithmic_energy: ArrayLike,
    coupling: ArrayLike,
    coulomb_pseudopotential: ArrayLike,
    root_mean_square_energy: ArrayLike | None = None,
) -> NDArray:
    r"""Allen and Dynes' formula, with the factors f₁ and f₂ if ω₂ is given.

    .. math:: k_BT_c = f_1f_2\frac{\omega_{\log}}{1.2}
              \exp\left(-\frac{1.04(1+\lambda)}{\lambda - \mu^*(1+0.62\lambda)}\right)

    .. math:: f_1 = \left[1 + \left(\frac{\lambda}{2.46(1+3.8\mu^*)}\right)^{3/2}\right]^{1/3},
              \qquad
              f_2 = 1 + \frac{(\omega_2/\omega_{\log} - 1)\lambda^2}{\lambda^2 +
              [1.82(1+6.3\mu^*)\,\omega_2/\omega_{\log}]^2}

    Parameters
    ----------
    logarithmic_energy : array_like
        :math:`\omega_{\log}`, any unit.
    coupling, coulomb_pseudopotential : array_like
        λ and μ*.
    root_mean_square_energy : array_like, optional
        :math:`\omega_2`, same unit. Without it f₁ = f₂ = 1, the form that is usually quoted.

    Returns
    -------
    ndarray
        :math:`k_BT_c` in the unit of the energies.

    Raises
    ------
    ValueError
        If an argument is negative or not finite, or an energy is zero.

    References
    ----------
    P. B. Allen and R. C. Dynes, Phys. Rev. B 12, 905 (1975).
    """
    coupling, mu = not_negative(coupling=coupling, coulomb_pseudopotential=coulomb_pseudopotential)
    (omega,) = positive(logarithmic_energy=logarithmic_energy)
    result = _exponential(omega / 1.2, 1.04 * (1 + coupling), coupling - mu * (1 + 0.62 * coupling))
    if root_mean_square_energy is None:
        return result
    (omega_2,) = positive(root_mean_square_energy=root_mean_square_energy)
    ratio = omega_2 / omega
    f1 = (1 + (coupling / (2.46 * (1 + 3.8 * mu))) ** 1.5) ** (1 / 3)
    f2 = 1 + (ratio - 1) * coupling**2 / (coupling**2 + (1.82 * (1 + 6.3 * mu) * ratio) ** 2)
    return f1 * f2 * result


def leavens_carbotte(area: ArrayLike) -> NDArray:
    r"""Leavens and Carbotte's rule :math:`k_BT_c \approx 0.148\,A`, for 1.2 < λ < 2.4.

    Parameters
    ----------
    area : array_like
        Area under α²F, any unit of energy. The rule holds for μ* near 0.1.

    Returns
    -------
    ndarray
        :math:`k_BT_c` in the unit of the area.

    Raises
    ------
    ValueError
        If the area is negative or not finite.

    References
    ----------
    C. R. Leavens and J. P. Carbotte, J. Low Temp. Phys. 14, 195 (1974).
    """
    (area,) = not_negative(area=area)
    return 0.148 * area


def strong_coupling_asymptote(
    coupling: ArrayLike, root_mean_square_energy: ArrayLike = 1.0
) -> NDArray:
    r""":math:`k_BT_c \to 0.1827262477\,\omega_2\sqrt\lambda` as λ → ∞ with μ* = 0.

    It holds for any spectrum. That T_c of the equations lies below it at finite λ is no theorem
    here; the tests check it for an Einstein phonon, a Debye spectrum and two peaks.

    Parameters
    ----------
    coupling : array_like
    root_mean_square_energy : array_like
        :math:`\omega_2`; the energy of an Einstein phonon.

    Returns
    -------
    ndarray
        :math:`k_BT_c` in the unit of the energy.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    References
    ----------
    P. B. Allen and R. C. Dynes, Phys. Rev. B 12, 905 (1975), from whom 0.1827 is usually quoted;
    M. K.-H. Kiessling, B. L. Altshuler and E. A. Yuzbashyan, arXiv:2409.02121, to ten digits.
    """
    coupling, omega = not_negative(
        coupling=coupling, root_mean_square_energy=root_mean_square_energy
    )
    return STRONG_COUPLING_LIMIT * omega * np.sqrt(coupling)


def weak_coupling_asymptote(coupling: ArrayLike, phonon_energy: ArrayLike = 1.0) -> NDArray:
    r"""T_c of an Einstein phonon as λ → 0 with μ* = 0.

    .. math:: k_BT_c \to \frac{2e^\gamma}{\pi}\,e^{-1/2}\,\omega_E\,e^{-(1+\lambda)/\lambda}

    Parameters
    ----------
    coupling, phonon_energy : array_like

    Returns
    -------
    ndarray
        :math:`k_BT_c` in the unit of the phonon energy.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    References
    ----------
    F. Marsiglio, Phys. Rev. B 98, 024523 (2018), arXiv:1807.04907; S. Mirabi, R. Boyack and
    F. Marsiglio, Phys. Rev. B 101, 064506 (2020), arXiv:1912.09460.
    """
    coupling, omega = not_negative(coupling=coupling, phonon_energy=phonon_energy)
    prefactor = 2 * np.exp(np.euler_gamma - 0.5) / np.pi * omega
    return _exponential(prefactor, 1 + coupling, coupling)
