r"""T_c of the isotropic Eliashberg equations, without a cutoff, and the μ* that a T_c implies.

At T_c the gap equation is linear. With :math:`x_n = \Delta_n/(2n+1)`, :math:`D = \mathrm{diag}
(2n+1)` and

.. math:: K_{nm} = \lambda(n-m) + \lambda(n+m+1) - \delta_{nm}
          \Big[\lambda(0) + 2\sum_{l=1}^{n}\lambda(l)\Big]

it reads :math:`(D - K)\,x = -2\mu^*(\omega_c)\,\mathbf 1\,\sum_{m<N} x_m` with
:math:`\omega_c = 2\pi TN`. Without μ* this is an eigenvalue problem: K is proportional to λ, and T
is the T_c of the λ that brings the largest eigenvalue of :math:`D^{-1/2}KD^{-1/2}` to one.
With μ* it is one linear system, :math:`(D-K)u = \mathbf 1`, and the condition
:math:`1/\mu^*(\omega_c) = -2\sum_{m<N} u_m`. Far out :math:`u_m \to 1/(2m+1)`, whose sum is the
logarithm by which :math:`1/\mu^*` runs with the cutoff. Both grow alike, so the limit exists:

.. math:: \frac{1}{\mu^*(\omega_{ref})} = -\ln\frac{2e^\gamma\,\omega_{ref}}{\pi T}
          - 2\sum_{m=0}^\infty\Big(u_m - \frac{1}{2m+1}\Big)
          = -\ln\frac{2e^\gamma\,\omega_{ref}}{\pi T}
          - 2\sum_j \frac{c_j^2\,\kappa_j}{1-\kappa_j},

with the eigenvalues :math:`\kappa_j` of :math:`D^{-1/2}KD^{-1/2}` and the components
:math:`c_j` of :math:`D^{-1/2}\mathbf 1` along its eigenvectors. Arnoldi's recursion from that
vector gives both, and with them the scale s of the coupling (K → sK) for which T is T_c; that
scale is a smooth function of T, and T_c is where it passes one.
"""

from functools import lru_cache

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import ArrayLike, NDArray

from ._checks import not_negative, numbers, positive
from .approximations import STRONG_COUPLING_LIMIT, allen_dynes, strong_coupling_asymptote
from .matsubara import arnoldi, kernel, mesh
from .spectral_function import check_spectrum, coupling_constant, modes

LOWEST = 1e-6  # below this T_c over the phonon energy a metal counts as normal
_STEPS = 32  # of Arnoldi's recursion; what it is used for settles to rounding after about 25


def _eigen(
    mode_energies: NDArray, mode_couplings: NDArray, temperature: float
) -> tuple[NDArray, NDArray]:
    """Eigenvalues κ_j, falling, and squared components c_j² of the linear gap equation."""
    nu = mode_energies / (2 * np.pi * temperature)
    grid = mesh(nu.max() * np.sqrt(1 + mode_couplings.sum()))
    difference, total, self_energy, _ = kernel(grid, nu, mode_couplings)
    matrix = difference + total
    matrix[np.diag_indices_from(matrix)] -= self_energy
    # The quadrature makes the matrix slightly unsymmetric; to symmetrize it would cost accuracy.
    scale = np.sqrt(grid.weight / (2 * grid.index + 1))
    matrix *= scale[:, None]
    matrix *= scale / grid.weight
    hessenberg = arnoldi(matrix.dot, scale, _STEPS)
    kappa, vectors = np.linalg.eig(hessenberg)
    weight = scale @ scale * vectors[0] * np.linalg.inv(vectors)[:, 0]
    order = np.argsort(-kappa.real)
    return kappa[order], weight[order]


def _logarithm(temperature, reference_energy):
    return np.log(2 * np.exp(np.euler_gamma) * reference_energy / (np.pi * temperature))


