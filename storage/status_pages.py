"""The rows of status pages."""

from incidents.catalogue import StatusPage
from storage.columns import maybe, micros
from storage.queries import beside
from storage.store import Row, Transaction

SQL = beside(__file__)


def put(tx: Transaction, page: StatusPage) -> None:
    """Make a status page, or give one that is there another name."""
    tx.run(SQL["put"], slug=page.slug, name=page.name, now=micros(tx.now))


def by_slug(tx: Transaction, slug: str) -> StatusPage | None:
    """Find a status page."""
    return maybe(_page, tx.one(SQL["by_slug"], slug=slug))


def page(tx: Transaction, limit: int, after: str = "") -> list[StatusPage]:
    """List status pages by slug, those behind `after`."""
    return [_page(row) for row in tx.all(SQL["page"], after=after, limit=limit)]


def _page(row: Row) -> StatusPage:
    return StatusPage(row["slug"], row["name"])
