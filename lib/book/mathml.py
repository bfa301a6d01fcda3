"""Mathematics as MathML, made at build time: pages need no script and no network to show it."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.util.math import get_node_equation_number


def convert(tex: str, display: str) -> str:
    """Return the MathML of a TeX formula.

    Parameters
    ----------
    tex : str
    display : {"inline", "block"}

    Raises
    ------
    ValueError
        If the converter passes something through that it does not know.
    """
    import latex2mathml.converter

    result = latex2mathml.converter.convert(tex.strip(), display=display)
    for trace in ("<mi>&</mi>", "<mi>\\"):
        if trace in result:
            raise ValueError(f"cannot turn {tex!r} into MathML: write it in simpler TeX")
    return result


def _inline(self: Any, node: nodes.math) -> None:
    self.body.append(f'<span class="math notranslate">{convert(node.astext(), "inline")}</span>')
    raise nodes.SkipNode


def _block(self: Any, node: nodes.math_block) -> None:
    self.body.append(self.starttag(node, "div", CLASS="math notranslate"))
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, _("Link to this equation"))
        self.body.append("</span>")
    self.body.append(convert(node.astext(), "block") + "</div>\n")
    raise nodes.SkipNode


def _titles(app: Sphinx, document: nodes.document, docname: str) -> None:
    """Set what a title in the bibliography has between dollar signs."""
    for entry in document.findall(nodes.citation):
        for text in list(entry.findall(nodes.Text)):
            parts = text.astext().split("$")
            if len(parts) < 3 or len(parts) % 2 == 0:
                continue
            new = [
                nodes.math("", f"{{}}{part}" if part.startswith(("_", "^")) else part)
                if k % 2
                else nodes.Text(part)
                for k, part in enumerate(parts)
                if part
            ]
            text.parent.replace(text, new)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the renderer under the name ``mathml``."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    app.connect("doctree-resolved", _titles)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
