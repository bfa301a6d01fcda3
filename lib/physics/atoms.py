"""Effective nuclear charges of atoms, and the pair potential of helium. SI units.

References
----------
J. C. Slater, Phys. Rev. 36, 57 (1930).
R. A. Aziz, V. P. S. Nain, J. S. Carley, W. L. Taylor and G. T. McConville, J. Chem. Phys. 70, 4330
(1979).
"""

import re

import numpy as np
from scipy import constants

from lib.physics._arguments import positive

_SHELL = re.compile(r"(\d)([spdf])(\d+)")

HELIUM_WELL_DEPTH = 10.8 * constants.k
"""Depth of the helium pair potential in J."""

HELIUM_WELL_DISTANCE = 2.9673e-10
"""Distance of two helium atoms at the bottom of their well, in m."""


def slater_charge(atomic_number, configuration):
    """Effective nuclear charge felt by an outermost s or p electron, by Slater's rules.

    Each other electron of the outermost shell screens 0.35 (0.30 in 1s), each of the next shell
    0.85, each farther in 1.

    Parameters
    ----------
    atomic_number : int
        Z.
    configuration : str
        All occupied shells, as ``"1s2 2s2 2p6 3s1"``.

    Returns
    -------
    float
        In elementary charges.

    Raises
    ------
    ValueError
        If the configuration cannot be read or does not hold Z electrons.

    Examples
    --------
    >>> round(slater_charge(11, "1s2 2s2 2p6 3s1"), 2)
    2.2
    """
    shells = [(int(n), kind, int(count)) for n, kind, count in _SHELL.findall(configuration)]
    if sum(count for *_, count in shells) != atomic_number:
        raise ValueError(f"configuration must hold {atomic_number} electrons: {configuration!r}")
    outer = max(n for n, *_ in shells)
    same = sum(count for n, kind, count in shells if n == outer and kind in "sp") - 1
    next_in = sum(
        count for n, kind, count in shells if n == outer - 1 or (n == outer and kind in "df")
    )
    deep = atomic_number - 1 - same - next_in
    return atomic_number - (0.30 if outer == 1 else 0.35) * same - 0.85 * next_in - deep


def helium_pair_energy(distance):
    """Energy of two helium atoms in J, the potential HFDHE2 of Aziz and others.

    Parameters
    ----------
    distance : array_like
        In m.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In J.

    Raises
    ------
    ValueError
        If `distance` is not positive and finite.
    """
    x = positive("distance", distance) / HELIUM_WELL_DISTANCE
    damping = np.where(x < 1.241314, np.exp(-((1.241314 / np.minimum(x, 1.241314) - 1) ** 2)), 1.0)
    attraction = 1.3732412 / x**6 + 0.4253785 / x**8 + 0.1781 / x**10
    reduced = 0.5448504e6 * np.exp(-13.353384 * x) - damping * attraction
    return (HELIUM_WELL_DEPTH * reduced)[()]
