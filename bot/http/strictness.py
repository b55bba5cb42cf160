"""How strictly an API reads: the dialects as their products do, the native API so that no slip is passed over."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Depends, params

from bot.http.media import ONLY_JSON, OR_BY_DEFAULT, Media
from bot.http.unknown import ensure_nothing_is_passed_over


@dataclass(frozen=True)
class Strictness:
    """What a body may be called, and what every request is looked at for besides."""

    media: Media
    needs: Sequence[params.Depends] = ()


LENIENT = Strictness(OR_BY_DEFAULT)
EXACT = Strictness(ONLY_JSON, [Depends(ensure_nothing_is_passed_over)])
