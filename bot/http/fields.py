"""How the APIs read what pydantic would read too kindly: whole numbers, times, and words that must not be blank."""

import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from bot.http.refused import invalid
from incidents.text import TITLE_LIMIT, UNSEEN

# Something to see; what is neither space nor a control character, which the rules strip, nor drawn as nothing.
_VISIBLE = rf"[^\s\x00-\x1f\x7f\x85{UNSEEN}]"
VISIBLE: dict[str, Any] = {"minLength": 1, "pattern": _VISIBLE}

_DIGITS = re.compile(r"-?[0-9]+", re.ASCII)
_DATE_AND_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ].+", re.ASCII)


def _visible(words: str) -> str:
    if not re.search(_VISIBLE, words):
        raise ValueError("is empty; say in a few words what it is")
    return words


def _named(monitor: str) -> str:
    if not re.search(_VISIBLE, monitor):
        raise ValueError("is empty; give the id of a monitor, or leave it out")
    return monitor


def _only_a_number(value: object) -> object:
    """Leave `true` and `"1"` out, which pydantic would take for numbers."""
    if isinstance(value, (bool, str)):
        raise ValueError("is no whole number")  # noqa: TRY004 - of these pydantic makes an answer
    return value


def _only_digits(words: object) -> object:
    """Leave `1_0`, `1.0` and ` 1` out, which pydantic would take for numbers."""
    if isinstance(words, str) and not _DIGITS.fullmatch(words):
        raise ValueError("is no whole number; write it in digits")
    return words


def _only_a_time(words: object) -> object:
    """Leave numbers and dates out, which pydantic would take for times."""
    if not isinstance(words, str) or not _DATE_AND_TIME.fullmatch(words):
        raise ValueError("is no time with an offset; write 2026-04-04T14:32:00Z")
    return words


def ensure_in_order(first: datetime | None, beyond: datetime | None) -> None:
    """Raise `Refused` for a time that ends before it begins: nothing is in it, which would look like an answer."""
    if first and beyond and first > beyond:
        raise invalid({"from": "from: lies after `to`."})


Filled = AfterValidator(_visible)
InJson = BeforeValidator(_only_a_number)
InDigits = BeforeValidator(_only_digits)
MonitorId = Annotated[str, Field(max_length=TITLE_LIMIT, json_schema_extra=VISIBLE), AfterValidator(_named)]
Moment = Annotated[AwareDatetime, BeforeValidator(_only_a_time)]
