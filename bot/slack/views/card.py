"""The card: the one message that always shows the incident as it is now."""

from datetime import datetime

from bot.slack import buttons
from bot.slack.buttons import button, overflow, value_of
from bot.slack.message import Block, Message, actions, context, mrkdwn, plain, quoted, section
from bot.slack.text import cut_escaped, mention, named, when, when_ago, who
from bot.slack.views.outside import publish_button, published_on
from bot.slack.views.parts import (
    acknowledge_button,
    close_button,
    fallback,
    gravity,
    heading,
    replan_button,
    resolve_button,
    status_word,
    update_button,
)
from incidents.lengths import lasting
from incidents.model import Incident, Kind, Status
from incidents.publishing import INSIDE, Outside

EXCERPT = 300
MONITORS_SHOWN = 500


def card(incident: Incident, now: datetime, outside: Outside = INSIDE, base_url: str = "") -> Message:
    """Show the incident in a few lines, with the next step to press, and where the public reads of it."""
    blocks = [
        *heading(incident),
        state(incident, now),
        *was_acknowledged(incident),
        *description(incident, EXCERPT),
        *affected(incident),
        *last_update(incident, EXCERPT),
        *published_on(outside, base_url),
        choices(incident, outside),
    ]
    return Message(
        fallback(incident, f"{gravity(incident)}, {status_word(incident)}: {incident.title}"), blocks
    )


def state(incident: Incident, now: datetime) -> Block:
    """Say how bad it is, where it stands, who is on it, who leads and since when."""
    first = f"*{gravity(incident).capitalize()}* · {_status_and_deed(incident)}"
    second = " · ".join([*_lead(incident), _duration(incident, now)])
    return section(mrkdwn(f"{first}\n{second}"))


def was_acknowledged(incident: Incident) -> list[Block]:
    """Say who was on it, when it is over and the state says who ended it."""
    if incident.is_active or incident.acknowledged is None:
        return []
    deed = incident.acknowledged
    return [context(mrkdwn(f"Acknowledged by {who(deed.by)}, {when(deed.at)}"))]


def last_update(incident: Incident, limit: int) -> list[Block]:
    """Quote the last words for the public, if there are any."""
    if incident.last_update is None:
        return []
    update = incident.last_update
    told = mrkdwn(f"*Last update* by {who(update.by)}, {when(update.at)}")
    return [context(told), section(plain(cut_escaped(update.text, limit)))]


def description(incident: Incident, limit: int) -> list[Block]:
    """Quote what was said at the beginning, if anything was."""
    if not incident.description:
        return []
    return [quoted(cut_escaped(incident.description, limit))]


def affected(incident: Incident) -> list[Block]:
    """List the monitors that are affected, if any are named."""
    if not incident.monitors:
        return []
    return [context(mrkdwn("*Affected*"), plain(", ".join(incident.monitors), MONITORS_SHOWN))]


def choices(incident: Incident, outside: Outside = INSIDE) -> Block:
    """Give the next step as buttons and the rest in the menu."""
    return actions(*_steps(incident), *publish_button(incident, outside), overflow(incident, _rest(incident)))


def _status_and_deed(incident: Incident) -> str:
    if incident.is_planned and incident.planned:
        plan = incident.planned
        if incident.is_scheduled:
            return f"scheduled: {when(plan.start)} until {when(plan.end)}"
        return f"in progress until {when(plan.end)}"
    if not incident.is_active:
        return f"*{incident.status}* by {who(incident.moved.by)}, {when(incident.moved.at)}"
    if incident.acknowledged:
        deed = incident.acknowledged
        return f"{incident.status} · acknowledged by {who(deed.by)}, {when(deed.at)}"
    if incident.kind is Kind.MAINTENANCE:  # nobody is nagged about it
        return incident.status.value
    return f"{incident.status} · *nobody has acknowledged it*"


def _lead(incident: Incident) -> list[str]:
    if incident.lead is None:
        return []
    declared_it = incident.lead.id == incident.declared.by.id
    return [f"Lead {named(incident.lead) if declared_it else mention(incident.lead)}"]


def _duration(incident: Incident, now: datetime) -> str:
    if incident.is_scheduled:
        return f"Announced by {who(incident.declared.by)}, {when(incident.declared.at)}"
    started = f"Started {when(incident.started_at)}"
    if incident.is_active:
        return f"{started} ({when_ago(incident.started_at)})"
    return f"{started}, lasted {lasting(incident.downtime(now))}"


def _steps(incident: Incident) -> list[Block]:
    if incident.is_planned:
        longer = button("30 min longer", buttons.EXTEND, value_of(incident))
        return [
            update_button(incident),
            *([replan_button(incident)] if incident.is_scheduled else [longer, resolve_button(incident)]),
        ]
    if incident.is_waiting:
        return [acknowledge_button(incident)]
    if incident.is_active:
        return [update_button(incident), resolve_button(incident)]
    if incident.status is Status.RESOLVED:
        return [button("Reopen", buttons.REOPEN, value_of(incident)), close_button(incident)]
    return []


def _rest(incident: Incident) -> dict[str, str]:
    timeline, postmortem = {buttons.TIMELINE: "Timeline"}, {buttons.POSTMORTEM: "Draft the postmortem"}
    note_and_edit = {buttons.NOTE: "Add a note", buttons.EDIT: "Edit"}
    if incident.is_planned:
        ending = (
            {buttons.RESOLVE: "Call it off"} if incident.is_scheduled else {buttons.REPLAN: "Change its end"}
        )
        return {**ending, **note_and_edit, buttons.LEAD_ME: "Make me the lead", **timeline}
    if incident.is_waiting:
        return {buttons.UPDATE: "Post an update", buttons.RESOLVE: "Resolve", **note_and_edit, **timeline}
    if incident.is_active:
        mine = {buttons.LEAD_ME: "Make me the lead", buttons.UNACKNOWLEDGE: "Take the acknowledgement back"}
        return {**note_and_edit, **mine, **timeline}
    if incident.status is Status.RESOLVED:
        return {buttons.UPDATE: "Post an update", **note_and_edit, **timeline, **postmortem}
    return {**timeline, **postmortem}
