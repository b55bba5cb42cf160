"""Undo: back to what was, if nothing has happened to the incident since."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from types import MappingProxyType
from typing import Any

from bot.caller import Seen
from bot.slack import told
from bot.slack.asking import Asked
from bot.slack.buttons import Press
from bot.slack.message import Message
from incidents.edits import Wishes
from incidents.errors import Invalid
from incidents.model import Person, Severity, Status


async def undo(asked: Asked, press: Press) -> Message:
    """Take back what an answer confirmed. `Stale` when the incident is not exactly as it was then."""
    way_back = WAYS_BACK.get(press.extra.get("undo", ""))
    if way_back is None:
        raise Invalid("button", "That cannot be undone any more. Use the incident's card instead.")
    return await way_back(asked, press)


async def _acknowledge(asked: Asked, press: Press) -> Message:
    do = asked.desk.service.acknowledge
    return await asked.act(lambda caller: do(press.incident, caller), told.acknowledged, _exactly(press))


async def _unacknowledge(asked: Asked, press: Press) -> Message:
    do = asked.desk.service.unacknowledge
    return await asked.act(lambda caller: do(press.incident, caller), told.unacknowledged, _exactly(press))


async def _former(asked: Asked, press: Press) -> Message:
    do, wishes = asked.desk.service.edit, _wishes(press.extra)
    return await asked.act(lambda caller: do(press.incident, wishes, caller), told.edited, _exactly(press))


async def _started(asked: Asked, press: Press) -> Message:
    do, at = asked.desk.service.set_started, datetime.fromisoformat(press.extra["at"])
    return await asked.act(lambda caller: do(press.incident, at, caller), told.started, _exactly(press))


def _exactly(press: Press) -> Seen:
    return Seen(press.round, press.version)


def _wishes(former: dict[str, Any]) -> Wishes:
    return Wishes(
        title=former.get("title"),
        severity=Severity(former["severity"]) if "severity" in former else None,
        status=Status(former["status"]) if "status" in former else None,
        lead=Person(*former["lead"]) if "lead" in former else None,
    )


WAYS_BACK: MappingProxyType[str, Callable[[Asked, Press], Awaitable[Message]]] = MappingProxyType(
    {
        told.ACKNOWLEDGE: _acknowledge,
        told.UNACKNOWLEDGE: _unacknowledge,
        told.FORMER: _former,
        told.STARTED: _started,
    }
)
