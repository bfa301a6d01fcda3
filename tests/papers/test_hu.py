"""Hu's relations: derivations by second routes, limits, and the numbers that verdicts rest on."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import constants, stats

from lib.book import claims, ledger, tables
from lib.papers import hu
from lib.physics import tunnelling

# --- Eqs. 1 and 2 ---------------------------------------------------------------------------


def test_critical_strain_is_that_of_a_crack_of_three_diameters():
    """By numbers: Griffith's stress for a crack, with the geometry of K = 2σ√(3D)."""
    energy, modulus, diameter, poisson = 2.0, 210e9, 2.5e-10, 0.3
    toughness = np.sqrt(2 * energy * modulus / (1 - poisson**2))
    strength = toughness / (2 * np.sqrt(3 * diameter))
    values = {hu.gamma_s: energy, hu.sigma_th: strength, hu.D_a: diameter, hu.nu: poisson}
    assert float(hu.critical_strain().subs(values)) == pytest.approx(strength / modulus)
    assert hu.theoretical_strength(energy, modulus, diameter, poisson) == pytest.approx(strength)


def test_critical_strain_has_no_dimension():
    newton, metre = sp.symbols("newton metre", positive=True)
    units = {
        hu.gamma_s: newton / metre,
        hu.sigma_th: newton / metre**2,
        hu.D_a: metre,
    }
    assert not {newton, metre} & sp.simplify(hu.critical_strain().subs(units)).free_symbols
    stress = hu.compressive_stress().subs(units | {hu.E_comp: newton / metre**2})
    assert sp.simplify(stress * metre**2 / newton).free_symbols == {hu.nu}
    assert sp.simplify(hu.compressive_stress() / hu.critical_strain()) == hu.E_comp


@given(st.floats(0, 0.49))
def test_strength_is_orowans_over_root_six_in_plane_strain(poisson):
    ratio = hu.theoretical_strength(1, 1e11, 3e-10, poisson) / hu.orowan_strength(1, 1e11, 3e-10)
    assert ratio**-2 == pytest.approx(6 * (1 - poisson**2))


def test_a_longer_crack_means_a_smaller_strain():
    three, six = hu.critical_strain(3), hu.critical_strain(6)
    assert sp.simplify(three / six) == 2


def test_toughness_from_the_field_of_a_crack():
    """Irwin's virtual closure of the crack gives the energy release that Griffith's balance uses."""
    s = sp.Symbol("s", positive=True)
    k, length = sp.symbols("k length", positive=True)
    # stress K/√(2πx) ahead of the tip, opening 8(1-ν²)K/E √(s/2π) behind it, over a length
    stress = k / sp.sqrt(2 * sp.pi * (length - s))
    opening = 8 * (1 - hu.nu**2) * k / hu.E_a * sp.sqrt(s / (2 * sp.pi))
    work = sp.integrate(sp.simplify(stress * opening / 2).subs(s, length * s), (s, 0, 1)) * length
    release = sp.simplify(work / length)
    surfaces = release.subs(k, sp.sqrt(hu.griffith_toughness_squared()))
    assert sp.simplify(surfaces - 2 * hu.gamma_s) == 0


def test_lennard_jones_stiffness_by_differences_and_its_zero():
    x, h = np.linspace(0.8, 1.2, 9), 1e-4

    def potential(r):
        return r**-12 - 2 * r**-6

    numeric = (potential(x + h) - 2 * potential(x) + potential(x - h)) / h**2 / 72
    assert hu.lennard_jones_stiffness(x) == pytest.approx(numeric, abs=1e-4)
    assert hu.lennard_jones_stiffness((13 / 7) ** (1 / 6)) == pytest.approx(0, abs=1e-12)


# --- Eqs. 3 to 7 ----------------------------------------------------------------------------


def test_temperature_law_has_the_exponents_of_its_parts():
    law = hu.temperature_law()
    assert sp.simplify(hu.P * sp.diff(sp.log(law), hu.P)) == 1
    assert sp.simplify(hu.Z * sp.diff(sp.log(law), hu.Z)) == -1


def test_channel_width_has_the_exponents_asked_for():
    width = hu.channel_width(2, -3)
    assert sp.simplify(hu.P * sp.diff(sp.log(width), hu.P)) == 2
    assert sp.simplify(hu.Z * sp.diff(sp.log(width), hu.Z)) == -3
    assert hu.temperature_law().free_symbols == {hu.S_gap, hu.P, hu.Z}


