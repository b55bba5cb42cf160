"""Is this Block Kit? Slack's shapes and limits, and the rules that no schema can say.

Refusals read as Slack's: `invalid_blocks` for messages, `invalid_arguments` for views, each with messages.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator

from playground.blocks.block_rules import elements, flattened, wrong_in_message, wrong_in_view, wrong_together
from playground.blocks.block_schema import wrong_block, wrong_shape
from playground.errors import JSON, InvalidArguments, Refused

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
BLOCK_TEXT = 13_000
"""Characters of block text in a message; undocumented, see https://github.com/slackapi/bolt-js/issues/2509."""
VIEW_BYTES = 250_000


def check_message_blocks(blocks: object, pointer: str = "/blocks") -> list[JSON]:
    """Return the blocks with the ids that Slack gives them; Refused when they are not a message's."""
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    wrongs = _wrongs(blocks, pointer, MESSAGE_BLOCKS) or [*wrong_in_message(blocks, pointer)]
    if wrongs:
        raise InvalidArguments(*wrongs, code="invalid_blocks")
    if sum(len(text) for text in _texts(blocks)) > BLOCK_TEXT:
        raise Refused("msg_blocks_too_long")
    return _with_ids(blocks)


def check_view(view: object, kind: str = "modal") -> JSON:
    """Return a view, modal or home, with the ids that Slack gives its blocks; Refused when it is none."""
    if not isinstance(view, dict):
        raise InvalidArguments("must be a valid view [json-pointer:/view]")
    if len(json.dumps(view, ensure_ascii=False).encode(errors="surrogatepass")) > VIEW_BYTES:
        raise Refused("view_too_large")
    blocks = view.get("blocks")
    frame = view | {"blocks": []} if isinstance(blocks, list) else view
    wrongs = wrong_shape(kind.capitalize(), frame, "/view")
    wrongs += _wrongs(blocks, "/view/blocks", VIEW_BLOCKS) if isinstance(blocks, list) else []
    wrongs = wrongs or [*wrong_in_view(view)]
    if wrongs:
        raise InvalidArguments(*wrongs)
    return view | {"blocks": _with_ids(view["blocks"])}


def _wrongs(blocks: list[JSON], pointer: str, most: int) -> list[str]:
    if len(blocks) > most:
        return [f"no more than {most} items allowed [json-pointer:{pointer}]"]
    wrongs = [wrong for n, block in enumerate(blocks) for wrong in wrong_block(block, f"{pointer}/{n}")]
    return wrongs or wrong_together(blocks, pointer)


def _with_ids(blocks: list[JSON]) -> list[JSON]:
    copies: list[JSON] = json.loads(json.dumps(blocks))
    for block in flattened(copies):
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
