"""Tables of measured and published numbers, read from ``data/tables`` and checked."""

from __future__ import annotations

import csv
import functools
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lib.book import paths
from lib.book.claims import require_citations
from lib.book.paths import BookError, read_json, read_text, shown

if TYPE_CHECKING:
    import pandas as pd

CONFIDENCE = ("opened", "secondary", "recalled")


def read(name: str) -> pd.DataFrame:
    """Read a table.

    Parameters
    ----------
    name : str
        Name of the resource in ``data/tables/datapackage.json``.

    Returns
    -------
    pandas.DataFrame
        Columns in the units that the schema states; missing numbers are NaN.

    Raises
    ------
    BookError
        If the table does not satisfy its schema (the message names file, row and column), or cites
        a work that ``references.bib`` lacks.
    """
    package = paths.TABLES / "datapackage.json"
    path = paths.TABLES / f"{name}.csv"
    if not path.exists():
        known = sorted(p.stem for p in paths.TABLES.glob("*.csv"))
        raise BookError(f"no table {name!r} in data/tables: there are {', '.join(known) or 'none'}")
    stamp = (path.stat().st_mtime_ns, package.stat().st_mtime_ns if package.exists() else 0)
    return _read(name, path, package, stamp).copy()


@functools.cache
def _read(name: str, path: Path, package: Path, _stamp: tuple[int, int]) -> pd.DataFrame:
    import frictionless
    import pandas as pd

    text = read_text(path)
    if "\r" in text:
        raise BookError(f"{shown(path)} has carriage returns: save it with Unix line ends")
    if not text.endswith("\n"):
        raise BookError(f"{shown(path)} ends inside a line: restore it, or end its last row")
    labels = text.splitlines()[0].split(",")
    twice = next((label for label in labels if labels.count(label) > 1), None)
    if twice is not None:
        raise BookError(f"{shown(path)} has the column {twice!r} twice: rename or remove one")
    read_json(package)
    # frictionless trusts only relative paths inside its working folder
    with frictionless.system.use_context(trusted=True):
        try:
            resources = frictionless.Package(os.fspath(package))
            resource = resources.get_resource(name)
        except frictionless.FrictionlessException as error:
            raise BookError(
                f"{shown(package)} does not describe {name!r}: {error.error.message}"
            ) from None
        _require_columns(text, [field.name for field in resource.schema.fields], path, package)
        report = resource.validate()
    if not report.valid:
        raise BookError(f"{shown(path)}: {_complaint(report)}")
    schema = resource.schema
    types = {
        f.name: {"number": "float64", "integer": "Int64"}.get(f.type, "str") for f in schema.fields
    }
    frame = pd.read_csv(path, dtype=types, keep_default_na=False, na_values=[""])
    for column in ("source", "confidence"):
        if column not in frame:
            raise BookError(f"{shown(path)} has no column {column!r}: every row needs one")
    for row, (key, confidence) in enumerate(
        zip(frame["source"], frame["confidence"], strict=True), start=2
    ):
        where = f"{shown(path)}: row {row}"
        if pd.isna(key):
            raise BookError(f"{where}, column source: empty; give a citation key")
        require_citations([key], f"{where}, column source")
        if confidence not in CONFIDENCE:
            raise BookError(
                f"{where}, column confidence: {confidence!r} is not one of {', '.join(CONFIDENCE)}"
            )
    return frame


def _require_columns(text: str, described: list[str], path: Path, package: Path) -> None:
    """Check that a table's first line names the columns that its description has, in their order."""
    found = next(csv.reader([text.splitlines()[0]]))
    for odd, has in (
        ([name for name in described if name not in found], "lacks"),
        ([name for name in found if name not in described], "has more than its description:"),
    ):
        if odd:
            raise BookError(
                f"{shown(path)} {has} the column {', '.join(odd)}: make its first line and "
                f"{shown(package)} agree"
            )


def _complaint(report: object) -> str:
    error = (
        report.tasks[0].errors[0] if report.tasks and report.tasks[0].errors else report.errors[0]
    )
    row = getattr(error, "row_number", None)
    column = getattr(error, "field_name", None)
    place = ", ".join(
        part for part in (f"row {row}" if row else "", f"column {column}" if column else "") if part
    )
    return f"{place + ': ' if place else ''}{error.note or error.message}"


def preferred(
    name: str, column: str, keys: Sequence[str], sources: Sequence[str], by: str = "metal"
) -> pd.DataFrame:
    """Pick one row a key, from the first source in an order of preference that has it.

    Parameters
    ----------
    name, column : str
        Table, and the column that must not be missing.
    keys : sequence of str
        Wanted values of the column `by`, in this order.
    sources : sequence of str
        Citation keys, the preferred one first.
    by : str
        Column that identifies what a row is about.

    Returns
    -------
    pandas.DataFrame
        One row a key, indexed by it; NaN where no listed source has the key.

    Raises
    ------
    BookError
        If a source occurs nowhere in the table, or has two rows for one key.
    """
    frame = read(name)
    unknown = sorted(set(sources) - set(frame["source"]))
    if unknown:
        raise BookError(f"table {name!r} has no row of the source {unknown[0]!r}")
    frame = frame[frame["source"].isin(list(sources)) & frame[column].notna()]
    twice = frame.duplicated([by, "source"])
    if twice.any():
        row = frame[twice].iloc[0]
        raise BookError(f"table {name!r} has two rows of {row['source']!r} for {row[by]!r}")
    rank = frame["source"].map(list(sources).index)
    first = frame.assign(rank=rank).sort_values("rank").drop_duplicates(by).set_index(by)
    return first.drop(columns="rank").reindex(list(keys))


def unit(name: str, column: str) -> str:
    """Return the unit of a table's column, as its schema states it (``"1"`` if none)."""
    package = read_json(paths.TABLES / "datapackage.json")
    for resource in package["resources"]:
        if resource["name"] == name:
            for field in resource["schema"]["fields"]:
                if field["name"] == column:
                    return field.get("unit", "1")
    raise BookError(f"data/tables/datapackage.json has no column {column!r} in a table {name!r}")
