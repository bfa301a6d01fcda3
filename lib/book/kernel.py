"""What a kernel that runs a chapter refuses: the network, outputs without measure, and a slow start.

IPython loads this module as an extension into every such kernel (see
`lib.book.notebooks.prepare_environment`).
"""

from __future__ import annotations

import functools
import ipaddress
import sys
from collections.abc import Callable
from typing import Any

# A cell that shows more characters than this is taken for a runaway; the largest chapter has two
# millions in all.
LONGEST = 20_000_000

# Which argument of an audited event names the other side.
_HOST = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
}


def is_local(host: Any) -> bool:
    """Say whether a host, as a name or an address, is this machine.

    Examples
    --------
    >>> is_local("127.0.0.1"), is_local("::1"), is_local("192.0.2.1")
    (True, True, False)
    """
    if host is None or host in ("", "localhost", b"", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else host).is_loopback
    except ValueError:
        return False


def refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse a connection beyond this machine; a hook for `sys.addaudithook`.

    Raises
    ------
    PermissionError
        Whatever library opens the connection through Python.
    """
    if event not in _HOST:
        return
    place = arguments[_HOST[event]]
    # an internet address is a tuple; a text alone is a path in this file system
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        place = place[0] if isinstance(place, tuple) else None
    if not is_local(place):
        raise PermissionError(
            f"chapters have no network, and {place!s} is not this machine: put what is needed in "
            "data/tables, with its source"
        )


def size(content: Any) -> int:
    """Return the number of characters in an output, however it is nested.

    Examples
    --------
    >>> size({"data": {"text/plain": "abc"}, "text": ["d", "e"]})
    5
    """
    if isinstance(content, str):
        return len(content)
    if isinstance(content, dict):
        return sum(map(size, content.values()))
    if isinstance(content, list | tuple):
        return sum(map(size, content))
    return 0


def measured(show: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that shows something as `show` does, and refuses what is too long."""

    @functools.wraps(show)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        if size(args) + size(kwargs) > LONGEST:
            raise ValueError(f"this shows more than {LONGEST / 1e6:.0f} MB: print less")
        return show(*args, **kwargs)

    return wrapper


def without_grammars() -> None:
    """Let jsonschema be imported a second sooner.

    It builds the grammars of internationalised addresses when it finds the package of that name, and
    none of the book's schemas has such an address.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def load_ipython_extension(shell: Any) -> None:
    """Put the refusals into a kernel."""
    without_grammars()
    sys.addaudithook(refuse_network)
    for stream in (sys.stdout, sys.stderr):
        stream.write = measured(stream.write)  # type: ignore[method-assign]
    shell.display_pub.publish = measured(shell.display_pub.publish)
    shell.displayhook.write_format_data = measured(shell.displayhook.write_format_data)
