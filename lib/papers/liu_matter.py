"""What Liu's theory says of matter, as numbers that a measurement can be held against. SI units.

The claims concern resistance under pressure and heat, the Meissner effect, critical currents and
fields, vortices and the elements. Each function is one consequence of the paper's statements, or the
standard counterpart that it is compared with.

References
----------
liu2023.
"""

import re

import numpy as np
from scipy import constants, optimize
from scipy.special import zeta

from lib.papers.liu.chain import first_term_conducting_ratio, resisting_distance
from lib.physics._arguments import finite, non_negative, positive

COULOMB = 1 / (4 * np.pi * constants.epsilon_0)
TABLE_METALS = ("Al", "Ca", "Fe", "Cu", "Pt", "Au", "Hg")
"""The metals of the paper's Table 1."""

BOHR = constants.value("Bohr radius")

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(60)
_ELEMENT = re.compile(r"([A-Z][a-z]?)([\d.]*)")

# --- resistance, pressure and temperature --------------------------------------------------


def distance_sensitivity(radius, border, strength):
    """Logarithmic slope of d with the border at fixed orbit, dln d/dln R_b.

    Parameters
    ----------
    radius, border : array_like
        R_v and R_b in m.
    strength : array_like
        Attraction coefficient c.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.

    Raises
    ------
    ValueError
        If a radius is not positive, or `radius` reaches the neighbour, or `strength` is not
        between 0 and 1.
    """
    r, b, c = np.asarray(radius), np.asarray(border), np.asarray(strength)
    slope = (3 * c + 1) / b**2 - 4 * c / (2 * b - r) ** 2 - 4 * r * c / (2 * b - r) ** 3
    return b * slope / resisting_distance(r, b, c, pairs=0)


def strength_slope(radius, border):
    """Slope of d with the attraction coefficient at fixed lengths, in 1/m.

    Parameters
    ----------
    radius : array_like
        R_v in m.
    border : array_like
        R_b in m.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In 1/m.
    """
    r, b = np.asarray(radius), np.asarray(border)
    return 2 / (2 * b - r) + r / (2 * b - r) ** 2 - 3 / b


def volume_share(expansion, bulk_modulus, pressure_coefficient, temperature_coefficient):
    """Share of a metal's temperature coefficient of resistivity that its expansion explains.

    If resistivity depended on the distance of the atoms alone, warming and releasing pressure
    would act alike, and the share would be 1.

    Parameters
    ----------
    expansion : array_like
        Linear, in 1/K.
    bulk_modulus : array_like
        In Pa.
    pressure_coefficient, temperature_coefficient : array_like
        dlnρ/dP in 1/Pa and dlnρ/dT in 1/K.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.
    """
    return (
        -3 * np.asarray(expansion) * bulk_modulus * pressure_coefficient / temperature_coefficient
    )


def equivalent_pressure(contraction, bulk_modulus):
    """Pressure in Pa that shortens a metal as much as a relative contraction does.

    Parameters
    ----------
    contraction : array_like
        Relative fall of the length.
    bulk_modulus : array_like
        In Pa.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In Pa.

    Raises
    ------
    ValueError
        If `bulk_modulus` is not positive and finite.
    """
    return 3 * positive("bulk_modulus", bulk_modulus) * np.asarray(contraction)


def relative_length(temperature, debye_temperature, contraction, reference=293.0):
    """Length of a metal over its length at the reference temperature.

    The expansion follows the heat content of a Debye solid (Grüneisen's law).

    Parameters
    ----------
    temperature : array_like
        In K, above zero.
    debye_temperature : float
        In K.
    contraction : float
        Relative fall of the length from `reference` to zero temperature.
    reference : float
        In K.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.

    Raises
    ------
    ValueError
        If `temperature` or `debye_temperature` is not positive and finite.
    """
    theta = positive("debye_temperature", debye_temperature)

    def heat(kelvin):
        # beyond 60 the integrand is below 1e-20 of the integral
        upper = np.minimum(theta / positive("temperature", kelvin), 60)
        x = upper[..., None] * (_NODES + 1) / 2
        return kelvin**4 * upper / 2 * np.sum(x**3 / np.expm1(x) * _WEIGHTS, axis=-1)

    here = heat(np.asarray(temperature, dtype=float))
    return 1 + contraction * (here / heat(np.asarray(float(reference))) - 1)


