"""Comparing two ledgers, and the editions that are kept."""

import copy
import json
import subprocess
import sys

import pytest

from lib.book import changes, citation, edition, ledger, paths
from lib.book.paths import BookError


def row(claim_id="sample-number", **fields):
    start = {
        "id": claim_id,
        "derivation": "holds",
        "slip": None,
        "evidence": "agrees",
        "printed": "0.667",
        "computed": 0.666666667,
        "unit": "K",
        "rule": {
            **{"statistic": "predicted over measured", "scale": "ratio", "agrees": 1.1},
            **{"tension": 2, "value": 1.05, "table": "measured", "why": "because"},
        },
    }
    return start | fields


def with_rule(**fields):
    return row(rule=row()["rule"] | fields)


def test_a_ledger_does_not_differ_from_itself():
    records = ledger.read()
    assert changes.compare(records, copy.deepcopy(records)) == []
    assert changes.as_text([]) == changes.as_markdown([]) == "No verdict, number or rule differs."


@pytest.mark.parametrize(
    ("new", "kind", "what", "before", "after"),
    [
        (row(derivation="fails"), "verdict", "derivation", "follows", "does not follow"),
        (
            row(slip="last-digit"),
            *("verdict", "derivation", "follows", "follows, last digit slips"),
        ),
        (row(evidence="tension"), "verdict", "evidence", "agrees", "in tension"),
        (row(printed="0.67"), "number", "printed", "0.667", "0.67"),
        (row(printed=None), "number", "printed", "0.667", "–"),
        (row(computed=0.7), "number", "computed", "0.666667", "0.7"),
        (row(computed=None), "number", "computed", "0.666667", "–"),
        (row(unit="mK"), "number", "unit", "K", "mK"),
        (with_rule(value=1.06), "number", "statistic reached", "1.05", "1.06"),
        (with_rule(agrees=1.2), "rule", "rule, agrees", "1.1", "1.2"),
        (
            with_rule(statistic="μ* of H₃S"),
            "rule",
            "rule, statistic",
            "predicted over measured",
            "μ* of H₃S",
        ),
        (with_rule(scale="at-most"), "rule", "rule, scale", "ratio", "at-most"),
    ],
)
def test_each_kind_of_change_is_found_and_told(new, kind, what, before, after):
    assert changes.compare([row()], [new]) == [
        changes.Change(kind, "sample-number", what, before, after)
    ]
    (back,) = changes.compare([new], [row()])
    assert (back.old, back.new) == (after, before)


def test_a_number_has_changed_if_its_six_digits_have():
    """An earlier edition may have kept more digits of the same number."""
    assert changes.compare([row(computed=0.666666667)], [row(computed=0.666667)]) == []
    (change,) = changes.compare([row(computed=0.666666667)], [row(computed=0.666668)])
    assert (change.old, change.new) == ("0.666667", "0.666668")
    (change,) = changes.compare([row(computed={"a": 1.0})], [row(computed={"a": 1.00001})])
    assert (change.old, change.new) == ("a 1", "a 1.00001")


def test_claims_that_come_and_go_stand_first():
    old = [row("sample-gone"), row("sample-number")]
    new = [row("sample-number", computed=1.0), row("sample-new", derivation="fails")]
    found = changes.compare(old, new)
    assert [(c.kind, c.id) for c in found] == [
        ("added", "sample-new"),
        ("removed", "sample-gone"),
        ("number", "sample-number"),
    ]
    text = changes.as_text(found)
    assert "added: 1, removed: 1, verdicts moved: 0, numbers changed: 1, rules changed: 0" in text
    assert "added: sample-new (does not follow; agrees)" in text
    assert "number: sample-number: computed: 0.666667 -> 1" in text


def test_the_reason_of_a_threshold_is_no_change_and_a_lost_rule_is():
    assert changes.compare([row()], [with_rule(why="better said")]) == []
    assert {c.what for c in changes.compare([row()], [row(rule=None)])} == {
        "statistic reached",
        *("rule, statistic", "rule, scale", "rule, agrees", "rule, tension", "rule, table"),
    }


