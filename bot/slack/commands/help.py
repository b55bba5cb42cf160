"""Say what can be typed, or explain one word."""

from collections.abc import Iterable

from bot.slack.command import Command, Purpose, Word
from bot.slack.message import Message
from bot.slack.views.help import help_page, help_word

WORDS = ("help",)
USAGE = "help [word]"
PURPOSE = Purpose.LOOK
AMONG = None


async def run(command: Command) -> Message:
    desk = command.asked.desk
    word = desk.words.get(command.typed.lower())
    if word is not None:
        return help_word(word.name, _usage(word), word.help)
    active = await command.asked.service.active()
    return help_page(_by_purpose(desk.words.values()), active, desk.now(), unknown=command.typed)


def _by_purpose(words: Iterable[Word]) -> dict[str, list[str]]:
    """Group how the words are typed, each once."""
    usages: dict[str, list[str]] = {purpose.value: [] for purpose in Purpose}
    for word in dict.fromkeys(words):
        usages[word.purpose.value].append(word.usage)
    return usages


def _usage(word: Word) -> str:
    return f"/incident {word.usage}"
