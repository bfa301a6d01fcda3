r"""Tunnelling through barriers, and its competition with thermal activation.

Transmissions are returned as natural logarithms: through a barrier of micrometres they are
numbers like exp(-100000). SI units; the mass is that of a free electron unless given.

References
----------
L. D. Landau and E. M. Lifshitz, Quantum Mechanics, §§ 25, 50.
P. Hänggi, P. Talkner and M. Borkovec, Rev. Mod. Phys. 62, 251 (1990).
"""

import numpy as np
from scipy import constants
from scipy.integrate import quad
from scipy.special import airy, airye

from lib.physics._arguments import finite, non_negative, positive


def decay_constant(depth, mass=constants.m_e):
    """κ = (2mU)^(1/2)/ħ in 1/m, of the amplitude at an energy U (in J) below the potential.

    Parameters
    ----------
    depth : array_like
        In J, not negative.
    mass : array_like
        In kg.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In 1/m.

    Raises
    ------
    ValueError
        If `mass` is not positive and finite, or `depth` is negative or not finite.
    """
    momentum = np.sqrt(2 * positive("mass", mass) * non_negative("depth", depth))
    return momentum / constants.hbar


def log_transmission_rectangular(energy, height, width, mass=constants.m_e):
    """Logarithm of the exact transmission of a rectangular barrier, potential equal on both sides.

    Parameters
    ----------
    energy : array_like
        Kinetic energy outside of the barrier, in J, positive; below or above its top.
    height : array_like
        In J, positive.
    width : array_like
        In m, positive.
    mass : array_like
        In kg.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ln T, at most 0.

    Raises
    ------
    ValueError
        If `energy`, `height`, `width` or `mass` is not positive and finite.
    """
    e, v = positive("energy", energy), positive("height", height)
    width, mass = positive("width", width), positive("mass", mass)
    e, v, width, mass = np.broadcast_arrays(e, v, width, mass)
    phase = decay_constant(np.abs(v - e), mass) * width
    # T = 1/(1 + v² sinh²(phase)/(4 e (v - e))); with (m width²/2ħ²) v²/e at e = v
    log_limit = np.log(mass / (2 * e)) + 2 * np.log(width * v / constants.hbar)
    small = phase < 1e-6
    safe = np.where(small, 1.0, phase)
    log_ratio = log_limit - 2 * np.log(safe)
    tunnelling = log_ratio + 2 * (safe + np.log(-np.expm1(-2 * safe)) - np.log(2))
    with np.errstate(divide="ignore"):
        above = log_ratio + 2 * np.log(np.abs(np.sin(safe)))
    reflection = np.where(small, log_limit, np.where(e < v, tunnelling, above))
    return -np.logaddexp(0.0, reflection)[()]


def log_transmission_wkb(potential, energy, left, right, mass=constants.m_e):
    """WKB exponent -2∫κ dx of a barrier of any shape.

    Parameters
    ----------
    potential : callable
        U(x) in J, of a position in m.
    energy : float
        In J.
    left, right : float
        Positions in m between which to integrate. Where the potential lies below the energy
        the integrand is zero; for precision let them be the turning points.
    mass : float
        In kg.

    Returns
    -------
    float
        ln T without a prefactor.

    Raises
    ------
    ValueError
        If `mass` is not positive and finite, or `energy` is not finite, or `left` is not less
        than `right`.
    """
    energy = float(finite("energy", energy))
    mass = float(positive("mass", mass))
    if not (np.isfinite(left) and np.isfinite(right) and left < right):
        raise ValueError("left must be finite and less than right")

    middle, half = (left + right) / 2, (right - left) / 2

    def exponent(angle):  # x = middle - half cos(angle) takes the square roots off the ends
        depth = max(potential(middle - half * np.cos(angle)) - energy, 0.0)
        return decay_constant(depth, mass) * half * np.sin(angle)

    integral, _ = quad(exponent, 0, np.pi, epsabs=0, epsrel=1e-10, limit=200)
    return -2 * integral


def log_transmission_rectangular_wkb(depth, width, mass=constants.m_e):
    """WKB exponent -2κd of a rectangular barrier, from its height above the energy in J.

    Parameters
    ----------
    depth : array_like
        Height of the barrier above the energy, in J.
    width : array_like
        In m.
    mass : array_like
        In kg.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ln T without a prefactor.

    Raises
    ------
    ValueError
        If `width` or `mass` is not positive and finite, or `depth` is negative or not finite.
    """
    return -2 * decay_constant(depth, mass) * positive("width", width)


def log_transmission_triangular_wkb(depth, field, mass=constants.m_e):
    """WKB (Fowler-Nordheim) exponent -4(2m)^(1/2) U^(3/2)/(3ħF) of a triangular barrier.

    Parameters
    ----------
    depth : array_like
        Height U of the barrier above the energy at its vertical side, in J.
    field : array_like
        Slope F of the potential behind it, in J/m (for an electron e times the field in V/m).
    mass : array_like
        In kg.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ln T without a prefactor.

    Raises
    ------
    ValueError
        If `field` or `mass` is not positive and finite, or `depth` is negative or not finite.
    """
    u = non_negative("depth", depth)
    force = positive("field", field)
    return -4 / 3 * np.sqrt(2 * positive("mass", mass)) * u**1.5 / (constants.hbar * force)


