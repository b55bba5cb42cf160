"""What the native API's document says of answers: an example of each, and every error."""

from datetime import UTC, datetime
from typing import Any

from bot.wire import incident_json
from incidents.commands import Draft, acknowledge, declare
from incidents.model import Actor, ActorKind, Door, Severity

_NOON = datetime(2026, 4, 4, 12, tzinfo=UTC)
_CI = Actor(ActorKind.TOKEN, "usr_2f1c9a4e8b7d4c05a1b2c3d4e5f60718", "ci", Door.HTTP)
_DRAFT = Draft("checkout is failing", Severity.CRITICAL, monitors=("checkout",))
_DECLARED = declare(_DRAFT, "9f1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c", 42, _CI, _NOON).incident
INCIDENT = incident_json(acknowledge(_DECLARED, _CI, _NOON).incident, _NOON)

Responses = dict[int | str, dict[str, Any]]


def shown(description: str, example: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON is what it is
    """Describe an answer by an example."""
    return {"description": description, "content": {"application/json": {"example": example}}}


def _problem(status: int, title: str, code: str, detail: str) -> dict[str, Any]:
    problem = {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code}
    return {"description": title, "content": {"application/problem+json": {"example": problem}}}


WHOLE: Responses = {200: shown("The incident as it is now.", INCIDENT)}
DECLARED: Responses = {201: shown("The incident, declared.", INCIDENT)}
PAGE: Responses = {200: shown("A page of the list.", {"incidents": [INCIDENT], "next_cursor": "42"})}
ERRORS: Responses = {
    401: _problem(
        401, "Unauthorized", "unauthorized", "This needs a token: send the header Authorization: ..."
    ),
    403: _problem(
        403, "Forbidden", "forbidden", "This needs a token with the scope incidents:write; ci has ..."
    ),
    404: _problem(404, "Not Found", "not_found", "There is no incident INC-43."),
    409: _problem(
        409, "Conflict", "conflict", "INC-42 is already acknowledged, by ann at 2026-04-04T12:00:00Z."
    ),
    412: _problem(412, "Precondition Failed", "precondition_failed", "INC-42 has changed since you read it."),
    413: _problem(413, "Content Too Large", "too_large", "The body is larger than 256 KiB."),
    422: _problem(422, "Unprocessable Content", "validation_error", "title is missing."),
    429: _problem(429, "Too Many Requests", "rate_limited", "Too many requests: 600 a minute are allowed."),
    500: _problem(500, "Internal Server Error", "internal_error", "Something broke on our side: ref 7f3a."),
}
