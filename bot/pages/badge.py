"""How a page stands, as a small picture for a README or an intranet: the name on the left, the state on the right."""

import unicodedata

from bot.pages.rendering import badge_svg
from bot.texts import for_xml, words_of
from incidents.public import PublicPage, State

# White upon each of them has a contrast of 4.5 to 1 or more.
_COLOURS = {
    State.OPERATIONAL: "#1a7f4b",
    State.MAINTENANCE: "#2f62c8",
    State.DEGRADED: "#8f6400",
    State.PARTIAL_OUTAGE: "#b44d0d",
    State.MAJOR_OUTAGE: "#bb2a36",
}
_MOST, _BESIDE = 40, 12
_NARROW, _WIDE, _VERY_WIDE = 4.0, 7.0, 12.0  # px of a letter at 11 px


def badge(page: PublicPage, address: str) -> bytes:  # noqa: ARG001 - the address is of no use in a picture
    """Draw it. What does not fit is cut."""
    name, state = _cut(for_xml(page.site.name)), words_of(page.site)("component", page.state)
    widths = {"left": _width(name), "right": _width(state)}
    return badge_svg(page.site, name=name, state=state, colour=_COLOURS[page.state], **widths)


def _cut(name: str) -> str:
    return name if len(name) <= _MOST else f"{name[: _MOST - 1]}\N{HORIZONTAL ELLIPSIS}"


def _width(words: str) -> int:
    """Give about how wide it is in px, with room beside it; the drawing is then fitted to that."""
    return round(sum(map(_width_of, words))) + _BESIDE


def _width_of(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return _VERY_WIDE
    return _NARROW if letter in " .,:;!'|ijlftI" else _WIDE
