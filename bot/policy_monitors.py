"""The `[[monitor]]` tables of policy.toml: read into the rules' `Check`, or refused by key."""

import re
from collections.abc import Container, Sequence
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from incidents.checks import USUAL, Check, CheckKind
from incidents.errors import Invalid
from incidents.statuses import ensured, statuses_in

Mistake = tuple[int, str, str]  # the number of the table, from 0, its key, and what is wrong

_UNITS = {"ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_KEYS = {"expect_status": "status"}  # what is called otherwise in the rules


def _time(value: object) -> timedelta:
    match = re.fullmatch(r"([1-9]\d{0,5})(ms|[smhd])", value) if isinstance(value, str) else None
    if match is None:
        message = 'is not a duration; write it like "800ms", "30s", "5m", "1h" or "1d"'
        raise ValueError(message)
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _statuses(value: object) -> frozenset[int]:
    parts = value if isinstance(value, list) else [value]
    try:
        return ensured(status for part in parts for status in statuses_in(_written(part)))
    except Invalid:
        message = 'is no HTTP status; write 200, "200-299" or [200, 204]'
        raise ValueError(message) from None


def _written(part: object) -> str:
    return str(part) if isinstance(part, str) or type(part) is int else ""


def _true(value: object) -> bool:
    if value is not True:
        message = "is true or left out"
        raise ValueError(message)
    return True


Time = Annotated[timedelta, BeforeValidator(_time)]
Statuses = Annotated[frozenset[int], BeforeValidator(_statuses)]
OnlyTrue = Annotated[bool, BeforeValidator(_true)]


class MonitorTable(BaseModel):
    """What may stand in such a table. What is left out is as the rules have it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: str | None = None
    name: str | None = None
    http: str | None = None
    tcp: str | None = None
    dns: str | None = None
    heartbeat: OnlyTrue | None = None
    interval: Time | None = None
    timeout: Time | None = None
    failures: int | None = None
    recoveries: int | None = None
    status: Statuses | None = None
    keyword: str | None = None
    slower_than: Time | None = None
    certificate_days: int | None = None
    address: str | None = None
    page: str | None = None
    escalation: str | None = None


def checks_of(tables: Sequence[MonitorTable]) -> tuple[tuple[Check, ...], list[Mistake]]:
    """Give the checks that can be taken, and what is wrong with the others."""
    checks: dict[str, Check] = {}
    mistakes: list[Mistake] = []
    for number, table in enumerate(tables):
        try:
            check = _check_of(table)
            _ensure_new(check, checks)
            checks[check.id] = check
        except Invalid as refused:
            mistakes.append((number, _KEYS.get(refused.field, refused.field), refused.message))
    return tuple(checks.values()), mistakes


def _ensure_new(check: Check, others: Container[str]) -> None:
    if check.id in others:
        raise Invalid("id", "Another monitor has it. Give each its own.")


def _check_of(table: MonitorTable) -> Check:
    given = {name: value for name, value in table if value is not None}
    if "id" not in given:
        raise Invalid("id", 'It is missing. Write it like id = "shop", and leave it when the name changes.')
    kind, target = _kind_and_target(given)
    if "status" in given:
        given["expect_status"] = given.pop("status")
    try:
        return Check(kind=kind, target=target, **{**USUAL.get(kind, {}), **given})
    except Invalid as refused:
        raise Invalid(kind if refused.field == "target" else refused.field, refused.message) from None


def _kind_and_target(given: dict[str, Any]) -> tuple[CheckKind, str]:
    """Take out what is watched; exactly one has to be there."""
    wanted = {kind: given.pop(kind) for kind in CheckKind if kind in given}
    if len(wanted) != 1:
        kinds = ", ".join(CheckKind)
        raise Invalid("id", f'It needs exactly one of {kinds}, such as http = "https://example.com/".')
    [(kind, target)] = wanted.items()
    return kind, "" if kind is CheckKind.HEARTBEAT else target
