"""Sphinx directives over the ledger, and the export beside the HTML.

``{claims-table} PAPER``
    a chapter's claims in one table, linked to their cards;
``{ledger-summary} counts``, ``{ledger-summary} telling``
    the opening page's bars and its most telling results;
``{paper-list}``
    the papers under review, with their chapters;
``{ledger-table}``
    every claim, for searching, sorting and filtering in the browser;
``{errata}``
    for each paper the claims that follow only when corrected or not at all, and last-digit slips;
``{claim}`LABEL```
    a link to a claim's card.

Each card also gets, on its page and not in the notebook, a line that cites it and its verdicts as
JSON-LD.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import shutil
import zlib
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from lib.book import cards, citation, claims, errata, ledger, paths, processes, verdicts
from lib.book.paths import BookError

STATIC = Path(__file__).with_name("static")
_CARD = re.compile(r'<(?:article class="claim-card"|tr) id="([^"]+)"')


def _pages(env: Any) -> set[str]:
    """The pages that show something of the whole ledger."""
    if not hasattr(env, "ledger_pages"):
        env.ledger_pages = set()
    return env.ledger_pages


def shows_the_ledger(env: Any) -> None:
    """Note that the page being read is stale once any record of the ledger has changed."""
    _pages(env).add(env.docname)


def _stale(
    app: Sphinx, env: Any, added: set[str], changed: set[str], removed: set[str]
) -> set[str]:
    """Return the pages of the ledger if it is not what they were made from.

    They do not depend on the notebooks themselves, whose words may change without a record.
    """
    try:
        now = hashlib.sha256(json.dumps(ledger.read(), default=str).encode()).hexdigest()
    except BookError:
        now = ""  # the pages say what is wrong
    before, env.ledger_digest = getattr(env, "ledger_digest", ""), now
    return set() if now and now == before else _pages(env) - removed


def _forget(app: Sphinx, env: Any, page: str) -> None:
    _pages(env).discard(page)
    owners = _owners(env)
    for label in [label for label, owner in owners.items() if owner == page]:
        del owners[label]


def _merge(app: Sphinx, env: Any, pages: set[str], other: Any) -> None:
    """Take over what another process found, and warn of a label that it shares with an earlier one.

    Sphinx itself compares only the labels of pages that one process reads.
    """
    _pages(env).update(_pages(other) & set(pages))
    owners = _owners(env)
    for domain, kind in (("std", "anonlabels"), ("math", "objects")):
        for label, (page, *_) in other.domaindata[domain][kind].items():
            first = owners.setdefault((kind, label), page) if page in pages else page
            if first != page:
                logging.getLogger(__name__).warning(
                    f"duplicate label {label}, other instance in {first}", location=page
                )


def _owners(env: Any) -> dict[tuple[str, str], str]:
    """The page that each label of a page read in another process belongs to."""
    if not hasattr(env, "label_owners"):
        env.label_owners = {}
    return env.label_owners


class _LedgerDirective(SphinxDirective):
    """A directive whose page is stale when a record or a claims file that it shows has changed."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        for path in self.depends():
            self.env.note_dependency(str(path))
        try:
            return self.nodes(ledger.read())
        except BookError as error:
            raise self.error(str(error)) from None

    def depends(self) -> list[Path]:
        """Return the files that the directive shows something of."""
        shows_the_ledger(self.env)
        return sorted(paths.CLAIMS.glob("*.yaml"))

    def nodes(self, records: list[dict[str, Any]]) -> list[nodes.Node]:
        return [nodes.raw("", self.render(records), format="html")]

    def url(self, record: dict[str, Any]) -> str:
        """Return the address of a card, relative to the page that holds the directive."""
        return (
            self.env.app.builder.get_relative_uri(self.env.docname, record["chapter"])
            + f"#{record['id']}"
        )

    def link(self, record: dict[str, Any]) -> str:
        return f'<a class="claim-id" href="{self.url(record)}">{record["id"]}</a>'

    def render(self, records: list[dict[str, Any]]) -> str:
        raise NotImplementedError


