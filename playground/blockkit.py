"""Is this Block Kit? Slack's shapes and limits, and the rules that no schema can say.

Refusals read as Slack's: `invalid_blocks` for messages, `invalid_arguments` for views, each with messages.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator

from playground.block_schema import wrong_block, wrong_shape
from playground.errors import JSON, InvalidArguments, Refused

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
BLOCK_TEXT = 13_000
"""Characters of block text in a message; undocumented, see https://github.com/slackapi/bolt-js/issues/2509."""
MARKDOWN_TEXT = 12_000
VIEW_BYTES = 250_000
ONLY_IN_MODALS = {"alert"}


def check_message_blocks(blocks: object, pointer: str = "/blocks") -> list[JSON]:
    """Return the blocks with the ids that Slack gives them; Refused when they are not a message's."""
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    wrongs = _wrongs(blocks, pointer, MESSAGE_BLOCKS) or [*_wrong_in_message(blocks, pointer)]
    if wrongs:
        raise InvalidArguments(*wrongs, code="invalid_blocks")
    if sum(len(text) for text in _texts(blocks)) > BLOCK_TEXT:
        raise Refused("msg_blocks_too_long")
    return _with_ids(blocks)


def check_view(view: object, definition: str = "Modal") -> JSON:
    """Return the view with the ids that Slack gives its blocks; Refused when it is none."""
    if not isinstance(view, dict):
        raise InvalidArguments("must be a valid view [json-pointer:/view]")
    if len(json.dumps(view)) > VIEW_BYTES:
        raise Refused("view_too_large")
    blocks = view.get("blocks")
    frame = view | {"blocks": []} if isinstance(blocks, list) else view
    wrongs = wrong_shape(definition, frame, "/view")
    wrongs += _wrongs(blocks, "/view/blocks", VIEW_BLOCKS) if isinstance(blocks, list) else []
    wrongs = wrongs or [*_wrong_in_view(view)]
    if wrongs:
        raise InvalidArguments(*wrongs)
    return view | {"blocks": _with_ids(view["blocks"])}


def elements(block: JSON) -> list[JSON]:
    """Return what can be pressed, chosen or typed into in a block."""
    listed = block["elements"] if block["type"] in ("actions", "context_actions") else []
    found = [*listed, *(block[key] for key in ("accessory", "element") if key in block)]
    return [element for element in found if element["type"] != "image"]


def options_of(element: JSON) -> list[JSON]:
    """Return what can be chosen, whatever group it stands in."""
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    return [*element.get("options", []), *grouped]


def _wrongs(blocks: list[JSON], pointer: str, most: int) -> list[str]:
    if len(blocks) > most:
        return [f"no more than {most} items allowed [json-pointer:{pointer}]"]
    places = [(f"{pointer}/{index}", block) for index, block in enumerate(blocks)]
    wrongs = [wrong for place, block in places for wrong in wrong_block(block, place)]
    return wrongs or [*_repeated_ids(places), *_wrong_choices(places)]


def _wrong_in_message(blocks: list[JSON], pointer: str) -> Iterator[str]:
    kinds = [block["type"] for block in blocks]
    for kind in ONLY_IN_MODALS.intersection(kinds):
        yield f"unsupported type: {kind} [json-pointer:{pointer}]"
    if kinds.count("table") > 1:
        yield f"only one table allowed [json-pointer:{pointer}]"
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > MARKDOWN_TEXT:
        yield f"must be less than {MARKDOWN_TEXT + 1} characters [json-pointer:{pointer}]"


def _wrong_in_view(view: JSON) -> Iterator[str]:
    asks = any(block["type"] == "input" for block in view["blocks"])
    if asks and view["type"] == "modal" and not view.get("submit"):
        yield "missing required field: submit [json-pointer:/view]"


def _repeated_ids(places: list[tuple[str, JSON]]) -> Iterator[str]:
    seen = set()
    for pointer, block in places:
        if block.get("block_id") in seen:
            yield f"`block_id` {block['block_id']} already exists [json-pointer:{pointer}/block_id]"
        seen |= {block["block_id"]} if "block_id" in block else set()
        action_ids = [element["action_id"] for element in elements(block) if "action_id" in element]
        if len(action_ids) > len(set(action_ids)):
            yield f"`action_id` already exists for another action [json-pointer:{pointer}]"


def _wrong_choices(places: list[tuple[str, JSON]]) -> Iterator[str]:
    for pointer, element in ((pointer, element) for pointer, block in places for element in elements(block)):
        if "static_select" in element["type"] and ("options" in element) == ("option_groups" in element):
            yield f"either `options` or `option_groups` is required [json-pointer:{pointer}]"
        if any(option not in options_of(element) for option in _initial_options(element)):
            yield f"`initial_option` must exactly match one of the provided options [json-pointer:{pointer}]"


def _initial_options(element: JSON) -> list[JSON]:
    if "external" in element["type"]:
        return []
    one = [element["initial_option"]] if "initial_option" in element else []
    return [*one, *element.get("initial_options", [])]


def _with_ids(blocks: list[JSON]) -> list[JSON]:
    copies: list[JSON] = json.loads(json.dumps(blocks))
    for block in copies:
        block.setdefault("block_id", secrets.token_urlsafe(4))
        for element in elements(block):
            element.setdefault("action_id", secrets.token_urlsafe(4))
    return copies


def _texts(thing: object) -> Iterator[str]:
    """Return every text in the blocks, however deep."""
    if isinstance(thing, list):
        for item in thing:
            yield from _texts(item)
    if isinstance(thing, dict):
        if isinstance(thing.get("text"), str):
            yield thing["text"]
        for value in thing.values():
            yield from _texts(value)
