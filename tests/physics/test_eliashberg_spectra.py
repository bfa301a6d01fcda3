"""Moments, closed formulas, isotope exponents, published spectra and sweeps."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.constants import e, k

from lib.physics import eliashberg
from lib.physics.eliashberg import sweep as sweeping
from lib.physics.eliashberg.spectral_function import modes

# --- Moments


def test_moments_of_a_spectrum_linear_in_energy():
    # α²F = aω up to W: λ = 2aW, ω_log = W/e, ω_2 = W/√3, A = aW²/2
    slope, top = 0.03, 25.0
    energies = np.linspace(0, top, 11)
    alpha2F = slope * energies
    assert eliashberg.coupling_constant(energies, alpha2F) == pytest.approx(2 * slope * top)
    assert eliashberg.logarithmic_energy(energies, alpha2F) == pytest.approx(top / np.e)
    assert eliashberg.root_mean_square_energy(energies, alpha2F) == pytest.approx(top / np.sqrt(3))
    assert eliashberg.area(energies, alpha2F) == pytest.approx(slope * top**2 / 2)


def test_moments_of_a_straight_piece():
    # α²F = c between a and b: λ = 2c ln(b/a), ω_log = √(ab)
    energies = np.linspace(2.0, 6.0, 5)
    alpha2F = np.full(5, 0.4)
    assert eliashberg.coupling_constant(energies, alpha2F) == pytest.approx(
        0.8 * np.log(3), rel=1e-9
    )
    assert eliashberg.logarithmic_energy(energies, alpha2F) == pytest.approx(np.sqrt(12), rel=1e-9)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.floats(0, 5), min_size=5, max_size=12).filter(lambda a: max(a) > 1e-3))
def test_means_are_ordered(values):
    # The area is λ times half the mean energy; geometric ≤ arithmetic ≤ quadratic mean.
    energies = np.linspace(0, 1, len(values) + 1)
    alpha2F = np.array([0.0, *values])
    mean = 2 * eliashberg.area(energies, alpha2F) / eliashberg.coupling_constant(energies, alpha2F)
    assert eliashberg.logarithmic_energy(energies, alpha2F) <= mean * (1 + 1e-12)
    assert mean <= eliashberg.root_mean_square_energy(energies, alpha2F) * (1 + 1e-12)


def test_ensembles_have_their_shape():
    energies = np.linspace(0, 1, 30)
    ensemble = np.arange(1, 7).reshape(2, 3, 1) * energies * (1 - energies)
    couplings = eliashberg.coupling_constant(energies, ensemble)
    assert couplings.shape == (2, 3)
    assert couplings / couplings[0, 0] == pytest.approx(np.arange(1, 7).reshape(2, 3))
    assert eliashberg.logarithmic_energy(energies, ensemble) == pytest.approx(
        np.full((2, 3), eliashberg.logarithmic_energy(energies, ensemble[0, 0]))
    )


def debye(top, coupling, count=400):
    energies = np.linspace(0, top, count)
    return energies, coupling * (energies / top) ** 2


@pytest.mark.parametrize("temperature", [0.5, 0.05, 0.005])
def test_a_few_modes_stand_for_a_spectrum(temperature):
    energies, alpha2F = debye(1.0, 0.8, 2001)
    mode_energies, couplings = modes(energies, alpha2F, temperature)
    assert len(mode_energies) <= 128
    assert couplings.sum() == pytest.approx(
        eliashberg.coupling_constant(energies, alpha2F), rel=1e-12
    )
    square = (2 * np.pi * temperature * np.arange(1, 50)) ** 2
    # λ(l) of α²F = aω² up to 1: a[1 - y ln(1 + 1/y)] with y the square of the frequency
    exact = 0.8 * (1 - square * np.log1p(1 / square))
    found = (couplings * mode_energies**2) @ (1 / (mode_energies[:, None] ** 2 + square))
    # α²F drawn with straight lines is a little too large
    assert found == pytest.approx(exact, rel=2e-6)


def test_critical_temperature_does_not_depend_on_the_sampling():
    coarse = eliashberg.critical_temperature(*debye(1.0, 1.2, 201), 0.1, 1.0)
    fine = eliashberg.critical_temperature(*debye(1.0, 1.2, 801), 0.1, 1.0)
    assert coarse == pytest.approx(fine, rel=2e-5)
    resampled = np.sort(np.concatenate([debye(1.0, 1.2, 201)[0], [0.3333, 0.777]]))
    same = np.interp(resampled, *debye(1.0, 1.2, 201))
    assert eliashberg.critical_temperature(resampled, same, 0.1, 1.0) == pytest.approx(
        coarse, rel=1e-7
    )


# --- Closed formulas


def test_formulas_at_a_point_worked_by_hand():
    # λ = 1, μ* = 0.1: exponent 1.04 · 2 / (1 - 0.1 · 1.62) = 2.08/0.838
    factor = np.exp(-2.08 / 0.838)
    assert eliashberg.mcmillan(1.45, 1.0, 0.1) == pytest.approx(factor)
    assert eliashberg.allen_dynes(1.2, 1.0, 0.1) == pytest.approx(factor)
    f1 = (1 + (1 / (2.46 * 1.38)) ** 1.5) ** (1 / 3)
    f2 = 1 + 0.2 / (1 + (1.82 * 1.63 * 1.2) ** 2)
    assert eliashberg.allen_dynes(1.2, 1.0, 0.1, 1.44) == pytest.approx(f1 * f2 * factor)
    assert eliashberg.leavens_carbotte(100.0) == pytest.approx(14.8)


def test_allen_dynes_has_its_own_strong_coupling_limit():
    # f1 restores √λ; the prefactor comes out as 0.18 for μ* = 0.
    coupling = np.array([1e6, 1e8])
    ratio = eliashberg.allen_dynes(1.0, coupling, 0.0, 1.0) / np.sqrt(coupling)
    assert ratio[1] == pytest.approx(np.exp(-1.04) / 1.2 / np.sqrt(2.46), rel=1e-4)
    assert ratio == pytest.approx(0.1827262477, rel=0.05)


@pytest.mark.parametrize("shape", ["Debye", "two peaks"])
def test_the_asymptote_lies_above_a_spectrum_and_is_reached(shape):
    for coupling in (0.3, 0.5, 1.0, 3.0, 10.0, 100.0):
        energies, alpha2F = debye(1.0, coupling, 201)
        if shape == "two peaks":
            energies = np.linspace(0, 1.2, 241)
            halves = [coupling / 2, coupling / 2]
            alpha2F = eliashberg.peaks(energies, [0.25, 0.9], [0.05, 0.06], halves).sum(axis=0)
        strength = eliashberg.coupling_constant(energies, alpha2F)
        rms = eliashberg.root_mean_square_energy(energies, alpha2F)
        found = eliashberg.critical_temperature(energies, alpha2F, 0.0, 1.0)
        ratio = found / eliashberg.strong_coupling_asymptote(strength, rms)
        assert ratio < 1
    assert ratio > 0.98


def test_allen_dynes_is_within_its_known_error_where_it_was_fitted():
    coupling, mu = np.meshgrid(np.linspace(0.5, 4, 15), np.linspace(0, 0.15, 7))
    exact = eliashberg.einstein_critical_temperature(coupling, mu)
    error = eliashberg.allen_dynes(1.0, coupling, mu, 1.0) / exact - 1
    assert np.abs(error).max() < 0.12
    bare = eliashberg.allen_dynes(1.0, coupling, mu) / exact - 1
    strong = coupling > 2
    assert np.all(np.abs(error[strong]) < np.abs(bare[strong]))


def test_leavens_carbotte_holds_in_its_range():
    # Broad spectra with 1.2 < λ < 2.4 and μ* near 0.1 at the top of the spectrum
    energies = np.linspace(0, 30, 301)
    shape = np.exp(-(((energies - 14) / 8) ** 2)) * np.tanh((energies / 4) ** 2)
    for coupling in (1.3, 1.8, 2.3):
        alpha2F = shape * coupling / eliashberg.coupling_constant(energies, shape)
        exact = eliashberg.critical_temperature(energies, alpha2F, 0.1, 30.0)
        rule = eliashberg.leavens_carbotte(eliashberg.area(energies, alpha2F))
        assert rule == pytest.approx(exact, rel=0.15)


def test_formulas_return_zero_where_the_exponent_says_so():
    assert eliashberg.mcmillan(1.0, 0.1, 0.2) == 0
    assert eliashberg.allen_dynes(1.0, 0.0, 0.0) == 0
    assert eliashberg.weak_coupling_asymptote(0.0) == 0


@pytest.mark.parametrize(
    "call",
    [
        lambda: eliashberg.mcmillan(-1.0, 1.0, 0.1),
        lambda: eliashberg.mcmillan(1.0, np.nan, 0.1),
        lambda: eliashberg.allen_dynes(1.0, 1.0, -0.1),
        lambda: eliashberg.allen_dynes(1.0, 1.0, 0.1, np.inf),
        lambda: eliashberg.allen_dynes(0.0, 1.0, 0.1),
        lambda: eliashberg.leavens_carbotte(-1.0),
        lambda: eliashberg.weak_coupling_asymptote(-1.0),
        lambda: eliashberg.strong_coupling_asymptote(1.0, -1.0),
    ],
)
def test_formulas_reject(call):
    with pytest.raises(ValueError, match=r"must be finite and (at least|greater than) 0"):
        call()


# --- H3S as published: E. J. Nicol and J. P. Carbotte, Phys. Rev. B 91, 220507 (2015)

MEV = 1e-3 * e / k  # kelvin in a millielectronvolt
CUTOFF = 6 * 220.0  # six times the end of the spectrum, where the published μ* is quoted

# λ, ω_log/meV, A/meV; T_c/K, μ* and Δ_0/meV, 2Δ_0/k_BT_c at that T_c
PUBLISHED = {
    "anharmonic, Errea": (1.67, 122.1, 118.5, 190.0, 0.18, 36.5, 4.46),
    "harmonic, Errea": (2.55, 102.6, 146.6, 190.0, 0.38, 39.9, 4.87),
    "harmonic, Flores-Livas": (2.47, 106.1, 148.7, 190.0, 0.40, 39.1, 4.78),
}


def two_humps(energies):
    """Sulfur and bending modes below, bond stretching above."""
    low = np.exp(-(((energies - 60) / 25) ** 2)) * np.tanh((energies / 20) ** 2)
    return 0.5 * low + np.exp(-(((energies - 170) / 35) ** 2)) * (energies > 0)


def one_hump(energies):
    return energies**2 * np.exp(-(((energies - 110) / 70) ** 2))


def sharp_end(energies):
    """Debye's spectrum, steepened by the fit until most weight is near its end."""
    return energies**2 * (energies < 200)


