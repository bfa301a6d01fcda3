"""The description of Table 1's printed column, on made-up rows."""

import numpy as np
import pytest

from lib.papers.liu import chain, table

RADIUS = np.array([80.0, 110.0, 120.0, 130.0, 140.0, 150.0, 170.0])
BORDER = np.array([170.0, 200.0, 125.0, 175.0, 141.0, 165.0, 180.0])
RESISTIVITY = np.array([3.0, 700.0, 0.02, 0.5, 0.03, 8.0, 0.1])


def test_shape_falls_with_the_square_of_the_gap():
    gap = np.array([1e-4, 1e-5])
    values = table.column_shape(1 - gap, 1)
    assert values / gap**2 == pytest.approx([0.25, 0.25], rel=1e-3)
    assert table.column_shape(1, 1) == 0
    assert table.column_shape(1, 2) == pytest.approx(0.25 * (0.5 + 2.6 * 0.25) / (2 * 1.5**2))


def test_shape_depends_on_the_ratio_alone():
    assert table.column_shape(138, 140) == pytest.approx(table.column_shape(1.38, 1.4))


def test_law_recovers_the_shape_it_is_given():
    column = 1e12 * RESISTIVITY * table.column_shape(RADIUS, BORDER)
    law = table.column_law(RADIUS, BORDER, RESISTIVITY, column)
    assert law.exponent == pytest.approx(1, abs=1e-6)
    assert law.coefficients == pytest.approx([0.25e12, -0.25e12, 0.65e12], rel=1e-6)
    assert law.misfit < 1e-9


def test_law_does_not_fit_a_column_without_the_resistivity():
    column = chain.resisting_distance(RADIUS, BORDER, 0.1, pairs=0)
    assert table.column_law(RADIUS, BORDER, RESISTIVITY, column).misfit > 0.5


def test_law_measures_another_power_of_the_resistivity():
    column = RESISTIVITY**1.001 * table.column_shape(RADIUS, BORDER)
    law = table.column_law(RADIUS, BORDER, RESISTIVITY, column)
    assert 1 < law.exponent < 1.002
    assert 0 < law.misfit < 0.02


def test_law_refuses_bad_rows():
    with pytest.raises(ValueError, match="four"):
        table.column_law(RADIUS[:3], BORDER[:3], RESISTIVITY[:3], RESISTIVITY[:3])
    with pytest.raises(ValueError, match="resistivity"):
        table.column_law(RADIUS, BORDER, -RESISTIVITY, RESISTIVITY)
    with pytest.raises(ValueError, match="column"):
        table.column_law(RADIUS, BORDER, RESISTIVITY, 0 * RESISTIVITY)
