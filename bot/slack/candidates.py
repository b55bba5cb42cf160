"""The groups of incidents that words are meant for, each with what to say when nobody is in it. Pure."""

from bot.slack.command import Among
from incidents.model import Status
from incidents.publishing import PUBLIC_KINDS

WAITING = Among(
    lambda incident: incident.is_waiting and not incident.is_scheduled,
    "Nothing waits to be acknowledged. /incident list shows what is open.",
)
ACKNOWLEDGED = Among(
    lambda incident: incident.is_active and not incident.is_waiting,
    "No open incident is acknowledged, so there is nothing to take back. /incident list shows what is open.",
)
ACTIVE = Among(
    lambda incident: incident.is_active,
    "No incident is open. Name one, such as INC-42 (/incident list all shows every one), or declare one: "
    "/incident critical checkout is failing",
)
# Nobody who says "resolve" without a number means what is planned for next month.
UNDER_WAY = Among(lambda incident: incident.is_active and not incident.is_scheduled, ACTIVE.none)
RESOLVED = Among(
    lambda incident: incident.status is Status.RESOLVED,
    "No incident is resolved and not yet closed. /incident list all shows every one.",
    settled=True,
)
OVER = Among(
    lambda incident: not incident.is_active,
    "No incident is over yet. Name one that is not, such as INC-42, for what there is so far.",
    settled=True,
)
ANY = Among(
    lambda _: True,
    "There is no incident yet. Declare one: /incident critical checkout is failing",
    or_settled=True,
)
PUBLIC = Among(
    lambda incident: incident.kind in PUBLIC_KINDS,
    "There is no incident that a status page could show. /incident list all shows every one.",
    or_settled=True,
)
