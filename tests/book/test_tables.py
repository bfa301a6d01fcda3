"""Data tables: read with their schema, refused with file, row and column."""

import pytest

from lib.book import paths, tables
from lib.book.paths import BookError


def test_a_table_is_read_with_the_types_of_its_schema(book):
    frame = tables.read("measured")
    assert list(frame["metal"]) == ["A", "B"]
    assert frame["temperature"].dtype == float
    assert tables.unit("measured", "temperature") == "K"
    frame.loc[0, "temperature"] = -1
    assert tables.read("measured").loc[0, "temperature"] == 1.5


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("B,3.0", "B,-3.0", "row 3, column temperature: constraint"),
        ("B,3.0", "B,warm", "row 3, column temperature"),
        ("B,3.0", ",3.0", "row 3, column metal"),
        ("metal,temperature", "metal,heat", "heat|temperature"),
        ("A,1.5,sample2020", "A,1.5,nobody", "row 2, column source.*'nobody'"),
        ("A,1.5,sample2020", "A,1.5,", "row 2, column source: empty"),
        ("recalled", "certain", "row 3, column confidence: 'certain'"),
        ("B,3.0,sample2020,recalled\n", "B,3.0,sample2020\n", "row 3"),
        ("\n", "\r\n", "carriage returns"),
    ],
)
def test_what_the_schema_refuses_is_named(book, old, new, message):
    path = book / "data/tables/measured.csv"
    text = path.read_text()
    assert old in text
    path.write_bytes(text.replace(old, new).encode())
    with pytest.raises(BookError, match=rf"(?s)data/tables/measured.csv.*{message}"):
        tables.read("measured")


def test_an_unknown_table_or_column_is_named(book):
    with pytest.raises(BookError, match="no table 'mesured'.*there are measured"):
        tables.read("mesured")
    with pytest.raises(BookError, match="no column 'pressure'"):
        tables.unit("measured", "pressure")


def test_a_table_that_the_package_does_not_describe_is_named(book):
    (book / "data/tables/extra.csv").write_text("a,source,confidence\n1,sample2020,opened\n")
    with pytest.raises(BookError, match="does not describe 'extra'"):
        tables.read("extra")


@pytest.mark.parametrize("name", sorted(p.stem for p in paths.TABLES.glob("*.csv")))
def test_every_table_of_the_book_satisfies_its_schema(name):
    assert len(tables.read(name)) > 0


def test_a_row_comes_from_the_preferred_source_that_has_it(book):
    path = book / "data/tables/measured.csv"
    text = path.read_text()
    path.write_text(text.replace("B,3.0,sample2020", "B,3.0,other2021"))
    bibliography = book / "references.bib"
    bibliography.write_text(bibliography.read_text() + "\n@misc{other2021, title = {Other}}\n")
    rows = tables.preferred("measured", "temperature", ["B", "A", "C"], ["sample2020", "other2021"])
    assert list(rows.index) == ["B", "A", "C"]
    assert list(rows["temperature"][:2]) == [3.0, 1.5]
    assert rows["temperature"].isna()["C"]
    only = tables.preferred("measured", "temperature", ["A", "B"], ["sample2020"])
    assert only["temperature"].isna()["B"]
    with pytest.raises(BookError, match="no row of the source 'nobody'"):
        tables.preferred("measured", "temperature", ["A"], ["nobody"])


def test_two_rows_of_one_source_for_one_key_are_refused(book):
    path = book / "data/tables/measured.csv"
    path.write_text(path.read_text() + "A,1.6,sample2020,opened\n")
    with pytest.raises(BookError, match=r"two rows of 'sample2020' for 'A'|row 4"):
        tables.preferred("measured", "temperature", ["A"], ["sample2020"])
