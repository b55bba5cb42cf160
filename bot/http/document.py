"""What every API's OpenAPI document says besides its routes: how a token is sent, and each error in its own words."""

import json
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from bot.http.refused import Refused, Worded

Responses = dict[int | str, dict[str, Any]]

_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "tocsin_..."},
    "apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
}
_ERRORS = (
    Refused(401, "unauthorized", "This needs a token: send the header Authorization: Bearer tocsin_..."),
    Refused(403, "forbidden", "This needs a token with the scope incidents:write; ci has incidents:read."),
    Refused(404, "not_found", "There is no incident INC-43."),
    Refused(405, "method_not_allowed", "This address does not take that method."),
    Refused(408, "too_slow", "The body did not arrive within 10 s."),
    Refused(409, "conflict", "INC-42 is already acknowledged, by ann at 2026-04-04T12:00:00Z."),
    Refused(412, "precondition_failed", "INC-42 has changed since you read it. Read it again, then decide."),
    Refused(413, "too_large", "The body is larger than 256 KiB."),
    Refused(415, "unsupported_encoding", "Send the body as it is, without a Content-Encoding."),
    Refused(422, "validation_error", "title is missing.", {"title": "title is missing."}),
    Refused(429, "rate_limited", "Too many requests: 600 a minute are allowed. Try again in 3 s."),
    Refused(500, "internal_error", "Something broke on our side: ref 7f3a."),
)


def errors_in(worded: Worded) -> Responses:
    """Describe every error by an example, as the API words it."""
    answers = [(refused, worded(refused)) for refused in _ERRORS]
    return {
        answer.status_code: {
            "description": refused.status.phrase,
            "content": {str(answer.media_type): {"example": json.loads(bytes(answer.body))}},
        }
        for refused, answer in answers
    }


def complete(app: FastAPI, errors: Responses) -> None:
    """Have the document say how a token is sent, in either header, and no error that never comes."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        document = plain()
        document.setdefault("components", {})["securitySchemes"] = _SCHEMES
        document["security"] = [{name: []} for name in _SCHEMES]
        if HTTPStatus.UNPROCESSABLE_ENTITY not in errors:  # FastAPI's own word for what is not valid
            for methods in document["paths"].values():
                for operation in methods.values():
                    operation["responses"].pop("422", None)
        return document

    app.openapi = openapi  # type: ignore[method-assign] # as FastAPI's documentation does it
