"""First paint of the chapters against stock pages of the theme: ``python -m pytest benchmarks``.

The stock page is the same chapter, built anew with the theme as it comes: without the extensions that set
mathematics and style at build time. Its MathJax would come from the network, which is refused; the page
measured is so much lighter, and the comparison by so much the harder on ours.
"""

import statistics
import subprocess
import sys

import pytest
from ruamel.yaml import YAML

from lib.book import paths
from tests.browser.served import CHAPTERS, DESK, serve

OURS = {"lib.book.mathml", "lib.book.light"}
RUNS = 9


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    """Build the book with the theme as it comes and serve it."""
    folder = tmp_path_factory.mktemp("stock")
    yaml = YAML()
    config = yaml.load((paths.ROOT / "_config.yml").read_text(encoding="utf-8"))
    sphinx = config["sphinx"]
    sphinx["extra_extensions"] = [e for e in sphinx["extra_extensions"] if e not in OURS]
    del sphinx["config"]["html_math_renderer"]
    with (folder / "_config.yml").open("w", encoding="utf-8") as file:
        yaml.dump(config, file)
    command = [
        *(sys.executable, "-c", "from jupyter_book.cli.main import main; main()"),
        *("build", str(paths.ROOT)),
        *("--config", str(folder / "_config.yml"), "--path-output", str(folder)),
    ]
    done = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    with serve(folder / "_build" / "html") as base:
        yield base


def first_paint(browser, base, name):
    """Return the milliseconds from the request to the first text or picture drawn."""
    context = browser.new_context(viewport=DESK)
    try:
        page = context.new_page()
        page.route(lambda url: not url.startswith(base), lambda route: route.abort())
        page.goto(base + name, wait_until="load")
        return page.evaluate(
            """() => new Promise(resolve => new PerformanceObserver(list => {
                 const paint = list.getEntriesByName('first-contentful-paint')[0];
                 if (paint) resolve(paint.startTime);
               }).observe({ type: 'paint', buffered: true }))"""
        )
    finally:
        context.close()


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_is_painted_in_half_the_time_of_a_stock_page(browser, book, stock, name):
    first_paint(browser, book, name), first_paint(browser, stock, name)  # warm both
    pairs = [
        (first_paint(browser, book, name), first_paint(browser, stock, name)) for _ in range(RUNS)
    ]
    ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"{name}: first paint {ours:.0f} ms, stock page {theirs:.0f} ms")
    assert ours <= theirs / 2, pairs
