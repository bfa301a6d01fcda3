r"""The hydrogen molecular ion with clamped nuclei: exact electronic energies.

The Schrödinger equation of one electron in the field of two fixed protons a distance :math:`R`
apart separates in prolate spheroidal coordinates :math:`\xi = (r_a + r_b)/R`,
:math:`\eta = (r_a - r_b)/R`. With :math:`\psi = X(\xi)\,Y(\eta)` (states without angular momentum
about the axis) and :math:`p^2 = -E R^2/2`,

.. math:: [(\xi^2 - 1) X']' + (2 R \xi - p^2 \xi^2 + A) X = 0, \qquad 1 \le \xi < \infty,

.. math:: [(1 - \eta^2) Y']' + (p^2 \eta^2 - A) Y = 0, \qquad -1 \le \eta \le 1 .

Both are eigenvalue problems for the separation constant :math:`A`, and the energy is the one at
which they give the same :math:`A`. Each becomes a symmetric tridiagonal matrix: the angular one in
Legendre polynomials, the radial one in Laguerre functions of :math:`2 p (\xi - 1)`. The
difference of the two constants rises monotonically with :math:`p^2` (its slope is
:math:`\langle \xi^2 \rangle - \langle \eta^2 \rangle > 0`), so the energy is a bracketed root.

Everything here is nonrelativistic, with nuclei of infinite mass, and in Hartree atomic units:
distances in bohr, energies in hartree.

References
----------
D. R. Bates, K. Ledsham and A. L. Stewart, Phil. Trans. R. Soc. A 246, 215 (1953).
M. M. Madsen and J. M. Peek, Atomic Data 2, 171 (1971).
F. M. Fernández and J. Garcia, arXiv:2107.01228.
"""

import numpy as np
from numpy.polynomial import laguerre, legendre
from scipy.linalg import eigh_tridiagonal
from scipy.optimize import brentq

from lib.physics._arguments import finite, positive

STATES = ("1s_sigma_g", "2p_sigma_u")
"""The two lowest states, which both go over into the ground state of the atom as R grows."""

DISTANCE_RANGE = (0.5, 50.0)
"""Internuclear distances, in bohr, over which the energies are verified."""

_LAGUERRE_SIZE = 300
_TAYLOR_SIZE = 240
_PARITY = {"1s_sigma_g": 0, "2p_sigma_u": 1}


def electronic_energy(internuclear_distance, state="1s_sigma_g"):
    """Electronic energy of the hydrogen molecular ion, without the repulsion of the nuclei.

    Parameters
    ----------
    internuclear_distance : array_like
        Distance of the nuclei in bohr, any shape, within `DISTANCE_RANGE`.
    state : {"1s_sigma_g", "2p_sigma_u"}
        Electronic state, named after its united atom.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Energy in hartree, of the shape of `internuclear_distance`; correct to 12 digits.

    Raises
    ------
    ValueError
        If a distance is outside of `DISTANCE_RANGE` or the state is not one of `STATES`.

    Examples
    --------
    >>> print(f"{electronic_energy(2.0):.12f}")
    -1.102634214495
    """
    distance = _checked_distance(internuclear_distance)
    _check_state(state)
    energies = [-2.0 * (_solve(r, state)[0] / r) ** 2 for r in distance.flat]
    return np.reshape(energies, distance.shape)[()]


def total_energy(internuclear_distance, state="1s_sigma_g"):
    """Electronic energy plus the repulsion 1/R of the nuclei, in hartree.

    Parameters
    ----------
    internuclear_distance : array_like
        In bohr, within `DISTANCE_RANGE`.
    state : {"1s_sigma_g", "2p_sigma_u"}
        Electronic state.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In hartree, of the shape of the distance.

    Raises
    ------
    ValueError
        If a distance is outside of `DISTANCE_RANGE` or the state is not one of `STATES`.
    """
    distance = _checked_distance(internuclear_distance)
    return electronic_energy(distance, state) + 1.0 / distance


