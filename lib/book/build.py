"""Building the HTML, and saying in one line why it could not be written.

``python -m lib.book.build`` builds the book of the current folder in ``_build/html``; a warning is
an error.
"""

from __future__ import annotations

import functools
import gc
import os
import re
import sys
from pathlib import Path

from lib.book.kernel import without_grammars
from lib.book.notebooks import unwritable


def _quicker() -> None:
    """Leave out what costs seconds in every build and changes nothing in it; use every core."""
    without_grammars()
    import jupyter_book.sphinx
    import pybtex.plugin
    import sphinx.builders

    # for every citation pybtex searches all installed packages for the same few plug-ins
    pybtex.plugin._load_entry_point = functools.cache(pybtex.plugin._load_entry_point)
    # what a build makes it keeps until it ends: to search that for rubbish is a third of the time
    gc.disable()
    # a job more than cores, and smaller portions of pages, which end closer together
    jobs = min((os.cpu_count() or 1) + 1, 8)
    sphinx.builders.make_chunks = functools.partial(sphinx.builders.make_chunks, maxbatch=3)
    jupyter_book.sphinx.build_sphinx = functools.partial(
        jupyter_book.sphinx.build_sphinx, jobs=jobs
    )


def _first_cause(error: BaseException) -> BaseException:
    """Return the error that Sphinx wraps; of one in a process of its own it keeps the words alone."""
    if isinstance(inner := getattr(error, "orig_exc", None), Exception):
        return inner
    found = re.match(r"OSError: \[Errno (\d+)\]", str(error))
    return OSError(int(found[1]), os.strerror(int(found[1]))) if found else error


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
        cause = _first_cause(error.__cause__ or error)
    else:
        return
    if isinstance(cause, OSError):
        raise SystemExit(f"error: the book is not built: {unwritable(cause)}")
    raise SystemExit(f"error: the book is not built: {cause}")


if __name__ == "__main__":
    main()
    # without taking apart, object by object, what has just been built
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
