"""Checks: which monitors the bot looks at by itself, and how. Those of the policy are shown here, and changed there."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from bot.http.api import Api, once_of
from bot.http.bodies import Exact, Making
from bot.http.fields import InDigits, InJson, MonitorId
from bot.http.native.answers_of_checks import Check, CheckList
from bot.http.native.parts import part
from bot.http.native.schemas import Title
from bot.roster import Entry, Roster
from incidents.checks import CheckKind
from incidents.errors import Invalid
from incidents.statuses import statuses_as_words, statuses_in

SECOND = timedelta(seconds=1)
LONGEST = 366 * 24 * 3600
_NAMES = {"status": "expect_status"}  # what is called otherwise in the rules
_TIMES = ("interval", "timeout", "slower_than")

Seconds = Annotated[float | None, Field(gt=0, le=LONGEST, description="In seconds."), InJson]
Times = Annotated[int | None, Field(ge=1, le=100), InJson]


class CheckWishes(Exact):
    """How a monitor is looked at. What is left out is as usual; docs/monitors.md says what that is."""

    name: Title | None = None
    interval: Seconds = None
    timeout: Seconds = None
    failures: Times = None
    recoveries: Times = None
    status: Annotated[str | None, Field(max_length=1000, description="Such as `200-299, 301`; for http.")] = (
        None
    )
    keyword: Annotated[Title | None, Field(description="What the answer must hold; for http.")] = None
    slower_than: Seconds = None
    certificate_days: Annotated[int | None, Field(ge=1, le=365), InJson] = None
    address: Annotated[
        str | None, Field(max_length=100, description="One to which the name must lead; for dns.")
    ] = None
    page: Annotated[Title | None, Field(description="The slug of a status page.")] = None
    escalation: Annotated[Title | None, Field(description="A named escalation of the policy.")] = None

    def wishes(self) -> dict[str, Any]:
        """Give what is given, as the rules call it."""
        given = {name: getattr(self, name) for name in self.model_fields_set - {"id", "kind"}}
        spans = {name: given[name] * SECOND for name in _TIMES if given.get(name) is not None}
        if given.get("status") is not None:
            given["status"] = statuses_in(given["status"])
        return {_NAMES.get(name, name): value for name, value in (given | spans).items()}


class NewCheck(Making, CheckWishes):
    """A monitor that the bot is to look at, or a job that must call in."""

    id: MonitorId | None = None
    kind: CheckKind
    target: Annotated[
        str,
        Field(max_length=2000, description="A web address, `host:port`, a name; nothing for a heartbeat."),
    ] = ""


class CheckChange(CheckWishes):
    """What to change; what is left out stays, and null puts back what is usual. The kind stays."""

    target: Annotated[str, Field(max_length=2000)] = ""


def routes(api: Api) -> APIRouter:
    """Give the routes of the checks."""
    router, roster = part("checks"), Roster(api.watching)

    @router.get("/checks")
    async def list_all(
        limit: Annotated[int, Query(ge=1, le=1000), InDigits] = 100,
        after: Annotated[str, Query(max_length=255)] = "",
    ) -> CheckList:
        """List the checks by id, those of the policy too."""
        found = await roster.listed(limit, after)
        further = found[-1].check.id if len(found) == limit else None
        return {"checks": [check_json(entry) for entry in found], "next_after": further}

    @router.post("/checks", status_code=201)
    async def make(wanted: NewCheck, request: Request) -> Check:
        """Have a monitor looked at from now on, or wait for a job from now on."""
        made = roster.make(wanted.id, wanted.kind, wanted.wishes())
        return await made.answered(await once_of(request), check_json)

    @router.get("/checks/{check_id:path}")
    async def show(check_id: str) -> Check:
        """Show a check."""
        return check_json(await roster.get(check_id))

    @router.patch("/checks/{check_id:path}")
    async def change(check_id: str, wanted: CheckChange, request: Request) -> Check:
        """Change what is given; the next look is as it says."""
        if "target" in wanted.model_fields_set and not wanted.target:
            raise Invalid("target", "It is empty. Leave it out to keep the one that there is.")
        changed = roster.change(check_id, wanted.wishes())
        return await changed.answered(await once_of(request), check_json)

    @router.delete("/checks/{check_id:path}", status_code=204)
    async def remove(check_id: str) -> Response:
        """Look at the monitor no more. The monitor stays, and what is open is for a person to resolve."""
        await roster.remove(check_id)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return router


def check_json(entry: Entry) -> Check:
    """Give a check in the words of the policy; times in seconds."""
    check = entry.check
    return {
        "id": check.id,
        "name": check.name,
        "kind": check.kind,
        "target": check.target,
        "interval": check.interval / SECOND,
        "timeout": check.timeout / SECOND,
        "failures": check.failures,
        "recoveries": check.recoveries,
        "status": statuses_as_words(check.expect_status) if check.kind is CheckKind.HTTP else None,
        "keyword": check.keyword,
        "slower_than": None if check.slower_than is None else check.slower_than / SECOND,
        "certificate_days": check.certificate_days,
        "address": check.address,
        "page": check.page,
        "escalation": check.escalation,
        "source": "api" if entry.is_made else "policy",
    }
