"""Does every line of the code matter? A sample of mutants of the models, each put to the tests.

Cosmic-ray finds what can be mutated in ``lib/papers`` and ``lib/physics``, mutates it and keeps the
session. The sample is drawn with a fixed seed, each module in proportion to what there is in it.
A mutant is put to the tests of its module, then to those of every module that uses it, then to the
chapters, whose outputs must be the committed ones. What none of them notices survives: it is read,
and either a test is written, or the code made simpler, or the reason given in ``reasons.yaml`` why
no test can tell.

``python -m audits.code`` runs what is left to do and writes the dated results.
"""

from __future__ import annotations

import compileall
import contextlib
import csv
import functools
import hashlib
import importlib
import io
import json
import multiprocessing
import os
import random
import select
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from audits.chapter import in_child

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).parent / "results" / "code.csv"
SESSION = ROOT / "_build" / "audit" / "code.sqlite"
FIELDS = ("module", "definition", "line", "operator", "occurrence", "mutant", "noticed", "where")

SEED = 20261120
SAMPLE = 520

# A judge that runs longer than this is taken for an infinite loop, which is noticed too.
SECONDS = 300

# What the models are judged with; imported once and not in every child.
LIBRARIES = (
    *("numpy", "scipy.integrate", "scipy.interpolate", "scipy.linalg", "scipy.optimize"),
    *("scipy.special", "scipy.stats", "sympy", "pandas", "matplotlib.pyplot", "frictionless"),
    *("ruamel.yaml", "yaml", "jsonschema", "pybtex.database", "pint", "pytest", "hypothesis"),
    *("hypothesis.extra.numpy", "IPython.core.interactiveshell", "nbformat", "myst_nb"),
    *("matplotlib_inline.backend_inline", "joblib", "tqdm"),
)


# --- the sample --------------------------------------------------------------------------------


def modules() -> list[Path]:
    """Return the modules of ``lib/papers`` and ``lib/physics``, relative to the root."""
    found = [p for name in ("papers", "physics") for p in (ROOT / "lib" / name).rglob("*.py")]
    return sorted(path.relative_to(ROOT) for path in found)


WHY_EXCLUDED = "an operator between the types of an annotation, which is never evaluated"


def excluded(mutation: Any, source: list[str]) -> bool:
    """Say whether a mutation changes only a type annotation.

    No annotation is evaluated (every module imports ``annotations`` from the future), so that the
    bar between two types may be any operator.
    """
    line = source[mutation.start_pos[0] - 1]
    return "BinaryOperator_BitOr" in mutation.operator_name and "None" in line


@functools.cache
def everything() -> list[Any]:
    """Return every work item that cosmic-ray finds."""
    from cosmic_ray.commands.init import _all_work_items

    with contextlib.chdir(ROOT):
        return list(_all_work_items(modules(), {}))


@functools.cache
def possible() -> list[Any]:
    """Return every work item that changes the program."""
    sources = {path: (ROOT / path).read_text("utf-8").splitlines() for path in modules()}
    return [
        item
        for item in everything()
        if not excluded(item.mutations[0], sources[Path(item.mutations[0].module_path)])
    ]


def sample(count: int, seed: int) -> list[Any]:
    """Draw work items of cosmic-ray, each module in proportion to its mutants."""
    from cosmic_ray.work_item import WorkItem

    kept = possible()
    by_module: dict[str, list[Any]] = {}
    for item in kept:
        by_module.setdefault(str(item.mutations[0].module_path), []).append(item)
    # largest remainders, so that the shares add up
    exact = {name: count * len(items) / len(kept) for name, items in by_module.items()}
    share = {name: int(value) for name, value in exact.items()}
    for name in sorted(exact, key=lambda n: share[n] - exact[n])[: count - sum(share.values())]:
        share[name] += 1
    chosen = []
    for name, items in by_module.items():
        generator = random.Random(f"{seed} {name}")
        for item in sorted(generator.sample(items, share[name]), key=_order):
            # an id that is the same in every run
            chosen.append(WorkItem.single(identity(item.mutations[0]), item.mutations[0]))
    return chosen


def _order(item: Any) -> tuple:
    mutation = item.mutations[0]
    return mutation.start_pos, mutation.operator_name, mutation.occurrence


def identity(mutation: Any) -> str:
    """Return a name of a mutation that is the same in every run."""
    return f"{mutation.module_path}|{mutation.operator_name}|{mutation.occurrence}"


