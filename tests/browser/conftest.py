"""A browser over the built book.

Not collected by `pytest tests`: `make browser-test` names this folder.
"""

import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.served import DESK, HTML, PAGES, Visit, serve

MISSING = "chromium is not installed; on Debian: sudo apt-get install chromium"


@pytest.fixture(scope="session")
def book():
    assert PAGES, "run `make book` first"
    with serve(HTML) as base:
        yield base


@pytest.fixture(scope="session")
def browser():
    path = shutil.which("chromium")
    if path is None:
        pytest.fail(MISSING, pytrace=False)
    options = (
        "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync "
        "--disable-background-networking --disable-component-update"
    )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=options.split())
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser, book):
    """Return a function that opens a window: ``visit(viewport=..., color_scheme=...)``."""
    contexts = []

    def window(base: str = book, **options) -> Visit:
        contexts.append(browser.new_context(**({"viewport": DESK} | options)))
        return Visit(contexts[-1].new_page(), base)

    yield window
    for context in contexts:
        context.close()


@pytest.fixture(scope="session", params=PAGES)
def still(request, browser, book):
    """Return a window on each page in turn, opened once for all tests that only look at it."""
    context = browser.new_context(viewport=DESK)
    window = Visit(context.new_page(), book)
    window.open(request.param)
    yield window
    context.close()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Put the tests of the bound book first: they stay with one worker, which binds it once."""
    items.sort(key=lambda item: item.path.stem != "test_pdf")
