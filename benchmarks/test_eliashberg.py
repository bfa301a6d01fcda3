"""Speed of the Eliashberg solver: ``python -m pytest benchmarks``."""

import resource

import numpy as np
import pytest

from benchmarks.eliashberg import dense_critical_temperature
from lib.physics import eliashberg
from lib.physics.eliashberg import transition

POINTS = [(0.085, 0.0), (0.38, 0.2), (0.5, 0.1), (1.0, 0.1), (10.0, 0.1), (1000.0, 0.2)]


@pytest.mark.parametrize(("coupling", "mu"), POINTS)
def test_one_critical_temperature(benchmark, coupling, mu):
    """At most 15 ms at any coupling."""
    assert benchmark(eliashberg.einstein_critical_temperature, coupling, mu) > 0


@pytest.mark.parametrize("fraction", [0.05, 0.5, 0.95])
@pytest.mark.parametrize(("coupling", "mu"), [(0.12, 0.0), (0.5, 0.1), (1.0, 0.1), (100.0, 0.1)])
def test_one_gap_function(benchmark, coupling, mu, fraction):
    """At most 30 ms, T_c included."""
    temperature = fraction * eliashberg.einstein_critical_temperature(coupling, mu)
    solution = benchmark(eliashberg.einstein_gap_function, coupling, mu, temperature)
    assert solution.gap[0] > 0


def test_table_is_built(benchmark):
    """At most 2 s."""
    table = benchmark.pedantic(transition.EinsteinTable, rounds=3)
    assert table.highest_coupling >= 1000


def test_a_million_points(benchmark):
    """At most 2 s after the table is built."""
    eliashberg.einstein_table()
    rng = np.random.default_rng(1)
    coupling = np.exp(rng.uniform(np.log(0.1), np.log(1000), 10**6))
    mu = rng.uniform(0, 0.2, 10**6)
    result = benchmark.pedantic(eliashberg.einstein_critical_temperature, (coupling, mu), rounds=3)
    assert result.shape == (10**6,)
    benchmark.extra_info["peak memory / MB"] = (
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    )


def spectrum():
    energies = np.linspace(0, 30, 301)
    return energies, 0.6 * np.exp(-(((energies - 14) / 8) ** 2)) * np.tanh((energies / 4) ** 2)


def test_critical_temperature_of_a_spectrum(benchmark):
    assert benchmark(eliashberg.critical_temperature, *spectrum(), 0.1, 30.0) > 0


def test_gap_edge_of_a_spectrum(benchmark):
    assert benchmark(eliashberg.gap_edge, *spectrum(), 0.1, 30.0) > 0


@pytest.mark.parametrize("cutoff", [10.0, 40.0])
def test_dense_matrix(benchmark, cutoff):
    """What the solver is compared with."""
    assert benchmark.pedantic(dense_critical_temperature, (1.0, 0.1, cutoff), rounds=3) > 0