def _critical_eigenvalue(
    kappa: NDArray, weight: NDArray, logarithm: float, coulomb_pseudopotential: NDArray
) -> NDArray:
    """Largest r for which the couplings divided by r make the temperature critical; 0 if none.

    For μ* = 0 it is the largest eigenvalue; μ* pushes it down towards the second.
    """
    mu = np.asarray(coulomb_pseudopotential, float)
    top, rest, strength = kappa[0].real, kappa[1:], 2 * weight * kappa
    floor = max(rest[0].real, 0.0)
    lower, upper = np.full(mu.shape, floor), np.full(mu.shape, top)
    r = upper.copy()
    for _ in range(60):
        gap = r[..., None] - rest
        sums = np.sum((strength[1:] / gap).real, axis=-1)
        slopes = -np.sum((strength[1:] / gap**2).real, axis=-1)
        outer = 1 + mu * (logarithm + sums)
        value = (top - r) * outer - mu * strength[0].real
        slope = -outer + (top - r) * mu * slopes
        lower, upper = np.where(value > 0, r, lower), np.where(value > 0, upper, r)
        step = r - value / slope
        step = np.where((step >= lower) & (step <= upper), step, (lower + upper) / 2)
        moved, r = np.abs(step - r), step
        if np.all(moved <= 1e-14 * r):
            break
    return np.where(r > floor * (1 + 1e-12) + 1e-300, r, 0.0)


def _critical_temperature(
    mode_energies: NDArray,
    mode_couplings: NDArray,
    mu: float,
    reference_energy: float,
    guess: float,
    lowest: float,
) -> float:
    """T_c of a set of sharp modes by a bracketed secant search in ln T; 0 below ``lowest``."""

    def excess(y):
        kappa, weight = _eigen(mode_energies, mode_couplings, np.exp(y))
        r = _critical_eigenvalue(
            kappa, weight, _logarithm(np.exp(y), reference_energy), np.asarray(mu)
        )
        return float(np.log(r)) if r > 0 else -np.inf

    bottom = np.log(lowest)
    lower = bottom - 1e-12
    upper = np.log(
        1.001 * STRONG_COUPLING_LIMIT * np.sqrt(np.sum(mode_couplings * mode_energies**2))
    )
    if upper <= bottom:
        return 0.0
    y = min(max(np.log(guess) if guess > 0 else bottom, bottom), upper)
    width = np.log(mode_energies @ mode_couplings / mode_couplings.sum()) - y
    slope = -2 / (1 + 2 * max(width - 1, 0.0))
    previous, step = None, np.inf
    for _ in range(60):
        value = excess(y)
        if value > 0:
            lower = y
        elif y == bottom:
            return 0.0
        else:
            upper = y
        if previous is not None and np.isfinite(value) and np.isfinite(previous[1]):
            slope = (value - previous[1]) / (y - previous[0])
        previous, last = (y, value), step
        step = -value / slope if slope < 0 else -np.inf
        if not lower < y + step < upper:
            below = y + step <= lower
            step = (bottom if below and lower < bottom else (lower + upper) / 2) - y
        y += step
        # The error left by a secant step is of the order of the product of the last two.
        if abs(step) * min(abs(last), 1.0) < 1e-10:
            break
    return float(np.exp(y))


def _guess(mode_energies: NDArray, mode_couplings: NDArray, mu: float, reference: float) -> float:
    coupling = mode_couplings.sum()
    log = np.exp(mode_couplings @ np.log(mode_energies) / coupling)
    rms = np.sqrt(mode_couplings @ mode_energies**2 / coupling)
    inverse = 1 / mu - np.log(log / reference) if mu > 0 else np.inf
    mu_log = 1 / inverse if inverse > 1 else 1.0
    return float(allen_dynes(log, coupling, mu_log, rms))


