"""`client.monitors`, `client.checks` and `client.pages`, once for both clients."""

from collections.abc import Callable
from typing import Generic, TypeVar, Unpack
from urllib.parse import quote

from tocsin_client.calls import Call, acting, asking
from tocsin_client.listing import Walk
from tocsin_client.records import Record
from tocsin_client.words import Found, Looks, OtherLooks, known

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

    def report(self, monitor: str, **found: Unpack[Found]) -> R:
        """Tell what a look of your own found; without a word all is well, as a job says that calls in."""
        return self._send(acting(f"/monitors/{quote(monitor, safe='')}/checks", known(found, Found)))


class Checks(Generic[R, L]):
    """`client.checks`: which monitors the bot looks at by itself, and how."""

    def __init__(self, send: Callable[[Call], R], walk: Callable[[Walk], L]) -> None:
        """Send by this, and walk through lists by that."""
        self._send = send
        self._walk = walk

    def list(self, *, after: str = "", limit: int = 100) -> L:
        """Walk through checks by id, those of the policy too; `limit` is how many are fetched at a time."""
        call = asking("/checks", after=after, limit=limit)
        return self._walk(Walk(call, "checks", "after", lambda page: page["next_after"]))

    def get(self, check: str) -> R:
        """Show a check."""
        return self._send(asking(_check(check)))

    def create(self, kind: str, target: str = "", check: str | None = None, **looks: Unpack[Looks]) -> R:
        """Have a monitor looked at: by `http`, `tcp` or `dns`, or by waiting for the `heartbeat` of a job."""
        named = {"id": check} if check else {}
        return self._send(acting("/checks", {"kind": kind, "target": target, **named, **known(looks, Looks)}))

    def change(self, check: str, **looks: Unpack[OtherLooks]) -> R:
        """Change all that is given, or nothing."""
        return self._send(acting(_check(check), known(looks, OtherLooks), "PATCH"))

    def delete(self, check: str) -> R:
        """Look at a monitor no more."""
        return self._send(Call("DELETE", _check(check)))


def _check(check: str) -> str:
    return f"/checks/{quote(check, safe='')}"


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
