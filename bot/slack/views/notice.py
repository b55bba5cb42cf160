"""Direct messages to one person about what somebody else did: made the lead, it got worse, or it recovered."""

from collections.abc import Callable, Mapping

from bot.slack import buttons
from bot.slack.buttons import button, value_of
from bot.slack.message import Block, Message, actions, mrkdwn, section
from bot.slack.text import name_of, who
from bot.slack.views.parts import fallback, heading, resolve_button
from incidents.model import EventKind, Incident, TimelineEvent
from incidents.stats import in_words


def lead_notice(incident: Incident, event: TimelineEvent) -> Message:
    """Tell somebody that they lead this incident now."""
    by = event.actor
    return _notice(
        incident, f"{who(by)} made you the lead.", f"has you as its lead, by {name_of(by)}: {incident.title}"
    )


def worse_notice(incident: Incident, event: TimelineEvent) -> Message:
    """Tell whoever is on it that the severity was raised."""
    former, raised = event.details.get("from", ""), event.details.get("to", incident.severity.value)
    told = f"{who(event.actor)} raised it from {former} to *{raised}*."
    return _notice(incident, told, f"is {raised} now, by {name_of(event.actor)}: {incident.title}")


def recovered_notice(incident: Incident, event: TimelineEvent) -> Message:
    """Tell whoever is on it that it is over by itself: with a way back when it was resolved, else with the way on."""
    downtime = event.details.get("downtime")
    lasted = f"down for {in_words(downtime)}" if downtime is not None else ""
    told = "✅ Everything that fired has recovered." + (f" It was {lasted}." if lasted else "")
    text = f"has recovered{lasted and f', {lasted}'}: {incident.title}"
    if event.kind is not EventKind.RESOLVED:
        ask = [resolve_button(incident)] if incident.is_active else []
        return _notice(incident, f"{told} Resolve it when you agree.", text, *ask)
    reopen = [] if incident.is_active else [button("Reopen", buttons.REOPEN, value_of(incident))]
    return _notice(incident, f"{told} {who(event.actor)} resolved it.", text, *reopen)


def _notice(incident: Incident, told: str, text: str, *more: Block) -> Message:
    show = button("Show", buttons.SHOW, value_of(incident))
    return Message(
        fallback(incident, text), [*heading(incident), section(mrkdwn(told)), actions(*more, show)]
    )


NOTICES: Mapping[str, Callable[[Incident, TimelineEvent], Message]] = {
    "lead": lead_notice,
    "worse": worse_notice,
    "recovered": recovered_notice,
}
