"""Electrical transport in the normal state: Drude, Hall, Bloch-Grüneisen. SI units.

References
----------
N. W. Ashcroft and N. D. Mermin, Solid State Physics (Saunders, 1976), chapters 1, 2, 26.
J. M. Ziman, Electrons and Phonons (Oxford, 1960), chapter 9.
"""

import numpy as np
from scipy import constants

from lib.physics._arguments import finite, non_negative, positive
from lib.physics.free_electrons import fermi_velocity, fermi_wavevector

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(80)


def drude_conductivity(density, relaxation_time, mass=constants.m_e):
    """Conductivity n e² τ/m in S/m.

    Parameters
    ----------
    density : array_like
        Carriers per m³.
    relaxation_time : array_like
        τ in s.
    mass : array_like
        In kg.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In S/m.

    Raises
    ------
    ValueError
        If `density`, `relaxation_time` or `mass` is not positive and finite.
    """
    carriers = positive("density", density) * positive("relaxation_time", relaxation_time)
    return carriers * constants.e**2 / positive("mass", mass)


def relaxation_time(density, resistivity, mass=constants.m_e):
    """Drude relaxation time m/(n e² ρ) in s, from 1/m³ and Ω m.

    Parameters
    ----------
    density : array_like
        Electrons per m³.
    resistivity : array_like
        In Ω m.
    mass : array_like
        In kg.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In s.

    Raises
    ------
    ValueError
        If `density`, `resistivity` or `mass` is not positive and finite.
    """
    scale = positive("density", density) * positive("resistivity", resistivity) * constants.e**2
    return positive("mass", mass) / scale


def mean_free_path(density, resistivity):
    """Mean free path ħk_F/(n e² ρ) of free electrons in m, whatever their mass.

    Parameters
    ----------
    density : array_like
        Electrons per m³.
    resistivity : array_like
        In Ω m.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In m.

    Raises
    ------
    ValueError
        If `density` or `resistivity` is not positive and finite.
    """
    time = relaxation_time(density, resistivity)
    return fermi_velocity(density) * time


def ioffe_regel_resistivity(density):
    """Resistivity in Ω m at which the mean free path of free electrons is 1/k_F.

    3π²ħ/(e² k_F); from about here on "mean free path" loses its meaning.

    Parameters
    ----------
    density : array_like
        Electrons per m³.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In Ω m.

    Raises
    ------
    ValueError
        If `density` is not positive and finite.
    """
    return 3 * np.pi**2 * constants.hbar / (constants.e**2 * fermi_wavevector(density))


def hall_coefficient(density, charge=-constants.e):
    """Hall coefficient 1/(n q) in m³/C of one kind of carrier; negative for electrons.

    Parameters
    ----------
    density : array_like
        Carriers per m³.
    charge : array_like
        q in C, of either sign.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In m³/C.

    Raises
    ------
    ValueError
        If `density` is not positive and finite, or `charge` is not finite, or `charge` is zero.
    """
    charge = finite("charge", charge)
    if np.any(charge == 0):
        raise ValueError("charge must not be zero")
    return 1 / (positive("density", density) * charge)


def bloch_gruneisen(temperature, debye_temperature):
    """Bloch-Grüneisen function 4 t⁵ ∫₀^{1/t} x⁵/((eˣ - 1)(1 - e⁻ˣ)) dx, t = T/θ.

    The phonon resistivity in units in which it is T/θ at high temperature; 497.7 (T/θ)⁵ at
    low temperature.

    Parameters
    ----------
    temperature : array_like
        In K, not negative.
    debye_temperature : array_like
        θ in K.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.

    Raises
    ------
    ValueError
        If `debye_temperature` is not positive and finite, or `temperature` is negative or not
        finite.
    """
    t = non_negative("temperature", temperature) / positive("debye_temperature", debye_temperature)
    upper = 1 / np.maximum(t, 1 / 60)  # beyond 60 the integrand is below 1e-17 of the integral
    x = upper[..., None] * (_NODES + 1) / 2
    integrand = x**5 / (np.expm1(x) * -np.expm1(-x))
    integral = np.sum(integrand * _WEIGHTS, axis=-1) * upper / 2
    return (4 * t**5 * integral)[()]


def resistivity(temperature, debye_temperature, slope, residual=0.0):
    """Resistivity in Ω m of a metal: a residual part and the Bloch-Grüneisen phonon part.

    Parameters
    ----------
    temperature, debye_temperature : array_like
        In K.
    slope : array_like
        dρ/dT at high temperature, in Ω m/K.
    residual : array_like
        In Ω m.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In Ω m.

    Raises
    ------
    ValueError
        If `debye_temperature` or `slope` is not positive and finite, or `temperature` or
        `residual` is negative or not finite.
    """
    scale = positive("slope", slope) * positive("debye_temperature", debye_temperature)
    residual = non_negative("residual", residual)
    return residual + scale * bloch_gruneisen(temperature, debye_temperature)


def transport_coupling(slope, plasma_frequency):
    """Electron-phonon coupling constant of transport from the resistivity at high temperature.

    λ_tr = ħ ε₀ ω_p² (dρ/dT)/(2π k_B), from ρ = 2π k_B T λ_tr/(ħ ε₀ ω_p²).

    Parameters
    ----------
    slope : array_like
        dρ/dT in Ω m/K, above the Debye temperature.
    plasma_frequency : array_like
        Of the conduction electrons (Drude weight), in rad/s.

    Returns
    -------
    numpy.ndarray or numpy.float64
        λ_tr, dimensionless.

    Raises
    ------
    ValueError
        If `slope` or `plasma_frequency` is not positive and finite.

    References
    ----------
    P. B. Allen, Phys. Rev. B 36, 2920 (1987).
    """
    squared = positive("plasma_frequency", plasma_frequency) ** 2
    rate = constants.hbar * constants.epsilon_0 * squared * positive("slope", slope)
    return rate / (2 * np.pi * constants.k)
