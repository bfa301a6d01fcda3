"""What the pages can show is what the papers' modules compute, and the pages' words hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lib.book.answers import printed_value
from lib.explorables import critical_temperature, degrees_of_freedom, resisting_distance
from lib.papers import liu
from lib.papers.jiang import choice, formula
from lib.physics import eliashberg

PM = 1e-12


# Liu


@given(
    st.sampled_from(list(resisting_distance.BORDERS)),
    st.floats(0, 1),
    st.floats(0, 1),
    st.sampled_from(["first", "series"]),
)
def test_resisting_distance_between_the_ends_of_the_coefficient(border, place, c, kind):
    grids = resisting_distance.grids()
    nearest = resisting_distance.NEAREST
    radius = nearest + round(place * (border - nearest))
    at = grids["offset"][list(resisting_distance.BORDERS).index(border)] + radius - nearest
    mixed = (1 - c) * grids[f"{kind}_0"][at] + c * grids[f"{kind}_1"][at]
    pairs = 0 if kind == "first" else None
    wanted = 1e-9 * liu.resisting_distance(radius * PM, border * PM, c, pairs)
    np.testing.assert_allclose(mixed, wanted, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("border", [150, 215, 290])
def test_conducting_radius_between_the_ends_of_the_border(border):
    grids, borders = resisting_distance.grids(), resisting_distance.BORDERS
    share = (border - borders[0]) / (borders[-1] - borders[0])
    c = resisting_distance.COEFFICIENTS
    for kind, pairs in (("first", 0), ("series", None)):
        radius = (1 - share) * grids[f"inner_{kind}"] + share * grids[f"outer_{kind}"]
        inside = np.isfinite(radius)
        np.testing.assert_array_equal(inside, c > float(liu.tunnel_threshold(pairs)))
        at = liu.resisting_distance(radius[inside], border, c[inside], pairs)
        np.testing.assert_allclose(at * border, 0, atol=1e-9)


def test_the_tunnel_of_the_first_term_closes_sooner_and_the_table_has_none():
    thresholds = resisting_distance.thresholds()
    assert thresholds["series"] < thresholds["first"] < printed_value("liu-c-0225")
    assert printed_value("liu-t1-si", "c") < thresholds["series"]


# The critical temperature


def cubic(nodes, values, at):
    """The page's interpolation, by numpy's polynomial through the same four points."""
    first = np.clip(np.searchsorted(nodes, at) - 2, 0, len(nodes) - 4)
    pick = slice(first, first + 4)
    return np.polyval(np.polyfit(nodes[pick] - at, values[pick], 3), 0.0)


def test_interpolated_temperatures_are_within_one_part_in_ten_thousand():
    grids = critical_temperature.grids()
    nodes = np.log(critical_temperature.COUPLINGS)
    rows = range(0, len(critical_temperature.REPULSIONS), 5)
    for coupling in np.exp((nodes[1:] + nodes[:-1]) / 2):
        for row in rows:
            mu = critical_temperature.REPULSIONS[row]
            wanted = {
                "equations": eliashberg.einstein_table()(coupling, mu),
                "full": eliashberg.allen_dynes(1.0, coupling, mu, 1.0),
                "simple": eliashberg.allen_dynes(1.0, coupling, mu),
                "mcmillan": eliashberg.mcmillan(1.0, coupling, mu),
            }
            for name, value in wanted.items():
                found = np.exp(cubic(nodes, grids[name][row], np.log(coupling)))
                assert found == pytest.approx(float(value), rel=1e-4), (name, coupling, mu)


def test_every_spectrum_of_sulfur_hydride_meets_the_measurement_at_some_repulsion():
    rows = critical_temperature.hydrides()
    here = (rows["compound"] == "H3S").to_numpy()
    assert here.sum() == 4
    above = critical_temperature.grids()["hydride_equations"] > rows["measured"].to_numpy()
    assert above[0, here].all()
    assert not above[-1, here].any()


def test_spectra_of_sulfur_hydride_differ_by_more_than_equations_and_better_formula():
    grids, rows = critical_temperature.grids(), critical_temperature.hydrides()
    here = (rows["compound"] == "H3S").to_numpy()
    equations, full = (grids[f"hydride_{name}"][:, here] for name in ("equations", "full"))
    spread = equations.max(axis=1) / equations.min(axis=1) - 1
    assert np.all(spread > np.abs(full / equations - 1).max(axis=1))


def test_repulsion_decides_at_the_weak_end_and_not_at_the_couplings_of_the_hydrides():
    grids = critical_temperature.grids()
    assert np.exp(grids["equations"][0, 0] - grids["equations"][-1, 0]) > 100
    assert np.all(grids["hydride_equations"][-1] > grids["hydride_equations"][0] / 2)


def test_lanthanum_hydrides_lie_above_the_equations_at_the_usual_repulsions():
    rows = critical_temperature.hydrides()
    lanthanum = rows["compound"].str.contains("La").to_numpy()
    usual = np.abs(critical_temperature.REPULSIONS - 0.13) < 0.031
    found = critical_temperature.grids()["hydride_equations"][usual][:, lanthanum]
    assert np.all(found < rows["measured"].to_numpy()[lanthanum])


def test_the_formula_without_its_factor_is_low_at_the_couplings_of_the_hydrides():
    grids, rows = critical_temperature.grids(), critical_temperature.hydrides()
    strong = critical_temperature.COUPLINGS > rows["coupling"].min()
    usual = np.abs(critical_temperature.REPULSIONS - 0.13) < 0.031
    assert np.all(grids["simple_error"][usual][:, strong] < 0)


# Jiang


def test_temperatures_and_errors_are_those_of_the_formula():
    rows, grids = degrees_of_freedom.table(), degrees_of_freedom.grids()
    rng = np.random.default_rng(3)
    n, field = rows["electron_density"], rows["critical_field"]
    for _ in range(20):
        chosen = rng.integers(1, 17, len(rows))
        pick = np.arange(len(rows)), chosen - 1
        temperature = formula.critical_temperature(n, field, chosen)
        np.testing.assert_allclose(grids["temperature"][pick], temperature, rtol=1e-12)
        for reference in degrees_of_freedom.REFERENCES:
            required = formula.degrees_of_freedom(n, field, rows[reference])
            mean = grids[f"square_{reference}"][pick].mean()
            factor = np.interp(mean, grids["mean_square"], grids["factor"])
            assert factor == pytest.approx(choice.typical_error(required, chosen), rel=1e-4)
            met = grids[f"met_{reference}"][pick].mean()
            assert met == pytest.approx(choice.share_met(required, chosen))


def test_no_single_value_meets_every_metal_and_any_keeps_the_order():
    rows, grids = degrees_of_freedom.table(), degrees_of_freedom.grids()
    assert grids["met_measured"].sum(axis=0).max() < len(rows)
    for temperature in grids["temperature"].T:
        assert stats.spearmanr(temperature, rows["measured"]).statistic > 0.95
    assert rows.index[0] == "W"
    assert rows.index[-1] == "Nb"


def test_the_papers_choice_is_better_against_its_own_experiment():
    rows = degrees_of_freedom.table()
    n, field, i = (rows[k] for k in ("electron_density", "critical_field", "degrees_of_freedom"))
    errors = {
        reference: [
            choice.typical_error(formula.degrees_of_freedom(n, field, rows[reference]), chosen)
            for chosen in (np.full(len(rows), float(degrees_of_freedom.START)), i)
        ]
        for reference in ("measured", "printed")
    }
    assert errors["printed"][1] < errors["measured"][1] < errors["measured"][0]


def test_a_step_crosses_the_band_at_small_i_and_stays_inside_at_large():
    ratio = degrees_of_freedom.grids()["ratio"]
    step = ratio[:, :-1] / ratio[:, 1:]
    width = (1 + degrees_of_freedom.TOLERANCE) ** 2
    assert np.all(step[:, :2] > width)
    assert np.all(step[:, -4:] < 1 + degrees_of_freedom.TOLERANCE)
