"""Direct messages to one person about what somebody else did: made the lead, or it got worse."""

from bot.slack import buttons
from bot.slack.buttons import button, value_of
from bot.slack.message import Message, actions, mrkdwn, section
from bot.slack.text import name_of, who
from bot.slack.views.parts import fallback, heading
from incidents.model import Actor, Incident, TimelineEvent


def lead_notice(incident: Incident, by: Actor) -> Message:
    """Tell somebody that they lead this incident now."""
    return _notice(
        incident, f"{who(by)} made you the lead.", f"has you as its lead, by {name_of(by)}: {incident.title}"
    )


def worse_notice(incident: Incident, event: TimelineEvent) -> Message:
    """Tell whoever is on it that the severity was raised."""
    former, raised = event.details.get("from", ""), event.details.get("to", incident.severity.value)
    told = f"{who(event.actor)} raised it from {former} to *{raised}*."
    return _notice(incident, told, f"is {raised} now, by {name_of(event.actor)}: {incident.title}")


def _notice(incident: Incident, told: str, text: str) -> Message:
    show = button("Show", buttons.SHOW, value_of(incident))
    return Message(fallback(incident, text), [*heading(incident), section(mrkdwn(told)), actions(show)])
