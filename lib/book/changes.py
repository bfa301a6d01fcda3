"""What changed between two editions: verdicts and numbers, by comparing two ledgers.

``python -m lib.book.changes OLD NEW`` compares two ledgers, each an edition kept in
``data/editions`` or an export as ``python -m lib.book.claims`` prints it; without NEW, the ledger
of the committed notebooks. ``--markdown`` prints a table for a page or a message. ``--keep`` writes
this edition's ledger to ``data/editions``.

``{changes}``
    the editions kept so far, newest first, and what moved in each;
``{edition}``
    the name of this edition;
``{cite-claim} ID``
    how one claim of this edition is cited, as a line of text and as BibTeX.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from lib.book import cards, citation, edition, ledger, paths
from lib.book.paths import BookError, read_text, shown
from lib.book.sphinx_extension import _LedgerDirective, _table

# what an edition keeps of a record
KEPT = ("id", "derivation", "slip", "evidence", "printed", "computed", "unit", "rule")
RULE = ("statistic", "scale", "agrees", "tension", "table", "value")


@dataclass(frozen=True)
class Change:
    """One thing that differs between two ledgers.

    Attributes
    ----------
    kind : {"added", "removed", "verdict", "number", "rule"}
    id : str
        The claim.
    what : str
        Which verdict, number or part of the rule.
    old, new : str
        As they are shown; empty where the claim is not in that ledger.
    """

    kind: str
    id: str
    what: str
    old: str
    new: str


KINDS = {
    "added": "added",
    "removed": "removed",
    "verdict": "verdicts moved",
    "number": "numbers changed",
    "rule": "rules changed",
}


def kept(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return of each record what an edition keeps."""
    rows = []
    for record in records:
        row = {name: record[name] for name in KEPT}
        if row["rule"] is not None:
            row["rule"] = {name: row["rule"][name] for name in RULE if name in row["rule"]}
        rows.append(row)
    return rows


def load(path: Path) -> list[dict[str, Any]]:
    """Read a ledger: an edition kept in ``data/editions`` or an export.

    Raises
    ------
    BookError
        If the file is no ledger, or an id occurs in it twice.
    """
    path = Path(path).resolve()
    try:
        data = json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise BookError(
            f"{shown(path)} is not valid JSON ({error}): export a ledger with "
            "python -m lib.book.claims > FILE"
        ) from None
    rows = data.get("claims") if isinstance(data, dict) else data
    if not isinstance(rows, list):
        raise BookError(
            f"{shown(path)} is no ledger: export one with python -m lib.book.claims > FILE"
        )
    seen = set()
    for number, row in enumerate(rows, start=1):
        lacking = [name for name in KEPT if not isinstance(row, dict) or name not in row]
        if lacking:
            raise BookError(
                f"{shown(path)}: record {number} has no {', '.join(lacking)}: export the ledger "
                "again with python -m lib.book.claims > FILE"
            )
        if row["id"] in seen:
            raise BookError(f"{shown(path)}: {row['id']} is there twice: export the ledger again")
        seen.add(row["id"])
    return kept(rows)


