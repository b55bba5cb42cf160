"""How long something lasts, as policy.toml writes it."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours"}


def _duration(value: object) -> timedelta:
    match = re.fullmatch(r"([1-9]\d{0,5})([smh])", value) if isinstance(value, str) else None
    if match is None:
        message = 'is not a duration; write it like "20s", "3m" or "1h"'
        raise ValueError(message)
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


Duration = Annotated[timedelta, BeforeValidator(_duration)]
