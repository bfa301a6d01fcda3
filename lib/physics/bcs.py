r"""Weak-coupling BCS theory of an isotropic superconductor, and its strong-coupling corrections.

At weak coupling the gap equation is universal: with :math:`x = \Delta / k_B T` and
:math:`E = \Delta\cosh\theta`,

.. math:: \ln\frac{\Delta_0}{\Delta} = 2 \int_0^\infty \frac{d\theta}{e^{x\cosh\theta} + 1}
          \equiv 2 F(x) .

So the gap is known in closed form as a function of :math:`x`, and the temperature with it:
:math:`T/T_c = \pi e^{-\gamma_E}\, e^{-2F(x)} / x`. Integrals over :math:`\theta` are done by
the trapezoidal rule, which converges exponentially for them.

Temperatures are in K, energies in J, everything else in SI; N(0) is the density of states of one
spin direction, γ the Sommerfeld coefficient of the normal state.

References
----------
J. Bardeen, L. N. Cooper and J. R. Schrieffer, Phys. Rev. 108, 1175 (1957).
M. Tinkham, Introduction to Superconductivity, 2nd ed. (McGraw-Hill, 1996), chapter 3.
J. P. Carbotte, Rev. Mod. Phys. 62, 1027 (1990).
"""

import numpy as np
from scipy import constants
from scipy.integrate import quad
from scipy.optimize.elementwise import find_root
from scipy.special import expit, zeta

from lib.physics._arguments import non_negative, positive

GAP_RATIO = 2 * np.pi * np.exp(-np.euler_gamma)
"""2Δ₀/k_B T_c at weak coupling, 3.52775."""

SPECIFIC_HEAT_JUMP = 12 / (7 * zeta(3))
"""ΔC/γT_c at weak coupling, 1.42613."""

CONDENSATION_RATIO = 3 / (4 * np.pi**2) * (GAP_RATIO / 2) ** 2
"""Condensation energy at T = 0 over γ T_c², at weak coupling, 0.23643."""

STRONG_COUPLING_LIMIT = 0.25
"""Largest T_c/ω_log for which the semi-empirical strong-coupling forms are used."""


def reduced_gap(reduced_temperature):
    """Gap over its value at T = 0, Δ(T)/Δ₀, from the weak-coupling gap equation.

    Parameters
    ----------
    reduced_temperature : array_like
        T/T_c, any shape, not negative. The gap is 0 from T_c upwards.

    Returns
    -------
    numpy.ndarray or numpy.float64

    Raises
    ------
    ValueError
        If `reduced_temperature` is negative or not finite.

    Examples
    --------
    >>> print(f"{reduced_gap(0.5):.4f}")
    0.9569
    """
    t, x = _solve(reduced_temperature)
    gap = np.where(t == 0, 1.0, np.minimum(2 * x * t / GAP_RATIO, 1.0))
    return np.where(t >= 1, 0.0, gap)[()]


def gap(temperature, critical_temperature, gap_ratio=GAP_RATIO):
    """Energy gap Δ(T) in J, half of the threshold 2Δ for breaking a pair.

    Parameters
    ----------
    temperature, critical_temperature : array_like
        In K.
    gap_ratio : array_like
        2Δ₀/k_B T_c. With a ratio other than the weak-coupling one the reduced gap keeps its
        weak-coupling form (the scaled-gap or α model of Padamsee, Neighbor and Shiffman, 1973).

    Returns
    -------
    numpy.ndarray or numpy.float64
        In J.

    Raises
    ------
    ValueError
        If `critical_temperature` or `gap_ratio` is not positive and finite, or `temperature` is
        negative or not finite.
    """
    critical = positive("critical_temperature", critical_temperature)
    reduced = non_negative("temperature", temperature) / critical
    zero = positive("gap_ratio", gap_ratio) / 2 * constants.k * critical
    return zero * reduced_gap(reduced)


def specific_heat(reduced_temperature):
    """Electronic specific heat over γT_c: the superconducting branch below T_c, T/T_c above.

    Parameters
    ----------
    reduced_temperature : array_like
        T/T_c, any shape, not negative; at T_c itself the normal branch is returned.

    Returns
    -------
    numpy.ndarray or numpy.float64
        C(T)/(γ T_c).

    Raises
    ------
    ValueError
        If `reduced_temperature` is negative or not finite.
    """
    t, x = _solve(reduced_temperature)
    theta, weight = _nodes(x)
    u = x[..., None] * np.cosh(theta)
    thermal = u * expit(u) * expit(-u)  # times d(theta): d(xi)/T (-df/dE)
    normal = 2 * np.sum(weight * thermal, axis=-1)
    superfluid = np.where(x > 0, 1 - normal, 1.0)
    slope = x**2 * normal / superfluid  # -(1/2T) d(gap²)/dT
    heat = 6 / np.pi**2 * (np.sum(weight * thermal * u**2, axis=-1) + slope * normal / 2)
    return np.where((t > 0) & (t < 1), t * heat, t)[()]


