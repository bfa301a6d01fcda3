"""Jiang's Table 1 with the degrees of freedom chosen anew, for one metal or for all.

Every temperature and every error that a whole number from 1 to 16 can give is in the grids; the
page selects, adds up the squares of the selected errors and reads the typical error that goes with
their mean from a table.
"""

from functools import cache

import numpy as np
from bokeh.models import (
    Band,
    Button,
    Column,
    ColumnDataSource,
    FactorRange,
    InlineStyleSheet,
    Select,
    Span,
)

from lib.book import claims, tables
from lib.book.answers import printed_value
from lib.book.figures import COLOURS
from lib.explorables import style
from lib.papers.jiang import choice, formula

FREEDOM = np.arange(1, 17)
START = 3  # for all metals
ALL = "all metals"
REFERENCES = ("measured", "printed")
TOLERANCE = 0.1
# typical errors that the page can show, closely spaced
RATIOS = np.geomspace(1, 1e3, 1201)
# of the chapter: the original works first
SOURCES = ("gubser1973", "kim2011", "pymatgen")

LABEL = "Jiang's table with the degrees of freedom as a slider"


@cache
def table():
    """Table 1, a row a metal, in the order of the measured critical temperatures.

    Returns
    -------
    pandas.DataFrame
        Indexed by the metal; ``electron_density`` in 1/m³, ``critical_field`` in T,
        ``degrees_of_freedom``, ``theory``, ``printed`` and ``measured`` temperatures in K: as
        the paper computes them, as it quotes experiment, and as the tables have them.
    """
    import pandas as pd

    keys = {
        key.split("-")[-1].capitalize(): key
        for key, claim in claims.papers()["jiang"].claims.items()
        if claim.kind == "row"
    }
    columns = ("electron_density", "critical_field", "degrees_of_freedom")
    frame = pd.DataFrame(
        {
            metal: {name: printed_value(key, name) for name in columns}
            | {
                "theory": printed_value(key),
                "printed": printed_value("jiang-t1-field", metal.lower()),
            }
            for metal, key in keys.items()
        }
    ).T
    name = "critical_temperature"
    measured = tables.preferred(f"metal_{name}", name, list(keys), SOURCES)[name]
    return frame.assign(measured=measured).sort_values("measured")


@cache
def grids():
    """Everything that the page can show.

    Returns
    -------
    dict of str to numpy.ndarray
        ``temperature`` and ``ratio``, shape (metals, `FREEDOM`): T_c in K and over the measured one.
        ``square_measured``, ``met_measured`` and the same with ``printed``: square of the
        logarithmic error against either temperature, and whether it is within a tenth (0 or 1).
        ``mean_square`` and ``factor``: mean squares and the typical errors that go with them.
    """
    rows = table()
    density, field = (rows[n].to_numpy()[:, None] for n in ("electron_density", "critical_field"))
    found = {"temperature": formula.critical_temperature(density, field, FREEDOM)}
    found["ratio"] = found["temperature"] / rows["measured"].to_numpy()[:, None]
    for reference in REFERENCES:
        required = formula.degrees_of_freedom(density, field, rows[reference].to_numpy()[:, None])
        found[f"square_{reference}"] = choice.log_errors(required, FREEDOM) ** 2
        met = choice.share_met(required[..., None], FREEDOM[:, None], TOLERANCE)
        found[f"met_{reference}"] = met
    found["mean_square"] = choice.log_errors(RATIOS**2, 1.0) ** 2
    found["factor"] = choice.typical_error(RATIOS[:, None] ** 2, 1.0)
    return found


def _summary(freedom):
    """Typical error and number of metals met, against either temperature, for an i a metal."""
    rows = table()
    found = []
    for reference in REFERENCES:
        required = formula.degrees_of_freedom(
            rows["electron_density"], rows["critical_field"], rows[reference]
        )
        error = choice.typical_error(required, freedom)
        met = len(rows) * choice.share_met(required, freedom, TOLERANCE)
        found += [f"{error:.3f}", f"{met:.0f}"]
    return found


def _points():
    rows, data = table(), grids()
    here = np.full(len(rows), START)
    pick = np.arange(len(rows)), here - 1
    return {
        "metal": list(rows.index),
        "i": here,
        "measured": rows["measured"].to_numpy(),
        "theory": rows["theory"].to_numpy(),
        "temperature": data["temperature"][pick],
        "ratio": data["ratio"][pick],
    }


def figure():
    """Draw the first setting with matplotlib."""
    import matplotlib.pyplot as plt

    p = _points()
    fig, (above, below) = plt.subplots(2, 1, figsize=(7.6, 5.6), sharex=True)
    above.semilogy(p["metal"], p["measured"], "_", ms=15, mew=2.2, color="black", label="measured")
    above.plot(p["metal"], p["theory"], "o", ms=10, mfc="none", color=COLOURS["vermilion"])
    above.lines[-1].set_label("printed")
    above.plot(p["metal"], p["temperature"], "o", ms=5, color=COLOURS["blue"], label="from this i")
    below.axhspan(1 / (1 + TOLERANCE), 1 + TOLERANCE, color=COLOURS["sky"], alpha=0.3, lw=0)
    below.axhline(1, color="black", lw=0.8)
    below.semilogy(p["metal"], p["ratio"], "o", ms=5, color=COLOURS["blue"])
    for metal, ratio, i in zip(p["metal"], p["ratio"], p["i"], strict=True):
        below.annotate(
            f"{i}", (metal, ratio), (0, 6), textcoords="offset points", ha="center", size=9
        )
    below.set_yticks([0.25, 0.5, 1, 2, 4], ["0.25", "0.5", "1", "2", "4"])
    below.minorticks_off()
    below.set(ylim=RATIO_RANGE, ylabel="over measured")
    above.set(ylim=TEMPERATURE_RANGE, ylabel="critical temperature (K)")
    above.legend(loc="upper left")
    return fig


