"""Does every number of ``data`` matter? Each is changed, one at a time, and the book asked again.

The chapters run once in this process. For each changed number a forked child runs again the cells
that it reaches, until one shows something else than before: another verdict, another number of a
record, another line, figure or number in the prose, or an error. What no chapter notices is put to
the tests that read the same table or name the same claim. What they do not notice either survives,
and is a defect, unless ``reasons.yaml`` says why it is none.

``python -m audits.data`` runs what is left to do and writes the dated results.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import importlib
import io
import json
import os
import random
import re
import select
import signal
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from audits.chapter import Chapter, Data, Output, in_child
from lib.book import claims, comparison, ledger, paths, tables
from lib.book.answers import MIME

RESULTS = Path(__file__).parent / "results" / "data.csv"
SESSION = paths.ROOT / "_build" / "audit" / "data.jsonl"
FIELDS = ("file", "number", "value", "change", "noticed", "where")

# A child that runs longer than this is taken for an infinite loop, which is noticed too.
SECONDS = 300

# What a change may be seen by, the strongest first. An echo is the number itself, printed again
# beside a verdict that does not depend on it.
KINDS = (
    *("check", "error", "verdict", "record", "sentence", "line", "figure", "prose", "card"),
    *("test", "echo", "nothing"),
)


@dataclass(frozen=True)
class Mutant:
    """One number of ``data``, changed once.

    Attributes
    ----------
    file, number, value : str
        Where the number stands and what it is.
    change : str
        What it is changed to.
    resource : str
        What a cell must have read to see it: ``table NAME``, ``claim ID`` or ``comparison``.
    apply : callable
        Makes the change in a `Data`.
    echoed : bool
        Whether the record repeats the number as it stands.
    grosser : Mutant or None
        What is tried if nothing notices this one.
    """

    file: str
    number: str
    value: str
    change: str
    resource: str
    apply: Callable[[Data], None]
    echoed: bool = False
    grosser: Mutant | None = None

    @property
    def key(self) -> str:
        return f"{self.file}|{self.number}|{self.change}"


# --- the numbers and their changes ---------------------------------------------------------------


def mutants() -> list[Mutant]:
    """Return one change of every number; up or down is drawn with a fixed seed."""
    records = {record["id"]: record for record in ledger.read()}
    grouped: dict[tuple[str, str], list[Mutant]] = {}
    for mutant in (*table_mutants(), *claim_mutants(records), *comparison_mutants()):
        grouped.setdefault((mutant.file, mutant.number), []).append(mutant)
    return [
        changes[random.Random(" ".join(name)).randrange(len(changes))]
        for name, changes in grouped.items()
    ]


def table_mutants() -> Iterator[Mutant]:
    """Move each number of each table up and down, by 7 % or five of its uncertainties.

    A whole number moves by at least one, a zero by 7 % of the column's median size, an uncertainty
    by a factor of 2. Where nothing notices, for a rank or a bound may well not, the number is moved
    by a factor of 2.
    """
    package = json.loads(paths.read_text(paths.TABLES / "datapackage.json"))
    for resource in package["resources"]:
        name, schema = resource["name"], resource["schema"]
        frame = tables.read(name)
        labels = row_labels(frame, schema)
        for field in schema["fields"]:
            if field["type"] not in ("number", "integer"):
                continue
            column = field["name"]
            size = float(frame[column].abs().median()) if frame[column].notna().any() else 0.0
            for row, value in frame[column].dropna().items():
                fine = moved(frame, row, column, float(value), size)
                gross = [2 * value, value / 2] if value else [10 * to for to in fine]
                for pair in zip(fine, gross, strict=True):
                    made = None
                    for to in reversed(pair):
                        if field["type"] == "integer":
                            to = int(to)
                        made = Mutant(
                            file=f"data/tables/{name}.csv",
                            number=f"{labels[row]}, {column}",
                            value=f"{value:.12g}",
                            change=f"{to:.6g}",
                            resource=f"table {name}",
                            apply=_cell(name, row, column, to, field),
                            grosser=made,
                        )
                    yield made


def _cell(name: str, row: int, column: str, to: float, field: dict) -> Callable[[Data], None]:
    bounds = field.get("constraints", {})

    def apply(data: Data) -> None:
        data.tables.pop(name, None)
        changed = tables.read(name)
        changed.loc[row, column] = to
        data.tables[name] = changed
        # what Frictionless would say on reading the file; asked last, for it says nothing of use
        low, high = bounds.get("minimum", to), bounds.get("maximum", to)
        data.refused = not float(low) <= to <= float(high)

    return apply


def row_labels(frame: Any, schema: dict[str, Any]) -> list[str]:
    """Return a label a row: its key, or its texts up to the source until they tell rows apart."""
    keys = schema.get("primaryKey", [])
    keys = [keys] if isinstance(keys, str) else list(keys)
    others = [f["name"] for f in schema["fields"] if f["name"] not in keys]
    texts = [n for n in others if frame[n].dtype == object or str(frame[n].dtype) == "str"]
    preferred = [n for n in texts if n not in ("source", "confidence", "remark", "meaning")]
    for name in (*preferred[:1], "source", *preferred[1:], *others):
        if keys and not frame.duplicated(keys).any():
            break
        keys.append(name)
    return [" ".join(str(v) for v in row) for row in frame[keys].itertuples(index=False)]


def moved(frame: Any, row: int, column: str, value: float, size: float) -> list[float]:
    """Return what a table's number is changed to."""
    if column.endswith("uncertainty"):
        return [2 * value, value / 2]
    stated = 0.0
    for name in ("uncertainty", f"{column}_uncertainty"):
        if name in frame and frame[name].notna()[row]:
            stated = float(frame.loc[row, name])
    step = max(0.07 * abs(value), 5 * stated) or 0.07 * size or 1.0
    if str(frame[column].dtype) == "Int64":
        step = max(1, round(step))
    return [value + step, value - step]


