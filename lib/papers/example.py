"""The model of the worked example: what weak-coupling theory makes of two numbers on aluminium.

Energies in J, lengths in m, everything else in SI.

References
----------
J. Bardeen, L. N. Cooper and J. R. Schrieffer, Phys. Rev. 108, 1175 (1957).
"""

from scipy import constants

from lib.physics import bcs


def pair_breaking_energy(critical_temperature):
    """Threshold 2Δ for breaking a pair at T = 0 (sentence 1).

    Parameters
    ----------
    critical_temperature : array_like
        In K, any shape, above 0.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In J.

    Raises
    ------
    ValueError
        If `critical_temperature` is not positive and finite.
    """
    return 2 * bcs.gap(0.0, critical_temperature)


def pair_breaking_frequency(energy):
    """Frequency of the radiation whose quantum is a threshold (sentence 2).

    Parameters
    ----------
    energy : array_like
        In J.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In Hz.
    """
    return energy / constants.h


def coherence_length(fermi_velocity, critical_temperature):
    """Width of a pair at T = 0, ħv_F/πΔ (sentence 3).

    Parameters
    ----------
    fermi_velocity : array_like
        In m/s.
    critical_temperature : array_like
        In K, any shape, above 0.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In m.

    Raises
    ------
    ValueError
        If `fermi_velocity` or `critical_temperature` is not positive and finite.
    """
    return bcs.coherence_length(fermi_velocity, bcs.gap(0.0, critical_temperature))