def entropy(reduced_temperature):
    """Electronic entropy over γT_c; T/T_c in the normal state.

    Parameters
    ----------
    reduced_temperature : array_like
        T/T_c, not negative.

    Returns
    -------
    numpy.ndarray or numpy.float64
        S(T)/(γ T_c).

    Raises
    ------
    ValueError
        If `reduced_temperature` is negative or not finite.
    """
    t, x = _solve(reduced_temperature)
    theta, weight = _nodes(x)
    u = x[..., None] * np.cosh(theta)
    occupied = np.log1p(np.exp(-u)) + u * expit(-u)
    integral = np.sum(weight * occupied * u, axis=-1)
    return np.where((t > 0) & (t < 1), 6 / np.pi**2 * t * integral, t)[()]


def reduced_condensation_energy(reduced_temperature):
    """Free energy of the normal minus that of the superconducting state, over γT_c².

    Accurate to 1e-16 absolutely.

    Parameters
    ----------
    reduced_temperature : array_like
        T/T_c, not negative.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Over γT_c².

    Raises
    ------
    ValueError
        If `reduced_temperature` is negative or not finite.
    """
    t, x = _solve(reduced_temperature)
    theta, weight = _nodes(x)
    u = x[..., None] * np.cosh(theta)
    fermi = np.sum(weight * expit(-u), axis=-1)
    pressure = np.sum(weight * u * np.log1p(np.exp(-u)), axis=-1)
    difference = x**2 * (0.5 + 2 * fermi) + 4 * pressure - np.pi**2 / 3
    energy = np.where(t > 0, 3 / (2 * np.pi**2) * t**2 * difference, CONDENSATION_RATIO)
    return np.where(t >= 1, 0.0, np.maximum(energy, 0.0))[()]


def condensation_energy(sommerfeld, critical_temperature, reduced_temperature=0.0):
    """Free energy a volume gained by condensation, in J/m³; N(0)Δ₀²/2 at T = 0.

    Parameters
    ----------
    sommerfeld : array_like
        γ in J/(m³ K²).
    critical_temperature : array_like
        In K.
    reduced_temperature : array_like
        T/T_c.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In J/m³.

    Raises
    ------
    ValueError
        If `sommerfeld` or `critical_temperature` is not positive and finite, or
        `reduced_temperature` is negative or not finite.
    """
    scale = positive("sommerfeld", sommerfeld)
    scale = scale * positive("critical_temperature", critical_temperature) ** 2
    return scale * reduced_condensation_energy(reduced_temperature)


def critical_field(sommerfeld, critical_temperature, reduced_temperature=0.0):
    """Thermodynamic critical field B_c = μ₀H_c in T, from B_c²/2μ₀ = condensation energy.

    At T = 0 this is the relation γT_c²/H_c² = 0.1683 of the Gaussian system.

    Parameters
    ----------
    sommerfeld : array_like
        γ in J/(m³ K²).
    critical_temperature : array_like
        In K.
    reduced_temperature : array_like
        T/T_c, not negative.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In T.

    Raises
    ------
    ValueError
        If `sommerfeld` or `critical_temperature` is not positive and finite, or
        `reduced_temperature` is negative or not finite.
    """
    energy = condensation_energy(sommerfeld, critical_temperature, reduced_temperature)
    return np.sqrt(2 * constants.mu_0 * energy)


def reduced_superfluid_density(reduced_temperature, limit="clean"):
    """Superfluid density over its value at T = 0, which is λ(0)²/λ(T)².

    Parameters
    ----------
    reduced_temperature : array_like
        T/T_c, any shape, not negative; 0 is returned from T_c upwards.
    limit : {"clean", "dirty"}
        A local superconductor with a mean free path far above or far below the coherence length:
        one minus the Yosida function, or (Δ/Δ₀) tanh(Δ/2k_BT).

    Returns
    -------
    numpy.ndarray or numpy.float64
        From 0 to 1.

    Raises
    ------
    ValueError
        If `reduced_temperature` is negative or not finite, or `limit` is none of those named.
    """
    t, x = _solve(reduced_temperature)
    if limit == "clean":
        theta, weight = _nodes(x)
        u = x[..., None] * np.cosh(theta)
        density = 1 - 2 * np.sum(weight * u * expit(u) * expit(-u), axis=-1)
    elif limit == "dirty":
        density = 2 * x * t / GAP_RATIO * np.tanh(x / 2)
    else:
        raise ValueError('limit must be "clean" or "dirty"')
    return np.where(t >= 1, 0.0, np.where(t > 0, density, 1.0))[()]


