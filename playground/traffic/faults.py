"""Faults on demand: what goes wrong, with which calls and payloads, and how often it has.

Faults are set through the control API (`control/routes.py`), shaped as `fault.schema.json` says. Here they are only
counted; `gate.py` has them befall the bot's calls, `delivery/courier.py` what is sent to the bot.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from itertools import count
from pathlib import Path

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from playground.errors import JSON
from playground.web_api.documented import documented

PAYLOADS = ("slash_commands", "interactive", "events_api")
OTHERS = ("*", "response_url", "upload", "download", "socket", *PAYLOADS, "payloads")
"""What can be hit besides the methods of the Web API."""
OF_PAYLOADS = ("latency", "lost", "duplicate")
"""What can befall a payload on its way to the bot."""
WITHOUT_EFFECT = ("ratelimited", "unreachable")
USUAL: dict[str, JSON] = {"lost": {"when": "after"}, "duplicate": {"method": "payloads", "seconds": 0}}
"""What a kind does when it is not told otherwise, where that is not what the others do."""
REMEMBERED = 200
"""Faults that are over are still listed, so that a test can ask how often they struck."""
SCHEMA = json.loads((Path(__file__).parent / "fault.schema.json").read_text(encoding="utf-8"))
CHECKED = Draft202012Validator(SCHEMA)


@dataclass
class Fault:
    """One thing that goes wrong; what the fields mean stands in `fault.schema.json`."""

    kind: str
    method: str = "*"
    where: JSON = field(default_factory=dict)
    when: str = "before"
    nth: int = 1
    times: int | None = None
    lasts: float | None = None
    seconds: float = 1
    error: str = "internal_error"
    status: int = 503
    html: bool = False
    id: str = ""
    met: int = 0
    struck: int = 0
    ends: float | None = None

    def hits(self, method: str, args: JSON) -> bool:
        """Whether it is aimed at this call or payload."""
        return self._aims_at(method) and _matches(self.where, args)

    def is_set(self, now: float) -> bool:
        """Whether it can strike yet."""
        spent = self.times is not None and self.struck >= self.times
        return not spent and (self.ends is None or now < self.ends)

    def _aims_at(self, method: str) -> bool:
        if self.kind == "unreachable":
            return True
        if self.method == "payloads":
            return method in PAYLOADS
        return self.method == method or (self.method == "*" and method not in PAYLOADS)


class Faults:
    """The faults that were set, oldest first. Of several that hit the same call the oldest strikes."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._faults: list[Fault] = []
        self._ids = count(1)
        self.listeners: list[Callable[[], None]] = []

    def add(self, asked: JSON) -> Fault:
        """Set a fault; ValueError says what is wrong with it."""
        _check(asked)
        fault = Fault(**(USUAL.get(asked["kind"], {}) | asked), id=f"F{next(self._ids)}")
        fault.ends = None if fault.lasts is None else self._now() + fault.lasts
        self._faults = [*self._faults[-REMEMBERED:], fault]
        self._changed()
        return fault

    def remove(self, id: str) -> bool:
        """End one fault and forget it; False when there is none of that id."""
        kept = [fault for fault in self._faults if fault.id != id]
        found, self._faults = len(kept) < len(self._faults), kept
        self._changed()
        return found

    def clear(self) -> None:
        self._faults.clear()
        self._changed()

    def due(self, method: str, args: JSON) -> Fault | None:
        """Return the fault that strikes this call or payload, if any, and count it."""
        now = self._now()
        aimed = [fault for fault in self._faults if fault.is_set(now) and fault.hits(method, args)]
        for fault in aimed:
            fault.met += 1
        struck = next((fault for fault in aimed if fault.met >= fault.nth), None)
        if struck:
            struck.struck += 1
            self._changed()
        return struck

    def listed(self) -> list[JSON]:
        """Return all as they were set, with `id`, `set`, `struck` and `ends_in` (seconds, or null)."""
        return [self._listed(fault) for fault in self._faults]

    def _listed(self, fault: Fault) -> JSON:
        now = self._now()
        shown = {name: getattr(fault, name) for name in SCHEMA["properties"]}
        ends_in = None if fault.ends is None else max(0.0, fault.ends - now)
        return {"id": fault.id, "set": fault.is_set(now), "struck": fault.struck, "ends_in": ends_in, **shown}

    def _changed(self) -> None:
        for listener in self.listeners:
            listener()


def _check(asked: JSON) -> None:
    """Raise ValueError, in words for whoever asked, when this is no fault that could strike."""
    error = best_match(CHECKED.iter_errors(asked))
    if error:
        place = error.json_path.removeprefix("$").lstrip(".") or "fault"
        raise ValueError(f"{place}: {error.message}")
    wrong = _nonsense(**{"method": "*", "when": "before", **USUAL.get(asked["kind"], {}), **asked})
    if wrong:
        raise ValueError(wrong)


def _nonsense(kind: str, method: str, when: str, **_more: object) -> str | None:
    """Say what does not go together."""
    of_payloads = method in (*PAYLOADS, "payloads")
    if method not in documented() and method not in OTHERS:
        return f"method: {method!r} is neither one of Slack's methods nor one of {', '.join(OTHERS)}"
    if of_payloads and kind not in OF_PAYLOADS:
        return f"kind: what befalls payloads is one of {', '.join(OF_PAYLOADS)}"
    if kind == "duplicate" and not of_payloads:
        return f"method: delivered twice are only payloads, {', '.join(PAYLOADS)}"
    if when == "after" and (kind in WITHOUT_EFFECT or method == "socket"):
        return f"when: {kind} of {method} can only strike before"
    return None


def _matches(wanted: object, given: object) -> bool:
    """Whether all that is wanted is there. Texts are compared as patterns: `page:*`."""
    if isinstance(wanted, dict):
        found = _parsed(given)
        return isinstance(found, dict) and all(_matches(wanted[key], found.get(key)) for key in wanted)
    if isinstance(wanted, str):
        return isinstance(given, str) and fnmatchcase(given, wanted)
    return wanted == given


def _parsed(given: object) -> object:
    """Return what a form carries as JSON text."""
    try:
        return json.loads(given) if isinstance(given, str) else given
    except ValueError:
        return None