def compare(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[Change]:
    """Return what differs between two ledgers: first what is new and gone, then what moved.

    Parameters
    ----------
    old, new : list of dict
        Records with at least the fields of `KEPT`.
    """
    before, after = ({row["id"]: row for row in kept(rows)} for rows in (old, new))
    found = [Change("added", i, "", "", _verdicts(after[i])) for i in after if i not in before]
    found += [Change("removed", i, "", _verdicts(before[i]), "") for i in before if i not in after]
    for claim_id in before:
        if claim_id in after:
            found += _moved(before[claim_id], after[claim_id])
    return sorted(found, key=lambda change: list(KINDS).index(change.kind))


def _verdicts(row: dict[str, Any]) -> str:
    return "; ".join(cards.words(row, which)[1] for which in citation.QUESTIONS)


def _moved(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for which in citation.QUESTIONS:
        was, now = cards.words(old, which)[1], cards.words(new, which)[1]
        if was != now:
            yield Change("verdict", old["id"], which, was, now)
    for name in ("printed", "computed", "unit"):
        texts = cards.number(old[name]), cards.number(new[name])
        if texts[0] != texts[1]:
            yield Change("number", old["id"], name, *texts)
    was, now = old["rule"] or {}, new["rule"] or {}
    for name in RULE:
        texts = cards.number(was.get(name)), cards.number(now.get(name))
        if name == "statistic":
            texts = was.get(name, "–"), now.get(name, "–")
        if texts[0] != texts[1]:
            kind = "number" if name == "value" else "rule"
            what = "statistic reached" if name == "value" else f"rule, {name}"
            yield Change(kind, old["id"], what, *texts)


def summary(changes: list[Change]) -> str:
    """Return how many changes of each kind there are, as a sentence."""
    if not changes:
        return "No verdict, number or rule differs."
    counts = {kind: len({c.id for c in changes if c.kind == kind}) for kind in KINDS}
    said = ", ".join(f"{word}: {counts[kind]}" for kind, word in KINDS.items())
    return f"Claims with changes, {said}."


def as_text(changes: list[Change]) -> str:
    """Return the changes as lines of text."""
    lines = [summary(changes)]
    for change in changes:
        if change.kind in ("added", "removed"):
            lines.append(f"{change.kind}: {change.id} ({change.new or change.old})")
        else:
            lines.append(f"{change.kind}: {change.id}: {change.what}: {change.old} -> {change.new}")
    return "\n".join(lines)


def as_markdown(changes: list[Change]) -> str:
    """Return the changes as a Markdown table."""
    if not changes:
        return summary(changes)
    rows = [("Claim", "Change", "Before", "After"), ("---",) * 4]
    rows += [
        (c.id, _name(c), *(text.replace("|", "\\|") or "–" for text in (c.old, c.new)))
        for c in changes
    ]
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    return f"{summary(changes)}\n\n{table}"


def _name(change: Change) -> str:
    return change.what or change.kind


# --- the editions kept ---------------------------------------------------------------------


def editions() -> list[dict[str, Any]]:
    """Return the editions kept in ``data/editions``, oldest first, each with its claims.

    Raises
    ------
    BookError
        If one has no version or date, or is not named after its version.
    """
    found = []
    for path in sorted(paths.EDITIONS.glob("*.json")):
        claims = load(path)
        data = json.loads(read_text(path))
        for name in ("version", "date"):
            if not isinstance(data, dict) or name not in data:
                raise BookError(
                    f"{shown(path)} has no {name}: write it with python -m lib.book.changes --keep"
                )
        if data["version"] != path.stem:
            raise BookError(f"{shown(path)} is of version {data['version']}: name it after that")
        found.append({"version": data["version"], "date": data["date"], "claims": claims})
    return sorted(found, key=lambda one: (one["date"], one["version"]))


def keep(records: list[dict[str, Any]]) -> Path:
    """Write this edition's ledger to ``data/editions``, once.

    Raises
    ------
    BookError
        If this version is kept already with another ledger.
    """
    path = paths.EDITIONS / f"{edition.version()}.json"
    rows = ",\n".join(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in kept(records))
    head = f'{{"version": "{edition.version()}", "date": "{edition.date()}", "claims": [\n'
    text = f"{head}{rows}\n]}}\n"
    if path.exists() and read_text(path) != text:
        raise BookError(
            f"{shown(path)} keeps another ledger: if it is released, raise the version in "
            "pyproject.toml and CITATION.cff; if not, delete the file and keep it again"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def since_edition(records: list[dict[str, Any]]) -> list[Change]:
    """Return what the ledger has changed since the edition kept under the present version."""
    same = [one for one in editions() if one["version"] == edition.version()]
    return compare(same[0]["claims"], records) if same else []


# --- on the pages --------------------------------------------------------------------------


class Changes(_LedgerDirective):
    """The editions, newest first, each with what it changed."""

    def nodes(self, records: list[dict[str, Any]]) -> list[nodes.Node]:
        for path in (*sorted(paths.EDITIONS.glob("*.json")), paths.CITATION, paths.PROJECT):
            self.env.note_dependency(str(path))
        known = {record["id"]: record for record in records}
        kept_editions = editions()
        sections = []
        for index, one in enumerate(kept_editions):
            body = f"<p>{edition.spelled(one['date'])}.</p>"
            if index == 0:
                body += f"<p>The first edition, with {len(one['claims'])} claims.</p>"
            else:
                body += self.table(
                    compare(kept_editions[index - 1]["claims"], one["claims"]), known
                )
            sections.append((f"Edition {one['version']}", f"edition-{one['version']}", body))
        if kept_editions:
            last = kept_editions[-1]
            changes = compare(last["claims"], records)
            if changes:
                title = f"Since edition {last['version']}"
                sections.append((title, "edition-next", self.table(changes, known)))
        found: list[nodes.Node] = []
        for title, identity, body in reversed(sections):
            section = nodes.section("", nodes.title("", title), ids=[identity.replace(".", "-")])
            section += nodes.raw("", body, format="html")
            found.append(section)
        return found or [nodes.paragraph("", "No edition has been kept so far.")]

    def table(self, changes: list[Change], known: dict[str, dict[str, Any]]) -> str:
        said = f"<p>{escape(summary(changes), quote=False)}</p>"
        if not changes:
            return said
        rows = [
            (
                self.link(known[c.id]) if c.id in known else escape(c.id),
                escape(_name(c), quote=False),
                escape(c.old, quote=False) or "–",
                escape(c.new, quote=False) or "–",
            )
            for c in changes
        ]
        return said + _table(("Claim", "Change", "Before", "After"), rows, "What changed")


class Edition(_LedgerDirective):
    """The version and date of this edition."""

    def render(self, records: list[dict[str, Any]]) -> str:
        for path in (paths.CITATION, paths.PROJECT):
            self.env.note_dependency(str(path))
        return f"<p>This edition: <b>{edition.version()}</b>, {edition.spelled(str(edition.date()))}.</p>"


class CiteClaim(_LedgerDirective):
    """How one claim of this edition is cited."""

    required_arguments = 1

    def render(self, records: list[dict[str, Any]]) -> str:
        self.env.note_dependency(str(paths.CITATION))
        found = [record for record in records if record["id"] == self.arguments[0]]
        if not found:
            raise BookError(f"cite-claim: {self.arguments[0]} is not answered in any chapter")
        site = self.env.app.config.ledger_site
        return (
            f'<p class="citation">{escape(citation.text(found[0], site), quote=False)}</p>'
            f"<pre>{escape(citation.bibtex(found[0], site), quote=False)}</pre>"
        )


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives."""
    app.add_directive("changes", Changes)
    app.add_directive("edition", Edition)
    app.add_directive("cite-claim", CiteClaim)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def main() -> None:
    """Compare two ledgers, or keep this edition's."""
    import argparse
    import sys

    parser = argparse.ArgumentParser(
        prog="python -m lib.book.changes",
        description="Say what verdicts, numbers and rules differ between two ledgers.",
    )
    parser.add_argument("old", nargs="?", type=Path, help="an edition or an exported ledger")
    parser.add_argument("new", nargs="?", type=Path, help="default: the committed notebooks")
    parser.add_argument("--markdown", action="store_true", help="print a Markdown table")
    parser.add_argument("--keep", action="store_true", help="write this edition to data/editions")
    arguments = parser.parse_args()
    if arguments.keep == bool(arguments.old):
        parser.error("name the old ledger to compare with, or give --keep alone")
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    try:
        if arguments.keep:
            print(f"kept in {shown(keep(ledger.read()))}")
            return
        new = load(arguments.new) if arguments.new else ledger.read()
        found = compare(load(arguments.old), new)
    except BookError as error:
        raise SystemExit(f"error: {error}") from None
    print(as_markdown(found) if arguments.markdown else as_text(found))


if __name__ == "__main__":
    main()