def reduced_penetration_depth(reduced_temperature, limit="clean"):
    """λ(T)/λ(0) below T_c, all below 1.

    Parameters
    ----------
    reduced_temperature : array_like
        T/T_c, from 0 to below 1.
    limit : {"clean", "dirty"}
        As in `reduced_superfluid_density`.

    Returns
    -------
    numpy.ndarray or numpy.float64
        1 or more.

    Raises
    ------
    ValueError
        If `reduced_temperature` is negative or not finite, or `reduced_temperature` is not
        below 1, or `limit` is none of those named.
    """
    density = reduced_superfluid_density(reduced_temperature, limit)
    if not np.all(density > 0):
        raise ValueError("reduced_temperature must be below 1")
    return 1 / np.sqrt(density)


def london_penetration_depth(superfluid_density, mass=constants.m_e):
    """London penetration depth [m/(μ₀ n e²)]^(1/2) in m.

    Parameters
    ----------
    superfluid_density : array_like
        Electrons (twice the pairs) that carry the supercurrent, per m³.
    mass : array_like
        Mass of one electron in kg; twice both mass and charge and half the density, as for pairs,
        gives the same length.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In m.

    Raises
    ------
    ValueError
        If `superfluid_density` or `mass` is not positive and finite.
    """
    density = positive("superfluid_density", superfluid_density)
    mass = positive("mass", mass)
    return np.sqrt(mass / (constants.mu_0 * density)) / constants.e


def superfluid_density(penetration_depth, mass=constants.m_e):
    """Electrons per m³ behind a penetration depth in m; inverse of `london_penetration_depth`.

    Parameters
    ----------
    penetration_depth : array_like
        In m.
    mass : array_like
        Mass of one electron in kg.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Electrons per m³.

    Raises
    ------
    ValueError
        If `penetration_depth` or `mass` is not positive and finite.
    """
    depth = positive("penetration_depth", penetration_depth)
    return positive("mass", mass) / (constants.mu_0 * (constants.e * depth) ** 2)


def london_moment(angular_velocity, mass=constants.m_e):
    """Magnetic field 2mω/e in T inside a superconductor rotating at ω in rad/s (magnitude).

    Parameters
    ----------
    angular_velocity : array_like
        ω in rad/s.
    mass : array_like
        Mass of one electron in kg.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In T.

    Raises
    ------
    ValueError
        If `mass` is not positive and finite, or `angular_velocity` is negative or not finite.
    """
    omega = non_negative("angular_velocity", angular_velocity)
    return 2 * positive("mass", mass) * omega / constants.e


def coherence_length(fermi_velocity, gap_energy):
    """BCS (Pippard) coherence length ħv_F/πΔ₀ in m, from m/s and the gap Δ₀ in J.

    Parameters
    ----------
    fermi_velocity : array_like
        In m/s.
    gap_energy : array_like
        Δ₀ in J.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In m.

    Raises
    ------
    ValueError
        If `fermi_velocity` or `gap_energy` is not positive and finite.
    """
    velocity = positive("fermi_velocity", fermi_velocity)
    return constants.hbar * velocity / (np.pi * positive("gap_energy", gap_energy))


def pippard_penetration_depth(london_depth, coherence_length):
    """Penetration depth in m of a clean metal at T = 0 whose pairs are not small against it.

    The supercurrent answers to the vector potential of its surroundings within the coherence
    length, by Pippard's kernel; the surface scatters diffusely. For small pairs the depth is the
    London depth, for large ones (√3/2π ξ₀ λ_L²)^(1/3).

    Parameters
    ----------
    london_depth : array_like
        λ_L in m, as of `london_penetration_depth`.
    coherence_length : array_like
        ξ₀ in m, as of `coherence_length`.

    Returns
    -------
    numpy.ndarray
        In m, of the broadcast shape.

    Raises
    ------
    ValueError
        If `london_depth` or `coherence_length` is not positive and finite.

    References
    ----------
    M. Tinkham, Introduction to Superconductivity, 2nd ed. (McGraw-Hill, 1996), section 3.10.
    """
    london = positive("london_depth", london_depth)
    size = positive("coherence_length", coherence_length)

    def inverse(large):
        # per λ_L: the integral of ln(1 + K/q²)/π over q, K Pippard's kernel, with x = qξ₀
        def integrand(log_x):
            x = np.exp(log_x)
            if x < 1e-2:
                kernel = 1 - x**2 / 5
            else:
                kernel = 1.5 / x**3 * ((1 + x**2) * np.arctan(x) - x)
            return x * np.log1p(kernel * (large / x) ** 2)

        return quad(integrand, -30, 30, limit=400)[0] / (np.pi * large)

    return london / np.vectorize(inverse, otypes=[float])(size / london)


