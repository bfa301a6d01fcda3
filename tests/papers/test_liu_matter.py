"""The claims about matter by second routes: other data, other formulas, simulated motion."""

import numpy as np
import pandas as pd
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from scipy import constants, integrate, stats

from lib.book import claims, tables
from lib.book.verdicts import parse
from lib.papers import liu_matter as matter
from lib.papers.liu import chain
from lib.physics import atoms, bcs, free_electrons, transport
from lib.physics import ginzburg_landau as landau
from lib.physics.equation_of_state import vinet_compression, vinet_pressure

STRENGTHS = st.floats(0.0, 1.0)
RATIOS = st.floats(0.1, 0.97)


@pytest.fixture(scope="module")
def response():
    return tables.read("metal_response").set_index("metal")


@pytest.fixture(scope="module")
def values():
    return tables.read("reference_values").set_index("quantity")["value"]


@pytest.fixture(scope="module")
def compounds():
    return tables.read("ambient_superconductors")


# --- the model ---------------------------------------------------------------------------------


@given(RATIOS, STRENGTHS)
def test_sensitivity_and_strength_slope_are_derivatives_of_d(ratio, strength):
    middle = 1.7
    radius = ratio * middle

    def d(border, c):
        return chain.resisting_distance(radius, border, c, pairs=0)

    h = 1e-6
    slope = (d(middle + h, strength) - d(middle - h, strength)) / (2 * h)
    logarithmic = matter.distance_sensitivity(radius, middle, strength)
    assert logarithmic * d(middle, strength) / middle == pytest.approx(slope, rel=1e-5, abs=1e-6)
    # d is linear in the coefficient
    by_c = d(middle, 1.0) - d(middle, 0.0)
    assert matter.strength_slope(radius, middle) == pytest.approx(by_c, rel=1e-9, abs=1e-12)


def test_copper_electrons_gain_far_less_than_the_lifting_energy():
    # speed gained in one relaxation time, instead of field times path
    density, rho, current = 8.47e28, 1.7e-8, 1e6
    time = transport.relaxation_time(density, rho)
    kick = constants.e * rho * current * time
    gain = free_electrons.fermi_velocity(density) * kick
    path = transport.mean_free_path(density, rho)
    assert matter.drift_energy(rho * current, path) == pytest.approx(gain, rel=1e-9, abs=0)
    assert gain < 1e-7 * -chain.electron_level(138e-12, 140e-12, 0.1)


# --- resistance, pressure, temperature ------------------------------------------------------------


def test_impurities_set_the_residual_resistivity_at_fixed_distance(response, values):
    """Strain from distance cannot make the difference: the lattice would have to shrink by far more."""
    best, common = values["copper residual ratio, best"], values["copper residual ratio, common"]
    factor = best / common
    copper = response.loc["Cu"]
    needed = np.log(factor) / -copper.pressure_coefficient / (3 * copper.bulk_modulus)
    assert factor > 2
    # the strain that would explain it exceeds all the contraction from room temperature a hundredfold
    assert needed > 50 * copper.contraction * 1e-3


def test_a_stiffer_lattice_scatters_less(response):
    """Bloch-Grüneisen with a compressed Debye temperature, without the closed form."""
    known = response.dropna(subset=["grueneisen"])
    strain = 1e-3  # relative fall of the volume
    for name, row in known.iterrows():
        stiff = row.debye_temperature * (1 - strain) ** -row.grueneisen

        def swing(theta):
            # mean square displacement ∝ T/θ² times what is left of the quantum correction
            return transport.bloch_gruneisen(1e5, theta) / theta

        speed = (1 - strain) ** (-1 / 3)
        change = np.log(swing(stiff) * speed / swing(row.debye_temperature))
        assert change < 0, name
        expected = matter.collision_coefficient(row.grueneisen, row.bulk_modulus)
        assert change / (strain * row.bulk_modulus) == pytest.approx(expected, rel=2e-2), name


def test_obstacles_of_fixed_size_do_scatter_more_when_denser():
    # the paper's expectation: no stiffening, so only the Fermi velocity is left
    assert matter.collision_coefficient(0.0, 100.0) > 0


