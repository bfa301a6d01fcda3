"""One style for every figure, and output that is the same run after run."""

from __future__ import annotations

from pathlib import Path

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


def use_style() -> None:
    """Apply the book's matplotlib style; in a notebook, draw SVG without a date."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    plt.style.use(STYLE)
    # ids in an SVG derive from this instead of a random number
    mpl.rcParams["svg.hashsalt"] = "superconductivity-claims"
    try:
        from IPython import get_ipython
    except ImportError:
        return
    if get_ipython() is not None:
        from matplotlib_inline.backend_inline import set_matplotlib_formats

        set_matplotlib_formats("svg", metadata={"Date": None, "Creator": None})
