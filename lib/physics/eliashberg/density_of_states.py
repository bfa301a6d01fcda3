r"""T_c where the electrons' density of states has a peak at the Fermi energy.

The equations of this package take the density of states as constant over the energies that
phonons reach. Here it is a background with a Lorentzian on top,

.. math:: \frac{N(\epsilon)}{N(0)} = \frac{1}{1+p}\Big[1 + \frac{p\,w^2}{\epsilon^2+w^2}\Big],

of height p above the background and half-width w, centred on the Fermi energy. An electron at the
Matsubara frequency :math:`\omega_n` has the energy uncertain by
:math:`s_n = |\omega_n|Z_n`, so what enters the equations is N averaged over that uncertainty:

.. math:: D(s) = \int \frac{d\epsilon}{\pi}\,\frac{s}{s^2+\epsilon^2}\,\frac{N(\epsilon)}{N(0)}
               = \frac{1}{1+p}\Big[1 + \frac{p\,w}{w+s}\Big],

.. math:: s_n = \omega_n + \pi T\sum_{m\ge0}[\lambda(n-m)-\lambda(n+m+1)]\,D(s_m), \qquad
          \phi_n = \pi T\sum_{m\ge0}[\lambda(n-m)+\lambda(n+m+1)-2\mu^*]\,D(s_m)\,\phi_m/s_m .

Both λ and μ* are those of the density of states at the Fermi energy, N(0). The peak is symmetric,
so the chemical potential does not move; a peak beside the Fermi energy would need a third
equation. With p = 0 these are the equations of the rest of the package.

References
----------
W. E. Pickett, Phys. Rev. B 26, 1186 (1982); W. Sano et al., Phys. Rev. B 93, 094525 (2016).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

from ._checks import not_negative, numbers, positive
from .spectral_function import check_spectrum, modes
from .transition import critical_temperature

REACH = 8  # the last frequency kept, in units of the reference energy


def smeared_peak(uncertainty: ArrayLike, height: ArrayLike, half_width: ArrayLike) -> NDArray:
    """Density of states D(s) over N(0), averaged over an energy uncertainty.

    Parameters
    ----------
    uncertainty : array_like
        s, half-width of the average, in any unit of energy.
    height : array_like
        p, height of the peak over the background.
    half_width : array_like
        w of the peak, in the same unit.

    Returns
    -------
    ndarray
        From 1 at s = 0 down to 1/(1 + p).

    Raises
    ------
    ValueError
        If an argument is negative or not finite, or the half-width is zero.

    Examples
    --------
    >>> smeared_peak([0.0, 1.0, 1e9], 1.0, 1.0).round(3)
    array([1.  , 0.75, 0.5 ])
    """
    s, height = not_negative(uncertainty=uncertainty, height=height)
    (width,) = positive(half_width=half_width)
    return (1 + height * width / (width + s)) / (1 + height)


def _excess(temperature, mode_energies, mode_couplings, mu, height, half_width, reference):
    """Largest eigenvalue of the linear gap equation less one."""
    count = int(np.ceil(REACH * reference / (2 * np.pi * temperature)))
    n = np.arange(count)
    omega = np.pi * temperature * (2 * n + 1)
    step = 2 * np.pi * temperature * np.arange(2 * count)
    kernel = (mode_energies**2 / (mode_energies**2 + step[:, None] ** 2)) @ mode_couplings
    near, far = kernel[np.abs(n[:, None] - n)], kernel[n[:, None] + n + 1]
    odd, even = np.pi * temperature * (near - far), np.pi * temperature * (near + far)
    s = omega * (1 + mode_couplings.sum())
    for _ in range(500):
        before, s = s, omega + odd @ smeared_peak(s, height, half_width)
        if np.all(np.abs(s - before) <= 1e-13 * s):
            break
    if mu > 0:
        # undo the running of mu* between the reference and the last frequency kept
        energy = np.geomspace(reference, 2 * np.pi * temperature * count, 33)
        running = smeared_peak(energy, height, half_width)
        mu = mu / (1 - mu * np.trapezoid(running, np.log(energy)))
    # symmetric form: the square root of D/s on either side
    root = np.sqrt(smeared_peak(s, height, half_width) / s)
    pairing = root[:, None] * (even - 2 * np.pi * temperature * mu) * root
    return np.linalg.eigvalsh(pairing)[-1] - 1


def peaked_critical_temperature(
    energies: ArrayLike,
    alpha2F: ArrayLike,
    coulomb_pseudopotential: float,
    height: float,
    half_width: float,
    reference_energy: float,
) -> float:
    r"""T_c of a spectrum with a Lorentzian peak in the density of states at the Fermi energy.

    Parameters
    ----------
    energies, alpha2F : array_like, shape (n,)
        The spectrum, with α²F for the density of states at the Fermi energy.
    coulomb_pseudopotential : float
        μ* at the reference energy, for N(0).
    height : float
        p, height of the peak over the background; 0 for a constant density of states.
    half_width : float
        w of the peak, in the unit of the energies.
    reference_energy : float
        Energy at which μ* is defined, in the same unit; not less than the largest phonon energy.
        Above it the repulsion is scaled with the density of states that is met there.

    Returns
    -------
    float
        :math:`k_BT_c` in the unit of the energies, to about 10⁻³; 0 if it is below a hundredth of
        the value for a constant density of states.

    Raises
    ------
    ValueError
        If the spectrum is not valid, an argument is negative or not finite, or the reference
        energy is less than the largest phonon energy.
    """
    energies, alpha2F = check_spectrum(energies, alpha2F)
    arguments = {
        "coulomb_pseudopotential": coulomb_pseudopotential,
        "height": height,
        "half_width": half_width,
        "reference_energy": reference_energy,
    }
    numbers(**arguments)
    not_negative(coulomb_pseudopotential=coulomb_pseudopotential, height=height)
    positive(half_width=half_width, reference_energy=reference_energy)
    if reference_energy < energies[np.flatnonzero(alpha2F)[-1]]:
        raise ValueError("reference_energy must not be less than the largest phonon energy")
    flat = critical_temperature(energies, alpha2F, coulomb_pseudopotential, reference_energy)
    if flat == 0:
        return 0.0
    parameters = (
        *modes(energies, alpha2F, flat / 100),
        float(coulomb_pseudopotential),
        float(height),
        float(half_width),
        float(reference_energy),
    )
    low, high = 0.8 * flat, 1.05 * flat
    while _excess(low, *parameters) <= 0:
        low, high = low / 2, low
        if low < flat / 100:
            return 0.0
    return float(brentq(_excess, low, high, args=parameters, xtol=1e-5 * flat))
