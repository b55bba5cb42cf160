"""What can go wrong, by kind. Each error carries the server's sentence, its status and its code."""

from typing import Any


class ApiError(Exception):
    """The server answered no. `status` is HTTP's, `code` the API's word, `problem` the whole answer."""

    def __init__(self, message: str, status: int = 0, problem: dict[str, Any] | None = None) -> None:
        """Keep what was answered."""
        super().__init__(message)
        self.message = message
        self.status = status
        self.problem = problem or {}
        self.code = str(self.problem.get("code", ""))


class Unreachable(ApiError):
    """There was no answer, however often it was tried. It may have been done all the same."""


class Unauthorized(ApiError):
    """The token does not count; the message says why."""


class Forbidden(ApiError):
    """The token has not the scope."""


class NotFound(ApiError):
    """There is no such incident, monitor or page."""


class Conflict(ApiError):
    """The incident is not where the command needs it: `state`, and who put it there and when."""

    @property
    def state(self) -> str:
        """Where the incident stands."""
        return str(self.problem.get("state", ""))

    @property
    def by(self) -> str:
        """The name of who put it there."""
        return str(self.problem.get("by", {}).get("name", ""))

    @property
    def at(self) -> str:
        """When, in UTC."""
        return str(self.problem.get("at", ""))


class Invalid(ApiError):
    """What was sent cannot be taken; `fields` has a sentence for each field to blame."""

    @property
    def fields(self) -> dict[str, str]:
        """The sentences by field."""
        return dict(self.problem.get("errors", {}))


class RateLimited(ApiError):
    """Too many requests, and waiting did not help."""

    @property
    def retry_after(self) -> float | None:
        """The seconds after which the server would listen again, when it says so."""
        wish = str(self.problem.get("retry_after"))
        return float(wish) if wish.isdecimal() else None


class ServerError(ApiError):
    """The server broke; its reference is in the message."""


KINDS: dict[int, type[ApiError]] = {
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    412: Conflict,
    422: Invalid,
    429: RateLimited,
}


def error_of(status: int, problem: dict[str, Any]) -> ApiError:
    """Make the error of an answer."""
    kind = KINDS.get(status, ServerError if status >= 500 else ApiError)  # noqa: PLR2004 - HTTP's own line
    return kind(str(problem.get("detail") or f"The server answered {status}."), status, problem)
