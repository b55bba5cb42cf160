"""A request that is not carried out, told once: each application words it in its own envelope."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Literal

from starlette.responses import Response

from bot.wire import instant
from incidents.errors import Conflict, Forbidden, IncidentError, Invalid, KeyReused, NotFound, Taken
from incidents.model import ACTIVE, Deed, Incident, Status

# What programs know a refusal by. `unreadable` is of /alerts alone.
Code = Literal[
    "unauthorized",
    "forbidden",
    "not_found",
    "method_not_allowed",
    "too_slow",
    "conflict",
    "idempotency_key_in_use",
    "precondition_failed",
    "too_large",
    "unsupported_encoding",
    "unsupported_media_type",
    "validation_error",
    "idempotency_key_reused",
    "rate_limited",
    "bad_request",
    "unreadable",
    "internal_error",
]

# Three of the products know nothing of closing, and their users hear of it here.
_FOR_GOOD = "Nothing about a closed incident changes any more; if it is back, declare a new one."


class Refused(Exception):
    """Why not: an HTTP status, a word that programs know, a sentence for a person, and the fields to blame."""

    def __init__(
        self,
        status: int,
        code: Code,
        message: str,
        fields: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = HTTPStatus(status)
        self.code = code
        self.message = message
        self.fields = dict(fields or {})
        self.headers = dict(headers or {})
        self.conflict: Conflict | None = None


Worded = Callable[[Refused], Response]

# What a form in Slack, or a rule, calls otherwise than the API.
_NAMES = {"started": "started_at", "expect_status": "status"}


def unauthorized(message: str) -> Refused:
    """Say that a token is needed, and how one is sent."""
    return Refused(401, "unauthorized", message, headers={"www-authenticate": 'Bearer realm="Tocsin"'})


def invalid(fields: Mapping[str, str]) -> Refused:
    """Say what is wrong with the request, field by field."""
    return Refused(422, "validation_error", " ".join(fields.values()) or "The request is not valid.", fields)


def as_refused(error: IncidentError) -> Refused:
    """Tell an error of the rules as HTTP does (the table in docs/api.md)."""
    match error:
        case Forbidden() | Taken():
            is_taken = isinstance(error, Taken)
            return Refused(409 if is_taken else 403, "conflict" if is_taken else "forbidden", str(error))
        case NotFound():
            return Refused(404, "not_found", f"There is no {error.what} {error.wanted}.")
        case KeyReused():
            return Refused(422, "idempotency_key_reused", error.message)
        case Invalid():
            return invalid({_NAMES.get(error.field, error.field): error.message})
        case Conflict():
            refused = Refused(409, "conflict", in_words(error))
            refused.conflict = error
            return refused
        case _:
            return Refused(400, "bad_request", str(error))


def in_words(conflict: Conflict) -> str:
    """Say where the incident stands, who put it there and when."""
    when = "still" if conflict.state in ACTIVE else "already"
    words = standing(conflict.incident, f"{when} {conflict.state}", Deed(conflict.by, conflict.at))
    return f"{words} {_FOR_GOOD}" if conflict.state is Status.CLOSED else words


def standing(incident: Incident, word: str, since: Deed) -> str:
    """Say that the incident is so, and since whom and when."""
    return f"{incident.reference} is {word}, by {since.by.name} at {instant(since.at)}."
