"""Sweeps over many spectra, on one core, on all, or on a cluster."""

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .spectral_function import check_spectrum
from .transition import critical_temperature


def sweep(
    function: Callable[..., Any],
    arguments: Iterable[Sequence[Any]],
    jobs: int = 1,
    backend: str | None = None,
    description: str | None = None,
) -> list[Any]:
    """Call a function with each of many argument tuples, through joblib.

    Parameters
    ----------
    function : callable
        Must be importable by name when the work goes to other processes.
    arguments : iterable of sequences
        Positional arguments of each call.
    jobs : int
        Number of workers; 1 runs here, -1 uses every core (or every worker of a cluster).
    backend : str, optional
        Name of a joblib backend, by default joblib's own choice. ``"dask"`` sends the work to
        the ``dask.distributed`` client that is open in this process.
    description : str, optional
        Text before the progress bar, which is drawn only when stderr is a terminal.

    Returns
    -------
    list
        The results, in order.
    """
    # only here, so that the package can be imported without them
    from joblib import Parallel, delayed, parallel_config
    from tqdm import tqdm

    arguments = list(arguments)
    choice = {} if backend is None else {"backend": backend}
    with parallel_config(n_jobs=jobs, **choice):
        results = Parallel(return_as="generator")(delayed(function)(*each) for each in arguments)
        bar = tqdm(results, total=len(arguments), desc=description, disable=not sys.stderr.isatty())
        return list(bar)


def sweep_critical_temperature(
    energies: ArrayLike,
    alpha2F: ArrayLike,
    coulomb_pseudopotential: ArrayLike,
    reference_energy: ArrayLike,
    jobs: int = 1,
    backend: str | None = None,
) -> NDArray:
    r"""T_c of an ensemble of spectra on one energy grid.

    Parameters
    ----------
    energies : array_like, shape (n,)
    alpha2F : array_like, shape (..., n)
        The ensemble.
    coulomb_pseudopotential, reference_energy : array_like
        μ* and the energy at which it is defined; they broadcast with the leading axes of α²F.
    jobs, backend
        As :func:`sweep`.

    Returns
    -------
    ndarray
        :math:`k_BT_c` in the unit of the energies, of the broadcast shape.

    Raises
    ------
    ValueError
        As :func:`~.transition.critical_temperature`.

    Examples
    --------
    How a quarter's uncertainty of the height of a spectrum widens T_c:

    >>> energies = np.linspace(0, 50, 101)
    >>> shape = energies**2 * (50 - energies) / 50**3
    >>> heights = np.array([3.0, 4.0, 5.0])
    >>> sweep_critical_temperature(energies, heights[:, None] * shape, 0.1, 50.0).round(3)
    array([1.608, 2.488, 3.263])
    """
    energies, alpha2F = check_spectrum(energies, alpha2F)
    shape = np.broadcast_shapes(
        alpha2F.shape[:-1], np.shape(coulomb_pseudopotential), np.shape(reference_energy)
    )
    spectra = np.broadcast_to(alpha2F, (*shape, len(energies))).reshape(-1, len(energies))
    mu = np.broadcast_to(np.asarray(coulomb_pseudopotential, float), shape).ravel()
    reference = np.broadcast_to(np.asarray(reference_energy, float), shape).ravel()
    results = sweep(
        critical_temperature,
        ((energies, a, float(m), float(r)) for a, m, r in zip(spectra, mu, reference, strict=True)),
        jobs=jobs,
        backend=backend,
        description="T_c",
    )
    return np.reshape(results, shape)