# How far T_c may be off for want of the spectrum's shape; the last shape is nearly the right one.
SHAPES = [(two_humps, 0.05), (one_hump, 0.05), (sharp_end, 0.012)]


def model(name, shape):
    grid = np.linspace(0, 260, 521)
    return eliashberg.fit_moments(grid, shape(grid), *PUBLISHED[name][:3])


@pytest.mark.parametrize(("shape", "tolerance"), SHAPES)
@pytest.mark.parametrize("name", PUBLISHED)
def test_published_results_for_H3S(name, shape, tolerance):
    measured, mu, edge, ratio = PUBLISHED[name][3:]
    spectrum = model(name, shape)
    critical = eliashberg.critical_temperature(*spectrum, mu, CUTOFF) * MEV
    assert critical == pytest.approx(measured, rel=tolerance)
    # The gap at the measured T_c, with whatever μ* gives it
    implied = eliashberg.coulomb_pseudopotential(*spectrum, measured / MEV, CUTOFF)
    assert eliashberg.gap_edge(*spectrum, implied, CUTOFF) == pytest.approx(edge, rel=0.02)
    ratios = eliashberg.strong_coupling_ratios(*spectrum, implied, CUTOFF)
    assert ratios.gap == pytest.approx(ratio, rel=0.02)


