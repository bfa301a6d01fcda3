"""Liu's model of conduction: an electron between charges on a line, lifted to their border.

The symbols are the paper's. A nucleus of charge ``Q`` stands at the origin, its neighbour at
``2 R_b`` and the border between them at ``R_b``. The electron (charge ``e``, negative) is on
the line at ``r``; a positive force points away from its own nucleus. Every expression is worked
out from Coulomb's force, the work integral and uniform circular motion.

The symbolic functions return sympy expressions in the exported symbols. The numeric ones take
and return arrays in SI units.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
import sympy as sp
from scipy import constants

from lib.physics._arguments import positive

r, R_b, R_v, K, Q, m = sp.symbols("r R_b R_v K Q m", positive=True)
e = sp.Symbol("e", negative=True)
c = sp.Symbol("c", nonnegative=True)
v, d, x = sp.symbols("v d x", real=True)
i, N = sp.symbols("i N", integer=True, nonnegative=True)
q_1, q_2 = sp.symbols("q_1 q_2", real=True)
theta = sp.Symbol("theta", real=True)


# Charges on the line


def coulomb_force(first=q_1, second=q_2, separation=d):
    """Coulomb force between two charges, positive when they repel (Eq. 1).

    Parameters
    ----------
    first, second : sympy.Expr
        Charges.
    separation : sympy.Expr
        Distance between them.

    Returns
    -------
    sympy.Expr
    """
    return K * first * second / separation**2


def force_from_left(charge, position, at):
    """Force along the line on the electron at ``at`` from a charge nearer the origin's side.

    Repulsion drives the electron away from the charge, which here is outward.

    Parameters
    ----------
    charge : sympy.Expr
        The charge that acts.
    position : sympy.Expr
        Its place on the line.
    at : sympy.Expr
        Place of the electron.

    Returns
    -------
    sympy.Expr
        Positive outward.
    """
    return coulomb_force(charge, e, at - position)


def force_from_right(charge, position, at):
    """Force along the line on the electron at ``at`` from a charge beyond it.

    Repulsion drives the electron away from the charge, which here is back to the origin.

    Parameters
    ----------
    charge : sympy.Expr
        The charge that acts.
    position : sympy.Expr
        Its place on the line.
    at : sympy.Expr
        Place of the electron.

    Returns
    -------
    sympy.Expr
        Positive outward.
    """
    return -coulomb_force(charge, e, position - at)


def pair_force(strength=1, at=r):
    """Net force on the electron between its nucleus and one neighbour (Eqs. 2 and 15).

    Parameters
    ----------
    strength : sympy.Expr
        Charge of the neighbour in units of ``Q``: 1 for the proton of Eq. 2, ``c`` in Eq. 15.
    at : sympy.Expr
        Position of the electron, between 0 and ``2 R_b``.

    Returns
    -------
    sympy.Expr
        Positive when the electron is driven towards the neighbour.
    """
    return force_from_left(Q, 0, at) + force_from_right(strength * Q, 2 * R_b, at)


# Energies


def potential_step(force):
    """Work done against a force to move the electron from ``r`` to ``R_b`` (Eqs. 3 and 18).

    Parameters
    ----------
    force : sympy.Expr
        Force along the line as a function of ``r``.

    Returns
    -------
    sympy.Expr
    """
    along = force.subs(r, x)
    return -sum(sp.integrate(term, (x, r, R_b)) for term in sp.Add.make_args(along))


@cache
def centripetal_force(radius=d):
    """Inward force that keeps a mass in uniform circular motion (Eq. 4).

    Twice differentiates the trajectory of a point that goes round at speed ``v``.

    Parameters
    ----------
    radius : sympy.Expr
        Radius of the circle.

    Returns
    -------
    sympy.Expr
        In ``m``, ``v`` and the radius.
    """
    time = sp.Symbol("t", real=True)
    angle = v * time / radius
    outward = sp.Matrix([sp.cos(angle), sp.sin(angle)])
    acceleration = sp.diff(radius * outward, time, 2)
    return sp.simplify(-m * acceleration.dot(outward))


def orbital_kinetic_energy(force, radius=r):
    """Kinetic energy of a circular orbit held by a force along the line (Eqs. 5, 6 and 20).

    Parameters
    ----------
    force : sympy.Expr
        Outward force as a function of ``r``; its opposite is taken as the centripetal force.
    radius : sympy.Expr
        Radius of the orbit.

    Returns
    -------
    sympy.Expr
    """
    force_per_speed_squared = sp.cancel(centripetal_force(radius) / v**2)
    speed_squared = -force.subs(r, radius) / force_per_speed_squared
    return sp.expand_mul(m * speed_squared / 2)


def kinetic_step(force):
    """Kinetic energy of the orbit at ``R_b`` less that at ``r`` (Eqs. 7 and 21).

    Parameters
    ----------
    force : sympy.Expr
        Outward force along the line as a function of ``r``.

    Returns
    -------
    sympy.Expr
    """
    return orbital_kinetic_energy(force, R_b) - orbital_kinetic_energy(force, r)


def lifting_energy(force=None):
    """Energy that takes the electron from its orbit at ``r`` to that at ``R_b`` (Eqs. 8, 23).

    Parameters
    ----------
    force : sympy.Expr, optional
        Force along the line as a function of ``r``; by default that of nucleus and proton.

    Returns
    -------
    sympy.Expr
    """
    force = pair_force() if force is None else force
    return potential_step(force) + kinetic_step(force)


def as_distance(energy):
    """Energy in units of ``-K Q e / 2``: an inverse length, the paper's resisting distance.

    Parameters
    ----------
    energy : sympy.Expr
        Any energy.

    Returns
    -------
    sympy.Expr
        An inverse length.
    """
    return sp.expand_mul(-2 * energy / (K * Q * e))


# The hydrogen atom beside a proton


def lifting_numerator(ratio):
    """Polynomial whose roots are the zeros of the lifting energy of Eq. 8.

    Parameters
    ----------
    ratio : sympy.Symbol
        ``r / R_b``.

    Returns
    -------
    sympy.Poly
        Numerator of the lifting energy over a common denominator.
    """
    numerator, _ = sp.fraction(sp.cancel(as_distance(lifting_energy()).subs(r, ratio * R_b)))
    return sp.Poly(numerator, ratio)


def lifting_roots():
    """All zeros ``r / R_b`` of the lifting energy of Eq. 8, with their multiplicities.

    Returns
    -------
    dict of sympy.Expr to int
    """
    ratio = sp.Symbol("rho", positive=True)
    return sp.roots(lifting_numerator(ratio))


def lifting_roots_for_orbit():
    """All zeros ``R_b / r`` of Eq. 8 at a given orbit, with their multiplicities (Eq. 9).

    Returns
    -------
    dict of sympy.Expr to int
    """
    distance = sp.Symbol("y", positive=True)
    numerator, _ = sp.fraction(sp.cancel(as_distance(lifting_energy()).subs(R_b, distance * r)))
    return sp.roots(sp.Poly(numerator, distance))


def hydrogen_conducting_ratio():
    """Conducting radius ``R_c / R_b`` of hydrogen and proton (Eqs. 9 and 10).

    The zeros are the border itself, where nothing is left to lift; one beyond the proton,
    where the force of Eq. 2 no longer has the sign it was given; and this one, the only zero
    between nucleus and border.

    Returns
    -------
    sympy.Expr
        A number between 0 and 1.
    """
    (root,) = (root for root in lifting_roots() if root.is_real and 0 < root < 1)
    return root


def tunnel_region():
    """Ratios ``r / R_b`` up to the border where nothing need be paid to reach it (Eq. 11).

    Returns
    -------
    sympy.Set
    """
    ratio = sp.Symbol("rho", real=True)
    energy = as_distance(lifting_energy()).subs(r, ratio * R_b) * R_b
    return sp.solve_univariate_inequality(
        sp.together(energy) <= 0, ratio, relational=False, domain=sp.Interval.Lopen(0, 1)
    )


def lifting_minimum():
    """Ratio ``r / R_b`` of the lowest lifting energy, and the distance ``-2 E R_b / K Q e``.

    Returns
    -------
    ratio, distance : sympy.Expr
    """
    ratio = sp.Symbol("rho", positive=True)
    energy = sp.cancel(as_distance(lifting_energy()).subs(r, ratio * R_b) * R_b)
    slope, _ = sp.fraction(sp.together(sp.diff(energy, ratio)))
    (lowest,) = (root for root in sp.roots(slope, ratio) if root.is_real and 0 < root < 1)
    return lowest, energy.subs(ratio, lowest)


def circle_force(strength=1):
    """Force on an electron anywhere on a circle of radius ``r`` round its nucleus.

    The circle lies in a plane with the line of charges; ``theta`` is the angle from the
    neighbour's side. Uniform circular motion needs an inward force that is the same all the way
    round and no tangential one.

    Parameters
    ----------
    strength : sympy.Expr
        Charge of the neighbour in units of ``Q``.

    Returns
    -------
    inward, tangential : sympy.Expr
    """
    radial = sp.Matrix([sp.cos(theta), sp.sin(theta)])
    force = sp.zeros(2, 1)
    for charge, position in ((Q, 0), (strength * Q, 2 * R_b)):
        away = r * radial - sp.Matrix([position, 0])
        distance = sp.sqrt(sp.trigsimp(sp.expand(away.dot(away))))
        force += coulomb_force(charge, e, distance) * away / distance
    return -force.dot(radial), force.dot(sp.diff(radial, theta))


class Energies(NamedTuple):
    """Energies of the electron's orbit at each radius, against the orbit at the border.

    Attributes
    ----------
    lifting, potential, kinetic, total : numpy.ndarray
        In J, of the shape of the radii.
    """

    lifting: np.ndarray
    potential: np.ndarray
    kinetic: np.ndarray
    total: np.ndarray


def _between_molecules(radius, border):
    radius, border = positive("radius", radius), positive("border", border)
    if np.any(radius >= 2 * border):
        raise ValueError("radius must be below 2 * border, the neighbour's place")
    return radius, border


def pair_energies(radius, border, strength=1.0):
    """Energies of the electron between two charges, in joules (Fig. 2).

    Parameters
    ----------
    radius : array_like
        Orbital radius in m, between 0 and twice the border.
    border : array_like
        Distance from nucleus to border in m; broadcasts with `radius`.
    strength : array_like
        Charge of the neighbour in units of the elementary charge.

    Returns
    -------
    Energies
        ``potential`` and ``kinetic`` are those at `radius` less those at the border,
        ``total`` their sum and ``lifting`` its opposite.

    Raises
    ------
    ValueError
        If a length is not positive or `radius` reaches the neighbour.
    """
    radius, border = _between_molecules(radius, border)
    scale = constants.e**2 / (4 * np.pi * constants.epsilon_0)
    values = {K: scale, Q: 1, e: -1}
    force = pair_force(c)
    potential = sp.lambdify((r, R_b, c), -potential_step(force).subs(values))
    kinetic = sp.lambdify((r, R_b, c), -kinetic_step(force).subs(values))
    potential, kinetic = potential(radius, border, strength), kinetic(radius, border, strength)
    return Energies(-(potential + kinetic), potential, kinetic, potential + kinetic)