class ClaimsTable(_LedgerDirective):
    """All claims of one paper in one table."""

    required_arguments = 1

    def depends(self) -> list[Path]:
        paper = self.arguments[0]
        return [paths.CHAPTERS / f"{paper}.ipynb", paths.CLAIMS / f"{paper}.yaml"]

    def render(self, records: list[dict[str, Any]]) -> str:
        paper = self.arguments[0]
        if paper not in claims.papers():
            raise BookError(f"claims-table: no paper {paper!r} in data/claims")
        ledger.require_answers(records, paper)
        chosen = [r for r in records if r["paper"] == paper]
        return _table(
            ("Claim", "Where", "What is claimed", "Follows?", "Evidence"),
            [
                (
                    self.link(r),
                    escape(r["where"], quote=False),
                    cards.prose(r["statement"]),
                    cards.badge(r, "derivation"),
                    cards.badge(r, "evidence"),
                )
                for r in chosen
            ],
            f"The claims of {claims.papers()[paper].title} and their verdicts",
        )


class LedgerTable(_LedgerDirective):
    """The whole ledger, made searchable by DataTables where scripts run."""

    def render(self, records: list[dict[str, Any]]) -> str:
        table = _table(
            ("Claim", "Paper", "Where", "Printed", "Recomputed", "Follows?", "Evidence", "Because"),
            [
                (
                    self.link(r),
                    escape(r["paper"], quote=False),
                    escape(r["where"], quote=False),
                    escape(cards.number(r["printed"]), quote=False),
                    escape(cards.number(r["computed"], r["unit"]), quote=False),
                    cards.badge(r, "derivation"),
                    cards.badge(r, "evidence"),
                    cards.prose(r["because"]),
                )
                for r in records
            ],
            "Every claim with its verdicts",
            identity="ledger",
        )
        up = "../" * self.env.docname.count("/") + "_static"
        vendor = f"{up}/vendor/datatables"
        return table + (
            f'<link rel="stylesheet" href="{vendor}/dataTables.dataTables.min.css">'
            f'<script defer src="{vendor}/dataTables.min.js"></script>'
            f'<script defer src="{up}/ledger.js"></script>'
        )


class Errata(_LedgerDirective):
    """The errata of each paper, a section a paper."""

    def nodes(self, records: list[dict[str, Any]]) -> list[nodes.Node]:
        found: list[nodes.Node] = []
        for paper in dict.fromkeys(r["paper"] for r in records):
            title = claims.papers()[paper].title
            section = nodes.section("", nodes.title("", title), ids=[f"errata-{paper}"])
            section += nodes.raw("", self.of_paper(records, paper), format="html")
            found.append(section)
        return found

    def of_paper(self, records: list[dict[str, Any]], paper: str) -> str:
        kinds = errata.entries(records, paper)
        total = sum(r["paper"] == paper for r in records)
        counts = "; ".join(
            f"{errata.KINDS[kind].lower()}: {len(entries)}" for kind, entries in kinds.items()
        )
        source = claims.papers()[paper].source
        article = citation.article(source)
        names = ", ".join(author["name"] for author in article["author"])
        page = self.env.app.builder.get_relative_uri(self.env.docname, "bibliography")
        parts = [
            f'<p>{escape(names)}, <a href="{page}#cite-{source}">{escape(article["name"])}</a>, '
            f"{article['datePublished']}.</p>",
            f'<p class="errata-counts">{total} claims; {counts}.</p>',
        ]
        for kind, entries in kinds.items():
            if not entries:
                continue
            parts.append(f'<p class="summary-question">{errata.KINDS[kind]}</p>')
            parts.append(self.table(kind, entries, paper))
        return "".join(parts)

    def table(self, kind: str, entries: list[dict[str, Any]], paper: str) -> str:
        last = "Corrected" if kind == "holds-corrected" else "Recomputed"
        return _table(
            ("Claim", "Printed", last, "Reason"),
            [
                (
                    f'{self.link(r)} <span class="claim-where">{escape(r["where"], quote=False)}</span><br>'
                    f"{cards.prose(r['statement'])}",
                    errata.printed(r) or "–",
                    errata.corrected(r),
                    errata.reason(r),
                )
                for r in entries
            ],
            f"{claims.papers()[paper].title}: {errata.KINDS[kind].lower()}",
            kind="errata",
        )