def test_line_starts_where_it_should_with_the_slope_of_the_law():
    sides = hu.line_through_a_start()
    temperature = sp.solve(sp.Eq(sides["left"], sides["right"]), hu.T_c)[0]
    assert sp.simplify(temperature.subs(hu.P, hu.P_0) - hu.T_0) == 0
    assert sp.simplify(sp.diff(temperature, hu.P) - sp.diff(hu.temperature_law(), hu.P)) == 0


def test_effective_number_of_the_reference_is_one_and_falls_with_temperature():
    assert hu.effective_number(250, 170e9, 250, 170e9) == pytest.approx(1)
    assert hu.effective_number(125, 170e9, 250, 170e9) == pytest.approx(2)
    assert hu.effective_number(250, 340e9, 250, 170e9) == pytest.approx(2)
    z = hu.effective_number(100, 90e9, 250, 170e9)
    reached = hu.temperature_per_pressure(100, 90e9, z)
    assert reached == pytest.approx(hu.temperature_per_pressure(250, 170e9))


def test_hydrides_at_one_pressure_differ_as_much():
    """Second route to the spread of T_c/P: no ratio of pressures, only T_c near 155 GPa."""
    hydrides = tables.read("hydrides")
    at = hydrides.critical_temperature[(hydrides.pressure - 155.5).abs() <= 1]
    assert len(at) == 2
    assert at.max() / at.min() == pytest.approx(9, abs=0.5)


def test_change_of_ratio_folds_and_skips_single_points():
    names = ["a", "b", "b", "c", "c", "d", "d", "d"]
    pressure = np.array([1.0, 1, 2, 1, 2, 2, 1, 4])
    temperature = np.array([5.0, 3, 6, 4, 4, 100, 2, 24])
    found = hu.change_of_ratio(names, pressure, temperature)
    assert found == pytest.approx({"b": 1, "c": 2, "d": 3})


def test_exponent_of_number_recovers_a_power_and_its_error():
    rng = np.random.default_rng(2)
    z = np.array([3.0, 5, 8, 15, 20, 40, 70])
    pressure = rng.uniform(1e10, 2e11, z.size)
    exact = hu.exponent_of_number(z, 7e-9 * pressure * z**-0.6, pressure)
    assert exact == pytest.approx((-0.6, 0), abs=1e-7)
    noisy = 7e-9 * pressure * np.exp(rng.normal(size=z.size)) / z
    found = hu.exponent_of_number(z, noisy, pressure)
    # by the normal equations
    x, y = np.log(z) - np.log(z).mean(), np.log(noisy / pressure)
    slope = x @ y / (x @ x)
    rest = y - y.mean() - slope * x
    assert found == pytest.approx((slope, np.sqrt(rest @ rest / (z.size - 2) / (x @ x))))
    assert hu.exponent_of_number(z, 2 * noisy, 3 * pressure) == pytest.approx(found)


def test_a_distance_in_standard_errors_of_few_points_is_less_than_so_many_sigma():
    # Student's 95 % of 9 degrees of freedom is 2.262, the normal distribution's 1.960
    assert hu.normal_deviation(2.262, 11) == pytest.approx(1.96, abs=1e-3)
    assert hu.normal_deviation(-2.262, 11) == -hu.normal_deviation(2.262, 11)
    assert hu.normal_deviation(3.0, 10**7) == pytest.approx(3.0, abs=1e-5)
    assert hu.normal_deviation(12.706, 3) == pytest.approx(1.96, abs=1e-3)
    with pytest.raises(ValueError, match="points"):
        hu.normal_deviation(1.0, 2)


def test_a_mean_change_has_the_error_of_a_mean_of_differences():
    rng = np.random.default_rng(4)
    pairs = 100 * (1 + 0.04 * rng.normal(size=(20000, 2, 3)))
    means = (1 - pairs[:, 1] / pairs[:, 0]).mean(axis=1)
    found = hu.mean_change(np.full(3, 0.1), 0.04, 10**7)
    assert found.errors == pytest.approx(0.1 / means.std(), rel=0.03)
    assert found.sigma == pytest.approx(found.errors, rel=1e-5)
    few = hu.mean_change(np.full(3, 0.1), 0.04, 5)
    assert few.errors == found.errors
    assert few.sigma == pytest.approx(hu.normal_deviation(found.errors, 5, fitted=1))
    assert hu.mean_change([-0.1, -0.1, -0.1], 0.04, 5).sigma == pytest.approx(-few.sigma)


