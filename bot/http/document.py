"""What every API's OpenAPI document says besides its routes: tokens, errors in its own words, and the headers."""

import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from pydantic import TypeAdapter

from bot.http.media import Media
from bot.http.offered import KEYED, OF_REPEATS, offered_to
from bot.http.refused import Refused, Worded
from incidents.errors import KeyReused

Responses = dict[int | str, dict[str, Any]]
Examples = Mapping[str, Any]

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
    Refused(
        409,
        "idempotency_key_in_use",
        "A request with this Idempotency-Key is being carried out. Ask again in a second.",
    ),
    Refused(412, "precondition_failed", "INC-42 has changed since you read it. Read it again, then decide."),
    Refused(413, "too_large", "The body is larger than 256 KiB."),
    Refused(415, "unsupported_encoding", "Send the body as it is, without a Content-Encoding."),
    Refused(422, "validation_error", "title is missing.", {"title": "title is missing."}),
    Refused(422, "idempotency_key_reused", KeyReused().message),
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


def errors_in(worded: Worded, envelope: type, media: Media) -> Responses:
    """Describe every error by its envelope and examples by code, as the API words them."""
    told: Responses = {}
    for refused in (*_ERRORS, media.refused("text/plain")):
        answer = worded(refused)
        shape = {"schema": {"$ref": _COMPONENT.format(model=envelope.__name__)}, "examples": {}}
        phrase = HTTPStatus(answer.status_code).phrase
        empty = {"description": phrase, "content": {str(answer.media_type): shape}}
        [described] = told.setdefault(answer.status_code, empty)["content"].values()
        described["examples"].setdefault(refused.code, {"value": json.loads(bytes(answer.body))})
    return told


def complete(app: FastAPI, errors: Responses, envelope: type, examples: Examples) -> None:
    """Have the document say how a token is sent, what every answer carries, and no error that never comes."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema:  # FastAPI keeps it, and it has been completed
            return app.openapi_schema
        document = plain()
        _add_components(document, envelope)
        document["security"] = [{name: []} for name in _SCHEMES]
        for method, path, operation in _operations(document):
            if HTTPStatus.UNPROCESSABLE_ENTITY not in errors:  # FastAPI's own word for what is not valid
                operation["responses"].pop("422", None)
            _add_offers(operation, method, path)
            _add_headers(operation["responses"])
            _add_examples(operation.get("parameters", []))
            for media in _bodies(operation):
                _show(media, examples)
        return document

    app.openapi = openapi  # type: ignore[method-assign] # as FastAPI's documentation does it


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def _bodies(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give what is sent, and what is answered when all went well."""
    yield from operation.get("requestBody", {}).get("content", {}).values()
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            yield from response.get("content", {}).values()


def _show(media: dict[str, Any], examples: Examples) -> None:
    """Show an example of the shape; a list of it is shown with one. FastAPI itself would leave every null out."""
    if "example" in media:
        return
    schema = media["schema"]
    name = (schema.get("items") or schema).get("$ref", "").rpartition("/")[2]
    if name in examples:
        media["example"] = [examples[name]] if "items" in schema else examples[name]


def _add_offers(operation: dict[str, Any], method: str, path: str) -> None:
    """Say which headers count, and what their errors are; where they do not count, there are none."""
    operation.setdefault("parameters", []).extend(offered_to(method, path))
    if method not in KEYED:
        for response in operation["responses"].values():
            for media in response.get("content", {}).values():
                for code in OF_REPEATS:
                    media.get("examples", {}).pop(code, None)


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
