r"""Ginzburg-Landau theory: critical fields, vortices, and the width of the transition.

SI units; fields are magnetic flux densities B = μ₀H in tesla. The two lengths are those of
Ginzburg-Landau theory, either both at the temperature of interest or both extrapolated from near
T_c to T = 0, where :math:`\xi(T) = \xi_0 (1 - t)^{-1/2}` and
:math:`\lambda(T) = \lambda_0 (1 - t)^{-1/2}` with :math:`t = T/T_c`. (For a clean weak-coupling
superconductor this :math:`\lambda_0` is the London length divided by :math:`\sqrt 2`,
`extrapolated_depth`, and this :math:`\xi_0` is 0.739 times Pippard's length,
`extrapolated_coherence_length`.)

References
----------
M. Tinkham, Introduction to Superconductivity, 2nd ed. (McGraw-Hill, 1996), chapters 4, 5, 8, 9.
G. Blatter et al., Rev. Mod. Phys. 66, 1125 (1994).
"""

import numpy as np
from scipy import constants
from scipy.special import i0e, zeta

from lib.physics._arguments import non_negative, positive
from lib.physics.bcs import GAP_RATIO

FLUX_QUANTUM = constants.h / (2 * constants.e)
"""h/2e in Wb, exact in the SI."""

CRITICAL_KAPPA = 1 / np.sqrt(2)
"""Ginzburg-Landau parameter that divides type I (below) from type II (above)."""


def kappa(penetration_depth, coherence_length):
    """Ginzburg-Landau parameter λ/ξ; type II above `CRITICAL_KAPPA`.

    Parameters
    ----------
    penetration_depth, coherence_length : array_like
        In m.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.

    Raises
    ------
    ValueError
        If `penetration_depth` or `coherence_length` is not positive and finite.
    """
    depth = positive("penetration_depth", penetration_depth)
    return depth / positive("coherence_length", coherence_length)


def extrapolated_depth(london_depth):
    """Penetration depth of Ginzburg-Landau theory of a clean weak-coupling superconductor, in m.

    Near T_c the superfluid density rises as 2(1 - t), so that λ(T) = (λ_L/√2)(1 - t)^(-1/2).
    Scattering and strong coupling make the factor smaller still, 0.61 in the dirty limit and ½
    for the two-fluid law.

    Parameters
    ----------
    london_depth : array_like
        λ_L at T = 0, in m.

    Returns
    -------
    numpy.ndarray or numpy.float64
        λ₀ = λ_L/√2, in m.

    Raises
    ------
    ValueError
        If `london_depth` is not positive and finite.

    References
    ----------
    M. Tinkham, Introduction to Superconductivity, 2nd ed. (McGraw-Hill, 1996), chapter 3.
    """
    return positive("london_depth", london_depth) / np.sqrt(2)


def extrapolated_coherence_length(pippard_length):
    """Coherence length of Ginzburg-Landau theory of a clean weak-coupling superconductor, in m.

    Gor'kov's ξ² = 7ζ(3)/48 (ħv/πk_B T_c)² beside Pippard's length ħv/πΔ₀. With
    `extrapolated_depth` it makes κ = 0.957 λ_L/ξ_P, so that the types part at λ_L/ξ_P = 0.739.

    Parameters
    ----------
    pippard_length : array_like
        ħv/πΔ₀, in m.

    Returns
    -------
    numpy.ndarray or numpy.float64
        ξ₀ = 0.739 ħv/πΔ₀, in m.

    Raises
    ------
    ValueError
        If `pippard_length` is not positive and finite.

    References
    ----------
    L. P. Gor'kov, Sov. Phys. JETP 9, 1364 (1959).
    """
    share = GAP_RATIO / 2 * np.sqrt(7 * zeta(3) / 48)
    return share * positive("pippard_length", pippard_length)


def is_type_two(penetration_depth, coherence_length):
    """Whether λ/ξ exceeds 1/√2, so that vortices can enter; lengths in m.

    Parameters
    ----------
    penetration_depth, coherence_length : array_like
        In m.

    Returns
    -------
    numpy.ndarray or numpy.bool_

    Raises
    ------
    ValueError
        If `penetration_depth` or `coherence_length` is not positive and finite.
    """
    return kappa(penetration_depth, coherence_length) > CRITICAL_KAPPA


def upper_critical_field(coherence_length):
    """B_c2 = Φ₀/2πξ² in T, from the coherence length in m.

    Parameters
    ----------
    coherence_length : array_like
        In m.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In T.

    Raises
    ------
    ValueError
        If `coherence_length` is not positive and finite.
    """
    return FLUX_QUANTUM / (2 * np.pi * positive("coherence_length", coherence_length) ** 2)