def boundary_slope(expansion, bulk_modulus):
    """Slope dT/dP in K/Pa of a line of constant volume: the boundary if distance decides.

    Parameters
    ----------
    expansion : array_like
        Linear, in 1/K.
    bulk_modulus : array_like
        In Pa.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In K/Pa.

    Raises
    ------
    ValueError
        If `expansion` or `bulk_modulus` is not positive and finite.
    """
    return 1 / (3 * positive("expansion", expansion) * positive("bulk_modulus", bulk_modulus))


def collision_coefficient(grueneisen, bulk_modulus):
    """Change dlnρ/dP in 1/Pa from collisions with vibrating ions.

    The mean free path is 1/(n π⟨u²⟩), the square of the ions' swing ⟨u²⟩ ∝ V^{2γ} as the lattice
    stiffens, and the Fermi velocity V^{-1/3}; so dlnρ/dlnV = 2γ - 1/3.

    Parameters
    ----------
    grueneisen : array_like
        γ = -dlnθ/dlnV.
    bulk_modulus : array_like
        In Pa.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In 1/Pa.

    Raises
    ------
    ValueError
        If `bulk_modulus` is not positive and finite.
    """
    return -(2 * np.asarray(grueneisen) - 1 / 3) / positive("bulk_modulus", bulk_modulus)


def drift_energy(field, mean_free_path):
    """Energy in J that an electron gains from the field in V/m between two collisions.

    Parameters
    ----------
    field : array_like
        In V/m.
    mean_free_path : array_like
        In m.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In J.
    """
    return constants.e * np.asarray(field) * mean_free_path


# --- currents in a superconductor ---------------------------------------------------------


def quartic_current(reduced_temperature, at_critical=1.0):
    """Critical current by Eq. 44, J = C T⁴, over its value at the critical temperature.

    Parameters
    ----------
    reduced_temperature : array_like
        T/T_c, not negative.
    at_critical : array_like
        Value at T_c, in any unit.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In the unit of the value at T_c.

    Raises
    ------
    ValueError
        If `reduced_temperature` is negative or not finite.
    """
    return at_critical * non_negative("reduced_temperature", reduced_temperature) ** 4


def radiated_power(temperature):
    """Power a blackbody radiates, in W/m² (Eq. 43).

    Parameters
    ----------
    temperature : array_like
        In K.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In W/m².

    Raises
    ------
    ValueError
        If `temperature` is negative or not finite.
    """
    return constants.Stefan_Boltzmann * non_negative("temperature", temperature) ** 4


def photon_flux(temperature):
    """Photons a blackbody radiates, per m² and s: (2ζ(3)/π²)(kT/ħc)³ c/4.

    Their number grows as T³, since the energy of each grows as T.

    Parameters
    ----------
    temperature : array_like
        In K.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Per m² and s.

    Raises
    ------
    ValueError
        If `temperature` is negative or not finite.
    """
    wave = constants.k * non_negative("temperature", temperature) / (constants.hbar * constants.c)
    return zeta(3) / (2 * np.pi**2) * wave**3 * constants.c


def local_exponent(function, at, step=1e-4):
    """Logarithmic slope dln f/dln x of a positive function, by a centred difference.

    Parameters
    ----------
    function : callable
        Positive function of a positive number.
    at : float
        Where the slope is taken.
    step : float
        Relative step to either side.

    Returns
    -------
    float
        Dimensionless.
    """
    return float(
        (np.log(function(at * (1 + step))) - np.log(function(at * (1 - step))))
        / (np.log(1 + step) - np.log(1 - step))
    )


def power_law(x, y):
    """Exponent and its standard error of a least-squares power law y ∝ x^exponent.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        Positive.

    Returns
    -------
    exponent, uncertainty : float

    Raises
    ------
    ValueError
        If `x` or `y` is not positive and finite.
    """
    x, y = np.log(positive("x", x)), np.log(positive("y", y))
    (slope, _), covariance = np.polyfit(x, y, 1, cov=True)
    return float(slope), float(np.sqrt(covariance[0, 0]))


# --- charges in a magnetic field ----------------------------------------------------------


def lorentz_force():
    """Force on a charge along x, moving along y in a field along z, from the Lagrangian.

    Returns
    -------
    sympy expression
        In ``q``, ``E``, ``v``, ``B``: the component of Eq. 42 at right angles to velocity and field.
    """
    import sympy as sp

    t = sp.Symbol("t")
    m = sp.Symbol("m", positive=True)
    q, E, v, B = sp.symbols("q E v B", real=True)
    x, y = sp.Function("x")(t), sp.Function("y")(t)
    # scalar potential -E x, vector potential B x along y
    lagrangian = m / 2 * (x.diff(t) ** 2 + y.diff(t) ** 2) + q * E * x + q * B * x * y.diff(t)
    acceleration = sp.solve(
        sp.diff(lagrangian.diff(x.diff(t)), t) - lagrangian.diff(x), x.diff(t, 2)
    )[0]
    return sp.expand(m * acceleration).subs(y.diff(t), v)


