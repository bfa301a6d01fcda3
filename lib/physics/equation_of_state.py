"""Equations of state of solids at zero temperature. SI units.

References
----------
P. Vinet, J. Ferrante, J. H. Rose and J. R. Smith, J. Geophys. Res. 92, 9319 (1987).
"""

import numpy as np
from scipy.optimize import brentq

from lib.physics._arguments import non_negative, positive


def vinet_pressure(compression, bulk_modulus, derivative):
    r"""Pressure of Vinet's equation of state.

    .. math:: P = 3K_0 \frac{1-x}{x^2} e^{\frac32 (K_0'-1)(1-x)}, \qquad x = (V/V_0)^{1/3}

    Parameters
    ----------
    compression : array_like
        Volume over the volume at zero pressure, from above 0 to 1.
    bulk_modulus : float
        K₀ at zero pressure, in Pa.
    derivative : float
        K₀' = dK/dP at zero pressure, above 1.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In Pa.

    Raises
    ------
    ValueError
        If `compression`, `bulk_modulus` or `derivative` is not positive and finite, or
        `compression` is not between 0 and 1 or `derivative` not above 1.

    Examples
    --------
    >>> float(vinet_pressure(1.0, 1e9, 4.0))
    0.0
    """
    x = np.cbrt(_compression(compression))
    k, slope = positive("bulk_modulus", bulk_modulus), _derivative(derivative)
    return 3 * k * (1 - x) / x**2 * np.exp(1.5 * (slope - 1) * (1 - x))


def vinet_bulk_modulus(compression, bulk_modulus, derivative):
    """Bulk modulus -V dP/dV in Pa of Vinet's equation of state.

    Parameters
    ----------
    compression : array_like
        Volume over the volume at zero pressure, from above 0 to 1.
    bulk_modulus : float
        K₀ at zero pressure, in Pa.
    derivative : float
        K₀' = dK/dP at zero pressure, above 1.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In Pa.

    Raises
    ------
    ValueError
        If `compression`, `bulk_modulus` or `derivative` is not positive and finite, or
        `compression` is not between 0 and 1 or `derivative` not above 1.

    Examples
    --------
    >>> float(vinet_bulk_modulus(1.0, 1e9, 4.0))
    1000000000.0
    """
    x = np.cbrt(_compression(compression))
    k, slope = positive("bulk_modulus", bulk_modulus), _derivative(derivative)
    eta = 1.5 * (slope - 1)
    return k / x**2 * (1 + (1 + eta * x) * (1 - x)) * np.exp(eta * (1 - x))


def vinet_compression(pressure, bulk_modulus, derivative):
    """Volume over the volume at zero pressure; inverse of `vinet_pressure`.

    Parameters
    ----------
    pressure : array_like
        In Pa, not negative.
    bulk_modulus : float
        K₀ in Pa.
    derivative : float
        K₀'.

    Returns
    -------
    numpy.ndarray or numpy.float64
        From above 0 to 1.

    Raises
    ------
    ValueError
        Also where the pressure would need a compression below 1e-6.
    """
    pressure = non_negative("pressure", pressure)

    def solve(value):
        if value == 0:
            return 1.0
        if vinet_pressure(1e-6, bulk_modulus, derivative) < value:
            raise ValueError("pressure must be one that compresses by less than a factor 1e6")
        return brentq(
            lambda c: vinet_pressure(c, bulk_modulus, derivative) - value, 1e-6, 1.0, xtol=1e-15
        )

    return np.vectorize(solve, otypes=[float])(pressure)[()]


def _compression(compression):
    value = positive("compression", compression)
    if not np.all(value <= 1):
        raise ValueError("compression must be above 0 and at most 1")
    return value


def _derivative(derivative):
    value = positive("derivative", derivative)
    if not np.all(value > 1):
        raise ValueError("derivative must be above 1")
    return value
