"""Buttons and menus: what each does, looked up by the name before the ":" of its action id.

A button means the incident as it was in the round it was made in; Undo means it exactly as it was.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Any

from bot.caller import Caller, Outcome, Seen
from bot.service import IncidentService
from bot.slack import buttons, home, publishing, told, undo
from bot.slack.asking import Asked, Tell
from bot.slack.buttons import Press, read, read_fields
from bot.slack.command import Command
from bot.slack.drills import practised
from bot.slack.lists import LISTS, page_of
from bot.slack.message import Message
from bot.slack.views.declare_modal import declare_modal
from bot.slack.views.edit_modal import edit_modal
from bot.slack.views.maintenance_modal import replan_modal
from bot.slack.views.note_modal import note_modal
from bot.slack.views.postmortem import drafted
from bot.slack.views.resolve_modal import resolve_modal
from bot.slack.views.show import show
from bot.slack.views.timeline import timeline
from bot.slack.views.update_modal import update_modal
from bot.slack.words import run, use
from incidents.commands import Draft, ensure_current
from incidents.errors import Invalid
from incidents.lifecycle import ensure_may_become, ensure_open_for_changes
from incidents.model import Incident, Severity, Status
from incidents.planning import plan_of

# Their answer takes the place of the question that was asked, so that it cannot be answered twice.
ANSWERS_IN_PLACE = frozenset(
    {buttons.UNDO, buttons.UNDO_COVER, buttons.PICK, buttons.USE_WORD, buttons.DECLARE_AS, buttons.LIST_PAGE}
)
# A question is answered once, however often and whichever of its buttons is pressed.
ANSWERED_ONCE = frozenset({buttons.PICK, buttons.USE_WORD, buttons.DECLARE_AS})


@dataclass(frozen=True, slots=True)
class Pressed:
    """A pressed button, or a choice in a menu; `view` is the modal that it is in, with what its fields hold."""

    asked: Asked
    value: str
    view: dict[str, Any] | None = None

    @property
    def press(self) -> Press:
        """What the button carried about its incident."""
        return read(self.value)

    @property
    def seen(self) -> Seen:
        """The round that the button belongs to: a new title in between takes nothing from an acknowledgement."""
        return Seen(self.press.round)

    async def incident(self) -> Incident:
        """Give the incident as it is now."""
        return await self.asked.service.find(self.press.incident)


Action = Callable[[Pressed], Awaitable[Message | None]]


def _in_its_round(do: Callable[[IncidentService, str, Caller], Awaitable[Outcome]], tell: Tell) -> Action:
    async def act(pressed: Pressed) -> Message:
        there = partial(do, pressed.asked.service)
        return await pressed.asked.act_on(pressed.press.incident, there, tell, pressed.seen)

    return act


def _form(
    view: Callable[[Incident], dict[str, Any]], ensure_possible: Callable[[Incident], object]
) -> Action:
    async def open_it(pressed: Pressed) -> None:
        incident = await pressed.incident()
        ensure_current(incident, pressed.press.round)
        ensure_possible(incident)
        pressed.asked.form(view(incident))

    return open_it


def _ensure_may_be_resolved(incident: Incident) -> None:
    ensure_may_become(incident, Status.RESOLVED)


async def pass_on(pressed: Pressed) -> Message:
    service, press = pressed.asked.service, pressed.press
    turn = int(press.extra["turn"])
    return await pressed.asked.act_on(
        press.incident, lambda i, caller: service.pass_on(i, turn, caller), told.passed_on, pressed.seen
    )


async def lead_me(pressed: Pressed) -> Message:
    service, me = pressed.asked.service, pressed.asked.me
    return await pressed.asked.act_on(
        pressed.press.incident, lambda i, caller: service.assign(i, me, caller), told.edited, pressed.seen
    )


async def undo_it(pressed: Pressed) -> Message:
    return await undo.undo(pressed.asked, pressed.press)


async def undo_cover(pressed: Pressed) -> Message:
    return await undo.undo_cover(pressed.asked, int(read_fields(pressed.value)["cover"]))


async def declare(pressed: Pressed) -> None:
    pressed.asked.form(declare_modal(channel=pressed.asked.channel_of_incident))


async def declare_as(pressed: Pressed) -> Message:
    fields = read_fields(pressed.value)
    kind, title = practised(fields["title"])
    channel = pressed.asked.channel_of_incident
    draft = Draft(title, Severity(fields["severity"]), kind=kind, channel=channel)
    return await pressed.asked.declare(draft)


async def use_word(pressed: Pressed) -> Message | None:
    fields = read_fields(pressed.value)
    return await use(pressed.asked, fields["word"], fields["text"])


async def pick(pressed: Pressed) -> Message | None:
    press = pressed.press
    word = pressed.asked.desk.words[press.extra["word"]]
    picked = Command(pressed.asked, word.name, press.extra["text"], await pressed.incident(), pressed.seen)
    return await run(word, picked)


async def show_it(pressed: Pressed) -> Message:
    return show(await pressed.incident(), pressed.asked.desk.now())


async def show_postmortem(pressed: Pressed) -> Message:
    return await pressed.asked.service.look(pressed.press.incident, drafted)


async def show_timeline(pressed: Pressed) -> Message:
    incident, events = await pressed.asked.service.timeline(pressed.press.incident)
    return timeline(incident, events)


async def list_page(pressed: Pressed) -> Message:
    fields = read_fields(pressed.value)
    if fields["which"] not in LISTS:
        raise Invalid("button", "That list is no more. Type /incident list.")
    return await page_of(pressed.asked, fields["which"], int(fields["before"]))


async def publish(pressed: Pressed) -> None:
    await publishing.open_form(pressed.asked, pressed.press.incident)


async def renew(pressed: Pressed) -> None:
    await publishing.renew(pressed.asked, pressed.view or {})


async def withdraw(pressed: Pressed) -> Message:
    return await publishing.withdraw(pressed.asked, pressed.press, pressed.view)


async def correct(pressed: Pressed) -> None:
    await publishing.open_correction(pressed.asked, pressed.press)


async def renew_home(pressed: Pressed) -> None:
    desk, user = pressed.asked.desk, pressed.asked.actor.id
    desk.later(home.show(desk, user))


async def choose(pressed: Pressed) -> Message | None:
    """Do what was chosen in the overflow menu."""
    return await IN_MENU[pressed.press.extra["do"]](pressed)


_acknowledge = _in_its_round(IncidentService.acknowledge, told.acknowledged)
_unacknowledge = _in_its_round(IncidentService.unacknowledge, told.unacknowledged)
_resolve = _in_its_round(IncidentService.resolve, told.resolved)
_reopen = _in_its_round(IncidentService.reopen, told.reopened)
_close = _in_its_round(IncidentService.close, told.closed)
_snooze = _in_its_round(IncidentService.snooze, told.snoozed)
_extend = _in_its_round(IncidentService.extend, told.planned)
_update = _form(update_modal, ensure_open_for_changes)
_note = _form(note_modal, ensure_open_for_changes)
_edit = _form(edit_modal, ensure_open_for_changes)
_replan = _form(replan_modal, plan_of)
_resolve_with_note = _form(resolve_modal, _ensure_may_be_resolved)

IN_MENU: MappingProxyType[str, Action] = MappingProxyType(
    {
        buttons.UPDATE: _update,
        buttons.RESOLVE: _resolve_with_note,
        buttons.REOPEN: _reopen,
        buttons.CLOSE: _close,
        buttons.NOTE: _note,
        buttons.EDIT: _edit,
        buttons.REPLAN: _replan,
        buttons.LEAD_ME: lead_me,
        buttons.UNACKNOWLEDGE: _unacknowledge,
        buttons.TIMELINE: show_timeline,
        buttons.POSTMORTEM: show_postmortem,
    }
)
ACTIONS: MappingProxyType[str, Action] = MappingProxyType(
    {
        buttons.ACKNOWLEDGE: _acknowledge,
        buttons.UPDATE: _update,
        buttons.RESOLVE: _resolve,
        buttons.REOPEN: _reopen,
        buttons.CLOSE: _close,
        buttons.SNOOZE: _snooze,
        buttons.PASS_ON: pass_on,
        buttons.MORE: choose,
        buttons.UNDO: undo_it,
        buttons.UNDO_COVER: undo_cover,
        buttons.DECLARE: declare,
        buttons.DECLARE_AS: declare_as,
        buttons.USE_WORD: use_word,
        buttons.PICK: pick,
        buttons.SHOW: show_it,
        buttons.TIMELINE: show_timeline,
        buttons.LIST_PAGE: list_page,
        buttons.PUBLISH: publish,
        buttons.RENEW: renew,
        buttons.WITHDRAW: withdraw,
        buttons.CORRECT: correct,
        buttons.EXTEND: _extend,
        buttons.REPLAN: _replan,
        buttons.HOME: renew_home,
    }
)


async def answer(
    asked: Asked, action: dict[str, Any], message: str, view: dict[str, Any] | None = None
) -> Message | None:
    """Do what was pressed and give the private answer. `message` names the private message it was on, if it was one."""
    name = buttons.name_of_action(action["action_id"])
    if name not in ACTIONS:
        raise Invalid(
            "button", "That button is from another version of this bot. Use the incident's card instead."
        )
    if message and name in ANSWERED_ONCE:
        asked = replace(asked, key=f"slack:question:{message}")
    return await ACTIONS[name](Pressed(asked, _value(action), view))


def answers_in_place(action: dict[str, Any]) -> bool:
    """Whether the answer takes the place of the private message that the button was on."""
    return buttons.name_of_action(action["action_id"]) in ANSWERS_IN_PLACE


def _value(action: dict[str, Any]) -> str:
    chosen = action.get("selected_option") or action
    return str(chosen.get("value", ""))