def einstein_critical_temperature(
    coupling: ArrayLike, coulomb_pseudopotential: ArrayLike = 0.0
) -> NDArray:
    r"""T_c of the Eliashberg equations for a single phonon energy, :math:`k_BT_c/\hbar\omega_E`.

    Up to a few dozen points each is solved on its own; larger arrays inside the range of
    :func:`einstein_table` are read from it. The two agree to 10⁻⁸.

    Parameters
    ----------
    coupling : array_like
        λ.
    coulomb_pseudopotential : array_like
        μ* defined at :math:`\omega_E`; see the package's docstring for the convention. Broadcasts
        with coupling.

    Returns
    -------
    ndarray
        :math:`k_BT_c/\hbar\omega_E`, relative error below 10⁻⁷ for λ up to 1000 and μ* up to 0.2.
        Where it would be less than 10⁻⁶ the value is 0: not superconducting, for any purpose.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    References
    ----------
    G. M. Eliashberg, Sov. Phys. JETP 11, 696 (1960); D. J. Scalapino, J. R. Schrieffer and
    J. W. Wilkins, Phys. Rev. 148, 263 (1966).

    Examples
    --------
    >>> einstein_critical_temperature([0.0, 0.5, 1.0], 0.1).round(6)
    array([0.      , 0.011792, 0.072108])
    """
    coupling, mu = np.broadcast_arrays(
        *not_negative(coupling=coupling, coulomb_pseudopotential=coulomb_pseudopotential)
    )
    result = np.zeros(coupling.shape)
    alone = coupling > 0
    if coupling.size > 64:
        table = einstein_table()
        inside = (coupling <= table.highest_coupling) & (mu <= table.highest_pseudopotential)
        result[inside] = table(coupling[inside], mu[inside])
        alone = alone & ~inside
    for index in np.argwhere(alone):
        i = tuple(index)
        energy, strength = np.ones(1), np.array([coupling[i]])
        guess = _guess(energy, strength, float(mu[i]), 1.0)
        result[i] = _critical_temperature(energy, strength, float(mu[i]), 1.0, guess, LOWEST)
    return result[()] if result.ndim == 0 else result


