"""The lists of incidents, newest first, a page at a time."""

from collections.abc import Sequence
from types import MappingProxyType

from bot.service import IncidentService
from bot.slack.asking import Asked
from bot.slack.message import Message
from bot.slack.views.listing import PAGE_SIZE, listing
from incidents.model import Incident

LISTS = MappingProxyType({"active": "Open incidents", "mine": "Your incidents", "all": "All incidents"})


async def page_of(asked: Asked, which: str, before: int | None = None) -> Message:
    """Give the page of incidents whose numbers are below `before`."""
    found = await _found(asked.service, which, asked.actor.id, before)
    more = len(found) > PAGE_SIZE
    return listing(LISTS[which], found[:PAGE_SIZE], asked.desk.now(), more=more, which=which)


async def _found(service: IncidentService, which: str, person: str, before: int | None) -> Sequence[Incident]:
    if which == "all":
        return await service.recent(PAGE_SIZE + 1, before)
    found = await (service.led_by(person) if which == "mine" else service.active())
    return sorted(
        (incident for incident in found if before is None or incident.number < before),
        key=lambda incident: -incident.number,
    )
