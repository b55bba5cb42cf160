"""What was found when a monitor was looked at: told by probes of one's own and by jobs that call in, and listed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Any, Self

from fastapi import APIRouter, Query, Request
from pydantic import ConfigDict, Field, model_validator
from starlette.routing import Match
from starlette.types import Scope

from bot.http.api import Api, once_of
from bot.http.bodies import Making
from bot.http.fields import InDigits, InJson, MonitorId
from bot.http.native import answers
from bot.http.native.parts import part
from bot.http.native.schemas import Title
from bot.http.unknown import ExactRoute
from bot.watching import Hour, Seen
from bot.wire import instant, maybe_instant
from incidents.failure import FailureType
from incidents.monitoring import Result, Standing

HOURS_SHOWN = timedelta(days=7)
MILLISECOND = timedelta(milliseconds=1)
LONGEST_MS = 3_600_000

# How ok and failure_type go together, for the document.
_WELL: dict[str, Any] = {"properties": {"ok": {"enum": [True, None]}, "failure_type": {"type": "null"}}}
_FAILED: dict[str, Any] = {
    "properties": {"ok": {"const": False}, "failure_type": {"type": "string"}},
    "required": ["ok", "failure_type"],
}


class NewResult(Making):
    """What a look found: nothing at all says that all is well, as a job does that calls in."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [_WELL, _FAILED]})

    ok: Annotated[bool, Field(strict=True)] = True
    failure_type: FailureType | None = None
    error: Annotated[str, Field(max_length=255)] = ""
    took_ms: Annotated[int | None, Field(ge=0, le=LONGEST_MS), InJson] = None
    status: Annotated[int | None, Field(ge=100, le=599), InJson] = None
    region: Annotated[Title | None, Field(description="Where the probe stands.")] = None

    @model_validator(mode="after")
    def _says_how_it_failed(self) -> Self:
        if self.ok is (self.failure_type is not None):
            raise ValueError("ok and failure_type go together: a failure says how it failed")
        return self

    def found(self) -> Callable[[datetime], Result]:
        """Give the result as of then."""
        took = None if self.took_ms is None else self.took_ms * MILLISECOND
        return lambda now: Result(now, self.failure_type, self.error, took, self.status, self.region or "")


ALL_WELL = NewResult()


class OfTheChecks(ExactRoute):
    """Leaves alone what is about a monitor whose own id ends so: there the slash is written %2F."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Tell whether the request is about a monitor's checks."""
        if scope.get("raw_path", b"").lower().endswith(b"%2fchecks"):
            return Match.NONE, {}
        return super().matches(scope)


def routes(api: Api) -> APIRouter:
    """Give the routes of what was found."""
    router = part("monitors", route_class=OfTheChecks)

    @router.post("/monitors/{monitor_id:path}/checks", status_code=201)
    async def tell(monitor_id: MonitorId, request: Request, wanted: NewResult = ALL_WELL) -> answers.Standing:
        """Tell what a look at the monitor found. A monitor that nobody has heard of is made."""
        told = api.watching.report(monitor_id, wanted.found())
        return await told.answered(await once_of(request), _standing_json)

    @router.get("/monitors/{monitor_id:path}/checks")
    async def list_checks(
        monitor_id: str, limit: Annotated[int, Query(ge=1, le=1000), InDigits] = 100
    ) -> answers.Checks:
        """Show how the monitor stands, what was found last, and the sums by hour of the last seven days."""
        await api.catalogue.monitor(monitor_id)
        history = await api.watching.history(monitor_id, limit, HOURS_SHOWN)
        return {
            "standing": _seen_json(history.seen) if history.seen else None,
            "results": [_result_json(result) for result in history.results],
            "hours": [_hour_json(hour) for hour in history.hours],
        }

    return router


def _standing_json(standing: Standing) -> answers.Standing:
    return {
        "failing": standing.failing,
        "failures": standing.failures,
        "since": maybe_instant(standing.since),
    }


def _seen_json(seen: Seen) -> answers.Seen:
    return {
        **_standing_json(seen.standing),
        "last_at": instant(seen.last_at),
        "last_ok_at": maybe_instant(seen.last_ok_at),
        "last_error": seen.last_error,
        "last_took_ms": _ms(seen.last_took),
    }


def _result_json(result: Result) -> answers.Result:
    return {
        "at": instant(result.at),
        "ok": result.ok,
        "failure_type": result.failure_type,
        "error": result.error,
        "took_ms": _ms(result.took),
        "status": result.status,
        "region": result.region,
    }


def _hour_json(hour: Hour) -> answers.Hour:
    return {
        "hour": instant(hour.hour),
        "checks": hour.checks,
        "failures": hour.failures,
        "took_ms": _ms(hour.took),
    }


def _ms(span: timedelta | None) -> int | None:
    return None if span is None else round(span / MILLISECOND)
