"""How somebody says in a line that it is only practice. Pure."""

from incidents.model import Kind, Severity

DRILL = "drill"


def practised(text: str) -> tuple[Kind, str]:
    """Tell a drill by `drill:` before its words, or `drill` before a severity; give the words without it.

    The word alone is none: "drill press on fire" is trouble.
    """
    first, *rest = text.split(maxsplit=1) or [""]
    words = rest[0] if rest else ""
    if first.lower() == f"{DRILL}:" or (first.lower() == DRILL and _begins_with_severity(words)):
        return Kind.DRILL, words
    return Kind.INCIDENT, text


def is_drill_in_full(first: str, rest: str) -> bool:
    """Whether a line that begins so says how bad the drill is, or asks for the form: `drill major test`, `drill`."""
    return first.lower().rstrip(":") == DRILL and (not rest or _begins_with_severity(rest))


def _begins_with_severity(words: str) -> bool:
    first = words.split(maxsplit=1)[:1]
    return bool(first) and first[0].lower().rstrip(":,") in set(Severity) - {Severity.NONE}
