"""Right of reply: what authors and readers say against a card, shown beside it.

A reply stands under ``replies`` in the claim's data, and on the page under the claim's card; the
notebook's outputs hold none of it. ``{replies}`` lists them all.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from lib.book import claims, ledger, paths
from lib.book.claims import Claim
from lib.book.sphinx_extension import _CARD, _LedgerDirective

_PARAGRAPHS = re.compile(r"\n\s*\n")


def _prose(text: str) -> str:
    return "".join(
        f"<p>{escape(' '.join(part.split()), quote=False)}</p>"
        for part in _PARAGRAPHS.split(text.strip())
    )


def html(claim: Claim) -> str:
    """Return the HTML of a claim's replies and the answers to them, or nothing."""
    if not claim.replies:
        return ""
    return (
        f'<section class="claim-replies" aria-label="Replies to {claim.id}">'
        + "".join(_one(reply) for reply in claim.replies)
        + "</section>"
    )


def _one(reply: dict[str, Any]) -> str:
    name = escape(reply["from"], quote=False)
    whole = (
        f' <a href="{escape(reply["address"])}">The whole reply</a>.' if "address" in reply else ""
    )
    parts = [f'<p class="reply-head">Reply of {name}, {reply["date"]}.{whole}</p>']
    parts.append(f"<blockquote>{_prose(reply['text'])}</blockquote>")
    if "answer" in reply:
        moved = "The verdict or a number moved." if reply["moved"] else "Nothing moved."
        parts.append(f'<p class="reply-head">Answer, {reply["answered"]}. {moved}</p>')
        parts.append(_prose(reply["answer"]))
    else:
        parts.append('<p class="reply-head">Not answered yet.</p>')
    return "".join(parts)


def add(page: str, identities: list[str]) -> str:
    """Return the HTML of a card, or of a table of cards, with the replies to its claims.

    Parameters
    ----------
    page : str
        HTML of the card or table as its notebook recorded it.
    identities : list of str
        The claims whose anchors it holds.
    """
    shown = []
    for identity in identities:
        found = html(claims.find(identity))
        if found:
            title = f'<p class="reply-head">On {identity}</p>' if len(identities) > 1 else ""
            shown.append(title + found)
    if not shown:
        return page
    if page.endswith("</article>"):
        return page.removesuffix("</article>") + "".join(shown) + "</article>"
    return page + "".join(shown)


def _annotate(app: Sphinx, document: nodes.document) -> None:
    """Give each card of a chapter the replies to it."""
    page = app.env.docname
    if page not in {f"chapters/{path.stem}" for path in ledger.chapters()}:
        return
    papers = set()
    for node in document.findall(nodes.raw):
        if "html" in node.get("format", "").split():
            text = node.astext()
            identities = _CARD.findall(text)
            papers |= {claims.find(identity).paper for identity in identities}
            changed = add(text, identities)
            if changed != text:
                node.children = [nodes.Text(changed)]
                node.rawsource = changed
    for paper in sorted(papers):
        app.env.note_dependency(str(paths.CLAIMS / f"{paper}.yaml"))


class Replies(_LedgerDirective):
    """Every reply, with a link to the card that it is about."""

    def render(self, records: list[dict[str, Any]]) -> str:
        found = [(r, claims.find(r["id"])) for r in records]
        items = [f"<p>{self.link(r)}</p>{html(claim)}" for r, claim in found if claim.replies]
        return "".join(items) or "<p>No reply has been received so far.</p>"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive, and put the replies into the cards before anything follows them."""
    app.add_directive("replies", Replies)
    app.connect("doctree-read", _annotate, priority=400)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