def coherence_length(upper_critical_field):
    """ξ = (Φ₀/2πB_c2)^(1/2) in m; inverse of `upper_critical_field`.

    Parameters
    ----------
    upper_critical_field : array_like
        B_c2 in T.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In m.

    Raises
    ------
    ValueError
        If `upper_critical_field` is not positive and finite.
    """
    return np.sqrt(
        FLUX_QUANTUM / (2 * np.pi * positive("upper_critical_field", upper_critical_field))
    )


def thermodynamic_critical_field(penetration_depth, coherence_length):
    """B_c = Φ₀/(2√2 π λ ξ) in T, from lengths in m.

    Parameters
    ----------
    penetration_depth, coherence_length : array_like
        In m.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In T.

    Raises
    ------
    ValueError
        If `penetration_depth` or `coherence_length` is not positive and finite.
    """
    depth = positive("penetration_depth", penetration_depth)
    area = depth * positive("coherence_length", coherence_length)
    return FLUX_QUANTUM / (2 * np.sqrt(2) * np.pi * area)


def lower_critical_field(penetration_depth, coherence_length):
    """Field of first flux entry (without demagnetisation), B_c1 = Φ₀/(4πλ²) (ln κ + α), in T.

    α is 0.497 for κ ≫ 1; for every κ above 1/√2 it is taken from Brandt's fit to numerical
    solutions, which makes B_c1 = B_c2 = B_c at κ = 1/√2 to 0.1 %.

    Parameters
    ----------
    penetration_depth, coherence_length : array_like
        In m.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In T.

    Raises
    ------
    ValueError
        For type I, λ/ξ ≤ 1/√2.

    References
    ----------
    E. H. Brandt, Phys. Rev. B 68, 054506 (2003).
    """
    ratio = kappa(penetration_depth, coherence_length)
    if not np.all(ratio >= CRITICAL_KAPPA):
        raise ValueError("penetration_depth over coherence_length must be at least 1/sqrt(2)")
    log = np.log(ratio)
    core = 0.49693 + np.exp(-0.41477 - 0.775 * log - 0.1303 * log**2)
    depth = positive("penetration_depth", penetration_depth)
    return FLUX_QUANTUM / (4 * np.pi * depth**2) * (log + core)


def depairing_current_density(penetration_depth, coherence_length):
    """Depairing current density Φ₀/(3√3 π μ₀ λ² ξ) in A/m², from lengths in m.

    Parameters
    ----------
    penetration_depth, coherence_length : array_like
        In m.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In A/m².

    Raises
    ------
    ValueError
        If `penetration_depth` or `coherence_length` is not positive and finite.
    """
    depth = positive("penetration_depth", penetration_depth)
    volume = depth**2 * positive("coherence_length", coherence_length)
    return FLUX_QUANTUM / (3 * np.sqrt(3) * np.pi * constants.mu_0 * volume)


def orbital_upper_critical_field(slope, critical_temperature, limit="dirty"):
    """Orbital B_c2(0) in T from the slope at T_c (Werthamer, Helfand and Hohenberg).

    Parameters
    ----------
    slope : array_like
        -dB_c2/dT at T_c in T/K, positive.
    critical_temperature : array_like
        In K.
    limit : {"dirty", "clean"}
        Factor 0.693 or 0.727 of the linear extrapolation.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In T.

    Raises
    ------
    ValueError
        If `slope` or `critical_temperature` is not positive and finite, or `limit` is none of
        those named.

    References
    ----------
    N. R. Werthamer, E. Helfand and P. C. Hohenberg, Phys. Rev. 147, 295 (1966).
    """
    factors = {"dirty": 0.693, "clean": 0.727}
    if limit not in factors:
        raise ValueError('limit must be "dirty" or "clean"')
    extrapolated = positive("slope", slope) * positive("critical_temperature", critical_temperature)
    return factors[limit] * extrapolated


def pauli_limit(critical_temperature, gap_ratio=GAP_RATIO):
    """Field Δ₀/(√2 μ_B) in T at which spin polarisation breaks pairs (g = 2).

    Parameters
    ----------
    critical_temperature : array_like
        In K. With the weak-coupling gap the limit is 1.86 T for each K.
    gap_ratio : array_like
        2Δ₀/k_B T_c.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In T.

    Raises
    ------
    ValueError
        If `critical_temperature` or `gap_ratio` is not positive and finite.
    """
    critical = positive("critical_temperature", critical_temperature)
    gap = positive("gap_ratio", gap_ratio) / 2 * constants.k * critical
    return gap / (np.sqrt(2) * constants.value("Bohr magneton"))


