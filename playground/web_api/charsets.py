"""The warnings that stand on every method's page: a charset that is missing, or one too many."""

from __future__ import annotations

from aiohttp import web

from playground.errors import JSON

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def with_warning(request: web.Request, answer: JSON) -> JSON:
    """Return the answer, warned of the charset of the request; refusals are warned of as well."""
    warning = _warning(request)
    if warning is None:
        return answer
    metadata = answer.get("response_metadata", {})
    warnings = [*metadata.get("warnings", []), warning]
    return answer | {"warning": ",".join(warnings), "response_metadata": metadata | {"warnings": warnings}}


def _warning(request: web.Request) -> str | None:
    if request.method != "POST" or not request.body_exists:
        return None
    if request.content_type in FORMS:
        return "superfluous_charset" if request.charset else None
    return None if request.charset else "missing_charset"
