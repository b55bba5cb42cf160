"""The headers by which a request may be repeated, or held to what was seen: which requests have them, and how."""

from typing import Any

KEY_LIMIT = 255
KEYED = ("POST", "PATCH", "PUT")
OF_REPEATS = ("idempotency_key_in_use", "idempotency_key_reused")

_WRITING = (*KEYED, "DELETE")
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A repeat of the request under the same key hears the first answer, and nothing is done.",
    "schema": {"type": "string", "minLength": 1, "maxLength": KEY_LIMIT, "pattern": r"\S"},
    "example": "deploy-4711",
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The `ETag` of the incident as you know it, or a star: when it has changed since, this is 412.",
    "schema": {"type": "string"},
    "example": '"3-1775304000.000000"',
}


def offered_to(method: str, path: str) -> list[dict[str, Any]]:
    """Describe the headers that count for an operation: If-Match for whatever changes an incident that there is."""
    holds = method in _WRITING and "{reference}" in path
    return [dict(header) for header, counts in ((_KEY, method in KEYED), (_IF_MATCH, holds)) if counts]
