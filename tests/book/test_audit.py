"""The audit's committed results fit the book as it stands."""

import pytest

from lib.book import audit, claims, paths, tables
from lib.book.paths import BookError


def test_every_claim_and_every_table_with_numbers_is_in_the_results():
    """If not: run `make audit`, which asks only what is new, and commit audits/results.

    A claim that no kept edition has yet is audited before the edition that will have it.
    """
    kept = {
        claim["id"]
        for path in paths.EDITIONS.glob("*.json")
        for claim in paths.read_json(path)["claims"]
    }
    listed = {(row["file"], row["number"].split(",")[0]) for row in audit.rows("data")}
    files = {file for file, _ in listed}
    for path in sorted(paths.TABLES.glob("*.csv")):
        frame = tables.read(path.stem)
        if frame.select_dtypes("number").notna().any(axis=None):
            assert f"data/tables/{path.name}" in files, path.name
    for paper in claims.papers().values():
        for claim in paper.claims.values():
            if claim.id in kept and (claim.numbers or claim.inputs or claim.rule):
                assert (f"data/claims/{paper.key}.yaml", claim.id) in listed, claim.id


@pytest.mark.parametrize("part", ["data", "code"])
def test_every_survivor_has_a_written_reason(part):
    assert all(len(reason) > 20 for reason in audit.reasons(part).values())


def test_a_survivor_without_a_reason_is_refused(monkeypatch):
    row = {"file": "data/tables/hall.csv", "number": "Al, carriers", "noticed": "nothing"}
    monkeypatch.setattr(audit, "rows", lambda part: [row])
    with pytest.raises(BookError, match=r"hall\.csv: Al, carriers survives without a reason"):
        audit.reasons("data")


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        ("data/tables/hall.csv: Al, carriers", True),
        ("data/tables/hall.csv: *…, carriers", True),
        ("data/tables/hall.csv: *…, exponent", False),
        ("data/tables/hall.csv: Al", False),
    ],
)
def test_a_reason_may_be_of_a_whole_column(pattern, fits):
    assert audit._fits("data/tables/hall.csv: Al, carriers", pattern) is fits


def test_each_mutant_is_drawn_once_and_few_survive():
    found = audit.rows("code")
    assert len({(r["module"], r["operator"], r["occurrence"]) for r in found}) == len(found)
    assert len(audit.survivors("code")) <= 0.05 * len(found)


@pytest.mark.parametrize(("count", "total"), [(0, 10), (3, 100), (100, 100)])
def test_interval_holds_the_share_and_narrows_with_the_sample(count, total):
    low, high = audit.interval(count, total)
    assert 0 <= low <= count / total <= high <= 1
    wider = high - low
    low, high = audit.interval(100 * count, 100 * total)
    assert high - low < wider


def test_results_use_the_words_of_the_page():
    assert {row["noticed"] for row in audit.rows("data")} <= set(audit.WORDS)
    assert {row["noticed"] for row in audit.rows("code")} <= set(audit.JUDGES)
