"""`client.incidents`, once for both clients.

`R` is an answer or a promise of one, `L` a list of many, `D` a document or a promise of one.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar, Unpack
from urllib.parse import quote

from tocsin_client.calls import Call, acting, asking
from tocsin_client.days import spelled_out
from tocsin_client.listing import Walk
from tocsin_client.words import Changes, Filters, Period, Reason, Report, known

R = TypeVar("R")
L = TypeVar("L")
D = TypeVar("D")

# Words of other products for what stands in two fields here.
_STANDINGS: dict[str, dict[str, Any]] = {
    "open": {"active": "true", "acknowledged": "false"},
    "acknowledged": {"active": "true", "acknowledged": "true"},
    "active": {"active": "true"},
}


class Incidents(Generic[R, L, D]):
    """`client.incidents`: an incident is named by `inc_...`, a UUID or `INC-42`."""

    def __init__(
        self, send: Callable[[Call], R], walk: Callable[[Walk], L], read: Callable[[Call], D]
    ) -> None:
        """Send by this, walk through lists by that, and read documents by the last."""
        self._send = send
        self._walk = walk
        self._read = read

    def list(self, status: str | Sequence[str] | None = None, **filters: Unpack[Filters]) -> L:
        """Walk through incidents, newest first. `status` takes the five, and `open`, `acknowledged`, `active`.

        Times have an offset, and a date is a whole day of UTC. With `updated_since` the last changed come last, so that
        what changes meanwhile is met again. `limit` is how many are fetched at a time.
        """
        standing = _STANDINGS.get(status, {}) if isinstance(status, str) else {}
        query = {"status": None if standing else status} | standing | spelled_out(known(filters, Filters))
        call = asking("/incidents", **query)
        return self._walk(Walk(call, "incidents", "cursor", lambda page: page["next_cursor"]))

    def get(self, incident: str, *, timeline: bool = False) -> R:
        """Show an incident, with all that happened when that is asked for."""
        return self._send(asking(_of(incident), include="timeline" if timeline else None))

    def create(self, title: str, **fields: Unpack[Report]) -> R:
        """Declare an incident; the title alone is enough."""
        return self._send(acting("/incidents", {"title": title, **known(fields, Report)}))

    def change(self, incident: str, **fields: Unpack[Changes]) -> R:
        """Change all that is given, or nothing."""
        return self._send(acting(_of(incident), known(fields, Changes), "PATCH"))

    def acknowledge(self, incident: str) -> R:
        """Say that somebody is on it. Raises `Conflict` when somebody was first."""
        return self._send(acting(_of(incident, "acknowledge")))

    def unacknowledge(self, incident: str) -> R:
        """Take the acknowledgement back."""
        return self._send(acting(_of(incident, "unacknowledge")))

    def resolve(
        self, incident: str, details: Mapping[str, Any] | None = None, *, note: str | None = None
    ) -> R:
        """Say that service is restored; `{"resolutionNote": ...}` or `note` tells the team how."""
        return self._send(acting(_of(incident, "resolve"), _reason(details, note)))

    def reopen(
        self, incident: str, details: Mapping[str, Any] | None = None, *, note: str | None = None
    ) -> R:
        """Say that it is not over; `{"reason": ...}` or `note` tells the team why."""
        return self._send(acting(_of(incident, "reopen"), _reason(details, note)))

    def close(self, incident: str, *, note: str | None = None) -> R:
        """Say that the work afterwards is done too."""
        return self._send(acting(_of(incident, "close"), _reason(None, note)))

    def update(self, incident: str, message: str, *, status: str | None = None) -> R:
        """Tell the public how it stands, and move the status with it when one is given."""
        body = {"message": message} | ({"status": status} if status else {})
        return self._send(acting(_of(incident, "updates"), body))

    def add_note(self, incident: str, note: Mapping[str, Any] | str) -> R:
        """Write something down for the responders: a text, or `{"text": ...}`."""
        return self._send(acting(_of(incident, "notes"), {"text": note} if isinstance(note, str) else note))

    def timeline(self, incident: str, *, after: int = 0, limit: int = 100) -> L:
        """Walk through all that happened behind a position; `limit` is how much is fetched at a time."""
        call = asking(_of(incident, "timeline"), after=after, limit=limit)
        return self._walk(Walk(call, "events", "after", lambda page: page["next_after"]))

    def postmortem(self, incident: str) -> D:
        """Draft the postmortem, as Markdown."""
        return self._read(Call("GET", _of(incident, "postmortem"), wants="text/markdown"))

    def delete(self, incident: str) -> R:
        """Delete an incident and all that was said about it."""
        return self._send(Call("DELETE", _of(incident)))

    def get_stats(self, period: Mapping[str, Any] | None = None, **more: Unpack[Period]) -> R:
        """Count incidents, with MTTA, MTTR and downtime in seconds: all of them, or those of a time.

        `from` (`from_` as a keyword) and `to` are dates, both of them whole days of `time_zone`, or times with an
        offset, of which `to` is beyond.
        """
        return self._send(asking("/stats", **spelled_out(known({**(period or {}), **more}, Period))))


def _of(incident: str, *more: str) -> str:
    return "/".join(["/incidents", quote(incident, safe=""), *more])


def _reason(details: Mapping[str, Any] | None, note: str | None) -> dict[str, Any]:
    given = known(details or {}, Reason)
    words = note or given.get("note") or given.get("resolutionNote") or given.get("reason")
    return {"note": words} if words else {}
