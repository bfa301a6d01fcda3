"""The browser and the built book, as the browser tests have them."""

from tests.browser.conftest import book, browser

__all__ = ["book", "browser"]
