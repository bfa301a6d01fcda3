"""T_c of the Eliashberg equations against an independent solver, limits and symmetries."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.fft import next_fast_len
from scipy.linalg import eigh
from scipy.sparse.linalg import LinearOperator, eigsh, minres

from lib.physics import eliashberg
from lib.physics.eliashberg import matsubara, transition
from lib.physics.eliashberg.approximations import STRONG_COUPLING_LIMIT

# --- The textbook method: every Matsubara frequency up to a sharp cutoff, in one dense matrix.


def phonon_kernel(coupling, temperature, count):
    """λ(l) of an Einstein phonon of unit energy, l = 0 ... count - 1."""
    return coupling / (1 + (2 * np.pi * temperature * np.arange(count)) ** 2)


def gap_equation(coupling, temperature, count):
    """Matrices of Z_n Δ_n = Σ_m [λ(n-m) + λ(n+m+1)] Δ_m / (2m+1), n = 0 ... count - 1."""
    values = phonon_kernel(coupling, temperature, 2 * count)
    n = np.arange(count)
    pairs = values[abs(n[:, None] - n)] + values[n[:, None] + n + 1]
    z = 1 + (values[0] + 2 * (np.cumsum(values[:count]) - values[0])) / (2 * n + 1)
    return np.diag(z), pairs / (2 * n + 1)


def dense_eigenvalue(temperature, count):
    """Largest κ for which the coupling 1/κ makes the temperature critical, without μ*."""
    normal, pairs = gap_equation(1.0, temperature, count)
    d = 2.0 * np.arange(count) + 1
    symmetric = pairs * np.sqrt(d) / np.sqrt(d)[:, None] - normal + np.eye(count)
    return eigh(symmetric, eigvals_only=True, subset_by_index=[count - 1, count - 1])[0]


def dense_inverse_pseudopotential(coupling, temperature, count):
    """1/μ* at the phonon energy for which the temperature is critical, at a finite cutoff.

    Z Δ - λ Δ = -2 μ* Σ Δ_m / (2m+1) with the sum up to the cutoff 2πT·count.
    """
    normal, pairs = gap_equation(coupling, temperature, count)
    gap = np.linalg.solve(normal - pairs, np.ones(count))
    at_cutoff = -2 * np.sum(gap / (2 * np.arange(count) + 1))
    return at_cutoff + np.log(2 * np.pi * temperature * count)


def extrapolated_inverse_pseudopotential(coupling, temperature):
    """The same at infinite cutoff: the error falls as (a + b ln N)/N² + (c + d ln N)/N³."""
    counts = np.array([250, 500, 800, 1200, 1700])
    values = [dense_inverse_pseudopotential(coupling, temperature, n) for n in counts]
    n = counts.astype(float)
    terms = [n**0, n**-2, np.log(n) / n**2, n**-3, np.log(n) / n**3]
    return np.linalg.solve(np.stack(terms, axis=1), values)[0]


@pytest.mark.parametrize("coupling", [0.5, 1.0, 3.0, 30.0, 1000.0])
def test_without_repulsion_the_dense_matrix_agrees(coupling):
    temperature = eliashberg.einstein_critical_temperature(coupling, 0.0)
    kappa = dense_eigenvalue(temperature, 1000)
    slope = np.log(dense_eigenvalue(1.01 * temperature, 300) / kappa) / np.log(1.01)
    assert abs(np.log(kappa * coupling) / slope) < 1e-7


def every_frequency(coupling, temperature, reach):
    """The kernel on all frequencies up to a cutoff, no matrix: it acts by fast Fourier transform.

    Returns its action in the symmetric form, and the roots of 2n + 1.
    """
    count = next_fast_len(int(reach / (2 * np.pi * temperature)))
    values = phonon_kernel(coupling, temperature, 2 * count)
    transform = np.fft.rfft(np.concatenate([values, [0.0], values[:0:-1]]))
    diagonal = values[0] + 2 * (np.cumsum(values[:count]) - values[0])
    d = np.sqrt(2.0 * np.arange(count) + 1)

    def apply(y):
        x = np.ravel(y) / d
        even = np.concatenate([x, np.zeros(2 * count), x[::-1]])  # index -m-1 at the far end
        convolved = np.fft.irfft(transform * np.fft.rfft(even), 4 * count)[:count]
        return (convolved - diagonal * x) / d

    return apply, d


@pytest.mark.parametrize("coupling", [0.25, 0.16, 0.12])
def test_at_weak_coupling_every_frequency_to_a_high_cutoff_agrees(coupling):
    # A hundred thousand frequencies and more.
    temperature = eliashberg.einstein_critical_temperature(coupling, 0.0)
    apply, d = every_frequency(1.0, temperature, 64)
    operator = LinearOperator((d.size, d.size), matvec=apply, dtype=float)
    kappa = eigsh(operator, k=1, which="LA", v0=1 / d**2, tol=1e-11)[0][0]
    # Here κ falls by one when ln T rises by one.
    assert abs(kappa - 1 / coupling) < 1e-7


def inverse_pseudopotential_of_every_frequency(coupling, temperature, reach):
    """1/μ* at the phonon energy by an iterative solution, and the number of frequencies."""
    apply, d = every_frequency(coupling, temperature, reach)
    operator = LinearOperator((d.size, d.size), lambda y: np.ravel(y) - apply(y), dtype=float)
    solution, failed = minres(operator, 1 / d, rtol=1e-13)
    assert not failed
    return np.log(2 * np.pi * temperature * d.size) - 2 * np.sum(solution / d), d.size


@pytest.mark.parametrize(("coupling", "mu"), [(0.3, 0.1), (0.25, 0.05), (0.4, 0.15)])
def test_with_repulsion_at_weak_coupling_every_frequency_agrees(coupling, mu):
    temperature = float(eliashberg.einstein_critical_temperature(coupling, mu))
    assert temperature < 1e-3
    reaches = (24, 48, 96, 192, 384)
    found = [inverse_pseudopotential_of_every_frequency(coupling, temperature, r) for r in reaches]
    values, counts = np.array(found).T
    # the error of a cutoff falls as (a + b ln N)/N² + (c + d ln N)/N³
    x = temperature * counts
    terms = np.stack([x**0, x**-2, np.log(x) / x**2, x**-3, np.log(x) / x**3], axis=1)
    inverse = np.linalg.solve(terms, values)[0]
    warmer, _ = inverse_pseudopotential_of_every_frequency(coupling, 1.001 * temperature, 48)
    slope = (warmer - values[1]) / np.log(1.001)
    assert abs((inverse - 1 / mu) / slope) < 5e-8


@pytest.mark.parametrize(
    ("coupling", "mu"), [(0.6, 0.05), (0.6, 0.15), (1.0, 0.1), (3.0, 0.2), (30.0, 0.1), (1e3, 0.2)]
)
def test_with_repulsion_the_dense_matrix_without_cutoff_agrees(coupling, mu):
    temperature = eliashberg.einstein_critical_temperature(coupling, mu)
    inverse = extrapolated_inverse_pseudopotential(coupling, temperature)
    near = [dense_inverse_pseudopotential(coupling, f * temperature, 500) for f in (1, 1.001)]
    slope = (near[1] - near[0]) / np.log(1.001)
    assert abs((inverse - 1 / mu) / slope) < 1e-7


def test_finite_cutoffs_approach_the_limit_quadratically():
    coupling, mu = 3.0, 0.2
    temperature = eliashberg.einstein_critical_temperature(coupling, mu)
    errors = [
        dense_inverse_pseudopotential(coupling, temperature, n) - 1 / mu for n in (500, 1000, 2000)
    ]
    # A quarter at each doubling, but for the logarithm.
    assert 3 < errors[0] / errors[1] < 4
    assert 3 < errors[1] / errors[2] < 4


@pytest.mark.parametrize(
    ("coupling", "mu"),
    [(0.085, 0.0), (0.1, 0.0), (0.2, 0.05), (0.36, 0.18), (2.0, 0.2), (1e3, 0.1)],
)
def test_a_finer_mesh_changes_nothing(coupling, mu, monkeypatch):
    usual = eliashberg.einstein_critical_temperature(coupling, mu)
    coarse = transition.mesh
    monkeypatch.setattr(matsubara, "FIRST", 40)
    monkeypatch.setattr(matsubara, "ORDER", 18)
    monkeypatch.setattr(matsubara, "REACH", 2.0**19)
    monkeypatch.setattr(matsubara, "_mesh", matsubara._mesh.__wrapped__)
    monkeypatch.setattr(transition, "mesh", lambda width: coarse(width, ratio=3))
    monkeypatch.setattr(transition, "_STEPS", 50)
    fine = eliashberg.einstein_critical_temperature(coupling, mu)
    assert fine != usual
    assert fine == pytest.approx(usual, rel=5e-8)


# --- Limits


def test_strong_coupling_limit():
    coupling = np.array([1e3, 1e4, 1e5])
    ratio = eliashberg.einstein_critical_temperature(coupling, 0.0) / np.sqrt(coupling)
    deviation = 1 - ratio / STRONG_COUPLING_LIMIT
    assert np.all(deviation > 0)
    # The correction is of first order in 1/λ, and what is left is zero to ten digits.
    assert deviation[:-1] / deviation[1:] == pytest.approx([10, 10], rel=1e-2)
    limit = (10 * ratio[2] - ratio[1]) / 9
    assert limit == pytest.approx(0.1827262477, abs=2e-10)


def test_truncations_are_lower_bounds():
    # In the limit λ → ∞ the kernel is λ ν²/l² off the diagonal; one frequency gives 1/2π.
    def bound(count):
        n = np.arange(count)
        distance = n[:, None] - n
        kernel = 1 / np.where(distance == 0, np.inf, distance) ** 2.0
        kernel += 1 / (n[:, None] + n + 1.0) ** 2
        harmonic = np.concatenate([[0], np.cumsum(1 / np.arange(1.0, count) ** 2)])
        kernel -= 2 * np.diag(harmonic)
        d = np.sqrt(2.0 * n + 1)
        return np.sqrt(np.linalg.eigvalsh(kernel / d / d[:, None])[-1]) / (2 * np.pi)

    bounds = [bound(count) for count in (1, 2, 3, 4, 8, 300)]
    assert bounds[0] == pytest.approx(1 / (2 * np.pi), rel=1e-12)
    assert np.all(np.diff(bounds) > 0)
    assert bounds[-1] == pytest.approx(STRONG_COUPLING_LIMIT, abs=1e-9)
    strong = eliashberg.einstein_critical_temperature(1e6, 0.0) / 1e3
    assert bounds[-2] < strong < STRONG_COUPLING_LIMIT
    # At every coupling, too, more frequencies raise T_c and the full solution lies above.
    temperature = eliashberg.einstein_critical_temperature(2.0, 0.0)
    kappas = [dense_eigenvalue(temperature, count) for count in (1, 2, 4, 8)]
    assert np.all(np.diff(kappas) > 0)
    assert kappas[-1] < 0.5


def test_weak_coupling_limit():
    coupling = np.array([0.085, 0.12, 0.17])
    exact = eliashberg.einstein_critical_temperature(coupling, 0.0)
    ratio = exact / eliashberg.weak_coupling_asymptote(coupling)
    # The relative correction vanishes with λ: fit its first two orders and go to zero.
    assert np.polyfit(coupling, ratio, 2)[-1] == pytest.approx(1, abs=1e-3)
    assert np.all(abs(ratio - 1) < coupling)


def test_asymptotes_bracket():
    coupling = np.geomspace(0.1, 1000, 30)
    exact = eliashberg.einstein_critical_temperature(coupling, 0.0)
    assert np.all(exact < eliashberg.strong_coupling_asymptote(coupling))


def test_each_temperature_belongs_to_one_coupling():
    # So that the T_c found is the only one: the critical coupling rises with temperature.
    temperatures = np.geomspace(1e-6, 2.5, 60)
    mu = np.array([0.0, 0.05, 0.1, 0.15, 0.2])
    couplings = [transition.EinsteinTable._log_coupling(t, mu) for t in temperatures]
    assert np.all(np.diff(couplings, axis=0) > 0)


# --- Scaling and the convention of μ*


def hump(center, width, coupling, count=301, top=2.5):
    energies = np.linspace(0, top * center, count)
    alpha2F = energies**2 * np.exp(-(((energies - center) / width) ** 2))
    return energies, alpha2F * coupling / eliashberg.coupling_constant(energies, alpha2F)


@settings(deadline=None, max_examples=20)
@given(
    scale=st.floats(1e-3, 1e3),
    coupling=st.floats(0.4, 20),
    mu=st.floats(0, 0.15),
)
def test_energies_scale(scale, coupling, mu):
    energies, alpha2F = hump(1.0, 0.4, coupling)
    plain = eliashberg.critical_temperature(energies, alpha2F, mu, 1.0)
    scaled = eliashberg.critical_temperature(scale * energies, alpha2F, mu, scale)
    assert scaled == pytest.approx(scale * plain, rel=1e-8)


@settings(deadline=None, max_examples=20)
@given(new=st.floats(0.1, 30), coupling=st.floats(0.4, 20), mu=st.floats(0.01, 0.18))
def test_critical_temperature_does_not_depend_on_where_mu_is_quoted(new, coupling, mu):
    energies, alpha2F = hump(1.0, 0.4, coupling)
    moved = eliashberg.rescale_coulomb_pseudopotential(mu, 1.0, new)
    assert eliashberg.critical_temperature(energies, alpha2F, moved, new) == pytest.approx(
        eliashberg.critical_temperature(energies, alpha2F, mu, 1.0), rel=1e-8
    )


def test_same_number_at_another_energy_is_another_superconductor():
    at_phonon = eliashberg.einstein_critical_temperature(1.0, 0.1)
    lower = eliashberg.rescale_coulomb_pseudopotential(0.1, 10.0, 1.0)
    at_tenfold = eliashberg.einstein_critical_temperature(1.0, lower)
    assert lower == pytest.approx(1 / (10 + np.log(10)), rel=1e-12)
    assert at_phonon == pytest.approx(0.0721, abs=5e-5)
    assert at_tenfold == pytest.approx(0.0797, abs=5e-5)


@settings(deadline=None, max_examples=30)
@given(coupling=st.floats(0.5, 300), mu=st.floats(0.01, 0.2))
def test_implied_pseudopotential_inverts_the_critical_temperature(coupling, mu):
    temperature = eliashberg.einstein_critical_temperature(coupling, mu)
    implied = eliashberg.einstein_coulomb_pseudopotential(coupling, temperature)
    assert implied == pytest.approx(mu, rel=1e-7)


def test_implied_pseudopotential_of_a_spectrum():
    energies, alpha2F = hump(20.0, 8.0, 1.5)
    temperature = eliashberg.critical_temperature(energies, alpha2F, 0.12, 50.0)
    implied = eliashberg.coulomb_pseudopotential(energies, alpha2F, temperature, 50.0)
    assert implied == pytest.approx(0.12, rel=1e-7)
    elsewhere = eliashberg.coulomb_pseudopotential(energies, alpha2F, temperature, 500.0)
    assert 1 / elsewhere == pytest.approx(1 / 0.12 - np.log(10), rel=1e-7)


@settings(deadline=None, max_examples=30)
@given(
    coupling=st.floats(0.3, 100),
    more=st.floats(1.001, 3),
    mu=st.floats(0, 0.19),
    extra=st.floats(1e-3, 0.05),
)
def test_coupling_raises_and_repulsion_lowers(coupling, more, mu, extra):
    temperature = eliashberg.einstein_critical_temperature(coupling, mu)
    if temperature > 0:
        assert eliashberg.einstein_critical_temperature(coupling * more, mu) > temperature
        assert eliashberg.einstein_critical_temperature(coupling, mu + extra) < temperature


def test_a_narrow_line_is_an_einstein_phonon():
    energies = np.linspace(9.99, 10.01, 41)
    alpha2F = np.maximum(0, 1 - abs(energies - 10) / 0.005)
    alpha2F = alpha2F * 1.3 / eliashberg.coupling_constant(energies, alpha2F)
    temperature = eliashberg.critical_temperature(energies, alpha2F, 0.1, 10.0)
    assert temperature == pytest.approx(
        10 * eliashberg.einstein_critical_temperature(1.3, 0.1), rel=1e-6
    )


# --- The table


def test_table_agrees_with_the_single_solutions():
    rng = np.random.default_rng(4)
    coupling = np.exp(rng.uniform(np.log(0.09), np.log(1000), 300))
    mu = rng.uniform(0, 0.2, 300)
    from_table = eliashberg.einstein_critical_temperature(coupling, mu)
    single = [
        float(eliashberg.einstein_critical_temperature(g, m))
        for g, m in zip(coupling, mu, strict=True)
    ]
    assert from_table == pytest.approx(np.array(single), rel=1e-7, abs=0)
    assert np.any(from_table == 0)


def test_arrays_beyond_the_table_are_solved_one_by_one():
    coupling = np.concatenate([np.geomspace(0.5, 50, 70), [5000.0]])
    mu = np.where(coupling > 45, 0.25, 0.1)
    result = eliashberg.einstein_critical_temperature(coupling, mu)
    for k in (0, 69, 70):
        single = eliashberg.einstein_critical_temperature(coupling[k], mu[k])
        assert result[k] == pytest.approx(single, rel=1e-7)


def test_shapes_broadcast():
    result = eliashberg.einstein_critical_temperature(np.ones((4, 1)), np.full(3, 0.1))
    assert result.shape == (4, 3)
    assert np.ndim(eliashberg.einstein_critical_temperature(1.0, 0.1)) == 0
    large = eliashberg.einstein_critical_temperature(np.ones((20, 1)), np.full(30, 0.1))
    assert large.shape == (20, 30)
    assert large == pytest.approx(result[0, 0], rel=1e-8)


# --- Not superconducting, and not sensible


def test_not_superconducting_is_zero():
    assert eliashberg.einstein_critical_temperature(0.0, 0.0) == 0
    assert eliashberg.einstein_critical_temperature(0.2, 0.2) == 0
    assert np.all(eliashberg.einstein_critical_temperature(np.zeros(100), 0.1) == 0)
    energies, alpha2F = hump(20.0, 8.0, 0.15)
    assert eliashberg.critical_temperature(energies, alpha2F, 0.2, 20.0) == 0


def test_zero_begins_at_a_millionth_of_the_phonon_energy():
    # For μ* = 0 the largest eigenvalue at that temperature is the inverse of the threshold.
    threshold = 1 / transition._eigen(np.ones(1), np.ones(1), 1e-6)[0][0]
    assert eliashberg.einstein_critical_temperature(threshold * (1 - 1e-9), 0.0) == 0
    above = eliashberg.einstein_critical_temperature(threshold * (1 + 1e-6), 0.0)
    assert above == pytest.approx(1e-6, rel=1e-4)


@pytest.mark.parametrize(
    ("coupling", "mu", "name"),
    [
        (-1.0, 0.1, "coupling"),
        (np.nan, 0.1, "coupling"),
        (np.inf, 0.1, "coupling"),
        (1.0, -0.1, "coulomb_pseudopotential"),
        (1.0, np.nan, "coulomb_pseudopotential"),
    ],
)
def test_einstein_rejects(coupling, mu, name):
    with pytest.raises(ValueError, match=name):
        eliashberg.einstein_critical_temperature(coupling, mu)


def test_einstein_rejects_shapes_that_do_not_broadcast():
    with pytest.raises(ValueError, match="broadcast"):
        eliashberg.einstein_critical_temperature([1.0, 2.0], [0.1, 0.1, 0.1])


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"energies": [0.0, 2.0, 1.0]}, "energies"),
        ({"energies": [0.0, np.nan, 2.0]}, "energies"),
        ({"energies": [-1.0, 1.0, 2.0]}, "energies"),
        ({"energies": [0.0, 1.0]}, "alpha2F"),
        ({"alpha2F": [0.0, -1.0, 0.0]}, "alpha2F"),
        ({"alpha2F": [0.0, np.inf, 0.0]}, "alpha2F"),
        ({"alpha2F": [1.0, 1.0, 0.0]}, "alpha2F"),
        ({"alpha2F": [0.0, 0.0, 0.0]}, "alpha2F"),
        ({"coulomb_pseudopotential": -0.1}, "coulomb_pseudopotential"),
        ({"reference_energy": 0.0}, "reference_energy"),
        ({"reference_energy": np.nan}, "reference_energy"),
        ({"reference_energy": [1.0, 2.0]}, "reference_energy"),
    ],
)
def test_spectrum_rejects(change, name):
    good = {
        "energies": [0.0, 1.0, 2.0],
        "alpha2F": [0.0, 1.0, 0.0],
        "coulomb_pseudopotential": 0.1,
        "reference_energy": 1.0,
    }
    assert eliashberg.critical_temperature(**good) > 0
    with pytest.raises(ValueError, match=name):
        eliashberg.critical_temperature(**(good | change))


def test_implied_pseudopotential_rejects_what_no_repulsion_gives():
    free = eliashberg.einstein_critical_temperature(1.0, 0.0)
    with pytest.raises(ValueError, match="critical_temperature"):
        eliashberg.einstein_coulomb_pseudopotential(1.0, 1.01 * free)
    with pytest.raises(ValueError, match="critical_temperature"):
        eliashberg.einstein_coulomb_pseudopotential(100.0, 1e-3)
    with pytest.raises(ValueError, match="critical_temperature"):
        eliashberg.einstein_coulomb_pseudopotential(1.0, 0.0)


def test_rescaling_stops_where_mu_diverges():
    with pytest.raises(ValueError, match="new_energy"):
        eliashberg.rescale_coulomb_pseudopotential(0.2, 1.0, np.exp(5.0))
    assert eliashberg.rescale_coulomb_pseudopotential(0.0, 1.0, 1e9) == 0