@pytest.mark.parametrize(("shape", "tolerance"), SHAPES)
@pytest.mark.parametrize(
    ("name", "mu", "published"),
    [
        ("anharmonic, Errea", 0.0, 298.0),
        ("harmonic, Errea", 0.16, 249.0),
        ("harmonic, Flores-Livas", 0.16, 255.0),
    ],
)
def test_published_temperatures_of_H3S_at_other_repulsions(name, mu, published, shape, tolerance):
    critical = eliashberg.critical_temperature(*model(name, shape), mu, CUTOFF) * MEV
    assert critical == pytest.approx(published, rel=tolerance)


@pytest.mark.parametrize("shape", [two_humps, one_hump, sharp_end])
def test_published_thermodynamics_of_H3S(shape):
    spectrum = model("anharmonic, Errea", shape)
    mu = eliashberg.coulomb_pseudopotential(*spectrum, 190.0 / MEV, CUTOFF)
    ratios = eliashberg.strong_coupling_ratios(*spectrum, mu, CUTOFF)
    assert ratios.specific_heat_jump == pytest.approx(2.53, rel=0.05)
    assert ratios.critical_field == pytest.approx(0.136, rel=0.03)


@settings(deadline=None, max_examples=20)
@given(
    coupling=st.floats(0.2, 5),
    logarithmic=st.floats(1, 100),
    spread=st.floats(1.02, 1.6),
)
def test_fitted_moments_are_the_ones_asked_for(coupling, logarithmic, spread):
    grid = np.linspace(0, 260, 301)
    area = spread * coupling * logarithmic / 2
    spectrum = eliashberg.fit_moments(grid, one_hump(grid), coupling, logarithmic, area)
    assert eliashberg.coupling_constant(*spectrum) == pytest.approx(coupling, rel=1e-9)
    assert eliashberg.logarithmic_energy(*spectrum) == pytest.approx(logarithmic, rel=1e-9)
    assert eliashberg.area(*spectrum) == pytest.approx(area, rel=1e-9)


