"""The worked example: its model by second routes, its four verdicts, and that no ledger has it."""

import numpy as np
import pytest
from scipy import constants

from lib.book import claims, errata, ledger, notebooks, paths
from lib.papers import example as model

PAGE = paths.ROOT / "examples" / "review_a_paper.ipynb"


def test_the_threshold_is_the_published_multiple_of_the_critical_temperature():
    """3.53 k_B T_c."""
    temperature = np.array([1.0, 1.18, 9.2])
    ratio = model.pair_breaking_energy(temperature) / (constants.k * temperature)
    assert ratio == pytest.approx(3.53, abs=0.005)


def test_a_quantum_of_one_electronvolt_has_the_frequency_of_its_wavelength():
    """1239.84 nm, as spectroscopists remember it."""
    assert constants.c / model.pair_breaking_frequency(constants.e) == pytest.approx(
        1239.84e-9, rel=1e-5
    )


def test_coherence_length_is_the_published_multiple():
    """0.18 ħv_F/k_B T_c, the form that needs no gap; it gives 2.4 µm and not 1.6."""
    length = model.coherence_length(2.03e6, 1.18)
    route = constants.hbar * 2.03e6 / (constants.k * 1.18)
    assert length / route == pytest.approx(0.180, abs=0.0005)
    assert 0.180 * route * 1e6 == pytest.approx(2.4, abs=0.05)


def test_the_four_verdicts_are_the_four_kinds():
    found = {r["id"]: (r["derivation"], r["slip"], r["evidence"]) for r in ledger.records_of(PAGE)}
    assert found == {
        "example-gap": ("holds", None, "agrees"),
        "example-frequency": ("holds", "last-digit", "not-applicable"),
        "example-coherence": ("fails", None, "agrees"),
        "example-field": ("underdetermined", None, "agrees"),
    }


def test_the_page_says_what_the_code_says_now():
    committed = [{**r, "chapter": 0, "url": 0} for r in ledger.records_of(PAGE)]
    assert [{**r, "chapter": 0, "url": 0} for r in notebooks.replay(PAGE)] == committed


def test_the_example_is_in_no_ledger_count_or_erratum():
    assert "example" in claims.examples()
    assert "example" not in claims.papers()
    records = ledger.read()
    assert not [r for r in records if r["paper"] == "example" or "example-" in r["id"]]
    assert "example" not in ledger.counts(records, "derivation")
    assert not [r for entries in errata.entries(records, "example").values() for r in entries]
    assert "example-" not in ledger.as_json(records)


def test_every_claim_of_the_example_is_answered_on_its_page():
    answered = {record["id"] for record in ledger.records_of(PAGE)}
    assert answered == set(claims.examples()["example"].claims)