def test_expansion_changes_d_too_little_by_finite_steps(response):
    radii = {"Al": (125, 118), "Ca": (180, 174), "Fe": (140, 125)}
    radii |= {"Cu": (140, 138), "Pt": (175, 128), "Au": (166, 144)}
    ratios = []
    for name, (border, valence) in radii.items():
        row = response.loc[name]
        wider = border * (1 + row.thermal_expansion * 1e-6)
        d = chain.resisting_distance(valence, np.array([border, wider]), 0.1, pairs=0)
        ratios.append((d[1] / d[0] - 1) / (row.temperature_coefficient * 1e-3))
    assert max(ratios) < 0.5
    assert np.median(ratios) == pytest.approx(0.0648, rel=0.02)


def test_pressure_that_shrinks_like_cooling_hardly_lowers_resistivity(response):
    """Total cooling to 4 K instead of slopes: the pressure of equal volume leaves most of ρ."""
    known = response.dropna(subset=["contraction"])
    known = known[known.pressure_coefficient < 0]
    pressure = matter.equivalent_pressure(known.contraction * 1e-3, known.bulk_modulus)
    left = np.exp(known.pressure_coefficient * pressure)
    assert left.median() > 0.9
    # cooling leaves a hundredth or less; volume accounts for a few per cent of its logarithm
    assert (np.log(left) / np.log(0.01)).median() < 0.05


def test_equal_volume_is_what_the_share_assumes():
    # a metal whose resistivity is a function of volume alone, ρ ∝ V^5
    alpha, bulk = 2e-5, 8e10
    assert matter.volume_share(alpha, bulk, -5 / bulk, 15 * alpha) == pytest.approx(1.0)
    assert matter.boundary_slope(alpha, bulk) * 3 * alpha * bulk == pytest.approx(1.0)


def test_no_valence_orbital_is_excited_at_room_temperature(values, response):
    """Per mole: fewer than one atom in Avogadro's number times a million."""
    for name in ("sodium", "aluminium", "calcium", "mercury"):
        energy = values[f"{name} first excitation"] * constants.e
        assert constants.N_A * 1e6 * np.exp(-energy / (constants.k * 300)) < 1
    # the smallest expansion of the metals is still a part in a thousand
    assert (response.thermal_expansion * 300e-6).min() > 1e-3


def test_length_follows_the_heat_content():
    # high temperature: linear; low temperature: fourth power
    length = matter.relative_length(np.array([1e-3, 2000.0, 4000.0, 293.0]), 100.0, 1e-3)
    assert length[0] == pytest.approx(1 - 1e-3, abs=1e-12)
    assert length[3] == pytest.approx(1.0, abs=1e-15)
    slopes = (length[2] - length[1]) / 2000, (length[1] - length[3]) / (2000 - 293)
    assert slopes[0] == pytest.approx(slopes[1], rel=1e-2)
    # in between: Debye's integral by adaptive quadrature
    heat = [
        t**4 * integrate.quad(lambda x: x**3 / np.expm1(x), 0, 343 / t)[0] for t in (80.0, 293.0)
    ]
    assert matter.relative_length(80.0, 343.0, 1.0) == pytest.approx(heat[0] / heat[1], rel=1e-9)
    cold = matter.relative_length(np.array([0.5, 1.0]), 343.0, 1.0)
    zero = matter.relative_length(np.array([1e-4]), 343.0, 1.0)[0]
    assert (cold[1] - zero) / (cold[0] - zero) == pytest.approx(16, rel=1e-3)


def test_alkali_metals_carry_current_by_one_kind_of_charge():
    hall = tables.read("hall").set_index("metal").carriers
    alkali = hall[["Li", "Na", "K", "Rb", "Cs"]]
    assert np.all(np.abs(alkali - 1) <= 0.21)
    # equal flows would need mobilities in a ratio that leaves nothing of one of them
    assert matter.equal_flows_hall(1.0) == 0
    ratios = np.geomspace(1, 30, 400)
    needed = ratios[np.argmax(matter.equal_flows_hall(ratios) > 1 / alkali.max())]
    assert needed > 10


def test_equal_flows_hall_against_two_carriers():
    # R_H = (p μ_h² - n μ_e²)/e(p μ_h + n μ_e)²
    n, electrons, holes = 2e28, 3e-3, 1.2e-3
    hall = (n * holes**2 - n * electrons**2) / (constants.e * (n * holes + n * electrons) ** 2)
    assert matter.equal_flows_hall(holes / electrons) == pytest.approx(abs(hall) * n * constants.e)