def claim_mutants(records: dict[str, dict[str, Any]]) -> Iterator[Mutant]:
    """Change each number of each claim: printed values, inputs, half-widths, rules and forms."""
    from ruamel.yaml import YAML

    for path in sorted(paths.CLAIMS.glob("*.yaml")):
        data = YAML(typ="safe", pure=True).load(paths.read_text(path))
        for entry in data["claims"]:
            if entry["id"] not in records:
                continue
            record = records[entry["id"]]
            for steps, change, echoed in claim_changes(entry, record):
                grosser = None
                if steps[0] == "rule" and record["rule"]:
                    to = across(record["rule"], entry["rule"][steps[1]])
                    grosser = claim_mutant(data["paper"], entry, steps, to, echoed)
                yield claim_mutant(data["paper"], entry, steps, change, echoed, grosser)


def claim_mutant(
    paper: str,
    entry: dict[str, Any],
    steps: tuple[str, ...],
    change: Any,
    echoed: bool,
    grosser: Mutant | None = None,
) -> Mutant:
    """Return the change of one number of a claim; `steps` lead to it in the file."""
    file = f"data/claims/{paper}.yaml"

    def apply(live: Data) -> None:
        changed = deepcopy(entry)
        # a mutant may come to fail, and is then asked for a second route
        changed.setdefault("second_route", "tests/test_mutations.py::test_sample")
        here = changed
        for step in steps[:-1]:
            here = here[step]
        here[steps[-1]] = change
        about = claims.papers()[paper]
        symbols = next(iter(about.claims.values())).symbols
        known = {"paper": paper, "source": about.source, "symbols": symbols}
        live.claims[entry["id"]] = claims._claim(changed, known, f"{file}: {entry['id']}")

    here: Any = entry
    for step in steps:
        here = here[step]
    return Mutant(
        file=file,
        number=f"{entry['id']}, {' '.join(steps)}",
        value=str(here),
        change=str(change),
        resource=f"claim {entry['id']}",
        apply=apply,
        echoed=echoed,
        grosser=grosser,
    )


def across(rule: dict[str, Any], threshold: float) -> float:
    """Return a threshold on the other side of the rule's statistic."""
    size = rule["value"]
    if rule["scale"] == "ratio":
        size = max(size, 1 / size) if size > 0 else 1e9
    elif rule["scale"] == "sigma":
        size = abs(size)
    away = max(abs(size) / 10, 0.1)
    if rule["scale"] == "at-least":
        return round(size + away if size >= threshold else size - away, 12)
    return round(size - away if size <= threshold else size + away, 12)