def alt():
    """Say what the static figure shows."""
    measured = table()["measured"]
    _, met, _, _ = _summary(np.full(len(measured), float(START)))
    return (
        f"Two panels over {len(measured)} metals in the order of their measured critical "
        f"temperatures, from {measured.index[0]} at {measured.iloc[0]:.2g} kelvin to "
        f"{measured.index[-1]} at {measured.iloc[-1]:.3g}, with "
        f"{START} degrees of freedom each. "
        "Above, measured, printed and recomputed temperatures on a logarithmic axis. Below, "
        f"recomputed over measured temperature: {met} metals lie within ten per cent of one."
    )


TEMPERATURE_RANGE, RATIO_RANGE = (0.003, 60), (0.2, 5)


def layout():
    """Return the Bokeh document."""
    rows, data = table(), grids()
    metals = list(rows.index)
    points = ColumnDataSource(
        {k: (v if k == "metal" else np.asarray(v).tolist()) for k, v in _points().items()},
        name="points",
    )
    points.data["label"] = [str(i) for i in points.data["i"]]
    common = {"x_range": FactorRange(factors=metals), "y_axis_type": "log"}
    above = style.plot(
        260, y_range=TEMPERATURE_RANGE, y_axis_label="critical temperature (K)", **common
    )
    below = style.plot(
        260,
        y_range=RATIO_RANGE,
        y_axis_label="over measured",
        **common,
    )
    below.yaxis.ticker = [0.25, 0.5, 1, 2, 4]
    below.yaxis.major_label_overrides = {0.25: "0.25", 0.5: "0.5", 1: "1", 2: "2", 4: "4"}
    above.xaxis.major_label_text_alpha = 0
    above.xaxis.major_label_text_font_size = "0px"
    above.xaxis.major_tick_line_color = None
    below.add_layout(Span(location=1, dimension="width", line_color="#000000"))
    for panel in (above, below):
        panel.xgrid.visible = False
        panel.xaxis.major_label_orientation = "vertical"
    above.scatter(
        "metal",
        "measured",
        source=points,
        marker="dash",
        size=14,
        line_color="#000000",
        line_width=2.5,
        legend_label="measured",
    )
    above.scatter(
        "metal",
        "theory",
        source=points,
        size=13,
        fill_color=None,
        line_color=COLOURS["vermilion"],
        line_width=1.5,
        legend_label="printed",
    )
    above.scatter(
        "metal",
        "temperature",
        source=points,
        size=7,
        color=COLOURS["blue"],
        legend_label="from this i",
    )
    style.legend(above, "top_left")
    band = ColumnDataSource(
        {
            "metal": metals,
            "low": [1 / (1 + TOLERANCE)] * len(metals),
            "high": [1 + TOLERANCE] * len(metals),
        }
    )
    below.add_layout(
        Band(
            base="metal",
            lower="low",
            upper="high",
            source=band,
            fill_color=COLOURS["sky"],
            fill_alpha=0.3,
            line_color=None,
        )
    )
    below.scatter("metal", "ratio", source=points, size=7, color=COLOURS["blue"])
    below.text(
        "metal",
        "ratio",
        text="label",
        source=points,
        text_font_size="12px",
        text_align="center",
        y_offset=-6,
        text_color="#222222",
    )

    def sheet():
        return [InlineStyleSheet(css=style.CONTROLS)]

    metal = Select(
        name="metal",
        title="Metal",
        options=[ALL, *metals],
        value=ALL,
        sizing_mode="stretch_width",
        stylesheets=sheet(),
    )
    freedom = style.slider("i", "Degrees of freedom i", 1, int(FREEDOM[-1]), 1, START)
    paper = Button(name="paper", label="The paper's i for every metal", stylesheets=sheet())
    reading = style.reading("reading", "Errors of this setting")
    models = {
        "metal": metal,
        "freedom": freedom,
        "points": points,
        "grid": ColumnDataSource(
            {k: v.ravel() for k, v in data.items() if v.shape == (len(rows), 16)}
        ),
        "factors": ColumnDataSource({k: data[k] for k in ("mean_square", "factor")}),
        "printed_choice": rows["degrees_of_freedom"].astype(int).tolist(),
        "all_metals": ALL,
        "fixed": {
            "The paper's i": _summary(rows["degrees_of_freedom"].to_numpy()),
            f"i = {START} for all": _summary(np.full(len(rows), float(START))),
        },
        "reading": reading,
    }
    update = style.script(__file__, **models)
    metal.js_on_change("value", update)
    freedom.js_on_change("value", update)
    paper.js_on_event("button_click", update)
    return Column(
        children=[metal, freedom, paper, above, below, reading], sizing_mode="stretch_width"
    )