def test_ionisation_energies_give_effective_charges_above_one():
    """From the first ionisation energies of the atoms: n (I/Rydberg)^½ with n the outer shell."""
    rydberg = 13.605693
    energies = {"C": (11.26, 2), "Al": (5.986, 3), "Si": (8.152, 3), "Ca": (6.113, 4)}
    energies |= {
        "Fe": (7.902, 4),
        "Cu": (7.726, 4),
        "Pt": (8.959, 6),
        "Au": (9.226, 6),
        "Hg": (10.438, 6),
    }
    charges = [shell * np.sqrt(energy / rydberg) for energy, shell in energies.values()]
    assert min(charges) > 1
    assert 1 * np.sqrt(13.598 / rydberg) == pytest.approx(1, abs=1e-3)  # hydrogen


# --- the state diagram ------------------------------------------------------------------------------


def test_the_opened_slopes_alone_are_negative():
    opened = tables.read("pressure_response").query("start == 'ambient'").set_index("material")
    directions = opened.direction[["Pb", "Al", "Cd", "Zn", "Re", "Li"]]
    assert (directions == "rises").mean() < 0.5
    recalled = tables.read("critical_temperature_pressure")
    assert (recalled.slope > 0).mean() < 0.5


def test_a_gap_freezes_carriers_out_on_cooling():
    """Carriers of a semiconductor with a gap of 1 eV: conductivity rises on warming by decades."""
    temperature = np.array([200.0, 300.0, 400.0])
    carriers = temperature**1.5 * np.exp(-constants.eV / (2 * constants.k * temperature))
    conductivity = carriers * temperature**-1.5  # mobility falls by phonons
    assert np.all(np.diff(np.log10(conductivity)) > 1)
    transitions = tables.read("metal_insulator_transitions")
    # the exceptions have local moments, whose entropy favours the insulator when hot
    moments = transitions.material.isin(["EuO", "La0.67Ca0.33MnO3", "(V0.989Cr0.011)2O3"])
    assert np.all((transitions.insulating_side == "hot") == moments)


def test_a_line_of_constant_volume_from_the_equation_of_state():
    helium = tables.read("equations_of_state").set_index("substance").loc["4He"]
    k, slope = helium.bulk_modulus * 1e9, helium.bulk_modulus_derivative
    # a little pressure restores the volume after a little warming
    expansion, warming = 1e-5, 1.0
    swollen = 1 / (1 + 3 * expansion * warming)
    restoring = vinet_pressure(swollen, k, slope)
    assert warming / restoring == pytest.approx(matter.boundary_slope(expansion, k), rel=1e-3)


# --- helium and hydrogen ----------------------------------------------------------------------------


def test_helium_has_no_excited_electrons_to_lose(values):
    """Polarisability from the ground state alone, as in London's formula, gives the measured C6."""
    ionisation = 24.587 / constants.value("Hartree energy in eV")
    polarisability = 1.383  # atomic units
    london = 0.75 * ionisation * polarisability**2
    assert london == pytest.approx(1.46, rel=0.15)
    kt = constants.k * values["helium-4 superfluid transition"] / constants.e
    assert values["helium first excitation"] / kt > 1e4
    assert values["helium-4 superfluid transition"] > 2 * values["helium-3 superfluid transition"]


def test_helium_pairs_repel_by_a_second_potential():
    """Lennard-Jones with the usual constants instead of Aziz, and sphere volumes by the fcc cell."""
    state = tables.read("equations_of_state").set_index("substance").loc["4He"]
    volume = state.molar_volume * vinet_compression(
        11.5, state.bulk_modulus, state.bulk_modulus_derivative
    )
    cell = 4 * volume * 1e-6 / constants.N_A
    neighbour = cell ** (1 / 3) / np.sqrt(2)
    assert matter.neighbour_distance(volume * 1e-6) == pytest.approx(neighbour, rel=1e-12, abs=0)
    reduced = 2.556e-10 / neighbour
    assert 4 * (reduced**12 - reduced**6) > 0
    assert atoms.helium_pair_energy(neighbour) > 0


