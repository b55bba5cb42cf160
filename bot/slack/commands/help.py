"""Say what can be typed, or explain one word."""

import re
from collections.abc import Iterable

from bot.slack.command import Command, Purpose, Word
from bot.slack.drills import DRILL
from bot.slack.message import Message
from bot.slack.views.help import help_page, help_word

DECLARE = "declare"

WORDS = ("help",)
USAGE = "help [word]"
PURPOSE = Purpose.LOOK
AMONG = None


async def run(command: Command) -> Message:
    desk = command.asked.desk
    asked_about = command.typed.lower()
    word = desk.words.get(DECLARE if asked_about == DRILL else asked_about)
    if word is not None:
        return help_word(word.name, _usage(word), word.help)
    active = await command.asked.service.active()
    return help_page(_by_purpose(desk.words.values()), active, desk.now(), unknown=command.typed)


def _by_purpose(words: Iterable[Word]) -> dict[str, list[tuple[str, str]]]:
    """Group the words, each once and with what it does, by what people come for."""
    grouped: dict[str, list[tuple[str, str]]] = {purpose.value: [] for purpose in Purpose}
    for word in dict.fromkeys(words):
        grouped[word.purpose.value].append((word.name, _in_short(word.help)))
    return grouped


def _in_short(text: str) -> str:
    """Give what the first sentence says before it goes into detail."""
    return re.split(r"[;:.,(]", text, maxsplit=1)[0].strip()


def _usage(word: Word) -> str:
    return f"/incident {word.usage}"
