"""Do the checks bite? A moved number or a flipped sign must change a verdict, a changed operator
in a paper's module must fail its tests."""

import ast
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import pytest

from lib.book import answers, claims, ledger, notebooks, paths
from lib.book.verdicts import parse, same_form

# the chapters that review a paper; those on the standard itself answer no claims
CHAPTERS = {path.stem: path for path in ledger.chapters() if path.stem in claims.papers()}


@pytest.fixture(scope="module")
def committed():
    return {record["id"]: record for record in ledger.read()}


def verdicts_with(paper, edit, tmp_path, monkeypatch):
    """Replay a paper's chapter with its claims file changed, and return the records by id."""
    from ruamel.yaml import YAML

    yaml = YAML()
    folder = tmp_path / "claims"
    shutil.copytree(paths.CLAIMS, folder)
    path = folder / f"{paper}.yaml"
    data = yaml.load(path.read_text(encoding="utf-8"))
    for entry in data["claims"]:
        # a mutant may come to fail, and is then asked for a second route
        entry.setdefault("second_route", "tests/test_mutations.py::test_sample")
        edit(entry)
    with path.open("w", encoding="utf-8") as stream:
        yaml.dump(data, stream)
    monkeypatch.setattr(paths, "CLAIMS", folder)
    return {record["id"]: record for record in notebooks.replay(CHAPTERS[paper])}


def signs(form):
    """Flip each operator + or - of an expression, one at a time."""
    tree = ast.parse(form, mode="eval")
    for index, node in enumerate(ast.walk(tree)):
        copy = ast.parse(form, mode="eval")
        twin = list(ast.walk(copy))[index]
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            twin.op = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            twin.op = ast.UAdd()
        else:
            continue
        yield ast.unparse(copy)


@pytest.mark.parametrize("paper", list(CHAPTERS))
def test_flipping_any_sign_of_a_printed_form_changes_the_verdict(paper, monkeypatch):
    """Run the chapter once, then ask each derivation again with one sign of the form flipped."""
    asked = []
    record = answers._record
    monkeypatch.setattr(answers, "_record", lambda *a: asked.append(a) or record(*a))
    notebooks.replay(CHAPTERS[paper])
    count = 0
    for claim_id, derivation, *_ in asked:
        claim = claims.find(claim_id)
        verdict = derivation(claim).verdict
        if verdict == "fails":
            continue  # for another reason than the form; it can only fail again
        for name, form in claim.forms.items():
            printed = parse(form, claim)
            for mutant in signs(form):
                # a flip that leaves the form what it was (the sign of zero) is no mutant
                if same_form(parse(mutant, claim), printed, claim):
                    continue
                count += 1
                changed = replace(claim, forms=claim.forms | {name: mutant})
                assert derivation(changed).verdict != verdict, (claim_id, name, mutant)
    assert count >= 12 or paper != "liu"


@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize("paper", list(CHAPTERS))
def test_moving_any_printed_value_beyond_its_box_changes_the_record(
    paper, direction, committed, tmp_path, monkeypatch
):
    moved = set()

    def move(number):
        text = number["value"]
        step = Decimal(1).scaleb(Decimal(text).as_tuple().exponent)
        # past the rounding of the printed value and of its inputs
        beyond = 0 if number.get("exact") else 7 * step
        factor = Decimal("1.3") if direction > 0 else Decimal("0.7")
        number["value"] = str(Decimal(text) * factor + direction * beyond)

    def edit(entry):
        printed = entry.get("printed", {})
        for number in [printed, *printed.get("values", {}).values()]:
            if "value" in number:
                moved.add(entry["id"])
                move(number)

    found = verdicts_with(paper, edit, tmp_path, monkeypatch)
    assert moved
    for claim_id in moved & committed.keys():
        before, after = committed[claim_id], found[claim_id]
        seen = [n for n in ("derivation", "slip", "evidence", "computed") if before[n] != after[n]]
        # a number that fails already can only fail again
        assert seen or before["derivation"] == "fails", claim_id


SWAP = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult}

# (function of lib/papers/liu/pair.py, which of its binary operators): a few, each on a run of its
# own; `make audit` puts hundreds in all modules to their tests
OPERATORS = [("coulomb_force", 2), ("pair_force", 1), ("kinetic_step", 0), ("lifting_energy", 0)]


@pytest.mark.parametrize(("function", "which"), OPERATORS)
def test_changing_an_operator_of_the_model_fails_its_tests(function, which, tmp_path):
    for folder in ("lib", "tests/papers", "data"):
        shutil.copytree(paths.ROOT / folder, tmp_path / folder)
    for name in ("pyproject.toml", "references.bib"):
        shutil.copy(paths.ROOT / name, tmp_path / name)
    module = tmp_path / "lib/papers/liu/pair.py"
    tree = ast.parse(module.read_text(encoding="utf-8"))
    (body,) = (n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == function)
    found = [n for n in ast.walk(body) if isinstance(n, ast.BinOp)]
    found[which].op = SWAP[type(found[which].op)]()
    module.write_text(ast.unparse(tree), encoding="utf-8")
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-x",
            "-q",
            "tests/papers/test_liu.py",
            "tests/papers/test_liu_chain.py",
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.returncode == 1, run.stdout[-2000:]