def test_distance_of_the_tunnel_in_hydrogen_is_the_papers_at_its_coefficients():
    for strength, ratio in ((1.0, 0.382), (0.5, 0.621), (1 / 3, 0.785)):
        distance = matter.conducting_distance(strength)
        assert 2 * matter.BOHR / distance == pytest.approx(ratio, abs=1e-3)
        assert matter.strength_at(distance) == pytest.approx(strength, rel=1e-6)
        assert chain.electron_level(matter.BOHR, distance / 2, strength, pairs=0) == pytest.approx(
            0, abs=1e-6 * constants.eV
        )
    assert np.isnan(matter.conducting_distance(0.2))


# --- charges in a field -----------------------------------------------------------------------------


def trajectory(charge, position, velocity, steps, dt, wall=None):
    """Boris's integrator in a unit field along z, unit mass; reflection at a circular wall."""
    t = charge * dt / 2
    s = 2 * t / (1 + t**2)
    for _ in range(steps):
        vx, vy = velocity
        half_x, half_y = vx + vy * t, vy - vx * t
        velocity = np.array([vx + half_y * s, vy - half_x * s])
        position = position + velocity * dt
        if wall is not None:
            radius = np.hypot(*position)
            outside = radius > wall
            normal = position / np.where(radius > 0, radius, 1)
            radial = np.sum(velocity * normal, axis=0)
            velocity = velocity - np.where(outside & (radial > 0), 2 * radial, 0) * normal
            position = np.where(outside, (2 * wall - radius) * normal, position)
    return position, velocity


@pytest.mark.parametrize("charge", [-1.6, 1.6])
def test_senses_of_circulation_and_moments_by_integrating_the_motion(charge):
    # the integrator has unit field and mass: the field 0.7 and the mass 1.3 go into its charge
    field, mass, speed = 0.7, 1.3, 0.9
    position, velocity = np.array([0.0, 0.0]), np.array([speed, 0.0])
    steps, dt = 100, 1e-3
    later, turned = trajectory(charge * field / mass, position, velocity, steps, dt)
    # positive: anticlockwise seen against the field
    angle = np.arctan2(turned[1], turned[0])
    rate = float(matter.circulation(charge, field, mass))
    assert angle / (steps * dt) == pytest.approx(rate, rel=1e-4)
    # moment q r × v/2 about the centre of the orbit, which is the initial v × B away
    centre = np.array([0.0, -speed * mass / (charge * field)])
    r = later - centre
    moment = charge * (r[0] * turned[1] - r[1] * turned[0]) / 2
    energy = mass * speed**2 / 2
    assert moment == pytest.approx(
        float(matter.orbit_moment(charge, field, energy, mass)), rel=1e-2
    )
    assert moment < 0


def test_walls_undo_the_circling_of_confined_charges():
    """Charges in a round box, started in equilibrium and followed: no mean magnetic moment."""
    rng = np.random.default_rng(7)
    number = 20000
    radius = np.sqrt(rng.uniform(0, 1, number))
    angle, heading = rng.uniform(0, 2 * np.pi, (2, number))
    position = radius * np.array([np.cos(angle), np.sin(angle)])
    velocity = 0.5 * np.array([np.cos(heading), np.sin(heading)])
    position, velocity = trajectory(-1.0, position, velocity, 1500, 0.01, wall=1.0)
    moment = -(position[0] * velocity[1] - position[1] * velocity[0]) / 2
    error = moment.std() / np.sqrt(number)
    free = float(matter.orbit_moment(-1.0, 1.0, 0.125, 1.0))
    assert abs(moment.mean()) < 4 * error
    assert abs(moment.mean()) < 0.1 * abs(free)


@given(st.floats(-1e-6, 1e-6), st.floats(1.0, 1000.0))
def test_classical_partition_does_not_know_the_field(potential, temperature):
    shift = matter.classical_log_partition(potential, temperature)
    # relative to the integral without potential, a Gaussian's
    assert shift == pytest.approx(0, abs=1e-9)


def test_lorentz_force_matches_vectors():
    q, E, v, B = sp.symbols("q E v B", real=True)
    vector = q * (sp.Matrix([E, 0, 0]) + sp.Matrix([0, v, 0]).cross(sp.Matrix([0, 0, B])))
    assert sp.expand(matter.lorentz_force() - vector[0]) == 0