def test_deviations_without_one_leave_out_each_point_in_turn():
    z, t, p = np.array([3.0, 5, 8, 15]), np.array([20.0, 11, 0.6, 13]), np.array([4.8, 25, 10, 1.5])
    found = hu.deviations_without_one(z, t, p)
    last = hu.exponent_of_number(z[:3], t[:3], p[:3])
    assert found.shape == (4,)
    distance = (last.value + 1) / last.error
    assert found[-1] == pytest.approx(hu.normal_deviation(distance, 3))


def test_substances_that_obey_one_law_collapse():
    pressure, numbers = np.array([1.0, 2.0]), np.array([16.0, 1, 4])
    found = hu.collapse(5 * pressure / numbers[:, None], numbers)
    assert found.before == pytest.approx([16, 16])
    assert found.after == pytest.approx([1, 1])
    assert found.distance == pytest.approx(np.zeros((2, 2)))
    away = hu.collapse([[10.0], [5.0], [40.0]], [1, 1, 1])
    assert away.before == away.after == pytest.approx([8])
    assert away.distance[:, 0] == pytest.approx(np.log([2, 4]))


def test_slope_between_ends_is_that_of_the_outer_points():
    names = ["a", "b", "b", "b", "c", "c", "d", "d"]
    pressure = np.array([1.0, 5, 1, 3, 1, 2, 1, 2])
    temperature = np.array([5.0, 14, 2, 80, 4, 4, 9, 1])
    found = hu.slope_between_ends(names, pressure, temperature)
    assert found == pytest.approx({"b": 3, "c": 0, "d": -8})


# --- statistics -----------------------------------------------------------------------------


@settings(max_examples=8)
@given(st.integers(0, 100))
def test_rank_correlation_is_spearmans_and_knows_only_ranks(seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(2, 12))
    found = hu.rank_correlation(x, y)
    assert found.value == pytest.approx(stats.spearmanr(x, y).statistic)
    assert found.low <= found.value <= found.high
    assert hu.rank_correlation(np.exp(x), y**3).value == pytest.approx(found.value)


def test_rank_correlation_of_ordered_samples():
    assert hu.rank_correlation(np.arange(8), np.arange(8) ** 2) == pytest.approx((1, 1, 1))


def test_extrapolation_interval_by_the_formula_of_the_straight_line():
    d, t, target = np.array([25.0, 30, 80]) * 1e-6, np.array([164.0, 157, 153]), 8e-6
    for law, feature in hu.LAWS.items():
        x, new = feature(d), feature(target)
        slope, intercept = np.polyfit(x, t, 1)
        variance = np.sum((t - intercept - slope * x) ** 2) / (len(d) - 2)
        leverage = 1 + 1 / len(d) + (new - x.mean()) ** 2 / np.sum((x - x.mean()) ** 2)
        half = stats.t.ppf(0.975, len(d) - 2) * np.sqrt(variance * leverage)
        value = intercept + slope * new
        found = hu.extrapolate(d, t, target, law)
        assert found == pytest.approx((value, value - half, value + half), rel=1e-6)


def test_extrapolation_of_an_exact_law_is_exact():
    d = np.array([1.0, 2, 4, 8]) * 1e-6
    for law, feature in hu.LAWS.items():
        t = 100 + 3 * feature(d / 8e-6)
        found = hu.extrapolate(d, t, 16e-6, law)
        assert found == pytest.approx([100 + 3 * feature(2.0)] * 3, rel=1e-9)


def test_logarithmic_rise_adds_up():
    whole = hu.logarithmic_rise(80, 25, 0.07, 80, 8)
    parts = hu.logarithmic_rise(80, 25, 0.07, 80, 20) + hu.logarithmic_rise(80, 25, 0.07, 20, 8)
    assert whole == pytest.approx(parts)
    assert hu.logarithmic_rise(80, 25, 0.07, 80, 25) == pytest.approx(0.07)


def test_relative_rise_undoes_itself():
    assert (1 + hu.relative_rise(153, 164)) * (1 + hu.relative_rise(164, 153)) == pytest.approx(1)


def test_power_by_simulation():
    rng = np.random.default_rng(1)
    effect, scatter, count = 0.15, 0.1, 6
    groups = rng.normal(size=(2, 10000, count)) * scatter
    groups[0] += effect
    found = np.mean(stats.ttest_ind(*groups, axis=1).pvalue < 0.05)
    assert hu.power(effect, scatter, count) == pytest.approx(found, abs=0.02)


