"""What several views say alike: the headline, how bad it is, how it stands, the buttons. Pure."""

from datetime import datetime, timedelta
from types import MappingProxyType

from bot.slack.buttons import ACKNOWLEDGE, CLOSE, REPLAN, RESOLVE, UPDATE, button, value_of
from bot.slack.message import FALLBACK_LIMIT, HEADER_LIMIT, Block, confirm, header, plain, section
from bot.slack.text import ago, cut, escape, name_of
from incidents.lengths import lasting
from incidents.model import Deed, Incident, Kind, Severity

# Told apart by shape, not only by colour.
SIGNS = MappingProxyType(
    {
        Severity.CRITICAL: "🚨",
        Severity.MAJOR: "🔶",
        Severity.MINOR: "🔵",
        Severity.WARNING: "⚠️",
        Severity.NONE: "⬜",
    }
)
MAINTENANCE_SIGN = "🔧"
DRILL_SIGN = "🧯"
RESOLVED_SIGN = "✅"
# Leaves room in a dialog for what the button does.
TITLE_ASKED_ABOUT = 200


def sign(incident: Incident) -> str:
    """Show at a glance how bad it is, or that it is over."""
    if not incident.is_active:
        return RESOLVED_SIGN
    signs = {Kind.MAINTENANCE: MAINTENANCE_SIGN, Kind.DRILL: DRILL_SIGN}
    return signs.get(incident.kind, SIGNS[incident.severity])


def gravity(incident: Incident) -> str:
    """Say how bad it is, and that it is only practice: `critical`, `critical drill`."""
    if incident.kind is Kind.MAINTENANCE:
        return "maintenance"
    severity = "no severity" if incident.severity is Severity.NONE else incident.severity.value
    if incident.is_drill:
        return "drill" if incident.severity is Severity.NONE else f"{severity} drill"
    return severity


def name(incident: Incident) -> str:
    """Give what people call it, so that nobody takes practice for trouble: `INC-42`, `Drill: INC-42`."""
    return f"Drill: {incident.reference}" if incident.is_drill else incident.reference


def headline(incident: Incident) -> str:
    """Name the incident, for plain_text: `🚨 INC-42 · checkout is failing`."""
    return f"{sign(incident)} {name(incident)} · {incident.title}"


def heading(incident: Incident) -> list[Block]:
    """Give the headline in large letters; a title too long for those stands below, whole."""
    if len(headline(incident)) <= HEADER_LIMIT:
        return [header(headline(incident))]
    return [header(f"{sign(incident)} {name(incident)}"), section(plain(incident.title))]


def standing(incident: Incident, now: datetime) -> str:
    """Say in a line how it stands, for plain_text: `minor · identified · acknowledged by @ben, 3 min ago`."""
    return f"{gravity(incident)} · {status_and_deed(incident, now)}"


def status_and_deed(incident: Incident, now: datetime) -> str:
    """Say the status and who is on it or ended it, for plain_text."""
    if not incident.is_active:
        return f"{incident.status} {_by(incident.moved, now)}"
    if incident.is_planned:
        return status_word(incident)
    if incident.acknowledged:
        return f"{incident.status} · acknowledged {_by(incident.acknowledged, now)}"
    return f"{incident.status} · not acknowledged, waiting for {lasting(waiting(incident, now))}"


def status_word(incident: Incident) -> str:
    """Say the status in a word; planned maintenance has words of its own."""
    if not incident.is_planned:
        return incident.status.value
    return "scheduled" if incident.is_scheduled else "in progress"


def one_line(incident: Incident, now: datetime) -> str:
    """Give headline and standing, for plain_text in a list."""
    return f"{headline(incident)}\n{standing(incident, now)}"


def fallback(incident: Incident, words: str) -> str:
    """Give the text of a notification: what happened, and to which incident."""
    return escape(cut(f"{name(incident)} {words}", FALLBACK_LIMIT))


def waiting(incident: Incident, now: datetime) -> timedelta:
    """How long it has waited for somebody in this round."""
    return max(now - incident.waiting_since, timedelta())


def acknowledge_button(incident: Incident, *, primary: bool = True) -> Block:
    """Give the button by which somebody says that they are on it."""
    return button("Acknowledge", ACKNOWLEDGE, value_of(incident), "primary" if primary else "")


def update_button(incident: Incident) -> Block:
    """Give the button by which somebody tells how it stands."""
    return button("Update", UPDATE, value_of(incident), "primary")


def resolve_button(incident: Incident) -> Block:
    """Give the button by which somebody says that it is over; asks first."""
    over = "the work is over" if incident.kind is Kind.MAINTENANCE else "service is restored"
    told = f"{cut(incident.title, TITLE_ASKED_ABOUT)}\nThis says that {over}. It can be reopened."
    asked = confirm(f"Resolve {incident.reference}?", told, "Resolve", "Not yet")
    return button("Resolve", RESOLVE, value_of(incident), "primary", asked)


def replan_button(incident: Incident) -> Block:
    """Give the button by which planned maintenance gets other times; what has begun, another end."""
    label = "Change the times" if incident.is_scheduled else "Change its end"
    return button(label, REPLAN, value_of(incident))


def close_button(incident: Incident) -> Block:
    """Give the button that ends it for good; asks first, as nothing takes it back."""
    told = "Nothing about it can be changed after that."
    asked = confirm(f"Close {incident.reference}?", told, "Close", "Not yet")
    return button("Close", CLOSE, value_of(incident), confirm=asked)


def _by(deed: Deed, now: datetime) -> str:
    return f"by {name_of(deed.by)}, {ago(now - deed.at)}"
