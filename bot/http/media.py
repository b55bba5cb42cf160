"""What a body may be called. It is JSON in any case; what differs is whose word for it counts."""

from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from functools import lru_cache

from bot.http.refused import Refused, invalid

JSON = "application/json"
# What curl calls a body, and many a program, when nobody has told it what it sends.
BY_DEFAULT = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Media:
    """Whether a body of some name is read, and what is said when it is not. No name at all speaks against nothing."""

    is_read: Callable[[str], bool]
    refused: Callable[[str], Refused]

    def takes(self, called: str) -> bool:
        """Whether a body with this content type is read as JSON."""
        return not called.strip() or self.is_read(_plain(called))


def _is_json(kind: str) -> bool:
    return kind == JSON or (kind.startswith("application/") and kind.endswith("+json"))


def _unsupported(called: str) -> Refused:
    return Refused(415, "unsupported_media_type", _words(called))


def _not_valid(called: str) -> Refused:
    return invalid({"body": _words(called)})


def _words(called: str) -> str:
    return f"The body is called {_plain(called)}. Send JSON, with the header Content-Type: {JSON}."


@lru_cache(maxsize=64)
def _plain(called: str) -> str:
    """Give type and subtype alone; what is no type at all reads text/plain."""
    message = Message()
    message["content-type"] = called
    return message.get_content_type()


ONLY_JSON = Media(_is_json, _unsupported)
OR_BY_DEFAULT = Media(lambda kind: kind == BY_DEFAULT or _is_json(kind), _not_valid)
