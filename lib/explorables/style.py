"""How every explorable looks: plots on white ground, controls in the colours of the page."""

from pathlib import Path

from bokeh.models import CustomJS, Div, InlineStyleSheet, Label, Row, Slider
from bokeh.plotting import figure

from lib.book.figures import COLOURS

# The theme's own variables reach into the widgets, so that they follow its light and dark mode.
CONTROLS = """
:host { color: var(--pst-color-text-base, #222); }
.bk-slider-title, label { color: inherit; font-size: 0.95rem; }
.noUi-target { background: var(--pst-color-surface, #eee); border-color: #767676; }
.noUi-connect { background: #0072B2; }
.noUi-handle { border-color: #767676; }
.noUi-handle:focus-visible { outline: 3px solid #D55E00; outline-offset: 1px; }
select, button { color: inherit !important; font-size: 0.95rem !important;
  background-color: var(--pst-color-surface, #f5f5f5) !important; border-color: #767676 !important; }
"""
READING = """
:host { color: var(--pst-color-text-base, #222); font-size: 0.95rem; margin-top: .6rem; overflow-x: auto; }
.bk-clearfix { width: 100%; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .25rem .6rem .25rem 0; vertical-align: top;
  border-bottom: 1px solid var(--card-edge, #c9ced6); }
th { font-weight: 600; }
td { white-space: nowrap; }
"""
SIDE_BY_SIDE = """
:host { flex-wrap: wrap; gap: 8px; margin-top: .8rem; }
"""


def plot(height=300, **arguments):
    """Return an empty plot: no toolbar, wheel and drag left to the page.

    Parameters
    ----------
    height : int
        In pixels; the width is that of the page.
    **arguments
        Of `bokeh.plotting.figure`.
    """
    made = figure(
        height=height,
        sizing_mode="stretch_width",
        toolbar_location=None,
        tools="",
        background_fill_color="white",
        border_fill_color="white",
        outline_line_color=None,
        min_border_right=12,
        styles={"flex": "1 1 300px", "min-width": "0"},
        **arguments,
    )
    made.grid.grid_line_color = "#dddddd"
    made.min_border_top = 10
    for axis in made.axis:
        axis.axis_label_text_font_style = "normal"
        axis.axis_label_text_font_size = axis.major_label_text_font_size = "13px"
        axis.axis_label_text_color = axis.major_label_text_color = "#222222"
        axis.minor_tick_line_color = None
    return made


def legend(made, location):
    """Give a plot's legend a place and the look of the book's figures."""
    made.legend.location = location
    made.legend.label_text_font_size = "12px"
    made.legend.label_text_color = "#222222"
    made.legend.border_line_color = None
    made.legend.background_fill_alpha = 0.85
    made.legend.padding = made.legend.spacing = 2


def note(made, text, x, y, colour="grey", **arguments):
    """Write a few words into a plot."""
    made.add_layout(
        Label(x=x, y=y, text=text, text_font_size="12px", text_color=COLOURS[colour], **arguments)
    )


def side_by_side(*plots):
    """Two plots beside each other, below each other where the page is narrow."""
    return Row(
        children=list(plots),
        sizing_mode="stretch_width",
        stylesheets=[InlineStyleSheet(css=SIDE_BY_SIDE)],
    )


def slider(name, title, start, end, step, value, digits="0"):
    """Return a slider; `name` finds it in the document, `digits` is a numeral format."""
    return Slider(
        name=name,
        title=title,
        start=start,
        end=end,
        step=step,
        value=value,
        format=digits,
        bar_color=COLOURS["blue"],
        sizing_mode="stretch_width",
        stylesheets=[InlineStyleSheet(css=CONTROLS)],
    )


def reading(name, label, live=True):
    """Return the place where the script writes the numbers of the present setting.

    Parameters
    ----------
    name, label : str
        What finds it in the document, and what a screen reader calls it.
    live : bool
        Whether a screen reader says what has changed.
    """
    return Div(
        name=name,
        sizing_mode="stretch_width",
        html_attributes={
            "role": "region",
            "aria-label": label,
            "aria-live": "polite" if live else "off",
            "tabindex": "0",  # on a narrow page the table scrolls
        },
        stylesheets=[InlineStyleSheet(css=READING)],
    )


def script(module_file, **models):
    """Return the callback in the JavaScript file beside a module, with the models it names.

    The page runs it once when the document stands, and each control when it changes.
    """
    code = Path(module_file).with_suffix(".js").read_text("utf-8")
    return CustomJS(name="update", args=models, code=code)