# --- the judges ----------------------------------------------------------------------------------


def tests_of(module: str) -> list[list[str]]:
    """Return test files in the order in which a mutant of a module is put to them, in two lots.

    First those of the module itself, then every other that imports it, directly or not.
    """
    parts = Path(module).with_suffix("").parts[1:]
    folder, name = parts[0], parts[1]
    tests = sorted(p.relative_to(ROOT) for p in (ROOT / "tests" / folder).glob("test_*.py"))
    own = [p for p in tests if p.stem == f"test_{name}" or p.stem.startswith(f"test_{name}_")]
    if name == "liu":
        own = [p for p in own if p.stem != "test_liu_matter"]
    if name == "liu_matter":
        own = [p for p in tests if p.stem == "test_liu_matter"]
    deeper = "_".join(parts[1:])
    own.sort(key=lambda p: p.stem != f"test_{deeper}")
    users = users_of(module)
    others = [
        p.relative_to(ROOT)
        for p in sorted((ROOT / "tests").glob("p*/test_*.py"))
        if p.relative_to(ROOT) not in own and imports(p) & users
    ]
    return [[str(p) for p in own], [str(p) for p in others]]


def imports(path: Path) -> set[str]:
    """Return the modules of ``lib`` that a file imports, by their paths."""
    import ast

    package = list(path.relative_to(ROOT).parts[:-1]) if path.is_relative_to(ROOT) else []
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            names = [base, *(f"{base}.{alias.name}" for alias in node.names)]
        for name in names:
            stem = ROOT / Path(*name.split("."))
            for file in (stem.with_suffix(".py"), stem / "__init__.py"):
                if name.startswith("lib.") and file.exists():
                    found.add(str(file.relative_to(ROOT)))
    return found


def users_of(module: str) -> set[str]:
    """Return a module and every module of ``lib`` that imports it, directly or not."""
    used = {str(m): imports(ROOT / m) for m in modules()}
    found = {module}
    while True:
        more = {name for name, needs in used.items() if needs & found} - found
        if not more:
            return found
        found |= more


def run_tests(files: list[str]) -> str:
    """Run test files of the copy in this process; return the first that fails, or nothing."""
    import pytest

    first = _First()
    quiet = io.StringIO()
    with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
        options = ["-x", "-q", "-p", "no:xdist", "--rootdir", os.getcwd(), *QUIET]
        code = pytest.main([*options, *files], plugins=[first])
    if code in (0, 5):
        return ""
    return first.failed or f"pytest ends with {int(code)}"


# The libraries are imported already, too early for pytest to rewrite their assertions.
QUIET = ("-W", "ignore::pytest.PytestAssertRewriteWarning", "--assert", "plain")


class _First:
    def __init__(self) -> None:
        self.failed = ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid


def run_chapters(module: str) -> str:
    """Run the chapters that use a module in this process; return what differs first, or nothing."""
    users = users_of(module)
    from audits.chapter import Chapter, Data
    from lib.book import ledger

    data = Data()
    chapters = [Chapter(path, data) for path in ledger.chapters()]
    for chapter in sorted(chapters, key=lambda c: c.name in ("yardstick", "liu")):
        source = Path(tempfile.gettempdir()) / f"{chapter.name}-{os.getpid()}.py"
        source.write_text("\n".join(chapter.sources), "utf-8")
        needs = imports(source)
        source.unlink()
        if not needs & users:
            continue
        number = -1
        try:
            for number in chapter.run():
                if chapter.outputs[number] != chapter.committed[number]:
                    return f"{chapter.name}, cell {chapter.indices[number]}"
        except Exception:
            return f"{chapter.name}, cell {chapter.indices[number + 1]}"
    return ""


def judge(module: str, first: str = "") -> tuple[str, str]:
    """Return what notices the mutant that stands in the working folder, and where.

    Parameters
    ----------
    module : str
    first : str
        The test that noticed the mutant last time; it is asked before all others.
    """
    own, others = tests_of(module)
    if first and run_tests([first]) == first:
        return "own tests" if first.split("::")[0] in own else "other tests", first
    for kind, files in (("own tests", own), ("other tests", others)):
        failed = run_tests(files) if files else ""
        if failed:
            return kind, failed
    different = run_chapters(module)
    return ("chapter", different) if different else ("nothing", "")


# --- the run ---------------------------------------------------------------------------------------


