"""Speaks wakestack: a bare list of incidents, and PUT with status and message."""

import json
import re
from collections.abc import AsyncIterator
from typing import Annotated, Self

from fastapi import FastAPI, Query, Request
from pydantic import BaseModel, ConfigDict, Field, model_validator
from starlette.responses import Response, StreamingResponse

from bot.caller import Dossier
from bot.http.answers import wakestack as answers
from bot.http.answers.wakestack import Word
from bot.http.api import Api, application
from bot.http.document import Examples
from bot.http.fields import InDigits
from bot.http.problems import ProblemJson, problem_of
from bot.http.refused import invalid
from bot.http.sample import MONITOR, NOTE, UPDATED, WORDS
from bot.http.words import (
    ChangedTitle,
    Changes,
    Free,
    Monitors,
    Severities,
    StatusWord,
    Title,
    Words,
    scopes_of,
    status_then,
    status_wish,
    status_word,
    title_shown,
    title_wish,
    update_id,
)
from bot.wire import incident_id, instant, maybe_instant
from incidents.commands import Draft
from incidents.edits import Wishes
from incidents.errors import NotFound
from incidents.model import Incident, Severity
from incidents.search import Filter, Stretch

SEVERITIES: Severities[Word] = Severities(
    {
        Severity.CRITICAL: "critical",
        Severity.MAJOR: "major",
        Severity.MINOR: "minor",
        Severity.WARNING: "minor",
        Severity.NONE: "minor",
    },
    {word: Severity(word) for word in ("critical", "major", "minor")},
)

AT_ONCE = 200
_NUMBER = re.compile("[0-9]{1,15}", re.ASCII)
_BEFORE = "The id of an incident, such as the last one of the stretch before; its number does, too."
_NOBODY = "before: is the name of no incident; give the id of the last one that you have."
CHANGEABLE = ("status", "message", "title", "description", "severity", "affectedMonitors")


class NewIncident(BaseModel):
    """What makes an incident."""

    title: Title
    description: Words
    severity: Word | None = None
    affected_monitors: Annotated[Monitors, Field(alias="affectedMonitors")]

    def as_draft(self) -> Draft:
        """Give the draft of the rules."""
        severity = SEVERITIES.meant[self.severity or "minor"]
        return Draft(self.title, severity, self.description, tuple(self.affected_monitors))


class Put(Changes):
    """What may be changed; what is not given stays, in spite of the verb."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": [name]} for name in CHANGEABLE]})

    title: ChangedTitle = ""
    description: Free | None = ""
    status: StatusWord = "investigating"
    severity: Word = "minor"
    message: Words = ""
    affected_monitors: Annotated[Monitors, Field(alias="affectedMonitors", default_factory=list)]

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError(f"send at least one of {', '.join(CHANGEABLE)}")
        return self

    def wishes(self, incident: Incident) -> Wishes:
        """Give what is asked of the incident as it is."""
        monitors = self.given("affected_monitors")
        described = "description" in self.model_fields_set
        return Wishes(
            title=title_wish(self.given("title"), incident),
            description=(self.description or "") if described else None,
            severity=SEVERITIES.wish(self.given("severity"), incident),
            status=status_wish(self.given("status"), incident),
            monitors=None if monitors is None else tuple(monitors),
            update=self.given("message"),
        )


class Listing(BaseModel):
    """The whole list, unless a stretch of it is asked for: `limit` incidents that were recorded before one of them."""

    limit: Annotated[int | None, Field(ge=1, le=1_000_000), InDigits] = None
    before: Annotated[str | None, Field(description=_BEFORE, examples=["INC-42"])] = None


def build(api: Api) -> FastAPI:
    """Make the application."""
    app = application(api, "wakestack dialect", problem_of, ProblemJson, scopes_of, _examples())

    @app.get("/api/incidents", responses={200: {"model": list[answers.Incident]}})
    async def list_incidents(wanted: Annotated[Listing, Query()]) -> Response:
        """List all incidents, newest first."""
        listed = _listed(api, wanted.limit, await _number(api, wanted.before))
        return StreamingResponse(listed, media_type="application/json")

    @app.post("/api/incidents", status_code=201, responses={201: {"model": answers.Incident}})
    async def create(wanted: NewIncident, request: Request) -> Response:
        """Create an incident by hand."""
        draft = wanted.as_draft()
        return await api.command(request, lambda by: api.service.declare(draft, by), _whole, 201)

    @app.get("/api/incidents/{reference}")
    async def get(reference: str) -> answers.Incident:
        """Show an incident."""
        return await api.service.look(reference, _whole)

    @app.put("/api/incidents/{reference}", responses={200: {"model": answers.Incident}})
    async def put(reference: str, wanted: Put, request: Request) -> Response:
        """Move the status, post an update, or change what is given."""
        return await api.command(request, lambda by: api.service.amend(reference, wanted.wishes, by), _whole)

    return app


def _examples() -> Examples:
    new = {"title": UPDATED.incident.title, "description": NOTE, "affectedMonitors": [MONITOR.id]}
    return {
        "NewIncident": new | {"severity": "critical"},
        "Incident": _whole(UPDATED),
        "Put": {"status": "identified", "message": WORDS},
    }


async def _number(api: Api, before: str | None) -> int | None:
    """Give the number of the incident by its id, which is all that the list shows; or that number itself."""
    if before is None or _NUMBER.fullmatch(before):
        return int(before) if before else None
    try:
        return (await api.service.find(before)).number
    except NotFound:
        raise invalid({"before": _NOBODY}) from None


async def _listed(api: Api, left: int | None, before: int | None) -> AsyncIterator[str]:
    """Write the list as it is read, so that memory does not grow with it."""
    comma = ""
    yield "["
    while left is None or left > 0:
        stretch = Stretch(AT_ONCE if left is None else min(left, AT_ONCE))
        page = await api.search(
            Filter(before_number=before), stretch, lambda told: (told.incident.number, _whole(told))
        )
        if not page:
            break
        yield comma + ",".join(json.dumps(shown) for _, shown in page)
        comma, before = ",", page[-1][0]
        left = None if left is None else left - len(page)
    yield "]"


def _whole(told: Dossier) -> answers.Incident:
    incident = told.incident
    return {
        "id": incident_id(incident),
        "title": title_shown(incident),
        "description": incident.description,
        "status": status_word(incident),
        "severity": SEVERITIES.of(incident),
        "affectedMonitors": list(incident.monitors),
        "startedAt": instant(incident.started_at),
        "resolvedAt": maybe_instant(incident.resolved_at),
        "createdAt": instant(incident.declared.at),
        "updatedAt": instant(incident.changed_at),
        "updates": [
            {
                "id": update_id(event),
                "message": event.text,
                "status": status_then(event),
                "createdAt": instant(event.at),
            }
            for event in told.updates
        ],
    }
