r"""Jiang's Eqs. 1 to 5: from an energy balance to a formula for the critical temperature.

The superconducting electrons, a fraction :math:`T_c/T_F` of the free ones, each gain the energy
:math:`\Delta` and each have the thermal energy :math:`i k_B T/2`. The balance of the two gives the
critical temperature, the balance of the gain and the energy of a magnetic field the critical field.

The symbolic functions return sympy expressions in the exported symbols, which are those of the
paper. The numeric ones take and return arrays in SI units.
"""

import numpy as np
import sympy as sp
from scipy import constants

from lib.physics import free_electrons
from lib.physics._arguments import positive

n, n_s, n_smax, i = sp.symbols("n n_s n_smax i", positive=True)
T, T_c, T_F = sp.symbols("T T_c T_F", positive=True)
Delta, epsilon_p, epsilon_k = sp.symbols("Delta epsilon_p epsilon_k", positive=True)
B, B_c = sp.symbols("B B_c", positive=True)
hbar, k_B, m_e, mu_0 = sp.symbols("ħ k_B m_e mu_0", positive=True)


# Symbolic


def fermi_temperature():
    """Fermi temperature of n free electrons, from counting states of two spins in a sphere.

    Returns
    -------
    sympy.Expr
        In n, m_e, ħ and k_B.
    """
    k = sp.Symbol("k", positive=True)
    states = 2 * sp.Rational(4, 3) * sp.pi * k**3 / (2 * sp.pi) ** 3
    (wavevector,) = sp.solve(sp.Eq(states, n), k)
    return hbar**2 * wavevector**2 / (2 * m_e * k_B)


def boltzmann_fraction():
    """Fraction of a Boltzmann distribution at T_c that lies above the Fermi energy.

    Returns
    -------
    sympy.Expr
        In T_c and T_F.
    """
    energy = sp.Symbol("E", positive=True)
    weight = sp.exp(-energy / (k_B * T_c))
    return sp.simplify(
        sp.integrate(weight, (energy, k_B * T_F, sp.oo)) / sp.integrate(weight, (energy, 0, sp.oo))
    )


def shell_share():
    """Width k_B T_c of a shell at the Fermi energy over that energy, as the paper takes it.

    Returns
    -------
    sympy.Expr
        In T_c and T_F.
    """
    return k_B * T_c / (k_B * T_F)


def fermi_sea_fraction():
    """Share of a filled Fermi sea within k_B T_c of its top, to first order in T_c/T_F.

    Returns
    -------
    sympy.Expr
        In T_c and T_F.
    """
    energy, top = sp.symbols("E E_F", positive=True)
    states = sp.sqrt(energy)
    at_top = states.subs(energy, top) * k_B * T_c
    share = at_top / sp.integrate(states, (energy, 0, top))
    return sp.simplify(share.subs(top, k_B * T_F))


def pair_binding():
    """Binding energy of a pair, twice the gap.

    Returns
    -------
    sympy.Expr
        In Δ.
    """
    return 2 * Delta


def binding_energy_density():
    """Binding energies of n_s/2 pairs, in terms of the pair's energy.

    Returns
    -------
    sympy.Expr
        In n_s and ε_p.
    """
    return n_s / 2 * epsilon_p


def field_energy_density():
    """Work a volume that fills it with a field, the integral of H dB up to B_c.

    Returns
    -------
    sympy.Expr
        In B_c and μ_0.
    """
    field = sp.Symbol("b", positive=True)
    return sp.integrate(field / mu_0, (field, 0, B_c))


def thermal_energy():
    """Kinetic energy of one electron by the equipartition theorem, k_B T/2 a degree of freedom.

    Returns
    -------
    sympy.Expr
        In i, k_B and T.
    """
    return i * k_B * T / 2


def energy_density(binding=epsilon_p / 2, kinetic=epsilon_k, field=0):
    """Energy density of the superconducting electrons (Eqs. 2 and 3).

    Parameters
    ----------
    binding : sympy.Expr
        Energy that an electron gains.
    kinetic : sympy.Expr
        Kinetic energy of an electron.
    field : sympy.Expr
        Magnetic flux density; 0 leaves the energy of the field out.

    Returns
    -------
    sympy.Expr
        Per volume, in n_s and what the arguments hold.
    """
    return -n_s * binding + sp.sympify(field) ** 2 / (2 * mu_0) + n_s * kinetic


def highest_temperature():
    """Temperature up to which the energy density without a field is not positive (Eq. 2).

    Returns
    -------
    sympy.Rel
        An inequality for T.
    """
    (limit,) = sp.solve(energy_density(Delta, thermal_energy()), T)
    return T <= limit


def highest_field(at=0):
    """Field up to which the energy density at a temperature is not positive (Eq. 3).

    Parameters
    ----------
    at : sympy.Expr
        Temperature.

    Returns
    -------
    sympy.Rel
        An inequality for B.
    """
    balance = energy_density(Delta, thermal_energy(), B).subs(T, at)
    (limit,) = [root for root in sp.solve(balance, B) if not root.is_negative]
    return B <= limit