def test_power_goes_from_the_level_to_one():
    sizes = [1e-6, 0.1, 1, 3, 10, 30, 1e3, 1e5]
    found = [hu.power(size, 1.0, 5) for size in sizes]
    assert found[0] == pytest.approx(0.05, abs=1e-4)
    assert found == sorted(found)
    assert found[-1] == 1


def test_samples_needed_is_the_least_number():
    count = hu.samples_needed(0.1, 0.06)
    assert hu.power(0.1, 0.06, count) >= 0.8 > hu.power(0.1, 0.06, count - 1)
    assert hu.samples_needed(0.1, 0.06, wanted=0.95) > count


# --- size -----------------------------------------------------------------------------------


@given(st.floats(0.1e-9, 0.9e-9), st.floats(1, 100))
def test_surface_length_recovers_the_law(length, bulk):
    thin, thick = 2e-9, 40e-9
    t = [bulk * (1 - length / d) for d in (thin, thick)]
    assert hu.surface_length(thin, t[0], thick, t[1]) == pytest.approx(length, rel=1e-6)


def test_surface_term_of_niobium_nitride_gives_less_than_a_percent():
    """The size of size effects by measured films, where the chapter has a coherence length."""
    films = tables.read("thin_films").query("film == 'NbN'").sort_values("thickness")
    (thin, thick), (cold, warm) = films.thickness * 1e-9, films.critical_temperature
    length = hu.surface_length(thin, cold, thick, warm)
    at_a_micrometre = length / 1e-6
    assert at_a_micrometre < 0.01
    assert 0.15 / at_a_micrometre > 10
    assert length > 0  # and the sign is that of a fall


def test_published_slopes_are_those_of_the_directions():
    table = tables.read("pressure_response").dropna(subset=["slope"])
    assert all((table.slope > 0) == (table.direction == "rises"))


def test_isotope_exponents_by_sign_and_size():
    """Second route to the isotope effect: exponents, of which Eq. 6a makes every one zero."""
    pairs = tables.read("isotope_pairs")
    ratio = pairs.critical_temperature_heavy / pairs.critical_temperature_light
    exponent = pairs.exponent.fillna(-np.log2(ratio))
    assert exponent.notna().all()
    assert exponent.abs().min() > 0.2
    assert hu.deuterated_fraction(exponent.to_numpy()) == pytest.approx(2 ** -exponent.to_numpy())
    known = ratio.notna()
    assert hu.deuterated_fraction(exponent[known]) == pytest.approx(ratio[known].to_numpy())


def test_deuterides_are_in_tension_with_no_effect_by_either_scatter():
    """By exponents and by probabilities; with the scatter exact it would be a contradiction."""
    pairs = tables.read("isotope_pairs").query("light != 'PdH'")
    ratio = pairs.critical_temperature_light / pairs.critical_temperature_heavy
    fall = 1 - 2 ** -pairs.exponent.fillna(np.log2(ratio))
    works = {
        "all": [203, 197, 200, 196, 183],
        "end of the transition": [203, 197, 186, 196, 183],
        "pressure read": [203, 197, 183],
    }
    own = {record["id"]: record for record in ledger.read()}["hu-isotope"]
    for name, values in works.items():
        scatter = np.std(values, ddof=1) / np.mean(values)
        distance = np.mean(fall) / (scatter * np.sqrt(2 / len(fall)))
        sigma = stats.norm.isf(stats.t.sf(distance, len(values) - 1))
        assert distance > 5
        assert 2 < sigma < 5
        if name == "all":
            assert own["rule"]["value"] == pytest.approx(sigma, rel=1e-5)
    chance = stats.ttest_1samp(fall, 0, alternative="greater").pvalue
    assert 2 < stats.norm.isf(chance) < 5


# --- barriers -------------------------------------------------------------------------------


def log_transmission_by_steps(height, energy, width, steps=20000):
    """March the wave through the barrier from behind, taking out its size at every step."""
    outside = np.sqrt(2 * constants.m_e * energy) / constants.hbar
    inside = np.sqrt(2 * constants.m_e * (height - energy)) / constants.hbar
    dx = width / steps
    cosh, sinh = np.cosh(inside * dx), np.sinh(inside * dx)
    wave, slope, size = 1 + 0j, 1j * outside, 0.0
    for _ in range(steps):
        wave, slope = wave * cosh - slope * sinh / inside, slope * cosh - wave * sinh * inside
        norm = abs(wave)
        wave, slope, size = wave / norm, slope / norm, size + np.log(norm)
    incident = abs(wave + slope / (1j * outside)) / 2
    return -2 * (size + np.log(incident))


