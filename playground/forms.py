"""Elements that people use: the action of a click, the state of the inputs, what is wrong with a field."""

from __future__ import annotations

import re

from playground.blockkit import elements, options_of
from playground.errors import JSON, Refused

BUTTONS = {"button", "icon_button", "workflow_button"}
"""What brings the value that the bot gave it, whoever presses it."""
WITHOUT_STATE = BUTTONS | {"feedback_buttons", "overflow"}
SEVERAL = {"files", "selected_options", "selected_users", "selected_channels", "selected_conversations"}
REQUIRED = "Please complete this required field."
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
VALUES = {
    "button": "value",
    "icon_button": "value",
    "feedback_buttons": "value",
    "workflow_button": "value",
    "plain_text_input": "value",
    "number_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "rich_text_input": "rich_text_value",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "overflow": "selected_option",
    "radio_buttons": "selected_option",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "file_input": "files",
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "multi_users_select": "selected_users",
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
}
"""The key under which each element's value travels; source: https://docs.slack.dev/reference/block-kit."""


def action(blocks: list[JSON], pressed: JSON, action_ts: str) -> JSON:
    """Return the action of a block_actions payload: what was used, checked against what is really there."""
    element = _element(blocks, str(pressed.get("block_id")), str(pressed.get("action_id")))
    kind = element["type"]
    place = {"block_id": pressed["block_id"], "action_id": pressed["action_id"]}
    copied: JSON = {
        key: element[key] for key in ("text", "value", "style", "placeholder", "confirm") if key in element
    }
    return {"type": kind, **place, **copied, **_chosen(element, pressed), "action_ts": action_ts}


def completed(blocks: list[JSON], state: JSON) -> JSON:
    """Return the state of all inputs, those left alone at their initial value."""
    given = state.get("values", {})
    values: JSON = {}
    for block in blocks:
        for element in elements(block):
            if element["type"] in VALUES.keys() - WITHOUT_STATE:
                typed = given.get(block["block_id"], {}).get(element["action_id"])
                values.setdefault(block["block_id"], {})[element["action_id"]] = _valued(element, typed)
    return {"values": values}


def wrong_fields(blocks: list[JSON], state: JSON) -> dict[str, str]:
    """Return what Slack itself finds wrong with the inputs of a modal, by block_id."""
    values = completed(blocks, state)["values"]
    wrong = {}
    for block in blocks:
        if block["type"] == "input":
            element = block["element"]
            value = values[block["block_id"]][element["action_id"]][VALUES[element["type"]]]
            wrong[block["block_id"]] = _wrong(element, value, optional=block.get("optional", False))
    return {block_id: text for block_id, text in wrong.items() if text}


def known_errors(blocks: list[JSON], errors: object) -> dict[str, str]:
    """Return the errors that an answer puts on inputs; Refused when it names what is no input."""
    inputs = {block["block_id"] for block in blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise Refused("invalid_response_action_errors")
    return {block_id: str(text) for block_id, text in errors.items()}


def _element(blocks: list[JSON], block_id: str, action_id: str) -> JSON:
    for block in blocks:
        for element in elements(block):
            if (block["block_id"], element["action_id"]) == (block_id, action_id):
                return element
    raise Refused("action_not_found")


def _chosen(element: JSON, pressed: JSON) -> JSON:
    key = VALUES.get(element["type"], "value")
    given = (pressed.get("element") or {}).get(key)
    return {} if element["type"] in BUTTONS else {key: _offered(element, given)}


def _offered(element: JSON, given: object) -> object:
    """Return what was chosen, as the element itself has it; Refused when it was not on offer."""
    key = VALUES.get(element["type"], "value")
    if element["type"] == "feedback_buttons":
        return _half(element, given)
    if not key.startswith("selected_option") or "external" in element["type"]:
        return given
    offered = {option.get("value"): option for option in options_of(element)}
    chosen: list[JSON] = given if isinstance(given, list) else [given] if isinstance(given, dict) else []
    if any(option.get("value") not in offered for option in chosen):
        raise Refused("option_not_found")
    options = [offered[option.get("value")] for option in chosen]
    if key == "selected_options":
        return options
    return options[0] if options else None


def _half(element: JSON, given: object) -> object:
    if given not in (element["positive_button"]["value"], element["negative_button"]["value"]):
        raise Refused("option_not_found")
    return given


def _valued(element: JSON, typed: JSON | None) -> JSON:
    key = VALUES[element["type"]]
    value = typed.get(key) if typed is not None else element.get(f"initial_{key.removeprefix('selected_')}")
    return {"type": element["type"], key: _offered(element, value) or ([] if key in SEVERAL else None)}


def _wrong(element: JSON, value: object, *, optional: bool) -> str | None:
    if value in (None, "", []):
        return None if optional else REQUIRED
    return _wrong_text(element, value) if isinstance(value, str) else None


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
