"""What the public asks: status pages, read as it may see them. Nothing here says more than `incidents.public`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from incidents.catalogue import StatusPage
from incidents.history import calendar_of, histories
from incidents.public import PublicIncident, PublicMonth, PublicPage, public_incidents, public_page
from incidents.publishing import PagesPolicy
from storage import components, publications, status_pages
from storage.store import Store, Transaction

# What a page shows beside what is open: so much costs the same to read however much there is.
LATELY, MOST_PAST = timedelta(days=15), 10
MOST_PAST_OF_A_PART = 100
MOST_OPEN = 50
MOST_OF_A_MONTH = 200
MOST_OUTAGES = 5_000


@dataclass(frozen=True)
class StatusPages:
    """The status pages that there are. What is None is not there, or not public."""

    store: Store

    async def set_up(self, wishes: PagesPolicy) -> None:
        """Have the pages of the policy be as it says. Those that it no longer names stay as they are."""

        def unit(tx: Transaction) -> None:
            for page in wishes.pages:
                status_pages.set_up(tx, page)
                components.put(tx, page.slug, [each for each in wishes.components if each.page == page.slug])

        await self.store.run(unit)

    async def version(self, slug: str) -> int | None:
        """Give a number that grows with each change of what the page shows."""
        return await self.store.read(lambda tx: status_pages.version(tx, slug))

    async def site(self, slug: str) -> StatusPage | None:
        """Give the page itself."""
        return await self.store.read(lambda tx: status_pages.by_slug(tx, slug))

    async def page(self, slug: str, most_past: int = MOST_PAST) -> PublicPage | None:
        """Give all that the page shows at its own address, or with more of what was lately."""
        return await self.store.read(lambda tx: _page(tx, slug, most_past))

    async def incident(self, slug: str, code: str) -> tuple[StatusPage, PublicIncident] | None:
        """Give an incident by its code, with its page."""
        return await self.store.read(lambda tx: _incident(tx, slug, code))

    async def month(self, slug: str, month: date | None) -> PublicMonth | None:
        """Give what began in the month of that first day; None asks for this one. There are those from the first on."""
        return await self.store.read(lambda tx: _month(tx, slug, month))


def _page(tx: Transaction, slug: str, most_past: int) -> PublicPage | None:
    site = status_pages.by_slug(tx, slug)
    if site is None:
        return None
    going_on = publications.going_on(tx, slug, MOST_OPEN)
    past = publications.past(tx, slug, tx.now - LATELY, most_past)
    shown, calendar = components.of(tx, slug), calendar_of(ZoneInfo(site.zone), tx.now)
    outages = publications.outages(tx, slug, calendar.edges[0], MOST_OUTAGES)
    return public_page(site, shown, going_on, past, tx.now, histories(shown, outages, calendar))


def _incident(tx: Transaction, slug: str, code: str) -> tuple[StatusPage, PublicIncident] | None:
    site, shown = status_pages.by_slug(tx, slug), publications.by_code(tx, slug, code)
    found: Sequence[PublicIncident] = public_incidents([shown], components.of(tx, slug)) if shown else ()
    return (site, found[0]) if site and found else None


def _month(tx: Transaction, slug: str, month: date | None) -> PublicMonth | None:
    site = status_pages.by_slug(tx, slug)
    if site is None:
        return None
    zone = ZoneInfo(site.zone)
    current = _month_of(tx.now, zone)
    first, wanted = _month_of(publications.first_begun(tx, slug) or tx.now, zone), month or current
    if not first <= wanted <= current:
        return None
    since, before = (_midnight(day, zone) for day in (wanted, following(wanted)))
    begun = publications.begun(tx, slug, since, before, MOST_OF_A_MONTH + 1)
    shown = public_incidents(begun[:MOST_OF_A_MONTH], components.of(tx, slug))
    return PublicMonth(site, wanted, first, current, shown, is_cut=len(begun) > MOST_OF_A_MONTH)


def _month_of(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date().replace(day=1)


def following(month: date) -> date:
    """Give the first day of the month after."""
    return (month + timedelta(days=31)).replace(day=1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
