"""Entity tags: which state of an incident a request means (RFC 9110, section 13.1)."""

import re

from starlette.datastructures import Headers

from incidents.model import Incident

_TAG = re.compile(r'(W/)?("[^"]*")')


def etag_of(incident: Incident) -> str:
    """Give the entity tag: another one whenever anything that is shown has changed."""
    return f'"{incident.version}-{incident.changed_at.timestamp():.6f}"'


def is_expected(headers: Headers, etag: str) -> bool:
    """Whether `If-Match` lets this state be changed: it is not sent, a star, or has the tag in its list."""
    return "if-match" not in headers or _names(headers, "if-match", etag, weak_counts=False)


def is_known(headers: Headers, etag: str) -> bool:
    """Whether whoever asks has this state already, by `If-None-Match`."""
    return _names(headers, "if-none-match", etag, weak_counts=True)


def _names(headers: Headers, header: str, etag: str, *, weak_counts: bool) -> bool:
    wanted = ",".join(headers.getlist(header)).strip()
    found = _TAG.findall(wanted)
    return wanted == "*" or any(tag == etag and (weak_counts or not weak) for weak, tag in found)
