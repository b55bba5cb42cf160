"""Named queries from the .sql file beside a module, and the little in which the engines' ways differ."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, repeat
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import Any

from storage.store import Row

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)
_COMMENT = re.compile(r"^--.*$\n?", re.MULTILINE)
_LIST = re.compile(r"\bIN \(:([a-z]\w*)\)")
_PARAMETER = re.compile(r"(?<!:):([a-z]\w*)")


def beside(module: str) -> Mapping[str, str]:
    """Give the queries of the module's .sql twin by their names: `-- name: next_number`, then the SQL."""
    text = Path(module).with_suffix(".sql").read_text(encoding="utf-8")
    _, *parts = _NAME.split(text)
    names, bodies = parts[::2], parts[1::2]
    if len(set(names)) < len(names):
        raise ValueError(f"{module}: two queries have the same name")
    return MappingProxyType(
        {name: _COMMENT.sub("", body).strip() for name, body in zip(names, bodies, strict=True)}
    )


def spelled_out(query: str, parameters: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Turn `IN (:lanes)` with a list into `IN (:lanes_0, :lanes_1)`; an empty list matches nothing.

    Lists are filled up to a power of two with their last item: a few lengths make a few statements, which are kept.
    """
    for name in _lists_in(query):
        values = parameters[name]
        filled = chain(values, repeat(values[-1], _power_of_two(len(values)) - len(values))) if values else ()
        items = {f"{name}_{place}": value for place, value in enumerate(filled)}
        query = query.replace(f"(:{name})", f"({', '.join(f':{item}' for item in items) or 'NULL'})")
        parameters = parameters | items
        del parameters[name]
    return query, parameters


def _power_of_two(at_least: int) -> int:
    return 1 << (at_least - 1).bit_length()


@lru_cache(maxsize=1024)
def _lists_in(query: str) -> frozenset[str]:
    return frozenset(_LIST.findall(query))


@lru_cache(maxsize=1024)
def by_place(query: str) -> tuple[str, Callable[[Row], Sequence[Any]]]:
    """Turn each `:name` into `?1`, `?2`, ..., and give what puts parameters into that order.

    SQLite's driver looks up every name anew at each call, which takes three times as long.
    """
    places = {name: place for place, name in enumerate(dict.fromkeys(_PARAMETER.findall(query)), 1)}
    names = tuple(places)
    pick = itemgetter(*names) if len(names) > 1 else lambda parameters: [parameters[name] for name in names]
    return _PARAMETER.sub(lambda found: f"?{places[found[1]]}", query), pick


@lru_cache(maxsize=1024)
def for_psycopg(query: str) -> bytes:
    """Turn `:name` into `%(name)s`. Our SQL holds no literal % and no colon in quotes; a test says so."""
    return _PARAMETER.sub(r"%(\1)s", query).encode()
