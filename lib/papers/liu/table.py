"""What the printed column of resisting distances in Liu's Table 1 is made of.

The column does not follow from Eq. 37. Divided by the resistivity printed beside it, it is a
smooth function of the ratio of the two radii alone. No derivation of that function is known; it
is an empirical description with the denominator of Eq. 37.
"""

from typing import NamedTuple

import numpy as np

from lib.papers.liu.pair import _between_molecules
from lib.physics._arguments import positive


def column_shape(radius, border):
    """Dimensionless function of the radii found in the column: ``D = 10^12 rho`` times it.

    With ``q = r / R_b`` it is ``(1 - q)^2 [q + 13/5 (1 - q)^2] / [4 q (2 - q)^2]``; the
    resistivity ``rho`` is in m/MS and D in 1/m.

    Parameters
    ----------
    radius, border : array_like
        The two radii, in one unit.

    Returns
    -------
    numpy.ndarray

    Raises
    ------
    ValueError
        If `radius` or `border` is not positive and finite, or `radius` reaches the neighbour.
    """
    radius, border = _between_molecules(radius, border)
    ratio = radius / border
    gap = 1 - ratio
    return gap**2 * (ratio + 2.6 * gap**2) / (4 * ratio * (2 - ratio) ** 2)


class ColumnLaw(NamedTuple):
    """A column described by a resistivity and the ratio of two radii.

    Attributes
    ----------
    exponent : float
        Of the resistivity.
    coefficients : numpy.ndarray, shape (3,)
        Of the shape.
    misfit : float
        Greatest relative misfit.
    """

    exponent: float
    coefficients: np.ndarray
    misfit: float


def column_law(radius, border, resistivity, column):
    """Describe a column as resistivity times a function of the ratio of the radii.

    With ``g = 1 - r / R_b`` the column over the resistivity is fitted, with relative weights, by
    ``g^2 (a + b g + k g^2) / [q (2 - q)^2]``.

    Parameters
    ----------
    radius, border, resistivity, column : array_like, shape (n,)
        Rows of the table, at least four.

    Returns
    -------
    ColumnLaw
        Exponent of the resistivity (from the logarithms, the fitted shape divided out),
        coefficients ``(a, b, k)`` and the greatest relative misfit.

    Raises
    ------
    ValueError
        If a value is not positive or there are fewer than four rows.
    """
    radius, border = _between_molecules(radius, border)
    resistivity, column = positive("resistivity", resistivity), positive("column", column)
    if column.size < 4:
        raise ValueError("column must have at least four rows")
    ratio = radius / border
    gap = 1 - ratio
    powers = (gap**2 / (ratio * (2 - ratio) ** 2))[:, None] * np.vander(gap, 3, increasing=True)
    weighted = powers * (resistivity / column)[:, None]
    coefficients = np.linalg.lstsq(weighted, np.ones(column.size))[0]
    misfit = float(np.max(np.abs(weighted @ coefficients - 1)))
    shape = np.abs(powers @ coefficients)
    exponent = float(np.polyfit(np.log(resistivity), np.log(column / shape), 1)[0])
    return ColumnLaw(exponent, coefficients, misfit)
