"""What Slack itself finds wrong with what was entered in a field, before it asks the bot."""

from __future__ import annotations

import re

from playground.errors import JSON

REQUIRED = "Please complete this required field."
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def wrong_value(element: JSON, value: object, *, optional: bool) -> str | None:
    """Return the sentence under the field, or None."""
    if value in (None, "", []):
        return None if optional else REQUIRED
    if isinstance(value, list):
        return _wrong_count(element, len(value))
    return _wrong_text(element, value) if isinstance(value, str) else None


def _wrong_count(element: JSON, count: int) -> str | None:
    most = float(element.get("max_selected_items") or element.get("max_files") or count)
    return f"Please choose at most {most:g}." if count > most else None


def _wrong_text(element: JSON, value: str) -> str | None:
    match element["type"]:
        case "plain_text_input":
            return _wrong_length(element, value)
        case "number_input":
            return _wrong_number(element, value)
        case "email_text_input" if not EMAIL.fullmatch(value):
            return "Please enter a valid email address."
        case "url_text_input" if not value.startswith(("http://", "https://")):
            return "Please enter a valid URL."
        case _:
            return None


def _wrong_length(element: JSON, value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3_000)
    if len(value) < least:
        return f"Please use at least {least} characters."
    return f"Please use at most {most} characters." if len(value) > most else None


def _wrong_number(element: JSON, value: str) -> str | None:
    try:
        number = float(value)
    except ValueError:
        return "Please enter a valid number."
    if "min_value" in element and number < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and number > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None if element["is_decimal_allowed"] or number.is_integer() else "Please enter a whole number."