def test_screening_follows_from_a_stiff_ground_state():
    """London's depth from a solved screening equation, of the measured size for aluminium."""
    density = 1.81e29
    depth = bcs.london_penetration_depth(density)
    z = np.linspace(0, 20, 4001)
    solution = integrate.solve_bvp(
        lambda _x, y: np.vstack([y[1], y[0]]),
        lambda left, right: np.array([left[0] - 1, right[0]]),
        z,
        np.vstack([np.exp(-z), -np.exp(-z)]),
    )
    assert np.trapezoid(solution.sol(z)[0], z) == pytest.approx(1, rel=1e-3)
    # current -n e² A/m in Ampère's law: curl curl A = -A/λ²
    rate = constants.mu_0 * density * constants.e**2 / constants.m_e
    assert depth == pytest.approx(rate**-0.5, rel=1e-9, abs=0)
    # local depth is a lower bound, the measured one larger by nonlocality
    measured = tables.read("metal_penetration_depth").query("metal == 'Al'").penetration_depth
    assert depth * 1e9 < float(measured.iloc[0]) < 5 * depth * 1e9


def test_zero_canonical_momentum_is_a_current_in_a_field():
    """A quantum ring: with the wave function of zero angular momentum held, a flux drives a current."""
    phi, flux, q, m, R, hbar = sp.symbols("phi Phi q m R hbar", positive=True)
    psi = 1 / sp.sqrt(2 * sp.pi)
    potential = flux / (2 * sp.pi * R)
    velocity = (-sp.I * hbar * sp.diff(psi, phi) / R - q * potential * psi) / m
    current = sp.simplify(q * psi * velocity * 2 * sp.pi)
    assert sp.simplify(current + q**2 * flux / (2 * sp.pi * R * m)) == 0
    # and the moment of a rotating superconductor is of that response
    rate = 100.0
    assert bcs.london_moment(rate) == pytest.approx(2 * constants.m_e * rate / constants.e, abs=0)


def test_flux_period_does_not_depend_on_the_number_of_carriers():
    """Free fermions on a ring by filling levels: the period is h/e for any odd number."""
    flux = np.linspace(0, 2, 201) * matter.flux_period(constants.e)

    def fermions(number):
        turns = flux[:, None] / matter.flux_period(constants.e)
        levels = np.sort((np.arange(-60, 61) - turns) ** 2, axis=1)
        return levels[:, :number].sum(axis=1)

    for number in (1, 2, 3, 51):
        energy = fermions(number)
        assert np.allclose(energy[:101], energy[100:], atol=1e-9)
        assert not np.allclose(energy[:51], energy[50:101], atol=1e-3)
    # a flow of electrons and one of holes against it: the period of either, twice the h/2e of pairs
    both = sum(matter.ring_ground_energy(flux, 1, q) for q in (-constants.e, constants.e))
    assert np.allclose(both[:101], both[100:], atol=1e-9)
    assert not np.allclose(both[:51], both[50:101], atol=1e-3)
    assert matter.flux_period(constants.e) == pytest.approx(
        2 * landau.FLUX_QUANTUM, rel=1e-12, abs=0
    )
    pairs = matter.ring_ground_energy(flux, 1000, 2 * constants.e)
    # half a quantum from the nearest state, and a quarter of one
    assert matter.ring_ground_energy(
        1.5 * landau.FLUX_QUANTUM, 7, 2 * constants.e
    ) == pytest.approx(7 / 4)
    assert matter.ring_ground_energy(
        0.25 * landau.FLUX_QUANTUM, 7, 2 * constants.e
    ) == pytest.approx(7 / 16)
    assert np.allclose(pairs[:51], pairs[50:101], atol=1e-6)
    assert landau.FLUX_QUANTUM == pytest.approx(
        matter.flux_period(2 * constants.e), rel=1e-12, abs=0
    )


@pytest.mark.parametrize("charge", [1, 2])
def test_the_spectrum_of_one_electron_on_a_ring_returns_after_h_over_e(charge):
    """Levels of a charge that hops round a ring of sites, its phase ∮qA·dl/ħ shared by the bonds."""
    sites = 12
    quantum = constants.h / constants.e

    def levels(flux):
        turn = np.exp(1j * charge * constants.e * flux / constants.hbar / sites)
        hop = turn * np.roll(np.eye(sites), 1, axis=1)
        return np.linalg.eigvalsh(-(hop + hop.conj().T))

    fluxes = quantum * np.array([0.1, 0.2, 0.37])
    for part in (0.25, 0.5, 1.0):
        same = all(np.allclose(levels(f), levels(f + part * quantum), atol=1e-9) for f in fluxes)
        # one electron returns after h/e and not before; only a pair does after half of it
        assert same == (part * charge >= 1)


