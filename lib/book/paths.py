"""Where the book keeps its things, and the one kind of error it raises about them."""

from __future__ import annotations

import copy
import functools
import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = ROOT / "chapters"
CLAIMS = ROOT / "data" / "claims"
EXAMPLES = ROOT / "data" / "examples"
EDITIONS = ROOT / "data" / "editions"
TABLES = ROOT / "data" / "tables"
BIBLIOGRAPHY = ROOT / "references.bib"
CITATION = ROOT / "CITATION.cff"
PROJECT = ROOT / "pyproject.toml"
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
        If the file cannot be read, is empty or binary, is not UTF-8, or starts with a byte-order
        mark. Carriage returns before line ends are kept.
    """
    path = Path(path)
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise BookError(f"{shown(path)} does not exist: create it or correct the name") from None
    except OSError as error:
        raise BookError(
            f"{shown(path)} cannot be read ({error.strerror}): make it a file that can"
        ) from None
    except UnicodeDecodeError as error:
        raise BookError(
            f"{shown(path)} is not UTF-8 (byte {error.start}): save it in that encoding"
        ) from None
    if text.startswith("\ufeff"):
        raise BookError(f"{shown(path)} starts with a byte-order mark: save it as plain UTF-8")
    if not text.strip():
        raise BookError(f"{shown(path)} is empty: restore it")
    if "\0" in text:
        raise BookError(f"{shown(path)} is no text (it holds a zero byte): restore it")
    return text


def read_yaml(path: Path) -> Any:
    """Return the content of a YAML file.

    Raises
    ------
    BookError
        As `read_text`, and if it is no YAML or repeats a key.
    """
    from ruamel.yaml.error import YAMLError

    text = read_text(path)
    try:
        return copy.deepcopy(_parsed_yaml(text))
    except (YAMLError, ValueError) as error:
        raise BookError(f"{shown(path)} is not valid YAML: {error}") from None


@functools.lru_cache(maxsize=64)
def _parsed_yaml(text: str) -> Any:
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).load(text)


def read_json(path: Path) -> Any:
    """Return the content of a JSON file.

    Raises
    ------
    BookError
        As `read_text`, and if it is no JSON or repeats a key.
    """

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise BookError(f"{shown(path)} has the key {twice!r} twice in one object: keep one")
        return dict(pairs)

    text = read_text(path)
    try:
        return json.loads(text, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        raise BookError(
            f"{shown(path)} is not valid JSON (line {error.lineno}: {error.msg}): mend or restore it"
        ) from None
