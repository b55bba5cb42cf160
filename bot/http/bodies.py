"""What bodies of the native API have in common."""

from typing import Any

from pydantic import BaseModel, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

_NULL = {"type": "null"}
_BESIDE = ("title", "description", "default")


class Making(BaseModel):
    """A body that makes something, or does something: null in it counts as absent."""

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, body: object) -> object:
        if isinstance(body, dict):
            return {name: value for name, value in body.items() if value is not None}
        return body

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
