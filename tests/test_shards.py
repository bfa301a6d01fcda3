"""Two shards of the tests, as two machines would run them, are together the whole."""

import functools
import os
import subprocess
import sys

import pytest

from lib.book.paths import ROOT

NOTEBOOKS = ["--nbval", "--nbval-current-env", "chapters"]


@functools.cache
def collected(*arguments):
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-p", "no:xdist"]
    done = subprocess.run(
        [*command, *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": os.fspath(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return [line for line in done.stdout.splitlines() if "::" in line]


@pytest.mark.parametrize("what", [NOTEBOOKS, ["tests/physics"]], ids=["notebooks", "tests"])
def test_union_of_two_shards_is_the_whole(what):
    whole = collected(*what)
    first, second = (collected("--splits", "2", "--group", group, *what) for group in ("1", "2"))
    assert first
    assert second
    assert sorted(first + second) == sorted(whole)


def test_no_notebook_is_cut_in_two():
    shards = [
        {item.split("::")[0] for item in collected("--splits", "2", "--group", group, *NOTEBOOKS)}
        for group in ("1", "2")
    ]
    assert not shards[0] & shards[1]
