"""What a story is made of: scenes, what people do in them, and what must be seen before the next one."""

from __future__ import annotations

from dataclasses import dataclass

DIRECT_MESSAGE = "direct message"
"""As a place: the conversation of the one who acts with the bot."""


@dataclass(frozen=True, slots=True)
class Types:
    """Write a line and send it. `{incident}` stands for the reference that the bot gave."""

    text: str


@dataclass(frozen=True, slots=True)
class Presses:
    """Press a button on the newest message that has it; `by` and `at` when not the scene's own."""

    label: str
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class AtOnce:
    """Several press in the same moment."""

    presses: tuple[Presses, ...]


@dataclass(frozen=True, slots=True)
class Fills:
    """Write into the field of that label in the open form, and send it off."""

    label: str
    text: str


Act = Types | Presses | AtOnce | Fills


@dataclass(frozen=True, slots=True)
class Sees:
    """Wait until a message at that place, seen by one of these people, holds these words.

    `what` says it for a person, after "Waiting until". `times`: how many such messages. `within`: seconds.
    """

    what: str
    words: str
    who: tuple[str, ...]
    at: str
    times: int = 1
    in_thread: bool = False
    within: float = 20


@dataclass(frozen=True, slots=True)
class SeesForm:
    """Wait until a form stands open before them."""

    what: str
    who: str
    within: float = 20


@dataclass(frozen=True, slots=True)
class Scene:
    """A caption, who is looked over the shoulder and where; then what they do, then what must be seen.

    `card`: the incident's card is scrolled to. `thread`: its thread stands open beside the channel.
    """

    caption: str
    who: str
    at: str
    acts: tuple[Act, ...] = ()
    until: Sees | SeesForm | None = None
    card: bool = False
    thread: bool = False
