"""How people name an incident at the start of what they type: `INC-42`, `inc-42`, `#42` or `42`. Pure."""

import re
from dataclasses import dataclass

_NAMED = re.compile(r"\s*(?:#|#?inc[-_]?)([0-9]+)(?!\w)[:,.]?\s*(.*)", re.IGNORECASE | re.DOTALL)
_BARE = re.compile(r"\s*([0-9]{1,9})(?!\S)\s*(.*)", re.DOTALL)
_ANYWHERE = re.compile(r"(?<![\w-])(?:#|#?inc[-_]?)([0-9]+)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """A number that may name an incident, and what was typed after it. A bare number may be mere text."""

    number: int
    rest: str
    bare: bool = False

    @property
    def reference(self) -> str:
        """What the incident would be called."""
        return f"INC-{self.number}"


def named_at_start(text: str) -> Named | None:
    """Read the reference that the text starts with."""
    found = _NAMED.match(text)
    if found:
        return Named(_number(found[1]), found[2])
    found = _BARE.match(text)
    return Named(_number(found[1]), found[2], bare=True) if found else None


def named_anywhere(text: str) -> Named | None:
    """Read a reference from a text that is nothing else."""
    found = _ANYWHERE.search(text)
    return Named(_number(found[1]), "") if found else None


def _number(digits: str) -> int:
    """No incident has a number beyond nine digits; the longest that can be asked for has ten."""
    return int(digits.lstrip("0")[:10] or "0")
