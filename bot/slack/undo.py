"""Undo: back to what was, if nothing has happened to the incident since."""

from bot.caller import Once, Seen
from bot.rotas import Rotas
from bot.slack import told
from bot.slack.asking import Asked, DoTo, Tell, kept
from bot.slack.buttons import Press
from bot.slack.desk import as_json
from bot.slack.former import Way, start_of, way_of, wishes_of
from bot.slack.message import Message
from bot.slack.views.cover import uncovered
from incidents.publishing import Release


async def undo(asked: Asked, press: Press) -> Message:
    """Take back what an answer confirmed. `Stale` when the incident is not exactly as it was then."""
    do, tell = _way_back(asked, press)
    return await asked.act_on(press.incident, do, tell, Seen(press.round, press.version))


async def undo_cover(asked: Asked, number: int) -> Message:
    """Take back a cover that is not over."""
    doing = Rotas(asked.service).take_back(number, asked.actor)
    return kept(await doing.answered(Once(asked.key), lambda done: as_json(uncovered(done, asked.actor.id))))


def _way_back(asked: Asked, press: Press) -> tuple[DoTo, Tell]:
    service, carried = asked.service, press.extra
    match way_of(carried):
        case Way.ACKNOWLEDGE:
            return service.acknowledge, told.acknowledged
        case Way.UNACKNOWLEDGE:
            return service.unacknowledge, told.unacknowledged
        case Way.FORMER:
            wishes = wishes_of(carried)
            return (lambda incident, caller: service.edit(incident, wishes, caller)), told.edited
        case Way.STARTED:
            at = start_of(carried)
            return (lambda incident, caller: service.set_started(incident, at, caller)), told.started
        case Way.PUBLISH:
            release = Release(carried["page"], carried["title"])
            return (lambda incident, caller: service.publish(incident, release, caller)), told.published
        case Way.WITHDRAW:
            page = carried["page"]
            return (lambda incident, caller: service.withdraw(incident, page, caller)), told.withdrawn
