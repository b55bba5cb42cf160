"""`client.monitors` and `client.pages`, once for both clients."""

from collections.abc import Callable
from typing import Generic, TypeVar
from urllib.parse import quote

from tocsin_client.calls import Call, acting, asking
from tocsin_client.listing import Walk
from tocsin_client.records import Record

R = TypeVar("R")
L = TypeVar("L")


class Monitors(Generic[R, L]):
    """`client.monitors`."""

    def __init__(self, send: Callable[[Call], R], walk: Callable[[Walk], L]) -> None:
        """Send by this, and walk through lists by that."""
        self._send = send
        self._walk = walk

    def list(self, *, after: str = "", limit: int = 100) -> L:
        """Walk through monitors by id, those behind `after`; `limit` is how many are fetched at a time."""
        return self._walk(_walk("monitors", "id", after, limit))

    def get(self, monitor: str) -> R:
        """Show a monitor."""
        return self._send(asking(f"/monitors/{quote(monitor, safe='')}"))

    def put(self, name: str, monitor: str | None = None) -> R:
        """Make a monitor, or give one that is there another name."""
        return self._send(acting("/monitors", {"name": name} | ({"id": monitor} if monitor else {})))


class Pages(Generic[R, L]):
    """`client.pages`: status pages."""

    def __init__(self, send: Callable[[Call], R], walk: Callable[[Walk], L]) -> None:
        """Send by this, and walk through lists by that."""
        self._send = send
        self._walk = walk

    def list(self, *, after: str = "", limit: int = 100) -> L:
        """Walk through status pages by slug, those behind `after`; `limit` is how many are fetched at a time."""
        return self._walk(_walk("pages", "slug", after, limit))

    def get(self, slug: str) -> R:
        """Show a status page."""
        return self._send(asking(f"/pages/{quote(slug, safe='')}"))

    def put(self, slug: str, name: str) -> R:
        """Make a status page, or give one that is there another name."""
        return self._send(acting("/pages", {"slug": slug, "name": name}))


def _walk(items: str, by: str, after: str, limit: int) -> Walk:
    """Walk from the last of a page to those behind it, until a page is not full."""

    def last(page: Record) -> str | None:
        found = page[items]
        return str(found[-1][by]) if len(found) == limit else None

    return Walk(asking(f"/{items}", after=after, limit=limit), items, "after", last)
