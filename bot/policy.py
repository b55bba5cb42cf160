"""`policy.toml`: what the operator wishes, read into the rules' `Policy` or refused by line."""

import re
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from bot.auth import HIGHEST_RATE
from bot.policy_alerts import AlertsTable, Duration, RuleTable, SilenceTable, wishes_of
from bot.policy_monitors import MonitorTable, checks_of
from bot.policy_pages import ComponentTable, Mistake, PageTable, PublishTable, pages_of
from incidents.checks import Check
from incidents.escalation import Policy
from incidents.model import Severity
from incidents.publishing import PagesPolicy

Place = tuple[int | str, ...]  # where pydantic found a mistake: ("escalation", 1, "notify", 0)

DEFAULT = Policy()
GROUP_ID = "^S[A-Z0-9]{2,}$"
_SLACK_ID = re.compile("[UWS][A-Z0-9]{2,}")


def is_group_id(text: str) -> bool:
    """Whether this is how Slack names a user group."""
    return re.fullmatch(GROUP_ID, text) is not None


class PolicyError(Exception):
    """The policy is not usable. Each line of the text names the file, the line, what is wrong and the fix."""


def _slack_id(value: object) -> str:
    if not isinstance(value, str) or not _SLACK_ID.fullmatch(value):
        message = "is no id of a user (U... or W...) or a user group (S...); names are not taken"
        raise ValueError(message)
    return value


SlackId = Annotated[str, BeforeValidator(_slack_id)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Acknowledge(_Table):
    critical: Duration | None = None
    major: Duration | None = None
    minor: Duration | None = None

    def targets(self) -> dict[Severity, timedelta]:
        return {Severity(name): target for name, target in self if target is not None}


class _Step(_Table):
    notify: Annotated[list[SlackId], Field(min_length=1)]


class _Pace(_Table):
    repeat: Duration = DEFAULT.repeat
    here: Duration = DEFAULT.here


class _Api(_Table):
    requests: Annotated[int, Field(ge=1, le=HIGHEST_RATE)] = DEFAULT.requests


class _PolicyFile(_Table):
    acknowledge: _Acknowledge | None = None
    escalation: list[_Step] = []
    pace: _Pace = _Pace()
    alerts: AlertsTable = AlertsTable()
    alert: list[RuleTable] = []
    maintenance: list[SilenceTable] = []
    monitor: list[MonitorTable] = []
    page: list[PageTable] = []
    component: list[ComponentTable] = []
    publish: list[PublishTable] = []
    api: _Api = _Api()


_TABLES: dict[str, type[BaseModel]] = {
    "acknowledge": _Acknowledge,
    "escalation": _Step,
    "pace": _Pace,
    "alerts": AlertsTable,
    "alert": RuleTable,
    "maintenance": SilenceTable,
    "monitor": MonitorTable,
    "page": PageTable,
    "component": ComponentTable,
    "publish": PublishTable,
    "api": _Api,
}
_WORDS = {
    "int_type": "should be a whole number, without quotes",
    "list_type": (
        'should be a list: steps are written [[escalation]], people ["U0123ABCD"], monitors [[monitor]]'
    ),
    "datetime_type": "is no time; write it like 2026-12-01T22:00:00Z, without quotes",
    "missing": "is missing; policy.example.toml shows how it is written",
    "model_type": "should be a table, as in policy.example.toml",
    "string_type": "should be text in quotes",
    "too_short": 'names nobody; write it like notify = ["U0123ABCD"]',
}


def load_policy(path: Path | None) -> Policy:
    """Read a policy file; None gives the embedded one, which has no steps. PolicyError says what to mend."""
    if path is None:
        return DEFAULT
    try:
        return read_policy(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        message = f"{path} cannot be read: {reason}"
        raise PolicyError(message) from None


def read_policy(text: str, file: str) -> Policy:
    """Read the text of a policy file, whose name is only for the errors."""
    try:
        wishes = _PolicyFile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        message = f"{file}: {error}"
        raise PolicyError(message) from None
    except ValidationError as error:
        mistakes = (
            f"{file}, line {_line_of(text, each['loc'])}: {_sentence(each)}" for each in error.errors()
        )
        raise PolicyError("\n".join(mistakes)) from None
    return Policy(
        acknowledge=wishes.acknowledge.targets() if wishes.acknowledge else DEFAULT.acknowledge,
        steps=tuple(tuple(step.notify) for step in wishes.escalation),
        repeat=wishes.pace.repeat,
        here=wishes.pace.here,
        alerts=wishes_of(wishes.alerts, wishes.alert, wishes.maintenance),
        monitors=_checks(text, file, wishes.monitor),
        pages=_pages(text, file, wishes),
        requests=wishes.api.requests,
    )


def _checks(text: str, file: str, tables: list[MonitorTable]) -> tuple[Check, ...]:
    checks, mistakes = checks_of(tables)
    _ensure_none(text, file, [Mistake("monitor", *mistake) for mistake in mistakes])
    return checks


def _pages(text: str, file: str, wishes: _PolicyFile) -> PagesPolicy:
    pages, mistakes = pages_of(wishes.page, wishes.component, wishes.publish, Path(file).parent)
    _ensure_none(text, file, mistakes)
    return pages


def _ensure_none(text: str, file: str, mistakes: list[Mistake]) -> None:
    lines = (
        f"{file}, line {_line_of(text, (table, number, key))}: {table}.{key}: {words}"
        for table, number, key, words in mistakes
    )
    if mistakes:
        raise PolicyError("\n".join(lines))


def _line_of(text: str, place: Place) -> int:
    """Find the line of a key, else of the table that it is missing from. Lines count from 1."""
    lines = text.splitlines()
    headers = [
        at for at, line in enumerate(lines) if re.match(rf"\s*\[+\s*{re.escape(str(place[0]))}\s*\]", line)
    ]
    index = place[1] if len(place) > 1 and isinstance(place[1], int) else 0
    start = headers[index] if index < len(headers) else 0
    end = next((at for at in range(start + 1, len(lines)) if lines[at].lstrip().startswith("[")), len(lines))
    key = re.escape(_names(place)[-1])
    found = (at for at in range(start, end) if re.match(rf"\s*[\"']?{key}[\"']?\s*=", lines[at]))
    return 1 + next(found, start)


def _sentence(error: ErrorDetails) -> str:
    name = ".".join(_names(error["loc"]))
    if error["type"] == "extra_forbidden":
        table = _TABLES[str(error["loc"][0])] if len(error["loc"]) > 1 else _PolicyFile
        return f"{name} is not known; known here: {', '.join(table.model_fields)}"
    return f"{name} {_WORDS.get(error['type'], error['msg'].removeprefix('Value error, '))}"


def _names(place: Place) -> list[str]:
    return [part for part in place if isinstance(part, str)]
