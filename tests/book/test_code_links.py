"""From a verdict to its code: what an answer rests on, read off the notebook."""

import nbformat
import pytest

from lib.book import code_links
from lib.book.answers import MIME


def notebook(*cells):
    """A notebook of cells, each a source and the claims that its output answers."""
    made = nbformat.v4.new_notebook()
    for source, *claims in cells:
        output = nbformat.v4.new_output("display_data", {MIME: [{"id": c} for c in claims]})
        made.cells.append(nbformat.v4.new_code_cell(source, outputs=[output] if claims else []))
    return made


def functions(*cells):
    links = code_links.of_notebook(notebook(*cells))
    return {
        claim: [f.removeprefix("lib.") for f in found.functions] for claim, found in links.items()
    }


IMPORTS = "from lib.papers import liu, hu\nfrom lib.physics import bcs, eliashberg\n"


def test_the_cell_is_named_after_its_first_claim():
    links = code_links.of_notebook(notebook(("x = 1",), ("answer()", "liu-b", "liu-a")))
    assert {claim: found.cell for claim, found in links.items()} == {
        "liu-b": "cell-liu-b",
        "liu-a": "cell-liu-b",
    }


def test_a_function_called_in_the_answer_is_its_source():
    found = functions((IMPORTS + 'answer("liu-a", liu.pair_force())', "liu-a"))
    assert found == {"liu-a": ["papers.liu.pair.pair_force"]}


def test_two_answers_of_one_cell_rest_on_different_functions():
    cell = IMPORTS + 'answer("a", liu.pair_force())\nanswer("b", lambda t: bcs.gap(t, 1.0))'
    assert functions((cell, "a", "b")) == {
        "a": ["papers.liu.pair.pair_force"],
        "b": ["physics.bcs.gap"],
    }


def test_variables_are_followed_through_earlier_cells_to_their_latest_definition():
    found = functions(
        (IMPORTS + "x = bcs.gap(1, 2)\ny = bcs.entropy(x)",),
        ("x = liu.pair_force()\nz = [x for y in range(3)]",),
        ('answer("a", z)', "a"),
    )
    # the y of the comprehension is not the y of the first cell, and its x is the second cell's
    assert found == {"a": ["papers.liu.pair.pair_force"]}


def test_what_changes_a_variable_counts_and_what_comes_later_does_not():
    found = functions(
        (IMPORTS + "x = {}",),
        ("x['a'] = bcs.gap(1, 2)\nx.update(b=liu.pair_force())",),
        ('answer("a", x)', "a"),
        ("x = bcs.entropy(0.5)",),
    )
    assert found == {"a": ["papers.liu.pair.pair_force", "physics.bcs.gap"]}


def test_a_function_defined_in_the_notebook_is_looked_into():
    found = functions(
        (IMPORTS + "def model(t):\n    return bcs.gap(t, scale)\nscale = hu.critical_strain()",),
        ('answer("a", recomputed(model))', "a"),
    )
    assert found == {"a": ["physics.bcs.gap"]}
    found = functions(
        (IMPORTS + "scale = hu.critical_strain()\ndef model(t):\n    return bcs.gap(t, scale)",),
        ('answer("a", recomputed(model))', "a"),
    )
    assert found == {"a": ["physics.bcs.gap", "papers.hu.critical_strain"]}


def test_papers_come_before_physics_and_few_are_named():
    cell = IMPORTS + (
        'answer("a", bcs.gap(1, 2), bcs.entropy(1), eliashberg.mcmillan(1, 1, 0), hu.power(1, 1, 2))'
    )
    found = functions((cell, "a"))["a"]
    assert found[0] == "papers.hu.power"
    assert len(found) == code_links.MOST


@pytest.mark.parametrize(
    ("statement", "use"),
    [
        ("import lib.physics.bcs", "lib.physics.bcs.gap"),
        ("import lib.physics.bcs as other", "other.gap"),
        ("from lib.physics.bcs import gap as chosen", "chosen"),
    ],
)
def test_ways_to_import(statement, use):
    assert functions((f"{statement}\nanswer('a', {use})", "a")) == {"a": ["physics.bcs.gap"]}


def test_a_table_whose_ids_are_put_together_rests_on_its_whole_cell():
    cell = IMPORTS + 'answer_table([f"liu-{n}" for n in range(2)], liu.pair_force())'
    found = functions((cell, "liu-0", "liu-1"))
    assert found["liu-0"] == found["liu-1"] == ["papers.liu.pair.pair_force"]


def test_neither_the_ledger_nor_numpy_nor_symbols_are_sources():
    cell = IMPORTS + (
        "import numpy as np\nfrom lib.book import tables\n"
        'answer("a", np.sqrt(tables.read("x")), liu.R_b, bcs.GAP_RATIO)'
    )
    links = code_links.of_notebook(notebook((cell, "a")))
    assert links["a"].functions == ()
    assert code_links.NONE in code_links.line(links["a"], "../")


def test_the_line_links_cell_and_source():
    links = code_links.Links("cell-a", ("lib.physics.bcs.gap",))
    assert code_links.line(links, "../") == (
        '<a href="#cell-a">Cell</a> · Source: '
        '<a href="../_modules/lib/physics/bcs.html#gap"><code>bcs.gap</code></a>'
    )
    assert code_links.line(links, "../", short=True) == (
        '<a href="#cell-a">Cell</a> · Source: '
        '<a href="../_modules/lib/physics/bcs.html#gap" title="bcs.gap">1</a>'
    )