def saddle_potential(internuclear_distance, charge=1.0):
    """Potential energy of the electron halfway between two equal nuclei, -4 Z/R.

    Parameters
    ----------
    internuclear_distance : array_like
        Distance of the nuclei in bohr, positive.
    charge : array_like
        Charge Z of each nucleus, positive; broadcast against the distance.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Potential energy in hartree.

    Raises
    ------
    ValueError
        If `internuclear_distance` or `charge` is not positive and finite.
    """
    distance = positive("internuclear_distance", internuclear_distance)
    return -4.0 * positive("charge", charge) / distance


def saddle_crossing_distance(state="1s_sigma_g"):
    """Distance in bohr at which the electronic energy equals the potential at the midpoint.

    Nearer than this the level lies above the potential barrier between the nuclei; farther, the
    electron passes from one nucleus to the other by tunnelling.

    Parameters
    ----------
    state : {"1s_sigma_g", "2p_sigma_u"}

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the state is not one of `STATES`.
    """
    _check_state(state)

    def level_above_saddle(distance):
        return electronic_energy(distance, state) - saddle_potential(distance)

    return brentq(level_above_saddle, 4.0, 10.0, xtol=1e-13, rtol=1e-14)


def classical_crossing_distance(binding=0.5, charge=1.0):
    """Distance at which an atomic level, lowered by the neighbour, reaches the saddle.

    The level of an electron bound with energy I to one nucleus of charge Z is lowered by the
    potential -Z/R of the other; it meets the saddle -4 Z/R at R = 3 Z/I. For the first Bohr orbit
    of hydrogen (I = 1/2) this is 6 bohr.

    Parameters
    ----------
    binding : array_like
        Binding energy I of the level in the isolated atom, in hartree, positive.
    charge : array_like
        Charge Z of each nucleus, positive.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Distance in bohr.

    Raises
    ------
    ValueError
        If `binding` or `charge` is not positive and finite.
    """
    return 3.0 * positive("charge", charge) / positive("binding", binding)


def tunnel_splitting(internuclear_distance):
    r"""Energy of 2p sigma_u minus that of 1s sigma_g, in hartree.

    The difference of the two energies loses its digits as the splitting falls towards 1e-16
    hartree. Beyond 8 bohr the splitting therefore comes from Green's theorem on one half-space,
    an identity between the two exact wave functions,

    .. math::

        E_u - E_g = \frac{\int_{z=0} \psi_g\, \partial_z \psi_u\, dS}
                         {2 \int_{z>0} \psi_g \psi_u\, dV}
                  = \frac{2}{R^2}\,
                    \frac{Y_g(0)\,Y_u'(0)\,I_0}{I_2 J_0 - I_0 J_2},

    with :math:`I_k = \int_1^\infty \xi^k X_g X_u d\xi` and
    :math:`J_k = \int_0^1 \eta^k Y_g Y_u d\eta`, which keeps its relative precision.

    Parameters
    ----------
    internuclear_distance : array_like
        Distance of the nuclei in bohr, any shape, within `DISTANCE_RANGE`.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Splitting in hartree, positive.

    Raises
    ------
    ValueError
        If a distance is outside of `DISTANCE_RANGE`.
    """
    distance = _checked_distance(internuclear_distance)
    return np.reshape([_splitting(r) for r in distance.flat], distance.shape)[()]


def log_asymptotic_tunnel_splitting(internuclear_distance):
    """Natural logarithm of (4/e) R exp(-R), the splitting (in hartree) of far nuclei.

    The leading term at large distance, with corrections of relative order 1/R. A logarithm, so
    that a distance of many thousand bohr does not underflow.

    Parameters
    ----------
    internuclear_distance : array_like
        Distance of the nuclei in bohr, positive.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Of the splitting in hartree.

    Raises
    ------
    ValueError
        If `internuclear_distance` is not positive and finite.

    References
    ----------
    C. Herring and M. Flicker, Phys. Rev. 134, A362 (1964); T. C. Scott, A. Dalgarno and
    J. D. Morgan, Phys. Rev. Lett. 67, 1419 (1991).
    """
    distance = positive("internuclear_distance", internuclear_distance)
    return np.log(4.0 * distance) - 1.0 - distance


