"""What goes wrong, and what happens then: kept as data, tested, and shown as a table.

``{faults-table}``
    each fault of ``tests/faults.yaml`` with the error it gives or the sentence that says it works.
"""

from __future__ import annotations

from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from lib.book import paths
from lib.book.paths import BookError, read_yaml, shown
from lib.book.sphinx_extension import _table

FILE = paths.ROOT / "tests" / "faults.yaml"
TESTS = "tests/book/test_faults.py"
NEEDED, OPTIONAL = {"id", "fault", "test"}, {"error", "works", "needs"}


def read() -> list[dict[str, Any]]:
    """Return the faults, in the order of the page.

    Returns
    -------
    list of dict
        With ``id``, ``fault``, ``test`` (a function of the tests), ``needs`` (what the test cannot
        do without, or nothing), and either ``error``, the excerpts that its messages hold, or
        ``works``, a sentence.

    Raises
    ------
    BookError
        If an entry lacks a field, has an unknown one, or repeats an id.
    """
    entries = read_yaml(FILE)
    seen = set()
    for number, entry in enumerate(entries, start=1):
        where = f"{shown(FILE)}: entry {number}"
        odd = (NEEDED - set(entry)) | (set(entry) - NEEDED - OPTIONAL)
        if odd or ("error" in entry) == ("works" in entry):
            raise BookError(f"{where}: missing or unknown {', '.join(sorted(odd)) or 'outcome'}")
        if entry["id"] in seen:
            raise BookError(f"{where}: {entry['id']} is there twice: rename one")
        seen.add(entry["id"])
        entry["needs"] = entry.get("needs", "")
        if "error" in entry:
            texts = entry["error"]
            entry["error"] = [texts] if isinstance(texts, str) else list(texts)
    return entries


class FaultsTable(SphinxDirective):
    """The table of the faults."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(FILE))
        try:
            entries = read()
        except BookError as error:
            raise self.error(str(error)) from None
        rows = []
        for entry in entries:
            if "error" in entry:
                quoted = "; ".join(f"“{escape(text, quote=False)}”" for text in entry["error"])
                outcome = f"An error: {quoted}."
            else:
                outcome = escape(entry["works"], quote=False)
            rows.append(
                (
                    escape(entry["fault"], quote=False),
                    outcome,
                    f"<code>{entry['test']}</code>",
                    escape(entry["needs"], quote=False) or "–",
                )
            )
        table = _table(
            ("Fault", "What happens", "Tested by", "Needs"),
            rows,
            "Faults and what happens",
        )
        return [nodes.raw("", table, format="html")]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("faults-table", FaultsTable)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
