"""What bodies of the native API have in common."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from bot.http.unknown import ensure_known, names_of

_NULL = {"type": "null"}
_BESIDE = ("title", "description", "default")


class Exact(BaseModel):
    """A body whose every name is known, so that no slip is passed over."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _without_strangers(cls, body: object) -> object:
        if isinstance(body, dict):
            ensure_known(body, names_of(cls), cls.__name__)
            return cls.read(body)
        return body

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Give what counts of a body."""
        return body


class Making(Exact):
    """A body that makes something, or does something: null in it counts as absent."""

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Give what counts of a body."""
        return {name: value for name, value in body.items() if value is not None}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Have the document say that null may stand for what may be left out."""
        reference = handler(core_schema)
        shape = handler.resolve_ref_schema(reference)
        needed = shape.get("required", [])
        shape["properties"] = {
            name: told if name in needed else _or_null(told) for name, told in shape["properties"].items()
        }
        return reference


def _or_null(told: dict[str, Any]) -> dict[str, Any]:
    if _NULL in told.get("anyOf", ()):
        return told
    beside = {name: told[name] for name in _BESIDE if name in told}
    itself = {name: value for name, value in told.items() if name not in _BESIDE}
    return {"anyOf": [itself, _NULL], **beside}
