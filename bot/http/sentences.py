"""What pydantic finds wrong with a request, as sentences for a person who never heard of pydantic."""

from collections.abc import Mapping
from typing import Any

BODY = "body"

_NO_OBJECT = ("model_attributes_type", "model_type", "dict_type")
_TOO_LONG = ("too_long", "string_too_long")
_OURS = "value_error"
_HALF = "string_unicode"


def sentence_of(found: Mapping[str, Any]) -> tuple[str, str]:
    """Give the field to blame, and what is wrong with it."""
    if found["type"] == "json_invalid":  # its place is where in the text it breaks
        return BODY, "The body is not JSON."
    name = ".".join(str(part) for part in found["loc"][1:]) or str(found["loc"][0])
    if found["type"] == "missing":
        return name, f"{name} is missing."
    if found["type"] in _NO_OBJECT:
        return name, "The body is not a JSON object." if name == BODY else f"{name}: is not a JSON object."
    sentence = f"{name}: {_what_is_wrong(found)}"
    return name, sentence if sentence.endswith("?") else f"{sentence}."


def _what_is_wrong(found: Mapping[str, Any]) -> str:
    """Words of ours stay as they are: they may begin with somebody's id."""
    if found["type"] in _TOO_LONG:
        counted = "characters" if isinstance(found["input"], str) else "items"
        return f"should have at most {found['ctx']['max_length']} {counted}"
    if found["type"] == _HALF:
        return "holds half a character (a lone surrogate); send whole ones"
    message = str(found["msg"]).removesuffix(".")
    if found["type"] == _OURS:
        return message.removeprefix("Value error, ")
    return message[:1].lower() + message[1:]
