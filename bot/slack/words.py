"""The subcommands, one file each in `commands/`, and what happens when somebody types one."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType, ModuleType

from bot.slack import commands
from bot.slack.asking import Asked
from bot.slack.command import Command, Word, no_text_by_itself
from bot.slack.drills import DRILL, is_drill_in_full
from bot.slack.message import Message
from bot.slack.references import named_at_start
from bot.slack.subject import about_its_incident
from bot.slack.text import as_typed
from bot.slack.views.answers import declare_as, did_you_mean, drill_or_trouble, unheard
from incidents.errors import Invalid
from incidents.text import TEXT_LIMIT, TITLE_LIMIT, many_lines, one_line

HELP = "help"
DECLARE = "declare"
SHOW = "show"
OTHER = "other"
# Escapes and mentions make what Slack sends longer than what was typed.
RAW_LIMIT = 6 * TEXT_LIMIT
LONGEST_WORD = 20
# "akc" is two thirds of "ack".
ALIKE = 0.66


class WordsError(Exception):
    """A file in `commands/` is not a subcommand, or two claim the same word. The bot does not start."""


def load_words(package: ModuleType = commands) -> Mapping[str, Word]:
    """List the files in the folder and give every word and alias with its subcommand."""
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return _by_name(_word(importlib.import_module(f"{package.__name__}.{name}")) for name in names)


async def answer(asked: Asked, text: str) -> Message | None:
    """Do what `/incident text` says, and give the private answer; None when a modal is the answer."""
    first, rest = _reference_last(asked.desk.words, *_first_word(_sane(text)))
    word = asked.desk.words.get(_name(first))
    if word is None and is_drill_in_full(first, rest):
        return await use(asked, DECLARE, f"{DRILL}: {rest}")
    if word is None:
        return _unknown(asked.desk.words, first, rest)
    return await run(word, Command(asked, _name(first), rest))


def counted_as(words: Mapping[str, Word], text: str) -> str:
    """Give the word that was typed, for counting: never anything that people made up."""
    word = words.get(_name(text.lstrip()[:LONGEST_WORD].partition(" ")[0]))
    return word.name if word else OTHER


async def use(asked: Asked, name: str, text: str) -> Message | None:
    """Do what the question "did you mean" was answered with."""
    return await run(asked.desk.words[name], Command(asked, name, text))


async def run(word: Word, command: Command) -> Message | None:
    """Find out which incident it is about, unless that is known, and run the word."""
    if command.about is None:
        found = await about_its_incident(command, word)
        if isinstance(found, Message):
            return found
        command = found
    try:
        answer = await word.run(command)
    except Invalid as wrong:
        raise _naming_it(wrong, command) from None
    return unheard(answer, word.name, command.typed) if answer and not word.takes_text else answer


def _naming_it(wrong: Invalid, command: Command) -> Invalid:
    """Whoever left the reference out reads which incident was taken, also when nothing was done."""
    reference = command.about.reference if command.about else ""
    if not reference or wrong.message.startswith(f"{reference} "):
        return wrong
    return Invalid(wrong.field, f"{reference}: {wrong.message}")


def _name(first: str) -> str:
    return first.lower().rstrip(":,") or HELP


def _by_name(words: Iterable[Word]) -> Mapping[str, Word]:
    by_name: dict[str, Word] = {}
    for word in words:
        for name in word.names:
            if name in by_name:
                raise WordsError(f"bot/slack/commands: two files claim the word {name!r}.")
            by_name[name] = word
    return MappingProxyType(by_name)


def _word(module: ModuleType) -> Word:
    text = inspect.getdoc(module)
    if not text:
        raise WordsError(f"{module.__name__} has no docstring, which is its help text.")
    try:
        return Word(
            names=tuple(module.WORDS),
            usage=module.USAGE,
            purpose=module.PURPOSE,
            help=text,
            run=module.run,
            among=module.AMONG,
            takes_text=getattr(module, "TAKES_TEXT", True),
            is_text=getattr(module, "IS_TEXT", no_text_by_itself),
            either_end=getattr(module, "EITHER_END", False),
        )
    except AttributeError as missing:
        raise WordsError(f"{module.__name__} is not a subcommand: {missing}.") from None


def _sane(text: str) -> str:
    """Refuse what is too long or broken before anything looks at it closely."""
    return many_lines("text", text, RAW_LIMIT) if text.strip() else ""


def _first_word(text: str) -> tuple[str, str]:
    first, *rest = text.split(maxsplit=1) or [""]
    return first, rest[0] if rest else ""


def _reference_last(words: Mapping[str, Word], first: str, rest: str) -> tuple[str, str]:
    """Take `INC-42 ack` for `ack INC-42`, and `INC-42` alone for `show INC-42`."""
    named = named_at_start(first)
    if named is None or named.rest:
        return first, rest
    if not rest:
        return SHOW, first
    word, text = _first_word(rest)
    known = words.get(_name(word))
    return (word, f"{first} {text}") if known and known.among else (first, rest)


def _unknown(words: Mapping[str, Word], first: str, rest: str) -> Message:
    """Never declare by accident: ask."""
    alike = get_close_matches(first.lower(), words, n=1, cutoff=ALIKE) if len(first) <= LONGEST_WORD else []
    if alike:
        return did_you_mean(as_typed(first), alike[0], rest)
    title = one_line("title", as_typed(f"{first} {rest}"), TITLE_LIMIT)
    return drill_or_trouble(title, rest) if _name(first) == DRILL else declare_as(title)
