"""Which edition of the book this is: the version of ``pyproject.toml``, the date of ``CITATION.cff``."""

from __future__ import annotations

import datetime
import functools
import tomllib
from pathlib import Path

from lib.book import citation, paths
from lib.book.paths import BookError, read_text, shown


def version() -> str:
    """Return the edition's version, for example ``"2026.11"``.

    Raises
    ------
    BookError
        If ``pyproject.toml`` has no version, or ``CITATION.cff`` names another one.
    """
    found = _version(paths.PROJECT, paths.PROJECT.stat().st_mtime_ns)
    cited = str(citation.edition()["version"])
    if cited != found:
        raise BookError(
            f"{shown(paths.CITATION)} says version {cited}, {shown(paths.PROJECT)} says {found}: "
            "make them agree"
        )
    return found


@functools.cache
def _version(path: Path, _changed: int) -> str:
    try:
        return str(tomllib.loads(read_text(path))["project"]["version"])
    except tomllib.TOMLDecodeError as error:
        raise BookError(f"{shown(path)} is not valid TOML: {error}") from None
    except KeyError:
        raise BookError(f"{shown(path)} has no project.version: add it") from None


def date() -> datetime.date:
    """Return the day this edition was released; never the day it was built.

    Raises
    ------
    BookError
        If ``CITATION.cff`` gives no date of the form 2026-11-20.
    """
    found = citation.edition()["date-released"]
    try:
        return datetime.date.fromisoformat(str(found))
    except ValueError:
        raise BookError(
            f"{shown(paths.CITATION)}: date-released is {found!r}: write it as 2026-11-20"
        ) from None


def name() -> str:
    """Return version and date as pages show them, for example ``"Edition 2026.11, 20 November 2026"``."""
    return f"Edition {version()}, {spelled(str(date()))}"


def spelled(day: str) -> str:
    """Return a day such as ``"2026-11-20"`` as pages show it: ``"20 November 2026"``."""
    found = datetime.date.fromisoformat(day)
    months = (
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    )
    return f"{found.day} {months[found.month - 1]} {found.year}"