def claim_changes(
    entry: dict[str, Any], record: dict[str, Any]
) -> Iterator[tuple[tuple[str, ...], Any, bool]]:
    """Return where in a claim a number is changed, to what, and whether its record repeats it."""
    printed = entry.get("printed", {})
    several = printed.get("values", {})
    for name, number in ({"": printed} if "value" in printed else several).items():
        steps = ("printed", "value") if name == "" else ("printed", "values", name, "value")
        yield from ((steps, to, True) for to in printed_changes(entry, name, number, record))
        if "half_width" in number:
            yield from (((*steps[:-1], "half_width"), to, False) for to in widths(number))
    for name, number in entry.get("inputs", {}).items():
        for to in beyond(number):
            yield ("inputs", name, "value"), to, False
        if "half_width" in number:
            for to in widths(number):
                yield ("inputs", name, "half_width"), to, False
    for level in ("agrees", "tension") if "rule" in entry else ():
        for factor in (1.3, 0.7):
            limit = entry["rule"][level]
            yield ("rule", level), round(factor * limit, 9) if limit else factor - 1, True
    forms = {("printed", "form"): printed["form"]} if "form" in printed else {}
    forms |= {("printed", "forms", n): form for n, form in printed.get("forms", {}).items()}
    apply = entry.get("correction", {}).get("apply")
    if isinstance(apply, str):
        forms[("correction", "apply")] = apply
    elif apply:
        forms |= {("correction", "apply", name): form for name, form in apply.items()}
    for steps, form in forms.items():
        for to in constants_of(form):
            yield steps, to, True


def beyond(number: dict[str, Any]) -> list[str]:
    """Move a printed number by 30 % and seven units of its last place, up and down.

    A counted number, printed as exact, moves by at least one and stays whole.
    """
    from decimal import Decimal

    value = Decimal(number["value"])
    step = Decimal(1).scaleb(value.as_tuple().exponent)
    if number.get("exact"):
        whole = value == value.to_integral_value()
        by = max(round(abs(value) * Decimal("0.3")), 1) if whole else abs(value) * Decimal("0.3")
    else:
        by = abs(value) * Decimal("0.3") + max(7 * step, 2 * Decimal(number.get("half_width", 0)))
    return [str(value + by), str(value - by)]


def printed_changes(
    entry: dict[str, Any], name: str, number: dict[str, Any], record: dict[str, Any]
) -> list[str | dict[str, str]]:
    """Move a printed value out of its box; one that fails already, to what was recomputed."""
    if record["derivation"] not in ("fails", "holds-corrected"):
        return beyond(number)
    computed = record["computed"]
    if isinstance(computed, dict):
        computed = computed.get(entry["printed"].get("compare") or name)
    return beyond(number) if computed is None else [f"{computed:.12g}"]


def widths(number: dict[str, Any]) -> list[str]:
    """A box ten times as wide, and one of no width."""
    return [f"{10 * float(number['half_width']) or 1:g}", "0"]


def constants_of(form: str) -> Iterator[str]:
    """Raise each whole number of a printed form by one, one at a time."""
    for found in re.finditer(r"(?<![\w.])\d+(?![\w.])", form):
        yield form[: found.start()] + str(int(found.group()) + 1) + form[found.end() :]


def comparison_mutants() -> Iterator[Mutant]:
    """Move each threshold of the comparison by 30 %, up and down."""
    known = comparison._read(comparison.FILE.stat().st_mtime_ns)
    for part, names in (("questions", ("agrees", "tension")), ("outcomes", ("threshold",))):
        for place, entry in enumerate(known[part]):
            for name in names:
                for factor in (1.3, 0.7):
                    to = round(factor * entry[name], 9) if entry[name] else factor - 1

                    def apply(data: Data, part=part, place=place, name=name, to=to) -> None:
                        changed = deepcopy(known)
                        changed[part][place][name] = to
                        where = f"data/comparison.yaml: {part}, entry {place + 1}"
                        comparison.check(part, comparison.FIELDS[part], changed[part][place], where)
                        data.comparison = changed

                    label = entry.get("id") or f"{entry['theory']}, {entry['measurement']}"
                    yield Mutant(
                        file="data/comparison.yaml",
                        number=f"{part}, {label}, {name}",
                        value=f"{entry[name]:g}",
                        change=f"{to:g}",
                        resource="comparison",
                        apply=apply,
                    )


# --- what notices ----------------------------------------------------------------------------------