def superconducting_density():
    """Density of superconducting electrons at T = 0, as the paper takes it (Eq. 1).

    Returns
    -------
    sympy.Expr
        In n, T_c and T_F.
    """
    return shell_share() * n


def balance():
    """Thermal energy at T_c less the energy of the critical field (Eq. 4, zero).

    The gap is the one that Eq. 2 ties to T_c; Eq. 3 vanishes at T = 0 in the critical field.

    Returns
    -------
    sympy.Expr
        In n_smax, i, k_B, T_c, B_c and μ_0.
    """
    (gap,) = sp.solve(sp.Eq(highest_temperature().rhs, T_c), Delta)
    return -energy_density(gap, 0, B_c).subs(n_s, n_smax)


def critical_temperature_formula():
    """T_c from Eq. 4 with the density of Eq. 1 (Eq. 5).

    Returns
    -------
    sympy.Expr
        In n, i, B_c and constants.
    """
    density = superconducting_density().subs(T_F, fermi_temperature())
    (solution,) = sp.solve(balance().subs(n_smax, density), T_c)
    return sp.simplify(solution)


# Numeric


def prefactor():
    """Factor of Eq. 5, in K m^(-1/2) T^(-1).

    Returns
    -------
    float
        In K m^(-1/2) T^(-1).
    """
    wavevector = np.cbrt(3 * np.pi**2)
    momentum = np.sqrt(2 * constants.m_e * constants.mu_0)
    return constants.hbar * wavevector / (constants.k * momentum)


def critical_temperature(electron_density, critical_field, degrees_of_freedom):
    """Critical temperature in K (Eq. 5).

    Parameters
    ----------
    electron_density : array_like
        Free electrons per m³.
    critical_field : array_like
        In T, at zero temperature.
    degrees_of_freedom : array_like
        The paper's i, positive.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In K.

    Raises
    ------
    ValueError
        If `electron_density`, `critical_field` or `degrees_of_freedom` is not positive and
        finite.
    """
    field = positive("critical_field", critical_field)
    root = np.sqrt(positive("degrees_of_freedom", degrees_of_freedom))
    return prefactor() * field / (positive("electron_density", electron_density) ** (1 / 6) * root)


def degrees_of_freedom(electron_density, critical_field, temperature):
    """The i that Eq. 5 needs to give a critical temperature.

    Parameters
    ----------
    electron_density : array_like
        Free electrons per m³.
    critical_field : array_like
        In T, at zero temperature.
    temperature : array_like
        Critical temperature in K.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.

    Raises
    ------
    ValueError
        If `electron_density`, `critical_field` or `temperature` is not positive and finite.
    """
    single = critical_temperature(electron_density, critical_field, 1.0)
    return (single / positive("temperature", temperature)) ** 2


def gap(temperature, degrees_of_freedom):
    """Energy gap i k_B T_c/2 in J (assumption 5).

    Parameters
    ----------
    temperature : array_like
        Critical temperature in K.
    degrees_of_freedom : array_like
        The paper's i, positive.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In J.

    Raises
    ------
    ValueError
        If `temperature` or `degrees_of_freedom` is not positive and finite.
    """
    freedom = positive("degrees_of_freedom", degrees_of_freedom)
    return freedom * constants.k * positive("temperature", temperature) / 2


def required_field(electron_density, temperature, degrees_of_freedom):
    """Critical field in T that Eq. 5 needs to give a critical temperature.

    Parameters
    ----------
    electron_density : array_like
        Free electrons per m³.
    temperature : array_like
        Critical temperature in K.
    degrees_of_freedom : array_like
        The paper's i, positive.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In T.

    Raises
    ------
    ValueError
        If `electron_density`, `temperature` or `degrees_of_freedom` is not positive and finite.
    """
    single = critical_temperature(electron_density, 1.0, degrees_of_freedom)
    return positive("temperature", temperature) / single


def superconducting_electrons(electron_density, temperature):
    """Superconducting electrons per m³ at T = 0 of a metal with a critical temperature (Eq. 1).

    Parameters
    ----------
    electron_density : array_like
        Free electrons per m³.
    temperature : array_like
        Critical temperature in K.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Per m³.

    Raises
    ------
    ValueError
        If `electron_density` or `temperature` is not positive and finite.
    """
    density = positive("electron_density", electron_density)
    share = positive("temperature", temperature) / free_electrons.fermi_temperature(density)
    return share * density


def critical_current_density(superconducting_density, electron_density):
    """Largest current density n_s e v_F in A/m² (assumption 2), densities per m³.

    Parameters
    ----------
    superconducting_density : array_like
        Superconducting electrons per m³.
    electron_density : array_like
        Free electrons per m³.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In A/m².

    Raises
    ------
    ValueError
        If `superconducting_density` or `electron_density` is not positive and finite.
    """
    velocity = free_electrons.fermi_velocity(electron_density)
    density = positive("superconducting_density", superconducting_density)
    return density * constants.e * velocity