def test_moments_that_no_spectrum_has_are_rejected():
    grid = np.linspace(0, 260, 301)
    with pytest.raises(ValueError, match="area"):
        eliashberg.fit_moments(grid, one_hump(grid), 1.0, 100.0, 50.0)
    with pytest.raises(ValueError, match="coupling"):
        eliashberg.fit_moments(grid, one_hump(grid), 0.0, 100.0, 60.0)


# --- Isotopes


@pytest.mark.parametrize("coupling", [0.3, 1.0, 10.0])
def test_exponent_is_one_half_without_repulsion(coupling):
    assert eliashberg.einstein_isotope_exponent(coupling, 0.0) == pytest.approx(0.5, abs=1e-7)


@pytest.mark.parametrize(("coupling", "mu"), [(0.4, 0.1), (1.0, 0.15), (5.0, 0.1)])
def test_exponent_is_the_slope_of_the_critical_temperature(coupling, mu):
    # A heavier isotope: the phonon's energy falls, μ* at the phonon's energy falls with it.
    def temperature(log_mass):
        energy = np.exp(-log_mass / 2)
        at_phonon = eliashberg.rescale_coulomb_pseudopotential(mu, 1.0, energy)
        return energy * eliashberg.einstein_critical_temperature(coupling, at_phonon)

    slope = -np.log(temperature(0.02) / temperature(-0.02)) / 0.04
    exponent = eliashberg.einstein_isotope_exponent(coupling, mu)
    assert exponent == pytest.approx(slope, abs=2e-5)
    assert exponent < 0.5


def test_repulsion_at_weak_coupling_can_reverse_the_exponent():
    strong, weak = (eliashberg.einstein_isotope_exponent(g, 0.15) for g in (2.0, 0.33))
    assert strong > 0.4
    assert weak < 0


def two_atoms():
    energies = np.linspace(0, 220, 441)
    heavy = 0.6 * np.exp(-(((energies - 50) / 15) ** 2)) * np.tanh((energies / 10) ** 2)
    light = 0.9 * np.exp(-(((energies - 150) / 25) ** 2)) * np.tanh((energies / 10) ** 2)
    return energies, heavy, light


def test_partial_exponents_add_up():
    energies, heavy, light = two_atoms()
    partial = eliashberg.partial_isotope_exponents(energies, [heavy, light], 0.12, 1000.0)
    total = eliashberg.isotope_exponent(energies, heavy + light, 0.12, 1000.0)
    assert partial.sum() == pytest.approx(total, abs=1e-6)
    assert np.all(partial > 0)
    free = eliashberg.partial_isotope_exponents(energies, [heavy, light], 0.0, 1000.0)
    assert free.sum() == pytest.approx(0.5, abs=1e-6)


def test_partial_exponent_is_the_slope_for_one_atom():
    energies, heavy, light = two_atoms()
    partial = eliashberg.partial_isotope_exponents(energies, [heavy, light], 0.12, 1000.0)

    def temperature(ratio):
        moved = np.interp(energies, eliashberg.scale_mass(energies, ratio), light, right=0.0)
        return eliashberg.critical_temperature(energies, heavy + moved, 0.12, 1000.0)

    slope = -np.log(temperature(1.05) / temperature(1 / 1.05)) / (2 * np.log(1.05))
    assert partial[1] == pytest.approx(slope, abs=2e-3)