def axial_density(position, internuclear_distance, state="1s_sigma_g"):
    """Probability density of the electron on the molecular axis.

    Parameters
    ----------
    position : array_like
        Coordinate z along the axis in bohr, from the midpoint; the nuclei are at z = ±R/2.
    internuclear_distance : float
        Distance R of the nuclei in bohr, within `DISTANCE_RANGE`.
    state : {"1s_sigma_g", "2p_sigma_u"}

    Returns
    -------
    numpy.ndarray or numpy.float64
        Density in bohr**-3, of the shape of `position`, normalised to one electron.

    Raises
    ------
    ValueError
        If `position` is not finite, or the distance is no single number within
        `DISTANCE_RANGE`, or the state is not one of `STATES`.
    """
    z = finite("position", position)
    distance = _checked_distance(internuclear_distance)
    if distance.ndim:
        raise ValueError("internuclear_distance must be a single number here")
    _check_state(state)
    r = float(distance)
    p, radial, angular = _solve(r, state)
    scaled = np.abs(2.0 * z / r)
    amplitude = _radial_function(np.maximum(scaled, 1.0), p, radial) * np.polyval(
        angular[::-1], np.minimum(scaled, 1.0)
    )
    i0, _, i2, j0, j2 = _moments((p, radial, angular), (p, radial, angular))
    norm = 4.0 * np.pi * (r / 2.0) ** 3 * (i2 * j0 - i0 * j2)
    return (amplitude**2 / norm)[()]


def potential_energy(internuclear_distance, state="1s_sigma_g"):
    """Expectation value of the electron's attraction to both nuclei, in hartree.

    Parameters
    ----------
    internuclear_distance : array_like
        In bohr, within `DISTANCE_RANGE`.
    state : {"1s_sigma_g", "2p_sigma_u"}
        Electronic state.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In hartree, of the shape of the distance.

    Raises
    ------
    ValueError
        If a distance is outside of `DISTANCE_RANGE` or the state is not one of `STATES`.
    """
    distance = _checked_distance(internuclear_distance)
    _check_state(state)
    values = []
    for r in distance.flat:
        solution = _solve(r, state)
        i0, i1, i2, j0, j2 = _moments(solution, solution)
        values.append(-4.0 / r * i1 * j0 / (i2 * j0 - i0 * j2))
    return np.reshape(values, distance.shape)[()]


def _solve(distance, state):
    """p, Laguerre coefficients of X and Taylor coefficients of Y (with Y(1) = 1)."""
    parity = _PARITY[state]

    def mismatch(p):
        return _radial(p, distance)[0] - _angular_constant(p, parity)

    # -2 hartree is the ion of helium; both levels lie below the level -1/2 of the atom
    p = brentq(mismatch, distance / 2.0, distance, xtol=1e-15, rtol=1e-15)
    return p, _radial(p, distance)[1], _taylor(p, _angular_constant(p, parity), parity)


def _angular_constant(p, parity):
    """Largest separation constant A of the angular equation, of even or odd parity."""
    size = int(30 + 2 * p)
    n = parity + 2 * np.arange(size)
    # eta P_n = a_n P_(n-1) + a_(n+1) P_(n+1) in normalised Legendre polynomials
    lower = n / np.sqrt(np.abs(4.0 * n**2 - 1.0))
    upper = (n + 1) / np.sqrt(4.0 * (n + 1.0) ** 2 - 1.0)
    diagonal = p**2 * (lower**2 + upper**2) - n * (n + 1.0)
    off_diagonal = p**2 * upper[:-1] * lower[1:]
    return _largest(diagonal, off_diagonal)[0]


def _radial(p, distance):
    """Separation constant A of the nodeless radial solution, and its Laguerre coefficients."""
    n = np.arange(_LAGUERRE_SIZE)
    slope = distance / p
    diagonal = (
        -((2 * n + 1.0) ** 2 + 1) / 2
        - 2 * p * (2 * n + 1)
        - p**2
        + 2 * distance
        + slope * (2 * n + 1)
    )
    off_diagonal = (n[1:] - slope) * n[1:]
    eigenvalue, vector = _largest(diagonal, off_diagonal)
    return -eigenvalue, vector


