"""Does the book still build and pass with the newest libraries? ``python -m benchmarks.newest``.

Two checks, neither of which blocks anything: the way out of jupyter-book (the same book built by a
current Sphinx, from the configuration that ``jupyter-book config sphinx`` writes), and the tests on
the newest release of every dependency that ``pyproject.toml`` allows. Both need the network; each
installs into an environment of its own under ``_build/newest``.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import tomllib
import venv
from pathlib import Path

from benchmarks.measure import ROOT, copy, python, run

FOLDER = ROOT / "_build" / "newest"

# jupyter-book 1.x holds these back; its configuration is all that the way out takes from it.
HELD_BACK = ["sphinx", "docutils", "myst-parser", "pydata-sphinx-theme", "sphinx-book-theme"]


def environment(name: str) -> Path:
    """Make an environment with the newest of what the book needs, and return its interpreter."""
    folder = FOLDER / name
    venv.create(folder, with_pip=True, clear=True)
    interpreter = folder / "bin" / "python"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = ",".join(project["optional-dependencies"])
    upgrade = [interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*upgrade, "--upgrade", "--upgrade-strategy", "eager", f".[{extras}]"])
    run([interpreter, "-m", "pip", "uninstall", "--quiet", "--yes", project["name"]])
    return interpreter


def versions(interpreter: Path) -> str:
    """Return the versions that matter here, in one line."""
    listed = run([interpreter, "-m", "pip", "list", "--format=freeze"]).output
    names = (
        "sphinx|docutils|myst-nb|myst-parser|sphinx-book-theme|numpy|scipy|sympy|pandas|matplotlib"
    )
    return " ".join(re.findall(rf"(?im)^(?:{names})==\S+", listed))


def current_sphinx() -> str:
    """Build the book with a current Sphinx; return what was used."""
    interpreter = environment("sphinx")
    # past what jupyter-book asks for, which pip says and which is the point
    install = [interpreter, "-m", "pip", "install", "--quiet", "--upgrade", *HELD_BACK]
    subprocess.run(install, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    book = FOLDER / "book"
    subprocess.run(["rm", "-rf", book], check=True)
    book = copy(FOLDER)
    run([python().parent / "jupyter-book", "config", "sphinx", "."], book)
    flags = ["-b", "html", "--fail-on-warning", "--nitpicky", "--keep-going", "--quiet"]
    run([interpreter, "-m", "sphinx", *flags, ".", "_build/html"], book)
    return versions(interpreter)


def newest_tests() -> str:
    """Run the tests and the notebooks on the newest dependencies; return what was used."""
    interpreter = environment("tests")
    pytest = [interpreter, "-m", "pytest", "-q", "-n", "auto"]
    run([*pytest, "tests"])
    run([*pytest, "--dist", "loadfile", "--nbval", "--nbval-current-env", "chapters"])
    return versions(interpreter)


def main() -> None:
    """Run the checks named on the command line, or both, and say how they ended."""
    checks = {"sphinx": current_sphinx, "tests": newest_tests}
    parser = argparse.ArgumentParser(prog="python -m benchmarks.newest", description=__doc__)
    parser.add_argument("check", nargs="*", choices=[*checks, []], default=[])
    for name in parser.parse_args().check or checks:
        try:
            print(f"{name}: passes with {checks[name]()}")
        except (SystemExit, subprocess.CalledProcessError) as error:
            print(f"{name}: does not pass (the book does, on what requirements.lock pins)\n{error}")


if __name__ == "__main__":
    main()
