"""Liu's line of molecules: the series of Eqs. 16 to 24 and 36 to 41, and its first term.

Molecule ``j`` stands at ``2 j R_b``. The electron's own molecule (``j = 0``) attracts it with
full strength, its neighbours with strength ``c``, the next ones with full strength again. The
sum runs over pairs: pair ``i`` joins molecule ``-i`` on the left to ``i + 1`` on the right, both
at the distance ``(2 i + 1) R_b`` from the border.
"""

from functools import cache

import numpy as np
import sympy as sp
from scipy import constants, optimize

from lib.papers.liu.pair import (
    K,
    N,
    Q,
    R_b,
    _between_molecules,
    as_distance,
    c,
    e,
    force_from_left,
    force_from_right,
    i,
    kinetic_step,
    orbital_kinetic_energy,
    potential_step,
    r,
)


def strength(molecule):
    """Strength of a molecule on the line: 1 at even places, ``c`` at odd ones.

    Parameters
    ----------
    molecule : sympy.Expr
        Number of the molecule on the line.

    Returns
    -------
    sympy.Expr
    """
    return c ** sp.Mod(molecule, 2)


def _left(index, at=r):
    return force_from_left(Q * strength(index), -2 * index * R_b, at)


def _right(index, at=r):
    return force_from_right(Q * strength(index + 1), 2 * (index + 1) * R_b, at)


def pair_term(index=i, at=r):
    """Force on the electron from one pair of molecules, one on either side (Eqs. 16, 17).

    Parameters
    ----------
    index : sympy.Expr
        Number of the pair, from 0.
    at : sympy.Expr
        Place of the electron, between 0 and ``2 R_b``.

    Returns
    -------
    sympy.Expr
    """
    return _left(index, at) + _right(index, at)


def chain_force(pairs=N):
    """Force from the pairs 0 to `pairs` (Eq. 17), as an unevaluated sum.

    Parameters
    ----------
    pairs : sympy.Expr
        Number of the last pair.

    Returns
    -------
    sympy.Sum
    """
    return sp.Sum(pair_term(), (i, 0, pairs))


def potential_distance(index=i):
    """One pair's share of the potential step in units of ``-K Q e / 2``: D_u (Eqs. 18, 19).

    Parameters
    ----------
    index : sympy.Expr
        Number of the pair, from 0.

    Returns
    -------
    sympy.Expr
        An inverse length.
    """
    return as_distance(potential_step(pair_term(index)))


def potential_distance_by_source(index=i):
    """The same, each molecule's share brought over one denominator (Eq. 36).

    Parameters
    ----------
    index : sympy.Expr
        Number of the pair, from 0.

    Returns
    -------
    sympy.Expr
        An inverse length.
    """
    return sp.Add(
        *(sp.factor(as_distance(potential_step(force))) for force in (_left(index), _right(index)))
    )


def kinetic_energy_term(index=i):
    """One pair's share of the kinetic energy of the circular orbit at ``r`` (Eq. 20).

    Parameters
    ----------
    index : sympy.Expr
        Number of the pair, from 0.

    Returns
    -------
    sympy.Expr
    """
    return orbital_kinetic_energy(pair_term(index))


def kinetic_distance(index=i):
    """One pair's share of the kinetic step in units of ``-K Q e / 2``: D_k (Eqs. 21, 22).

    Parameters
    ----------
    index : sympy.Expr
        Number of the pair, from 0.

    Returns
    -------
    sympy.Expr
        An inverse length.
    """
    return as_distance(kinetic_step(pair_term(index)))


@cache
def distance_term(index=i):
    """One pair's share of the resisting distance, D_u + D_k.

    Parameters
    ----------
    index : sympy.Expr
        Number of the pair, from 0.

    Returns
    -------
    sympy.Expr
        An inverse length.
    """
    return potential_distance(index) + kinetic_distance(index)


