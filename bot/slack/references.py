"""How people name an incident in what they type: `INC-42`, `inc-42`, `#42` or `42`. Pure."""

import re
from dataclasses import dataclass

_NAMED = re.compile(r"\s*(?:#|#?inc[-_]?)([0-9]+)(?!\w)[:,.]?\s*(.*)", re.IGNORECASE | re.DOTALL)
_BARE = re.compile(r"\s*([0-9]{1,9})(?!\S)\s*(.*)", re.DOTALL)
_ANYWHERE = re.compile(r"(?<![\w-])(?:#|#?inc[-_]?)([0-9]+)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """The digits that may name an incident, and the text without them. A bare number may be mere text."""

    digits: str
    rest: str
    bare: bool = False

    @property
    def reference(self) -> str:
        """What the incident would be called."""
        return f"INC-{self.digits}"


def named_at_start(text: str) -> Named | None:
    """Read the reference that the text starts with."""
    found = _NAMED.match(text)
    if found:
        return Named(found[1], found[2])
    found = _BARE.match(text)
    return Named(found[1], found[2], bare=True) if found else None


def named_at_end(text: str) -> Named | None:
    """Read the reference that is the last word of a text that needs no number of its own."""
    rest, *last = text.rsplit(maxsplit=1) or [""]
    named = named_at_start(last[0]) if last else None
    return Named(named.digits, rest) if named and not named.rest else None


def named_anywhere(text: str) -> Named | None:
    """Read a reference from a text that is nothing else."""
    found = _ANYWHERE.search(text)
    return Named(found[1], "") if found else None
