"""What every API's OpenAPI document says besides its routes: tokens, errors in its own words, and the headers."""

import json
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from pydantic import TypeAdapter

from bot.http.refused import Refused, Worded

Responses = dict[int | str, dict[str, Any]]

_COMPONENT = "#/components/schemas/{model}"

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
_WHOLE_NUMBER = {"type": "integer", "minimum": 0}
_HEADERS: dict[str, dict[str, Any]] = {
    "RateLimit-Limit": _WHOLE_NUMBER,
    "RateLimit-Remaining": _WHOLE_NUMBER,
    "RateLimit-Reset": _WHOLE_NUMBER | {"description": "In how many seconds the budget is whole again."},
    "X-RateLimit-Limit": _WHOLE_NUMBER,
    "X-RateLimit-Remaining": _WHOLE_NUMBER,
    "X-RateLimit-Reset": _WHOLE_NUMBER | {"description": "When the budget is whole again: Unix time."},
    "Retry-After": _WHOLE_NUMBER | {"description": "In how many seconds to try again."},
    "WWW-Authenticate": {"type": "string"},
    "Allow": {"type": "string", "description": "The methods that the address takes."},
    "ETag": {"type": "string", "description": "What to send as `If-Match`."},
}
_EXAMPLES = {"reference": "INC-42", "slug": "acme-cloud", "monitor_id": "checkout"}
_RATE_LIMITS = [name for name in _HEADERS if "RateLimit" in name]
_MORE_HEADERS = {"401": ["WWW-Authenticate"], "405": ["Allow"], "412": ["ETag"], "429": ["Retry-After"]}


def errors_in(worded: Worded, envelope: type) -> Responses:
    """Describe every error by its envelope and an example, as the API words it."""
    answers = [(refused, worded(refused)) for refused in _ERRORS]
    return {
        answer.status_code: {
            "description": refused.status.phrase,
            "content": {
                str(answer.media_type): {
                    "schema": {"$ref": _COMPONENT.format(model=envelope.__name__)},
                    "example": json.loads(bytes(answer.body)),
                }
            },
        }
        for refused, answer in answers
    }


def complete(app: FastAPI, errors: Responses, envelope: type) -> None:
    """Have the document say how a token is sent, what every answer carries, and no error that never comes."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        document = plain()
        _add_components(document, envelope)
        document["security"] = [{name: []} for name in _SCHEMES]
        for operation in _operations(document):
            if HTTPStatus.UNPROCESSABLE_ENTITY not in errors:  # FastAPI's own word for what is not valid
                operation["responses"].pop("422", None)
            _add_headers(operation["responses"])
            _add_examples(operation.get("parameters", []))
        return document

    app.openapi = openapi  # type: ignore[method-assign] # as FastAPI's documentation does it


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for methods in document["paths"].values() for operation in methods.values()]


def _add_components(document: dict[str, Any], envelope: type) -> None:
    components = document.setdefault("components", {})
    components["securitySchemes"] = _SCHEMES
    components["headers"] = {name: {"required": True, "schema": schema} for name, schema in _HEADERS.items()}
    shape = TypeAdapter(envelope).json_schema(mode="serialization", ref_template=_COMPONENT)
    components.setdefault("schemas", {}).update(shape.pop("$defs", {}) | {envelope.__name__: shape})


def _add_headers(responses: dict[str, Any]) -> None:
    """Every answer tells how the budget stands, but a failure of ours: that may be why nobody knows."""
    for status, response in responses.items():
        names = [] if status == "500" else [*_RATE_LIMITS, *_MORE_HEADERS.get(status, [])]
        references = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
        response.setdefault("headers", {}).update(references)


def _add_examples(parameters: list[dict[str, Any]]) -> None:
    """Show what an address names."""
    for parameter in parameters:
        if parameter["name"] in _EXAMPLES:
            parameter["example"] = _EXAMPLES[parameter["name"]]
