"""Slack's own shapes of blocks and views, and what breaks them in the words that Slack uses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

from jsonschema import Draft7Validator, ValidationError

from playground.errors import JSON

SCHEMA = json.loads((Path(__file__).parent / "slack/blockkit.schema.json").read_text(encoding="utf-8"))
WORDS = {
    "maxLength": "must be less than {over} characters",
    "minLength": "must be more than {under} characters",
    "maxItems": "no more than {limit} items allowed",
    "minItems": "no less than {limit} items allowed",
    "required": "missing required field: {name}",
    "additionalProperties": "invalid additional property: {name}",
}
NO_MATCH = "failed to match all allowed schemas"


def wrong_block(block: object, pointer: str) -> list[str]:
    """Return what is wrong with the shape of one block."""
    kind = block.get("type") if isinstance(block, dict) else None
    if not isinstance(kind, str) or kind not in _definitions():
        return [f"unsupported type: {kind} [json-pointer:{pointer}/type]"]
    return wrong_shape(_definitions()[kind], block, pointer)


def wrong_shape(definition: str, thing: object, pointer: str) -> list[str]:
    """Return what keeps a thing from being what the schema calls by this name."""
    leaves = [leaf for error in _validator(definition).iter_errors(thing) for leaf in _leaves(error)]
    return list(dict.fromkeys(_sentence(error, pointer) for error in leaves))


@cache
def _definitions() -> dict[str, str]:
    """Return the name of the schema's definition by block type."""
    names = [choice["$ref"].rsplit("/", 1)[1] for choice in SCHEMA["definitions"]["KnownBlock"]["anyOf"]]
    return {_type_of(SCHEMA["definitions"][name]): name for name in names}


def _type_of(definition: JSON) -> str:
    alternatives = definition.get("allOf") or definition.get("anyOf") or [definition]
    return str(alternatives[0]["properties"]["type"]["const"])


@cache
def _validator(name: str) -> Draft7Validator:
    return Draft7Validator({"$ref": f"#/definitions/{name}", "definitions": SCHEMA["definitions"]})


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """Descend into the alternatives that the author can have meant: those whose `type` fits."""
    meant = [errors for errors in _alternatives(error) if not any(map(_is_of_other_type, errors))]
    if not meant:
        yield error
    for context in meant[0] if meant else []:
        yield from _leaves(context)


def _is_of_other_type(error: ValidationError) -> bool:
    if error.validator == "const":
        return list(error.path)[-1:] == ["type"]
    alternatives = _alternatives(error)
    return bool(alternatives) and all(any(map(_is_of_other_type, errors)) for errors in alternatives)


def _alternatives(error: ValidationError) -> list[list[ValidationError]]:
    """Return the errors of each alternative of an `anyOf`."""
    return [list(errors) for _, errors in groupby(error.context or [], key=lambda one: one.schema_path[0])]


def _sentence(error: ValidationError, pointer: str) -> str:
    where = "".join(f"/{part}" for part in error.absolute_path)
    return f"{_what_is_wrong(error)} [json-pointer:{pointer}{where}]"


def _what_is_wrong(error: ValidationError) -> str:
    limit = error.validator_value if isinstance(error.validator_value, int) else 0
    name = error.message.split("'")[1] if "'" in error.message else ""
    return WORDS.get(str(error.validator), NO_MATCH).format(
        limit=limit, over=limit + 1, under=limit - 1, name=name
    )
