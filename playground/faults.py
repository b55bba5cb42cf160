"""Faults on demand, and the log of calls: how tests make Slack misbehave, and see what the bot did."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from playground.errors import JSON

REMEMBERED = 20_000
KINDS = ("ratelimited", "down", "lost", "latency", "error")


@dataclass
class Fault:
    """How calls of one method (`*`: of any) fail, and how many times yet (None: until cleared)."""

    method: str
    kind: str
    times: int | None = None
    seconds: float = 1
    error: str = "internal_error"

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            msg = f"a fault is one of {', '.join(KINDS)}"
            raise ValueError(msg)


class Faults:
    """The faults that are set. Each method's come due in the order in which they were set."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def clear(self) -> None:
        self._faults.clear()

    def due(self, method: str) -> Fault | None:
        """Return the fault of this call, if any, and count it."""
        fault = next((fault for fault in self._faults if fault.method in (method, "*")), None)
        if fault and fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self._faults.remove(fault)
        return fault


class CallLog:
    """The last Web API calls: `{"method", "args", "status", "error", "at"}`; status 0: answer cut off."""

    def __init__(self) -> None:
        self._calls: deque[JSON] = deque(maxlen=REMEMBERED)

    def note(self, method: str, args: JSON, at: float) -> JSON:
        call: JSON = {"method": method, "args": args, "status": None, "error": None, "at": at}
        self._calls.append(call)
        return call

    def of(self, method: str | None) -> list[JSON]:
        return [call for call in self._calls if method in (None, call["method"])]