class PaperList(_LedgerDirective):
    """The papers under review, each with a sentence and its chapter, in the order of the contents."""

    def render(self, records: list[dict[str, Any]]) -> str:
        items = []
        for key in dict.fromkeys(r["paper"] for r in records):
            paper = claims.papers()[key]
            uri = self.env.app.builder.get_relative_uri(self.env.docname, f"chapters/{key}")
            link = f'<a href="{uri}">{escape(paper.title, quote=False)}</a>'
            items.append(f"<dt>{link}</dt><dd><p>{cards.prose(paper.about)}</p></dd>")
        return f'<dl class="papers">{"".join(items)}</dl>'


class LedgerSummary(_LedgerDirective):
    """``counts``: how many claims hold and agree, a bar a paper; ``telling``: the most telling results."""

    required_arguments = 1

    def render(self, records: list[dict[str, Any]]) -> str:
        parts = {"counts": self.counts, "telling": self.telling}
        if self.arguments[0] not in parts:
            raise BookError(f"ledger-summary takes {' or '.join(parts)}, not {self.arguments[0]!r}")
        return parts[self.arguments[0]](records)

    def counts(self, records: list[dict[str, Any]]) -> str:
        parts = []
        for which, title in citation.QUESTIONS.items():
            parts.append(f'<p class="summary-question">{title}</p>')
            for paper, count in ledger.counts(records, which).items():
                chapter = next(r["chapter"] for r in records if r["paper"] == paper)
                place = self.env.app.builder.get_relative_uri(self.env.docname, chapter)
                parts.append(_bar(paper, count, which, place))
            legend = (f"{shape} {words}" for shape, words in cards.WORDS[which].values())
            parts.append(f'<p class="summary-legend" aria-hidden="true">{" · ".join(legend)}</p>')
        return f'<div class="ledger-summary">{"".join(parts)}</div>'

    def telling(self, records: list[dict[str, Any]]) -> str:
        by_id = {r["id"]: r for r in records}
        chosen = [by_id[i] for p in claims.papers().values() for i in p.telling if i in by_id]
        items = "".join(
            f"<li>{self.link(r)} {cards.badge(r, 'derivation')} {cards.badge(r, 'evidence')}<br>"
            f"{cards.prose(r['because'])}</li>"
            for r in chosen
        )
        return f'<p class="summary-question">The most telling results</p><ul class="telling">{items}</ul>'


def _bar(paper: str, count: dict[str, int], which: str, place: str) -> str:
    total = sum(count.values())
    title = claims.papers()[paper].title
    shown = {v: n for v, n in count.items() if n}
    words = {v: cards.WORDS[which][v][1] for v in shown}
    spoken = f"{title}: of {total} claims " + ", ".join(f"{n} {words[v]}" for v, n in shown.items())
    segments = "".join(
        f'<span class="segment {which} {v}" style="flex-grow:{n}"><span class="shape">'
        f"{cards.WORDS[which][v][0]}</span> {n}</span>"
        for v, n in shown.items()
    )
    return (
        f'<div class="summary-bar"><a href="{place}">{escape(title)}</a>'
        f'<div class="bar" role="img" aria-label="{escape(spoken)}">{segments}</div></div>'
    )


