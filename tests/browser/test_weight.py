"""Weight of the pages; how soon they are painted is measured by `make benchmark`."""

import re

from tests.browser.served import HTML

LIMIT = 2_000_000  # bytes, uncompressed


def explorable(name):
    """Tell whether a page holds a figure with sliders, whose library of its own does not count."""
    return re.search(r"<[a-z]+ [^>]*\bdata-explorable\b", (HTML / name).read_text(encoding="utf-8"))


def test_a_page_weighs_at_most_two_megabytes(still):
    # all of it: what waits for the reader to come near is asked for too
    still.page.evaluate("[...document.images].forEach(image => { image.loading = 'eager'; })")
    still.page.wait_for_load_state("networkidle")
    apart = ("bokeh", "explorables") if explorable(still.name) else ()
    weighed = {u: size for u, size in still.sizes.items() if not any(w in u for w in apart)}
    weight = sum(weighed.values())
    print(f"{still.name}: {weight} bytes")
    assert len(weighed) > 1
    assert weight <= LIMIT


def test_the_icon_script_and_mathjax_are_not_used(still):
    assert not [u for u in still.sizes if "fontawesome" in u or "mathjax" in u.lower()]
    assert not (HTML / "_static/scripts/fontawesome.js").exists()
