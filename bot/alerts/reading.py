"""What a reader is given and gives back, and how a body becomes a model, or an `Invalid` that names the field."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
)

from bot.wire import Json
from incidents.alerts import MOST_LABELS, NAME_LIMIT, Alert
from incidents.errors import Invalid
from incidents.text import cut_line

MOST_ALERTS = 10_000

Model = TypeVar("Model", bound=BaseModel)

_EARLIEST, _LATEST = 1971, 9998  # Go writes the year 1 for "never"


@dataclass(frozen=True, slots=True)
class Received:
    """What a sender sent: `path` is what stands after `/alerts/<source>/`, decoded; header names are in lower case.

    The method is among the headers, by the name that it has in HTTP/2.
    """

    payload: bytes
    path: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def method(self) -> str:
        """Give the method, in capitals."""
        return self.headers.get(":method", "POST")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sender expects to hear when its alerts were taken."""

    status: int
    body: Json


ACCEPTED = Answer(202, {"status": "accepted"})


@dataclass(frozen=True, slots=True)
class Reading:
    """The alerts of a request, perhaps none, and the answer. `visit` is an address that confirms a subscription."""

    alerts: tuple[Alert, ...] = ()
    answer: Answer = ACCEPTED
    visit: str | None = None


NOTHING = Reading()


class Payload(BaseModel):
    """What a sender's models have in common: fields that they don't know are passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def read_as(model: type[Model], payload: bytes | str) -> Model:
    """Read a body; `Invalid` names the field and says what is wrong with it."""
    try:
        return model.model_validate_json(payload)
    except ValidationError as error:
        raise _invalid(error) from None


def read_json(payload: bytes | str) -> Any:  # noqa: ANN401 - whatever the body holds
    """Read a body of any shape; `Invalid` when it is no JSON."""
    try:
        return _ANYTHING.validate_json(payload)
    except ValidationError as error:
        raise _invalid(error) from None


def read_value(model: type[Model], value: object) -> Model:
    """Read what stands inside of a body that was read before."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise _invalid(error) from None


def first_of(*texts: str | None) -> str:
    """Give the first text that says something, else a blank one."""
    return next((text for text in texts if text and text.strip()), "")


def written(value: object) -> str:
    """Give any JSON value as a text; nothing is a blank one."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


_ANYTHING: TypeAdapter[Any] = TypeAdapter(Any)


def _invalid(error: ValidationError) -> Invalid:
    """Name the first mistake; there may be a million."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return Invalid("payload", f"The payload is not JSON: {first['msg'].removeprefix('Invalid JSON: ')}.")
    where = cut_line("payload", ".".join(str(part) for part in first["loc"]) or "payload", NAME_LIMIT)
    if first["type"] == "missing":
        return Invalid(where, f"The payload has no {where}.")
    return Invalid(where, f"{where} cannot be read: {first['msg'].removeprefix('Value error, ')}.")


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("it is blank")
    return text


def _scalar(value: object) -> object:
    """Take numbers for texts; templates and scripting languages mix them up."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _flat(value: object) -> object:
    """Give labels: names and texts. What is nested is written out; a text alone is a label called `details`."""
    if isinstance(value, str):
        return {"details": value}
    if not isinstance(value, dict):
        return value or {}
    return {str(name): written(each) for name, each in islice(value.items(), MOST_LABELS) if each is not None}


def _unless_blank(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _in_utc(at: datetime | None) -> datetime | None:
    """Give the time in UTC, which is what a time without a zone is taken for; None when it stands for "never"."""
    if at is None or not _EARLIEST <= at.year <= _LATEST:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


Filled = Annotated[str, BeforeValidator(_scalar), AfterValidator(_filled)]
Text = Annotated[str | None, BeforeValidator(_scalar)]
Labels = Annotated[dict[str, str], BeforeValidator(_flat), Field(default_factory=dict)]
Moment = Annotated[datetime | None, BeforeValidator(_unless_blank), AfterValidator(_in_utc)]