def _table(
    head: tuple[str, ...],
    rows: list[tuple[str, ...]],
    caption: str,
    identity: str = "",
    kind: str = "",
) -> str:
    ths = "".join(f'<th scope="col">{h}</th>' for h in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    name = f' id="{identity}"' if identity else ""
    classes = f"claim-table {kind}".strip()
    return (
        f'<div class="{classes}" role="region" aria-label="{escape(caption)}" tabindex="0">'
        f'<table{name}><caption class="visually-hidden">{escape(caption)}</caption>'
        f"<thead><tr>{ths}</tr></thead><tbody>{body}</tbody></table></div>"
    )


class ClaimRole(SphinxRole):
    """A link to a claim's card: ``{claim}`liu-eq9```."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        try:
            claims.find(self.text)
            record = next(r for r in ledger.read() if r["id"] == self.text)
        except BookError as error:
            message = self.inliner.reporter.error(str(error), line=self.lineno)
            return [], [message]
        except StopIteration:
            message = self.inliner.reporter.error(
                f"{self.text} is not answered in any chapter yet", line=self.lineno
            )
            return [], [message]
        uri = self.env.app.builder.get_relative_uri(self.env.docname, record["chapter"])
        reference = nodes.reference("", self.text, refuri=f"{uri}#{self.text}", internal=True)
        reference["classes"].append("claim-id")
        return [reference], []


def _annotate(app: Sphinx, document: nodes.document) -> None:
    """Give each card of a chapter the line that cites it and its verdicts as JSON-LD."""
    page = app.env.docname
    try:
        if not page.startswith("chapters/"):
            return
        here = {r["id"]: r for r in ledger.read() if r["chapter"] == page}
        for node in document.findall(nodes.raw):
            if "html" in node.get("format", "").split():
                _annotate_card(node, here, app.config.ledger_site)
    except BookError as error:
        logging.getLogger(__name__).warning(str(error), location=page)
        return
    own = {paths.CLAIMS / f"{record['paper']}.yaml" for record in here.values()}
    for path in (*sorted(own), paths.CITATION, paths.BIBLIOGRAPHY):
        app.env.note_dependency(str(path))


def _annotate_card(node: nodes.raw, here: dict[str, dict[str, Any]], site: str) -> None:
    html = node.astext()
    records = [here[name] for name in _CARD.findall(html) if name in here]
    if not records:
        return
    cite, data = citation.details(records, site), citation.script(records, site)
    if html.endswith("</article>"):
        html = html.removesuffix("</article>") + cite + "</article>" + data
    else:
        html = html + cite + data
    node.children = [nodes.Text(html)]
    node.rawsource = html


def _export(app: Sphinx, exception: Exception | None) -> None:
    """Write ``claims.json``, ``claims.csv`` and the schemas beside the HTML."""
    if exception is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    records, site = ledger.read(), app.config.ledger_site
    (out / "claims.json").write_bytes(f"{ledger.as_json(records, site)}\n".encode())
    (out / "claims.csv").write_bytes(ledger.as_csv(records, site).encode())
    (out / "schemas").mkdir(exist_ok=True)
    for schema in sorted(paths.SCHEMAS.glob("*.json")):
        shutil.copyfile(schema, out / "schemas" / schema.name)


def _static(app: Sphinx) -> None:
    """Serve the book's own style and scripts, DataTables among them."""
    app.config.html_static_path.append(str(STATIC))
    app.add_css_file("book.css")


def _read_ahead(app: Sphinx, env: Any, pages: list[str]) -> None:
    """Read, before the pages are divided among processes, what each of them would read."""
    if processes.divided(app, pages):
        ledger.read()


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives, the role and the export."""
    app.add_config_value("ledger_site", "", "env", [str])
    app.add_directive("claims-table", ClaimsTable)
    app.add_directive("ledger-table", LedgerTable)
    app.add_directive("ledger-summary", LedgerSummary)
    app.add_directive("errata", Errata)
    app.add_directive("paper-list", PaperList)
    app.add_role("claim", ClaimRole())
    app.connect("builder-inited", _static)
    app.connect("env-get-outdated", _stale)
    app.connect("env-before-read-docs", _read_ahead)
    app.connect("env-purge-doc", _forget)
    app.connect("env-merge-info", _merge)
    app.connect("doctree-read", _annotate)
    app.connect("build-finished", _export)
    assert set(cards.WORDS["derivation"]) == set(verdicts.DERIVATIONS)
    # a change of this package's code or style makes every page stale
    own = sorted(p for p in Path(__file__).parent.rglob("*") if p.suffix in (".py", ".css", ".js"))
    return {
        "version": "1",
        "env_version": functools.reduce(lambda crc, p: zlib.crc32(p.read_bytes(), crc), own, 0),
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
