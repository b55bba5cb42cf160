"""The native API, `/api/v1`: everything an incident is and all that can be done to it."""

from fastapi import FastAPI

from bot.auth import Scope
from bot.http.api import Api, application, with_summaries
from bot.http.media import ONLY_JSON
from bot.http.native import (
    checks,
    events,
    incidents,
    oncall,
    postmortems,
    publications,
    registry,
    roster,
    saying,
    statistics,
    subscribers,
    tokens,
    webhooks,
)
from bot.http.native.examples import EXAMPLES
from bot.http.problems import ProblemJson, problem_of

MOUNT = "/api/v1"
PARTS = (
    incidents,
    saying,
    postmortems,
    publications,
    subscribers,
    checks,
    roster,
    registry,
    statistics,
    events,
    webhooks,
    tokens,
    oncall,
)

_OF_OTHER_THINGS = {"tokens": Scope.ADMIN, "audit": Scope.ADMIN, "webhooks": Scope.WEBHOOKS}
_MADE_WITH = {"pages": Scope.PAGES, "checks": Scope.MONITORS}
_DESCRIPTION = """Incidents, declared and followed by programs. Send `Authorization: Bearer tocsin_...` with a token
that `tocsin token create` has made. Errors are problem+json (RFC 9457) with a stable `code`."""


def build(api: Api) -> FastAPI:
    """Make the application that is mounted at `/api/v1`."""
    app = application(api, "Tocsin", problem_of, ProblemJson, scopes_of, EXAMPLES, ONLY_JSON)
    app.description = _DESCRIPTION
    # Each request is compared with one route after the other: these stand before the document and its page.
    app.router.routes[:0] = [route for part in PARTS for route in with_summaries(part.routes(api)).routes]
    return app


def scopes_of(method: str, path: str) -> tuple[Scope, ...]:
    """Name the scopes any of which a request needs."""
    thing, _, rest = path.strip("/").partition("/")
    if thing in _OF_OTHER_THINGS:
        return (_OF_OTHER_THINGS[thing],)
    if method in ("GET", "HEAD", "OPTIONS") and "/subscribers" not in rest:  # these are addresses of people
        return (Scope.READ, _MADE_WITH[thing]) if thing in _MADE_WITH else (Scope.READ,)
    if thing == "checks":
        return (Scope.MONITORS,)
    if thing == "pages" or _decides_what_is_public(method, rest):
        return (Scope.PAGES,)
    if method == "DELETE":
        return (Scope.DELETE,)
    return (Scope.ACKNOWLEDGE if rest.endswith("/acknowledge") else Scope.WRITE,)


def _decides_what_is_public(method: str, rest: str) -> bool:
    """Whether it publishes, previews, withdraws or corrects."""
    _, _, part = rest.partition("/")
    return part.split("/")[0] in ("publications", "preview") or (
        method == "PATCH" and part.startswith("updates/")
    )
