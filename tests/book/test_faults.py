"""What goes wrong, and what happens then: the table `tests/faults.yaml`, fault by fault."""

import os
import random
import resource
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import nbformat
import pytest

from lib.book import claims, faults, kernel, ledger, notebooks, tables
from lib.book.paths import BookError

FAULTS = {entry["id"]: entry for entry in faults.read()}
ROOT = Path(faults.__file__).resolve().parents[2]
CANARY = "a-secret-of-the-environment"
STRESS = "STRESS" in os.environ


def says(identity, message):
    """The message is one that the table promises."""
    assert any(text in message for text in FAULTS[identity]["error"]), message


@pytest.mark.parametrize("entry", FAULTS.values(), ids=FAULTS)
def test_each_fault_of_the_table_names_a_test_that_knows_it(entry):
    source = Path(__file__).read_text(encoding="utf-8")
    assert f"def {entry['test']}(" in source
    assert f'"{entry["id"]}"' in source


# --- files ---------------------------------------------------------------------------------

FILES = {
    "claims": "data/claims/sample.yaml",
    "table": "data/tables/measured.csv",
    "package": "data/tables/datapackage.json",
    "bibliography": "references.bib",
    "contents": "_toc.yml",
    "notebook": "chapters/first.ipynb",
}


@pytest.fixture
def whole(book, write_chapter):
    """The small book with an executed chapter, and a function that reads all of it."""
    path = write_chapter("first", "1 + 1")
    notebook = nbformat.read(path, 4)
    notebook.cells[0].execution_count = 1
    nbformat.write(notebook, path)
    (book / "_toc.yml").write_text("root: index\nchapters:\n  - file: chapters/first\n")

    def read():
        claims.papers()
        tables.read("measured")
        claims.require_citations(["sample2020"], "the small book")
        return ledger.read()

    read()
    return book, read


def twice(text, kind):
    """Return the text with a key, or a column, there twice."""
    old, new = {
        "claims": ("paper: sample", "paper: sample\npaper: sample"),
        "table": ("metal,temperature", "metal,metal"),
        "package": ('"name": "sample-tables"', '"name": "a", "name": "sample-tables"'),
        "bibliography": ("@misc", "@misc{sample2020, title = {A sample}}\n@misc"),
        "contents": ("root: index", "root: index\nroot: index"),
        "notebook": ('"nbformat": 4', '"nbformat": 4, "nbformat": 4'),
    }[kind]
    assert old in text
    return text.replace(old, new).encode()


DAMAGES = {
    "empty": lambda text, kind: b"",
    "cut": lambda text, kind: text.rstrip()[:-3].encode(),
    "binary": lambda text, kind: b"\x00\x01\x02\x00" if kind == "table" else bytes(range(256)),
    "encoding": lambda text, kind: text.replace("a", "ä", 1).encode("latin-1"),
    "mark": lambda text, kind: text.encode("utf-8-sig"),
    "twice": twice,
    "returns-table": lambda text, kind: text.replace("\n", "\r\n").encode(),
}


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("identity", DAMAGES)
def test_a_damaged_file_is_named_with_the_mend(whole, identity, kind):
    if identity == "returns-table" and kind != "table":
        pytest.skip("carriage returns do harm in tables only, as the next test shows")
    if identity == "cut" and kind == "contents":
        pytest.skip("a list of names that ends early is a list of other names")
    book, read = whole
    path = book / FILES[kind]
    path.write_bytes(DAMAGES[identity](path.read_text(encoding="utf-8"), kind))
    with pytest.raises(BookError) as caught:
        read()
    says(identity, str(caught.value))
    assert path.name in str(caught.value)


@pytest.mark.parametrize("kind", set(FILES) - {"table"})
def test_carriage_returns_elsewhere_do_no_harm(whole, kind):
    """The fault "returns"."""
    book, read = whole
    before = claims.find("sample-form"), claims.find("sample-matter")
    path = book / FILES[kind]
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    read()
    assert (claims.find("sample-form"), claims.find("sample-matter")) == before


