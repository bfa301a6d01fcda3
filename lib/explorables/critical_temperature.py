"""T_c over coupling and repulsion: the equations, three formulas, and the hydrides among them.

One phonon energy stands for the spectrum, and μ* belongs to that energy. The page selects μ* and
interpolates logarithms by a cubic through four couplings, which is exact to one part in ten
thousand.
"""

from functools import cache

import numpy as np
from bokeh.models import Column, ColumnDataSource, Span
from scipy import constants

from lib.book import tables
from lib.book.figures import COLOURS
from lib.explorables import style
from lib.physics import eliashberg

KELVIN = 1e-3 * constants.e / constants.k  # kelvin in a millielectronvolt
START = {"coupling": 1.67, "repulsion": 0.12}
COUPLINGS = np.geomspace(0.4, 4.0, 81)
REPULSIONS = np.linspace(0, 0.2, 41)
# whose calculation an entry of data/tables/eliashberg_parameters is
AUTHORS = {
    "h3s-errea-anharmonic": "Errea, anharmonic",
    "h3s-errea-harmonic": "Errea",
    "h3s-floreslivas": "Flores-Livas",
    "h3s-duan": "Duan",
    "lah10-liu": "Liu",
    "layh20": "Semenok",
}
# the measurement that a compound's spectra are held against, of data/tables/hydride_measurements
MEASURED = {"H3S": "h3s-155", "LaH10": "lah10-170", "(La,Y)H20": "layh10-183"}

LABEL = "Critical temperature over coupling and repulsion, with a slider for each"


def _formulas(coupling, repulsion):
    """T_c over the phonon energy by the equations and the formulas, each array broadcast."""
    return {
        "equations": eliashberg.einstein_critical_temperature(coupling, repulsion),
        "full": eliashberg.allen_dynes(1.0, coupling, repulsion, 1.0),
        "simple": eliashberg.allen_dynes(1.0, coupling, repulsion),
        "mcmillan": eliashberg.mcmillan(1.0, coupling, repulsion),
    }


def hydrides():
    """Published spectra whose logarithmic energy is printed, beside what was measured.

    Returns
    -------
    pandas.DataFrame
        Columns of ``eliashberg_parameters``; ``temperature``, the logarithmic energy in K, and
        ``measured``, the critical temperature in K.
    """
    spectra = tables.read("eliashberg_parameters")
    spectra = spectra[spectra["logarithmic_energy"].notna()].reset_index(drop=True)
    measured = tables.read("hydride_measurements").set_index("measurement")["critical_temperature"]
    return spectra.assign(
        temperature=spectra["logarithmic_energy"] * KELVIN,
        measured=[float(measured[MEASURED[c]]) for c in spectra["compound"]],
    )


@cache
def grids():
    """Everything that the page can show.

    Returns
    -------
    dict of str to numpy.ndarray
        ``equations``, ``full``, ``simple``, ``mcmillan``: ln of T_c over the phonon energy, shape
        (`REPULSIONS`, `COUPLINGS`). ``full_error`` and so on: error of the formula in per cent.
        ``hydride_equations``, ``hydride_full``: T_c in K of each row of `hydrides`, shape
        (`REPULSIONS`, rows).
    """
    values = _formulas(COUPLINGS, REPULSIONS[:, None])
    found = {name: np.log(value) for name, value in values.items()}
    for name in ("full", "simple", "mcmillan"):
        found[f"{name}_error"] = 100 * (values[name] / values["equations"] - 1)
    rows = hydrides()
    at = _formulas(rows["coupling"].to_numpy(), REPULSIONS[:, None])
    for name in ("equations", "full"):
        found[f"hydride_{name}"] = at[name] * rows["temperature"].to_numpy()
    return found


STYLES = {
    "equations": ("black", "solid", "equations"),
    "full": ("blue", "dashed", "Allen–Dynes, f₁"),
    "simple": ("vermilion", "dotdash", "Allen–Dynes"),
    "mcmillan": ("green", "dotted", "McMillan"),
}
DASHES = {"solid": "-", "dashed": "--", "dotdash": "-.", "dotted": ":"}
# where the name of a compound stands beside its first point: to the right, below, and aligned
NAMED = {"H3S": (-4, -8, "right"), "LaH10": (-8, 5, "right"), "(La,Y)H20": (2, 20, "right")}
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
LEFT, RIGHT = (0, 0.36), (-48, 24)


def _marks():
    """Name, couplings, reduced measured temperatures and place of the name of each compound."""
    rows = hydrides().sort_values("coupling")
    for compound, place in NAMED.items():
        here = rows[rows["compound"] == compound]
        reduced = here["measured"] / here["temperature"]
        yield compound.translate(SUBSCRIPTS), list(here["coupling"]), list(reduced), place


def _at_start():
    data = grids()
    row = int(np.argmin(np.abs(REPULSIONS - START["repulsion"])))
    lines = {name: np.exp(data[name][row]) for name in STYLES}
    errors = {f"{n}_error": data[f"{n}_error"][row] for n in ("full", "simple", "mcmillan")}
    return lines | errors


