"""What pydantic finds wrong with a request, as sentences for a person who never heard of pydantic."""

from collections.abc import Mapping, Sequence
from typing import Any

BODY = "body"
QUERY = "query"

_NO_OBJECT = ("model_attributes_type", "model_type", "dict_type")
_TOO_LONG = ("too_long", "string_too_long")
_OURS = "value_error"
_TOO_SHORT = ("too_short", "string_too_short")
_NO_TIME = ("datetime_from_date_parsing", "datetime_parsing", "datetime_object_invalid")
_NO_DAY = ("date_from_datetime_parsing", "date_from_datetime_inexact", "date_parsing")
_PLUS = ", and a + as %2B"
_OTHERS = {
    "string_unicode": "holds half a character (a lone surrogate); send whole ones",
    "timezone_aware": "has no offset; write 2026-04-04T14:32:00Z",
    "bool_parsing": "is neither true nor false",
    "int_parsing_size": "is too large a number",
    **dict.fromkeys(_NO_TIME, "is no time that there is; write 2026-04-04T14:32:00Z"),
    **dict.fromkeys(_NO_DAY, "is no day that there is; write 2026-02-13"),
}


def sentence_of(found: Mapping[str, Any]) -> tuple[str, str]:
    """Give the field to blame, and what is wrong with it."""
    if found["type"] == "json_invalid":  # its place is where in the text it breaks
        return BODY, "The body is not JSON."
    name = _name_of(found["loc"])
    if found["type"] == "missing":
        return name, f"{name} is missing."
    if found["type"] in _NO_OBJECT:
        return name, "The body is not a JSON object." if name == BODY else f"{name}: is not a JSON object."
    sentence = f"{name}: {_what_is_wrong(found)}"
    return name, sentence if sentence.endswith("?") else f"{sentence}."


def _name_of(place: Sequence[str | int]) -> str:
    """A query has no lists, only names that may be given again."""
    named = place[1:2] if place[0] == QUERY else place[1:]
    return ".".join(map(str, named)) or str(place[0])


def _what_is_wrong(found: Mapping[str, Any]) -> str:
    """Words of ours stay as they are: they may begin with somebody's id."""
    if found["type"] in _TOO_LONG:
        counted = "characters" if isinstance(found["input"], str) else "items"
        return f"should have at most {found['ctx']['max_length']} {counted}"
    if found["type"] in _TOO_SHORT and found["ctx"]["min_length"] == 1:
        return "is empty"
    if found["type"] in _OTHERS:
        plus = _PLUS if found["type"] in _NO_TIME and found["loc"][0] == QUERY else ""
        return _OTHERS[found["type"]] + plus
    message = str(found["msg"]).removesuffix(".")
    if found["type"] == _OURS:
        return message.removeprefix("Value error, ")
    return message[:1].lower() + message[1:]
