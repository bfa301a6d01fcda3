"""The loader over committed notebooks, and the export."""

import csv
import io
import json
import os
import subprocess
import sys

import nbformat
import pytest

from lib.book import claims, ledger, notebooks, paths
from lib.book.paths import BookError

ANSWER = """
from lib.book.answers import answer, follows_if
answer({id!r}, follows_if(it_is_so=True), because="So.")
"""


def executed(path):
    """Fill in outputs as a kernel would, in this process."""
    notebook = nbformat.read(path, 4)
    for index, cell in enumerate(notebook.cells):
        with notebooks.collecting() as records:
            exec(cell.source, {})
        cell.execution_count = index + 1
        data = {"text/plain": "card", notebooks.MIME: records}
        cell.outputs = [nbformat.v4.new_output("display_data", data)] if records else []
    nbformat.write(notebook, path)
    return path


def test_records_come_in_the_order_of_the_contents_with_a_url(write_chapter):
    executed(write_chapter("first", ANSWER.format(id="sample-plain")))
    (record,) = ledger.read()
    assert record["chapter"] == "chapters/first"
    assert record["url"] == "chapters/first.html#sample-plain"
    (row,) = json.loads(ledger.as_json([record], site="https://example.org/book/"))
    assert list(row) == list(ledger.FIELDS)
    assert row["url"] == "https://example.org/book/chapters/first.html#sample-plain"


def test_an_id_answered_in_two_chapters_is_an_error(write_chapter):
    for name in ("first", "second"):
        executed(write_chapter(name, ANSWER.format(id="sample-plain")))
    with pytest.raises(BookError, match="sample-plain is answered twice, in chapters/first and"):
        ledger.read()


def test_a_notebook_without_outputs_is_an_error(write_chapter):
    write_chapter("first", ANSWER.format(id="sample-plain"))
    with pytest.raises(BookError, match="first.ipynb: cell 0 has no output: run `make refresh`"):
        ledger.read()


def test_a_claim_that_changed_since_the_run_is_an_error(book, write_chapter):
    executed(write_chapter("first", ANSWER.format(id="sample-plain")))
    path = book / "data/claims/sample.yaml"
    path.write_text(path.read_text().replace("It is so.", "It is not so."))
    with pytest.raises(BookError, match="another statement.*run `make refresh`"):
        ledger.read()


def test_a_record_that_breaks_the_schema_is_an_error(write_chapter):
    path = executed(write_chapter("first", ANSWER.format(id="sample-plain")))
    path.write_text(path.read_text().replace('"derivation": "holds"', '"derivation": "fine"'))
    with pytest.raises(BookError, match="the ledger: 0/derivation: 'fine'"):
        ledger.read()


def test_a_corrupt_notebook_is_an_error(write_chapter):
    path = executed(write_chapter("first", ANSWER.format(id="sample-plain")))
    path.write_text(path.read_text()[:200])
    with pytest.raises(BookError, match="first.ipynb is not a valid notebook.*restore it"):
        ledger.read()


def test_contents_and_folder_must_agree(book, write_chapter):
    path = executed(write_chapter("first", ANSWER.format(id="sample-plain")))
    path.rename(path.with_name("other.ipynb"))
    with pytest.raises(BookError, match="_toc.yml names first"):
        ledger.read()
    (book / "_toc.yml").write_text("root: index\nchapters: []\n")
    with pytest.raises(BookError, match="other.ipynb is not in _toc.yml"):
        ledger.read()


def test_counts_add_up_to_the_records():
    records = ledger.read()
    for which in ("derivation", "evidence"):
        assert sum(sum(c.values()) for c in ledger.counts(records, which).values()) == len(records)


def test_every_negative_verdict_names_a_second_route_in_the_tests():
    for record in ledger.read():
        bad = record["derivation"] in ("fails", "holds-corrected")
        if bad or record["evidence"] == "contradicted":
            assert claims.find(record["id"]).second_route, record["id"]


def test_the_command_prints_the_ledger_without_executing_anything():
    run = subprocess.run(
        [sys.executable, "-m", "lib.book.claims"],
        capture_output=True,
        text=True,
        cwd=paths.ROOT,
        check=True,
    )
    rows = json.loads(run.stdout)
    assert [row["id"] for row in rows] == [record["id"] for record in ledger.read()]
    claims.validate(rows, "ledger.schema.json", "the export")


def from_csv(text):
    """Read the comma-separated export back into records."""
    json_columns = ("computed", "rule", "flips_at", "references")
    rows = []
    for row in csv.DictReader(io.StringIO(text)):
        for name, cell in row.items():
            nested = name == "printed" and cell.startswith("{")
            if cell == "":
                row[name] = None
            elif name in json_columns or nested:
                row[name] = json.loads(cell)
        rows.append(row)
    return rows


def test_the_two_exports_hold_the_same_rows():
    records = ledger.read()
    for site in ("", "https://example.org/book"):
        rows = json.loads(ledger.as_json(records, site))
        assert from_csv(ledger.as_csv(records, site)) == rows


def test_a_cell_may_hold_commas_quotes_lines_and_any_script(write_chapter):
    executed(write_chapter("first", ANSWER.format(id="sample-plain")))
    (record,) = ledger.read()
    record["because"] = 'Φ₀, "so"\nand not else'
    (row,) = from_csv(ledger.as_csv([record]))
    assert row["because"] == record["because"]


def test_the_command_prints_comma_separated_values():
    run = subprocess.run(
        [sys.executable, "-m", "lib.book.claims", "--csv"],
        capture_output=True,
        cwd=paths.ROOT,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert run.stdout.decode("utf-8") == ledger.as_csv(ledger.read())
