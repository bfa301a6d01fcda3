"""What the contributor's page shows: the way of a fact from paper to page, and the commands.

``{flow}``
    a picture of the way, as SVG in the page, with its description;
``{commands}``
    the commands of the Makefile, each with what it does.
"""

from __future__ import annotations

import io
import re
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from lib.book import paths
from lib.book.figures import COLOURS, use_style
from lib.book.paths import read_text

# name: (column, row, where it is in the repository, what it is)
BOXES = {
    "claims": (0, 2, "data/claims/", "what the paper prints,\nand the rule"),
    "papers": (0, 1, "lib/papers/", "the paper’s formulas,\non those of lib/physics/"),
    "tables": (0, 0, "data/tables/", "measurements,\neach with its source"),
    "chapter": (1, 1, "chapters/", "answer(): the verdicts,\na card and a record"),
    "ledger": (2, 1, "lib/book/ledger.py", "all records, read off\nthe committed outputs"),
    "pages": (3, 2, "_build/html/", "chapters, ledger,\nerrata, summary"),
    "export": (3, 1, "claims.json", "the same for machines"),
    "edition": (3, 0, "data/editions/", "kept; compared with\nthe next"),
}
ARROWS = (
    *(("claims", "chapter"), ("papers", "chapter"), ("tables", "chapter")),
    *(("chapter", "ledger"), ("ledger", "pages"), ("ledger", "export"), ("ledger", "edition")),
)
# by the column above whose middle box they stand
COMMANDS = {1: "make refresh", 2: "make book"}
DESCRIPTION = (
    "What the paper prints enters data/claims, its formulas lib/papers, measurements data/tables. A chapter "
    "puts the three together and answers each claim; make refresh keeps its outputs, which hold the cards and "
    "the records. The ledger reads all records off the committed outputs. From it make book writes the pages "
    "and claims.json, and an edition keeps it in data/editions."
)
WIDTH, HEIGHT, STEP, RISE = 2.25, 1.0, 3.0, 1.45


def svg() -> str:
    """Return the picture as an SVG element, the same bytes each time."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt
    from matplotlib.patches import FancyBboxPatch

    with mpl.rc_context():
        use_style()
        # text as text: the boxes have room for another font
        mpl.rcParams["svg.fonttype"] = "none"
        fig, ax = plt.subplots(figsize=(9.2, 3.6))
        for column, row, place, what in BOXES.values():
            x, y = column * STEP, row * RISE
            frame = FancyBboxPatch(
                (x, y),
                WIDTH,
                HEIGHT,
                boxstyle="round,pad=0.04",
                facecolor="white",
                edgecolor=COLOURS["blue"],
            )
            ax.add_patch(frame)
            ax.text(
                x + WIDTH / 2, y + 0.8, place, ha="center", va="center", weight="bold", size=9.5
            )
            ax.text(x + WIDTH / 2, y + 0.33, what, ha="center", va="center", size=9)
        for start, end in ARROWS:
            (x, y), (u, v) = (
                (BOXES[n][0] * STEP, BOXES[n][1] * RISE + HEIGHT / 2) for n in (start, end)
            )
            ax.annotate(
                "",
                xytext=(x + WIDTH + 0.06, y),
                xy=(u - 0.06, v),
                arrowprops={"arrowstyle": "-|>", "color": COLOURS["grey"], "lw": 1.3},
            )
        for column, command in COMMANDS.items():
            x, y = column * STEP + WIDTH / 2, RISE + HEIGHT + 0.2
            ax.text(x, y, command, ha="center", size=9.5, family="monospace")
        ax.set(xlim=(-0.1, 3 * STEP + WIDTH + 0.1), ylim=(-0.1, 2 * RISE + HEIGHT + 0.25))
        ax.axis("off")
        stream = io.StringIO()
        fig.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
        plt.close(fig)
    text = stream.getvalue()
    return text[text.index("<svg") :].strip()


def commands() -> list[tuple[str, str]]:
    """Return the targets of the Makefile that explain themselves, with what they do."""
    lines = re.findall(r"^([a-z-]+):.*?## (.+)$", read_text(paths.ROOT / "Makefile"), re.MULTILINE)
    return [(f"make {target}", what) for target, what in lines]


class Commands(SphinxDirective):
    """The commands as a list of definitions."""

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(paths.ROOT / "Makefile"))
        found = nodes.definition_list(classes=["commands"])
        for command, what in commands():
            term = nodes.term("", "", nodes.literal(text=command))
            said = nodes.definition("", nodes.paragraph(text=f"{what[0].upper()}{what[1:]}."))
            found += nodes.definition_list_item("", term, said)
        return [found]


class Flow(SphinxDirective):
    """The picture with its description."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        label = escape(DESCRIPTION)
        picture = svg().replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
        page = f'<figure class="flow">{picture}</figure>'
        return [nodes.raw("", page, format="html")]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("flow", Flow)
    app.add_directive("commands", Commands)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
