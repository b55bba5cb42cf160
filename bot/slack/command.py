"""What a subcommand is, and what it is given when somebody types it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.caller import Seen
from bot.slack.asking import Asked, DoTo, Tell
from bot.slack.message import Message
from bot.slack.text import as_typed
from incidents.model import Incident


class Purpose(StrEnum):
    """What people come for; help shows the words in this order."""

    BEGIN = "Begin"
    TAKE = "Take it"
    WORK = "Say what is known"
    TELL = "Tell the public"
    END = "End it"
    LOOK = "Look"


@dataclass(frozen=True, slots=True)
class Among:
    """Which incidents a word can be meant for, and what to say when there is none.

    `settled` looks among those that are over, `or_settled` only when none is open.
    """

    fits: Callable[[Incident], bool]
    none: str
    settled: bool = False
    or_settled: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A word that was typed, with the incident it is about, and the text without either, as Slack sent it."""

    asked: Asked
    word: str
    text: str = ""
    about: Incident | None = None
    seen: Seen | None = None

    @property
    def typed(self) -> str:
        """The text as it was typed."""
        return as_typed(self.text).strip()

    @property
    def incident(self) -> Incident:
        """The incident it is about; words that have one are only run with one."""
        if self.about is None:
            raise LookupError(f"{self.word} is about no incident")
        return self.about

    async def act(self, do: DoTo, tell: Tell) -> Message:
        """Command something of the incident."""
        return await self.asked.act_on(self.incident.id, do, tell, self.seen)


def no_text_by_itself(_text: str) -> bool:
    """Leave it to the incidents whether a number in front is one of theirs."""
    return False


@dataclass(frozen=True, slots=True)
class Word:
    """A subcommand: its names (the first is its own), how it is typed, what it does, and the doing.

    `among` is None for words that are about no incident. `takes_text` is false where a number can only
    be an incident's; `is_text` tells that a text is one although it starts with a number ("20 min ago").
    `either_end` lets the incident be named behind the text too, which is then no free text.
    """

    names: tuple[str, ...]
    usage: str
    purpose: Purpose
    help: str
    run: Callable[[Command], Awaitable[Message | None]]
    among: Among | None = None
    takes_text: bool = True
    is_text: Callable[[str], bool] = no_text_by_itself
    either_end: bool = False

    @property
    def name(self) -> str:
        """The name that help and questions use."""
        return self.names[0]
