"""The mutation audits themselves: they notice what matters and nothing else."""

import json
import os

import nbformat
import numpy as np
import pytest

from audits import chapter, code, data
from lib.book import claims, paths


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A chapter of five cells: one reads a table, one uses what it set, the others do not."""
    sources = [
        "from lib.book import tables\nfactor = 2.0",
        "frame = tables.read('thin_films')\nthick = frame.thickness.max()\nname = frame.film[0]",
        "def double(): return factor * thick",
        "print(f'{double():.3f}')",
        "print(name, factor)",
    ]
    cells = [nbformat.v4.new_code_cell(s, id=f"c{i}") for i, s in enumerate(sources)]
    path = tmp_path / "sample.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    from lib.book import comparison, tables

    # undone by monkeypatch, whatever the audit puts in their place
    for module, name in ((tables, "_read"), (claims, "_cached"), (comparison, "_read")):
        monkeypatch.setattr(module, name, getattr(module, name))
    live = data.Data()
    sample = chapter.Chapter(path, live)
    assert list(sample.run()) == [0, 1, 2, 3, 4]
    return sample, live


def in_child(work):
    child, reader = chapter.in_child(work)
    with os.fdopen(reader) as stream:
        answer = json.load(stream)
    os.waitpid(child, 0)
    assert not isinstance(answer, dict), answer
    return answer


def test_a_cell_remembers_what_it_reads(book):
    sample, _ = book
    assert sample.reads == [set(), {"table thin_films"}, set(), set(), set()]
    assert sample.uses("table thin_films")
    assert not sample.uses("table hall")


def mutant(apply):
    return data.Mutant("data/tables/thin_films.csv", "x", "1", "2", "table thin_films", apply)


def thicker(row):
    def apply(live):
        from lib.book import tables

        frame = tables.read("thin_films")
        frame.loc[row, "thickness"] *= 1.07
        live.tables["thin_films"] = frame

    return apply


def test_a_change_reaches_what_uses_it_and_no_more(book):
    sample, live = book
    frame = data.tables.read("thin_films")
    largest = int(frame.thickness.idxmax())

    def work():
        thicker(largest)(live)
        return [[n, shown] for n, shown in sample.again("table thin_films")]

    found = in_child(work)
    # the function is what it was, but what it uses is not; the last cell uses neither
    assert [n for n, _ in found] == [1, 2, 3]
    shown = float(found[-1][1][0][1])
    assert shown == pytest.approx(2 * 1.07 * frame.thickness.max(), abs=1e-3)


def test_what_is_not_noticed_is_tried_again_more_grossly(book):
    sample, live = book
    frame = data.tables.read("thin_films")
    row = int(frame.thickness.idxmin())

    def to(value):
        return data._cell("thin_films", row, "thickness", value, {})

    largest = frame.thickness.max()
    gross = data.Mutant("f", "x", "v", "gross", "table thin_films", to(4 * largest))
    fine = data.Mutant("f", "x", "v", "fine", "table thin_films", to(0.9 * largest), grosser=gross)
    found = in_child(lambda: list(data.noticed(fine, [sample], live, {})))
    assert found == ["line", "sample, cell 3", "gross"]


def test_the_test_that_noticed_a_number_last_time_is_asked_first(book, monkeypatch):
    sample, live = book
    row = int(data.tables.read("thin_films").thickness.idxmax())
    tests = {"table thin_films": ["tests/a.py::one", "tests/a.py::two"]}
    monkeypatch.setattr(data, "first_failure", lambda asked: asked[0] if "two" in asked[0] else "")

    def found(*last):
        thick = mutant(thicker(row))
        return in_child(lambda: list(data.noticed(thick, [sample], live, tests, last)))

    assert found("2", "tests/a.py::two") == ["test", "tests/a.py::two", "2"]
    # one that lets it pass, one that is gone, and one that noticed another change
    for last in (("2", "tests/a.py::one"), ("2", "tests/b.py::two"), ("3", "tests/a.py::two")):
        assert found(*last) == ["line", "sample, cell 3", "2"]


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("tests/physics/test_bcs.py::kills", ("own tests", "tests/physics/test_bcs.py::kills")),
        ("tests/papers/test_hu.py::kills", ("other tests", "tests/papers/test_hu.py::kills")),
        ("tests/physics/test_bcs.py::passes", ("own tests", "tests/physics/test_bcs.py::kills")),
        ("tests/physics/test_bcs.py::gone", ("own tests", "tests/physics/test_bcs.py::kills")),
        ("", ("own tests", "tests/physics/test_bcs.py::kills")),
    ],
)
def test_the_test_that_noticed_a_mutant_last_time_is_asked_first(monkeypatch, first, expected):
    def run_tests(asked):
        if "::" not in asked[0]:
            return f"{asked[0]}::kills"
        # pytest fails on a test that is gone, and that notices nothing
        answers = {"kills": asked[0], "passes": "", "gone": "pytest ends with 4"}
        return answers[asked[0].split("::")[1]]

    monkeypatch.setattr(code, "run_tests", run_tests)
    assert code.judge("lib/physics/bcs.py", first) == expected


def test_the_kept_results_are_found_under_the_names_of_mutants():
    drawn = {item.job_id for item in code.sample(code.SAMPLE, code.SEED)}
    assert drawn & code.last_time().keys()
    numbers = {(m.file, m.number) for m in data.table_mutants()}
    assert numbers & data.last_time().keys()


def test_what_no_cell_shows_is_not_noticed(book):
    sample, live = book
    frame = data.tables.read("thin_films")
    largest, smallest = int(frame.thickness.idxmax()), int(frame.thickness.idxmin())
    found = [
        in_child(lambda row=row: list(data.noticed(mutant(thicker(row)), [sample], live, {})))
        for row in (largest, smallest)
    ]
    assert found[0] == ["line", "sample, cell 3", "2"]
    assert found[1] == ["nothing", "", "2"]


def test_running_every_cell_again_gives_the_same(book):
    sample, _ = book
    found = in_child(lambda: [[n, [list(o) for o in shown]] for n, shown in sample.again(None)])
    assert [shown for _, shown in found] == [[list(o) for o in cell] for cell in sample.outputs]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (np.array([1.0, np.nan]), np.array([1.0, np.nan]), True),
        (np.array([1.0, 2.0]), np.array([1.0, 2.5]), False),
        ({"a": [1, 2]}, {"a": [1, 2]}, True),
        ({"a": [1, 2]}, {"a": [2, 1]}, False),
        (1, 1.0, False),
        (float("nan"), float("nan"), True),
        (object(), object(), False),
    ],
)
def test_values_are_compared_as_their_users_see_them(one, other, expected):
    assert chapter.same(one, other) is expected


def record(**changed):
    usual = {
        "id": "liu-eq1",
        "derivation": "holds",
        "slip": None,
        "evidence": "agrees",
        "computed": 1.0,
        "flips_at": None,
        "rule": {"value": 1.0, "agrees": 1.1},
        "because": "So it is.",
        "printed": "1.0",
    }
    return [(data.MIME, [usual | changed]), ("text/plain", json.dumps(usual | changed))]


@pytest.mark.parametrize(
    ("changed", "echoed", "kind"),
    [
        ({}, True, "nothing"),
        ({"printed": "2.0"}, True, "echo"),
        ({"printed": "2.0", "because": "So it is not."}, True, "sentence"),
        ({"computed": 2.0, "because": "So it is not."}, False, "record"),
        ({"computed": 2.0, "evidence": "tension"}, False, "verdict"),
        ({"rule": {"value": 1.0, "agrees": 1.2}}, True, "echo"),
    ],
)
def test_a_number_copied_to_its_card_is_only_an_echo(changed, echoed, kind):
    made = data.Mutant("f", "n", "v", "c", "claim liu-eq1", lambda live: None, echoed)
    assert data.difference(record(), record(**changed), made) == kind


def test_every_number_of_every_table_and_claim_is_changed():
    wanted = data.mutants()
    assert len({m.key for m in wanted}) == len(wanted)
    frame = data.tables.read("hall")
    assert sum(m.resource == "table hall" for m in wanted) == frame.carriers.notna().sum()
    number = claims.find("liu-5236").numbers[""]
    (changed,) = [m for m in wanted if m.number == "liu-5236, printed value"]
    assert abs(float(changed.change) - number.value) > number.last_place


def test_a_measured_number_leaves_its_uncertainty():
    frame = data.tables.read("metal_isotope_exponent")
    row = int(frame.uncertainty.first_valid_index())
    value, spread = frame.isotope_exponent[row], frame.uncertainty[row]
    up, down = data.moved(frame, row, "isotope_exponent", value, 1.0)
    assert min(up - value, value - down) >= 4.99 * spread


@pytest.mark.parametrize("scale", ["ratio", "sigma", "at-most", "at-least"])
@pytest.mark.parametrize("value", [0.4, 1.5, 2.0, 5.0, 30.0])
def test_a_threshold_moved_across_its_statistic_changes_the_verdict(scale, value):
    from lib.book.verdicts import evidence

    low, high = (5.0, 2.0) if scale == "at-least" else (2.0, 5.0)
    rule = {"statistic": "s", "scale": scale, "agrees": low, "tension": high}
    before = evidence(rule, value)
    moved = rule | {"tension": data.across(rule | {"value": value}, high)}
    if before == "agrees":
        moved |= {"agrees": data.across(rule | {"value": value}, low)}
    assert evidence(moved, value) != before


def test_constants_of_a_form_are_raised_one_at_a_time():
    assert list(data.constants_of("K*q_1/(2*d)**2")) == ["K*q_1/(3*d)**2", "K*q_1/(2*d)**3"]


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path):
    known = data.stamps()
    file = "data/tables/hall.csv"
    lines = [
        [f"{file}|a|1", known[file], known["tests"], "line", "liu, cell 1", "1", 0.1],
        [f"{file}|b|1", "another state", known["tests"], "line", "liu, cell 1", "1", 0.1],
        [f"{file}|c|1", known[file], "other tests", "nothing", "", "1", 0.1],
        [f"{file}|d|1", known[file], "other tests", "figure", "liu, cell 2", "1", 0.1],
    ]
    session = tmp_path / "session.jsonl"
    session.write_text("\n".join(map(json.dumps, lines)) + '\n["half a li')
    assert set(data.earlier(session, known)) == {f"{file}|a|1", f"{file}|d|1"}


# --- the code ----------------------------------------------------------------------------------


def test_the_sample_is_the_same_in_every_run_and_in_proportion():
    one, two = (code.sample(120, 7) for _ in range(2))
    assert [item.job_id for item in one] == [item.job_id for item in two]
    assert len({item.job_id for item in one}) == 120
    total = len(code.possible())
    for module in ("lib/physics/bcs.py", "lib/papers/hu.py"):
        here = sum(str(i.mutations[0].module_path) == module for i in code.possible())
        drawn = sum(str(i.mutations[0].module_path) == module for i in one)
        assert abs(drawn - 120 * here / total) < 1
    assert {i.job_id for i in code.sample(120, 8)} != {i.job_id for i in one}


def test_only_annotations_are_left_out():
    kept = {code.identity(item.mutations[0]) for item in code.possible()}
    left_out = [
        i.mutations[0] for i in code.everything() if code.identity(i.mutations[0]) not in kept
    ]
    assert left_out
    for mutation in left_out:
        line = (paths.ROOT / mutation.module_path).read_text("utf-8").splitlines()
        assert "| None" in line[mutation.start_pos[0] - 1]


def test_a_mutant_is_put_to_its_own_tests_first():
    own, others = code.tests_of("lib/physics/bcs.py")
    assert own == ["tests/physics/test_bcs.py"]
    assert "tests/papers/test_jiang.py" in others
    for module in map(str, code.modules()):
        own, others = code.tests_of(module)
        assert own or others or module.endswith("__init__.py"), module
