"""Take a rota over for a while, or have somebody else do so: from now on, until a time or for so long.

Times are in your own time zone: `cover primary until 18:00`, `cover primary for 4h`,
`cover primary @cleo until tomorrow 9:00`. Of two covers at once the one that was said last counts.
"""

import re
from datetime import UTC, datetime

from bot.caller import Once
from bot.rotas import Rotas
from bot.slack.asking import kept
from bot.slack.command import Command, Purpose
from bot.slack.desk import as_json
from bot.slack.message import Message
from bot.slack.text import as_typed, mentioned_user
from bot.slack.times import upcoming
from bot.slack.views.cover import covered
from incidents.errors import Invalid

WORDS = ("cover",)
USAGE = "cover primary [@user] until 18:00 | for 4h"
PURPOSE = Purpose.TAKE
AMONG = None

_TYPED = re.compile(r"(?P<rota>\S+)\s+(?P<rest>.+)", re.DOTALL)
_WHILE = re.compile(r"(?P<how>until|for)\s+(?P<time>.+)", re.IGNORECASE | re.DOTALL)


async def run(command: Command) -> Message:
    asked, now = command.asked, command.asked.desk.now()
    found = _TYPED.fullmatch(command.text.strip())
    person, rest = _who(command, found["rest"]) if found else (asked.actor.id, "")
    until = await _until(command, rest, now)
    if found is None or until is None:
        raise Invalid("text", f"Say which rota, and until when: /incident {USAGE}")
    if person == asked.desk.own_user():
        raise Invalid("text", "I cannot be on call. Name a person.")
    doing = Rotas(asked.service).cover(as_typed(found["rota"]), person, until, asked.actor)
    return kept(await doing.answered(Once(asked.key), lambda it: as_json(covered(it, asked.actor.id))))


def _who(command: Command, text: str) -> tuple[str, str]:
    """Give whoever covers, and what is typed behind them."""
    mentioned = mentioned_user(text)
    if mentioned:
        return mentioned[0].id, mentioned[1]
    if text.startswith("@"):
        raise Invalid(
            "text", "Choose the name from the list that opens after @, so that I know who is meant."
        )
    return command.asked.actor.id, text


async def _until(command: Command, text: str, now: datetime) -> datetime | None:
    found = _WHILE.fullmatch(as_typed(text))
    if found is None:
        return None
    if found["how"].lower() == "for":
        return upcoming(f"in {found['time']}", UTC, now)
    return upcoming(found["time"], await command.asked.desk.zone_of(command.asked.actor.id), now)
