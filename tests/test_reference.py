"""The library's reference: docstrings that are complete, examples that run, a package that stands alone."""

import ast
import doctest
import functools
import importlib
import inspect
import math
import os
import pkgutil
import re
import subprocess
import sys
import textwrap
import zipfile

import pytest

import lib.papers
import lib.physics
from lib.book import paths


def modules(package):
    return [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    ]


MODULES = modules(lib.physics) + modules(lib.papers)
FUNCTIONS = {
    f"{module.__name__}.{name}": function
    for module in MODULES
    for name, found in vars(module).items()
    if inspect.isfunction(function := inspect.unwrap(found))
    and function.__module__ == module.__name__
}
PUBLIC = [name for name in FUNCTIONS if not any(p.startswith("_") for p in name.split("."))]


@functools.cache
def code(name):
    return ast.parse(textwrap.dedent(inspect.getsource(FUNCTIONS[name])))


def called(name):
    """The functions of the library that a function calls, by full name."""
    for node in ast.walk(code(name)):
        if not isinstance(node, ast.Call):
            continue
        trail, root = [], node.func
        while isinstance(root, ast.Attribute):
            trail.append(root.attr)
            root = root.value
        if not isinstance(root, ast.Name):
            continue
        found = FUNCTIONS[name].__globals__.get(root.id)
        for attribute in reversed(trail):
            found = getattr(found, attribute, None)
        found = inspect.unwrap(found) if callable(found) else None
        if inspect.isfunction(found) and f"{found.__module__}.{found.__name__}" in FUNCTIONS:
            yield f"{found.__module__}.{found.__name__}"


@functools.cache
def raising():
    """The functions that raise, themselves or in a function of the library that they call."""
    found = {n for n in FUNCTIONS if any(isinstance(x, ast.Raise) for x in ast.walk(code(n)))}
    while more := {n for n in FUNCTIONS if n not in found and found & set(called(n))}:
        found |= more
    return found


def sections(text):
    """The sections of a numpydoc docstring by title, the text before them under ""."""
    parts = re.split(r"(?m)^([A-Z][a-z]+)\n-{4,}\n", text or "")
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def documented(section):
    """The names that the lines of a section begin with."""
    lines = [line for line in section.splitlines() if line and not line.startswith(" ")]
    return [n.lstrip("*") for line in lines for n in line.partition(" : ")[0].split(", ")]


@pytest.mark.parametrize("name", PUBLIC)
def test_a_docstring_says_what_goes_in_and_out_and_wrong_and_whence(name):
    function = FUNCTIONS[name]
    found = sections(inspect.getdoc(function))
    assert found[""].strip(), "a summary"
    arguments = sorted(inspect.signature(function).parameters)
    assert sorted(documented(found.get("Parameters", ""))) == arguments
    assert found.get("Returns", "").strip(), "Returns"
    assert bool(found.get("Raises", "").strip()) >= (name in raising()), "Raises"
    package, *_ = name.rpartition(".")
    texts = [inspect.getdoc(function)]
    while package not in ("lib.papers", "lib.physics"):
        texts.append(inspect.getdoc(importlib.import_module(package)))
        package = package.rpartition(".")[0]
    assert any(sections(text).get("References", "").strip() for text in texts), "a source"


def test_the_walk_sees_functions_that_raise_and_functions_that_do_not():
    assert "lib.physics.bcs.coupling" in raising()
    assert "lib.physics.free_electrons.fermi_velocity" in raising()
    assert "lib.papers.liu.conduction.voltage" not in raising()
    assert len(PUBLIC) > 250


REFUSED = {
    "is not positive and finite": (-1.0, 0.0, math.inf, math.nan),
    "is negative or not finite": (-1.0, math.inf, math.nan),
    "is not finite": (math.inf, -math.inf, math.nan),
}


def promises():
    """The arguments that docstrings of the standard theory say are refused, with values to try."""
    for name in PUBLIC:
        text = " ".join(sections(inspect.getdoc(FUNCTIONS[name])).get("Raises", "").split())
        for phrase, values in REFUSED.items():
            found = re.search(rf"((?:`\w+`(?:, | or )?)+) {phrase}", text)
            if found and name.startswith("lib.physics."):
                yield from ((name, a, values) for a in re.findall(r"`(\w+)`", found[1]))


@pytest.mark.parametrize(("name", "argument", "values"), list(promises()))
def test_an_argument_that_a_docstring_says_is_refused_is_refused_by_name(name, argument, values):
    parameters = inspect.signature(FUNCTIONS[name]).parameters
    good = {n: 0.5 for n, p in parameters.items() if p.default is p.empty}
    if "log_transmission" in good:
        good["log_transmission"] = -0.5
    for value in values:
        with pytest.raises(ValueError, match=argument):
            FUNCTIONS[name](**{**good, argument: value})


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.__name__)
def test_examples_in_docstrings_give_what_they_show(module):
    assert doctest.testmod(module).failed == 0


def test_there_are_examples():
    assert sum(doctest.testmod(module).attempted for module in MODULES) > 20


def test_the_example_on_the_library_page_gives_what_it_shows():
    page = paths.ROOT / "api" / "library.rst"
    result = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert result.attempted >= 5
    assert result.failed == 0


ALONE = """
import importlib, importlib.abc, pkgutil, sys

class Only(importlib.abc.MetaPathFinder):
    # what is not of the standard library is numpy, scipy or lib
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top in sys.stdlib_module_names or top in ("numpy", "scipy", "lib"):
            return None
        if top.startswith("_sysconfigdata"):  # the standard library's, but not in its list
            return None
        raise ModuleNotFoundError(f"{name} is not to be imported", name=top)

sys.meta_path.insert(0, Only())
import lib.physics
assert lib.__file__.startswith(sys.path[0]), lib.__file__
for found in pkgutil.walk_packages(lib.physics.__path__, "lib.physics."):
    importlib.import_module(found.name)
    print(found.name)
from lib.physics import eliashberg
print(eliashberg.einstein_critical_temperature(1.0, 0.1).round(4))
try:
    import lib.papers.liu
except ModuleNotFoundError as error:
    print("and not", error.name)
"""


def test_the_wheel_gives_the_physics_with_numpy_and_scipy_alone(tmp_path):
    build = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=paths.ROOT,
        capture_output=True,
        text=True,
    )
    assert build.returncode == 0, build.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "installed")
    assert all(name.startswith(("lib/", "superconductivity_claims-")) for name in names)
    (metadata,) = (tmp_path / "installed").glob("*.dist-info/METADATA")
    required = re.findall(r"(?m)^Requires-Dist: ([^;\n]+)$", metadata.read_text(encoding="utf-8"))
    assert sorted(required) == ["numpy", "scipy"]
    script = f"import sys; sys.path.insert(0, {str(tmp_path / 'installed')!r})\n{ALONE}"
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    *imported, number, refused = run.stdout.splitlines()
    assert imported == [m.__name__ for m in modules(lib.physics)]
    assert number == "0.0721"
    assert refused == "and not sympy"
