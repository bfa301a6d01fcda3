"""The cross-examination: left-out errors, shuffles, slopes and exponents by second methods."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import constants, stats

from lib.book import tables
from lib.papers import cross_examination as cross
from lib.papers.jiang import consequences, formula
from lib.papers.liu import chain
from lib.physics import eliashberg

MEV = 1e-3 * constants.e


def sample(count=9, seed=3):
    rng = np.random.default_rng(seed)
    measured = np.exp(rng.normal(0, 1.5, count))
    given = measured * np.exp(rng.normal(0.3, 0.4, count))
    return measured, given, rng.normal(0, 1, count)


@pytest.mark.parametrize("fit", ["constant", "slope", "both"])
def test_left_out_errors_are_those_of_fits_without_the_metal(fit):
    measured, theory, feature = sample()
    columns = {"constant": [None], "slope": [feature], "both": [None, feature]}[fit]
    found = cross.errors(measured, theory, columns)
    target = np.log(measured / theory)
    matrix = np.column_stack([np.ones(9) if c is None else c for c in columns])
    for k in range(9):
        rest = np.arange(9) != k
        coefficients = np.linalg.lstsq(matrix[rest], target[rest], rcond=None)[0]
        assert found.left_out[k] == pytest.approx(target[k] - matrix[k] @ coefficients, abs=1e-12)
    coefficients = np.linalg.lstsq(matrix, target, rcond=None)[0]
    assert found.data == pytest.approx(target - matrix @ coefficients, abs=1e-12)
    assert found.fitted == len(columns)


def test_left_out_mean_misses_by_more_than_the_mean():
    measured, *_ = sample()
    found = cross.errors(measured, 1.0, [None])
    assert found.left_out == pytest.approx(found.data * 9 / 8, rel=1e-12)
    others = cross.mean_of_others(measured)
    assert np.log(measured / others) == pytest.approx(found.left_out, rel=1e-12)


def test_without_a_fit_leaving_out_changes_nothing():
    measured, theory, _ = sample()
    found = cross.errors(measured, theory)
    assert found.left_out == pytest.approx(np.log(measured / theory))
    assert found.data == pytest.approx(found.left_out)
    assert found.fitted == 0


@given(st.floats(0.01, 100))
def test_a_constant_factor_is_absorbed_by_a_fitted_constant(factor):
    measured, theory, _ = sample()
    one = cross.errors(measured, theory, [None])
    two = cross.errors(measured, factor * theory, [None])
    assert two.left_out == pytest.approx(one.left_out, abs=1e-9)


def test_as_many_columns_as_metals_are_refused():
    with pytest.raises(ValueError, match="columns"):
        cross.errors([1.0, 2.0], 1.0, [None, [0.0, 1.0]])


def test_shuffled_errors_have_the_exact_mean_of_all_orders():
    """Mean and variance of the sum of products under permutation are known in closed form."""
    measured, theory, _ = sample()
    shuffled = np.log(cross.shuffled_errors(measured, theory, count=40_000)) ** 2
    a, b = np.log(measured), np.log(theory)
    mean = np.mean(a**2) + np.mean(b**2) - 2 * a.mean() * b.mean()
    variance = 4 * np.var(a) * np.var(b) / (a.size - 1)
    assert shuffled.mean() == pytest.approx(mean, abs=5 * np.sqrt(variance / 40_000))
    assert shuffled.var() == pytest.approx(variance, rel=0.03)


@pytest.mark.parametrize("columns", [(), "fit"])
def test_the_chance_is_that_of_all_orders_one_by_one(columns):
    measured, theory, feature = (values[:6] for values in sample(seed=8))
    columns = [None, feature] if columns else ()
    observed = cross.as_factor(cross.errors(measured, theory, columns).data)
    every = [
        cross.as_factor(cross.errors(measured[list(order)], theory, columns).data)
        for order in permutations(range(6))
    ]
    exact = np.mean(np.array(every) <= observed * (1 + 1e-12))
    shuffled = cross.shuffled_errors(measured, theory, columns, count=20_000)
    spread = np.sqrt(exact * (1 - exact) / 20_000)
    assert cross.chance(observed, shuffled) == pytest.approx(exact, abs=5 * spread + 1e-4)


def metals():
    radii = tables.read("metal_radii").set_index("metal")
    column = "critical_temperature"
    sources = ["gubser1973", "kim2011", "pymatgen"]
    T_c = tables.preferred(f"metal_{column}", column, list(radii.index), sources)[column]
    return radii, T_c.to_numpy()


@pytest.mark.parametrize("of", ["radii", "distance", "number"])
def test_the_chance_of_a_fitted_power_is_that_of_its_correlation(of):
    """For a fitted slope the shuffles must agree with the test of Pearson's correlation."""
    radii, T_c = metals()
    density = consequences_density(radii)
    feature = {
        "radii": np.log(radii["covalent_radius"] / radii["van_der_waals_radius"]).to_numpy(),
        "distance": np.log(density) / 3,
        "number": np.log(radii["atomic_number"].to_numpy(dtype=float)),
    }[of]
    found = cross.errors(T_c, 1.0, [None, feature])
    p = cross.chance(cross.as_factor(found.data), cross.shuffled_errors(T_c, 1.0, [None, feature]))
    assert p == pytest.approx(stats.pearsonr(feature, np.log(T_c)).pvalue, abs=0.03)
    assert p > 0.05


