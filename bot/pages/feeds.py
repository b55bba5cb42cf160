"""What is open and what was lately, as feeds: Atom and RSS by feedgenerator, JSON Feed 1.1 by itself.

An entry is an incident. It keeps its id for ever, and is new again to whoever reads it when something was said.
With a query (`?component=shop`) the page is a part of one, and the feed is named after its components.
"""

import json
from collections.abc import Sequence
from html import escape
from typing import Any

from bot.texts import Words, for_xml, words_of
from incidents.model import Kind
from incidents.public import PublicIncident, PublicPage, PublicUpdate


def atom(page: PublicPage, address: str, query: str = "") -> bytes:
    """Write Atom 1.0 (RFC 4287)."""
    from feedgenerator import Atom1Feed  # noqa: PLC0415 - most servers start without being asked for a feed

    return _xml(Atom1Feed, page, address, f"feed.atom{query}")


def rss(page: PublicPage, address: str, query: str = "") -> bytes:
    """Write RSS 2.0."""
    from feedgenerator import Rss201rev2Feed  # noqa: PLC0415 - as above

    return _xml(Rss201rev2Feed, page, address, f"feed.rss{query}")


def json_feed(page: PublicPage, address: str, query: str = "") -> bytes:
    """Write JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    say = words_of(page.site)
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(page, is_part=bool(query)),
        "home_page_url": address,
        "feed_url": f"{address}/feed.json{query}",
        "description": say("overall", page.state),
        "language": say.language,
        "items": [_item(say, incident, address) for incident in _told(page)],
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _item(say: Words, incident: PublicIncident, address: str) -> dict[str, Any]:
    return {
        "id": _id(incident),
        "url": _address_of(incident, address),
        "title": incident.title,
        "content_text": "\n\n".join(_lines(say, incident)),
        "date_published": say.local(incident.started_at),
        "date_modified": say.local(incident.changed_at),
        "tags": list(incident.components),
    }


def _xml(kind: type[Any], page: PublicPage, address: str, name: str) -> bytes:
    say = words_of(page.site)
    # A feed of nothing would be as old as the moment it is asked for, and never be found unchanged.
    kind = type(kind.__name__, (kind,), {"latest_post_date": lambda _: page.changed_at})
    title = for_xml(_title(page, is_part="?" in name))
    told = {"title": title, "link": address, "feed_url": f"{address}/{name}", "language": say.language}
    feed = kind(description=say("overall", page.state), author_name=for_xml(page.site.name), **told)
    for incident in _told(page):
        feed.add_item(
            title=for_xml(incident.title),
            link=_address_of(incident, address),
            # Readers take it for HTML: what people wrote is escaped first, and the writer escapes all of it for XML.
            description="".join(f"<p>{escape(for_xml(line))}</p>" for line in _lines(say, incident)),
            unique_id=_id(incident),
            unique_id_is_permalink=False,
            pubdate=incident.started_at,
            updateddate=incident.changed_at,
            categories=[for_xml(each) for each in incident.components],
        )
    return str(feed.writeString("utf-8")).encode()


def _title(page: PublicPage, *, is_part: bool) -> str:
    names = (each.name for group in page.groups for each in group.components)
    return f"{page.site.name}: {', '.join(names)}" if is_part else page.site.name


def _told(page: PublicPage) -> Sequence[PublicIncident]:
    return (*page.incidents, *page.maintenance, *page.past)


def _lines(say: Words, incident: PublicIncident) -> list[str]:
    return [_line(say, incident, update) for update in incident.updates] or [
        say("status" if incident.kind is Kind.INCIDENT else "maintenance", incident.stage(incident.status))
    ]


def _line(say: Words, incident: PublicIncident, update: PublicUpdate) -> str:
    stands = say("status" if incident.kind is Kind.INCIDENT else "maintenance", incident.stage(update.status))
    return f"{stands}, {say.time(update.at)}: {update.words}"


def _address_of(incident: PublicIncident, address: str) -> str:
    return f"{address}/incidents/{incident.code}"


def _id(incident: PublicIncident) -> str:
    return f"urn:tocsin:{incident.code}"
