"""Elements that people use: the action of a click, the state of the inputs, which inputs are wrong."""

from __future__ import annotations

from playground.blocks.block_rules import elements, flattened, options_of
from playground.blocks.field_checks import wrong_value
from playground.errors import JSON, Refused

BUTTONS = {"button", "icon_button", "workflow_button"}
"""What brings the value that the bot gave it, whoever presses it."""
WITHOUT_STATE = BUTTONS | {"feedback_buttons", "overflow"}
SEVERAL = {"files", "selected_options", "selected_users", "selected_channels", "selected_conversations"}
CURRENT = "default_to_current_conversation"
COPIED = ("text", "value", "style", "placeholder", "confirm", "timezone")
"""What an action repeats of its element."""
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
    element = element_of(blocks, str(pressed.get("block_id")), str(pressed.get("action_id")))
    place = {"block_id": pressed["block_id"], "action_id": pressed["action_id"]}
    copied: JSON = {key: element[key] for key in element if key in COPIED or key.startswith("initial_")}
    return {"type": element["type"], **place, **copied, **_chosen(element, pressed), "action_ts": action_ts}


def element_of(blocks: list[JSON], block_id: str, action_id: str) -> JSON:
    """Return the element with these ids; Refused when there is none."""
    for block in flattened(blocks):
        for element in elements(block):
            if (block["block_id"], element["action_id"]) == (block_id, action_id):
                return element
    raise Refused("action_not_found")


def with_current(blocks: list[JSON], channel: str | None) -> JSON:
    """Return the state of the inputs that begin with the conversation that the person is looking at."""
    values: JSON = {}
    for block in flattened(blocks):
        for element in elements(block):
            if channel and element.get(CURRENT) and not _initial(element):
                key = VALUES[element["type"]]
                value = [channel] if key in SEVERAL else channel
                actions = values.setdefault(block["block_id"], {})
                actions[element["action_id"]] = {"type": element["type"], key: value}
    return {"values": values}


def completed(blocks: list[JSON], state: JSON, before: JSON) -> JSON:
    """Return the state of all inputs, those left alone as they were before, else at their initial value."""
    values: JSON = {}
    for block in flattened(blocks):
        for element in elements(block):
            if element["type"] in VALUES.keys() - WITHOUT_STATE:
                ids = block["block_id"], element["action_id"]
                value = _entered(element, _found(state, *ids), _found(before, *ids))
                values.setdefault(ids[0], {})[ids[1]] = _valued(element, value)
    return {"values": values}


def wrong_fields(blocks: list[JSON], values: JSON) -> dict[str, str]:
    """Return what Slack itself finds wrong with the inputs of a modal, by block_id."""
    wrong = {}
    for block in flattened(blocks):
        if block["type"] == "input":
            element = block["element"]
            value = values[block["block_id"]][element["action_id"]][VALUES[element["type"]]]
            wrong[block["block_id"]] = wrong_value(element, value, optional=block.get("optional", False))
    return {block_id: text for block_id, text in wrong.items() if text}


def known_errors(blocks: list[JSON], errors: object) -> dict[str, str]:
    """Return the errors that an answer puts on inputs; Refused when it names what is no input."""
    inputs = {block["block_id"] for block in flattened(blocks) if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise Refused("invalid_response_action_errors")
    return {block_id: str(text) for block_id, text in errors.items()}


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
    options = _matching(element, given)
    if None in options:
        raise Refused("option_not_found")
    if key == "selected_options":
        return options
    return options[0] if options else None


def _matching(element: JSON, given: object) -> list[JSON | None]:
    """Return the element's own options for those given, None for each that it does not have."""
    offered = {option.get("value"): option for option in options_of(element)}
    chosen: list[JSON] = given if isinstance(given, list) else [given] if isinstance(given, dict) else []
    return [offered.get(option.get("value")) for option in chosen]


def _half(element: JSON, given: object) -> object:
    if given not in (element["positive_button"]["value"], element["negative_button"]["value"]):
        raise Refused("option_not_found")
    return given


def _found(state: JSON, block_id: str, action_id: str) -> JSON | None:
    found: JSON | None = state.get("values", {}).get(block_id, {}).get(action_id)
    return found


def _entered(element: JSON, typed: JSON | None, before: JSON | None) -> object:
    key = VALUES[element["type"]]
    if typed is not None:
        return _offered(element, typed.get(key))
    if before is None or before["type"] != element["type"] or _is_gone(element, before.get(key)):
        return _initial(element)
    return before.get(key)


def _is_gone(element: JSON, chosen: object) -> bool:
    """Say whether an option that was chosen before the view changed is no longer offered."""
    return "options" in element and None in _matching(element, chosen)


def _valued(element: JSON, value: object) -> JSON:
    key = VALUES[element["type"]]
    zone = {"timezone": element["timezone"]} if "timezone" in element else {}
    return {"type": element["type"], key: value or ([] if key in SEVERAL else None), **zone}


def _initial(element: JSON) -> object:
    key = VALUES[element["type"]].removeprefix("selected_").removeprefix("rich_text_")
    return element.get(f"initial_{key}")
