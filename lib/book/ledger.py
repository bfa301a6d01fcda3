"""The ledger: the records read off the committed notebooks, and what is made of them."""

from __future__ import annotations

import csv
import functools
import io
import json
from pathlib import Path
from typing import Any

from lib.book import claims, paths
from lib.book.answers import MIME
from lib.book.paths import BookError, read_json, read_text, read_yaml, shown

# where committed notebooks are: those whose records make the ledger, and worked examples
FOLDERS = ("chapters/", "examples/")

FIELDS = (
    "id paper where kind statement printed computed unit derivation slip evidence rule because "
    "flips_at references chapter url"
).split()


def chapters(root: Path | None = None) -> list[Path]:
    """Return the chapters' notebooks in the order of the table of contents.

    Raises
    ------
    BookError
        If ``_toc.yml`` names a notebook that is not there, or a notebook is not in it.
    """
    return [p for p in notebooks(root) if p.parent.name == "chapters"]


def notebooks(root: Path | None = None) -> list[Path]:
    """Return every committed notebook, chapters and examples, in the order of the contents.

    Raises
    ------
    BookError
        As `chapters` does.
    """
    root = paths.ROOT if root is None else Path(root)
    toc = read_yaml(root / "_toc.yml")

    def files(node: Any) -> list[str]:
        if isinstance(node, list):
            return [name for entry in node for name in files(entry)]
        if isinstance(node, dict):
            own = [node["file"]] if "file" in node else []
            if not all(isinstance(name, str) for name in own):
                raise BookError("_toc.yml has an entry without a name after `file:`: give it one")
            return own + [
                n for key in ("chapters", "parts", "sections") for n in files(node.get(key))
            ]
        return []

    listed = [root / f"{name}.ipynb" for name in files(toc) if name.startswith(FOLDERS)]
    for path in listed:
        if not path.exists():
            raise BookError(
                f"_toc.yml names {path.stem}, but {path.name} is not in {path.parent.name}/: "
                "add it or take its entry out"
            )
    for folder in FOLDERS:
        for path in sorted((root / folder).glob("*.ipynb")):
            if path not in listed:
                raise BookError(f"{folder}{path.name} is not in _toc.yml: add it or move it away")
    return listed


def unanswered(records: list[dict[str, Any]], paper: str | None = None) -> list[str]:
    """Return the claims of the claims files, or of one paper, that no chapter answers."""
    answered = {record["id"] for record in records}
    chosen = [p for key, p in claims.papers().items() if paper in (None, key)]
    return [claim_id for p in chosen for claim_id in p.claims if claim_id not in answered]


def require_answers(records: list[dict[str, Any]], paper: str) -> None:
    """Check that a paper's chapter answers every claim of its claims file.

    Raises
    ------
    BookError
        If it does not.
    """
    open_claims = unanswered(records, paper)
    if open_claims:
        raise BookError(
            f"{', '.join(open_claims)}: in data/claims/{paper}.yaml but not answered: call answer() "
            f"for each in chapters/{paper}.ipynb and run `make refresh`"
        )


def notebook(path: Path) -> Any:
    """Read a notebook.

    Raises
    ------
    BookError
        If it is no valid notebook.
    """
    import nbformat

    text = read_text(path)
    try:
        read_json(path)
        # `nbformat.reads` would validate it too, and only warn
        found = nbformat.convert(nbformat.reader.reads(text), 4)
        nbformat.validate(found)
    except Exception as error:
        message = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise BookError(
            f"{shown(path)} is not a valid notebook ({message}): restore it from git"
        ) from None
    return found


def records_of(path: Path) -> list[dict[str, Any]]:
    """Return the records of one committed notebook, in order, with chapter and url.

    Raises
    ------
    BookError
        If a code cell has not been executed, or ended in an error.
    """
    records = []
    chapter = f"chapters/{Path(path).stem}"
    for index, cell in enumerate(notebook(path).cells):
        if cell.cell_type != "code":
            continue
        if cell.execution_count is None and cell.source.strip():
            raise BookError(f"{shown(path)}: cell {index} has no output: run `make refresh`")
        for output in cell.outputs:
            if output.output_type == "error":
                raise BookError(f"{shown(path)}: cell {index} ended in {output.ename}: mend it")
            for record in output.get("data", {}).get(MIME, []):
                url = f"{chapter}.html#{record['id']}"
                records.append({**record, "chapter": chapter, "url": url})
    return records


def read(root: Path | None = None) -> list[dict[str, Any]]:
    """Read the whole ledger off the committed notebooks.

    Returns
    -------
    list of dict
        One record a claim, in the order of the chapters; see ``ledger.schema.json``.

    Raises
    ------
    BookError
        If an id is answered twice or is unknown, a record breaks the schema, or a record says
        something else than the claims file about what is printed.
    """
    stamp = tuple((p, p.stat().st_mtime_ns) for p in chapters(root))
    return [dict(record) for record in _read(stamp)]


@functools.lru_cache(maxsize=4)
def _read(stamp: tuple[tuple[Path, int], ...]) -> list[dict[str, Any]]:
    records = [record for path, _ in stamp for record in records_of(path)]
    claims.validate(records, "ledger.schema.json", "the ledger")
    seen: dict[str, str] = {}
    for record in records:
        if record["id"] in seen:
            raise BookError(
                f"{record['id']} is answered twice, in {seen[record['id']]} and in "
                f"{record['chapter']}: keep one"
            )
        seen[record["id"]] = record["chapter"]
        claim = claims.find(record["id"])
        for name in ("where", "kind", "statement", "printed"):
            if record[name] != getattr(claim, name):
                raise BookError(
                    f"{record['id']}: {record['chapter']} was run with another {name} than "
                    f"data/claims/{claim.paper}.yaml has: run `make refresh`"
                )
    return records


def as_json(records: list[dict[str, Any]], site: str = "") -> str:
    """Return the export of the ledger: a JSON array, with absolute urls if `site` is given."""
    return json.dumps(_rows(records, site), ensure_ascii=False, indent=1, allow_nan=False)


def as_csv(records: list[dict[str, Any]], site: str = "") -> str:
    """Return the same rows as comma-separated values.

    A text stands as it is, nothing as an empty cell, and any other value as JSON.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FIELDS)
    for row in _rows(records, site):
        writer.writerow([_cell(row[name]) for name in FIELDS])
    return out.getvalue()


def _rows(records: list[dict[str, Any]], site: str) -> list[dict[str, Any]]:
    prefix = site.rstrip("/") + "/" if site else ""
    rows = [{name: record[name] for name in FIELDS} for record in records]
    for row in rows:
        row["url"] = prefix + row["url"]
    return rows


def _cell(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def counts(records: list[dict[str, Any]], which: str) -> dict[str, dict[str, int]]:
    """Count the verdicts (``derivation`` or ``evidence``) of each paper."""
    from lib.book import verdicts

    order = verdicts.DERIVATIONS if which == "derivation" else verdicts.EVIDENCE
    return {
        paper: {v: sum(r["paper"] == paper and r[which] == v for r in records) for v in order}
        for paper in dict.fromkeys(r["paper"] for r in records)
    }
