"""What submitted modals do, looked up by callback id. A wrong field keeps it open, with what was typed."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from bot.caller import Seen
from bot.slack import buttons, planning, publishing, told
from bot.slack.asking import Asked, DoTo, Tell
from bot.slack.buttons import Press, read, read_fields
from bot.slack.message import Message
from bot.slack.views.maintenance_modal import ENDS, STARTS
from incidents.commands import Draft
from incidents.edits import Wishes
from incidents.errors import Invalid
from incidents.model import Incident, Kind, Person, Severity, Status
from incidents.plan import Plan
from incidents.planning import plan_of

_BETWEEN_MONITORS = re.compile(r"[,\n]")


@dataclass(frozen=True, slots=True)
class Submitted:
    """A modal that was sent off: what it is about, what it showed at first, and what is in its fields now.

    What people write is taken though the round has passed meanwhile; what moves the incident is not.
    """

    asked: Asked
    view: dict[str, Any]

    async def write(self, do: DoTo, tell: Tell) -> Message:
        """Write something down about its incident, in whichever round."""
        return await self.asked.act_on(self.opened.incident, do, tell)

    async def move(self, do: DoTo, tell: Tell) -> Message:
        """Change its incident; `Stale` when that is in another round than when the form was opened."""
        opened = self.opened
        return await self.asked.act_on(opened.incident, do, tell, Seen(opened.round))

    def field(self, name: str) -> str:
        """Give what a field holds; nothing when it is empty or not there."""
        return _content(self.view["state"]["values"].get(name, {}).get("value", {}))

    def changed(self, name: str) -> str | None:
        """Give what a field holds when it is not what the form showed: others may have changed the rest meanwhile."""
        now = self.field(name)
        return now if now and now != self._at_first(name) else None

    def rewritten(self, name: str) -> str | None:
        """Give the same of what may also be emptied."""
        now = self.field(name)
        return now if now != self._at_first(name) else None

    @property
    def opened(self) -> Press:
        """Which incident the form was opened for, and as of when."""
        return read(self.view["private_metadata"])

    def _at_first(self, name: str) -> str:
        for block in self.view["blocks"]:
            if block.get("block_id") == name:
                return _content(
                    {key.removeprefix("initial_"): value for key, value in block["element"].items()}
                )
        return ""


def _monitors_in(words: str) -> tuple[str, ...]:
    """Read what somebody typed, whose spaces mean nothing."""
    named = (" ".join(name.split()) for name in _BETWEEN_MONITORS.split(words))
    return tuple(filter(None, named))


async def declare(submitted: Submitted) -> Message:
    draft = Draft(
        title=submitted.field("title"),
        severity=Severity(submitted.field("severity") or Severity.MINOR),
        kind=Kind(submitted.field("kind") or Kind.INCIDENT),
        description=submitted.field("description"),
        monitors=_monitors_in(submitted.field("monitors")),
        lead=await _person(submitted, submitted.field("lead")),
        channel=read_fields(submitted.view["private_metadata"]).get("channel"),
    )
    asked = submitted.asked
    return await asked.declare(draft)


async def post_update(submitted: Submitted) -> Message:
    service, words, status = (
        submitted.asked.service,
        submitted.field("update"),
        _status(submitted.field("status")),
    )
    act = submitted.move if status else submitted.write
    return await act(lambda i, caller: service.post_update(i, words, caller, status), told.updated)


async def add_note(submitted: Submitted) -> Message:
    service, words = submitted.asked.service, submitted.field("note")
    return await submitted.write(lambda i, caller: service.add_note(i, words, caller), told.noted)


async def resolve(submitted: Submitted) -> Message:
    service, note = submitted.asked.service, submitted.field("note")
    return await submitted.move(lambda i, caller: service.resolve(i, caller, note), told.resolved)


async def edit(submitted: Submitted) -> Message:
    service, severity, kind = (
        submitted.asked.service,
        submitted.changed("severity"),
        submitted.changed("kind"),
    )
    monitors = submitted.rewritten("monitors")
    wishes = Wishes(
        title=submitted.changed("title"),
        description=submitted.rewritten("description"),
        monitors=_monitors_in(monitors) if monitors is not None else None,
        kind=Kind(kind) if kind else None,
        severity=Severity(severity) if severity else None,
        status=_status(submitted.changed("status")),
        lead=await _person(submitted, submitted.changed("lead")),
    )
    return await submitted.move(lambda i, caller: service.edit(i, wishes, caller), told.edited)


async def publish(submitted: Submitted) -> Message:
    return await publishing.publish(submitted.asked, submitted.view)


async def correct(submitted: Submitted) -> Message:
    service, words = submitted.asked.service, submitted.field("message")
    update = str(submitted.opened.extra["update"])
    return await submitted.write(lambda i, by: service.correct(i, update, words, by), told.corrected)


async def announce(submitted: Submitted) -> Message:
    asked = submitted.asked
    draft = Draft(
        submitted.field("title"),
        kind=Kind.MAINTENANCE,
        monitors=_monitors_in(submitted.field("monitors")),
        planned=Plan(_moment(submitted, STARTS), _moment(submitted, ENDS)),
        page=submitted.field("page") or None,
        channel=read_fields(submitted.view["private_metadata"]).get("channel"),
    )
    return await planning.plan(asked, draft)


async def replan(submitted: Submitted) -> Message:
    service, end = submitted.asked.service, _moment(submitted, ENDS)
    start = _moment(submitted, STARTS) if STARTS in submitted.view["state"]["values"] else None

    def anew(incident: Incident) -> Wishes:
        return Wishes(planned=Plan(start or plan_of(incident).start, end))

    return await submitted.move(lambda i, caller: service.amend(i, anew, caller), told.planned)


SUBMITTED: MappingProxyType[str, Callable[[Submitted], Awaitable[Message]]] = MappingProxyType(
    {
        buttons.DECLARE: declare,
        buttons.UPDATE: post_update,
        buttons.NOTE: add_note,
        buttons.RESOLVE: resolve,
        buttons.EDIT: edit,
        buttons.PUBLISH: publish,
        buttons.CORRECT: correct,
        buttons.MAINTENANCE: announce,
        buttons.REPLAN: replan,
    }
)


async def answer(asked: Asked, view: dict[str, Any]) -> Message:
    """Do what a submitted modal asks for, and give the private answer."""
    submit = SUBMITTED.get(view["callback_id"])
    if submit is None:
        raise Invalid("form", "That form is from another version of this bot. Open it anew, please.")
    return await submit(Submitted(asked, view))


def _moment(submitted: Submitted, name: str) -> datetime:
    """Read a date and a time. Raises `Invalid` when none was chosen."""
    chosen = submitted.field(name)
    if not chosen:
        raise Invalid(name, "Choose a date and a time.")
    return datetime.fromtimestamp(int(chosen), UTC)


def _content(element: dict[str, Any]) -> str:
    """Read an input's value, whichever kind of input it is (the shapes of docs.slack.dev's view state)."""
    chosen = (element.get("selected_option") or element.get("option") or {}).get("value")
    user = element.get("selected_user") or element.get("user")
    moment = element.get("selected_date_time") or element.get("date_time")
    return str(chosen or user or moment or element.get("value") or "")


def _status(word: str | None) -> Status | None:
    return Status(word) if word else None


async def _person(submitted: Submitted, user: str | None) -> Person | None:
    return await submitted.asked.person(user) if user else None
