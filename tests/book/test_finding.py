"""Under which titles search finds a claim."""

import pytest

from lib.book import claims, finding, ledger


@pytest.mark.parametrize(
    ("where", "numbers"),
    [
        ("Eq. 3", ["3"]),
        ("Eqs. 12–14", ["12", "13", "14"]),
        ("Eqs. 43, 44", ["43", "44"]),
        ("Eqs. 21 and 22", ["21", "22"]),
        ("Eq. 10, with the value of Eq. 41", ["10"]),
        ("Eq. 17, one term of the sum", ["17"]),
        ("after Eq. 9", []),
        ("Table 1", []),
    ],
)
def test_equations_of_a_place(where, numbers):
    assert finding.equations(where) == numbers


def test_every_equation_of_the_papers_is_found_by_number_and_author():
    for record in ledger.read():
        if record["where"].startswith("Eq"):
            titles = finding.entries(record)
            number = finding.equations(record["where"])[0]
            author = claims.papers()[record["paper"]].title.split(":")[0]
            for title in (f"({number})", f"Eq. {number}", f"{author} Eq. {number}"):
                assert title in titles


def test_elements_are_told_by_name_and_in_formulas_but_not_in_abbreviations():
    assert finding.elements("Lead and tin, BCS and SCDFT") == ["Sn", "Pb"]
    assert finding.elements("It may lead there. In time. No. As. At. He is.") == []
    assert finding.elements("YBa₂Cu₃O₆₊ₓ") == ["O", "Cu", "Y", "Ba"]
    assert finding.elements("LaHx and C–S–H") == ["H", "C", "S", "La"]
    assert finding.elements("Diamond") == ["C"]


def test_formulas_are_in_plain_letters():
    assert finding.formulas("LaH₁₀, GPa, MgB2, B1223, T_c, NbN.") == ["LaH10", "MgB2", "NbN"]


def test_each_row_of_a_metal_is_found_by_its_symbol_and_name():
    rows = [r for r in ledger.read() if r["id"].startswith(("jiang-t1-", "liu-t1-"))]
    found = 0
    for record in rows:
        symbol = record["id"].split("-")[-1].capitalize()
        if symbol in finding.ELEMENTS:
            assert {symbol, finding.ELEMENTS[symbol]} <= set(finding.entries(record))
            found += 1
    assert found >= 30


def test_every_work_is_found_by_its_first_author_and_year(book):
    (book / "references.bib").write_text(
        r"@article{a1999, title={T}, author={{\v S}v{\'a}b, Jan and Doe, A.}, year={1999}}"
        "\n@book{b2000, title={T}, editor={van der Berg, C.}, year={2000}}\n"
        "@misc{c, title={T}}\n",
        encoding="utf-8",
    )
    assert finding.works() == {"a1999": "Šváb 1999", "b2000": "van der Berg 2000"}