def _largest(diagonal, off_diagonal):
    """Largest eigenvalue and its vector of a symmetric tridiagonal matrix.

    The matrices grow quadratically along the diagonal, and the eigenvalue solver is accurate only
    relative to their largest element. The Rayleigh quotient is second order in the error
    of the vector and so restores the full precision.
    """
    last = len(diagonal) - 1
    _, vectors = eigh_tridiagonal(diagonal, off_diagonal, select="i", select_range=(last, last))
    v = vectors[:, 0]
    eigenvalue = np.sum(diagonal * v**2) + 2.0 * np.sum(off_diagonal * v[1:] * v[:-1])
    return eigenvalue, v


def _taylor(p, constant, parity):
    """Taylor coefficients of Y about eta = 0, scaled to Y(1) = 1.

    They obey (k+2)(k+1) c_(k+2) = (k(k+1) + A) c_k - p^2 c_(k-2). Upwards from the midplane, where
    the parity is imposed, the recurrence is stable as far as k = p; beyond, the solution that
    is regular at eta = 1 is the minimal one and is found downwards. All coefficients have one sign,
    so Y keeps its relative precision at the midplane, where it is exponentially small.
    """
    powers = range(parity, _TAYLOR_SIZE, 2)
    turning = int(p)
    ratio = np.zeros(_TAYLOR_SIZE + 2)  # c_k / c_(k-2)
    for k in powers:
        if k + 2 <= turning:
            below = p**2 / ratio[k] if k >= 2 else 0.0
            ratio[k + 2] = (k * (k + 1) + constant - below) / ((k + 2) * (k + 1))
    for k in reversed(powers):
        if k > max(turning, parity):
            ratio[k] = p**2 / (k * (k + 1) + constant - (k + 2) * (k + 1) * ratio[k + 2])
    coefficients = np.zeros(_TAYLOR_SIZE)
    ratio[parity] = 1.0
    coefficients[parity::2] = np.cumprod(ratio[parity:_TAYLOR_SIZE:2])
    return coefficients / coefficients.sum()


def _radial_function(xi, p, coefficients):
    x = 2.0 * p * (xi - 1.0)
    return np.exp(-x / 2.0) * laguerre.lagval(x, coefficients)


def _moments(first, second):
    """Integrals of xi^k X X' (k = 0, 1, 2) over all xi and eta^k Y Y' (k = 0, 2) over [0, 1]."""
    (p, radial, angular), (q, other_radial, other_angular) = first, second
    x, weight = laguerre.laggauss(100)
    t = x / (p + q)
    product = laguerre.lagval(2 * p * t, radial) * laguerre.lagval(2 * q * t, other_radial)
    product *= weight / (p + q)
    eta, eta_weight = legendre.leggauss(100)
    eta = (eta + 1.0) / 2.0
    angular_product = np.polyval(angular[::-1], eta) * np.polyval(other_angular[::-1], eta)
    angular_product *= eta_weight / 2.0
    return (
        product.sum(),
        (product * (1 + t)).sum(),
        (product * (1 + t) ** 2).sum(),
        angular_product.sum(),
        (angular_product * eta**2).sum(),
    )


def _splitting(distance):
    gerade = _solve(distance, "1s_sigma_g")
    ungerade = _solve(distance, "2p_sigma_u")
    if distance < 8.0:
        return 2.0 / distance**2 * (gerade[0] - ungerade[0]) * (gerade[0] + ungerade[0])
    i0, _, i2, j0, j2 = _moments(gerade, ungerade)
    midplane = gerade[2][0] * ungerade[2][1]
    return 2.0 / distance**2 * midplane * i0 / (i2 * j0 - i0 * j2)


def _checked_distance(internuclear_distance):
    distance = np.asarray(internuclear_distance, dtype=float)
    low, high = DISTANCE_RANGE
    if not np.all((distance >= low) & (distance <= high)):
        raise ValueError(f"internuclear_distance must lie between {low} and {high} bohr")
    return distance


def _check_state(state):
    if state not in STATES:
        raise ValueError(f"state must be one of {', '.join(STATES)}, not {state!r}")