# --- currents and fields ----------------------------------------------------------------------------


def test_critical_current_falls_on_warming_in_every_form():
    t = np.linspace(0.05, 0.95, 50)
    for form in ("two-fluid", "bardeen", "ginzburg-landau"):
        assert np.all(np.diff(bcs.reduced_depairing_current(t, form)) < 0)
    assert np.all(np.diff(matter.quartic_current(t)) > 0)
    # B_c/λ from the solved gap equation, without the two-fluid formulas
    exact = bcs.critical_field(100.0, 1.0, t) / bcs.reduced_penetration_depth(t)
    assert np.all(np.diff(exact) < 0)
    slope = np.interp(0.5, t, np.gradient(np.log(exact), np.log(t)))
    assert slope / 4 < -0.1


def test_photons_of_a_blackbody_by_integration():
    temperature = 4.2
    factor = constants.k * temperature / constants.h
    count, _ = integrate.quad(lambda x: x**2 / np.expm1(x), 0, 60)
    energy, _ = integrate.quad(lambda x: x**3 / np.expm1(x), 0, 60)
    flux = 2 * np.pi / constants.c**2 * factor**3 * count
    power = 2 * np.pi / constants.c**2 * factor**4 * constants.h * energy
    assert matter.photon_flux(temperature) == pytest.approx(flux, rel=1e-9)
    assert matter.radiated_power(temperature) == pytest.approx(power, rel=1e-6, abs=0)
    assert matter.local_exponent(matter.photon_flux, 10.0) == pytest.approx(3)
    assert matter.local_exponent(matter.radiated_power, 10.0) == pytest.approx(4)


def test_critical_field_falls_on_warming_by_entropy():
    """B_c² from the entropy that a superconductor lacks: Gorter and Casimir's heat and that of BCS theory."""
    t = np.linspace(0.48, 0.52, 5)

    def slope(missing):
        squared = [integrate.quad(missing, start, 1)[0] for start in t]
        field = np.gradient(np.log(squared) / 2, np.log(t))
        return np.interp(0.5, t, field)

    # heat capacity 3γT_c t³ from its entropy γT_c t³, less than the normal one at every temperature
    two_fluid = slope(lambda x: x - x**3)
    assert two_fluid == pytest.approx(-2 / 3, abs=1e-3)
    theory = slope(lambda x: x - float(bcs.entropy(x)))
    energy = matter.local_exponent(lambda x: bcs.critical_field(100.0, 1.0, x), 0.5)
    assert theory == pytest.approx(energy, abs=1e-3)
    # either way a fall, of less than a quarter of the four, where Eq. 44 has a rise by the whole
    assert -1 < theory < two_fluid < 0
    assert matter.local_exponent(lambda x: 1 - x**2, 0.5) == pytest.approx(two_fluid, abs=1e-3)


def test_field_exponent_by_ranks_and_pairs():
    """Theil and Sen's slope, and BCS theory's own: H_c ∝ T_c γ^½, far from 4 both."""
    fields = tables.read("metal_critical_field").query("source == 'roberts1976'")
    critical = tables.read("metal_critical_temperature").drop_duplicates("metal")
    joined = fields.merge(critical, on="metal")
    x, y = np.log(joined.critical_temperature), np.log(joined.critical_field)
    slope, _, low, high = stats.theilslopes(y, x)
    assert low < high < 2
    ours, error = matter.power_law(joined.critical_temperature, joined.critical_field)
    assert slope == pytest.approx(ours, abs=3 * error)
    theory = bcs.critical_field(np.array([100.0, 100.0]), np.array([1.0, 10.0]))
    assert theory[1] / theory[0] == pytest.approx(10)


def test_the_papers_current_grows_by_sixteen_for_twice_the_temperature():
    assert matter.quartic_current(0.5, 3.0) == pytest.approx(3 / 16)
    assert matter.local_exponent(matter.quartic_current, 0.3) == pytest.approx(4)


