"""What the API answers, as values that answer to attributes: `incident.id`, `incident.acknowledged.by.name`."""

from collections.abc import Iterator, Mapping
from typing import Any


class Record(Mapping[str, Any]):
    """A JSON object. A key that a Python name hides, such as `items`, is reached as `record["items"]`."""

    __slots__ = ("_told",)

    def __init__(self, told: Mapping[str, Any]) -> None:
        """Wrap what was answered."""
        self._told = told

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - JSON is what it is
        """Give a field; raises `AttributeError` when the answer has none of that name."""
        if name.startswith("_"):  # `copy` and `pickle` ask for theirs before there is an answer
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"the answer has no {name}; it has {', '.join(self._told)}") from None

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401
        return _wrapped(self._told[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)

    def __repr__(self) -> str:
        return f"Record({self._told!r})"

    @property
    def plain(self) -> dict[str, Any]:
        """The answer as it came, for `json.dumps`."""
        return dict(self._told)


def _wrapped(value: Any) -> Any:  # noqa: ANN401
    match value:
        case dict():
            return Record(value)
        case list():
            return [_wrapped(item) for item in value]
        case _:
            return value
