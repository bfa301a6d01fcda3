"""Where the book keeps its things, and the one kind of error it raises about them."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = ROOT / "chapters"
CLAIMS = ROOT / "data" / "claims"
TABLES = ROOT / "data" / "tables"
BIBLIOGRAPHY = ROOT / "references.bib"
CITATION = ROOT / "CITATION.cff"
SCHEMAS = Path(__file__).parent / "schemas"


class BookError(ValueError):
    """Something in the book's sources is wrong; the message names the thing and the mend."""


def shown(path: Path) -> str:
    """Return `path` as a reader of the repository knows it: relative to its root if inside."""
    path = Path(path)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


def read_text(path: Path) -> str:
    """Return the UTF-8 text of a source file.

    Raises
    ------
    BookError
        If the file is missing, empty, not UTF-8 or starts with a byte-order mark.
    """
    path = Path(path)
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise BookError(f"{shown(path)} does not exist: create it or correct the name") from None
    except UnicodeDecodeError as error:
        raise BookError(
            f"{shown(path)} is not UTF-8 (byte {error.start}): save it in that encoding"
        ) from None
    if text.startswith("\ufeff"):
        raise BookError(f"{shown(path)} starts with a byte-order mark: save it as plain UTF-8")
    if not text.strip():
        raise BookError(f"{shown(path)} is empty: restore it")
    return text