def test_equivalent_pressure_restores_the_length():
    # a cube under pressure P shortens by P/3B each way
    contraction, bulk = 2e-3, 7e10
    pressure = matter.equivalent_pressure(contraction, bulk)
    assert pressure / bulk / 3 == pytest.approx(contraction)


def test_power_law_recovers_an_exact_one():
    x = np.array([1.0, 2.0, 5.0, 9.0])
    exponent, error = matter.power_law(x, 3 * x**2.5)
    assert exponent == pytest.approx(2.5)
    assert error < 1e-10


def test_orbits_are_stiff_against_a_diamagnetic_shift(values):
    """The field's own atomic unit, 2.35e5 T, and the force from the motion in the orbit."""
    field, radius = values["niobium critical field"], 164e-12
    unit = constants.hbar / (constants.e * constants.value("Bohr radius") ** 2)
    expected = field / unit * (radius / constants.value("Bohr radius")) ** 1.5
    assert matter.magnetic_to_coulomb(field, radius) == pytest.approx(expected, rel=1e-6, abs=0)
    assert expected < 1e-4


# --- type II ----------------------------------------------------------------------------------------


def test_kappa_and_not_composition_decides_the_type():
    lengths = tables.read("superconductor_lengths").set_index("material")
    # lead: the depth measured by Lock, of which the compilation has nearly twice
    depth = lengths.penetration_depth.copy()
    lock = tables.read("metal_penetration_depth").query("source == 'lock1951'").set_index("metal")
    depth["Pb"], depth["Sn"] = lock.penetration_depth[["Pb", "Sn"]]
    two = landau.is_type_two(depth * 1e-9, lengths.coherence_length * 1e-9)
    kinds = pd.Series({name: len(matter.composition(name)) for name in lengths.index})
    two = pd.Series(two, index=lengths.index)
    # niobium has one kind of atom and is of type II; lead, tin and aluminium are of type I
    assert kinds["Nb"] == 1
    assert two["Nb"]
    assert not two[["Pb", "Sn", "Al"]].any()
    # no superconductor has more than two fields
    assert (2 / kinds[two]).min() < 0.5


def test_a_vortex_covers_many_cells(values):
    """Flux counted through a cell of niobium instead of the spacing."""
    area = 0.3301e-9**2
    per_cell = 0.1 * area / landau.FLUX_QUANTUM
    assert per_cell < 1e-5
    spacing = landau.vortex_spacing(0.1)
    cells = spacing**2 * np.sqrt(3) / 2 / area
    assert cells * per_cell == pytest.approx(1, rel=1e-9)


# --- elements and compounds -------------------------------------------------------------------------


def test_phi_and_separation_are_the_textbook_ones():
    table = [[17, 13], [12, 51]]
    chi_squared = stats.chi2_contingency(table, correction=False).statistic
    assert matter.phi_coefficient(table) == pytest.approx(np.sqrt(chi_squared / 93))
    first, second = [3.0, 5.0, 8.0], [1.0, 4.0, 5.0]
    wins = np.mean([(a > b) + (a == b) / 2 for a in first for b in second])
    assert matter.separation(first, second)[0] == pytest.approx(wins)


def test_counts_of_the_elements():
    listed = tables.read("superconducting_elements")
    assert (listed.condition == "ambient").sum() == 31  # Webb, Marsiglio and Hirsch
    assert set(listed.element) <= set(tables.read("elements").element)


def test_ceramics_of_highest_critical_temperature_melt_lowest():
    """Within the superconducting ceramics, by ranks."""
    ceramics = tables.read("ceramics").query("critical_temperature > 0")
    rank = stats.spearmanr(ceramics.melting_point, ceramics.critical_temperature)
    assert rank.statistic < 0
    assert rank.pvalue < 0.05


def test_wide_spreads_of_electronegativity_go_with_high_critical_temperature(compounds):
    """Medians of two halves, instead of ranks of all."""
    scale = tables.read("electronegativities").set_index("element").electronegativity
    spread = np.array(
        [matter.spread(scale[list(matter.composition(f))]) for f in compounds.compound]
    )
    wide = spread > np.median(spread)
    critical = compounds.critical_temperature
    assert critical[wide].median() > 2 * critical[~wide].median()