def test_electron_through_five_micrometres_by_a_chain_of_steps():
    depth = constants.k * 250
    exact = log_transmission_by_steps(2 * depth, depth, 5e-6)
    assert exact == pytest.approx(
        float(tunnelling.log_transmission_rectangular(depth, 2 * depth, 5e-6)), rel=1e-6
    )
    assert exact == pytest.approx(
        float(tunnelling.log_transmission_rectangular_wkb(depth, 5e-6)), rel=1e-2
    )
    assert -exact > 40


@given(st.floats(1e-10, 1e-5), st.floats(1, 400))
def test_at_the_activation_limit_both_exponents_are_equal(width, temperature):
    limit = hu.activation_limit(width, temperature)
    tunnel = tunnelling.log_transmission_rectangular_wkb(limit, width)
    assert -limit / (constants.k * temperature) == pytest.approx(tunnel)
    assert tunnelling.log_thermionic_to_tunnelling(limit / 2, width, temperature) > 0
    assert tunnelling.log_thermionic_to_tunnelling(limit * 2, width, temperature) < 0


def test_highest_crossover_is_that_of_the_pair_breaking_frequency():
    gap = 4.5 * constants.k * 200
    found = tunnelling.crossover_temperature(gap / constants.hbar)
    assert hu.highest_crossover(200, 4.5) == pytest.approx(float(found))
    assert hu.highest_crossover(200, 4.5) < 200


def test_crossover_of_the_classic_junction_is_in_the_millikelvin():
    """Second route to the crossover: from current and capacitance, not from its measurement."""
    # critical current and capacitance of that junction as recalled, biased near the switching
    frequency = tunnelling.plasma_frequency(9.5e-6, 6.35e-12, 0.99)
    crossover = tunnelling.crossover_temperature(frequency)
    assert crossover / 250 < 0.1
    measured = tables.read("junction_crossovers").set_index("junction").crossover_temperature
    assert crossover == pytest.approx(measured["Nb-NbOx-PbIn"], rel=0.2)


def test_moire_period_of_a_commensurate_twist():
    """Layers twisted so that n a₁ + (n+1) a₂ meet have a cell of side a √(n² + n(n+1) + (n+1)²)."""
    n = np.arange(1, 40)
    m = n + 1
    square = n**2 + n * m + m**2
    angle = np.arccos((n**2 + 4 * n * m + m**2) / (2 * square))
    assert hu.moire_period(1.0, angle) == pytest.approx(np.sqrt(square))


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: hu.theoretical_strength(1, 1, 1, 1.0), "poissons_ratio"),
        (lambda: hu.theoretical_strength(1, 1, 1, -0.1), "poissons_ratio"),
        (lambda: hu.extrapolate([1.0, 2], [1.0, 2], 3.0, "linear"), "thickness"),
        (lambda: hu.extrapolate([1.0, 2, 3], [1.0, 2, 3], 3.0, "cubic"), "law"),
        (lambda: hu.temperature_per_pressure(-1, 1), "critical_temperature"),
        (lambda: hu.exponent_of_number([1.0, 2], [1.0, 2], [1.0, 2]), "atomic_number"),
        (lambda: hu.collapse([[1.0], [2.0]], [1.0, 0]), "atomic_number"),
        (lambda: hu.mean_change([0.1], 0.0, 5), "scatter"),
        (lambda: hu.mean_change([np.nan], 0.1, 5), "change"),
        (lambda: hu.mean_change([0.1], 0.1, 1), "points"),
        (lambda: hu.activation_limit(0, 1), "width"),
    ],
)
def test_bad_input_is_named(call, name):
    with pytest.raises(ValueError, match=name):
        call()


def test_the_rise_at_eight_micrometres_is_what_a_logarithmic_law_allows():
    """From the printed inputs of the sentence alone, rounded as printed."""
    claim = claims.find("hu-8-micron")
    size = {name: number.value for name, number in claim.inputs.items()}
    width = claim.inputs["rise"].half_width
    low, high = (
        hu.logarithmic_rise(size["thick"], size["thin"], rise, size["thick"], size["target"])
        for rise in (size["rise"] - width, size["rise"] + width)
    )
    printed = claim.numbers[""]
    assert low < printed.value + printed.half_width
    assert high > printed.value - printed.half_width