def vortex_spacing(field, lattice="triangular"):
    """Distance of neighbouring vortices in m, in a flux density in T.

    Parameters
    ----------
    field : array_like
    lattice : {"triangular", "square"}
        (2Φ₀/√3 B)^(1/2) or (Φ₀/B)^(1/2).

    Returns
    -------
    numpy.ndarray or numpy.float64
        In m.

    Raises
    ------
    ValueError
        If `field` is not positive and finite, or `lattice` is none of those named.
    """
    factors = {"triangular": 2 / np.sqrt(3), "square": 1.0}
    if lattice not in factors:
        raise ValueError('lattice must be "triangular" or "square"')
    return np.sqrt(factors[lattice] * FLUX_QUANTUM / positive("field", field))


def ginzburg_number(critical_temperature, penetration_depth, coherence_length, anisotropy=1.0):
    r"""Ginzburg number of a bulk superconductor, in the convention of Blatter et al.

    .. math::

        Gi = \frac12 \left[\frac{k_B T_c\, \gamma}{4\pi\, (B_c^2/\mu_0)\, \xi^3}\right]^2
           = \frac12 \left[\frac{2\pi \mu_0 k_B T_c\, \lambda^2 \gamma}{\Phi_0^2\, \xi}\right]^2

    with the Ginzburg-Landau lengths and field extrapolated to T = 0. It is the same number as the
    Levanyuk-Ginzburg :math:`(1/32\pi^2)\,[k_B/(\Delta C\,\xi^3)]^2` of Larkin and Varlamov,
    ΔC being the jump of the specific heat per volume (`ginzburg_number_from_specific_heat`).
    Other conventions differ by numerical factors of up to a few hundred.

    Parameters
    ----------
    critical_temperature : array_like
        In K.
    penetration_depth, coherence_length : array_like
        In m; for an anisotropic superconductor those of the conducting planes (λ_ab, ξ_ab).
    anisotropy : array_like
        γ = ξ_ab/ξ_c, 1 or more.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless; the relative width of the critical region at zero field.

    Raises
    ------
    ValueError
        If `critical_temperature`, `penetration_depth`, `coherence_length` or `anisotropy` is
        not positive and finite, or `anisotropy` is below 1.
    """
    critical = positive("critical_temperature", critical_temperature)
    depth = positive("penetration_depth", penetration_depth)
    length = positive("coherence_length", coherence_length)
    gamma = positive("anisotropy", anisotropy)
    if not np.all(gamma >= 1):
        raise ValueError("anisotropy must be at least 1")
    thermal = 2 * np.pi * constants.mu_0 * constants.k * critical
    return (thermal * depth**2 * gamma / (FLUX_QUANTUM**2 * length)) ** 2 / 2


def ginzburg_number_from_specific_heat(jump, coherence_length, anisotropy=1.0):
    """Ginzburg number (1/32π²)[k_B γ/(ΔC ξ³)]², the same convention as `ginzburg_number`.

    Parameters
    ----------
    jump : array_like
        Jump ΔC of the specific heat at T_c, in J/(m³ K).
    coherence_length : array_like
        In m.
    anisotropy : array_like
        γ = ξ_ab/ξ_c.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.

    Raises
    ------
    ValueError
        If `jump`, `coherence_length` or `anisotropy` is not positive and finite.

    References
    ----------
    A. Larkin and A. Varlamov, Theory of Fluctuations in Superconductors (Oxford, 2005).
    """
    volume = positive("coherence_length", coherence_length) ** 3
    volume = volume / positive("anisotropy", anisotropy)
    return (constants.k / (positive("jump", jump) * volume)) ** 2 / (32 * np.pi**2)


