"""Liu's resisting distance as the strength of the neighbours and the border move.

The resisting distance is linear in the attraction coefficient, and the conducting radius in the
border, so that the page may interpolate between two ends without error; everything else stands on
the steps of the sliders.
"""

from functools import cache

import numpy as np
from bokeh.models import BoxAnnotation, Column, ColumnDataSource, Span

from lib.book.answers import printed_value
from lib.book.figures import COLOURS
from lib.explorables import style
from lib.papers import liu

PICOMETRE = 1e-12
START = {"coefficient": 0.35, "border": 200, "orbit": 150}
COEFFICIENTS = np.linspace(0, 1, 201)
BORDERS = np.arange(125, 301, 5)  # pm
NEAREST = 40  # pm, the innermost radius shown
LIMITS = (-5.5, 4.5)  # 1/nm
KINDS = {"first": 0, "series": None}

LABEL = "Liu's resisting distance, with sliders for the coefficient, the border and the orbit"


@cache
def grids():
    """Everything that the page can show.

    Returns
    -------
    dict of str to numpy.ndarray
        ``offset``: for each of `BORDERS` where its radii begin in the flat arrays; radii are
        `NEAREST`, `NEAREST` + 1 and so on to the border, in pm. ``first_0``, ``first_1``,
        ``series_0``, ``series_1``: resisting distance in 1/nm at these radii for a coefficient of
        0 and 1. ``inner_first`` and so on: conducting radius in pm for each of `COEFFICIENTS` at
        the least and the greatest border, NaN where there is no tunnel.
    """
    radii = [np.arange(NEAREST, border + 1) for border in BORDERS]
    radius = np.concatenate(radii)
    border = np.repeat(BORDERS, [len(r) for r in radii])
    found = {"offset": np.cumsum([0, *(len(r) for r in radii[:-1])])}
    for kind, pairs in KINDS.items():
        for end in (0, 1):
            values = liu.resisting_distance(radius * PICOMETRE, border * PICOMETRE, end, pairs)
            found[f"{kind}_{end}"] = np.where(radius == border, 0.0, values * 1e-9)
        found[f"inner_{kind}"] = _ratios()[kind] * BORDERS[0]
        found[f"outer_{kind}"] = _ratios()[kind] * BORDERS[-1]
    return found


@cache
def _ratios():
    return {
        "first": liu.first_term_conducting_ratio(COEFFICIENTS),
        "series": liu.conducting_ratio(COEFFICIENTS),
    }


@cache
def thresholds():
    """Coefficient above which there is a tunnel, by the first term and by the series."""
    return {kind: float(liu.tunnel_threshold(pairs)) for kind, pairs in KINDS.items()}


def _first_setting():
    """Curves at the first setting: radius and D of either kind, and the conducting radii."""
    c, border = START["coefficient"], START["border"]
    radius = np.arange(NEAREST, border + 1)
    curves = {
        kind: 1e-9 * liu.resisting_distance(radius * PICOMETRE, border * PICOMETRE, c, pairs)
        for kind, pairs in KINDS.items()
    }
    inner = {kind: ratio * border for kind, ratio in _ratios().items()}
    here = int(np.argmin(np.abs(COEFFICIENTS - c)))
    return radius, curves, inner, {kind: values[here] for kind, values in inner.items()}


STYLES = {"first": ("blue", "first term"), "series": ("vermilion", "whole series")}


def figure():
    """Draw the first setting with matplotlib."""
    import matplotlib.pyplot as plt

    radius, curves, inner, now = _first_setting()
    c, border, orbit = (START[name] for name in ("coefficient", "border", "orbit"))
    fig, (left, right) = plt.subplots(1, 2, figsize=(7.6, 3.6))
    left.axvspan(now["series"], border, color=COLOURS["orange"], alpha=0.25, lw=0)
    for kind, dash in (("first", "-"), ("series", "--")):
        colour, label = STYLES[kind]
        left.plot(radius, curves[kind], dash, color=COLOURS[colour], label=label)
        right.plot(COEFFICIENTS, inner[kind], dash, color=COLOURS[colour], label=label)
        right.plot(c, now[kind], "o", color=COLOURS[colour])
        here = np.interp(orbit, radius, curves[kind])
        left.plot(orbit, here, "o", color=COLOURS[colour])
    left.axhline(0, color="black", lw=0.8)
    left.axvline(border, color="black", lw=1.2)
    left.axvline(orbit, color=COLOURS["grey"], lw=1, ls=":")
    left.set(xlabel="radius (pm)", ylabel="resisting distance (nm⁻¹)")
    left.set(xlim=(NEAREST, BORDERS[-1]), ylim=LIMITS)
    left.legend()
    right.axhline(border, color="black", lw=1.2)
    right.axhline(orbit, color=COLOURS["grey"], lw=1, ls=":")
    right.axvline(printed_value("liu-c-0225"), color=COLOURS["grey"], lw=1, ls="--")
    right.set(xlabel="attraction coefficient", ylabel="conducting radius (pm)")
    right.set(xlim=(0, 1), ylim=(NEAREST, BORDERS[-1]))
    return fig


