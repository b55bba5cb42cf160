"""What a status page is read by at other addresses than its own: by programs, feed readers, calendars and READMEs."""

from collections.abc import Callable
from typing import NamedTuple

from bot.pages import badge, calendar, feeds, statuspage
from incidents.public import PublicPage

JSON = "application/json; charset=utf-8"


class Place(NamedTuple):
    """What is read at an address below a page. `write` makes it of the page and its web address.

    `write_part` makes it of some of its components, and of the query that asks for them, where that can be asked for.
    """

    media_type: str
    write: Callable[[PublicPage, str], bytes]
    write_part: Callable[[PublicPage, str, str], bytes] | None = None


PLACES = {
    "api/v2/summary.json": Place(JSON, statuspage.summary),
    "api/v2/status.json": Place(JSON, statuspage.status),
    "api/v2/components.json": Place(JSON, statuspage.components),
    "api/v2/incidents.json": Place(JSON, statuspage.incidents),
    "api/v2/incidents/unresolved.json": Place(JSON, statuspage.unresolved),
    "api/v2/scheduled-maintenances.json": Place(JSON, statuspage.maintenance),
    "feed.atom": Place("application/atom+xml; charset=utf-8", feeds.atom, feeds.atom),
    "feed.rss": Place("application/rss+xml; charset=utf-8", feeds.rss, feeds.rss),
    "feed.json": Place("application/feed+json; charset=utf-8", feeds.json_feed, feeds.json_feed),
    "maintenance.ics": Place("text/calendar; charset=utf-8", calendar.maintenance),
    "badge.svg": Place("image/svg+xml", badge.badge),
}