def resisting_distance_sum(pairs=N):
    """Resisting distance D (Eq. 24), as an unevaluated sum over the pairs 0 to `pairs`.

    Parameters
    ----------
    pairs : sympy.Expr
        Number of the last pair.

    Returns
    -------
    sympy.Sum
        An inverse length.
    """
    return sp.Sum(distance_term(), (i, 0, pairs))


def chain_lifting_energy(pairs=N):
    """Energy to lift the electron to the border against the whole line (Eq. 23).

    Parameters
    ----------
    pairs : sympy.Expr
        Number of the last pair.

    Returns
    -------
    sympy.Expr
    """
    return -K * Q * e / 2 * resisting_distance_sum(pairs)


# The infinite line

# Four molecules fill a period of 4 R_b on either side. Each: the sign of r in its distance from
# the electron (left +, right -), its strength, and its distance from the nucleus over R_b.
_PERIOD = ((1, 1, 0), (-1, c, 2), (1, c, 2), (-1, 1, 4))


def force_limit():
    """Force from the endless line in closed form.

    The squares of the distances in one residue class sum to a trigamma function,
    ``sum 1/(4 k + a)^2 = psi_1(a / 4) / 16``.

    Returns
    -------
    sympy.Expr
    """
    total = sum(
        sign * weight * sp.polygamma(1, (offset + sign * r / R_b) / 4) / 16
        for sign, weight, offset in _PERIOD
    )
    return K * Q * e / R_b**2 * total


def resisting_distance_limit():
    """Resisting distance of the endless line in closed form (Eq. 24, N to infinity).

    Besides the trigamma functions of the kinetic step there is, for each residue class,
    ``sum [1/(4 k + a) - 1/(4 k + b)] = [psi(b / 4) - psi(a / 4)] / 4``. Every one of these sums
    converges absolutely, so the order of the terms does not matter.

    Returns
    -------
    sympy.Expr
        An inverse length.
    """
    ratio = r / R_b
    total = 0
    for sign, weight, offset in _PERIOD:
        here, border = (offset + sign * ratio) / 4, sp.Rational(offset + sign, 4)
        total += weight * (sp.polygamma(0, border) - sp.polygamma(0, here)) / 2
        total += sign * weight * (sp.polygamma(1, border) - ratio * sp.polygamma(1, here)) / 16
    return total / R_b


def border_slope(pairs=None):
    """Slope at the border of ``R_b D`` against ``r / R_b``.

    D vanishes at the border; where this slope is positive, D is negative just below it.

    Parameters
    ----------
    pairs : int, optional
        Last pair of the sum; without it the endless line, whose pairs sum to Catalan's
        constant and to an odd zeta series.

    Returns
    -------
    sympy.Expr
        Linear in ``c``.
    """
    if pairs is None:
        return sp.Rational(7, 4) * (1 + c) * sp.zeta(3) - 3 * (1 - c) * sp.Catalan
    slope = sum(sp.diff(distance_term(index), r).subs(r, R_b) for index in range(pairs + 1))
    return sp.expand(R_b**2 * slope)


@cache
def tunnel_threshold(pairs=None):
    """Attraction coefficient above which D is negative just below the border.

    Parameters
    ----------
    pairs : int, optional
        Last pair of the sum (0: the first term alone); without it the endless line.

    Returns
    -------
    sympy.Expr
    """
    (threshold,) = sp.solve(border_slope(pairs), c)
    return sp.factor(threshold)


# The first term


def first_term():
    """First term d of the resisting distance (Eq. 37).

    Returns
    -------
    sympy.Expr
        An inverse length.
    """
    return distance_term(sp.Integer(0))


def first_term_polynomial(ratio):
    """Numerator of d over ``r / R_b`` after the trivial root, the border, is divided out.

    Parameters
    ----------
    ratio : sympy.Symbol
        ``r / R_b``.

    Returns
    -------
    sympy.Poly
        Quadratic in `ratio`, positive where d is (up to the border).

    Raises
    ------
    ArithmeticError
        If d does not vanish at the border, which it does.
    """
    numerator, denominator = sp.fraction(sp.factor(first_term().subs(r, ratio * R_b)))
    sign = sp.sign(denominator.subs(ratio, sp.Rational(1, 2)))
    quotient, remainder = sp.div(sp.Poly(sign * numerator, ratio), sp.Poly(1 - ratio, ratio))
    if remainder != 0:
        raise ArithmeticError("d does not vanish at the border")
    return quotient


