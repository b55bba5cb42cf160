"""`policy.toml`: what the operator wishes, read into the rules' `Policy` or refused by line."""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from bot.auth import HIGHEST_RATE
from bot.policy_alerts import AlertsTable, RuleTable, SilenceTable, wishes_of
from bot.policy_monitors import MonitorTable, checks_of
from bot.policy_pages import ComponentTable, Mistake, PageTable, PublishTable, pages_of
from bot.policy_rotas import RotaTable, rotas_of
from bot.policy_senders import SenderTable, senders_of
from bot.policy_sources import SourceTable, sources_of
from bot.policy_telling import TellBackTable, listeners_of
from bot.policy_times import Duration
from incidents.escalation import ROTA, Policy, Steps
from incidents.model import Severity

Place = tuple[int | str, ...]  # where a mistake was found: ("escalation", 1, "notify", 0)

DEFAULT = Policy()
GROUP_ID = "^S[A-Z0-9]{2,}$"
_NAME = re.compile(r"[\w-]{1,50}")
_SLACK_ID = re.compile("[UWS][A-Z0-9]{2,}")


def is_group_id(text: str) -> bool:
    """Whether this is how Slack names a user group."""
    return re.fullmatch(GROUP_ID, text) is not None


class PolicyError(Exception):
    """The policy is not usable. Each line of the text names the file, the line, what is wrong and the fix."""


def _target(value: object) -> str:
    if isinstance(value, str) and (value.startswith(ROTA) or _SLACK_ID.fullmatch(value)):
        return value
    message = (
        'is no id of a user (U... or W...) or a user group (S...), and no "rota:name"; names are not taken'
    )
    raise ValueError(message)


Target = Annotated[str, BeforeValidator(_target)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Acknowledge(_Table):
    critical: Duration | None = None
    major: Duration | None = None
    minor: Duration | None = None

    def targets(self) -> dict[Severity, timedelta]:
        return {Severity(name): target for name, target in self if target is not None}


def _name(value: object) -> str:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        message = "is no name; write it with letters, digits, - and _, at most 50"
        raise ValueError(message)
    return value


class _Step(_Table):
    name: Annotated[str | None, BeforeValidator(_name)] = None
    notify: Annotated[list[Target], Field(min_length=1)]


class _Pace(_Table):
    repeat: Duration = DEFAULT.repeat
    here: Duration = DEFAULT.here


class _Api(_Table):
    requests: Annotated[int, Field(ge=1, le=HIGHEST_RATE)] = DEFAULT.requests


class _PolicyFile(_Table):
    acknowledge: _Acknowledge | None = None
    escalation: list[_Step] = []
    rota: list[RotaTable] = []
    pace: _Pace = _Pace()
    alerts: AlertsTable = AlertsTable()
    alert: list[RuleTable] = []
    maintenance: list[SilenceTable] = []
    source: list[SourceTable] = []
    sender: list[SenderTable] = []
    tell_back: list[TellBackTable] = []
    monitor: list[MonitorTable] = []
    page: list[PageTable] = []
    component: list[ComponentTable] = []
    publish: list[PublishTable] = []
    api: _Api = _Api()


_TABLES: dict[str, type[BaseModel]] = {
    "acknowledge": _Acknowledge,
    "escalation": _Step,
    "rota": RotaTable,
    "pace": _Pace,
    "alerts": AlertsTable,
    "alert": RuleTable,
    "maintenance": SilenceTable,
    "source": SourceTable,
    "sender": SenderTable,
    "tell_back": TellBackTable,
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
        found = (f"{file}, line {_line_of(text, each['loc'])}: {_sentence(each)}" for each in error.errors())
        raise PolicyError("\n".join(found)) from None
    return _policy(wishes, text, file)


def _policy(wishes: _PolicyFile, text: str, file: str) -> Policy:
    """Give the policy of what could be read, unless it makes no sense: then every mistake is told."""
    folder, steps = Path(file).parent, _steps(wishes.escalation)
    checks, of_monitors = checks_of(wishes.monitor)
    rotas, of_rotas = rotas_of(wishes.rota)
    senders, of_senders = senders_of(wishes.sender, folder)
    listeners, of_listeners = listeners_of(wishes.tell_back, folder)
    sources, of_sources = sources_of(wishes.source)
    of_alerts = {"senders": senders, "listeners": listeners, "sources": sources}
    pages, of_pages = pages_of(wishes.page, wishes.component, wishes.publish, folder)
    mistakes = [Mistake("monitor", *each) for each in of_monitors]
    mistakes += [Mistake("sender", *each) for each in of_senders]
    mistakes += [Mistake("tell_back", *each) for each in of_listeners]
    mistakes += [Mistake("source", *each) for each in of_sources]
    unknown = [*_unknown_escalations(wishes, steps), *_unknown_rotas(wishes.escalation, rotas)]
    _ensure_none(text, file, [*mistakes, *of_rotas, *unknown, *of_pages])
    return Policy(
        acknowledge=wishes.acknowledge.targets() if wishes.acknowledge else DEFAULT.acknowledge,
        steps=steps.get(None, ()),
        escalations={name: each for name, each in steps.items() if name},
        rotas=rotas,
        repeat=wishes.pace.repeat,
        here=wishes.pace.here,
        alerts=wishes_of(wishes.alerts, wishes.alert, wishes.maintenance, **of_alerts),
        monitors=checks,
        pages=pages,
        requests=wishes.api.requests,
    )


def _steps(tables: Sequence[_Step]) -> dict[str | None, Steps]:
    """Give the steps of each escalation policy by its name, None for the default one; in the order of the file."""
    steps: dict[str | None, Steps] = {}
    for table in tables:
        steps[table.name] = (*steps.get(table.name, ()), tuple(table.notify))
    return steps


def _unknown_escalations(wishes: _PolicyFile, steps: Collection[str | None]) -> Iterator[Mistake]:
    """Find the rules and monitors that choose an escalation policy of which there is no step."""
    known = ", ".join(sorted(name for name in steps if name)) or "none"
    chosen = [("alert", number, table.escalation) for number, table in enumerate(wishes.alert)]
    chosen += [("monitor", number, table.escalation) for number, table in enumerate(wishes.monitor)]
    for kind, number, name in chosen:
        if name not in (None, *steps):
            words = f'there is no [[escalation]] with name = "{name}"; named are {known}'
            yield Mistake(kind, number, "escalation", words)


def _unknown_rotas(steps: Sequence[_Step], rotas: Collection[str]) -> Iterator[Mistake]:
    """Find the steps that name a rota which nobody wrote."""
    known = ", ".join(rotas) or "none"
    for number, step in enumerate(steps):
        for name in (target.removeprefix(ROTA) for target in step.notify if target.startswith(ROTA)):
            if name not in rotas:
                words = f'there is no [[rota]] with name = "{name}"; named are {known}'
                yield Mistake("escalation", number, "notify", words)


def _ensure_none(text: str, file: str, mistakes: Iterable[Mistake]) -> None:
    lines = [
        f"{file}, line {_line_of(text, (table, number, key))}: {table}.{key}: {words}"
        for table, number, key, words in mistakes
    ]
    if lines:
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
        known = ", ".join(field.alias or key for key, field in table.model_fields.items())
        return f"{name} is not known; known here: {known}"
    return f"{name} {_WORDS.get(error['type'], error['msg'].removeprefix('Value error, '))}"


def _names(place: Place) -> list[str]:
    return [part for part in place if isinstance(part, str)]
