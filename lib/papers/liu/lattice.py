"""The molecules off Liu's line, in a simple cubic crystal of spacing ``2 R_b``.

Liu leaves them out as cancelling by symmetry. Across the line they do cancel; along it the sum
depends on the order in which the crystal is built up, because every molecule attracts and the
crystal as a whole is charged. The forces fall as the inverse square while the number of
molecules at a distance grows as its square, so nothing converges absolutely. Summed column by
column (endless columns along the line: a needle, or equally a neutralised crystal) the axial
part converges exponentially. A crystal built up as a ball or a cube round some centre has in
addition the field of its mean charge.

Positions and lengths are in m; a force is given over ``K Q e``, in 1/m^2, positive where the
electron is pulled back towards its own nucleus.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import k0

from lib.papers.liu.chain import _strength, border_slope
from lib.papers.liu.pair import _between_molecules, c

# Columns left out, and harmonics, weigh less than K_0(9 pi), some 1e-13.
_COLUMNS = np.arange(-8, 9)
_HARMONICS = np.arange(1, 13)


class AxialField(NamedTuple):
    """What the molecules off the line do to the electron on it.

    Attributes
    ----------
    potential : numpy.ndarray
        Over ``K Q``, in 1/m.
    force : numpy.ndarray
        Over ``K Q e``, in 1/m^2.
    slope : numpy.ndarray
        Of the force, in 1/m^3.
    """

    potential: np.ndarray
    force: np.ndarray
    slope: np.ndarray


def _column_strengths(strength, arrangement):
    """Strengths at the two places of a period, for columns at an even and an odd distance."""
    own = (1.0, strength)
    if arrangement == "checkerboard":
        return own, own[::-1]
    if arrangement == "layers":
        return own, own
    raise ValueError("arrangement must be 'checkerboard' or 'layers'")


def offline_field(radius, border, strength, arrangement="checkerboard"):
    """Potential and force on the line from all molecules off it, column by column.

    A column with charges ``4 R_b`` apart has the potential of its mean charge, constant along the
    line, and harmonics ``(4/p) K_0(2 pi n s / p) cos(2 pi n x / p)`` with ``p = 4 R_b`` at the
    distance ``s``.

    Parameters
    ----------
    radius, border : array_like
        Place of the electron and of the border, in m.
    strength : array_like
        Attraction coefficient of every second molecule, 0 to 1.
    arrangement : {"checkerboard", "layers"}
        Nearest neighbours of a full molecule are all weak (checkerboard), or only those along
        the line are (layers).

    Returns
    -------
    AxialField
        Potential over ``K Q`` (1/m) without its constant part, force (1/m^2) and slope of the
        force (1/m^3).

    Raises
    ------
    ValueError
        If `radius` or `border` is not positive and finite, or `radius` reaches the neighbour,
        or `strength` is not between 0 and 1, or `arrangement` is none of those named.
    """
    radius, border = _between_molecules(radius, border)
    strength = _strength(strength)
    even, odd = _column_strengths(strength, arrangement)
    across, up = (axis.ravel() for axis in np.meshgrid(_COLUMNS, _COLUMNS))
    distance = np.hypot(across, up)
    shifted = across % 2 != up % 2
    period = 4 * border
    potential, force, slope = 0.0, 0.0, 0.0
    for harmonic in _HARMONICS:
        wave = 2 * np.pi * harmonic / period
        weight = 0.0
        for chosen, (first, second) in ((~shifted, even), (shifted, odd)):
            chosen = chosen & (distance > 0)
            amplitude = np.sum(k0(np.pi * harmonic * distance[chosen]))
            weight = weight + amplitude * (first + (-1) ** harmonic * second)
        scale = 4 * weight / period
        potential = potential + scale * np.cos(wave * radius)
        force = force + scale * wave * np.sin(wave * radius)
        slope = slope + scale * wave**2 * np.cos(wave * radius)
    return AxialField(potential, force, slope)


def mean_charge_force(radius, border, strength, centre=0.0):
    """Force of the mean charge of a ball or cube of crystal round a centre.

    This is what `offline_field` must be supplemented by if the crystal is built up in shells
    round `centre` rather than from columns along the line.

    Parameters
    ----------
    radius, border, strength : array_like
        As in `offline_field`.
    centre : array_like
        Place on the line, in m, round which the shells grow.

    Returns
    -------
    numpy.ndarray
        Force over ``K Q e`` in 1/m^2.

    Raises
    ------
    ValueError
        If `radius` or `border` is not positive and finite, or `radius` reaches the neighbour,
        or `strength` is not between 0 and 1.
    """
    radius, border = _between_molecules(radius, border)
    density = (1 + _strength(strength)) / 2 / (2 * border) ** 3
    return 4 * np.pi / 3 * density * (radius - centre)


def mean_charge_resisting_distance(radius, border, strength, centre=0.0):
    """What the mean charge of a ball or cube of crystal adds to the resisting distance, in 1/m.

    Twice the work against `mean_charge_force`, which is linear in the place, and its kinetic step.
    It is to be added to `offline_resisting_distance` if the crystal is built up in shells.

    Parameters
    ----------
    radius, border, strength, centre : array_like
        As in `mean_charge_force`.

    Returns
    -------
    numpy.ndarray
        In 1/m.

    Raises
    ------
    ValueError
        If `radius` or `border` is not positive and finite, or `radius` reaches the neighbour,
        or `strength` is not between 0 and 1.
    """
    here = mean_charge_force(radius, border, strength, centre)
    there = mean_charge_force(border, border, strength, centre)
    radius, border = np.asarray(radius), np.asarray(border)
    return (here + there) * (border - radius) + border * there - radius * here


def offline_resisting_distance(radius, border, strength, arrangement="checkerboard"):
    """What the molecules off the line add to the resisting distance, in 1/m.

    The potential and kinetic steps are those of the line, taken with the force of
    `offline_field`.

    Parameters
    ----------
    radius : array_like
        Orbital radius in m, below twice the border.
    border : array_like
        Distance to the border in m.
    strength : array_like
        Attraction coefficient, 0 to 1.
    arrangement : {"checkerboard", "layers"}
        As in `offline_field`.

    Returns
    -------
    numpy.ndarray
        In 1/m.

    Raises
    ------
    ValueError
        If `radius` or `border` is not positive and finite, or `radius` reaches the neighbour,
        or `strength` is not between 0 and 1, or `arrangement` is none of those named.
    """
    here = offline_field(radius, border, strength, arrangement)
    there = offline_field(border, border, strength, arrangement)
    potential = 2 * (here.potential - there.potential)
    return potential + np.asarray(border) * there.force - np.asarray(radius) * here.force


def lattice_tunnel_threshold(arrangement="checkerboard"):
    """Attraction coefficient above which the whole crystal's D is negative below the border.

    As `lib.papers.liu.chain.tunnel_threshold`, with the molecules off the line summed column by
    column. D is linear in the coefficient, and so is its slope at the border.

    Parameters
    ----------
    arrangement : {"checkerboard", "layers"}
        As in `offline_field`.

    Returns
    -------
    float
        Dimensionless.

    Raises
    ------
    ValueError
        If `arrangement` is none of those named.
    """

    def slope(coefficient):
        here = offline_field(1.0, 1.0, coefficient, arrangement)
        line = float(border_slope().subs(c, coefficient))
        # The slope of twice the potential less the ratio times the force.
        return line - 3 * float(here.force) - float(here.slope)

    none, full = slope(0.0), slope(1.0)
    return none / (none - full)
