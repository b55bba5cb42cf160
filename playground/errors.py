"""What the workspace refuses, in Slack's own words. Nothing here knows who asked, or how."""

from __future__ import annotations

from typing import Any

JSON = dict[str, Any]
"""A JSON object of the wire: its shape is Slack's, and named where it is made."""


class Refused(Exception):
    """A call answered with `{"ok": false, "error": code}`; details are further keys of the answer."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    @property
    def answer(self) -> JSON:
        return {"ok": False, "error": self.code, **self.details}


class InvalidArguments(Refused):
    """Arguments that miss or break something; each message says what, as Slack's do."""

    def __init__(self, *messages: str, code: str = "invalid_arguments") -> None:
        super().__init__(code, response_metadata={"messages": [f"[ERROR] {message}" for message in messages]})


class TooFast(Refused):
    """A call too many: HTTP 429, to be repeated after so many whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after


class Undelivered(Exception):
    """The bot did not take a payload.

    `code` is what the person is told (dispatch_failed, operation_timeout, http_client_error,
    http_service_error), `reason` what a repeat of an event gives as the reason. No repeat when it is final.
    """

    def __init__(self, code: str, reason: str, *, is_final: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason
        self.is_final = is_final