@cache
def first_term_ratios():
    """Both non-trivial zeros ``r / R_b`` of d for any ``c`` (Eqs. 38, 40), the lower one first.

    Returns
    -------
    tuple of sympy.Expr
        In ``c``.

    Raises
    ------
    ArithmeticError
        As `first_term_polynomial`.
    """
    ratio = sp.Symbol("rho", positive=True)
    coefficients = first_term_polynomial(ratio).all_coeffs()
    square, linear, constant = coefficients
    root = sp.sqrt(sp.factor(linear**2 / 4 - square * constant))
    return tuple(sp.factor(-linear / 2 + sign * root) / square for sign in (-1, 1))


def first_term_coefficient(ratio):
    """Attraction coefficient at which d vanishes at a given ``r / R_b``: Eq. 38 read backwards.

    Parameters
    ----------
    ratio : sympy.Expr
        ``r / R_b``.

    Returns
    -------
    sympy.Expr
        In the ratio.
    """
    (coefficient,) = sp.solve(sp.cancel(first_term().subs(r, ratio * R_b)), c)
    return sp.factor(coefficient)


# Numbers


def _strength(value):
    value = np.asarray(value, dtype=float)
    if not np.all((value >= 0) & (value <= 1)):
        raise ValueError("strength must lie between 0 and 1")
    return value


def _pairs(value):
    if value != int(value) or value < 0:
        raise ValueError("pairs must be a whole number, zero or above")
    return int(value)


@cache
def _numeric(name):
    expression = {
        "term": lambda: distance_term(i),
        "limit": resisting_distance_limit,
        "lower": lambda: first_term_ratios()[0],
    }[name]()
    return sp.lambdify((i, r, R_b, c), expression, "scipy")


def distance_terms(index, radius, border, strength):
    """Terms D_u(i) + D_k(i) of the resisting distance, in 1/m.

    Parameters
    ----------
    index : array_like of int
        Numbers of the pairs; broadcasts with the others.
    radius, border : array_like
        Orbital radius and distance to the border, in m.
    strength : array_like
        Attraction coefficient, 0 to 1.

    Returns
    -------
    numpy.ndarray

    Raises
    ------
    ValueError
        If `radius` or `border` is not positive and finite, or `radius` reaches the neighbour,
        or `strength` is not between 0 and 1.
    """
    radius, border = _between_molecules(radius, border)
    return _numeric("term")(np.asarray(index), radius, border, _strength(strength))


def resisting_distance(radius, border, strength, pairs=None):
    """Resisting distance D in 1/m (Eq. 24).

    Parameters
    ----------
    radius : array_like
        Orbital radius in m, between 0 and twice the border.
    border : array_like
        Distance to the border in m.
    strength : array_like
        Attraction coefficient, 0 to 1. The three arrays broadcast.
    pairs : int, optional
        Last pair of the sum (0: the first term d, Eq. 37); without it the endless line, from
        its closed form.

    Returns
    -------
    numpy.ndarray

    Raises
    ------
    ValueError
        If a length is not positive, `radius` reaches the neighbour, `strength` leaves 0 to 1
        or `pairs` is negative.

    Examples
    --------
    >>> float(resisting_distance(0.5, 1.0, 1.0, pairs=0).round(6))
    -0.444444
    """
    radius, border = _between_molecules(radius, border)
    strength = _strength(strength)
    if pairs is None:
        return np.asarray(_numeric("limit")(0, radius, border, strength))
    total = np.zeros(np.broadcast_shapes(radius.shape, border.shape, strength.shape))
    for index in range(_pairs(pairs) + 1):
        total = total + distance_terms(index, radius, border, strength)
    return total


