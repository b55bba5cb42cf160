"""The maintenance of a page as a calendar that people subscribe to (RFC 5545)."""

from collections.abc import Iterator

from incidents.model import Kind
from incidents.public import PublicIncident, PublicPage


def maintenance(page: PublicPage, address: str) -> bytes:
    """Write what is announced, under way, or was lately; an end that nobody knows is left out."""
    from icalendar import Calendar, Event  # noqa: PLC0415 - most servers are not asked for a calendar

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Tocsin//Status page//EN")
    calendar.add("x-wr-calname", page.site.name)
    past = [each for each in page.past if each.kind is Kind.MAINTENANCE]
    for incident in (*page.maintenance, *past):
        event = Event()
        for name, value in _told(incident, address):
            event.add(name, value)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _told(incident: PublicIncident, address: str) -> Iterator[tuple[str, object]]:
    yield "uid", f"{incident.code}@tocsin"
    yield "dtstamp", incident.changed_at
    yield "last-modified", incident.changed_at
    yield "dtstart", incident.begins_at
    if incident.ends_at and incident.ends_at > incident.begins_at:
        yield "dtend", incident.ends_at
    yield "summary", incident.title
    yield "description", "\n\n".join(update.words for update in incident.updates)
    yield "url", f"{address}/incidents/{incident.code}"
    if incident.was_called_off:
        yield "status", "CANCELLED"
    yield "transp", "TRANSPARENT"  # it makes nobody busy
    if incident.components:
        yield "categories", list(incident.components)
