"""Say what can be typed, or explain one word."""

from bot.slack.command import Command, Word
from bot.slack.message import Message
from bot.slack.views.help import help_page, help_word

WORDS = ("help",)
USAGE = "help [word]"
AMONG = None


async def run(command: Command) -> Message:
    desk = command.asked.desk
    word = desk.words.get(command.typed.lower())
    if word is not None:
        return help_word(word.name, _usage(word), word.help)
    words = [(word.name, _usage(word), word.help) for word in dict.fromkeys(desk.words.values())]
    return help_page(words, await command.service.active(), desk.now())


def _usage(word: Word) -> str:
    return f"/incident {word.usage}"
