"""Building in several processes, where Sphinx by itself would use one or divide the work badly.

Nothing here changes a byte of the book: with one process (``jupyter-book build``) it does nothing.
"""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.ext import viewcode
from sphinx.util.parallel import ParallelTasks, make_chunks, parallel_available

# what the pages of the API, of the explorables and of contributors import, and no other extension
AHEAD = (
    *("frictionless", "matplotlib.backends.backend_svg", "matplotlib.pyplot", "pandas", "pint"),
    "scipy.stats",
)


def tasks(app: Sphinx) -> ParallelTasks | None:
    """Return what runs functions in processes of their own, or None if there is to be only one."""
    return ParallelTasks(app.parallel) if parallel_available and app.parallel > 1 else None


def divided(app: Sphinx, pages: Collection[str]) -> bool:
    """Say whether these pages will be read in several processes, for which Sphinx asks six."""
    return parallel_available and app.parallel > 1 and len(pages) > 5


def _allow(app: Sphinx) -> None:
    """Let Sphinx read pages in several processes.

    Two of jupyter-book's extensions do not say that they allow it: one numbers the sections when all
    pages are read, the other serves LaTeX alone.
    """
    for name in ("sphinx_multitoc_numbering", "sphinx_jupyterbook_latex"):
        if name in app.extensions:
            app.extensions[name].parallel_read_safe = True


def _import_ahead(app: Sphinx, env: Any, pages: list[str]) -> None:
    """Import, before the pages are divided among processes, what several of them would import."""
    if divided(app, pages):
        for name in AHEAD:
            importlib.import_module(name)


def _forget_sources(app: Sphinx, env: Any, pages: list[str]) -> None:
    """Remove the pages of source code when every page is read again.

    Viewcode writes them anew only for a younger module, and they bear edition and side bar too.
    """
    if set(pages) == set(env.found_docs):
        shutil.rmtree(Path(app.outdir) / viewcode.OUTPUT_DIRNAME, ignore_errors=True)


def _write_sources(app: Sphinx) -> list[Any]:
    """Write the pages of source code that are missing; viewcode, which comes next, finds them done."""
    env, suffix = app.builder.env, app.builder.out_suffix
    modules = getattr(env, "_viewcode_modules", {})
    folder = Path(app.outdir) / viewcode.OUTPUT_DIRNAME
    missing = [m for m in sorted(modules) if not (folder / (m.replace(".", "/") + suffix)).exists()]
    several = tasks(app)

    def write(chosen: Collection[str]) -> None:
        # in a process of its own, so that the others are not affected
        env._viewcode_modules = {name: name in chosen and modules[name] for name in modules}
        for name, context, template in viewcode.collect_pages(app):
            if name != f"{viewcode.OUTPUT_DIRNAME}/index":
                app.builder.handle_page(name, context, template)

    if several and len(missing) > app.parallel:
        for chosen in make_chunks(missing, app.parallel, maxbatch=len(missing)):
            several.add_task(write, chosen)
        several.join()
    return []


def setup(app: Sphinx) -> dict[str, Any]:
    """Register what is done before pages are read and before those of source code are written."""
    app.connect("builder-inited", _allow)
    app.connect("env-before-read-docs", _import_ahead)
    app.connect("env-before-read-docs", _forget_sources)
    app.connect("html-collect-pages", _write_sources, priority=400)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
