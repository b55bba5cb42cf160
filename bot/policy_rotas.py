"""The `[[rota]]` tables of policy.toml: read into the rules' `Rota`, or refused by key."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Annotated, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict

from bot.policy_pages import Mistake, TimeZone
from incidents.rota import Rota

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
YEARS = range(2000, 2101)

_NAME = re.compile(r"[\w-]{1,50}")
_USER_ID = re.compile("[UW][A-Z0-9]{2,}")
_HANDOVER = re.compile(r"(?:(?P<day>\S+)\s+)?(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)")


class _Handover(NamedTuple):
    weekday: int | None
    at: time


def _name(value: object) -> str:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        message = 'is no name; write it with letters, digits, - and _, at most 50, like "primary"'
        raise ValueError(message)
    return value


def _people(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        message = 'names nobody; write them in their order, like people = ["U0123ABCD", "U0456EFGH"]'
        raise ValueError(message)
    for person in value:
        if not isinstance(person, str) or not _USER_ID.fullmatch(person):
            message = (
                f"has {person}, which is no id of a user (U... or W...); names and user groups are not taken"
            )
            raise ValueError(message)
    return tuple(value)


def _handover(value: object) -> _Handover:
    found = _HANDOVER.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        message = 'is no handover; write it like "Mon 09:00" (each week) or "09:00" (each day)'
        raise ValueError(message)
    day = found["day"]
    if day and day not in WEEKDAYS:
        message = f"has {day}, which is no weekday; known are {', '.join(WEEKDAYS)}"
        raise ValueError(message)
    at = time(int(found["hour"]), int(found["minute"]))
    return _Handover(WEEKDAYS.index(day) if day else None, at)


def _starting(value: object) -> date:
    if not isinstance(value, date) or isinstance(value, datetime) or value.year not in YEARS:
        message = "is no day of these years; write it like 2026-01-05, without quotes"
        raise ValueError(message)
    return value


class RotaTable(BaseModel):
    """People who are on call one after the other."""

    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True)

    name: Annotated[str, BeforeValidator(_name)]
    people: Annotated[tuple[str, ...], BeforeValidator(_people)]
    handover: Annotated[_Handover, BeforeValidator(_handover)]
    zone: TimeZone = "UTC"
    starting: Annotated[date, BeforeValidator(_starting)]

    def rota(self) -> Rota:
        """Give the rota of the rules."""
        weekday, at = self.handover
        return Rota(self.name, self.people, at, weekday, ZoneInfo(self.zone), self.starting)


def rotas_of(tables: Sequence[RotaTable]) -> tuple[dict[str, Rota], list[Mistake]]:
    """Give the rotas by name, and what is wrong with them."""
    names = [table.name for table in tables]
    mistakes = [
        Mistake("rota", number, "name", "Another rota has it. Give each its own.")
        for number, name in enumerate(names)
        if name in names[:number]
    ]
    return {table.name: table.rota() for table in tables}, mistakes
