r"""Sums over Matsubara frequencies with a Lorentzian kernel, on a compressed mesh.

With :math:`\omega_n = \pi T (2n+1)` and phonon modes of energy :math:`2\pi T\nu_q` and coupling
:math:`\lambda_q` the equations contain the kernel

.. math:: \lambda(l) = \sum_q \lambda_q \frac{\nu_q^2}{\nu_q^2 + l^2}

in the sums :math:`\sum_{m \ge 0} [\lambda(n-m) \pm \lambda(n+m+1)] f(m)` and
:math:`S_n = \lambda(0) + 2\sum_{l=1}^{n} \lambda(l)`. The functions summed vary on the scale of
n itself, so the first few terms are kept one by one and the rest fall into blocks, each a fixed
factor longer than the one before, with Gauss nodes for the *sum* over its integers (the discrete
Chebyshev, or Gram, polynomials). The mesh ends where the kernel no longer matters.

In blocks longer than ν the kernel is a narrow peak that no Gauss rule resolves. There the sum over
the block of kernel times interpolating polynomial is done exactly: the functions

.. math:: Q_i(z) = \sum_{m} \frac{p_i(m)}{m - z}, \qquad z = n + i\nu,

obey the three-term recurrence of the polynomials and start from a difference of digamma
functions; :math:`\nu\,\mathrm{Im}\,Q_i` is the sum wanted. On the block's own range Q_0 holds a
term :math:`\pi\cot\pi z`, which at the integers, the only places that count, is
:math:`-i\pi\coth\pi\nu`; with that value Q is smooth in n between them. The term multiplies f(n)
alone and cancels between the pairing and the self-energy (static phonons do not break pairs),
so it is left out of both and returned apart.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import digamma

FIRST = 16  # frequencies kept one by one
ORDER = 12  # Gauss nodes in a block
REACH = 2.0**16  # the last frequency of the mesh, in units of the kernel's width
NEAR = 2.3  # Bernstein radius of the kernel's pole below which the sum is done analytically


@dataclass(frozen=True)
class Mesh:
    """Compressed set of non-negative Matsubara indices.

    Attributes
    ----------
    index : ndarray, shape (n,)
        Indices; the first ``FIRST`` are integers, the Gauss nodes need not be.
    weight : ndarray, shape (n,)
        ``sum(weight * f(index))`` approximates the sum of f over all integers of the mesh.
    start, length : ndarray, shape (b,)
        First integer and number of integers of each block.
    off_diagonal : ndarray, shape (b, ORDER - 1)
        Recurrence coefficients of the polynomials orthonormal over each block.
    lagrange : ndarray, shape (b, ORDER, ORDER)
        Row i: what each node contributes to the coefficient of polynomial i.
    """

    index: NDArray
    weight: NDArray
    start: NDArray
    length: NDArray
    off_diagonal: NDArray
    lagrange: NDArray


@lru_cache(maxsize=64)
def _mesh(blocks: int, ratio: int) -> Mesh:
    edges = FIRST * float(ratio) ** np.arange(blocks + 1)
    start, length = edges[:-1], np.diff(edges)
    j = np.arange(1, ORDER)
    # Monic Gram polynomials on N points scaled to half the length: beta_j of the recurrence.
    off_diagonal = np.sqrt(j**2 * (1 - (j / length[:, None]) ** 2) / (4.0 * j**2 - 1))
    jacobi = np.zeros((blocks, ORDER, ORDER))
    jacobi[:, j - 1, j] = jacobi[:, j, j - 1] = off_diagonal
    x, vectors = np.linalg.eigh(jacobi)
    share = vectors[:, 0, :] ** 2
    nodes = start[:, None] + (length[:, None] - 1) / 2 + length[:, None] / 2 * x
    arrays = (
        np.concatenate([np.arange(FIRST), nodes.ravel()]),
        np.concatenate([np.ones(FIRST), (share * length[:, None]).ravel()]),
        start,
        length,
        off_diagonal,
        vectors * vectors[:, :1, :],
    )
    for array in arrays:
        array.flags.writeable = False
    return Mesh(*arrays)


def mesh(width: float, ratio: int = 4) -> Mesh:
    """Mesh for a kernel that has decayed to its power law beyond ``width`` Matsubara indices.

    Parameters
    ----------
    width : float
    ratio : int
        Growth of the blocks. Four is enough for eigenvalues and forms with smooth functions, in
        which the error of the interpolation enters squared; two makes the functions themselves
        good to nine digits at every index.

    Returns
    -------
    Mesh
    """
    reach = REACH * max(width, 1.0)
    return _mesh(int(np.ceil(np.log(reach / FIRST) / np.log(ratio))), ratio)


def _recurrence(grid: Mesh, block: NDArray, zeta: NDArray, first: NDArray, source: float):
    """Solve the three-term recurrence of the blocks' polynomials upwards, from its first term."""
    off_diagonal = grid.off_diagonal[block]
    terms = [first]
    for i in range(ORDER - 1):
        term = zeta * terms[i]
        term = term + source if i == 0 else term - off_diagonal[:, i - 1] * terms[i - 1]
        terms.append(term / off_diagonal[:, i])
    return np.array(terms)


