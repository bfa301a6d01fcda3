"""Docstrings as the reference shows them: names and sources become links, formulas stay."""

import pytest

from lib.book import docstrings, ledger

LIU = "lib.papers.liu.pair"


@pytest.mark.parametrize(
    ("text", "module", "shown"),
    [
        ("The force (Eq. 8).", LIU, "The force (:card:`Eq. 8 <liu-eq8>`)."),
        ("Eqs. 2 and 3", LIU, "Eqs. :card:`2 <liu-eq2>` and :card:`3 <liu-eq3>`"),
        ("Eq. 8", "lib.physics.bcs", "Eq. 8"),
        ("Liu's Eq. 8", "lib.physics.bcs", "Liu's :card:`Eq. 8 <liu-eq8>`"),
        ("Eq. 8 of Liu", "lib.physics.bcs", ":card:`Eq. 8 <liu-eq8>` of Liu"),
        ("Eq. 999", LIU, "Eq. 999"),
        ("as liu-eq8 says", LIU, "as :card:`liu-eq8 <liu-eq8>` says"),
        ("as liu-none says", LIU, "as liu-none says"),
        ("liu2023", LIU, ":cite:`liu2023`"),
        ("nobody1900", LIU, "nobody1900"),
        (
            "Phys. Rev. 108, 1175 (1957).",
            "lib.physics.bcs",
            "Phys. Rev. 108, 1175 (1957) :cite:`bardeen1957`.",
        ),
        ("Phys. Rev. 1, 2 (1957).", "lib.physics.bcs", "Phys. Rev. 1, 2 (1957)."),
        (
            "M. Tinkham, Superconductivity (McGraw-Hill, 1996), chapter 3",
            "lib.physics.bcs",
            "M. Tinkham, Superconductivity (McGraw-Hill, 1996) :cite:`tinkham1996`, chapter 3",
        ),
        ("see `gap`", "lib.physics.bcs", "see :py:obj:`gap <lib.physics.bcs.gap>`"),
        ("see `nothing`", "lib.physics.bcs", "see ``nothing``"),
        ("T_c falls", "lib.physics.bcs", "T\\ :sub:`c`\\  falls"),
        ("sigma_u and alpha2F_x", "lib.physics.bcs", "sigma_u and alpha2F_x"),
        ("|a - b|", "lib.physics.bcs", "\\|a - b\\|"),
    ],
)
def test_names_and_sources_become_links(text, module, shown):
    assert docstrings.linked(text, module) == shown


@pytest.mark.parametrize(
    "text",
    [
        ":math:`T_c = |x|`",
        "``liu2023 T_c``",
        ">>> gap_of(T_c)  # Eq. 8",
        ".. math:: T_c = |x|\n          + liu2023\n",
        ".. math::\n\n    T_c = |x|\n\n    + liu2023\n",
        ":func:`~.transition.critical_temperature`",
    ],
)
def test_formulas_examples_and_code_stay_as_they_are(text):
    assert docstrings.linked(text, LIU) == text


def test_the_text_after_a_formula_is_read_again():
    found = docstrings.linked("a\n\n.. math:: T_c\n\nEq. 8", LIU)
    assert found == "a\n\n.. math:: T_c\n\n:card:`Eq. 8 <liu-eq8>`"


def test_an_argument_stands_for_itself():
    assert docstrings.linked("`gap`", "lib.physics.bcs", own=("gap",)) == "``gap``"


def test_an_equation_is_found_in_the_place_of_its_claim():
    assert docstrings.equation("liu", "26") == docstrings.equation("liu", "28") == "liu-eq25-28"
    assert docstrings.equation("liu", "22") == "liu-eq21-22"
    assert docstrings.equation("hu", "6a") == docstrings.equation("hu", "6b")


def test_every_numbered_equation_is_the_place_of_the_claim_it_links_to():
    places = {r["id"]: (r["paper"], r["where"]) for r in ledger.read()}
    for paper in ("hu", "jiang", "liu"):
        for number, claim in docstrings._equations(paper).items():
            assert places[claim][0] == paper
            assert number in docstrings._numbers(places[claim][1])


def test_modules_know_their_paper():
    assert docstrings.paper_of("lib.papers.liu_matter") == "liu"
    assert docstrings.paper_of("lib.papers.liu.chain") == "liu"
    assert docstrings.paper_of("lib.papers.cross_examination") is None
    assert docstrings.paper_of("lib.physics.bcs") is None


def test_private_functions_are_no_targets():
    assert docstrings.target_of("_solve", "lib.physics.bcs") is None
    assert docstrings.target_of("pair_force", "lib.papers.liu") == "lib.papers.liu.pair.pair_force"


def test_the_initial_of_an_author_begins_no_list():
    assert (
        docstrings.unlisted("  J. P. Carbotte, 1990\nA line. End.")
        == "  \\J. P. Carbotte, 1990\nA line. End."
    )
