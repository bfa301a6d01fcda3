"""Liu's way from the lifting energy to a resistivity (Eqs. 25 to 35), and its dimensions."""

import sympy as sp

from lib.papers.liu.pair import K, Q, e

A, L, T, V, s, u, D = sp.symbols("A L T V s u D", positive=True)
p, n = sp.symbols("p n", positive=True)
E_c = sp.Symbol("E_c", real=True)

# Exponents of kg, m, s and A.
DIMENSIONS = {
    K: (1, 3, -4, -2),
    Q: (0, 0, 1, 1),
    e: (0, 0, 1, 1),
    A: (0, 2, 0, 0),
    L: (0, 1, 0, 0),
    T: (0, 0, 1, 0),
    V: (1, 2, -3, -1),
    s: (0, 1, -1, 0),
    D: (0, -1, 0, 0),
    E_c: (1, 2, -2, 0),
    u: (0, 0, 0, 0),
    p: (0, 0, 0, 0),
    n: (0, 0, 0, 0),
}


def lifting_potential():
    """Lifting energy per charge (Eq. 25).

    Returns
    -------
    sympy.Expr
    """
    return E_c / e


def voltage():
    """Voltage taken as proportional to the lifting potential and the number lifted (Eq. 26).

    Returns
    -------
    sympy.Expr
    """
    return p * n * lifting_potential()


def current():
    """Charge of the electrons over the time they take (Eq. 27).

    Returns
    -------
    sympy.Expr
    """
    return e * n / T


def resistance():
    """Voltage over current (Eq. 28).

    Returns
    -------
    sympy.Expr
    """
    return voltage() / current()


def resistivity_from_energy():
    """Resistance times cross-section over length (Eq. 29).

    Returns
    -------
    sympy.Expr
    """
    return resistance() * A / L


def resistivity_from_distance():
    """The same with the lifting energy as a resisting distance (Eq. 30).

    Returns
    -------
    sympy.Expr
    """
    return resistivity_from_energy().subs(E_c, -K * Q * e * D / 2)


def resistivity():
    """The same with the drift speed ``L / T`` and the charge ``Q = -u e`` (Eqs. 31 to 33, 35).

    Returns
    -------
    sympy.Expr
    """
    return resistivity_from_distance().subs(T, L / s).subs(Q, -u * e)


def microscopic_resistivity():
    """Z, the factor between resistivity and resisting distance (Eqs. 34, 35).

    Returns
    -------
    sympy.Expr
    """
    return resistivity() / D


def implied_coefficient(density):
    """The coefficient p that Eq. 26 needs for a wire with all its carriers under way.

    Parameters
    ----------
    density : sympy.Expr
        Carriers per volume; ``n = density A L`` of them pass in the time ``L / s``.

    Returns
    -------
    sympy.Expr
        p, from Eqs. 25 and 26 with the applied voltage ``V``, negative as ``e`` is.
    """
    (coefficient,) = sp.solve(voltage().subs(n, density * A * L) + V, p)
    return coefficient.subs(E_c, -K * Q * e * D / 2).subs(Q, -u * e)


def implied_resistivity(density):
    """Resistivity with the implied coefficient: the field over the current density.

    The lifting energy drops out, so Eq. 35 by itself says nothing about it.

    Parameters
    ----------
    density : sympy.Expr
        Carriers per volume.

    Returns
    -------
    sympy.Expr
    """
    return sp.cancel(resistivity().subs(p, implied_coefficient(density)))


def dimension(expression):
    """Exponents of kg, m, s and A in a product of powers of the symbols above.

    Parameters
    ----------
    expression : sympy.Expr
        A product of powers of the symbols.

    Returns
    -------
    tuple of int
        The four exponents.

    Raises
    ------
    ValueError
        If a symbol has no entry in `DIMENSIONS`.
    """
    total = [0, 0, 0, 0]
    for base, power in expression.as_powers_dict().items():
        if base.is_number:
            continue
        if base not in DIMENSIONS:
            raise ValueError(f"{base} has no dimension here; known: {sorted(map(str, DIMENSIONS))}")
        total = [sofar + power * one for sofar, one in zip(total, DIMENSIONS[base], strict=True)]
    return tuple(total)


def scaling_exponent(expression, symbol):
    """Power of a symbol in a monomial: 0 for a quantity that does not depend on it.

    Parameters
    ----------
    expression : sympy.Expr
        A product of powers of the symbols.
    symbol : sympy.Symbol
        One of its symbols.

    Returns
    -------
    sympy.Expr
        A number if the expression is a monomial.
    """
    return sp.simplify(symbol * sp.diff(expression, symbol) / expression)
