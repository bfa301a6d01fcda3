"""Building the HTML, and saying in one line why it could not be written.

``python -m lib.book.build`` builds the book of the current folder in ``_build/html``; a warning is
an error.
"""

from __future__ import annotations

import functools
import os
import sys
from pathlib import Path

from lib.book.notebooks import unwritable


def _quicker() -> None:
    """Leave out two things that cost seconds in every build and change nothing in it."""
    # jsonschema builds the grammars of internationalised addresses when it finds this package;
    # no schema of ours has one
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    import pybtex.plugin

    # for every citation pybtex searches all installed packages for the same few plug-ins
    pybtex.plugin._load_entry_point = functools.cache(pybtex.plugin._load_entry_point)


def main() -> None:
    """Build the book."""
    _quicker()
    from jupyter_book.cli.main import main as jupyter_book

    if not os.access(Path.cwd(), os.W_OK):
        raise SystemExit(
            f"error: {Path.cwd().name} is read-only, and the book is built in its folder _build: "
            "make it writable, or work on a copy"
        )
    arguments = ["build", "--warningiserror", "--nitpick", "--keep-going", "."]
    try:
        jupyter_book(arguments, standalone_mode=False)
    except OSError as error:
        cause: BaseException | None = error
    except RuntimeError as error:
        cause = error.__cause__ or error
    else:
        return
    if isinstance(cause, OSError):
        raise SystemExit(f"error: the book is not built: {unwritable(cause)}")
    raise SystemExit(f"error: the book is not built: {cause}")


if __name__ == "__main__":
    main()
