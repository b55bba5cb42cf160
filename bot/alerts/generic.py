"""Reads any JSON: a JMESPath expression (https://jmespath.org) for each field says where it stands.

The expressions come from the operator's policy; those of `USUAL` are used for the fields that it leaves out.
`alerts` finds what is one alert each, the other expressions look inside of one.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.functions import Functions
from jmespath.parser import ParsedResult
from pydantic import BeforeValidator

from bot.alerts.reading import (
    MOST_ALERTS,
    Labels,
    Moment,
    Payload,
    Reading,
    Received,
    Text,
    read_json,
    read_value,
    written,
)
from incidents.alerts import STATE_WORDS, Alert, AlertState, severity_of, state_of
from incidents.errors import Invalid

NAME = "generic"

LONGEST_EXPRESSION = 2_000

USUAL = {
    "alerts": "alerts || @",
    "fingerprint": "fingerprint || dedup_key || alias || id || title || name",
    "group": "group",
    "state": "state || status || 'firing'",
    "title": "title || summary || message || name",
    "severity": "severity || priority || level",
    "service": "service",
    "description": "description || details || message",
    "labels": "labels || tags",
    "url": "url || link",
    "started_at": "started_at || timestamp || time",
    "ended_at": "ended_at",
}

_FAILURES = (
    ValueError,
    TypeError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RecursionError,
)  # of functions

Picks = Mapping[str, ParsedResult]


def _as_labels(value: object) -> object:
    return value if isinstance(value, dict) else written(value)


class Picked(Payload):
    """What the expressions found of one alert."""

    fingerprint: Text
    group: Text
    state: Any
    title: Text
    severity: Text
    service: Text
    description: Any
    labels: Annotated[Labels, BeforeValidator(_as_labels)]
    url: Text
    started_at: Moment
    ended_at: Moment


def compiled(expressions: Mapping[str, str]) -> Picks:
    """Compile an operator's expressions; `Invalid` names the field and says what is wrong with its expression."""
    for field in expressions:
        if field not in USUAL:
            raise Invalid(field, f"{field} is no field of an alert; those are {', '.join(USUAL)}.")
    return {field: _compiled(field, text) for field, text in {**USUAL, **expressions}.items()}


def reader(name: str, picks: Picks) -> Callable[[Received], Reading]:
    """Make the reader of a source that the operator named."""

    def read_by_picks(received: Received) -> Reading:
        found = _picked("alerts", picks, read_json(received.payload))
        alerts = found if isinstance(found, list) else [found]
        if len(alerts) > MOST_ALERTS:
            raise Invalid("alerts", f"The payload holds {len(alerts):,} alerts; {MOST_ALERTS:,} is the most.")
        return Reading(tuple(_alert(name, picks, each) for each in alerts))

    return read_by_picks


def _compiled(field: str, expression: str) -> ParsedResult:
    if len(expression) > LONGEST_EXPRESSION:
        raise Invalid(field, f"The expression for {field} is longer than {LONGEST_EXPRESSION:,} characters.")
    try:
        result = jmespath.compile(expression)
        unknown = [name for name in _functions_in(result.parsed) if name not in Functions.FUNCTION_TABLE]
    except (JMESPathError, RecursionError) as error:
        reason = " ".join(str(error).split()) or "it is nested too deeply"
        raise Invalid(field, f"The expression for {field} is no JMESPath: {reason}") from None
    if unknown:
        raise Invalid(
            field, f"The expression for {field} calls {unknown[0]}(), which JMESPath does not have."
        )
    return result


def _functions_in(node: Any) -> Iterator[str]:  # noqa: ANN401 - jmespath's own tree
    if node["type"] == "function_expression":
        yield node["value"]
    for child in node["children"]:
        if isinstance(child, dict):
            yield from _functions_in(child)


def _picked(field: str, picks: Picks, told: object) -> Any:  # noqa: ANN401 - whatever stands there
    try:
        return picks[field].search(told)
    except _FAILURES as error:
        reason = " ".join(str(error).split())[:200]
        raise Invalid(field, f"The expression for {field} does not fit this payload: {reason}") from None


def _alert(name: str, picks: Picks, told: object) -> Alert:
    fields = {field: _picked(field, picks, told) for field in Picked.model_fields}
    found = read_value(Picked, fields)
    return Alert(
        source=name,
        fingerprint=_needed("fingerprint", found.fingerprint, picks),
        group=found.group or "",
        state=_state(found.state),
        title=_needed("title", found.title, picks),
        severity=severity_of(found.severity),
        service=found.service,
        description=written(found.description),
        labels=found.labels,
        links=(("Link", found.url or ""),),
        started_at=found.started_at,
        ended_at=found.ended_at,
    )


def _needed(field: str, text: str | None, picks: Picks) -> str:
    if not text or not text.strip():
        raise Invalid(
            field, f"The expression for {field} finds nothing in the payload: {picks[field].expression}"
        )
    return text


def _state(told: object) -> AlertState:
    """Give the state of a word; true is firing and false resolved."""
    if isinstance(told, bool):
        return AlertState.FIRING if told else AlertState.RESOLVED
    state = state_of(told if isinstance(told, str) else None)
    if state is None:
        raise Invalid("state", f"The state is none of {', '.join(STATE_WORDS)}, true and false.")
    return state


read = reader(NAME, compiled({}))
