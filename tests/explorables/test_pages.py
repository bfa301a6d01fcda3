"""The built pages: who carries an explorable, who leads to it, and what stands beside it."""

import re
from pathlib import Path

import bokeh
import pytest
from bokeh.util.paths import bokehjs_path

from lib.book import explorables, paths

HTML = paths.ROOT / "_build" / "html"
PAGES = {
    "explore/resisting_distance.html": ("resisting-distance", ["liu"]),
    "explore/critical_temperature.html": ("critical-temperature", ["yardstick", "wang_ding_mao"]),
    "explore/degrees_of_freedom.html": ("degrees-of-freedom", ["jiang"]),
}


def test_only_their_pages_name_the_scripts():
    assert (HTML / "index.html").exists(), "run `make book` first"
    carrying = {
        path.relative_to(HTML).as_posix()
        for path in HTML.rglob("*.html")
        if "_static" not in path.parts
        and re.search(r"<\w[^<>{}]*\sdata-explorable|bokeh", path.read_text("utf-8"))
    }
    assert carrying == set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_chapters_lead_to_the_page(page):
    for chapter in PAGES[page][1]:
        assert f'href="../{page}"' in article(HTML / "chapters" / f"{chapter}.html")


def article(path):
    """Return what stands between a page's side bar and its foot."""
    return path.read_text("utf-8").split("<article", 1)[1].split("</article>", 1)[0]


@pytest.mark.parametrize("page", PAGES)
def test_page_has_its_figure_with_words_and_files(page):
    name = PAGES[page][0]
    text = (HTML / page).read_text("utf-8")
    assert text.count(f'data-explorable="{name}"') == 1
    assert f'id="explorable-{name}"' in text
    for file in (f"{name}.js", f"{name}.svg", *explorables.SCRIPTS, "explorables.js"):
        assert f'src="../_static/explorables/{file}"' in text
        assert (HTML / "_static/explorables" / file).stat().st_size > 0


def test_bokeh_is_the_installed_one_and_brings_its_licence():
    folder = HTML / "_static" / "explorables"
    for file in explorables.SCRIPTS:
        installed = Path(bokehjs_path()) / "js" / file
        assert (folder / file).read_bytes() == installed.read_bytes()
    licence = Path(bokeh.__file__).with_name("LICENSE.txt").read_bytes()
    assert (folder / "LICENSE.txt").read_bytes() == licence