def test_critical_temperature_grows_with_kinds_of_atom(compounds):
    """Kinds of atom instead of atoms in the formula; and without the cuprates it does not fall."""
    kinds = [len(matter.composition(f)) for f in compounds.compound]
    assert stats.spearmanr(kinds, compounds.critical_temperature).statistic > 0.3
    others = compounds[compounds.family != "cuprate"]
    atoms_each = [sum(matter.composition(f).values()) for f in others.compound]
    assert stats.spearmanr(atoms_each, others.critical_temperature).statistic > -0.3


def test_most_samples_of_the_needed_size_show_a_rank_correlation():
    """Drawn at random: four of five at the size, fewer at the fourteen families of the table."""
    rng = np.random.default_rng(3)
    # pairs of normal numbers whose ranks have a correlation of 0.3
    link = 2 * np.sin(np.pi * 0.3 / 6)

    def found(size, draws=400):
        x, noise = rng.normal(size=(2, draws, size))
        y = link * x + np.sqrt(1 - link**2) * noise
        return np.mean([stats.spearmanr(a, b).pvalue < 0.05 for a, b in zip(x, y, strict=True)])

    size = matter.sample_for_correlation(0.3)
    assert size == 85
    assert found(size) == pytest.approx(0.8, abs=0.06)
    assert found(14) < 0.4
    assert matter.sample_for_correlation(-0.3) == size
    assert matter.sample_for_correlation(0.3, power=0.9) > size
    for bad in (0.0, 1.0):
        with pytest.raises(ValueError, match="correlation"):
            matter.sample_for_correlation(bad)


def test_composition_counts_atoms():
    assert matter.composition("YBa2Cu3O7") == {"Y": 1, "Ba": 2, "Cu": 3, "O": 7}
    assert matter.composition("La1.85Sr0.15CuO4")["Sr"] == pytest.approx(0.15)
    with pytest.raises(ValueError, match="formula must name elements"):
        matter.composition("123")


# --- BCS theory -------------------------------------------------------------------------------------


def test_stiffening_lowers_the_critical_temperature_of_simple_metals():
    """McMillan's formula under compression: λ falls as θ⁻² and beats the rise of θ."""

    def critical(volume, coupling, theta, grueneisen):
        stiff = theta * volume**-grueneisen
        lam = coupling * volume ** (2 * grueneisen - 1)  # Hopfield's parameter ∝ 1/V
        return stiff / 1.45 * np.exp(-1.04 * (1 + lam) / (lam - 0.1 * (1 + 0.62 * lam)))

    # λ of McMillan, Debye temperature, Grüneisen parameter, bulk modulus in GPa, measured slope in K/GPa
    metals = {"Pb": (1.12, 105, 2.65, 46, -0.386), "Sn": (0.60, 195, 2.14, 58, -0.48)}
    metals |= {"In": (0.69, 109, 2.4, 41, -0.38)}
    for name, (coupling, theta, grueneisen, bulk, measured) in metals.items():
        h = 1e-4
        slope = (
            critical(1 - h, coupling, theta, grueneisen) - critical(1, coupling, theta, grueneisen)
        ) / (h * bulk)
        assert slope < 0, name
        assert 0.4 < slope / measured < 2.5, name


def test_tin_isotopes_exclude_zero_too():
    isotopes = tables.read("metal_isotope_exponent").drop_duplicates("metal").set_index("metal")
    assert isotopes.isotope_exponent["Sn"] > 5 * isotopes.uncertainty["Sn"]
    # T_c of BCS theory goes as the phonon frequency, M^-½
    ratio = bcs.critical_temperature(300.0 * 1.1**-0.5, 0.3) / bcs.critical_temperature(300.0, 0.3)
    assert -np.log(ratio) / np.log(1.1) == pytest.approx(0.5)


def test_printed_powers_of_the_current_are_that_of_the_radiation():
    """The energy of blackbody radiation, by its integral over frequency at two temperatures."""

    def energy(temperature):
        def mode(frequency):
            return frequency**3 / np.expm1(frequency / temperature)

        return integrate.quad(mode, 0, 60 * temperature)[0]

    power = np.log(energy(2.0) / energy(1.0)) / np.log(2)
    claim = claims.find("liu-eq43-44")
    for text in claim.forms.values():
        form = parse(text, claim)
        (temperature,) = (symbol for symbol in form.free_symbols if symbol.name == "T")
        exponent = sp.simplify(temperature * sp.diff(sp.log(form), temperature))
        assert float(exponent) == pytest.approx(power)