def test_deuterium_lowers_as_the_exponent_says():
    energies, heavy, light = two_atoms()
    spectrum = heavy + light
    exponent = eliashberg.isotope_exponent(energies, spectrum, 0.0, 1000.0)
    light_t = eliashberg.critical_temperature(energies, spectrum, 0.0, 1000.0)
    doubled = eliashberg.scale_mass(energies, 2.0)
    heavy_t = eliashberg.critical_temperature(doubled, spectrum, 0.0, 1000.0)
    assert heavy_t / light_t == pytest.approx(2**-exponent, rel=1e-6)


def test_no_exponent_without_superconductivity():
    assert np.isnan(eliashberg.einstein_isotope_exponent(0.1, 0.2))
    energies = np.array([0.0, 1.0, 2.0])
    assert np.isnan(eliashberg.isotope_exponent(energies, [0.0, 0.01, 0.0], 0.2, 1.0))


def test_isotope_functions_reject():
    with pytest.raises(ValueError, match="mass_ratio"):
        eliashberg.scale_mass([1.0, 2.0], 0.0)
    with pytest.raises(ValueError, match="partial_alpha2F"):
        eliashberg.partial_isotope_exponents([0.0, 1.0, 2.0], [0.0, 1.0, 0.0], 0.1, 1.0)


# --- Sweeps


def ensemble():
    energies, heavy, light = two_atoms()
    energies, heavy, light = energies[::4], heavy[::4], light[::4]
    return energies, heavy + np.array([0.5, 1.0, 1.5])[:, None] * light


def one_by_one():
    energies, spectra = ensemble()
    return [eliashberg.critical_temperature(energies, a, 0.1, 220.0) for a in spectra]


def test_sweep_returns_what_single_calls_do():
    energies, spectra = ensemble()
    result = sweeping.sweep_critical_temperature(energies, spectra, 0.1, 220.0)
    assert np.array_equal(result, one_by_one())
    grid = sweeping.sweep_critical_temperature(
        energies, spectra, np.array([[0.0], [0.1]]), 220.0, jobs=2, backend="threading"
    )
    assert grid.shape == (2, 3)
    assert np.array_equal(grid[1], result)
    assert np.all(grid[0] > grid[1])


def test_sweep_runs_in_other_processes():
    energies, spectra = ensemble()
    result = sweeping.sweep_critical_temperature(
        energies, spectra, 0.1, 220.0, jobs=2, backend="loky"
    )
    assert np.array_equal(result, one_by_one())


def test_sweep_runs_on_a_dask_cluster(tmp_path, monkeypatch):
    distributed = pytest.importorskip("distributed")
    # it would learn this machine's address by asking for the way to one in the network
    monkeypatch.setattr("distributed.utils._get_ip", lambda *_, **__: "127.0.0.1")
    energies, spectra = ensemble()
    with (
        distributed.LocalCluster(
            n_workers=1,
            threads_per_worker=2,
            processes=False,
            dashboard_address=":0",
            local_directory=str(tmp_path),
        ) as cluster,
        distributed.Client(cluster),
    ):
        result = sweeping.sweep_critical_temperature(
            energies, spectra, 0.1, 220.0, jobs=-1, backend="dask"
        )
    assert np.array_equal(result, one_by_one())


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_shown_in_a_terminal_only(terminal, monkeypatch):
    class Stream(io.StringIO):
        def isatty(self):
            return terminal

    stream = Stream()
    monkeypatch.setattr("sys.stderr", stream)
    assert sweeping.sweep(divmod, [(7, 3), (9, 4)], description="T_c") == [(2, 1), (2, 1)]
    assert ("T_c" in stream.getvalue()) == terminal
    assert ("2/2" in stream.getvalue()) == terminal


def test_sweep_rejects_a_bad_spectrum():
    energies, spectra = ensemble()
    spectra[1, 3] = np.nan
    with pytest.raises(ValueError, match="alpha2F"):
        sweeping.sweep_critical_temperature(energies, spectra, 0.1, 220.0)


# --- Model spectra, and the formulas over a plane


