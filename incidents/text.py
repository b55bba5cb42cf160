"""What text may come in from people and programs, whichever the door."""

import re

from incidents.errors import Invalid

TITLE_LIMIT = 255
MONITORS_LIMIT = 1000
TEXT_LIMIT = 10_000

# Characters that have no place of their own on a line, or are drawn as nothing; with spaces alone they are no words.
UNSEEN = "\u00ad\u034f\u115f\u1160\u180e\u2800\u3164\ufeff\uffa0" + "".join(
    map(chr, (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)))
)

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def one_line(field: str, text: str, limit: int = TITLE_LIMIT) -> str:
    """Give the text on one line without control characters; `Invalid` when blank or over `limit` characters."""
    return _within(field, " ".join(_readable(field, text).split()), limit)


def verbatim(field: str, text: str, limit: int = TITLE_LIMIT) -> str:
    """Give an id of somebody else's, space for space; `Invalid` when blank, too long or not to be written."""
    if _readable(field, text) != text:
        raise Invalid(field, f"The {field} holds a control character. Leave it out, please.")
    _within(field, text.strip(), limit)
    return _within(field, text, limit)


def many_lines(field: str, text: str, limit: int = TEXT_LIMIT) -> str:
    """Give the text with its line breaks; `Invalid` when blank or over `limit` characters."""
    return _within(field, _readable(field, text).replace("\r\n", "\n").strip(), limit)


def cut_line(field: str, text: str, limit: int = TITLE_LIMIT) -> str:
    """Give the text on one line, with an ellipsis in place of what is over `limit`. It may be blank."""
    return _cut(" ".join(_readable(field, text).split()), limit)


def cut_lines(field: str, text: str, limit: int = TEXT_LIMIT) -> str:
    """Give the text with its line breaks, with an ellipsis in place of what is over `limit`. It may be blank."""
    return _cut(_readable(field, text).replace("\r\n", "\n").strip(), limit)


def is_blank(text: str) -> bool:
    """Whether nothing of it can be seen."""
    return not "".join(text.split()).strip(UNSEEN)


def _readable(field: str, text: str) -> str:
    if _SURROGATE.search(text):
        raise Invalid(field, f"The {field} holds half a character (a lone surrogate). Type it again, please.")
    return _CONTROL.sub("", text)


def _within(field: str, text: str, limit: int) -> str:
    if is_blank(text):
        raise Invalid(field, f"The {field} is empty. Say in a few words what it is.")
    if len(text) > limit:
        raise Invalid(
            field, f"The {field} has {len(text):,} characters; {limit:,} is the most. Shorten it, please."
        )
    return text


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"