def test_a_table_in_markdown_escapes_its_separators():
    found = changes.compare([row(printed="|x|")], [row(printed=None)])
    line = changes.as_markdown(found).splitlines()[-1]
    assert line == "| sample-number | printed | \\|x\\| | – |"


def write(path, data):
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


def test_an_export_and_a_kept_edition_are_read_alike(tmp_path):
    records = ledger.read()
    export = write(tmp_path / "export.json", ledger.as_json(records))
    one = {"version": "1", "date": "2026-01-01", "claims": changes.kept(records)}
    assert changes.load(export) == changes.load(write(tmp_path / "1.json", one))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("{", "old.json is not valid JSON.*python -m lib.book.claims"),
        ({"resources": []}, "old.json is no ledger: export one"),
        ([{"id": "a"}], "record 1 has no derivation, .*export the ledger again"),
        (["a"], "record 1 has no id"),
        ([row(), row()], "sample-number is there twice"),
        (" ", "is empty"),
    ],
)
def test_a_file_that_is_no_ledger_is_named(tmp_path, data, message):
    with pytest.raises(BookError, match=rf"(?s){message}"):
        changes.load(write(tmp_path / "old.json", data))


@pytest.fixture
def editions(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "EDITIONS", tmp_path / "editions")
    return tmp_path / "editions"


def test_an_edition_is_kept_once(editions):
    records = [row()]
    path = changes.keep(records)
    assert path == editions / f"{edition.version()}.json"
    first = path.read_bytes()
    assert changes.keep(records).read_bytes() == first
    (one,) = changes.editions()
    assert (one["version"], one["date"]) == (edition.version(), str(edition.date()))
    assert one["claims"] == changes.kept(records)
    with pytest.raises(BookError, match="keeps another ledger: .*raise the version"):
        changes.keep([row(derivation="fails")])
    assert path.read_bytes() == first


def test_editions_come_by_their_dates_and_under_their_names(editions):
    editions.mkdir()
    for version, date in (("2026.9", "2026-09-01"), ("2026.11", "2026-11-20")):
        write(editions / f"{version}.json", {"version": version, "date": date, "claims": []})
    assert [one["version"] for one in changes.editions()] == ["2026.9", "2026.11"]
    write(editions / "2027.1.json", {"version": "2027.2", "date": "2027-01-01", "claims": []})
    with pytest.raises(BookError, match="2027.1.json is of version 2027.2"):
        changes.editions()
    write(editions / "2027.1.json", {"version": "2027.1", "claims": []})
    with pytest.raises(BookError, match="has no date"):
        changes.editions()


def test_nothing_of_a_kept_edition_has_moved_under_its_version():
    moved = [c for c in changes.since_edition(ledger.read()) if c.kind != "added"]
    assert not moved, (
        f"edition {edition.version()} is kept with another ledger. If it is released, raise the "
        "version in pyproject.toml and CITATION.cff; if not, delete its file in data/editions and "
        f"run python -m lib.book.changes --keep.\n{changes.as_text(moved)}"
    )


def test_the_command_compares_files_and_names_a_missing_one(tmp_path):
    old = write(tmp_path / "old.json", [row()])
    new = write(tmp_path / "new.json", [row(derivation="fails")])

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "lib.book.changes", *map(str, arguments)],
            capture_output=True,
            encoding="utf-8",
            cwd=paths.ROOT,
        )

    found = run(old, new)
    assert found.returncode == 0, found.stderr
    assert "verdict: sample-number: derivation: follows -> does not follow" in found.stdout
    missing = run(tmp_path / "none.json", new)
    assert missing.returncode == 1
    assert "none.json does not exist" in missing.stderr
    assert run().returncode == 2


def test_the_bibtex_of_a_claim_is_read_by_a_bibliography_tool():
    from pybtex.database import parse_string

    for record in ledger.read():
        entries = parse_string(citation.bibtex(record, "https://example.org"), "bibtex").entries
        (entry,) = entries.values()
        assert entry.fields["edition"] == edition.version()
        assert entry.fields["note"].startswith(f"Claim {record['id']}: ")
        assert entry.fields["url"] == f"https://example.org/{record['url']}"
        assert len(entry.persons["author"]) == len(citation.edition()["authors"])