def prepare(folder: Path) -> Path:
    """Copy what the tests need into a new folder of its own below `folder`."""
    copy = Path(tempfile.mkdtemp(dir=folder))
    ignore = shutil.ignore_patterns("__pycache__", "results")
    for name in ("lib", "tests", "data", "chapters", "examples", "audits"):
        shutil.copytree(ROOT / name, copy / name, ignore=ignore)
    for pattern in ("*.toml", "*.bib", "*.yml", "*.md", "conftest.py", "CITATION.cff"):
        for path in ROOT.glob(pattern):
            shutil.copy2(path, copy / path.name)
    if (ROOT / "benchmarks").exists():
        shutil.copytree(ROOT / "benchmarks", copy / "benchmarks")
    return copy


_copy = Path()


def _start(folder: Path) -> None:
    global _copy
    _copy = prepare(folder)
    os.chdir(_copy)
    # bytecode of what is not mutated; none is written later, lest a mutant's be taken for its module
    compileall.compile_dir("lib", quiet=1)
    compileall.compile_dir("tests", quiet=1)
    sys.dont_write_bytecode = True
    for name in LIBRARIES:
        importlib.import_module(name)
    forget("lib", "audits")
    sys.path.insert(0, os.getcwd())
    # the book's own modules use no model, so that no mutant can be in them
    for path in sorted(Path("lib/book").glob("*.py")):
        importlib.import_module(f"lib.book.{path.stem}")


def forget(*packages: str) -> None:
    """Drop modules, so that the next import reads them from the working folder."""
    for name in [n for n in sys.modules if n.split(".")[0] in packages and n != __name__]:
        del sys.modules[name]


@functools.cache
def last_time() -> dict[str, str]:
    """Return the test that noticed each mutant when the kept results were written."""
    if not RESULTS.exists():
        return {}
    with RESULTS.open(encoding="utf-8", newline="") as stream:
        return {
            f"{row['module']}|core/{row['operator']}|{row['occurrence']}": row["where"]
            for row in csv.DictReader(stream)
            if row["noticed"].endswith("tests")
        }


def one(item: Any) -> tuple[str, dict[str, Any]]:
    """Put one mutant to its judges, in a worker's copy of the tree."""
    import cosmic_ray.plugins
    from cosmic_ray.mutating import _make_diff, use_mutation

    mutation = item.mutations[0]
    operator = cosmic_ray.plugins.get_operator(mutation.operator_name)(**mutation.operator_args)
    start = time.perf_counter()
    module = str(mutation.module_path)
    with use_mutation(Path(module), operator, mutation.occurrence) as (before, after):
        if after is None:
            raise RuntimeError(f"{item.job_id}: nothing to mutate")

        def work() -> list[str]:
            signal.alarm(SECONDS)
            return list(judge(module, last_time().get(item.job_id, "")))

        child, reader = in_child(work)
        text = b""
        while select.select([reader], [], [], SECONDS + 10)[0]:
            piece = os.read(reader, 65536)
            if not piece:
                break
            text += piece
        os.close(reader)
        os.waitpid(child, 0)
    answer = json.loads(text) if text else ["own tests", "no end"]
    if isinstance(answer, dict):
        raise RuntimeError(f"{item.job_id}: {answer['error']}")
    kind, where = answer
    lines = [
        line
        for line in _make_diff(before, after, module)
        if line[:1] in "+-" and line[:3] not in ("---", "+++")
    ]
    seconds = round(time.perf_counter() - start, 1)
    return item.job_id, {"noticed": kind, "where": where, "diff": lines, "seconds": seconds}


def stamp(module: str) -> str:
    """Return a digest of a module, for as long as which an outcome that noticed a mutant is kept."""
    return hashlib.sha256((ROOT / module).read_bytes()).hexdigest()