def log_transmission_triangular(energy, height, field, mass=constants.m_e):
    """Logarithm of the exact transmission of a triangular barrier, by Airy functions.

    The potential is 0 for x < 0 and height - field·x beyond.

    Parameters
    ----------
    energy : array_like
        Kinetic energy of the incident particle in J, positive; below or above the top.
    height : array_like
        In J, positive.
    field : array_like
        In J/m, positive.
    mass : array_like
        In kg.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ln T, at most 0.

    Raises
    ------
    ValueError
        Also where the field is so weak that |height - energy| exceeds 1e6 times the scale
        (ħ² field²/2 mass)^(1/3), beyond which the Airy functions are not computed.
    """
    e, v = positive("energy", energy), positive("height", height)
    force, mass = positive("field", field), positive("mass", mass)
    length = np.cbrt(constants.hbar**2 / (2 * mass * force))
    z = (v - e) / (force * length)
    k = decay_constant(e, mass) * length
    # airye carries factors exp(s) and exp(-s), s = (2/3) z^(3/2)
    s = 2 / 3 * np.maximum(z, 0.0) ** 1.5
    ai, ai_slope, bi, bi_slope = np.where(z > 0, airye(np.maximum(z, 0)), airy(np.minimum(z, 0)))
    small = np.exp(-2 * s)
    # transmitted wave Bi + i Ai at x = 0: twice the amplitude of the incident one, over exp(s)
    real = bi - ai_slope * small / k
    imaginary = ai * small + bi_slope / k
    result = -np.log(np.pi * k) - 2 * s - np.log((real**2 + imaginary**2) / 4)
    if not np.all(np.isfinite(result)):
        raise ValueError("field must be stronger: |height - energy| spans over 1e6 Airy lengths")
    return result[()]


def log_transmission_parabolic(energy, height, frequency):
    """Logarithm of the exact transmission 1/(1 + exp(2π(V - E)/ħω)) of an inverted parabola.

    Parameters
    ----------
    energy : array_like
        In J, below or above the top.
    height : array_like
        Potential at the top in J.
    frequency : array_like
        ω = (-V''/m)^(1/2) at the top, in rad/s.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ln T, at most 0.

    Raises
    ------
    ValueError
        If `frequency` is not positive and finite, or `energy` or `height` is not finite.

    References
    ----------
    E. C. Kemble, Phys. Rev. 48, 549 (1935); D. L. Hill and J. A. Wheeler, Phys. Rev. 89, 1102
    (1953).
    """
    below = finite("height", height) - finite("energy", energy)
    exponent = 2 * np.pi * below / (constants.hbar * positive("frequency", frequency))
    return -np.logaddexp(0.0, exponent)


def height_for_log_transmission(log_transmission, width, mass=constants.m_e):
    """Height above the energy, in J, of a rectangular barrier with the WKB exponent given.

    The inverse of `log_transmission_rectangular_wkb`.

    Parameters
    ----------
    log_transmission : array_like
        Natural logarithm, not positive.
    width : array_like
        In m.
    mass : array_like
        In kg.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In J.

    Raises
    ------
    ValueError
        If `width` or `mass` is not positive and finite, or `log_transmission` is not finite, or
        `log_transmission` is positive.
    """
    exponent = finite("log_transmission", log_transmission)
    if not np.all(exponent <= 0):
        raise ValueError("log_transmission must not be positive")
    kappa = -exponent / (2 * positive("width", width))
    return (constants.hbar * kappa) ** 2 / (2 * positive("mass", mass))


def crossover_temperature(frequency, damping=0.0):
    r"""Temperature in K below which escape over a barrier proceeds by tunnelling.

    .. math:: T_0 = \frac{\hbar}{2\pi k_B}
              \left[\sqrt{\omega_b^2 + \eta^2/4} - \frac{\eta}{2}\right]

    Parameters
    ----------
    frequency : array_like
        ω_b at the top of the barrier, rad/s.
    damping : array_like
        Friction rate η in 1/s (for a junction 1/RC). Strong damping gives ħω_b²/(2π k_B η).

    Returns
    -------
    numpy.ndarray or numpy.float64
        In K.

    Raises
    ------
    ValueError
        If `frequency` is not positive and finite, or `damping` is negative or not finite.

    References
    ----------
    H. Grabert and U. Weiss, Phys. Rev. Lett. 53, 1787 (1984).
    """
    omega = positive("frequency", frequency)
    eta = non_negative("damping", damping)
    # omega²/(root + eta/2) is root - eta/2 without cancellation
    reduced = omega**2 / (np.hypot(omega, eta / 2) + eta / 2)
    return constants.hbar * reduced / (2 * np.pi * constants.k)


