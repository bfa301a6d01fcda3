"""The directive ``{explorable} NAME``: a figure with sliders, live in the page without a server.

``_config.yml`` says which module makes which explorable. A module has ``LABEL`` (a name), ``figure()``
(matplotlib), ``alt()`` (that figure in words) and ``layout()`` (Bokeh). The page shows the static figure; where
scripts run, Bokeh takes its place. Pages without the directive load nothing of it, and everything
a page loads stands in the book: BokehJS comes from the installed package. The chapters that the
option ``chapters`` names get a line that leads to the page.
"""

from __future__ import annotations

import importlib
import io
import json
import re
import shutil
from html import escape
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from lib.book import figures, paths, processes

if TYPE_CHECKING:
    from bokeh.models import UIElement

FOLDER = "explorables"
SCRIPTS = ("bokeh.min.js", "bokeh-widgets.min.js")
OWN_SCRIPT = Path(__file__).with_name("static") / "explorables.js"


def embedded(layout: UIElement, name: str) -> str:
    """Return a Bokeh document as JSON that is the same in every build.

    Bokeh numbers its models as they are made in a process; here they are numbered as they occur.

    Parameters
    ----------
    layout : bokeh.models.UIElement
        Root of the document.
    name : str
        Of the explorable; its element in the page is ``explorable-NAME``.
    """
    from bokeh.embed import json_item

    text = json.dumps(
        json_item(layout, f"explorable-{name}"), ensure_ascii=False, separators=(",", ":")
    )
    numbers: dict[str, str] = {}
    return re.sub(
        r'"p\d+"', lambda found: numbers.setdefault(found[0], f'"p{1000 + len(numbers)}"'), text
    )


def static_figure(module: ModuleType) -> str:
    """Return a module's static figure as SVG, the same in every build."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    with mpl.rc_context():
        figures.use_style()
        drawn = module.figure()
        file = io.StringIO()
        drawn.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
        plt.close(drawn)
    return file.getvalue()


class Explorable(SphinxDirective):
    """A figure with sliders; the content of the directive is its caption."""

    required_arguments = 1
    option_spec: ClassVar = {"chapters": str.split}
    has_content = True

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        modules = self.config.explorables
        if name not in modules:
            raise self.error(f"no explorable {name!r}: _config.yml has {', '.join(modules)}")
        module = importlib.import_module(modules[name])
        unknown = set(self.options.get("chapters", [])) - self.env.found_docs
        if unknown:
            raise self.error(f"{name}: no page {', '.join(sorted(unknown))}")
        _known(self.env).setdefault(self.env.docname, {})[name] = self.options.get("chapters", [])
        # a figure, its words and its numbers may come from any module and table
        for path in (*paths.ROOT.glob("lib/**/*.py"), *(paths.ROOT / "data").rglob("*")):
            if path.is_file():
                self.env.note_dependency(str(path))
        if self.env.app.builder.format == "html":
            _write(Path(self.env.app.outdir), name, module)
        here = "../" * self.env.docname.count("/") + f"_static/{FOLDER}"
        scripts = "".join(
            f'<script defer src="{here}/{file}"></script>'
            for file in (*SCRIPTS, f"{name}.js", OWN_SCRIPT.name)
        )
        opening = (
            f'<figure class="explorable" id="{name}" data-explorable="{name}">'
            f'<div class="explorable-live" id="explorable-{name}" role="group" '
            f'aria-label="{escape(module.LABEL)}"></div>'
            f'<img class="explorable-static" src="{here}/{name}.svg" alt="{escape(module.alt())}">'
            "<noscript><p>The sliders of this figure need JavaScript; it shows one setting.</p>"
            "</noscript><figcaption>"
        )
        return [
            nodes.raw("", opening, format="html"),
            *self.parse_content_to_nodes(),
            nodes.raw("", f"</figcaption></figure>{scripts}", format="html"),
        ]


def _known(env: Any) -> dict[str, dict[str, list[str]]]:
    """Explorables of each page that has some, and the chapters that each belongs to."""
    if not hasattr(env, "explorables"):
        env.explorables = {}
    return env.explorables


def _import_ahead(app: Sphinx, env: Any, pages: list[str]) -> None:
    """Import the explorables' modules, and the models with them, before the pages are divided."""
    if processes.divided(app, pages):
        for module in app.config.explorables.values():
            importlib.import_module(module)


def _forget(app: Sphinx, env: Any, docname: str) -> None:
    _known(env).pop(docname, None)


def _merge(app: Sphinx, env: Any, docnames: set[str], other: Any) -> None:
    found = _known(other)
    _known(env).update({page: found[page] for page in docnames if page in found})


def _lead_there(app: Sphinx, document: nodes.document, docname: str) -> None:
    """Put after a chapter's first paragraph a line that leads to its explorables."""
    pages = [
        page
        for page, found in sorted(_known(app.env).items())
        if any(docname in chapters for chapters in found.values())
    ]
    first = next(document.findall(nodes.paragraph), None)
    if not pages or first is None:
        return
    line = nodes.paragraph("", "With sliders: ")
    for place, page in enumerate(pages):
        title = app.env.titles[page].astext()
        uri = app.builder.get_relative_uri(docname, page)
        line += [nodes.Text(", ")] if place else []
        line += nodes.reference("", title, refuri=uri, internal=True)
    line += nodes.Text(".")
    first.parent.insert(first.parent.index(first) + 1, line)


def _write(out: Path, name: str, module: ModuleType) -> None:
    """Write an explorable's data and its static figure."""
    folder = out / "_static" / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    data = embedded(module.layout(), name)
    (folder / f"{name}.js").write_bytes(f"(window.explorables ??= []).push({data})\n".encode())
    (folder / f"{name}.svg").write_bytes(static_figure(module).encode())


def _complete(app: Sphinx, exception: Exception | None) -> None:
    """Put BokehJS with its licence there, and what was removed since its page was read."""
    if exception is not None or app.builder.format != "html":
        return
    names = sorted({name for found in _known(app.env).values() for name in found})
    if not names:
        return
    import bokeh
    from bokeh.util.paths import bokehjs_path

    out = Path(app.outdir) / "_static" / FOLDER
    for name in names:
        if not all((out / f"{name}.{kind}").exists() for kind in ("js", "svg")):
            _write(Path(app.outdir), name, importlib.import_module(app.config.explorables[name]))
    for file in SCRIPTS:
        shutil.copyfile(Path(bokehjs_path()) / "js" / file, out / file)
    shutil.copyfile(Path(bokeh.__file__).with_name("LICENSE.txt"), out / "LICENSE.txt")
    shutil.copyfile(OWN_SCRIPT, out / OWN_SCRIPT.name)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive and what is written at the end."""
    app.add_config_value("explorables", {}, "env", [dict])
    app.add_directive("explorable", Explorable)
    app.connect("env-before-read-docs", _import_ahead)
    app.connect("env-purge-doc", _forget)
    app.connect("env-merge-info", _merge)
    app.connect("doctree-resolved", _lead_there)
    app.connect("build-finished", _complete)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
