"""The free-electron gas: Fermi quantities, density of states and Sommerfeld coefficient.

Everything follows from the density of the electrons, in SI units. The electrons are degenerate
(temperature far below the Fermi temperature), nonrelativistic and have two spin directions. An
effective mass other than the free one can be given where it enters.

References
----------
N. W. Ashcroft and N. D. Mermin, Solid State Physics (Saunders, 1976), chapter 2.
"""

import numpy as np
from scipy import constants

from lib.physics._arguments import positive


def electron_density(valence, molar_volume):
    """Density of the conduction electrons.

    Parameters
    ----------
    valence : array_like
        Conduction electrons an atom.
    molar_volume : array_like
        Volume of one mole of atoms in m³/mol.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Electrons per m³.

    Raises
    ------
    ValueError
        If `valence` or `molar_volume` is not positive and finite.
    """
    electrons = positive("valence", valence) * constants.N_A
    return electrons / positive("molar_volume", molar_volume)


def fermi_wavevector(density):
    """Fermi wavevector (3 π² n)^(1/3) in 1/m, from the electron density n in 1/m³.

    Parameters
    ----------
    density : array_like
        Electrons per m³.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In 1/m.

    Raises
    ------
    ValueError
        If `density` is not positive and finite.
    """
    return np.cbrt(3 * np.pi**2 * positive("density", density))


def fermi_energy(density, mass=constants.m_e):
    """Fermi energy ħ² k_F²/2m in J.

    Parameters
    ----------
    density : array_like
        Electrons per m³.
    mass : array_like
        Effective mass in kg.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In J.

    Raises
    ------
    ValueError
        If `density` or `mass` is not positive and finite.
    """
    wavevector = fermi_wavevector(density)
    return (constants.hbar * wavevector) ** 2 / (2 * positive("mass", mass))


def density_from_fermi_energy(energy, mass=constants.m_e):
    """Electrons per m³ of a gas with the given Fermi energy in J; inverse of `fermi_energy`.

    Parameters
    ----------
    energy : array_like
        Fermi energy in J.
    mass : array_like
        Effective mass in kg.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Electrons per m³.

    Raises
    ------
    ValueError
        If `energy` or `mass` is not positive and finite.
    """
    momentum = np.sqrt(2 * positive("mass", mass) * positive("energy", energy))
    return (momentum / constants.hbar) ** 3 / (3 * np.pi**2)


def fermi_temperature(density, mass=constants.m_e):
    """Fermi temperature E_F/k_B in K.

    Parameters
    ----------
    density : array_like
        Electrons per m³.
    mass : array_like
        Effective mass in kg.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In K.

    Raises
    ------
    ValueError
        If `density` or `mass` is not positive and finite.
    """
    return fermi_energy(density, mass) / constants.k


def fermi_velocity(density, mass=constants.m_e):
    """Fermi velocity ħ k_F/m in m/s.

    Parameters
    ----------
    density : array_like
        Electrons per m³.
    mass : array_like
        Effective mass in kg.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In m/s.

    Raises
    ------
    ValueError
        If `density` or `mass` is not positive and finite.
    """
    return constants.hbar * fermi_wavevector(density) / positive("mass", mass)


def density_of_states(density, mass=constants.m_e):
    """States at the Fermi level, of both spins together: 3 n/2 E_F = m k_F/π² ħ².

    Parameters
    ----------
    density : array_like
        Electrons per m³.
    mass : array_like
        Effective mass in kg.

    Returns
    -------
    numpy.ndarray or numpy.float64
        States per J and m³. Halve it for one spin direction, as in the N(0) of the BCS theory.

    Raises
    ------
    ValueError
        If `density` or `mass` is not positive and finite.
    """
    return 1.5 * positive("density", density) / fermi_energy(density, mass)


def sommerfeld_coefficient(states):
    """Linear coefficient γ of the electronic specific heat, (π²/3) k_B² g.

    Parameters
    ----------
    states : array_like
        Density of states of both spins, per J and m³ (or per J and mole, with γ per mole).

    Returns
    -------
    numpy.ndarray or numpy.float64
        γ in J/(m³ K²) (or in J/(mol K²)).

    Raises
    ------
    ValueError
        If `states` is not positive and finite.
    """
    return np.pi**2 / 3 * constants.k**2 * positive("states", states)


def states_from_sommerfeld_coefficient(sommerfeld):
    """Density of states of both spins per J and m³ from γ in J/(m³ K²).

    The inverse of `sommerfeld_coefficient`. A measured γ counts the states enhanced by the
    electron-phonon interaction, a factor 1 + λ above those of the band structure.

    Parameters
    ----------
    sommerfeld : array_like
        γ in J/(m³ K²).

    Returns
    -------
    numpy.ndarray or numpy.float64
        States per J and m³.

    Raises
    ------
    ValueError
        If `sommerfeld` is not positive and finite.
    """
    return 3 * positive("sommerfeld", sommerfeld) / (np.pi * constants.k) ** 2


def molar_sommerfeld_coefficient(valence, molar_volume, mass=constants.m_e):
    """γ of a metal of free electrons, in J/(mol K²).

    Parameters
    ----------
    valence : array_like
        Conduction electrons an atom.
    molar_volume : array_like
        In m³/mol.
    mass : array_like
        Effective mass in kg.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In J/(mol K²).

    Raises
    ------
    ValueError
        If `valence`, `molar_volume` or `mass` is not positive and finite.
    """
    states = density_of_states(electron_density(valence, molar_volume), mass)
    return sommerfeld_coefficient(states) * positive("molar_volume", molar_volume)


def specific_heat(temperature, density, mass=constants.m_e):
    """Electronic specific heat γT per volume, in J/(m³ K), leading order in T/T_F.

    Parameters
    ----------
    temperature : array_like
        In K.
    density : array_like
        Electrons per m³.
    mass : array_like
        Effective mass in kg.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In J/(m³ K).

    Raises
    ------
    ValueError
        If `temperature`, `density` or `mass` is not positive and finite.
    """
    states = density_of_states(density, mass)
    return sommerfeld_coefficient(states) * positive("temperature", temperature)


def spacing_parameter(density):
    """Radius r_s of the sphere holding one electron, in bohr radii (dimensionless).

    Parameters
    ----------
    density : array_like
        Electrons per m³.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.

    Raises
    ------
    ValueError
        If `density` is not positive and finite.
    """
    radius = np.cbrt(3 / (4 * np.pi * positive("density", density)))
    return radius / constants.value("Bohr radius")
