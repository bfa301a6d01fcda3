"""The same sources give the same bytes, wherever and whenever they are built or refreshed."""

import filecmp
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lib.book import ledger, notebooks, paths
from tests import noise

SKIP = shutil.ignore_patterns(
    "_build", ".git", ".venv", "__pycache__", ".hypothesis", ".pytest_cache", ".ruff_cache"
)
CANARY = "a-secret-of-the-environment"
STRESS = "STRESS" in os.environ

# A clock 400 days ahead, for a process that finds this module on its path.
LATER = """
import time
import time_machine
time_machine.travel(time.time() + 400 * 86400, tick=True).start()
"""


@pytest.fixture(scope="module")
def german(tmp_path_factory):
    """The environment of a German locale, made here where the system can make one."""
    folder = tmp_path_factory.mktemp("locales")
    if shutil.which("localedef"):
        made = folder / "de_DE.UTF-8"
        subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", made], capture_output=True)
    known = {"LOCPATH": str(folder)} if any(folder.iterdir()) else {}
    return {**known, "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"}


STOCK = [Path(sys.executable).with_name("jupyter-book"), "build", "-W", "-n", "--keep-going", "."]
OURS = [sys.executable, "-m", "lib.book.build"]


def build(folder, command, **environment):
    run = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), **environment},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
    return folder / "_build" / "html"


def files(root):
    return sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())


def test_two_clean_builds_in_two_folders_at_two_dates_are_byte_identical(tmp_path, german):
    """The first by jupyter-book itself, in one process, which sees a label that two pages share; the
    second as `make book` does it, in several, on files of another age, with a clock 400 days ahead,
    in another time zone and locale, with another order of sets, without git, without a home, and
    with a secret."""
    plain, odd = tmp_path / "plain", tmp_path / "mit Leerzeichen und Umläuten äöü"
    for folder in (plain, odd):
        shutil.copytree(paths.ROOT, folder, ignore=SKIP)
    for path in odd.rglob("*"):
        os.utime(path, (10**9, 10**9))
    clock = tmp_path / "clock"
    clock.mkdir()
    (clock / "sitecustomize.py").write_text(LATER, encoding="utf-8")
    environment = {
        **german,
        "PYTHONPATH": os.pathsep.join(map(str, (odd, clock))),
        "TZ": "Pacific/Kiritimati",
        "PYTHONHASHSEED": "1",
        "PATH": str(Path(sys.executable).parent),
        "HOME": "/proc/nowhere",
        "CANARY": CANARY,
    }
    tell = [sys.executable, "-c", "import datetime; print(datetime.datetime.now().timestamp())"]
    told = subprocess.check_output(tell, env={**os.environ, **environment}, text=True)
    assert 399 < (float(told) - time.time()) / 86400 < 401
    one, two = build(plain, STOCK), build(odd, OURS, **environment)
    assert files(one) == files(two)
    _, different, errors = filecmp.cmpfiles(one, two, files(one), shallow=False)
    assert (different, errors) == ([], [])
    assert [name for name in files(two) if CANARY.encode() in (two / name).read_bytes()] == []


# What differs between machines: locale, threads of a maths library, seed of the noise.
CONDITIONS = {
    "noise in another locale": ("German", "1", 1),
    "nothing": (None, "1", None),
    "C": ("C", "1", None),
    "German": ("German", "1", None),
    "two threads": (None, "2", None),
    "other noise": (None, "1", 2),
}


@pytest.mark.parametrize("condition", CONDITIONS if STRESS else list(CONDITIONS)[:1])
@pytest.mark.parametrize("path", ledger.notebooks(), ids=lambda p: p.stem)
def test_a_refresh_of_a_committed_notebook_changes_no_byte(
    path, condition, tmp_path, monkeypatch, german
):
    """Here the numbers stand still under noise of 10⁻¹² too; on demand, each condition alone."""
    locale, threads, seed = CONDITIONS[condition]
    locales = {"German": german, "C": {"LC_ALL": "C", "LANG": "C"}, None: {}}
    for name, value in locales[locale].items():
        monkeypatch.setenv(name, value)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.setitem(notebooks.KERNEL_ENVIRONMENT, name, threads)
        monkeypatch.setenv(name, threads)
    if seed is not None:
        settings = notebooks.KERNEL_SETTINGS + noise.settings(seed)
        monkeypatch.setattr(notebooks, "KERNEL_SETTINGS", settings)
    if STRESS:
        monkeypatch.setattr(notebooks, "CELL_SECONDS", 600)
    copy = tmp_path / path.name
    shutil.copy(path, copy)
    assert not notebooks.refresh([copy])
    assert copy.read_bytes() == path.read_bytes()


def test_the_noise_reaches_what_a_chapter_calls():
    script = (
        "from tests import noise; from lib.papers.jiang import formula; "
        "exact = formula.critical_temperature(1e29, 0.01, 3.0); "
        "known = noise.install(1); noisy = formula.critical_temperature(1e29, 0.01, 3.0); "
        "assert len(known) > 300, len(known); "
        "assert 0 < abs(noisy / exact - 1) < 2e-12, (noisy, exact)"
    )
    environment = {**os.environ, "PYTHONPATH": str(paths.ROOT)}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)