def _analytic_rows(
    grid: Mesh, block: NDArray, target: NDArray, nu: NDArray
) -> tuple[NDArray, NDArray]:
    """Weights of a block's nodes in the sum over it with a unit Lorentzian about the target.

    Shapes: block and target (t,), nu (q, 1). Returns weights (q, t, ORDER) and the Bernstein
    radius (q, t) of the kernel's pole as seen from the block. For targets in the block itself
    the term ``pi nu coth(pi nu) f(target)`` is left out.
    """
    length = grid.length[block]
    z = target - grid.start[block] + 1j * nu
    zeta = (z - (length - 1) / 2) / (length / 2)
    radius = np.abs(zeta + np.sqrt(zeta - 1) * np.sqrt(zeta + 1))

    below, above = z.real < -0.5, z.real > length - 0.5
    upper = np.where(above, 1 + z - length, length - z)
    lower = np.where(below, -z, 1 + z)
    q = _recurrence(grid, block, zeta, digamma(upper) - digamma(lower), 2.0).imag * nu
    own = ~(below | above)
    if own.any():
        p = _recurrence(grid, block, zeta, np.ones_like(zeta), 0.0).real
        x = (target - grid.start[block] - (length - 1) / 2) / (length / 2)
        p = p - _recurrence(grid, block, x, np.ones_like(x), 0.0)[:, None, :]
        q = q + np.where(own, p * (np.pi * nu / np.tanh(np.pi * nu)), 0.0)
    weights = np.matmul(q.transpose(2, 1, 0), grid.lagrange[block]).transpose(1, 0, 2)
    return weights, radius


def kernel(
    grid: Mesh, nu: ArrayLike, coupling: ArrayLike, target: NDArray | None = None
) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    r"""Matrices of the sums with the phonon kernel at the target indices.

    Parameters
    ----------
    grid : Mesh
    nu, coupling : array_like, shape (q,)
        Mode energies over :math:`2\pi T` and their couplings.
    target : ndarray, shape (t,), optional
        Matsubara indices at which the sums are wanted; by default those of the mesh.

    Returns
    -------
    difference : ndarray, shape (t, n)
        ``difference @ f + static * f(target)`` is the sum of λ(n - m) f(m) over the mesh.
    total : ndarray, shape (t, n)
        ``total @ f`` is the sum of λ(n + m + 1) f(m).
    self_energy, static : ndarray, shape (t,)
        ``self_energy + static`` is S_n.
    """
    nu = np.asarray(nu, float).reshape(-1, 1)
    coupling = np.asarray(coupling, float).reshape(-1, 1)
    target = grid.index if target is None else np.asarray(target, float)
    strength = coupling * nu**2

    def lorentzian(distance):
        return sum(s / (v**2 + distance**2) for s, v in zip(strength[:, 0], nu[:, 0], strict=True))

    difference = lorentzian(target[:, None] - grid.index) * grid.weight
    total = lorentzian(target[:, None] + grid.index + 1) * grid.weight

    blocks = len(grid.start)
    home = np.searchsorted(grid.start - 0.5, target) - 1
    coth = np.pi * nu / np.tanh(np.pi * nu)
    static = np.zeros(len(target))
    for offset in (-1, 0, 1):
        rows = np.flatnonzero((home + offset >= 0) & (home + offset < blocks))
        block = home[rows] + offset
        analytic, radius = _analytic_rows(grid, block, target[rows], nu)
        near = radius < NEAR
        columns = FIRST + ORDER * block[:, None] + np.arange(ORDER)
        gauss = (
            strength[:, :, None]
            / (nu[:, :, None] ** 2 + (target[rows, None] - grid.index[columns]) ** 2)
            * grid.weight[columns]
        )
        change = np.where(near[:, :, None], coupling[:, :, None] * analytic - gauss, 0.0)
        difference[rows[:, None], columns] += change.sum(axis=0)
        if offset == 0:
            static[rows] = np.sum(coupling * coth * near, axis=0)
    odd = 2 * nu * digamma(target + 1 + 1j * nu).imag
    self_energy = np.sum(coupling * (coth - odd), axis=0) - static
    return difference, total, self_energy, static


def arnoldi(apply: Callable[[NDArray], NDArray], start: NDArray, steps: int) -> NDArray:
    """Project an operator on the Krylov space of a vector.

    Parameters
    ----------
    apply : callable
        Takes a vector to the operator applied to it.
    start : ndarray, shape (n,)
    steps : int
        Largest dimension of the space; it ends earlier when the space is exhausted.

    Returns
    -------
    ndarray, shape (k, k)
        Hessenberg matrix H; ``start @ f(operator) @ start`` is approximated by the first element
        of f(H) times the square of the start vector.
    """
    steps = min(steps, len(start))
    basis = np.zeros((steps + 1, len(start)))
    basis[0] = start / np.linalg.norm(start)
    hessenberg = np.zeros((steps + 1, steps))
    for k in range(steps):
        vector = apply(basis[k])
        for _ in range(2):  # once is not enough to keep the basis orthogonal
            overlap = basis[: k + 1] @ vector
            vector = vector - overlap @ basis[: k + 1]
            hessenberg[: k + 1, k] += overlap
        rest = np.linalg.norm(vector)
        if rest < 1e-14 * np.abs(hessenberg).max():
            return hessenberg[: k + 1, : k + 1]
        hessenberg[k + 1, k] = rest
        basis[k + 1] = vector / rest
    return hessenberg[:steps]