def difference(before: list[Output], after: list[Output], mutant: Mutant) -> str:
    """Say what of a cell's outputs is other than before; the strongest kind counts."""
    if before == after:
        return "nothing"
    was, now = _by_type(before), _by_type(after)
    found = {_kind(mime) for mime in was.keys() | now.keys() if was.get(mime) != now.get(mime)}
    old, new = (
        {r["id"]: r for mime, value in shown if mime == MIME for r in value}
        for shown in (before, after)
    )
    if old:
        # a card repeats its record, and above all what is printed
        found -= {"card", "line"}
        found.add("echo" if mutant.echoed else "card")
    for identity in old.keys() | new.keys():
        one, two = old.get(identity), new.get(identity)
        if one is None or two is None:
            found.add("record")
            continue
        if any(one[n] != two[n] for n in ("derivation", "slip", "evidence")):
            found.add("verdict")
        if any(one[n] != two[n] for n in ("computed", "flips_at")) or _value(one) != _value(two):
            found.add("record")
        if one["because"] != two["because"]:
            found.add("sentence")
    return min(found, key=KINDS.index)


def _by_type(shown: list[Output]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for mime, value in shown:
        found.setdefault(mime, []).append(json.dumps(value, sort_keys=True, default=str))
    return {mime: sorted(texts) for mime, texts in found.items()}


def _kind(mime: str) -> str:
    if mime.startswith("application/papermill.record/"):
        return "prose"
    if mime.startswith("image/"):
        return "figure"
    return {MIME: "echo", "text/html": "card"}.get(mime, "line")


def _value(record: dict[str, Any]) -> Any:
    return record["rule"] and record["rule"]["value"]


def noticed(
    mutant: Mutant,
    chapters: list[Chapter],
    data: Data,
    tests: dict[str, list[str]],
    last: tuple[str, str] = ("", ""),
) -> tuple[str, str, str]:
    """Change the number; return what notices it, where, and what it was changed to.

    For a forked child: the chapters are spoilt afterwards. `last` is the change and the test that
    noticed it last time; it is asked before the chapters and all other tests.
    """
    for again in (mutant, mutant.grosser):
        if again and again.change == last[0] and last[1] in tests.get(again.resource, []):
            try:
                again.apply(data)
            except paths.BookError:
                return "check", "reading the data", again.change
            if first_failure([last[1]]) == last[1]:
                return "test", last[1], again.change
    weakest, refused = ("nothing", ""), False
    while True:
        kind, place = _noticed(mutant, chapters, data, tests)
        if kind not in ("echo", "nothing"):
            return kind, place, mutant.change
        refused = refused or data.refused
        weakest = min(weakest, (kind, place), key=lambda found: KINDS.index(found[0]))
        if mutant.grosser is None:
            break
        mutant = mutant.grosser
    if refused:
        return "check", "the table's schema", mutant.change
    return *weakest, mutant.change


def _noticed(
    mutant: Mutant, chapters: list[Chapter], data: Data, tests: dict[str, list[str]]
) -> tuple[str, str]:
    try:
        mutant.apply(data)
    except paths.BookError:
        return "check", "reading the data"
    weakest = ("nothing", "")
    for chapter in chapters:
        if not chapter.uses(mutant.resource):
            continue
        place = chapter.name
        try:
            for number, shown in chapter.again(mutant.resource):
                place = f"{chapter.name}, cell {chapter.indices[number]}"
                kind = difference(chapter.outputs[number], shown, mutant)
                if kind not in ("echo", "nothing"):
                    return kind, place
                if kind == "echo":
                    weakest = ("echo", place)
        except Exception:
            return "error", place
    asked = tests.get(mutant.resource, [])
    failed = first_failure(asked) if asked else ""
    return ("test", failed) if failed else weakest


def last_time() -> dict[tuple[str, str], tuple[str, str]]:
    """Return by file and number the change and the test that noticed it in the kept results."""
    if not RESULTS.exists():
        return {}
    with RESULTS.open(encoding="utf-8", newline="") as stream:
        return {
            (row["file"], row["number"]): (row["change"], row["where"])
            for row in csv.DictReader(stream)
            if row["noticed"] == "test"
        }


class _Reads:
    """Remembers what each test reads of the data, the import of its file included."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.files: dict[str, set[str]] = {}
        self.tests: dict[str, set[str]] = {}

    def pytest_collectstart(self, collector: Any) -> None:
        self.data.seen = self.files.setdefault(str(collector.path), set())

    def pytest_runtest_logstart(self, nodeid: str, location: Any) -> None:
        self.data.seen = self.tests.setdefault(nodeid, set())


def readers(data: Data) -> dict[str, list[str]]:
    """Run the tests of the papers and the physics once; return which of them read what."""
    import pytest

    listed = [
        path.relative_to(paths.ROOT).as_posix()
        for path in sorted((paths.ROOT / "tests").glob("**/test_*.py"))
        if path.parent.name in ("papers", "physics") or path.stem == "test_data"
    ]
    found = [f for f in listed if re.search(r"\b(tables|claims)\b", (paths.ROOT / f).read_text())]
    reads = _Reads(data)
    quiet = io.StringIO()
    with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
        pytest.main(["-q", "-p", "no:xdist", "--rootdir", str(paths.ROOT), *QUIET, *found], [reads])
    known: dict[str, list[str]] = {}
    for test, seen in reads.tests.items():
        file = str(paths.ROOT / test.split("::")[0])
        for resource in seen | reads.files.get(file, set()):
            known.setdefault(resource, []).append(test)
    return known


# The libraries are imported already, too early for pytest to rewrite their assertions.
QUIET = ("-W", "ignore::pytest.PytestAssertRewriteWarning")


class _First:
    def __init__(self) -> None:
        self.failed = ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid


def first_failure(tests: list[str]) -> str:
    """Run tests in this process and return the first that fails, or nothing."""
    import pytest

    first = _First()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        options = ["-x", "-q", "-p", "no:xdist", "--rootdir", str(paths.ROOT), *QUIET]
        code = pytest.main([*options, *(str(paths.ROOT / t) for t in tests)], plugins=[first])
    if code not in (0, 1, 2) or bool(code) != bool(first.failed):
        raise RuntimeError(f"pytest ended with {code} on {tests[0]} and others")
    return first.failed


# --- the run ---------------------------------------------------------------------------------------


def stamps() -> dict[str, str]:
    """Return a digest of what the outcome of each file's numbers depends on, and of the tests."""
    shared, tests = hashlib.sha256(), hashlib.sha256()
    for folder in ("lib/papers", "lib/physics", "chapters"):
        for path in sorted((paths.ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".ipynb"):
                shared.update(path.read_bytes())
    for path in sorted((paths.ROOT / "tests").rglob("*.py")):
        tests.update(path.read_bytes())
    found = {"tests": tests.hexdigest()}
    for path in sorted((paths.ROOT / "data").rglob("*.*")):
        name = path.relative_to(paths.ROOT).as_posix()
        found[name] = hashlib.sha256(shared.digest() + path.read_bytes()).hexdigest()
    return found


def earlier(session: Path, known: dict[str, str], doubt: bool = True) -> dict[str, list[Any]]:
    """Return what an interrupted run has found already, as far as it still holds.

    An outcome holds while the number's file, the chapters and the models are what they were; that
    nothing notices a number is asked again once the tests have changed, unless `doubt` is false.
    """
    found: dict[str, list[Any]] = {}
    for line in session.read_text("utf-8").splitlines() if session.exists() else []:
        with contextlib.suppress(json.JSONDecodeError):
            key, stamp, tests, *answer = json.loads(line)
            file = key.split("|")[0]
            unnoticed = doubt and answer[0] in ("nothing", "echo")
            if stamp == known.get(file) and not (unnoticed and tests != known["tests"]):
                found[key] = answer
    return found


def run(
    wanted: list[Mutant], workers: int, session: Path, anew: bool = False
) -> dict[str, list[str]]:
    """Judge every mutant that no earlier run has judged; return what noticed each, by its key."""
    from tqdm import tqdm

    known = stamps()
    found = {} if anew else earlier(session, known)
    todo = [m for m in wanted if m.key not in found]
    if not todo:
        return found
    for name in ("pytest", "hypothesis", "_pytest.assertion.rewrite", "scipy.stats"):
        importlib.import_module(name)  # once here, not in every child
    data = Data()
    chapters = []
    for path in tqdm(ledger.chapters(), desc="chapters", unit="chapter"):
        chapter = Chapter(path, data)
        for _ in chapter.run():
            pass
        other = chapter.differs_from_committed()
        if other:
            raise paths.BookError(f"{path.stem}: cell {other[0]} is not as committed: refresh it")
        chapters.append(chapter)
    tests = {k: v for k, v in asked_in_child(lambda: readers(data)).items()}
    # the quickest first
    chapters.sort(key=lambda chapter: chapter.seconds)
    session.parent.mkdir(parents=True, exist_ok=True)
    with session.open("w", encoding="utf-8") as stream:
        for key, answer in found.items():
            stamp = known[key.split("|")[0]]
            stream.write(json.dumps([key, stamp, known["tests"], *answer]) + "\n")
        stream.flush()
        bar = tqdm(
            total=len(wanted), initial=len(wanted) - len(todo), desc="numbers", unit="change"
        )
        for mutant, answer in _judged(todo, chapters, data, tests, workers):
            found[mutant.key] = answer
            stamp = known[mutant.file]
            stream.write(json.dumps([mutant.key, stamp, known["tests"], *answer]) + "\n")
            stream.flush()
            bar.update()
        bar.close()
    return found


def asked_in_child(work: Callable[[], Any]) -> Any:
    """Return what `work` returns in a forked child, so that it leaves nothing behind here."""
    child, reader = in_child(work)
    with os.fdopen(reader, encoding="utf-8") as stream:
        answer = json.load(stream)
    os.waitpid(child, 0)
    return answer


def _judged(
    todo: list[Mutant],
    chapters: list[Chapter],
    data: Data,
    tests: dict[str, list[str]],
    workers: int,
) -> Iterator[tuple[Mutant, list[str]]]:
    # claims and one number of each table first, the rest in random order, so that an interrupted
    # run has seen every file and a fair sample of its numbers
    waiting = random.Random(1).sample(todo, len(todo))
    firsts = {mutant.file: mutant.key for mutant in waiting}
    waiting.sort(key=lambda m: m.key == firsts[m.file] or "data/tables/" not in m.file)
    running: dict[int, tuple[int, Mutant, bytes]] = {}
    last = last_time()
    while waiting or running:
        while waiting and len(running) < workers:
            mutant = waiting.pop()

            def work(mutant: Mutant = mutant) -> list[Any]:
                signal.alarm(SECONDS)
                start = time.perf_counter()
                hint = last.get((mutant.file, mutant.number), ("", ""))
                answer = noticed(mutant, chapters, data, tests, hint)
                return [*answer, round(time.perf_counter() - start, 2)]

            child, reader = in_child(work)
            running[reader] = (child, mutant, b"")
        for reader in select.select(list(running), [], [])[0]:
            child, mutant, text = running[reader]
            piece = os.read(reader, 65536)
            running[reader] = (child, mutant, text + piece)
            if not piece:
                os.close(reader)
                os.waitpid(child, 0)
                del running[reader]
                # a child that says nothing has been stopped by the clock
                answer = json.loads(text) if text else ["error", "no end", mutant.change, SECONDS]
                if isinstance(answer, dict):
                    raise RuntimeError(f"{mutant.key}: {answer['error']}")
                yield mutant, answer


def rows(wanted: list[Mutant], found: dict[str, list[str]]) -> list[dict[str, str]]:
    """Return one row a number: what notices its change."""
    return [
        dict(
            zip(
                FIELDS, (m.file, m.number, m.value, found[m.key][2], *found[m.key][:2]), strict=True
            )
        )
        for m in wanted
        if m.key in found
    ]


def main() -> None:
    """Run the audit of the data and write its results."""
    import argparse

    parser = argparse.ArgumentParser(prog="python -m audits.data", description=__doc__)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--anew", action="store_true", help="forget an interrupted run")
    parser.add_argument("--write", action="store_true", help="ask nothing, write what is known")
    parser.add_argument("--only", default="", help="a part of the number's file or name")
    parser.add_argument("--date", default=date.today().isoformat(), help="of the results")
    arguments = parser.parse_args()
    wanted = [m for m in mutants() if arguments.only in m.key]
    session = SESSION.with_stem("part") if arguments.only else SESSION
    start = time.perf_counter()
    if arguments.write:
        found = earlier(session, stamps(), doubt=False)
    else:
        found = run(wanted, arguments.workers, session, arguments.anew)
    written = rows(wanted, found)
    for row in written:
        if row["noticed"] in KINDS[-2:]:
            print(f"{row['noticed']:8s} {row['file']}: {row['number']} = {row['value']}")
    counts = {kind: sum(r["noticed"] == kind for r in written) for kind in KINDS}
    print(f"{len(written)} numbers:", ", ".join(f"{k} {n}" for k, n in counts.items() if n))
    print(f"{time.perf_counter() - start:.0f} s")
    if arguments.only:
        return
    RESULTS.parent.mkdir(exist_ok=True)
    about = {"date": arguments.date, "numbers": len(wanted)}
    RESULTS.with_suffix(".json").write_text(json.dumps(about) + "\n", "utf-8")
    with RESULTS.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(written)


if __name__ == "__main__":
    main()
