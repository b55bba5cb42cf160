"""How values of ours stand in columns: times as microseconds since 1970 UTC, lists as JSON text. No SQL."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar

from incidents.model import Actor, ActorKind, Deed, Door

A = TypeVar("A")
B = TypeVar("B")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_JSON = json.JSONEncoder(separators=(",", ":"), sort_keys=True)
_AS_IT_IS = json.JSONEncoder(separators=(",", ":"))


def micros(at: datetime) -> int:
    """Give microseconds since 1970 UTC. Raises `TypeError` for a time without a zone."""
    return (at - _EPOCH) // _MICROSECOND


def moment(at: int) -> datetime:
    """Give the time back, aware and UTC."""
    return _EPOCH + timedelta(microseconds=at)


def maybe(convert: Callable[[A], B], value: A | None) -> B | None:
    """Convert what is there; NULL stays NULL."""
    return None if value is None else convert(value)


def to_json(value: object) -> str:
    """Give JSON text in ASCII, so that no character in it can upset a database."""
    return _JSON.encode(value)


@lru_cache
def words_to_json(words: tuple[str, ...]) -> str:
    """Give the same of words that come again and again: monitors and regions, or none."""
    return to_json(words)


def to_json_in_order(value: object) -> str:
    """Give the same with the keys as they come, for what is to be told again byte for byte."""
    return _AS_IT_IS.encode(value)


def from_json(text: str) -> Any:  # noqa: ANN401 - JSON is what it is
    """Give the value back."""
    return json.loads(text)


def actor_columns(prefix: str, actor: Actor | None) -> dict[str, str | None]:
    """Spread an actor over `<prefix>_kind`, `_id`, `_name` and `_door`."""
    return dict(_spread(prefix, actor))


@lru_cache(maxsize=1024)
def _spread(prefix: str, actor: Actor | None) -> dict[str, str | None]:
    """Kept, since the same few act again and again, and nobody most of all."""
    columns = f"{prefix}_kind", f"{prefix}_id", f"{prefix}_name", f"{prefix}_door"
    if actor is None:
        return dict.fromkeys(columns)
    return dict(zip(columns, (actor.kind.value, actor.id, actor.name, actor.door.value), strict=True))


def actor_in(row: dict[str, Any], prefix: str) -> Actor:
    """Gather an actor from its columns."""
    return Actor(
        ActorKind(row[f"{prefix}_kind"]),
        row[f"{prefix}_id"],
        row[f"{prefix}_name"],
        Door(row[f"{prefix}_door"]),
    )


def deed_columns(prefix: str, deed: Deed | None) -> dict[str, str | int | None]:
    """Spread a deed over `<prefix>_at` and the columns of `<prefix>_by`."""
    by: dict[str, str | int | None] = {**actor_columns(f"{prefix}_by", deed.by if deed else None)}
    by[f"{prefix}_at"] = micros(deed.at) if deed else None
    return by


def deed_in(row: dict[str, Any], prefix: str) -> Deed:
    """Gather a deed from its columns."""
    return Deed(actor_in(row, f"{prefix}_by"), moment(row[f"{prefix}_at"]))
