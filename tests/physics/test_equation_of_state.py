"""Vinet's equation of state: limits, thermodynamic consistency, inverse."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.physics.equation_of_state import (
    vinet_bulk_modulus,
    vinet_compression,
    vinet_pressure,
)

GPA = 1e9
moduli = st.floats(0.1, 500).map(lambda k: k * GPA)
derivatives = st.floats(2, 9)
compressions = st.floats(0.05, 0.999)


@given(compressions, moduli, derivatives)
def test_bulk_modulus_is_minus_the_logarithmic_derivative_of_the_pressure(c, k, d):
    h = 1e-6
    numeric = -(vinet_pressure(c * np.exp(h), k, d) if c * np.exp(h) <= 1 else np.nan)
    numeric = (numeric + vinet_pressure(c * np.exp(-h), k, d)) / (2 * h)
    if np.isfinite(numeric):
        assert vinet_bulk_modulus(c, k, d) == pytest.approx(numeric, rel=1e-4)


@given(compressions, moduli, derivatives)
def test_compression_inverts_pressure(c, k, d):
    assert vinet_compression(vinet_pressure(c, k, d), k, d) == pytest.approx(c, rel=1e-6)


def test_small_strain_is_hookes_law_with_the_given_derivative():
    k, d = 100 * GPA, 4.5
    strain = 1e-4
    first = k * strain
    second = k * strain**2 * (d + 1) / 2
    assert vinet_pressure(1 - strain, k, d) == pytest.approx(first + second, rel=1e-6)


def test_modulus_starts_at_k0_and_rises_with_slope_k0_prime():
    k, d = 100 * GPA, 5.0
    assert vinet_bulk_modulus(1.0, k, d) == pytest.approx(k)
    p = vinet_pressure(1 - 1e-6, k, d)
    assert (vinet_bulk_modulus(1 - 1e-6, k, d) - k) / p == pytest.approx(d, rel=1e-4)


def test_pressure_scales_with_the_modulus():
    assert vinet_pressure(0.6, 2 * GPA, 4.0) == pytest.approx(2 * vinet_pressure(0.6, GPA, 4.0))


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ((1.2, GPA, 4), "compression"),
        ((0.5, -1, 4), "bulk_modulus"),
        ((0.5, GPA, 0.5), "derivative"),
    ],
)
def test_bad_input_is_named(arguments, name):
    with pytest.raises(ValueError, match=name):
        vinet_pressure(*arguments)
    with pytest.raises(ValueError, match="pressure"):
        vinet_compression(-1.0, GPA, 4.0)