def alt():
    """Say what the static figure shows."""
    _, _, _, now = _first_setting()
    return (
        f"Two panels for an attraction coefficient of {START['coefficient']}, a border at "
        f"{START['border']} picometres and an orbit of {START['orbit']}. Left, resisting distance "
        f"against radius: the first term falls through zero at {now['first']:.0f} picometres, the "
        f"whole series at {now['series']:.0f}, and both return to zero at the border. Right, "
        "conducting radius against the coefficient: the curve of the first term leaves the border "
        f"at {thresholds()['first']:.3f}, that of the series at {thresholds()['series']:.3f}; at "
        "the present coefficient the orbit lies between the two."
    )


def layout():
    """Return the Bokeh document."""
    data = grids()
    radius, curves, inner, now = _first_setting()
    c, border, orbit = (START[name] for name in ("coefficient", "border", "orbit"))
    curve = ColumnDataSource({"radius": radius, **curves}, name="curve")
    onset = ColumnDataSource({"c": COEFFICIENTS, **inner}, name="onset")
    values = ColumnDataSource(
        {k: v.astype(np.float32) for k, v in data.items() if k[-2:] in ("_0", "_1")}
    )
    offset = ColumnDataSource({"offset": data["offset"]})
    ends = ColumnDataSource(
        {k: v for k, v in data.items() if k.startswith(("inner", "outer"))} | {"c": COEFFICIENTS}
    )
    point = ColumnDataSource(
        {
            "c": [c],
            "orbit": [orbit],
            **{f"D_{k}": [float(np.interp(orbit, radius, curves[k]))] for k in KINDS},
            **{f"R_{k}": [float(now[k])] for k in KINDS},
        },
        name="point",
    )

    left = style.plot(
        x_range=(NEAREST, int(BORDERS[-1])),
        y_range=LIMITS,
        x_axis_label="radius (pm)",
        y_axis_label="resisting distance (nm⁻¹)",
    )
    right = style.plot(
        x_range=(0, 1),
        y_range=(NEAREST, int(BORDERS[-1])),
        x_axis_label="attraction coefficient",
        y_axis_label="conducting radius (pm)",
    )
    tunnel = BoxAnnotation(
        left=float(now["series"]), right=border, fill_color=COLOURS["orange"], fill_alpha=0.25
    )
    left.add_layout(tunnel)
    dark, dotted = {"line_color": "#000000"}, {"line_color": COLOURS["grey"], "line_dash": "dotted"}
    left.add_layout(Span(location=0, dimension="width", **dark))
    edges = [
        Span(location=border, dimension="height", line_width=1.5, **dark),
        Span(location=border, dimension="width", line_width=1.5, **dark),
    ]
    orbits = [
        Span(location=orbit, dimension="height", line_width=1.5, **dotted),
        Span(location=orbit, dimension="width", line_width=1.5, **dotted),
    ]
    for panel, edge, ring in zip((left, right), edges, orbits, strict=True):
        panel.add_layout(edge)
        panel.add_layout(ring)
    printed = printed_value("liu-c-0225")
    right.add_layout(
        Span(location=printed, dimension="height", line_color=COLOURS["grey"], line_dash="dashed")
    )
    style.note(right, f"{printed:g} in the paper", printed, NEAREST, x_offset=4, y_offset=4)
    for kind, dash in (("first", "solid"), ("series", "dashed")):
        colour, label = STYLES[kind]
        look = {"line_color": COLOURS[colour], "line_width": 2.2, "line_dash": dash}
        left.line("radius", kind, source=curve, legend_label=label, **look)
        right.line("c", kind, source=onset, **look)
        left.scatter("orbit", f"D_{kind}", source=point, size=9, color=COLOURS[colour])
        right.scatter("c", f"R_{kind}", source=point, size=9, color=COLOURS[colour])
    style.legend(left, "top_right")

    sliders = {
        "coefficient": style.slider(
            "coefficient", "Attraction coefficient", 0, 1, 0.005, c, "0.000"
        ),
        "border": style.slider(
            "border", "Border (pm)", int(BORDERS[0]), int(BORDERS[-1]), 5, border
        ),
        "orbit": style.slider(
            "orbit", "Radius of the orbit (pm)", NEAREST, int(BORDERS[-1]), 1, orbit
        ),
    }
    reading = style.reading("reading", "Numbers of this setting")
    update = style.script(
        __file__,
        **sliders,
        curve=curve,
        onset=onset,
        point=point,
        values=values,
        offset=offset,
        ends=ends,
        tunnel=tunnel,
        edge_left=edges[0],
        edge_right=edges[1],
        orbit_left=orbits[0],
        orbit_right=orbits[1],
        reading=reading,
        borders=BORDERS.tolist(),
        nearest=NEAREST,
        thresholds=thresholds(),
    )
    for control in sliders.values():
        control.js_on_change("value", update)
    return Column(
        children=[*sliders.values(), style.side_by_side(left, right), reading],
        sizing_mode="stretch_width",
    )
