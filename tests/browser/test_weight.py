"""Weight of the pages; how soon they are painted is measured by `make benchmark`."""

import re

import pytest

from tests.browser.served import HTML, PAGES

LIMIT = 2_000_000  # bytes, uncompressed


def explorable(name):
    """Tell whether a page holds a figure with sliders, whose library of its own does not count."""
    return re.search(r"<[a-z]+ [^>]*\bdata-explorable\b", (HTML / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", [p for p in PAGES if not explorable(p)])
def test_a_page_weighs_at_most_two_megabytes(visit, name):
    window = visit()
    page = window.open(name)
    # all of it: what waits for the reader to come near is asked for too
    page.evaluate("[...document.images].forEach(image => { image.loading = 'eager'; })")
    page.wait_for_load_state("networkidle")
    weight = sum(window.sizes.values())
    print(f"{name}: {weight} bytes")
    assert weight <= LIMIT


@pytest.mark.parametrize("name", PAGES)
def test_the_icon_script_and_mathjax_are_not_used(visit, name):
    window = visit()
    window.open(name)
    assert not [u for u in window.sizes if "fontawesome" in u or "mathjax" in u.lower()]
    assert not (HTML / "_static/scripts/fontawesome.js").exists()