def tests_stamp() -> str:
    """Return a digest of the tests of the models."""
    found = hashlib.sha256()
    for path in sorted((ROOT / "tests").glob("p*/test_*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()


def _valid(db: Any, doubt: bool = True) -> dict[str, Any]:
    # an outcome holds while its module is what it was; a survivor is asked again once the tests
    # have changed, unless `doubt` is false
    stamps, tests = {str(m): stamp(str(m)) for m in modules()}, tests_stamp()
    found = {job: json.loads(result.output) for job, result in db.results}
    return {
        job: outcome
        for job, outcome in found.items()
        if outcome["stamp"] == stamps.get(job.split("|")[0])
        and not (doubt and outcome["noticed"] == "nothing" and outcome["tests"] != tests)
    }


def known_outcomes(session: Path) -> dict[str, Any]:
    """Return what earlier runs have found, as far as it still holds."""
    from cosmic_ray.work_db import use_db

    with use_db(session) as db:
        return _valid(db, doubt=False)


def run(items: list[Any], workers: int, session: Path, anew: bool = False) -> dict[str, Any]:
    """Judge every mutant that no earlier run has seen noticed; return the outcomes by their names."""
    from cosmic_ray.work_db import use_db
    from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkResult
    from tqdm import tqdm

    session.parent.mkdir(parents=True, exist_ok=True)
    if anew:
        session.unlink(missing_ok=True)
    stamps = {str(m): stamp(str(m)) for m in modules()}
    with use_db(session) as db:
        known = {item.job_id for item in db.work_items}
        db.add_work_items(item for item in items if item.job_id not in known)
        done = _valid(db)
        todo = [item for item in items if item.job_id not in done]
        # in random order, so that the bar tells how long the rest will take
        random.Random(1).shuffle(todo)
        bar = tqdm(total=len(items), initial=len(items) - len(todo), desc="code", unit="mutant")
        with tempfile.TemporaryDirectory() as folder:
            context = multiprocessing.get_context("fork")
            with context.Pool(workers, _start, (Path(folder),)) as pool:
                for job, outcome in pool.imap_unordered(one, todo):
                    outcome["stamp"] = stamps[job.split("|")[0]]
                    outcome["tests"] = tests_stamp()
                    survived = outcome["noticed"] == "nothing"
                    result = WorkResult(
                        WorkerOutcome.NORMAL,
                        json.dumps(outcome),
                        TestOutcome.SURVIVED if survived else TestOutcome.KILLED,
                        "\n".join(outcome["diff"]),
                    )
                    db.set_result(job, result)
                    done[job] = outcome
                    bar.update()
        bar.close()
    return {item.job_id: done[item.job_id] for item in items}


def row(item: Any, outcome: dict[str, Any]) -> dict[str, Any]:
    """Return a row of the results."""
    mutation = item.mutations[0]
    before = [line[1:].strip() for line in outcome["diff"] if line.startswith("-")]
    after = [line[1:].strip() for line in outcome["diff"] if line.startswith("+")]
    return {
        "module": str(mutation.module_path),
        "definition": mutation.definition_name or "",
        "line": mutation.start_pos[0],
        "operator": mutation.operator_name.removeprefix("core/"),
        "occurrence": mutation.occurrence,
        "mutant": f"{' '.join(before)} → {' '.join(after)}",
        "noticed": outcome["noticed"],
        "where": outcome["where"],
    }


def main() -> None:
    """Run the audit of the code and write its results."""
    import argparse

    parser = argparse.ArgumentParser(prog="python -m audits.code", description=__doc__)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--sample", type=int, default=SAMPLE)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--anew", action="store_true", help="forget an interrupted run")
    parser.add_argument("--write", action="store_true", help="ask nothing, write what is known")
    parser.add_argument("--trial", action="store_true", help="write no results")
    parser.add_argument("--date", default=date.today().isoformat(), help="of the results")
    arguments = parser.parse_args()
    items = sample(arguments.sample, arguments.seed)
    session = SESSION.with_stem("trial") if arguments.trial else SESSION
    start = time.perf_counter()
    if arguments.write:
        found = known_outcomes(session)
    else:
        found = run(items, arguments.workers, session, arguments.anew)
    written = [row(item, found[item.job_id]) for item in items if item.job_id in found]
    for one_row in written:
        if one_row["noticed"] == "nothing":
            print(*(one_row[n] for n in FIELDS[:6]))
    print(Counter(r["noticed"] for r in written))
    print(f"{time.perf_counter() - start:.0f} s")
    if arguments.trial:
        return
    RESULTS.parent.mkdir(exist_ok=True)
    about = {
        "date": arguments.date,
        "seed": arguments.seed,
        "drawn": len(items),
        "mutants": len(possible()),
        "excluded": len(everything()) - len(possible()),
        "why_excluded": WHY_EXCLUDED,
    }
    RESULTS.with_suffix(".json").write_text(json.dumps(about) + "\n", "utf-8")
    with RESULTS.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(written)


if __name__ == "__main__":
    main()
