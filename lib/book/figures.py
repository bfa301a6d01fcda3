"""One style for every figure, and output that is the same run after run."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

# Okabe and Ito's palette, told apart with the common colour-vision deficiencies.
COLOURS = {
    "blue": "#0072B2",
    "vermilion": "#D55E00",
    "green": "#009E73",
    "orange": "#E69F00",
    "purple": "#CC79A7",
    "sky": "#56B4E9",
    "black": "#000000",
    "grey": "#666666",
}

STYLE = Path(__file__).with_name("review.mplstyle")


# Where an SVG of matplotlib holds coordinates: attributes of its shapes, and their translation.
_PLACES = re.compile(r'\b(?:d|x|y|width|height|viewBox)="[^"]*"|translate\([^)]*\)')
# matplotlib writes what rounds to minus nothing as -0, without a decimal point
_NUMBER = re.compile(r"-?\d+\.\d+|(?<![\w.-])-0(?![\w.])")
_NAME = re.compile(r'\bid="([a-zA-Z]+[0-9a-f]{10})"')


def use_style() -> None:
    """Apply the book's matplotlib style; in a notebook, draw SVG that survives rounding noise."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    plt.style.use(STYLE)
    # names in an SVG derive from this instead of a random number
    mpl.rcParams["svg.hashsalt"] = "superconductivity-claims"
    try:
        from IPython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is not None:
        from matplotlib.figure import Figure
        from matplotlib_inline.backend_inline import set_matplotlib_formats

        set_matplotlib_formats("svg")
        shell.display_formatter.formatters["image/svg+xml"].for_type(Figure, svg)


def svg(figure: Any) -> str:
    """Return a figure as SVG whose text is the same on every machine.

    Parameters
    ----------
    figure : matplotlib.figure.Figure

    Returns
    -------
    str
        Without date, and as `settled` leaves it.
    """
    from IPython.core.pylabtools import print_figure

    return settled(print_figure(figure, "svg", metadata={"Date": None, "Creator": None}))


def settled(text: str) -> str:
    """Round the coordinates of an SVG and name its parts by what it then shows.

    Coordinates keep two decimals of a point, where matplotlib writes six and rounding noise reaches
    the sixth. The names that shapes refer to each other by, which matplotlib makes from unrounded
    numbers, become a digest of the whole figure and a count, so that no two figures share one.
    """
    text = _PLACES.sub(lambda place: _NUMBER.sub(_rounded, place[0]), text)
    names = list(dict.fromkeys(_NAME.findall(text)))
    plain = text
    for count, name in enumerate(names):
        plain = plain.replace(name, f"part-{count}")
    digest = hashlib.sha256(plain.encode()).hexdigest()[:8]
    for count, name in enumerate(names):
        text = text.replace(name, f"p{digest}-{count}")
    return text


def _rounded(number: re.Match[str]) -> str:
    short = f"{float(number[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short