class EinsteinTable:
    """Piecewise Chebyshev series of ln T_c of an Einstein phonon in (ln λ, μ*).

    Calling it with arrays of λ and μ* inside its range returns :math:`k_BT_c/\\hbar\\omega_E`,
    and 0 below `LOWEST`. Built by :func:`einstein_table`.
    """

    highest_coupling = 1001.0
    highest_pseudopotential = 0.2
    _panels = 6  # in ln λ, between the coupling where T_c is LOWEST and the highest
    _size = 20  # terms in ln λ, in each panel
    _width = 20  # terms in μ*

    def __init__(self):
        y = chebyshev.chebpts1(self._width)
        invert, bottom = self._inverse(self.highest_pseudopotential * (y + 1) / 2)
        self._bottom = chebyshev.chebfit(y, bottom, self._width - 1)
        self._top = np.log(self.highest_coupling)
        self._series = []
        for p in range(self._panels):
            x = chebyshev.chebpts1(self._size)
            place = (p + (x + 1) / 2) / self._panels
            nodes = [
                invert(k, bottom[k] + (self._top - bottom[k]) * place) for k in range(self._width)
            ]
            in_mu = chebyshev.chebfit(y, nodes, self._width - 1)
            self._series.append(chebyshev.chebfit(x, in_mu.T, self._size - 1))

    def _inverse(self, mu: NDArray):
        """Functions ln T(ln λ), one for each μ*, and ln λ where T is LOWEST.

        The coupling that makes a temperature critical is solved for; it is interpolated in
        panels of ln T, narrow at the top, where for the larger μ* it runs to infinity.
        """
        panels, size = 14, 14
        low, high = np.log(LOWEST), np.log(strong_coupling_asymptote(1.001 * self.highest_coupling))
        edges = high - (high - low) * (1 - np.arange(panels + 1) / panels) ** 2
        # Nodes with both ends, so that the values at the edges are there too.
        x = chebyshev.chebpts2(size)
        log_t = (edges[:-1, None] + edges[1:, None] + np.diff(edges)[:, None] * x) / 2
        log_coupling = np.array([self._log_coupling(np.exp(t), mu) for t in log_t.ravel()])
        basis = np.linalg.inv(chebyshev.chebvander(x, size - 1))
        series = np.einsum("ij,pjk->kpi", basis, log_coupling.reshape(panels, size, -1))

        def invert(k, wanted):
            order = np.flatnonzero(np.isfinite(log_coupling[:, k]))
            t = np.interp(wanted, log_coupling[order, k], log_t.ravel()[order])
            panel = np.clip(np.searchsorted(edges, t) - 1, 0, panels - 1)
            middle, half = (edges[panel] + edges[panel + 1]) / 2, np.diff(edges)[panel] / 2
            z = (t - middle) / half
            terms = series[k, panel]
            slopes = chebyshev.chebder(terms, axis=1)
            for _ in range(6):
                excess = np.sum(chebyshev.chebvander(z, size - 1) * terms, axis=1) - wanted
                z = z - excess / np.sum(chebyshev.chebvander(z, size - 2) * slopes, axis=1)
            return middle + half * z

        return invert, log_coupling[0]

    @staticmethod
    def _log_coupling(temperature, mu):
        one = np.ones(1)
        kappa, weight = _eigen(one, one, temperature)
        r = _critical_eigenvalue(kappa, weight, _logarithm(temperature, 1.0), mu)
        return -np.log(r, where=r > 0, out=np.full(r.shape, -np.inf))

    def __call__(self, coupling: ArrayLike, coulomb_pseudopotential: ArrayLike) -> NDArray:
        coupling, mu = np.broadcast_arrays(coupling, coulomb_pseudopotential)
        shape = coupling.shape
        coupling, mu = coupling.ravel(), mu.ravel()
        result = np.zeros(coupling.size)
        for begin in range(0, coupling.size, 1 << 14):
            part = slice(begin, begin + (1 << 14))
            in_mu = chebyshev.chebvander(
                2 * mu[part] / self.highest_pseudopotential - 1, self._width - 1
            )
            bottom = in_mu @ self._bottom
            with np.errstate(divide="ignore"):
                place = self._panels * (np.log(coupling[part]) - bottom) / (self._top - bottom)
            panel = np.where(place < 0, -1, np.clip(place, 0, self._panels - 1)).astype(int)
            for p in range(self._panels):
                here = np.flatnonzero(panel == p)
                in_coupling = chebyshev.chebvander(2 * (place[here] - p) - 1, self._size - 1)
                log_t = np.einsum("ij,ij->i", in_coupling @ self._series[p], in_mu[here])
                result[begin + here] = np.exp(log_t)
        return result.reshape(shape)


@lru_cache(maxsize=1)
def einstein_table() -> EinsteinTable:
    """Table of T_c of an Einstein phonon for all λ up to 1000 and μ* up to 0.2.

    Built on the first call, in a fraction of a second, and kept for the life of the process.

    Returns
    -------
    EinsteinTable
    """
    return EinsteinTable()


def critical_temperature(
    energies: ArrayLike,
    alpha2F: ArrayLike,
    coulomb_pseudopotential: float,
    reference_energy: float,
) -> float:
    r"""T_c of the Eliashberg equations for a spectrum α²F(ω), in the limit of infinite cutoff.

    Parameters
    ----------
    energies : array_like, shape (n,)
        Phonon energies, increasing, in any unit.
    alpha2F : array_like, shape (n,)
        Spectral function at them, linear in between.
    coulomb_pseudopotential : float
        μ* at the reference energy.
    reference_energy : float
        Energy at which μ* is defined, in the unit of the energies. It must be named because
        :math:`1/\mu^*(\omega_c) = 1/\mu^*(\omega_{ref}) - \ln(\omega_c/\omega_{ref})`.

    Returns
    -------
    float
        :math:`k_BT_c` in the unit of the energies; 0 where it would be below 10⁻⁶ of
        :math:`\omega_{\log}`.

    Raises
    ------
    ValueError
        If the spectrum is not valid (see :func:`~.spectral_function.check_spectrum`), μ* is
        negative or the reference energy is not positive.

    Examples
    --------
    A narrow line is an Einstein phonon:

    >>> energies = np.array([0.999, 1.0, 1.001])
    >>> alpha2F = np.array([0.0, 500.0, 0.0])  # λ = 1
    >>> round(critical_temperature(energies, alpha2F, 0.1, 1.0), 4)
    0.0721
    """
    return _solve(energies, alpha2F, coulomb_pseudopotential, reference_energy)[-1]