def first_term_range(radius, border, strength, half_width):
    """Least and greatest first term d (1/m) over a box of the two radii.

    Up to ``c = 1/5`` d falls with `radius` and rises with `border` as far as the border, so the
    ends are at two corners of the box.

    Parameters
    ----------
    radius, border : array_like
        Printed radii in m, the first not beyond the second.
    strength : array_like
        Attraction coefficient, 0 to 1/5.
    half_width : array_like
        Half a unit of the last printed place, in m.

    Returns
    -------
    least, greatest : numpy.ndarray

    Raises
    ------
    ValueError
        If `strength` exceeds 1/5 or the box reaches beyond the border.
    """
    radius, border = _between_molecules(radius, border)
    if np.any(_strength(strength) > 0.2):
        raise ValueError("strength must not exceed 1/5")
    if np.any(radius + half_width > border - half_width):
        raise ValueError("radius must stay within border over the whole box")
    return (
        resisting_distance(radius + half_width, border - half_width, strength, pairs=0),
        resisting_distance(radius - half_width, border + half_width, strength, pairs=0),
    )


def electron_level(radius, border, strength, pairs=None):
    """Energy of the electron's orbit against that at the border, in J (Fig. 7).

    The opposite of the lifting energy of Eq. 23 for elementary charges, positive in the tunnel.

    Parameters
    ----------
    radius : array_like
        Orbital radius in m, below twice the border.
    border : array_like
        Distance to the border in m.
    strength : array_like
        Attraction coefficient, 0 to 1.
    pairs : int, optional
        Last pair of the sum; without it the endless line.

    Returns
    -------
    numpy.ndarray
        In J.

    Raises
    ------
    ValueError
        If `radius` or `border` is not positive and finite, or `radius` reaches the neighbour,
        or `strength` is not between 0 and 1, or `pairs` is negative.
    """
    scale = constants.e**2 / (4 * np.pi * constants.epsilon_0)
    return -scale / 2 * resisting_distance(radius, border, strength, pairs)


def tail_bound(radius, border, strength, pairs):
    """Bound on what the pairs beyond `pairs` add to the resisting distance, in 1/m.

    With ``u = 2 i + 1`` and ``q = 1 - r / R_b``, let ``L`` and ``M`` be the terms of a left and a
    right molecule of full strength. Pair ``i`` contributes ``(1 + c)/2 (L + M) + (-1)^i (1 - c)/2
    (L - M)``. Here ``|L + M| <= 4 q u / (u^2 - 1)^2 = q/4 [1/i^2 - 1/(i + 1)^2]``, which
    telescopes, and ``L - M`` falls with ``u`` from at most ``6 q / (u^2 - 1)``, so that its
    alternating tail is below its first term.

    Parameters
    ----------
    radius, border, strength : array_like
        As in `resisting_distance`, `radius` not beyond the border.
    pairs : int
        Last pair kept.

    Returns
    -------
    numpy.ndarray

    Raises
    ------
    ValueError
        If `radius` or `border` is not positive and finite, or `radius` exceeds `border`, or
        `strength` is not between 0 and 1, or `pairs` is negative.
    """
    radius, border = _between_molecules(radius, border)
    if np.any(radius > border):
        raise ValueError("radius must not exceed border")
    strength, first = _strength(strength), _pairs(pairs) + 1
    even = (1 + strength) / (8 * first**2)
    odd = 3 * (1 - strength) / (4 * first * (first + 1))
    return (border - radius) / border**2 * (even + odd)


def first_term_conducting_ratio(strength):
    """Conducting radius ``R_c / R_b`` from the first term (Eq. 39).

    Parameters
    ----------
    strength : array_like
        Attraction coefficient, 0 to 1.

    Returns
    -------
    numpy.ndarray
        NaN where d has no zero between nucleus and border.

    Raises
    ------
    ValueError
        If `strength` is not between 0 and 1.
    """
    strength = _strength(strength)
    ratio = _numeric("lower")(0, 1.0, 1.0, strength)
    return np.where(ratio < 1, ratio, np.nan)