def test_humps_have_the_couplings_asked_for_and_narrow_ones_are_einstein_phonons():
    energies = np.linspace(0, 100, 2001)
    parts = eliashberg.peaks(energies, [20.0, 60.0], [0.2, 0.3], [0.6, 1.1])
    assert eliashberg.coupling_constant(energies, parts) == pytest.approx([0.6, 1.1])
    assert eliashberg.logarithmic_energy(energies, parts) == pytest.approx([20, 60], rel=1e-3)
    assert np.all(parts[:, 0] == 0)
    for part, energy, coupling in zip(parts, (20.0, 60.0), (0.6, 1.1), strict=True):
        line = eliashberg.critical_temperature(energies, part, 0.1, energy) / energy
        assert line == pytest.approx(
            eliashberg.einstein_critical_temperature(coupling, 0.1), rel=1e-3
        )


@pytest.mark.parametrize("name", ["centres", "widths", "couplings"])
def test_humps_reject(name):
    arguments = {"centres": [20.0], "widths": [2.0], "couplings": [0.5]} | {name: [0.0]}
    with pytest.raises(ValueError, match=name):
        eliashberg.peaks(np.linspace(0, 50, 51), **arguments)


@settings(deadline=None, max_examples=15)
@given(coupling=st.floats(0.6, 20), mu=st.floats(0, 0.18))
def test_critical_coupling_is_the_inverse_of_the_critical_temperature(coupling, mu):
    energies, heavy, light = two_atoms()
    spectrum = (heavy + light) / eliashberg.coupling_constant(energies, heavy + light)
    critical = eliashberg.critical_temperature(energies, coupling * spectrum, mu, 150.0)
    needed = eliashberg.critical_coupling(energies, spectrum, critical, mu, 150.0)
    assert needed == pytest.approx(coupling, rel=1e-7)


def test_critical_coupling_rises_with_temperature_and_repulsion():
    energies, heavy, light = two_atoms()
    temperature, mu = np.array([[0.5], [5.0], [50.0]]), np.array([0.0, 0.1, 0.2])
    needed = eliashberg.critical_coupling(energies, heavy + light, temperature, mu, 150.0)
    assert needed.shape == (3, 3)
    assert np.all(np.diff(needed, axis=0) > 0)
    assert np.all(np.diff(needed, axis=1) > 0)
    with pytest.raises(ValueError, match="temperature"):
        eliashberg.critical_coupling(energies, heavy, 0.0, 0.1, 150.0)
    with pytest.raises(ValueError, match="coulomb_pseudopotential"):
        eliashberg.critical_coupling(energies, heavy, 1.0, -0.1, 150.0)


def test_map_agrees_with_single_solutions():
    energies, heavy, light = two_atoms()
    spectrum = (heavy + light) / eliashberg.coupling_constant(energies, heavy + light)
    coupling, mu = np.array([0.25, 0.5, 1.3, 10.0]), np.array([0.0, 0.1, 0.2])
    found = eliashberg.critical_temperature_map(energies, spectrum, coupling, mu, 220.0)
    assert found[2, 0] == 0
    for i, j in [(0, 0), (1, 1), (2, 1), (0, 2), (2, 2), (0, 3), (2, 3)]:
        exact = eliashberg.critical_temperature(energies, coupling[j] * spectrum, mu[i], 220.0)
        assert found[i, j] == pytest.approx(exact, rel=1e-5)


def test_formula_errors_are_those_of_the_formulas():
    energies = np.linspace(0, 2, 4001)
    (line,) = eliashberg.peaks(energies, [1.0], [0.002], [1.0])
    coupling, mu = np.array([0.6, 1.5, 4.0]), np.array([0.0, 0.12])
    errors = eliashberg.formula_errors(energies, line, coupling, mu, 1.0, 1.0)
    exact = eliashberg.einstein_critical_temperature(coupling, mu[:, None])
    for name, formula in {
        "McMillan": eliashberg.mcmillan(1.0, coupling, mu[:, None]),
        "Allen-Dynes": eliashberg.allen_dynes(1.0, coupling, mu[:, None]),
        "Allen-Dynes, f1 f2": eliashberg.allen_dynes(1.0, coupling, mu[:, None], 1.0),
        "Leavens-Carbotte": 0.148 * coupling / 2,
    }.items():
        assert errors[name] == pytest.approx(formula / exact - 1, abs=2e-4)
    # The unit of energy is no matter, nor is the height of the spectrum given.
    other = eliashberg.formula_errors(7 * energies, 3 * line, coupling, mu, 7.0, 7.0)
    for name, error in errors.items():
        assert other[name] == pytest.approx(error, abs=1e-9)
    faint = eliashberg.formula_errors(energies, line, [0.1], [0.15], 1.0, 1.0)
    assert np.isnan(faint["McMillan"][0, 0])