def plasma_frequency(critical_current, capacitance, reduced_current=0.0):
    """Plasma frequency of a Josephson junction in rad/s, (2eI_c/ħC)^(1/2) (1 - s²)^(1/4).

    The frequency of small oscillations in the tilted cosine potential; it is also that at the top
    of its barrier.

    Parameters
    ----------
    critical_current : array_like
        In A.
    capacitance : array_like
        In F.
    reduced_current : array_like
        Bias s = I/I_c, from 0 to below 1.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In rad/s.

    Raises
    ------
    ValueError
        If `critical_current` or `capacitance` is not positive and finite, or `reduced_current`
        is negative or not finite, or `reduced_current` is not below 1.
    """
    s = _bias(reduced_current)
    current = positive("critical_current", critical_current)
    squared = 2 * constants.e * current / (constants.hbar * positive("capacitance", capacitance))
    return np.sqrt(squared) * (1 - s**2) ** 0.25


def junction_barrier(critical_current, reduced_current=0.0):
    """Height in J of the barrier of a current-biased Josephson junction.

    (ħI_c/e) [(1 - s²)^(1/2) - s arccos s], I/I_c = s.

    Parameters
    ----------
    critical_current : array_like
        In A.
    reduced_current : array_like
        From 0 to below 1.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In J.

    Raises
    ------
    ValueError
        If `critical_current` is not positive and finite, or `reduced_current` is negative or
        not finite, or `reduced_current` is not below 1.
    """
    s = _bias(reduced_current)
    energy = constants.hbar * positive("critical_current", critical_current) / constants.e
    return energy * (np.sqrt(1 - s**2) - s * np.arccos(s))


def quality_factor(critical_current, capacitance, resistance, reduced_current=0.0):
    """Quality factor ω_p RC of a Josephson junction; above 1/2 the oscillation is underdamped.

    Parameters
    ----------
    critical_current : array_like
        In A.
    capacitance : array_like
        In F.
    resistance : array_like
        In Ω.
    reduced_current : array_like
        Bias I/I_c, from 0 to below 1.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.

    Raises
    ------
    ValueError
        If `critical_current`, `capacitance` or `resistance` is not positive and finite, or
        `reduced_current` is negative or not finite, or `reduced_current` is not below 1.
    """
    frequency = plasma_frequency(critical_current, capacitance, reduced_current)
    return frequency * positive("resistance", resistance) * positive("capacitance", capacitance)


def log_thermal_rate(barrier, frequency, temperature):
    """Logarithm of the rate (ω/2π) exp(-U/k_BT) of thermal escape, in 1/s, weak damping.

    Parameters
    ----------
    barrier : array_like
        U in J.
    frequency : array_like
        Attempt frequency ω in the well, rad/s.
    temperature : array_like
        In K.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ln of the rate in 1/s.

    Raises
    ------
    ValueError
        If `barrier`, `frequency` or `temperature` is not positive and finite.
    """
    attempts = np.log(positive("frequency", frequency) / (2 * np.pi))
    thermal = constants.k * positive("temperature", temperature)
    return attempts - positive("barrier", barrier) / thermal


def log_tunnelling_rate(barrier, frequency):
    """Logarithm of the rate of escape by tunnelling from a cubic well at T = 0, undamped, in 1/s.

    (ω/2π) (864π U/ħω)^(1/2) exp(-36U/5ħω), for U well above ħω.

    Parameters
    ----------
    barrier : array_like
        U in J.
    frequency : array_like
        Frequency of small oscillations in the well, rad/s.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ln of the rate in 1/s.

    Raises
    ------
    ValueError
        If `barrier` or `frequency` is not positive and finite.

    References
    ----------
    A. O. Caldeira and A. J. Leggett, Ann. Phys. 149, 374 (1983).
    """
    omega = positive("frequency", frequency)
    ratio = positive("barrier", barrier) / (constants.hbar * omega)
    return np.log(omega / (2 * np.pi)) + np.log(864 * np.pi * ratio) / 2 - 36 / 5 * ratio


def log_thermionic_to_tunnelling(depth, width, temperature, mass=constants.m_e):
    """Logarithm of the ratio of thermal activation to tunnelling, exp(-U/k_BT)/exp(-2κd).

    Compares the exponents for a rectangular barrier of height U above the Fermi level and
    width d; positive where activation over the barrier dominates.

    Parameters
    ----------
    depth : array_like
        U in J.
    width : array_like
        d in m.
    temperature : array_like
        In K.
    mass : array_like
        In kg.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Natural logarithm.

    Raises
    ------
    ValueError
        If `depth`, `width`, `temperature` or `mass` is not positive and finite.
    """
    thermal = -positive("depth", depth) / (constants.k * positive("temperature", temperature))
    return thermal - log_transmission_rectangular_wkb(depth, width, mass)


def _bias(reduced_current):
    s = non_negative("reduced_current", reduced_current)
    if not np.all(s < 1):
        raise ValueError("reduced_current must be at least 0 and below 1")
    return s