@pytest.mark.parametrize("kind", FILES)
def test_a_file_cut_anywhere_gives_no_other_error(whole, kind):
    """The fault "cut-anywhere"."""
    book, read = whole
    path = book / FILES[kind]
    content = path.read_bytes()
    known = set(claims.papers()["sample"].claims)
    errors = []
    for end in range(1, len(content), 1 if STRESS else max(1, len(content) // 25)):
        path.write_bytes(content[:end])
        try:
            read()
            assert set(claims.papers()["sample"].claims) <= known
            assert set(tables.read("measured")["metal"]) <= {"A", "B"}
        except BookError as error:
            errors.append(str(error))
    assert errors
    assert min(map(len, errors)) > 20


# --- cells and kernels -----------------------------------------------------------------------


def run(path, **environment):
    """Refresh a notebook by the command, in an environment with a secret."""
    return subprocess.run(
        [sys.executable, "-m", "lib.book.notebooks", path],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "CANARY": CANARY, **environment},
        capture_output=True,
        text=True,
    )


def refused(path):
    """Refresh a notebook that cannot be; it is left as it was. Return the message."""
    before = path.read_bytes()
    with pytest.raises(BookError, match=rf"{path.name} is left as it was") as caught:
        notebooks.refresh([path])
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir() if p.suffix == ".tmp"] == []
    return str(caught.value)


def executed(path):
    """Pretend that every cell has been run before, as in a committed notebook."""
    notebook = nbformat.read(path, 4)
    for count, cell in enumerate(notebook.cells, start=1):
        cell.execution_count = count
    nbformat.write(notebook, path)
    return path


def test_a_notebook_for_another_kernel_is_refused(write_chapter):
    path = write_chapter("first", "1 + 1")
    notebook = nbformat.read(path, 4)
    notebook.metadata.kernelspec = {"name": "julia-1.11", "display_name": "Julia"}
    nbformat.write(notebook, path)
    says("other-kernel", refused(path))


def test_a_missing_kernel_is_named(write_chapter, monkeypatch):
    from jupyter_client import kernelspec

    def none(self, name):
        raise kernelspec.NoSuchKernel(name)

    monkeypatch.setattr(kernelspec.KernelSpecManager, "get_kernel_spec", none)
    says("no-kernel", refused(write_chapter("first", "1 + 1")))


def test_a_cell_that_never_ends_is_named(write_chapter, monkeypatch):
    monkeypatch.setattr(notebooks, "CELL_SECONDS", 2)
    path = executed(write_chapter("first", "1 + 1", "while True: pass", "2 + 2"))
    message = refused(path)
    says("endless", message)
    assert "cell 1 ran longer than 2 s" in message


def test_a_cell_that_fails_is_named(write_chapter):
    message = refused(executed(write_chapter("first", "1 + 1", "1 / 0", "2 + 2")))
    says("failing", message)
    assert "\x1b" not in message


@pytest.mark.parametrize(
    "source",
    ["for _ in range(10**6): print('x' * 1000)", "print('x' * 10**9)"],
    ids=["line by line", "at once"],
)
def test_a_flood_of_output_is_stopped(write_chapter, source):
    """And what reads it does not grow with it."""
    path = executed(write_chapter("first", "1 + 1", source))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    message = refused(path)
    says("flood", message)
    assert "cell 1" in message
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000


def test_a_display_without_measure_is_refused():
    shown = []
    show = kernel.measured(lambda data: shown.append(data))
    show({"text/plain": "x" * 10})
    (text,) = FAULTS["flood"]["error"]
    with pytest.raises(ValueError, match=text):
        show({"text/plain": "x" * (kernel.LONGEST + 1)})
    assert len(shown) == 1


def test_a_kernel_that_dies_is_named(write_chapter):
    path = executed(write_chapter("first", "1 + 1", "import os; os.kill(os.getpid(), 9)"))
    message = refused(path)
    says("dead", message)
    assert "cell 1" in message


@pytest.mark.parametrize(
    "source",
    [
        "import socket; socket.create_connection(('192.0.2.1', 80))",
        "import urllib.request; urllib.request.urlopen('https://192.0.2.1/')",
        "import socket; socket.getaddrinfo('example.org', 80)",
        "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 53))",
    ],
)
def test_a_cell_has_no_network(write_chapter, source):
    says("network", refused(write_chapter("first", source)))


def test_a_cell_reaches_its_own_machine(write_chapter):
    source = """
        import socket
        with socket.create_server(("127.0.0.1", 0)) as server:
            socket.create_connection(server.getsockname()).close()
    """
    notebooks.refresh([write_chapter("first", source)])