def consequences_density(radii):
    column = "atomic_density"
    sources = ["pymatgen", "periodictable"]
    return tables.preferred(f"metal_{column}", column, list(radii.index), sources)[
        column
    ].to_numpy()


def test_the_radii_are_those_of_the_atoms_counted():
    radii, _ = metals()
    for metal, row in radii.iterrows():
        assert row["atomic_number"] == consequences.ATOMIC_NUMBER[metal]
        assert row["covalent_radius"] < row["van_der_waals_radius"]


def test_mcmillans_couplings_give_back_the_temperatures_they_came_from():
    """The recalled table is circular: the median metal comes back to a tenth."""
    radii, T_c = metals()
    own = tables.read("metal_mcmillan").set_index("metal")
    back = eliashberg.mcmillan(
        *own[["debye_temperature", "coupling", "coulomb_pseudopotential"]].to_numpy().T
    )
    measured = dict(zip(radii.index, T_c, strict=True))
    ratio = back / np.array([measured[m] for m in own.index])
    assert np.median(np.abs(np.log(ratio))) < np.log(1.1)


# --- information ---------------------------------------------------------------------------


def test_information_is_the_likelihood_of_normal_residuals_and_its_price():
    residuals = np.array([0.3, -0.1, 0.2, -0.4])
    sigma = np.sqrt(np.mean(residuals**2))
    log_likelihood = stats.norm.logpdf(residuals, 0, sigma).sum()
    full = -2 * log_likelihood + 2 * np.log(4)
    constant = 4 * (np.log(2 * np.pi) + 1)
    assert 4 * cross.information(residuals, 2) == pytest.approx(full - constant)


def test_a_choice_costs_the_length_of_its_list():
    residuals = np.full(5, 0.2)
    dearer = cross.information(residuals, 0, choices=5, menu=8) - cross.information(residuals, 0)
    assert dearer == pytest.approx(2 * np.log(8))


# --- pressure ------------------------------------------------------------------------------


def test_jiangs_slope_is_a_sixth_of_the_compressibility():
    assert cross.density_slope(46e9) == pytest.approx(-1 / (6 * 46e9), rel=1e-6)


def test_hus_slope_meets_its_reference():
    slope = cross.common_slope(1.0, 250.0, 170e9)
    assert slope * 170e9 == pytest.approx(250.0)
    assert cross.common_slope(82.0, 250.0, 170e9) == pytest.approx(slope / 82)
    pressure = cross.pressure_needed(300.0, 2.0, 250.0, 170e9)
    assert pressure == pytest.approx(170e9 * 300 / 250 * 2)


