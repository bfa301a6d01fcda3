"""A small book of its own, so that the ledger's tests do not depend on the real claims."""

import json
import textwrap

import nbformat
import pytest

from lib.book import paths

CLAIMS = """
paper: sample
title: "Sample: a paper"
source: sample2020
symbols: {x: positive, y: positive, q: negative}
claims:
  - {id: sample-number, where: Eq. 1, kind: num, statement: Two over three., printed: {value: "0.667"},
     inputs: {a: {value: "2.0", unit: cm}, b: {value: "3", unit: cm, exact: true}}}
  - {id: sample-form, where: Eq. 2, kind: eq, statement: A square., printed: {form: "(x + y)**2"}}
  - id: sample-matter
    where: Fig. 1
    kind: emp
    statement: It is about three.
    rule: {statistic: predicted over measured, scale: ratio, agrees: 1.1, tension: 2, table: measured}
    second_route: tests/book/test_answers.py::test_a_claim_about_matter_is_judged_by_its_rule
  - {id: sample-plain, where: text, kind: qual, statement: It is so.}
"""

TABLE = """\
metal,temperature,source,confidence
A,1.5,sample2020,opened
B,3.0,sample2020,recalled
"""

PACKAGE = {
    "name": "sample-tables",
    "resources": [
        {
            "name": "measured",
            "path": "measured.csv",
            "schema": {
                "fields": [
                    {"name": "metal", "type": "string", "constraints": {"required": True}},
                    {
                        "name": "temperature",
                        "type": "number",
                        "unit": "K",
                        "constraints": {"minimum": 0},
                    },
                    {"name": "source", "type": "string"},
                    {"name": "confidence", "type": "string"},
                ],
                "missingValues": [""],
            },
        }
    ],
}


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A root folder with one claims file, one table, a bibliography and no chapter."""
    root = tmp_path / "book"
    for folder in ("chapters", "data/claims", "data/tables"):
        (root / folder).mkdir(parents=True)
    (root / "data/claims/sample.yaml").write_text(CLAIMS, encoding="utf-8")
    (root / "data/tables/measured.csv").write_text(TABLE, encoding="utf-8")
    (root / "data/tables/datapackage.json").write_text(json.dumps(PACKAGE), encoding="utf-8")
    (root / "references.bib").write_text(
        "@misc{sample2020, title = {A sample}, author = {A. Author}, year = {2020}}\n",
        encoding="utf-8",
    )
    (root / "_toc.yml").write_text("root: index\nchapters: []\n", encoding="utf-8")
    monkeypatch.setattr(paths, "ROOT", root)
    monkeypatch.setattr(paths, "CHAPTERS", root / "chapters")
    monkeypatch.setattr(paths, "CLAIMS", root / "data/claims")
    monkeypatch.setattr(paths, "TABLES", root / "data/tables")
    monkeypatch.setattr(paths, "EXAMPLES", root / "data/examples")
    monkeypatch.setattr(paths, "EDITIONS", root / "data/editions")
    monkeypatch.setattr(paths, "BIBLIOGRAPHY", root / "references.bib")
    return root


@pytest.fixture
def write_chapter(book):
    """Write a notebook of the given cells into the small book and list it in its contents."""

    def write(name, *cells):
        notebook = nbformat.v4.new_notebook()
        for index, source in enumerate(cells):
            cell = nbformat.v4.new_code_cell(textwrap.dedent(source).strip())
            cell["id"] = f"cell-{index}"
            notebook.cells.append(cell)
        path = book / "chapters" / f"{name}.ipynb"
        nbformat.write(notebook, path)
        listed = sorted(p.stem for p in (book / "chapters").glob("*.ipynb"))
        entries = "".join(f"  - file: chapters/{n}\n" for n in listed)
        (book / "_toc.yml").write_text(f"root: index\nchapters:\n{entries}", encoding="utf-8")
        return path

    return write
