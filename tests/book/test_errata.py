"""The errata: which claims stand in them, and what is shown as printed and as corrected."""

import html
import re

from ruamel.yaml import YAML

from lib.book import claims, errata, ledger


def record(**changes):
    base = {
        "id": "sample-number",
        "paper": "sample",
        "derivation": "holds",
        "slip": None,
        "evidence": "not-applicable",
        "computed": 0.5,
        "unit": "1",
        "because": "So it is.",
    }
    return base | changes


def shown(text):
    return html.unescape(re.sub(r"<[^>]+>", "", text)).replace("\u2062", "")


def with_correction(book, name, correction, printed=None):
    path = book / "data/claims/sample.yaml"
    yaml = YAML(typ="safe", pure=True)
    data = yaml.load(path)
    claim = next(c for c in data["claims"] if c["id"] == name)
    claim["correction"] = correction
    claim["printed"] = printed or claim["printed"]
    yaml.dump(data, path)


def test_each_kind_has_its_list():
    records = [
        record(id="a"),
        record(id="b", derivation="fails"),
        record(id="c", derivation="holds-corrected"),
        record(id="d", slip="last-digit"),
        record(id="e", derivation="holds-corrected", slip="last-digit"),
        record(id="f", derivation="underdetermined"),
        record(id="g", derivation="not-applicable", evidence="contradicted"),
        record(id="h", derivation="fails", paper="another"),
    ]
    found = errata.entries(records, "sample")
    assert {k: [r["id"] for r in v] for k, v in found.items()} == {
        "holds-corrected": ["c", "e"],
        "fails": ["b"],
        "slip": ["d"],
    }


def test_a_failing_number_is_shown_as_printed_and_as_recomputed(book):
    one = record(derivation="fails", computed=0.25)
    assert shown(errata.printed(one)) == "0.667"
    assert shown(errata.corrected(one)) == "0.25"
    assert errata.reason(one) == "So it is."


def test_several_recomputed_numbers_stand_one_a_line(book):
    one = record(derivation="fails", computed={"at_most": 2.0, "at_least": 1.0}, unit="K")
    assert errata.corrected(one) == "at most: 2 K<br>at least: 1 K"


def test_where_nothing_is_computed_there_is_a_dash(book):
    assert errata.corrected(record(derivation="fails", computed=None, unit=None)) == "–"


def test_a_corrected_number_is_the_printed_one_changed_by_the_correction(book):
    with_correction(
        book,
        "sample-number",
        {
            "name": "power-of-ten",
            "where": "Eq. 1",
            "apply": "printed*10**3",
            "why": "the unit is mm",
        },
    )
    one = record(derivation="holds-corrected", computed=0.25)
    assert shown(errata.corrected(one)) == "667"
    assert shown(errata.reason(one)) == "Power of ten, Eq. 1. The unit is mm. So it is."


def test_a_corrected_formula_leaves_the_printed_number(book):
    with_correction(
        book, "sample-number", {"name": "formula", "where": "Eq. 1", "why": "it is another"}
    )
    one = record(derivation="holds-corrected", computed=0.25)
    assert (
        shown(errata.corrected(one)) == "as printed, from another formula; the one named gives0.25"
    )


def test_a_corrected_form_is_shown_as_a_formula(book):
    with_correction(
        book,
        "sample-form",
        {"name": "sign", "where": "Eq. 2", "apply": "printed - 4*x*y", "why": "a sign"},
    )
    one = record(id="sample-form", derivation="holds-corrected", computed=None)
    assert errata.printed(one).startswith("<math")
    assert shown(errata.corrected(one)) == "x2-2xy+y2"


def test_a_relation_is_escaped(book):
    with_correction(
        book,
        "sample-form",
        {"name": "factor", "where": "Eq. 2", "apply": "x < 2*y", "why": "a factor"},
        {"form": "x < y"},
    )
    one = record(id="sample-form", derivation="holds-corrected", computed=None)
    assert shown(errata.printed(one)) == "x<y"
    assert shown(errata.corrected(one)) == "x<2y"
    assert "<<" not in errata.printed(one) + errata.corrected(one)


def test_a_long_exact_number_is_shown_as_its_fraction(book):
    path = book / "data/claims/sample.yaml"
    path.write_text(
        path.read_text().replace('{value: "0.667"}', '{value: "0.16666666666666667", exact: true}')
    )
    assert errata.printed(record(derivation="fails")) == "1/6"


def test_every_correction_in_the_ledger_changes_what_is_shown():
    corrected = [r for r in ledger.read() if r["derivation"] == "holds-corrected"]
    assert corrected
    for one in corrected:
        assert errata.corrected(one) not in ("", errata.printed(one)), one["id"]
        assert claims.find(one["id"]).correction["where"] in html.unescape(
            re.sub(r"</?sub>", "", errata.reason(one))
        ).replace("_", ""), one["id"]