def cooper_binding_energy(cutoff_energy, coupling):
    """Binding energy of one pair above a filled Fermi sea (Cooper's problem).

    Two electrons of opposite momentum attract each other with a constant matrix element -V where
    both are within the cutoff above the Fermi level. They are bound by 2 ħω/(e^{2/N(0)V} - 1),
    however weak the attraction.

    Parameters
    ----------
    cutoff_energy : array_like
        ħω, in any unit of energy.
    coupling : array_like
        N(0)V, positive.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Binding energy, in the unit of the cutoff.

    Raises
    ------
    ValueError
        If `cutoff_energy` or `coupling` is not positive and finite.

    References
    ----------
    L. N. Cooper, Phys. Rev. 104, 1189 (1956).
    """
    coupling = positive("coupling", coupling)
    factor = np.exp(-2 / coupling)
    return 2 * positive("cutoff_energy", cutoff_energy) * factor / -np.expm1(-2 / coupling)


def critical_temperature(debye_temperature, coupling):
    """BCS critical temperature (2e^γ_E/π) θ exp(-1/N(0)V), the unit being that of θ.

    Parameters
    ----------
    debye_temperature : array_like
        Cutoff ħω/k_B.
    coupling : array_like
        N(0)V, positive and small: terms of relative order exp(-2/N(0)V) are left out.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In the unit of the cutoff.

    Raises
    ------
    ValueError
        If `debye_temperature` or `coupling` is not positive and finite.
    """
    cutoff = positive("debye_temperature", debye_temperature)
    return 4 / GAP_RATIO * cutoff * np.exp(-1 / positive("coupling", coupling))


def coupling(debye_temperature, critical_temperature):
    """N(0)V that gives the critical temperature; inverse of `critical_temperature`.

    Parameters
    ----------
    debye_temperature : array_like
        Cutoff ħω/k_B.
    critical_temperature : array_like
        In the unit of the cutoff.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.

    Raises
    ------
    ValueError
        If the critical temperature is not below 1.134 θ, the value at infinite coupling.
    """
    cutoff = positive("debye_temperature", debye_temperature)
    ratio = 4 / GAP_RATIO * cutoff / positive("critical_temperature", critical_temperature)
    if not np.all(ratio > 1):
        raise ValueError("critical_temperature must be below 1.134 debye_temperature")
    return 1 / np.log(ratio)


def strong_coupling_gap_ratio(critical_temperature, log_frequency):
    """2Δ₀/k_B T_c = 3.53 [1 + 12.5 s² ln(1/2s)], s = T_c/ω_log.

    A form with two numbers fitted to solutions of the Eliashberg equations for many
    materials, good to several per cent for s up to about 0.25; its prefactor is taken as the
    exact weak-coupling limit.

    Parameters
    ----------
    critical_temperature, log_frequency : array_like
        T_c, and the logarithmically averaged phonon frequency ω_log as a temperature, in K.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.

    Raises
    ------
    ValueError
        If T_c/ω_log is above `STRONG_COUPLING_LIMIT`.

    References
    ----------
    B. Mitrović, H. G. Zarate and J. P. Carbotte, Phys. Rev. B 29, 184 (1984);
    F. Marsiglio and J. P. Carbotte, Phys. Rev. B 33, 6141 (1986); Carbotte (1990), section IV.
    """
    s = _strength(critical_temperature, log_frequency)
    return GAP_RATIO * (1 + 12.5 * s**2 * np.log(1 / (2 * s)))


def strong_coupling_specific_heat_jump(critical_temperature, log_frequency):
    """ΔC/γT_c = 1.43 [1 + 53 s² ln(1/3s)], s = T_c/ω_log; see `strong_coupling_gap_ratio`.

    Parameters
    ----------
    critical_temperature : array_like
        In K.
    log_frequency : array_like
        ω_log as a temperature, in K.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.

    Raises
    ------
    ValueError
        If `critical_temperature` or `log_frequency` is not positive and finite, or T_c/ω_log is
        above `STRONG_COUPLING_LIMIT`.
    """
    s = _strength(critical_temperature, log_frequency)
    return SPECIFIC_HEAT_JUMP * (1 + 53 * s**2 * np.log(1 / (3 * s)))


