"""The interactions of two electrons at the distance and speed that Jiang's paper names.

Energies in J, distances in m, speeds in m/s.
"""

import numpy as np
from scipy import constants

from lib.physics import free_electrons
from lib.physics._arguments import non_negative, positive

BOHR_MAGNETON = constants.value("Bohr magneton")


def pair_distance():
    """Two Bohr radii.

    Returns
    -------
    float
        In m.
    """
    return 2 * constants.value("Bohr radius")


def dipole_attraction(distance):
    """Largest attraction of two spin moments: each one magneton, opposite spins side by side count
    half of this, moments in line the whole.

    Parameters
    ----------
    distance : array_like
        In m.

    Returns
    -------
    numpy.ndarray or numpy.float64
        μ₀ μ_B²/2π r³.

    Raises
    ------
    ValueError
        If `distance` is not positive and finite.
    """
    moment = BOHR_MAGNETON**2 / positive("distance", distance) ** 3
    return constants.mu_0 / (2 * np.pi) * moment


def current_energy(distance, velocity, along=1.0):
    """Magnetic (Darwin) energy of two electrons of opposite velocity; positive, so a repulsion.

    Parameters
    ----------
    distance, velocity : array_like
    along : array_like
        Square of the cosine between the velocity and the line through the electrons, 0 to 1.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In J.

    Raises
    ------
    ValueError
        If `distance` is not positive and finite, or `velocity` is negative or not finite.
    """
    speed = non_negative("velocity", velocity)
    factor = constants.mu_0 * constants.e**2 / (8 * np.pi)
    return factor * speed**2 / positive("distance", distance) * (1 + np.asarray(along))


def coulomb_repulsion(distance, electron_density=None):
    """Coulomb energy of two electrons, bare, or screened by a gas of electrons (Thomas, Fermi).

    Parameters
    ----------
    distance : array_like
        In m.
    electron_density : array_like, optional
        Electrons per m³ of the gas that screens; none leaves the bare energy.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In J.

    Raises
    ------
    ValueError
        If `distance` or `electron_density` is not positive and finite.
    """
    distance = positive("distance", distance)
    bare = constants.e**2 / (4 * np.pi * constants.epsilon_0 * distance)
    if electron_density is None:
        return bare
    return bare * np.exp(-distance / screening_length(electron_density))


def screening_length(electron_density):
    """Thomas-Fermi length [ε₀/(e² g)]^(1/2), g the density of states of both spins.

    Parameters
    ----------
    electron_density : array_like
        Electrons per m³.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In m.

    Raises
    ------
    ValueError
        If `electron_density` is not positive and finite.
    """
    states = free_electrons.density_of_states(electron_density)
    return np.sqrt(constants.epsilon_0 / states) / constants.e


def driven_speed(field, frequency):
    """Peak speed eE/m_e ω of a free electron in an oscillating electric field.

    Parameters
    ----------
    field : array_like
        Peak electric field in V/m.
    frequency : array_like
        In Hz.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In m/s.

    Raises
    ------
    ValueError
        If `field` or `frequency` is not positive and finite.
    """
    angular = 2 * np.pi * positive("frequency", frequency)
    return constants.e * positive("field", field) / (constants.m_e * angular)
