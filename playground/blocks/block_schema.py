"""Slack's own shapes of blocks and views, and what breaks them in the words that Slack uses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jsonschema import Draft7Validator, ValidationError, validators

from playground.errors import JSON

SCHEMA = json.loads((Path(__file__).parents[1] / "slack/blockkit.schema.json").read_text(encoding="utf-8"))
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
    errors = _validator(definition).iter_errors(thing)
    return list(dict.fromkeys(_sentence(error, pointer) for error in errors))


@cache
def _definitions() -> dict[str, str]:
    """Return the name of the schema's definition by block type."""
    names = [choice["$ref"].rsplit("/", 1)[1] for choice in SCHEMA["definitions"]["KnownBlock"]["anyOf"]]
    return {kind: name for name in names for kind in _types_named(name)}


@cache
def _validator(name: str) -> Draft7Validator:
    return ByType({"$ref": f"#/definitions/{name}", "definitions": SCHEMA["definitions"]})


def _meant(
    validator: Draft7Validator, alternatives: list[JSON], thing: object, _schema: JSON
) -> Iterator[ValidationError]:
    """Hold a thing to the alternative that its author meant, and not to dozens: the one whose `type` fits."""
    fitting = [alternative for alternative in alternatives if _may_be(thing, alternative)]
    if not fitting:
        yield ValidationError(NO_MATCH)
    yield from min((list(validator.descend(thing, one)) for one in fitting), key=len, default=[])


def _may_be(thing: object, shape: JSON) -> bool:
    types = _types_of(shape)
    return not types or not isinstance(thing, dict) or str(thing.get("type")) in types


def _types_of(shape: JSON) -> frozenset[str]:
    """Return the values of `type` that a shape allows; none when it does not say."""
    if "$ref" in shape:
        return _types_named(shape["$ref"].rsplit("/", 1)[1])
    const = shape.get("properties", {}).get("type", {}).get("const")
    nested = [_types_of(part) for part in (*shape.get("anyOf", []), *shape.get("allOf", []))]
    return frozenset([const] if const else []).union(*nested)


@cache
def _types_named(name: str) -> frozenset[str]:
    return _types_of(SCHEMA["definitions"][name])


ByType: type[Draft7Validator] = validators.extend(Draft7Validator, {"anyOf": _meant})  # type: ignore[no-untyped-call]


def _sentence(error: ValidationError, pointer: str) -> str:
    where = "".join(f"/{part}" for part in error.absolute_path)
    return f"{_what_is_wrong(error)} [json-pointer:{pointer}{where}]"


def _what_is_wrong(error: ValidationError) -> str:
    limit = error.validator_value if isinstance(error.validator_value, int) else 0
    name = error.message.split("'")[1] if "'" in error.message else ""
    return WORDS.get(str(error.validator), NO_MATCH).format(
        limit=limit, over=limit + 1, under=limit - 1, name=name
    )