def figure():
    """Draw the first setting with matplotlib."""
    import matplotlib.pyplot as plt

    lines = _at_start()
    fig, (left, right) = plt.subplots(1, 2, figsize=(7.6, 3.8))
    for name, (colour, dash, label) in STYLES.items():
        look = {"ls": DASHES[dash], "color": COLOURS[colour]}
        left.plot(COUPLINGS, lines[name], label=label, **look)
        if name != "equations":
            right.plot(COUPLINGS, lines[f"{name}_error"], **look)
    for name, x, y, (dx, dy, align) in _marks():
        left.plot(x, y, "o", color=COLOURS["purple"], mec="black")
        left.annotate(name, (x[0], y[0]), (dx, -dy), textcoords="offset points", ha=align)
    for ax in (left, right):
        ax.axvline(START["coupling"], color=COLOURS["grey"], lw=1, ls=":")
        ax.set(xlabel="coupling λ", xlim=(0.4, 4))
    right.axhline(0, color="black", lw=0.8)
    left.set(ylabel="critical temperature (ħω)", ylim=LEFT)
    right.set(ylabel="error of the formula (%)", ylim=RIGHT)
    left.legend(loc="upper left")
    return fig


def alt():
    """Say what the static figure shows."""
    lines, rows = _at_start(), hydrides()
    last = {name: lines[f"{name}_error"][-1] for name in ("full", "simple", "mcmillan")}
    return (
        f"Two panels against the coupling from {COUPLINGS[0]:g} to {COUPLINGS[-1]:g} at a Coulomb "
        f"pseudopotential of {START['repulsion']}. Left, critical temperature over phonon energy: "
        f"at the strongest coupling the equations reach {lines['equations'][-1]:.2f}, Allen and "
        f"Dynes' formula with its factor {lines['full'][-1]:.2f}, without it "
        f"{lines['simple'][-1]:.2f} and McMillan's {lines['mcmillan'][-1]:.2f}; {len(rows)} "
        "spectra of hydrides are marked at their measured temperatures. Right, the errors of "
        f"the three formulas, there {last['full']:+.0f}, {last['simple']:+.0f} and "
        f"{last['mcmillan']:+.0f} per cent."
    )


def layout():
    """Return the Bokeh document."""
    data, rows, lines = grids(), hydrides(), _at_start()
    curve = ColumnDataSource({"coupling": COUPLINGS, **lines}, name="curve")
    point = ColumnDataSource(
        {"coupling": [START["coupling"]], **{n: [0.0] for n in lines}}, name="point"
    )
    panels = ("left", "right")
    left = style.plot(
        x_range=(0.4, 4),
        y_range=LEFT,
        x_axis_label="coupling λ",
        y_axis_label="critical temperature (ħω)",
    )
    right = style.plot(
        x_range=(0.4, 4),
        y_range=RIGHT,
        x_axis_label="coupling λ",
        y_axis_label="error of the formula (%)",
    )
    right.add_layout(Span(location=0, dimension="width", line_color="#000000"))
    places = {
        name: Span(
            location=START["coupling"],
            dimension="height",
            line_color=COLOURS["grey"],
            line_dash="dotted",
            line_width=1.5,
        )
        for name in panels
    }
    left.add_layout(places["left"])
    right.add_layout(places["right"])
    for name, (colour, dash, label) in STYLES.items():
        look = {"line_color": COLOURS[colour], "line_width": 2.2, "line_dash": dash}
        left.line("coupling", name, source=curve, legend_label=label, **look)
        left.scatter("coupling", name, source=point, size=7, color=COLOURS[colour])
        if name != "equations":
            right.line("coupling", f"{name}_error", source=curve, **look)
            right.scatter("coupling", f"{name}_error", source=point, size=7, color=COLOURS[colour])
    for name, x, y, (dx, dy, align) in _marks():
        left.scatter(x, y, size=8, fill_color=COLOURS["purple"], line_color="#000000")
        words = {"x_offset": dx, "y_offset": -dy, "text_align": align}
        style.note(left, name, x[0], y[0], "black", **words)
    style.legend(left, "top_left")

    sliders = {
        "coupling": style.slider("coupling", "Coupling λ", 0.4, 4, 0.01, START["coupling"], "0.00"),
        "repulsion": style.slider(
            "repulsion", "Coulomb pseudopotential μ*", 0, 0.2, 0.005, START["repulsion"], "0.000"
        ),
    }
    numbers = style.reading("numbers", "Numbers of this setting")
    hydride_numbers = style.reading("hydrides", "Hydrides at this repulsion", live=False)
    update = style.script(
        __file__,
        **sliders,
        curve=curve,
        point=point,
        place_left=places["left"],
        place_right=places["right"],
        grid=ColumnDataSource(
            {n: v.ravel().astype(np.float32) for n, v in data.items() if "_" not in n}
        ),
        errors=ColumnDataSource(
            {n: v.ravel().astype(np.float32) for n, v in data.items() if n.endswith("_error")}
        ),
        at_hydrides=ColumnDataSource(
            {n: data[f"hydride_{n}"].ravel().astype(np.float32) for n in ("equations", "full")}
        ),
        logarithms=np.log(COUPLINGS).tolist(),
        names={name: label for name, (_, _, label) in STYLES.items()},
        spectra=[
            {
                "compound": row.compound.translate(SUBSCRIPTS),
                "authors": AUTHORS[row.entry],
                "coupling": f"{row.coupling:.2f}",
                "phonon": f"{row.temperature:.0f}",
                "published": f"{row.calculated_low:.0f}"
                if row.calculated_low == row.calculated_high
                else f"{row.calculated_low:.0f}–{row.calculated_high:.0f}",
                "measured": f"{row.measured:.0f}",
            }
            for row in rows.itertuples()
        ],
        numbers=numbers,
        hydride_numbers=hydride_numbers,
    )
    for control in sliders.values():
        control.js_on_change("value", update)
    return Column(
        children=[*sliders.values(), style.side_by_side(left, right), numbers, hydride_numbers],
        sizing_mode="stretch_width",
    )
