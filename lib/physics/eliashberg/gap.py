r"""Gap function, gap edge and free energy of the isotropic Eliashberg equations below T_c.

With :math:`R_m = \sqrt{\omega_m^2 + \Delta_m^2}` the equations on the imaginary axis are

.. math:: Z_n\omega_n = \omega_n + \pi T\sum_m \lambda(n-m)\,\frac{\omega_m}{R_m},

.. math:: Z_n\Delta_n = \pi T\sum_m \lambda(n-m)\,\frac{\Delta_m}{R_m} + \varphi,
          \qquad \varphi = -\mu^*(\omega_c)\,\pi T\sum_{|\omega_m|<\omega_c}\frac{\Delta_m}{R_m}.

Far out :math:`\Delta_m/R_m \to \varphi/\omega_m`, so the last sum runs with the logarithm of the
cutoff as :math:`1/\mu^*` does, and in the limit

.. math:: \varphi\left[\frac{1}{\mu^*(\omega_{ref})} +
          \ln\frac{2e^\gamma\omega_{ref}}{\pi T}\right]
          = -2\pi T\sum_{m\ge0}\Big(\frac{\Delta_m}{R_m} - \frac{\varphi}{\omega_m}\Big).

The unknowns are the angles :math:`\theta_n = \arctan(\Delta_n/\omega_n)` on the compressed mesh
and φ; they are found by Newton's method. At a solution the free energy is that of J. Bardeen and
M. Stephen, Phys. Rev. 136, A1485 (1964):

.. math:: \frac{F_s - F_n}{N(0)} = -2\pi T\sum_{n\ge0}(R_n - \omega_n)
          \Big(Z^s_n - Z^n_n\frac{\omega_n}{R_n}\Big).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.constants import mu_0
from scipy.optimize import brentq

from ._checks import numbers, positive
from .matsubara import kernel, mesh
from .spectral_function import modes
from .transition import _logarithm, _solve, einstein_critical_temperature

COLD = 0.04  # T/T_c that stands for zero temperature: exp(-Δ/T) is below 1e-19
_POINTS = (16, 18, 20, 22, 24)  # Matsubara frequencies in the Padé approximants


@dataclass(frozen=True)
class GapFunction:
    """Solution of the Eliashberg equations at one temperature, energies in one unit.

    Attributes
    ----------
    temperature : float
        :math:`k_BT`.
    frequency : ndarray, shape (n,)
        Matsubara frequencies :math:`\\omega_n = \\pi k_BT(2n+1)`.
    gap : ndarray, shape (n,)
        :math:`\\Delta(i\\omega_n)`; zeros in the normal state.
    renormalization : ndarray, shape (n,)
        :math:`Z(i\\omega_n)`.
    free_energy : float
        Free energy of the superconducting less that of the normal state, per unit volume, over
        the density of states N(0) of one spin: the square of an energy.
    """

    temperature: float
    frequency: NDArray
    gap: NDArray
    renormalization: NDArray
    free_energy: float


def _newton(matrices, omega, weight, mu, logarithm, start):
    """Angles θ and φ/πT that solve the equations, from a guess of the angles."""
    difference, total, self_energy = matrices
    plus, minus = difference + total, difference - total
    size = len(omega)
    theta, phi = start, 0.0
    jacobian = np.empty((size + 1, size + 1))
    residual = np.empty(size + 1)
    for _ in range(60):
        sine, cosine = np.sin(theta), np.cos(theta)
        pairing = phi + plus @ sine
        normal = omega + self_energy - minus @ (2 * np.sin(theta / 2) ** 2)
        residual[:-1] = cosine * pairing - sine * normal
        residual[-1] = phi * (1 + mu * logarithm) + 2 * mu * weight @ (sine - phi / omega)
        jacobian[:-1, :-1] = cosine[:, None] * plus * cosine + sine[:, None] * minus * sine
        jacobian[np.arange(size), np.arange(size)] -= sine * pairing + cosine * normal
        jacobian[:-1, -1] = cosine
        jacobian[-1, :-1] = 2 * mu * weight * cosine
        jacobian[-1, -1] = 1 + mu * (logarithm - 2 * np.sum(weight / omega))
        step = np.linalg.solve(jacobian, residual)
        length = np.abs(step[:-1]).max()
        if not length > 0:
            return None
        damping = 0.4 / max(length, 0.4)
        theta, phi = theta - damping * step[:-1], phi - damping * step[-1]
        if length < 1e-6 * np.abs(theta).max():
            return theta, phi
    return None


def _gap_function(
    mode_energies: NDArray,
    mode_couplings: NDArray,
    temperature: float,
    mu: float,
    reference_energy: float,
    critical: float,
    index: NDArray,
) -> GapFunction:
    nu = mode_energies / (2 * np.pi * temperature)
    coupling = mode_couplings.sum()
    grid = mesh(nu.max() * np.sqrt(1 + coupling), ratio=2)
    omega, weight = 2 * grid.index + 1, grid.weight
    difference, total, self_energy, _ = kernel(grid, nu, mode_couplings)
    theta, phi = np.zeros(len(omega)), 0.0
    if temperature < critical * (1 - 1e-9):
        # Mitrović, Zarate and Carbotte's gap ratio (held back at strong coupling), an
        # interpolation in temperature and a Lorentzian in frequency make the guess.
        log = np.exp(mode_couplings @ np.log(mode_energies) / coupling)
        ratio = critical / log
        strong = 12.5 * ratio**2 * np.log1p(1 / (2 * ratio)) / (1 + 8 * ratio**2)
        size = 1.764 * critical * (1 + strong)
        size *= np.tanh(1.74 * np.sqrt(critical / temperature - 1))
        shape = 1 / (1 + (grid.index / (nu.max() * (1 + np.sqrt(coupling)))) ** 2)
        for factor in (1.0, 1.5, 0.7, 2.5, 0.4, 5.0):
            start = np.arctan(factor * size / (np.pi * temperature) * shape / omega)
            solution = _newton(
                (difference, total, self_energy),
                omega,
                weight,
                mu,
                _logarithm(temperature, reference_energy),
                start,
            )
            if solution is not None and solution[0][0] > 1e-3 * start[0]:
                theta, phi = solution
                break
        else:
            raise RuntimeError("the gap equation did not converge")
    fall = 2 * np.sin(theta / 2) ** 2  # 1 - cos
    excess = (omega + self_energy) * fall - (difference - total) @ fall
    free_energy = -2 * (np.pi * temperature) ** 2 * np.sum(weight * fall / np.cos(theta) * excess)

    # The equations themselves carry the solution from the mesh to the frequencies wanted.
    difference, total, self_energy, static = kernel(grid, nu, mode_couplings, index)
    n = 2 * index + 1
    normal = n + self_energy - (difference - total) @ fall
    pairing = phi + (difference + total) @ np.sin(theta)
    tangent = pairing / normal
    return GapFunction(
        temperature=temperature,
        frequency=np.pi * temperature * n,
        gap=np.pi * temperature * n * tangent,
        renormalization=(normal + static / np.hypot(1, tangent)) / n,
        free_energy=float(free_energy),
    )


def _indices(count: int) -> NDArray:
    if int(count) != count or count < 1:
        raise ValueError("count must be a whole number, at least 1")
    return np.arange(int(count), dtype=float)


def gap_function(
    energies: ArrayLike,
    alpha2F: ArrayLike,
    temperature: float,
    coulomb_pseudopotential: float,
    reference_energy: float,
    count: int = 64,
) -> GapFunction:
    r"""Gap and renormalization function at the first Matsubara frequencies, for a spectrum.

    Parameters
    ----------
    energies, alpha2F : array_like, shape (n,)
        The spectrum.
    temperature : float
        :math:`k_BT`, in the unit of the energies.
    coulomb_pseudopotential, reference_energy : float
        μ* and the energy at which it is defined.
    count : int
        Number of Matsubara frequencies in the result; the solution itself reaches far beyond.

    Returns
    -------
    GapFunction
        At and above T_c its gap is zero.

    Raises
    ------
    ValueError
        If the spectrum is not valid, μ* is negative, an energy is not positive or count is not a
        positive whole number.
    """
    numbers(temperature=temperature)
    temperature = float(positive(temperature=temperature)[0])
    index = _indices(count)
    _, _, critical = _solve(energies, alpha2F, coulomb_pseudopotential, reference_energy)
    mode_energies, mode_couplings = modes(energies, alpha2F, temperature)
    return _gap_function(
        mode_energies,
        mode_couplings,
        temperature,
        float(coulomb_pseudopotential),
        float(reference_energy),
        critical,
        index,
    )


def einstein_gap_function(
    coupling: float, coulomb_pseudopotential: float, temperature: float, count: int = 64
) -> GapFunction:
    r"""Gap and renormalization function for a single phonon energy, which is the unit of energy.

    Parameters
    ----------
    coupling, coulomb_pseudopotential : float
        λ and μ* at :math:`\omega_E`.
    temperature : float
        :math:`k_BT/\hbar\omega_E`.
    count : int
        Number of Matsubara frequencies in the result.

    Returns
    -------
    GapFunction

    Raises
    ------
    ValueError
        If an argument is out of range: λ and μ* at least 0, the temperature above 0.
    """
    numbers(
        coupling=coupling,
        coulomb_pseudopotential=coulomb_pseudopotential,
        temperature=temperature,
    )
    temperature = float(positive(temperature=temperature)[0])
    index = _indices(count)
    critical = float(einstein_critical_temperature(coupling, coulomb_pseudopotential))
    return _gap_function(
        np.ones(1),
        np.array([float(coupling)]),
        temperature,
        float(coulomb_pseudopotential),
        1.0,
        critical,
        index,
    )


def pade(x: ArrayLike, values: ArrayLike, at: ArrayLike) -> NDArray:
    """Padé approximant of a real function through given points, by Thiele's continued fraction.

    Parameters
    ----------
    x, values : array_like, shape (n,)
        Distinct arguments, and the function there.
    at : array_like
        Where the approximant is wanted.

    Returns
    -------
    ndarray, shape of ``at``

    References
    ----------
    H. J. Vidberg and J. W. Serene, J. Low Temp. Phys. 29, 179 (1977).
    """
    x, terms = np.asarray(x, float), np.array(values, float)
    for k in range(1, len(x)):
        terms[k:] = (terms[k - 1] - terms[k:]) / ((x[k:] - x[k - 1]) * terms[k:])
    fraction = np.zeros(np.shape(at))
    for k in range(len(x) - 1, 0, -1):
        fraction = terms[k] * (at - x[k - 1]) / (1 + fraction)
    return terms[0] / (1 + fraction)


def _cold(energies, alpha2F, mu, reference_energy):
    """Modes that serve down to COLD times T_c, μ*, its reference energy, and T_c."""
    mode_energies, mode_couplings, critical = _solve(energies, alpha2F, mu, reference_energy)
    if critical > 0:
        mode_energies, mode_couplings = modes(energies, alpha2F, COLD * critical, 1e-7)
    return mode_energies, mode_couplings, float(mu), float(reference_energy), critical


def _gap_edge(mode_energies, mode_couplings, mu, reference_energy, critical) -> float:
    if critical == 0:
        return 0.0
    temperature = COLD * critical
    # Spread the points over the range in which the gap varies; being even in the frequency it
    # is a function of its square.
    widest = 4 * mode_energies.max() * np.sqrt(1 + mode_couplings.sum())
    last = max(widest / (2 * np.pi * temperature), 2 * max(_POINTS))
    choices = [np.unique(np.round(np.geomspace(1, last, count)) - 1) for count in _POINTS]
    index = np.unique(np.concatenate(choices))
    solution = _gap_function(
        mode_energies, mode_couplings, temperature, mu, reference_energy, critical, index
    )
    grid = solution.gap[0] * np.linspace(0.2, 3.0, 113)
    edges = []
    for choice in choices:
        use = np.searchsorted(index, choice)
        x, values = solution.frequency[use] ** 2, solution.gap[use]
        sign = np.sign(pade(x, values, -(grid**2)) - grid)
        below = np.flatnonzero(np.diff(sign) < 0)
        if len(below):
            low, high = grid[below[0]], grid[below[0] + 1]

            def excess(omega, x=x, values=values):
                return float(pade(x, values, -(omega**2))) - omega

            edges.append(brentq(excess, low, high, xtol=1e-15 * high))
    if not edges:
        raise RuntimeError("the continued gap function does not meet the real axis")
    return float(np.median(edges))


def gap_edge(
    energies: ArrayLike,
    alpha2F: ArrayLike,
    coulomb_pseudopotential: float,
    reference_energy: float,
) -> float:
    r"""Gap edge :math:`\Delta_0` at zero temperature: where :math:`\Delta(\omega) = \omega`.

    The gap function on the imaginary axis is continued to the real one by Padé approximants; the
    result is the median over several numbers of points. Up to :math:`\Delta_0` plus the lowest
    phonon energy Δ is real and analytic, so the continuation is a mild one: it repeats to nine
    digits at λ = 1, six at λ = 10 and three at λ = 100.

    Parameters
    ----------
    energies, alpha2F : array_like, shape (n,)
        The spectrum.
    coulomb_pseudopotential, reference_energy : float
        μ* and the energy at which it is defined.

    Returns
    -------
    float
        :math:`\Delta_0` in the unit of the energies; 0 for a spectrum that does not superconduct.

    Raises
    ------
    ValueError
        As :func:`~.transition.critical_temperature`.

    References
    ----------
    H. J. Vidberg and J. W. Serene, J. Low Temp. Phys. 29, 179 (1977).
    """
    return _gap_edge(*_cold(energies, alpha2F, coulomb_pseudopotential, reference_energy))


def einstein_gap_edge(coupling: float, coulomb_pseudopotential: float) -> float:
    r"""Gap edge at zero temperature of an Einstein phonon, :math:`\Delta_0/\hbar\omega_E`.

    Parameters
    ----------
    coupling, coulomb_pseudopotential : float
        λ and μ* at :math:`\omega_E`.

    Returns
    -------
    float
        See :func:`gap_edge`.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.
    """
    numbers(coupling=coupling, coulomb_pseudopotential=coulomb_pseudopotential)
    critical = float(einstein_critical_temperature(coupling, coulomb_pseudopotential))
    strength = np.array([float(coupling)])
    return _gap_edge(np.ones(1), strength, float(coulomb_pseudopotential), 1.0, critical)


class Ratios(NamedTuple):
    """Ratios that are universal in BCS theory; there 3.5278, 1.4261 and 0.1683.

    Attributes
    ----------
    gap : float
        :math:`2\\Delta_0/k_BT_c`.
    specific_heat_jump : float
        :math:`\\Delta C(T_c)/\\gamma T_c`.
    critical_field : float
        :math:`\\gamma T_c^2/H_c^2(0)` in Gaussian units, γ per unit volume.
    """

    gap: float
    specific_heat_jump: float
    critical_field: float


def _ratios(mode_energies, mode_couplings, mu, reference_energy, critical) -> Ratios:
    if critical == 0:
        return Ratios(0.0, 0.0, 0.0)

    def free_energy(reduced):
        solution = _gap_function(
            mode_energies,
            mode_couplings,
            reduced * critical,
            mu,
            reference_energy,
            critical,
            np.zeros(1),
        )
        return solution.free_energy / critical**2

    # γ T_c² / N(0) in units of (k_B T_c)².
    gamma = 2 * np.pi**2 / 3 * (1 + mode_couplings.sum())
    # Near T_c the difference is -a (1 - T/T_c)², and ΔC T_c = 2a; extrapolate a to T_c.
    h = 0.004
    curvature = [-free_energy(1 - k * h) / (k * h) ** 2 for k in (1, 2, 3)]
    a = 3 * curvature[0] - 3 * curvature[1] + curvature[2]
    return Ratios(
        gap=2 * _gap_edge(mode_energies, mode_couplings, mu, reference_energy, critical) / critical,
        specific_heat_jump=float(2 * a / gamma),
        # The cold superconductor has no entropy left, the normal metal has γT.
        critical_field=float(gamma / (8 * np.pi * (gamma * COLD**2 / 2 - free_energy(COLD)))),
    )


def strong_coupling_ratios(
    energies: ArrayLike,
    alpha2F: ArrayLike,
    coulomb_pseudopotential: float,
    reference_energy: float,
) -> Ratios:
    r"""The ratios that tell strong coupling from weak, for a spectrum.

    Parameters
    ----------
    energies, alpha2F : array_like, shape (n,)
        The spectrum.
    coulomb_pseudopotential, reference_energy : float
        μ* and the energy at which it is defined.

    Returns
    -------
    Ratios
        :math:`2\Delta_0/k_BT_c`, :math:`\Delta C/\gamma T_c`, :math:`\gamma T_c^2/H_c^2(0)`;
        zeros for a spectrum that does not superconduct.

    Raises
    ------
    ValueError
        As :func:`~.transition.critical_temperature`.

    References
    ----------
    J. P. Carbotte, Rev. Mod. Phys. 62, 1027 (1990).
    """
    return _ratios(*_cold(energies, alpha2F, coulomb_pseudopotential, reference_energy))


def einstein_strong_coupling_ratios(coupling: float, coulomb_pseudopotential: float) -> Ratios:
    r"""The same ratios for an Einstein phonon.

    Parameters
    ----------
    coupling, coulomb_pseudopotential : float
        λ and μ* at :math:`\omega_E`.

    Returns
    -------
    Ratios

    Raises
    ------
    ValueError
        If an argument is negative or not finite.
    """
    numbers(coupling=coupling, coulomb_pseudopotential=coulomb_pseudopotential)
    critical = float(einstein_critical_temperature(coupling, coulomb_pseudopotential))
    strength = np.array([float(coupling)])
    return _ratios(np.ones(1), strength, float(coulomb_pseudopotential), 1.0, critical)


def thermodynamic_critical_field(free_energy: ArrayLike, density_of_states: ArrayLike) -> NDArray:
    r"""Thermodynamic critical field, :math:`B_c^2/2\mu_0 = N(0)\,|F_s - F_n|`.

    Parameters
    ----------
    free_energy : array_like
        ``GapFunction.free_energy`` in J²: not positive.
    density_of_states : array_like
        N(0) of one spin, in J⁻¹ m⁻³, without the enhancement 1 + λ.

    Returns
    -------
    ndarray
        :math:`B_c` in tesla.

    Raises
    ------
    ValueError
        If the free energy is positive or not finite, or the density of states not positive.
    """
    free_energy = np.asarray(free_energy, float)
    if not np.all(np.isfinite(free_energy)) or np.any(free_energy > 0):
        raise ValueError("free_energy must be finite and at most 0")
    density_of_states = positive(density_of_states=density_of_states)[0]
    return np.sqrt(-2 * mu_0 * density_of_states * free_energy)
