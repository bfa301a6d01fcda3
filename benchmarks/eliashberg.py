"""Error against time of T_c: the compressed solver and a plain dense matrix at several cutoffs.

``python -m benchmarks.eliashberg`` measures and writes ``benchmarks/results/eliashberg.csv``, one
row a measurement. Run it with one thread (``OMP_NUM_THREADS=1``) on a quiet machine.
"""

import csv
import platform
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from unittest import mock

import numpy as np
from scipy.linalg import eigh
from scipy.optimize import brentq

from lib.physics.eliashberg import einstein_critical_temperature, matsubara, transition

RESULTS = Path(__file__).parent / "results" / "eliashberg.csv"
POINTS = [(0.3, 0.1), (0.5, 0.0), (0.5, 0.1), (1.0, 0.0), (1.0, 0.1), (3.0, 0.0), (3.0, 0.1)]
CUTOFFS = (4.0, 8.0, 16.0, 32.0, 64.0)
LARGEST = 2500  # frequencies in a dense matrix
FIELDS = (
    "date",
    "processor",
    "method",
    "cutoff",
    "coupling",
    "coulomb_pseudopotential",
    "critical_temperature",
    "relative_error",
    "seconds",
)


def dense_critical_temperature(
    coupling: float, coulomb_pseudopotential: float, cutoff: float
) -> float:
    r"""T_c of an Einstein phonon of unit energy from a dense matrix with a sharp cutoff.

    The plain method: all Matsubara frequencies below the cutoff, the largest eigenvalue of the
    linear gap equation, a root in T. μ*, given at the phonon energy, is moved to the cutoff.

    Parameters
    ----------
    coupling, coulomb_pseudopotential : float
    cutoff : float
        In units of the phonon energy.

    Returns
    -------
    float
        :math:`k_BT_c/\hbar\omega_E`.
    """
    mu = coulomb_pseudopotential / (1 - coulomb_pseudopotential * np.log(cutoff))

    def excess(log_t):
        temperature = np.exp(log_t)
        count = max(1, int(cutoff / (2 * np.pi * temperature) + 0.5))
        n = np.arange(count)
        values = coupling / (1 + (2 * np.pi * temperature * np.arange(2 * count)) ** 2)
        matrix = values[abs(n[:, None] - n)] + values[n[:, None] + n + 1] - 2 * mu
        matrix[n, n] -= 2 * np.cumsum(values[:count]) - values[0]
        root = np.sqrt(2 * n + 1)
        matrix /= root * root[:, None]
        largest = eigh(matrix, eigvals_only=True, subset_by_index=[count - 1, count - 1])[0]
        return largest - 1

    guess = float(transition._guess(np.ones(1), np.array([coupling]), coulomb_pseudopotential, 1.0))
    low, high = np.log(guess) - 0.3, np.log(guess) + 0.3
    return float(np.exp(brentq(excess, low, high, xtol=1e-9)))


def reference_critical_temperature(coupling: float, coulomb_pseudopotential: float) -> float:
    """T_c on a mesh so fine that its error is far below all others here."""
    usual = transition.mesh
    with (
        mock.patch.multiple(matsubara, FIRST=48, ORDER=18, REACH=2.0**19),
        mock.patch.object(matsubara, "_mesh", matsubara._mesh.__wrapped__),
        mock.patch.object(transition, "mesh", lambda width: usual(width, ratio=2)),
        mock.patch.object(transition, "_STEPS", 60),
    ):
        return float(einstein_critical_temperature(coupling, coulomb_pseudopotential))


def timed(function: Callable, *arguments, repeats: int = 5) -> tuple[float, float]:
    """Result of a call and the shortest of several times it took."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        result = function(*arguments)
        times.append(time.perf_counter() - start)
    return result, min(times)


def processor() -> str:
    """Name of the processor, as far as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def measure() -> list[dict]:
    """All measurements, one dictionary a row."""
    rows = []
    here = {"date": date.today().isoformat(), "processor": processor()}

    def add(method, cutoff, coupling, mu, exact, found, seconds):
        rows.append(
            here
            | {
                "method": method,
                "cutoff": cutoff,
                "coupling": coupling,
                "coulomb_pseudopotential": mu,
                "critical_temperature": f"{found:.12g}",
                "relative_error": f"{abs(found / exact - 1):.3g}",
                "seconds": f"{seconds:.3g}",
            }
        )

    for coupling, mu in POINTS:
        exact = reference_critical_temperature(coupling, mu)
        einstein_critical_temperature(coupling, mu)  # the mesh is kept between calls
        found, seconds = timed(einstein_critical_temperature, coupling, mu, repeats=20)
        add("compressed", "", coupling, mu, exact, found, seconds)
        for cutoff in CUTOFFS:
            if cutoff / (2 * np.pi * exact) <= LARGEST:
                found, seconds = timed(dense_critical_temperature, coupling, mu, cutoff, repeats=3)
                add("dense", cutoff, coupling, mu, exact, found, seconds)

    table, build = timed(transition.EinsteinTable, repeats=3)
    rng = np.random.default_rng(1)
    coupling = np.exp(rng.uniform(np.log(0.1), np.log(1000), 10**6))
    mu = rng.uniform(0, 0.2, 10**6)
    values, sweep = timed(table, coupling, mu, repeats=3)
    errors = [
        (k, abs(values[k] / reference_critical_temperature(coupling[k], mu[k]) - 1))
        for k in np.flatnonzero(values)[:200]
    ]
    worst, _ = max(errors, key=lambda pair: pair[1])
    exact = reference_critical_temperature(coupling[worst], mu[worst])
    point = (round(coupling[worst], 6), round(mu[worst], 6), exact, values[worst])
    # The worst of 200 random points; the times are those of the build and of a million points.
    add("table, build", "", *point, build)
    add("table, 1000000 points", "", *point, sweep)
    return rows


def main() -> None:
    """Measure and write the results file."""
    rows = measure()
    RESULTS.parent.mkdir(exist_ok=True)
    with RESULTS.open("w", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} measurements written to {RESULTS.name}")


if __name__ == "__main__":
    main()