def circulation(charge, field, mass=constants.m_e):
    """Angular velocity -qB/m of a free charge about the field, in rad/s.

    Positive is anticlockwise seen against the field, which is clockwise seen along it.

    Parameters
    ----------
    charge : array_like
        In C.
    field : array_like
        In T.
    mass : array_like
        In kg.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In rad/s.

    Raises
    ------
    ValueError
        If `mass` is not positive and finite.
    """
    return -np.asarray(charge) * np.asarray(field) / positive("mass", mass)


def orbit_moment(charge, field, energy, mass=constants.m_e):
    """Magnetic moment along the field of a free circular orbit, -E/B in A m².

    Parameters
    ----------
    charge : array_like
        In C; its sign drops out.
    field : array_like
        In T.
    energy : array_like
        Kinetic energy at right angles to the field, in J.
    mass : array_like
        In kg.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In A m².

    Raises
    ------
    ValueError
        If `energy` or `mass` is not positive and finite.
    """
    rate = circulation(charge, field, mass)
    radius_squared = 2 * positive("energy", energy) / (mass * rate**2)
    return np.asarray(charge) * rate * radius_squared / 2


def classical_log_partition(vector_potential, temperature, mass=constants.m_e, nodes=4001):
    """Logarithm of the momentum integral of a classical charge, relative to zero potential.

    The integral of exp(-(p - eA)²/2mkT) over p does not depend on A, so no classical charge in
    equilibrium is magnetised (Bohr and van Leeuwen).

    Parameters
    ----------
    vector_potential : float
        A in T m.
    temperature : float
        In K.
    mass : float
        In kg.
    nodes : int
        Points of the trapezoidal rule.

    Returns
    -------
    float
        Natural logarithm.

    Raises
    ------
    ValueError
        If `temperature` or `mass` is not positive and finite, or `vector_potential` is not
        finite.
    """
    width = np.sqrt(positive("mass", mass) * constants.k * positive("temperature", temperature))
    shift = float(finite("vector_potential", vector_potential)) * constants.e / width
    p = np.linspace(-40 - abs(shift), 40 + abs(shift), nodes)
    step = p[1] - p[0]
    return float(np.log(np.sum(np.exp(-((p - shift) ** 2) / 2)) * step / np.sqrt(2 * np.pi)))


def magnetic_to_coulomb(field, radius):
    """Magnetic over Coulomb force on an electron circling a unit charge at a radius in m.

    Parameters
    ----------
    field : array_like
        In T.
    radius : array_like
        In m.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.

    Raises
    ------
    ValueError
        If `radius` is not positive and finite.
    """
    r = positive("radius", radius)
    speed = np.sqrt(COULOMB * constants.e**2 / (constants.m_e * r))
    return speed * np.asarray(field) * r**2 / (COULOMB * constants.e)


def flux_period(charge):
    """Flux in Wb that changes the phase of a charge once round a ring by 2π: h/|q|.

    Parameters
    ----------
    charge : array_like
        In C.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In Wb.
    """
    return constants.h / np.abs(charge)


def ring_ground_energy(flux, particles, charge=-constants.e, reach=40):
    """Ground-state energy of bosonic carriers on a ring threaded by a flux, in units of ħ²/2mR².

    All carriers take the angular momentum l that lowers (l - Φ/Φ_q)² most; the period in the flux
    is that of one carrier, however many there are.

    Parameters
    ----------
    flux : array_like
        In Wb.
    particles : int
    charge : float
        Of one carrier, in C.
    reach : int
        Greatest angular momentum tried.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In units of ħ²/2mR², of the shape of the flux.
    """
    turns = np.asarray(flux)[..., None] / flux_period(charge)
    momenta = np.arange(-reach, reach + 1)
    return particles * np.min((momenta - turns) ** 2, axis=-1)


def equal_flows_hall(mobility_ratio):
    """Hall number -1/(n e R_H) inverted: n e |R_H| for electrons and holes in equal number.

    Parameters
    ----------
    mobility_ratio : array_like
        Mobility of the holes over that of the electrons; 1 gives zero.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Dimensionless.

    Raises
    ------
    ValueError
        If `mobility_ratio` is not positive and finite.
    """
    b = positive("mobility_ratio", mobility_ratio)
    return np.abs((b**2 - 1) / (b + 1) ** 2)


# --- hydrogen and helium ------------------------------------------------------------------