def test_the_tests_have_no_network():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
    with pytest.raises((RuntimeError, UserWarning), match="192.0.2.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_a_failing_refresh_prints_nothing_of_the_environment(write_chapter):
    path = write_chapter("first", "1 / 0")
    failed = run(path)
    assert failed.returncode == 1
    assert "error: " in failed.stderr
    assert CANARY not in failed.stdout + failed.stderr


# --- surroundings ----------------------------------------------------------------------------

FIGURE = """
import matplotlib.pyplot as plt
from lib.book.figures import use_style
use_style()
plt.plot([0, 1])
plt.show()
"""
ALT = {"mystnb": {"image": {"alt": "a line"}}}


@pytest.mark.parametrize("identity", ["no-home", "no-git", "odd-path"])
def test_refresh_works_in_a_bare_environment(identity, tmp_path):
    folder = tmp_path / ("Bücher und Hefte" if identity == "odd-path" else "plain")
    folder.mkdir()
    path = folder / "first.ipynb"
    cell = nbformat.v4.new_code_cell(FIGURE, id="a", metadata=ALT)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    environment = {
        "no-home": {"HOME": "/proc/nowhere", "XDG_CACHE_HOME": "", "XDG_CONFIG_HOME": ""},
        "no-git": {"PATH": str(Path(sys.executable).parent)},
        "odd-path": {},
    }[identity]
    done = run(path, **environment)
    assert done.returncode == 0, done.stderr
    assert CANARY not in done.stdout + done.stderr + path.read_text(encoding="utf-8")
    assert "<svg" in path.read_text(encoding="utf-8")


@pytest.fixture
def environment_of_make(tmp_path):
    """Return what `make` takes instead of an environment of its own: the one that runs now."""
    folder = tmp_path / "venv"
    folder.mkdir()
    for name in ("bin", "lib", "pyvenv.cfg"):
        if (Path(sys.prefix) / name).exists():
            (folder / name).symlink_to(Path(sys.prefix) / name)
    ready = folder / ".ready"
    ready.touch()
    later = time.time() + 10 * 365 * 86400
    os.utime(ready, (later, later))
    return f"VENV={folder}"


CELL = """
import os, pathlib, time
value = pathlib.Path("value").read_text()
with open("kernels", "a") as file:
    print(os.getpid(), file=file)
time.sleep(0.3)
print(value * 200_000)
"""


def test_a_killed_refresh_leaves_whole_notebooks(write_chapter, environment_of_make):
    """The fault "killed": with the process group of make, at moments all over its run."""
    chapters = [write_chapter(name, CELL) for name in ("first", "second")]
    folder = chapters[0].parent
    command = ["make", "-C", ROOT, environment_of_make, "refresh"]
    command += ["NOTEBOOKS=" + " ".join(map(str, chapters))]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "VENV": environment_of_make[5:]}

    def refresh(value, kill_after=None):
        (folder / "value").write_text(value)
        process = subprocess.Popen(
            command,
            env=environment,
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if kill_after is not None:
            time.sleep(kill_after)
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
                return True
        said = process.communicate()[0]
        assert process.returncode == 0, said
        return False

    def contents():
        return [path.read_bytes() for path in chapters]

    refresh("0")
    before = contents()
    start = time.monotonic()
    refresh("1")
    lasting = time.monotonic() - start
    after = contents()
    assert all(b'"1111' in text for text in after)
    moments = random.Random(10)
    wanted = 50 if STRESS else 3
    killed = untouched = changed = 0
    while killed < wanted:
        for path, text in zip(chapters, before, strict=True):
            path.write_bytes(text)
        killed += refresh("1", moments.uniform(0, lasting))
        for found, old, new in zip(contents(), before, after, strict=True):
            assert found in (old, new)
            untouched, changed = untouched + (found == old), changed + (found == new)
        refresh("1")
        assert contents() == after
        assert [p.name for p in folder.iterdir() if p.suffix == ".tmp"] == []
    print(f"{killed} kills: {untouched} notebooks as before, {changed} as after, none in between")
    deadline = time.monotonic() + 30
    left = {int(line) for line in (folder / "kernels").read_text().split()}
    while left and time.monotonic() < deadline:
        left = {pid for pid in left if Path(f"/proc/{pid}").exists()}
        time.sleep(0.2)
    assert not left


@pytest.mark.parametrize("call", ["tempfile.mkstemp", "os.fsync", "os.chmod", "os.replace"])
def test_a_refresh_killed_while_it_writes_leaves_the_old_notebook(write_chapter, call):
    """The fault "killed-writing"."""
    path = write_chapter("first", "1 + 1")
    before = path.read_bytes()
    script = f"""
        import os, pathlib, signal, sys, tempfile
        from lib.book import ledger, notebooks
        path = pathlib.Path(sys.argv[1])
        notebook = ledger.notebook(path)
        notebook.cells[0].source = "2 + 2" * 100_000
        work = {call}
        def killed(*arguments, **options):
            if "mkstemp" in {call!r}:
                work(*arguments, **options)
            os.kill(os.getpid(), signal.SIGKILL)
        {call} = killed
        notebooks.write(notebook, path)
    """
    process = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), path],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.returncode == -signal.SIGKILL
    assert path.read_bytes() == before
    assert len(list(path.parent.glob(".first-*.tmp"))) == 1
    if call == "os.replace":
        notebooks.refresh([path])
        assert [p.name for p in path.parent.iterdir()] == ["first.ipynb"]


