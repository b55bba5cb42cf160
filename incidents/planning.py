"""Planned maintenance: from when to when, and what the clock does about it. Pure.

It is scheduled while its status is the first, in progress in the others, and completed when it is resolved. Nothing
is ever cancelled: when a time comes, `turn_due` asks what is to be done now, if anything.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from incidents import edits, facts
from incidents.errors import Conflict
from incidents.model import CLOCK, Actor, Change, Incident, Status
from incidents.plan import Plan

BEGUN = "The maintenance has begun."
COMPLETED = "The maintenance is completed."
EXTENSION = timedelta(minutes=30)


def next_due(incident: Incident) -> datetime | None:
    """When the clock has to look at it again: at its start, and then at its end."""
    if not incident.is_planned or incident.planned is None:
        return None
    return incident.planned.start if incident.is_scheduled else incident.planned.end


def turn_due(incident: Incident, now: datetime) -> Change | None:
    """Begin it or complete it, whichever is due; None while neither is. One whose end was missed is completed."""
    if not incident.is_planned or incident.planned is None:
        return None
    if now >= incident.planned.end:
        return edits.post_update_with_status(incident, COMPLETED, Status.RESOLVED, CLOCK, now)
    if incident.is_scheduled and now >= incident.planned.start:
        return edits.post_update_with_status(incident, BEGUN, Status.IDENTIFIED, CLOCK, now)
    return None


def plan_of(incident: Incident) -> Plan:
    """Give the plan that the clock follows. Raises `Conflict` when there is none (any more)."""
    if not incident.is_planned or incident.planned is None:
        raise Conflict.with_its_status(incident)
    return incident.planned


def extend(incident: Incident, actor: Actor, now: datetime) -> Change:
    """Have it last half an hour longer than planned."""
    plan = plan_of(incident)
    return facts.replan(incident, Plan(plan.start, max(plan.end, now) + EXTENSION), actor, now)


def work_on(planned: Sequence[Incident], service: str | None) -> Incident | None:
    """Find what is in progress and affects the service: trouble of it is expected until that has ended by itself."""
    in_progress = (work for work in planned if work.is_planned and not work.is_scheduled)
    return next((work for work in in_progress if service in work.monitors), None)
