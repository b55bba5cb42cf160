"""What an answer means, and when to try again: the same for both clients. Nothing here sends or waits."""

import random
from collections.abc import Callable
from http import HTTPStatus
from typing import Generic, TypeVar

from tocsin_client.calls import Answer, Call
from tocsin_client.errors import ApiError, Unreachable, error_of
from tocsin_client.records import Record

TRIES = 5
LONGEST_PAUSE = 30.0
LONGEST_WISH = 60.0  # seconds that a server may ask for by Retry-After


T = TypeVar("T")


class Effort(Generic[T]):
    """The tries of one call. While `outcome` gives None, wait for `pause` seconds and send it again."""

    def __init__(self, call: Call, read: Callable[[Answer], T], nothing: T) -> None:
        """Begin; nothing was sent yet. `read` tells what an answer says, `nothing` is what a deletion gives."""
        self._call = call
        self._read = read
        self._nothing = nothing
        self._failed = 0
        self.pause = 0.0

    def outcome(self, answer: Answer) -> T | None:
        """Give what was answered for good, or None when another try is worth it. Raises `ApiError`."""
        try:
            return self._read(answer)
        except ApiError as error:
            if self._is_done_already(error):
                return self._nothing
            self._failed += 1
            if self._failed == TRIES or not is_passing(error):
                raise
        self.pause = pause_after(self._failed, answer.retry_after)
        return None

    def _is_done_already(self, error: ApiError) -> bool:
        """A deletion has no key. Whose repeat finds nothing was carried out before, and its answer lost."""
        return self._call.method == "DELETE" and self._failed > 0 and error.status == HTTPStatus.NOT_FOUND


def record_in(answer: Answer) -> Record:
    """Give what was answered. Raises the `ApiError` that it means, also when it is not Tocsin that answers."""
    _ensure_success(answer)
    if answer.status == HTTPStatus.NO_CONTENT:
        return Record({})
    if not isinstance(answer.told, dict):
        raise _stranger(answer)
    return Record(answer.told)


def text_in(answer: Answer, media: str) -> str:
    """Give the document that was answered. Raises `ApiError`, also when it is one of another kind."""
    _ensure_success(answer)
    if answer.media.partition(";")[0].strip() != media:
        raise _stranger(answer)
    return answer.text


def _ensure_success(answer: Answer) -> None:
    if not answer.status:
        why = str(answer.failure) or type(answer.failure).__name__
        raise Unreachable(f"No answer from the server ({why}).") from answer.failure
    if answer.status >= HTTPStatus.BAD_REQUEST:
        problem = answer.told if isinstance(answer.told, dict) else {}
        raise error_of(answer.status, {**problem, "retry_after": answer.retry_after})
    if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
        raise ApiError(f"The server sends elsewhere, to {answer.location}: is base_url right?", answer.status)


def _stranger(answer: Answer) -> ApiError:
    return ApiError("What answers there is not Tocsin: is base_url right?", answer.status)


def is_passing(error: ApiError) -> bool:
    """Whether the same request may succeed in a while: no answer, too fast, being carried out, or broken."""
    passing = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}
    broken = isinstance(error, Unreachable) or error.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return broken or error.status in passing or error.code == "idempotency_key_in_use"


def pause_after(failed: int, retry_after: str | None) -> float:
    """Give the seconds to wait: what the server asks for, else longer each time, with chance in it."""
    if retry_after and retry_after.isdecimal():
        return min(float(retry_after), LONGEST_WISH)
    return min(LONGEST_PAUSE, 0.1 * 2.0**failed) * random.uniform(0.5, 1)  # noqa: S311 - spreads, hides nothing
