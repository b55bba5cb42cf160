"""Markdown around foreign text, which can neither end a line, begin a structure, nor be taken for HTML. Pure.

Escaped is what CommonMark (https://spec.commonmark.org) or GitHub's dialect of it would read as more than text, and
no more than that: the draft is also read as it is.
"""

import re
from collections.abc import Iterable

# A letter or digit on both sides of an underscore keeps it from being emphasis: `user_disabled` stays readable.
_MEANS_SOMETHING = re.compile(
    r"[\\`*\[\]<|~$]"
    r"|(?<![^\W_])_|_(?![^\W_])"
    r"|&(?=#?\w+;)"
    r"|(?<!\S)#|^[>+\-=:]"
)
_NUMBERS_A_LIST = re.compile(r"^(\s*\d+)([.)])")


def inline(text: str) -> str:
    """Give foreign text on one line, in which nothing is a format, a link or a tag."""
    flat = " ".join(text.split())
    return _NUMBERS_A_LIST.sub(r"\1\\\2", _MEANS_SOMETHING.sub(r"\\\g<0>", flat))


def quote(text: str, indent: str = "") -> str:
    """Give foreign text as a quotation that keeps its lines, each of them behind the indent."""
    lines = text.strip().splitlines()
    # Two spaces at the end keep the line break. What stands in front would make code of the line.
    shown = [f"{indent}> {_indentation(line)}{inline(line)}".rstrip() + "  " for line in lines]
    return "\n".join(shown).rstrip()


def items(lines: Iterable[str]) -> str:
    """Give lines as a list."""
    return "\n".join(f"- {line}" for line in lines)


def _indentation(line: str) -> str:
    """Give the room in front of a line of a program or a trace as what Markdown does not count."""
    return "\N{NO-BREAK SPACE}" * (len(line) - len(line.lstrip())) if line.strip() else ""
