"""A message, and the small blocks it is built of. Every text is cut to Slack's limits here. Pure.

Foreign text goes into `plain` objects. `mrkdwn` is for words of ours; what is foreign in it must be escaped.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Any

from bot.slack.text import cut, escape, pieces, readable

Block = dict[str, Any]

TEXT_LIMIT = 3_000
HEADER_LIMIT = 150
LABEL_LIMIT = 75
CONFIRM_LIMIT = 300
FALLBACK_LIMIT = 300
# A message with more than about 13,000 characters of block text is refused; labels need some of them.
BODY_LIMIT = 11_500

_ADDRESS = re.compile(r"(https?://[^\s<>|\"]*[^\s<>|\".,:;!?)])")


@dataclass(frozen=True)
class Message:
    """What chat.postMessage takes: `text` is for notifications (mrkdwn, escaped), `blocks` to be read."""

    text: str
    blocks: list[Block]


def plain(text: str, limit: int = TEXT_LIMIT) -> Block:
    """Text in which nothing is a mention, a link or a format."""
    shown = cut(readable(text).strip(), limit)
    return {"type": "plain_text", "text": shown or "(nothing readable)", "emoji": True}


def mrkdwn(text: str) -> Block:
    """Words of ours; `verbatim` keeps Slack from making links and mentions of what looks like one."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def header(text: str) -> Block:
    """Give a large line; at most 150 characters of it."""
    return {"type": "header", "text": plain(text, HEADER_LIMIT)}


def section(text: Block, accessory: Block | None = None) -> Block:
    """Give a paragraph, with something to press beside it."""
    beside = {"accessory": accessory} if accessory else {}
    return {"type": "section", "text": text, **beside}


def context(*elements: Block) -> Block:
    """Give a small grey line."""
    return {"type": "context", "elements": list(elements)}


def actions(*elements: Block) -> Block:
    """Give a row of buttons."""
    return {"type": "actions", "elements": list(elements)}


def quoted(text: str) -> Block:
    """Give foreign text as a paragraph. Its web addresses can be followed; nothing in it is a mention or a format."""
    parts = [part for part in _ADDRESS.split(readable(text).strip()) if part]
    if not any(map(_ADDRESS.fullmatch, parts)):
        return section(plain(text))
    shown = [
        {"type": "link", "url": part} if _ADDRESS.fullmatch(part) else {"type": "text", "text": part}
        for part in parts
    ]
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": shown}]}


def paragraphs(text: str) -> list[Block]:
    """Give long foreign text as sections, as many as it needs."""
    return [section(plain(piece)) for piece in pieces(readable(text), TEXT_LIMIT) if piece.strip()]


def that_fit(rows: Iterable[Block], most: int) -> list[Block]:
    """Give the first rows, as many as one message takes: at most so many, and counted as if escaped."""
    offered = list(islice(rows, most))
    lengths = accumulate(sum(len(escape(text)) for text in _texts(row)) for row in offered)
    return [row for row, length in zip(offered, lengths, strict=True) if length <= BODY_LIMIT]


def confirm(title: str, text: str, yes: str, no: str) -> Block:
    """Ask before something is done."""
    return {
        "title": plain(title, 100),
        "text": plain(text, CONFIRM_LIMIT),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
    }


def _texts(thing: object) -> Iterator[str]:
    if isinstance(thing, dict):
        yield from [thing["text"]] if isinstance(thing.get("text"), str) else []
        thing = list(thing.values())
    if isinstance(thing, list):
        for part in thing:
            yield from _texts(part)