def neighbour_distance(molar_volume, atoms=1):
    """Distance in m of neighbours in close packing, from the volume of a mole in m³.

    Parameters
    ----------
    molar_volume : array_like
        In m³/mol.
    atoms : array_like
        Atoms, or molecules, in the formula unit.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In m.

    Raises
    ------
    ValueError
        If `molar_volume` is not positive and finite.
    """
    volume = positive("molar_volume", molar_volume) / (atoms * constants.N_A)
    return np.cbrt(np.sqrt(2) * volume)


def conducting_distance(strength, radius=BOHR):
    """Distance 2R_b in m at which an orbit just reaches the tunnel (Eq. 38).

    Parameters
    ----------
    strength : float
        Attraction coefficient, above 1/5 and at most 1; NaN below, where there is no tunnel.
    radius : float
        Of the orbit in m.

    Returns
    -------
    numpy.ndarray or numpy.float64
        In m.

    Raises
    ------
    ValueError
        If `strength` is not between 0 and 1.
    """
    return 2 * radius / first_term_conducting_ratio(strength)


def strength_at(distance, radius=BOHR):
    """Attraction coefficient at which the orbit just reaches the tunnel, at a distance in m.

    Parameters
    ----------
    distance : float
        2R_b in m.
    radius : float
        Of the orbit in m.

    Returns
    -------
    float
        Dimensionless.

    Raises
    ------
    ValueError
        If no coefficient from 1/5 to 1 gives the distance.
    """
    return optimize.brentq(lambda c: conducting_distance(c, radius) - distance, 0.2001, 1.0)


# --- statistics of the elements and compounds ---------------------------------------------


def composition(formula):
    """Numbers of atoms by element in a formula without brackets; an unknown number counts as 1.

    Parameters
    ----------
    formula : str
        As ``"LaH10"``.

    Returns
    -------
    dict of str to float
        Atoms by element.

    Raises
    ------
    ValueError
        If `formula` names no element.

    Examples
    --------
    >>> composition("LaH10")
    {'La': 1.0, 'H': 10.0}
    """
    found: dict[str, float] = {}
    for element, count in _ELEMENT.findall(formula):
        found[element] = found.get(element, 0.0) + float(count or 1)
    if not found:
        raise ValueError(f"formula must name elements: {formula!r}")
    return found


def spread(values):
    """Largest minus smallest.

    Parameters
    ----------
    values : iterable of float
        Any unit.

    Returns
    -------
    float
        In the unit of the values.

    Raises
    ------
    ValueError
        If `values` is not finite.
    """
    values = finite("values", list(values))
    return float(np.max(values) - np.min(values))


def phi_coefficient(table):
    """Phi coefficient of a 2 × 2 table: the correlation of its two yes-or-no properties.

    Parameters
    ----------
    table : array_like, shape (2, 2)
        Counts.

    Returns
    -------
    float
        From -1 to 1.
    """
    (a, b), (c, d) = np.asarray(table, dtype=float)
    return float((a * d - b * c) / np.sqrt((a + b) * (c + d) * (a + c) * (b + d)))


def separation(inside, outside):
    """Probability that a random member of one group exceeds a random one of the other.

    The area under the ROC curve, U/(n₁n₂) of Mann and Whitney; 1/2 for no relation.

    Parameters
    ----------
    inside : array_like, shape (n,)
        One group.
    outside : array_like, shape (m,)
        The other.

    Returns
    -------
    probability, p_value : float
        The second of the test that there is no relation.
    """
    from scipy.stats import mannwhitneyu

    result = mannwhitneyu(inside, outside)
    return float(result.statistic / (len(inside) * len(outside))), float(result.pvalue)


def sample_for_correlation(correlation, power=0.8, level=0.05):
    """Number of independent pairs that tells a correlation from none, by Fisher's transformation.

    The inverse hyperbolic tangent of the coefficient has the standard error 1/√(n - 3); for ranks
    nearly so.

    Parameters
    ----------
    correlation : float
        True coefficient, of either sign.
    power : float
        Share of the samples in which the test is to find it.
    level : float
        Of the test, two-sided.

    Returns
    -------
    int
        Rounded up.

    Raises
    ------
    ValueError
        If `correlation` is not between 0 and 1 in size.
    """
    from scipy.stats import norm

    if not 0 < abs(correlation) < 1:
        raise ValueError(f"correlation must be between 0 and 1 in size: {correlation!r}")
    errors = norm.isf(level / 2) + norm.ppf(power)
    return int(np.ceil((errors / np.arctanh(abs(correlation))) ** 2 + 3))