def conducting_ratio(strength, pairs=None):
    """Conducting radius ``R_c / R_b`` from the zero of the series.

    Parameters
    ----------
    strength : array_like
        Attraction coefficient, 0 to 1.
    pairs : int, optional
        Last pair of the sum; without it the endless line.

    Returns
    -------
    numpy.ndarray
        NaN where D has no zero between nucleus and border.

    Raises
    ------
    ValueError
        If `strength` is not between 0 and 1, or `pairs` is negative.
    """
    strength = _strength(strength)
    threshold = float(tunnel_threshold(pairs))

    def root(coefficient):
        if coefficient <= threshold:
            return np.nan
        # Slightly below the border, whose own zero would otherwise be found.
        return optimize.brentq(
            lambda ratio: float(resisting_distance(ratio, 1.0, coefficient, pairs)) / (1 - ratio),
            1e-3,
            1 - 1e-9 if coefficient - threshold > 1e-3 else 1 - 1e-6,
            xtol=1e-13,
        )

    return np.vectorize(root, otypes=[float])(strength)


def tunnel_width(strength, pairs=None):
    """Width of the tunnel's near half, ``(R_b - R_c) / R_b``; zero where there is none.

    Parameters
    ----------
    strength : array_like
        Attraction coefficient, 0 to 1.
    pairs : int, optional
        Last pair of the sum; without it the endless line.

    Returns
    -------
    numpy.ndarray
        From 0 to 1.

    Raises
    ------
    ValueError
        If `strength` is not between 0 and 1, or `pairs` is negative.
    """
    return 1 - np.nan_to_num(conducting_ratio(strength, pairs), nan=1.0)


def distance_ratio(radius, border, strength, pairs=None):
    """Ratio D/d of the series to its first term; without bound beside the zeros of d.

    Parameters
    ----------
    radius : array_like
        Orbital radius in m, below twice the border.
    border : array_like
        Distance to the border in m.
    strength : array_like
        Attraction coefficient, 0 to 1.
    pairs : int, optional
        Last pair of the sum; without it the endless line.

    Returns
    -------
    numpy.ndarray
        Dimensionless.

    Raises
    ------
    ValueError
        If `radius` or `border` is not positive and finite, or `radius` reaches the neighbour,
        or `strength` is not between 0 and 1, or `pairs` is negative.
    """
    series = resisting_distance(radius, border, strength, pairs)
    return series / resisting_distance(radius, border, strength, pairs=0)


def chain_potential(position, border, strength, pairs):
    """Potential of the first pairs on the line, over ``K Q``, in 1/m.

    All charges have one sign, so this grows as the logarithm of their number: only differences
    between two places have a limit, and a molecule with its strength is no neutral body.

    Parameters
    ----------
    position, border : array_like
        Place on the line, between 0 and twice the border, and the border, in m.
    strength : array_like
        Attraction coefficient, 0 to 1.
    pairs : int
        Last pair of the sum.

    Returns
    -------
    numpy.ndarray

    Raises
    ------
    ValueError
        If `position` or `border` is not positive and finite, or `position` reaches the
        neighbour, or `strength` is not between 0 and 1, or `pairs` is negative.
    """
    position, border = _between_molecules(position, border)
    strength = _strength(strength)
    total = 0.0
    for index in range(_pairs(pairs) + 1):
        total = total + strength ** (index % 2) / (2 * index * border + position)
        total = total + strength ** ((index + 1) % 2) / (2 * (index + 1) * border - position)
    return total


def line_density():
    """Mean charge per length of the line: what its far field is the field of.

    Returns
    -------
    sympy.Expr
        In ``Q``, ``c`` and ``R_b``.
    """
    return sp.factor(sum(Q * strength(sp.Integer(j)) for j in (0, 1)) / (4 * R_b))