def fluctuation_width(ginzburg_number, reduced_field=0.0):
    r"""Width ΔT/T_c of the region of strong fluctuations, in zero field and in a field.

    In zero field it is Gi. In a field that confines the fluctuations to the lowest Landau level
    they are one-dimensional along it, and the width grows as

    .. math:: \Delta T/T_c \simeq Gi^{1/3}\, b^{2/3}, \qquad b = B/B_{c2}(0),

    with :math:`B_{c2}(0)` extrapolated linearly from :math:`T_c`. This holds for
    :math:`Gi \ll b \ll 1`; at :math:`b = Gi` it joins the zero-field width, which is returned
    below. The prefactor is of order one and not fixed by the argument.

    Parameters
    ----------
    ginzburg_number : array_like
        Gi, between 0 and 1.
    reduced_field : array_like
        b, from 0 to below 1.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.

    Raises
    ------
    ValueError
        If `ginzburg_number` is not positive and finite, or `reduced_field` is negative or not
        finite, or `ginzburg_number` or `reduced_field` is not below 1.

    References
    ----------
    S. Ullah and A. T. Dorsey, Phys. Rev. B 44, 262 (1991); Blatter et al. (1994), section II.
    """
    gi = positive("ginzburg_number", ginzburg_number)
    b = non_negative("reduced_field", reduced_field)
    if not np.all(gi < 1):
        raise ValueError("ginzburg_number must be below 1")
    if not np.all(b < 1):
        raise ValueError("reduced_field must be below 1")
    return np.maximum(gi, np.cbrt(gi) * np.cbrt(b) ** 2)


def flux_creep_barrier(reduced_temperature, field, penetration_depth, coherence_length):
    """Energy in J for moving a flux bundle: condensation energy of the volume a² ξ.

    (B_c²/2μ₀) a² ξ, with a² = 2Φ₀/√3 B the square of the vortex spacing and all lengths at the
    temperature. It falls as (1 - t)^(3/2)/B. The estimate is good to a factor of order one.

    Parameters
    ----------
    reduced_temperature : array_like
        t = T/T_c, from 0 to 1.
    field : array_like
        Flux density in T.
    penetration_depth, coherence_length : array_like
        Extrapolated to T = 0, in m.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In J.

    Raises
    ------
    ValueError
        If `field`, `penetration_depth` or `coherence_length` is not positive and finite, or
        `reduced_temperature` is negative or not finite, or `reduced_temperature` is above 1.

    References
    ----------
    Y. Yeshurun and A. P. Malozemoff, Phys. Rev. Lett. 60, 2202 (1988); M. Tinkham, Phys. Rev.
    Lett. 61, 1658 (1988).
    """
    t = non_negative("reduced_temperature", reduced_temperature)
    if not np.all(t <= 1):
        raise ValueError("reduced_temperature must lie between 0 and 1")
    field_zero = thermodynamic_critical_field(penetration_depth, coherence_length)
    length = positive("coherence_length", coherence_length)
    energy = field_zero**2 / (2 * constants.mu_0) * vortex_spacing(field) ** 2 * length
    return energy * (1 - t) ** 1.5


def flux_creep_resistance(
    reduced_temperature, field, critical_temperature, penetration_depth, coherence_length
):
    """Resistance over its normal value in a field, from thermally activated flux motion.

    Tinkham's adaptation of the overdamped junction of Ambegaokar and Halperin at small current:
    1/I₀(U/2k_BT)², U being `flux_creep_barrier` and I₀ the modified Bessel function. The width of
    this transition grows as B^(2/3).

    Parameters
    ----------
    reduced_temperature, field, penetration_depth, coherence_length : array_like
        As in `flux_creep_barrier`; the temperature positive.
    critical_temperature : array_like
        In K.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Between 0 and 1; 1 at T_c.

    Raises
    ------
    ValueError
        If `reduced_temperature`, `field`, `critical_temperature`, `penetration_depth` or
        `coherence_length` is not positive and finite, or `reduced_temperature` is above 1.
    """
    temperature = positive("reduced_temperature", reduced_temperature) * positive(
        "critical_temperature", critical_temperature
    )
    barrier = flux_creep_barrier(reduced_temperature, field, penetration_depth, coherence_length)
    half = barrier / (2 * constants.k * temperature)
    return np.exp(-2 * half) / i0e(half) ** 2


def flux_flow_resistivity(normal_resistivity, field, upper_critical_field):
    """Resistivity ρ_n B/B_c2 of freely moving vortices (Bardeen and Stephen).

    Parameters
    ----------
    normal_resistivity : array_like
        In Ω m (or any unit, which the result keeps).
    field, upper_critical_field : array_like
        In T; at and above B_c2 the normal resistivity is returned.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In the unit of the normal resistivity.

    Raises
    ------
    ValueError
        If `normal_resistivity` or `upper_critical_field` is not positive and finite, or `field`
        is negative or not finite.
    """
    fraction = non_negative("field", field) / positive("upper_critical_field", upper_critical_field)
    return positive("normal_resistivity", normal_resistivity) * np.minimum(fraction, 1.0)
