"""Claims files: what they may say, and the error that names each mistake and its mend."""

import pytest

from lib.book import claims
from lib.book.claims import PrintedNumber
from lib.book.paths import BookError


def change(book, old, new):
    path = book / "data/claims/sample.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "half_width", "last_place"),
    [
        ("2.618", 0.0005, 0.001),
        ("160", 0.5, 1),
        ("5.37E+13", 0.005e13, 0.01e13),
        ("1.56e7", 0.005e7, 0.01e7),
        ("-0.10", 0.005, 0.01),
        (".5", 0.05, 0.1),
    ],
)
def test_half_a_unit_of_the_last_printed_place(text, half_width, last_place):
    number = PrintedNumber.from_data({"value": text})
    assert number.half_width == pytest.approx(half_width, rel=1e-12)
    assert number.last_place == pytest.approx(last_place, rel=1e-12)


def test_a_stated_half_width_replaces_the_last_place():
    number = PrintedNumber.from_data({"value": "5000", "half_width": "500"})
    assert (number.half_width, number.last_place) == (500, 1000)
    exact = PrintedNumber.from_data({"value": "5000", "exact": True})
    assert (exact.half_width, exact.last_place) == (0, 0)


def test_reading_gives_paraphrase_numbers_forms_and_inputs(book):
    claim = claims.find("sample-number")
    assert claim.printed == "0.667"
    assert claim.inputs["a"].unit == "cm"
    assert claims.find("sample-form").printed == "(x + y)**2"
    assert claims.find("sample-plain").printed is None


def test_an_unknown_id_names_the_nearest(book):
    with pytest.raises(BookError, match=r"'sample-numbr'.*sample-number"):
        claims.find("sample-numbr")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"0.667"', "0.667", "sample-number.*0.667 is not of type 'string'"),
        ('"0.667"', '"two thirds"', "sample-number.*two thirds"),
        (', printed: {form: "(x + y)**2"}', "", "sample-form is of kind eq"),
        ("id: sample-form", "id: sample-number", "sample-number is there twice"),
        ("id: sample-form", "id: other-form", "other-form.*start with 'sample-'"),
        ("kind: qual", "kind: opinion", "sample-plain.*opinion"),
        ("agrees: 1.1, ", "", "sample-matter.*'agrees' is a required property"),
        ("agrees: 1.1", "agrees: 3", "agrees .3. must be at most tension"),
        ("agrees: 1.1", "agrees: 1.5", "not the usual ones: say why"),
        ("table: measured", "table: measurd", "'measurd' is not in data/tables"),
        ("source: sample2020", "source: smple2020", "'smple2020'.*'sample2020'"),
        ("paper: sample", "paper: other", "name the file after it"),
        ("kind: qual,", "kind: qual, kind: emp,", "not valid YAML.*duplicate key"),
        ("kind: qual", "kind: [", "not valid YAML"),
        ("kind: qual", "colour: blue, kind: qual", "sample-plain.*'colour'"),
    ],
)
def test_each_mistake_is_named_with_its_place(book, old, new, message):
    path = change(book, old, new)
    with pytest.raises(BookError, match=rf"(?s){message}"):
        claims.read_paper(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\xff\xfe\x00", "not UTF-8"),
        ("\ufeffpaper: sample".encode(), "byte-order mark"),
    ],
)
def test_a_damaged_file_is_named(book, content, message):
    path = book / "data/claims/sample.yaml"
    path.write_bytes(content)
    with pytest.raises(BookError, match=rf"data/claims/sample.yaml.*{message}"):
        claims.read_paper(path)


def test_a_missing_citation_is_named(book):
    with pytest.raises(BookError, match="here: no citation key 'nobody1900'.*references.bib"):
        claims.require_citations(["nobody1900"], "here")


def test_the_real_claims_satisfy_the_schema():
    assert claims.papers()
    for paper in claims.papers().values():
        assert paper.claims
        for claim in paper.claims.values():
            if claim.second_route:
                claims.require_route(claim)