def strong_coupling_field_ratio(critical_temperature, log_frequency):
    """γT_c²/H_c(0)² = 0.168 [1 - 12.2 s² ln(1/3s)], s = T_c/ω_log, in Gaussian units.

    In SI the same quantity is μ₀γT_c²/(4π B_c²). See `strong_coupling_gap_ratio`.

    Parameters
    ----------
    critical_temperature : array_like
        In K.
    log_frequency : array_like
        ω_log as a temperature, in K.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.

    Raises
    ------
    ValueError
        If `critical_temperature` or `log_frequency` is not positive and finite, or T_c/ω_log is
        above `STRONG_COUPLING_LIMIT`.
    """
    s = _strength(critical_temperature, log_frequency)
    return 1 / (8 * np.pi * CONDENSATION_RATIO) * (1 - 12.2 * s**2 * np.log(1 / (3 * s)))


def reduced_depairing_current(reduced_temperature, form="two-fluid"):
    """Temperature dependence of the depairing current density, 1 at T = 0 and 0 from T_c upwards.

    Parameters
    ----------
    reduced_temperature : array_like
        T/T_c, not negative.
    form : {"two-fluid", "bardeen", "ginzburg-landau"}
        "two-fluid": B_c/λ with B_c ∝ 1 - t² and λ⁻² ∝ 1 - t⁴, (1 - t²)^(3/2) (1 + t²)^(1/2).
        "bardeen": (1 - t²)^(3/2), Bardeen's interpolation for thin films.
        "ginzburg-landau": (1 - t)^(3/2), the law near T_c, as a fraction of its own
        extrapolation to T = 0.

    Returns
    -------
    numpy.ndarray or numpy.float64
        From 0 to 1.

    Raises
    ------
    ValueError
        If `reduced_temperature` is negative or not finite, or `form` is none of those named.

    References
    ----------
    J. Bardeen, Rev. Mod. Phys. 34, 667 (1962).
    """
    t = np.minimum(non_negative("reduced_temperature", reduced_temperature), 1.0)
    forms = {
        "two-fluid": (1 - t**2) ** 1.5 * np.sqrt(1 + t**2),
        "bardeen": (1 - t**2) ** 1.5,
        "ginzburg-landau": (1 - t) ** 1.5,
    }
    if form not in forms:
        raise ValueError(f"form must be one of {', '.join(forms)}")
    return forms[form][()]


def _nodes(x):
    """Trapezoidal nodes and weights in theta, until x cosh(theta) has reached 750."""
    smallest = np.min(x[x > 0], initial=750.0)
    count = int(np.arccosh(750.0 / smallest) / 0.2) + 2 if smallest < 750 else 2
    theta = 0.2 * np.arange(count)
    weight = np.full(count, 0.2)
    weight[0] = 0.1
    return theta, weight


def _solve(reduced_temperature):
    """t as an array and x = Δ/k_BT there; x is 0 where t is 0 or at least 1."""
    t = non_negative("reduced_temperature", reduced_temperature)
    x = np.zeros(t.shape)
    inside = (t > 0) & (t < 1)
    if np.any(inside):
        target = np.log(t[inside])
        highest = GAP_RATIO / 2 / t[inside]

        def mismatch(log_x, log_t):
            value = np.exp(log_x)
            theta, weight = _nodes(value)
            u = value[..., None] * np.cosh(theta)
            fermi = np.sum(weight * expit(-u), axis=-1)
            return np.log(GAP_RATIO / 2) - log_x - 2 * fermi - log_t

        tight = {"xatol": 0, "xrtol": 1e-15, "fatol": 0, "frtol": 0}
        bracket = (np.full(target.shape, np.log(1e-9)), np.log(highest) + 1e-9)
        x[inside] = np.exp(find_root(mismatch, bracket, args=(target,), tolerances=tight).x)
    return t, x


def _strength(critical_temperature, log_frequency):
    strength = positive("critical_temperature", critical_temperature)
    strength = strength / positive("log_frequency", log_frequency)
    if not np.all(strength <= STRONG_COUPLING_LIMIT):
        raise ValueError(
            f"critical_temperature over log_frequency must not exceed {STRONG_COUPLING_LIMIT}"
        )
    return strength
