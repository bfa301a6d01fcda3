"""The built book, a server of it on this machine alone, and a window that may speak to nothing else."""

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Error, Page

from lib.book import paths

HTML = paths.ROOT / "_build" / "html"
PAGES = sorted(
    p.relative_to(HTML).as_posix()
    for p in HTML.rglob("*.html")
    if "_static" not in p.relative_to(HTML).parts
)
CHAPTERS = [p for p in PAGES if p.startswith("chapters/")]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        pass  # a page that is closed early breaks its connections


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder on the loopback interface and yield its address."""
    server = _Server(("127.0.0.1", 0), functools.partial(_Handler, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


class Visit:
    """One page in one window, and what it asked for and complained of."""

    def __init__(self, page: Page, base: str):
        self.page, self.base, self.name = page, base, ""
        self.sizes: dict[str, int] = {}
        self.outside: list[str] = []
        self.failed: list[str] = []
        self.complaints: list[str] = []
        page.route("**/*", self._route)
        page.on("response", self._response)
        page.on("requestfailed", lambda r: self.failed.append(r.url))
        page.on("pageerror", lambda e: self.complaints.append(str(e)))
        page.on("console", self._console)

    def _route(self, route):
        if route.request.url.startswith(self.base):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()

    def _response(self, response):
        if response.status >= 400:
            self.failed.append(f"{response.status} {response.url}")
            return
        try:
            self.sizes[response.url] = len(response.body())
        except Error as error:  # a response without a body
            self.complaints.append(f"{response.url}: {error}")

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def open(self, name: str) -> Page:
        """Load a page of the book, all of it, and let its scripts come to rest."""
        self.name = name
        self.page.goto(self.base + name, wait_until="networkidle")
        return self.page
