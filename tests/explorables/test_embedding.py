"""The explorables' files are the same in every build, load nothing from outside, and are described."""

import importlib
import json
import os
import re
import subprocess
import sys

import pytest
from ruamel.yaml import YAML

from lib.book import explorables, paths

CONFIGURED = YAML(typ="safe").load((paths.ROOT / "_config.yml").read_text("utf-8"))
MODULES = CONFIGURED["sphinx"]["config"]["explorables"]
PROGRAM = """
import importlib, sys
from lib.book import explorables
for name in sys.argv[1:]:
    module = importlib.import_module(name)
    text = explorables.embedded(module.layout(), name) + explorables.static_figure(module)
    print(name, __import__("hashlib").sha256(text.encode()).hexdigest())
"""


def digests(modules, seed):
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, *modules],
        cwd=paths.ROOT,
        env={**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": str(paths.ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(run.stdout.splitlines())


def test_files_do_not_depend_on_the_process_or_on_the_order_of_the_pages():
    names = list(MODULES.values())
    assert digests(names, 1) == digests(names[::-1], 2)


def objects(part):
    """Every object inside a piece of JSON."""
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return ([part] if isinstance(part, dict) else []) + [o for p in inner for o in objects(p)]


@pytest.mark.parametrize("name", MODULES)
def test_document_has_named_controls_and_no_outside_address(name):
    module = importlib.import_module(MODULES[name])
    text = explorables.embedded(module.layout(), name)
    assert "://" not in text
    item = json.loads(text)
    assert item["target_id"] == f"explorable-{name}"
    ids = re.findall(r'"id":"([^"]+)"', text)
    assert set(ids) <= {f"p{1000 + k}" for k in range(len(ids))}
    controls = [o for o in objects(item["doc"]) if o.get("name") in ("Slider", "Select", "Button")]
    assert len(controls) >= 2
    assert all(o["attributes"].get("title") or o["attributes"]["label"] for o in controls)


@pytest.mark.parametrize("name", MODULES)
def test_static_figure_is_described_and_without_date(name):
    module = importlib.import_module(MODULES[name])
    drawn = explorables.static_figure(module)
    assert drawn.count("<svg") == 1
    assert "<dc:date>" not in drawn
    assert len(module.alt()) > 100
    assert "nan" not in module.alt()
    assert module.LABEL


def test_every_explorable_stands_on_one_page():
    pages = [p for p in (paths.ROOT / "explore").glob("*.md")]
    found = [n for p in pages for n in re.findall(r"{explorable} (\S+)", p.read_text("utf-8"))]
    assert sorted(found) == sorted(MODULES)