def critical_coupling(
    energies: ArrayLike,
    alpha2F: ArrayLike,
    temperature: ArrayLike,
    coulomb_pseudopotential: ArrayLike,
    reference_energy: float,
) -> NDArray:
    r"""λ to which a spectrum must be scaled for a temperature to be its T_c.

    The inverse of :func:`critical_temperature` in the height of α²F, without a search.

    Parameters
    ----------
    energies, alpha2F : array_like, shape (n,)
        The spectrum; only its shape matters.
    temperature : array_like
        :math:`k_BT`, in the unit of the energies.
    coulomb_pseudopotential : array_like
        μ* at the reference energy; broadcasts with the temperature.
    reference_energy : float
        Energy at which μ* is defined.

    Returns
    -------
    ndarray
        λ; infinite where no coupling makes the temperature critical.

    Raises
    ------
    ValueError
        If the spectrum is not valid, μ* is negative or an energy is not positive.

    Examples
    --------
    >>> energies = np.array([0.999, 1.0, 1.001])
    >>> line = np.array([0.0, 1.0, 0.0])
    >>> float(critical_coupling(energies, line, 0.0721076, 0.1, 1.0).round(4))
    1.0
    """
    energies, alpha2F = check_spectrum(energies, alpha2F)
    alpha2F = alpha2F / coupling_constant(energies, alpha2F)
    numbers(reference_energy=reference_energy)
    (reference_energy,) = positive(reference_energy=reference_energy)
    temperature, mu = np.broadcast_arrays(
        positive(temperature=temperature)[0],
        not_negative(coulomb_pseudopotential=coulomb_pseudopotential)[0],
    )
    result = np.empty(temperature.shape)
    for t in np.unique(temperature):
        here = temperature == t
        kappa, weight = _eigen(*modes(energies, alpha2F, t), t)
        r = _critical_eigenvalue(kappa, weight, _logarithm(t, reference_energy), mu[here])
        result[here] = np.divide(1.0, r, where=r > 0, out=np.full(r.shape, np.inf))
    return result[()]


def _solve(energies, alpha2F, mu, reference_energy):
    """T_c of a spectrum, and the modes that stood for it."""
    energies, alpha2F = check_spectrum(energies, alpha2F)
    numbers(coulomb_pseudopotential=mu, reference_energy=reference_energy)
    mu = float(not_negative(coulomb_pseudopotential=mu)[0])
    reference_energy = float(positive(reference_energy=reference_energy)[0])
    mode_energies, mode_couplings = modes(energies, alpha2F, energies[-1])
    log = np.exp(mode_couplings @ np.log(mode_energies) / mode_couplings.sum())
    lowest = LOWEST * log
    temperature = max(_guess(mode_energies, mode_couplings, mu, reference_energy), lowest)
    while True:
        # Modes that are good down to half the guess; if T_c is lower still, refine.
        floor = temperature / 2
        mode_energies, mode_couplings = modes(energies, alpha2F, floor)
        temperature = _critical_temperature(
            mode_energies, mode_couplings, mu, reference_energy, temperature, lowest
        )
        if temperature >= floor or temperature == 0:
            return mode_energies, mode_couplings, temperature