# --- disks -----------------------------------------------------------------------------------


@pytest.fixture
def mounted(tmp_path):
    """Run commands with a small disk of their own; skip where that is not allowed."""
    folder = tmp_path / "disk"
    folder.mkdir()
    unshare = ["unshare", "--map-root-user", "--mount"]
    probe = ["mount", "-t", "tmpfs", "none", str(folder)]
    if shutil.which("unshare") is None or subprocess.run([*unshare, *probe]).returncode:
        pytest.skip(
            "needs a mount of its own: root, or a system that lets users make name spaces; "
            "continuous integration runs it"
        )

    # a make that another make has started speaks otherwise
    inherited = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    outside_make = {name: value for name, value in os.environ.items() if name not in inherited}

    def go(size, script, *arguments):
        mount = f'set -e\ncd /\nmount -t tmpfs -o size={size} none "$0"\n'
        return subprocess.run(
            [*unshare, "bash", "-c", mount + textwrap.dedent(script), folder, *arguments],
            env={**outside_make, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
        )

    return go


REFRESH = """
cp "$1" "$0/first.ipynb"
{then}
"$2" -m lib.book.notebooks "$0/first.ipynb" || echo "status $?"
cmp "$1" "$0/first.ipynb" && echo unchanged
ls -A "$0"
"""


def test_a_full_disk_leaves_the_notebook_as_it_was(write_chapter, mounted):
    path = write_chapter("first", "print('x' * 200_000)")
    done = mounted("64k", REFRESH.format(then=""), path, sys.executable)
    says("full-refresh", done.stderr)
    assert done.stderr.count("\n") == 1
    assert done.stdout.split("\n") == ["status 1", "unchanged", "first.ipynb", ""]


def test_a_read_only_disk_is_named(write_chapter, mounted):
    path = write_chapter("first", "1 + 1")
    read_only = 'mount -o remount,ro "$0"'
    done = mounted("1m", REFRESH.format(then=read_only), path, sys.executable)
    says("read-only-refresh", done.stderr)
    assert done.stderr.count("\n") == 1
    assert done.stdout.split("\n") == ["status 1", "unchanged", "first.ipynb", ""]


SOURCES = shutil.ignore_patterns(
    "_build", ".git", ".venv", "__pycache__", ".hypothesis", ".pytest_cache", ".ruff_cache"
)
MAKE = """
cp -r "$1/." "$0/"
{then}
cd "$0"
PYTHONPATH=$PWD make "$2" book || echo "status $?"
ls -A "$0"
"""


def make_on(mounted, tmp_path, environment_of_make, room, then):
    sources = tmp_path / "sources"
    shutil.copytree(ROOT, sources, ignore=SOURCES)
    # a file takes whole pages of a disk in memory
    used = sum(-(-path.stat().st_size // 4096) + 1 for path in sources.rglob("*"))
    size = f"{used * 4 + room}k"
    return mounted(size, MAKE.format(then=then), sources, environment_of_make)


def test_a_book_is_not_built_on_a_full_disk(mounted, tmp_path, environment_of_make):
    done = make_on(mounted, tmp_path, environment_of_make, 1500, "")
    assert "status 2" in done.stdout
    last = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert len(last) == 1
    says("full-book", last[0])
    assert "No space left" in last[0]


def test_a_book_is_not_built_on_a_read_only_disk(mounted, tmp_path, environment_of_make):
    done = make_on(mounted, tmp_path, environment_of_make, 1500, 'mount -o remount,ro "$0"')
    assert "status 2" in done.stdout
    assert "_build" not in done.stdout.split("status 2")[1]
    (line,) = [line for line in done.stderr.splitlines() if not line.startswith("make: ")]
    says("read-only-book", line)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{id: a, fault: b}", "missing or unknown test"),
        ("{id: a, fault: b, test: c, colour: d, works: e}", "missing or unknown colour"),
        ("{id: a, fault: b, test: c}", "missing or unknown outcome"),
        ("{id: a, fault: b, test: c, works: e, error: f}", "missing or unknown outcome"),
    ],
)
def test_a_fault_that_lacks_a_field_is_refused(entry, message, tmp_path, monkeypatch):
    monkeypatch.setattr(faults, "FILE", tmp_path / "faults.yaml")
    faults.FILE.write_text(f"- {entry}\n")
    with pytest.raises(BookError, match=message):
        faults.read()
