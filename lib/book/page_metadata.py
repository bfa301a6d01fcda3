"""What each page says of itself: description and Open Graph tags, edition and date, how to run it.

A page's description is its first sentences without a formula; the picture is a verdict card. Addresses
in the tags are absolute where ``ledger_site`` names the published book; without it there is no
``og:url``. Each chapter gets, on its page and not in the notebook, the commands that run it.
"""

from __future__ import annotations

import os
import re
from html import escape, unescape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from lib.book import edition, paths

IMAGE = paths.ROOT / "images" / "card.png"
IMAGE_ALT = "A verdict card: a claim, whether it follows, and whether it agrees with the evidence"
# pages that Sphinx makes without a source
GENERATED = {
    "search": "Search every page and claim: an element, an author, an equation or a claim's id.",
    "genindex": "Index of terms and names, with links to where they are used.",
}
BEFORE = (
    "In a clone of the repository, with Python 3.11 or newer on Linux or macOS, and pip alone. The "
    "packages are the pinned ones; they take about 1 GB."
)
COMMANDS = """\
python3 -m venv .venv
.venv/bin/pip install --require-hashes --no-deps -r requirements.lock
.venv/bin/pip install --no-deps --no-build-isolation -e .
.venv/bin/jupyter lab {notebook}
"""
AFTER = (
    "The last line opens the chapter in the browser. The download button at the head of this page "
    "has the same notebook, with its outputs; it needs the installed clone to run."
)
SHORT, LONG = 110, 300
_GAP = "\ufffc"  # stands where a formula was
_SENTENCE = re.compile(r"(?<=[.!?])(?<!\b[A-Z]\.)\s+(?=\S)")


def plain(node: nodes.Node) -> str:
    """Return the words of a paragraph: citations left out, each formula one U+FFFC."""
    if isinstance(node, nodes.math):
        return _GAP
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, nodes.raw) or "bibtex-citation" in node.get("classes", []):
        return ""
    return "".join(plain(child) for child in node.children)


def sentences(text: str) -> list[str]:
    """Return the sentences of `text`.

    Examples
    --------
    >>> sentences("A rule by J. Doe . Is it good? It is.")
    ['A rule by J. Doe.', 'Is it good?', 'It is.']
    """
    return _SENTENCE.split(re.sub(r" (?=[.,;:])", "", " ".join(text.split())))


def describe(document: nodes.document) -> str:
    """Return a page's first sentences, up to a formula, about `SHORT` and at most `LONG` characters."""
    found = ""
    for paragraph in document.findall(nodes.paragraph):
        if not isinstance(paragraph.parent, nodes.section | nodes.document):
            continue
        for sentence in sentences(plain(paragraph)):
            fits = _GAP not in sentence and len(found) + len(sentence) < LONG
            if len(found) >= SHORT or (found and not fits):
                return found
            if fits:
                found = f"{found} {sentence}".strip()
    return found


def tags(title: str, description: str, image: str, url: str) -> str:
    """Return the ``<meta>`` elements of a page."""
    properties = {
        "og:type": "article",
        "og:title": title,
        "og:description": description,
        "og:image": image,
        "og:image:alt": IMAGE_ALT,
        "og:url": url,
    }
    lines = [f'<meta name="description" content="{escape(description)}">']
    lines += [
        f'<meta property="{name}" content="{escape(text)}">'
        for name, text in properties.items()
        if text
    ]
    return "\n".join(lines)


def _page(
    app: Sphinx, name: str, _template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Write a page's tags into its head, and edition and date into its footer."""
    if app.builder.format != "html":
        return
    context["theme_extra_footer"] = f'<p class="edition">{escape(edition.name())}</p>'
    title = re.sub(r"<[^>]+>", "", context.get("title") or "") or name
    description = GENERATED.get(name, "") if doctree is None else describe(doctree)
    description = description or f"{unescape(title)}, in {app.config.html_title}."
    site = app.config.ledger_site.rstrip("/")
    image = f"_static/{IMAGE.name}"
    context["metatags"] = context.get("metatags", "") + tags(
        unescape(title),
        description,
        f"{site}/{image}" if site else context["pathto"](image, 1),
        f"{site}/{app.builder.get_target_uri(name)}" if site else "",
    )


def _run_it(app: Sphinx, document: nodes.document) -> None:
    """Say at the top of each chapter how to run it with pip alone."""
    source = app.env.doc2path(app.env.docname, base=False)
    title = next(iter(document.findall(nodes.title)), None)
    if not str(source).endswith(".ipynb") or title is None:
        return
    text = COMMANDS.format(notebook=source)
    title.parent.insert(
        title.parent.index(title) + 1,
        nodes.container(
            "",
            nodes.raw("", "<details><summary>Run this chapter</summary>", format="html"),
            nodes.paragraph("", BEFORE),
            nodes.literal_block(text, text, language="sh"),
            nodes.paragraph("", AFTER),
            nodes.raw("", "</details>", format="html"),
            classes=["run-chapter"],
        ),
    )


def _edition(app: Sphinx, config: Config) -> None:
    """Name the edition in Sphinx's own records, and serve the picture of the tags."""
    config.version = config.release = edition.version()
    # relative, so that the record of the configuration is the same in every folder
    config.html_static_path.append(os.path.relpath(IMAGE, app.confdir))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the tags, the footer and the commands."""
    app.connect("config-inited", _edition)
    app.connect("doctree-read", _run_it)
    app.connect("html-page-context", _page)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