def _implied(
    mode_energies: NDArray, mode_couplings: NDArray, temperature: float, reference_energy: float
) -> float:
    kappa, weight = _eigen(mode_energies, mode_couplings, temperature)
    if kappa[0].real <= 1:
        raise ValueError(
            "critical_temperature must not exceed the one without Coulomb repulsion; "
            f"the largest eigenvalue at the value given is {kappa[0].real:.6g}, less than 1"
        )
    inverse = -_logarithm(temperature, reference_energy) - 2 * np.sum(weight * kappa / (1 - kappa))
    if kappa[1].real >= 1 or inverse <= 0:
        raise ValueError(
            "critical_temperature is lower than any finite coulomb_pseudopotential at the "
            "reference energy can make it; it must lie closer to the one without repulsion"
        )
    return float(1 / inverse)


def einstein_coulomb_pseudopotential(
    coupling: ArrayLike, critical_temperature: ArrayLike
) -> NDArray:
    r"""μ* (at :math:`\omega_E`) that a measured T_c implies for an Einstein phonon.

    Parameters
    ----------
    coupling : array_like
        λ.
    critical_temperature : array_like
        :math:`k_BT_c/\hbar\omega_E`.

    Returns
    -------
    ndarray
        μ*.

    Raises
    ------
    ValueError
        If an argument is not positive, or if no μ* ≥ 0 gives this T_c: above the T_c at μ* = 0,
        or lower than any finite μ* reaches.
    """
    coupling, temperature = np.broadcast_arrays(
        positive(coupling=coupling)[0],
        positive(critical_temperature=critical_temperature)[0],
    )
    one = np.ones(1)
    result = [
        _implied(one, one * g, float(t), 1.0)
        for g, t in zip(coupling.ravel(), temperature.ravel(), strict=True)
    ]
    return np.reshape(result, coupling.shape)[()]


def coulomb_pseudopotential(
    energies: ArrayLike,
    alpha2F: ArrayLike,
    critical_temperature: float,
    reference_energy: float,
) -> float:
    r"""μ* at the reference energy that a measured T_c implies for a spectrum.

    Parameters
    ----------
    energies, alpha2F : array_like, shape (n,)
    critical_temperature : float
        :math:`k_BT_c`, in the unit of the energies.
    reference_energy : float
        Energy at which μ* is wanted, in the same unit.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the spectrum is not valid, an energy is not positive, or no μ* ≥ 0 gives this T_c.
    """
    numbers(critical_temperature=critical_temperature, reference_energy=reference_energy)
    temperature = float(positive(critical_temperature=critical_temperature)[0])
    reference_energy = float(positive(reference_energy=reference_energy)[0])
    mode_energies, mode_couplings = modes(energies, alpha2F, temperature)
    return _implied(mode_energies, mode_couplings, temperature, reference_energy)


def rescale_coulomb_pseudopotential(
    coulomb_pseudopotential: ArrayLike, reference_energy: ArrayLike, new_energy: ArrayLike
) -> NDArray:
    r"""μ* at another energy, :math:`1/\mu^*(\omega) = 1/\mu^*(\omega_{ref}) -
    \ln(\omega/\omega_{ref})`.

    Parameters
    ----------
    coulomb_pseudopotential : array_like
        μ* at the reference energy.
    reference_energy, new_energy : array_like
        The two energies, in one unit.

    Returns
    -------
    ndarray

    Raises
    ------
    ValueError
        If μ* is negative, an energy is not positive, or the new energy lies at or above
        :math:`\omega_{ref}e^{1/\mu^*}`, where μ* diverges.

    Examples
    --------
    >>> float(rescale_coulomb_pseudopotential(0.1, 1.0, 10.0).round(4))
    0.1299
    """
    (mu,) = not_negative(coulomb_pseudopotential=coulomb_pseudopotential)
    reference_energy = positive(reference_energy=reference_energy)[0]
    new_energy = positive(new_energy=new_energy)[0]
    running = 1 - mu * np.log(new_energy / reference_energy)
    if np.any(running <= 0):
        raise ValueError("new_energy must be below reference_energy * exp(1 / mu*)")
    return mu / running
