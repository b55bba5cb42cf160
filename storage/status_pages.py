"""The rows of status pages."""

from dataclasses import asdict

from incidents.catalogue import StatusPage
from storage.columns import maybe, micros
from storage.queries import beside
from storage.store import Row, Transaction

SQL = beside(__file__)


def put(tx: Transaction, page: StatusPage) -> None:
    """Make a status page, or give one that is there another name."""
    tx.run(SQL["put"], slug=page.slug, name=page.name, now=micros(tx.now))


def set_up(tx: Transaction, page: StatusPage) -> None:
    """Make a status page, or have one that is there be just so."""
    tx.run(SQL["set_up"], **asdict(page), now=micros(tx.now))


def by_slug(tx: Transaction, slug: str) -> StatusPage | None:
    """Find a status page."""
    return maybe(_page, tx.one(SQL["by_slug"], slug=slug))


def page(tx: Transaction, limit: int, after: str = "") -> list[StatusPage]:
    """List status pages by slug, those behind `after`."""
    return [_page(row) for row in tx.all(SQL["page"], after=after, limit=limit)]


def version(tx: Transaction, slug: str) -> int | None:
    """Give a number that grows with each change of what the page shows; None when there is no such page."""
    row = tx.one(SQL["version"], slug=slug)
    return int(row["version"]) if row else None


def has_changed(tx: Transaction, slug: str) -> None:
    """Note that the page shows something else from now on."""
    tx.run(SQL["has_changed"], slug=slug)


def have_changed(tx: Transaction, incident_id: str) -> None:
    """Note that every page that an incident was ever published on shows something else from now on."""
    tx.run(SQL["have_changed"], incident_id=incident_id)


def _page(row: Row) -> StatusPage:
    return StatusPage(row["slug"], row["name"], row["zone"], row["language"], row["logo"])