def test_volume_exponent_is_the_closed_derivative():
    """dlnT/dlnV = -γ + Δ (η' + 2γ), Δ = 1.04 λ (1 + 0.38 μ*)/[λ - μ*(1 + 0.62 λ)]²."""
    theta, strength, mu, gamma, electronic = 105.0, 1.12, 0.1, 2.65, -1.0
    net = strength - mu * (1 + 0.62 * strength)
    delta = 1.04 * strength * (1 + 0.38 * mu) / net**2
    closed = -gamma + delta * (electronic + 2 * gamma)
    found = cross.volume_exponent(theta, strength, mu, gamma, electronic)
    assert found == pytest.approx(closed, rel=1e-5)


def test_lead_falls_and_a_stiff_transition_metal_can_rise():
    assert cross.volume_exponent(105.0, 1.12, 0.1, 2.65, -1.0) > 0
    assert cross.volume_exponent(399.0, 0.60, 0.13, 1.5, -3.5) < 0


# --- isotopes ------------------------------------------------------------------------------


@pytest.mark.parametrize(("strength", "mu"), [(0.38, 0.13), (1.12, 0.1), (2.0, 0.1)])
def test_isotope_exponent_by_changing_the_mass(strength, mu):
    """θ falls as M^(-1/2), and 1/μ* follows its logarithm."""

    def log_temperature(log_mass):
        theta = np.exp(-log_mass / 2)
        moved = eliashberg.rescale_coulomb_pseudopotential(mu, 1.0, theta)
        return np.log(eliashberg.mcmillan(theta, strength, moved))

    step = 1e-4
    slope = -(log_temperature(step) - log_temperature(-step)) / (2 * step)
    assert cross.isotope_exponent(strength, mu) == pytest.approx(slope, rel=1e-5)


def test_isotope_exponent_is_near_that_of_the_equations():
    exact = eliashberg.einstein_isotope_exponent(2.0, 0.1)
    assert cross.isotope_exponent(2.0, 0.1) == pytest.approx(exact, abs=0.03)
    assert cross.isotope_exponent(1.0, 1e-9) == pytest.approx(0.5)


# --- a wanted temperature ------------------------------------------------------------------


def test_thinning_takes_equal_parts_for_equal_factors():
    assert cross.thinning_needed(0.07, 0.07, 3.2) == pytest.approx(3.2)
    assert cross.thinning_needed(0.21, 0.07, 3.2) == pytest.approx(3.2**3)


def test_strength_needed_is_where_the_first_term_vanishes():
    c = cross.strength_needed([0.55, 0.7], 1.0)
    left = chain.resisting_distance(np.array([0.55, 0.7]), 1.0, c, pairs=0)
    assert left == pytest.approx(0, abs=1e-12)
    assert chain.first_term_conducting_ratio(c) == pytest.approx([0.55, 0.7])
    with pytest.raises(ValueError, match="radius"):
        cross.strength_needed(1.0, 1.0)


def test_coupling_needed_gives_back_the_temperature():
    strength = cross.coupling_needed(293.0, 120 * MEV)
    found = eliashberg.einstein_critical_temperature(strength, 0.1) * 120 * MEV / constants.k
    assert found == pytest.approx(293.0, rel=1e-6)
    assert cross.coupling_needed(293.0, 180 * MEV) < strength
    # the limit of strong coupling, 0.183 ω √λ, is an upper bound on T_c
    assert strength > (293.0 * constants.k / (120 * MEV) / 0.1827) ** 2


def test_the_field_for_lithium_is_that_of_the_condensation_energy():
    """n T_c/T_F electrons of energy i k T_c/2 against B²/2μ₀, written out."""
    n, T, i = 4.63e28, 293.0, 3.0
    fermi = constants.hbar**2 * np.cbrt(3 * np.pi**2 * n) ** 2 / (2 * constants.m_e)
    energy = n * (constants.k * T) ** 2 / fermi * i / 2
    field = np.sqrt(2 * constants.mu_0 * energy)
    assert formula.required_field(n, T, i) == pytest.approx(field)
