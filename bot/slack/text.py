"""Text as Slack wants it: escaped, cut, dated; and what Slack sent, as it was typed. Pure; no blocks here."""

import re
from datetime import UTC, datetime, timedelta

from incidents.lengths import lasting
from incidents.model import Actor, ActorKind, Person

NAME_LIMIT = 80

# Marks that turn the direction of everything after them; no language needs them in a title.
_DIRECTION_MARKS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_WHEN = "{date_short_pretty} at {time}"
_AGO = "{ago}"
# Only such as are made here: another could carry a link.
_DATE_TOKEN = re.compile(
    rf"(<!date\^\d+\^(?:{re.escape(_WHEN)}|{re.escape(_AGO)})\|\d{{4}}-\d\d-\d\d \d\d:\d\d UTC>)"
)
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")
_BRACKETED = re.compile(r"<([^<>]*)>")
_MENTION = re.compile(r"\s*<@([UW][A-Z0-9]+)(?:\|([^<>]*))?>\s*(.*)", re.DOTALL)
_USER_ID = re.compile(r"[UW][A-Z0-9]{1,30}")


def escape(text: str) -> str:
    """Make foreign text safe in mrkdwn and in a message's `text`: it can neither mention nor link.

    Slack knows three escapes and no more (docs.slack.dev/messaging/formatting-message-text).
    """
    return readable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def guarded(sentence: str) -> str:
    """Make a sentence of ours safe that may hold foreign words, escaped or not; date tokens stay."""
    parts = _DATE_TOKEN.split(sentence)
    return "".join(part if index % 2 else _escaped_once(part) for index, part in enumerate(parts))


def readable(text: str) -> str:
    """Take out the marks that would turn the text around them."""
    return _DIRECTION_MARKS.sub("", text)


def cut(text: str, limit: int) -> str:
    """Give at most `limit` characters, an ellipsis at the end when some are left out."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def cut_escaped(text: str, limit: int) -> str:
    """Cut so that the text has at most `limit` characters even when Slack counts it escaped."""
    if len(escape(text)) <= limit:
        return text
    used = 0
    for index, character in enumerate(text):
        used += len(escape(character))
        if used >= limit:
            return text[:index].rstrip() + "…"
    return text


def pieces(text: str, limit: int) -> list[str]:
    """Split into pieces of at most `limit` characters, at a line's or a word's end where there is one."""
    found = []
    while len(text) > limit:
        end = _end_of_piece(text, limit)
        found.append(text[:end])
        text = text[end:].lstrip("\n ")
    return [*found, text] if text else found


def as_typed(text: str) -> str:
    """Turn what Slack sent into what was typed: `<@U1|ben>` is `@ben`, `&lt;` is `<`."""
    return unescaped(_BRACKETED.sub(lambda found: _typed(found[1]), text))


def unescaped(text: str) -> str:
    """Undo Slack's three escapes, once."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def mentioned_user(text: str) -> tuple[Person, str] | None:
    """Take a mention off the front: `<@U1|ben> rest` gives (Person, "rest"). The id stands in for a name."""
    found = _MENTION.fullmatch(text)
    if found is None:
        return None
    return Person(found[1], unescaped(found[2] or found[1])), found[3].strip()


def when(at: datetime) -> str:
    """Give Slack's token for a time, which each reader sees in their own zone: "today at 17:41"."""
    return _date_token(at, _WHEN)


def when_ago(at: datetime) -> str:
    """Give Slack's token for how long ago it was, which grows by itself: "3 minutes ago"."""
    return _date_token(at, _AGO)


def ago(length: timedelta) -> str:
    """Say how long ago: "12 s ago"; under a second "just now"."""
    return f"{lasting(length)} ago" if length >= timedelta(seconds=1) else "just now"


def name_of(actor: Actor) -> str:
    """Name who acted, for plain_text: `@ben` for people, the bare name for programs."""
    return f"{'@' if actor.kind is ActorKind.PERSON else ''}{_name(actor.name)}"


def who(actor: Actor) -> str:
    """Name who acted, for mrkdwn: never a mention, so that nobody is notified of what they did."""
    return escape(name_of(actor))


def mention(person: Person) -> str:
    """Mention somebody, who is notified by it; without a Slack id of theirs, name them."""
    return f"<@{person.id}>" if is_user_id(person.id) else named(person)


def named(person: Person) -> str:
    """Name somebody in mrkdwn without notifying them."""
    return escape(f"@{_name(person.name)}")


def is_user_id(text: str) -> bool:
    """Whether Slack would take this for a user's id."""
    return _USER_ID.fullmatch(text) is not None


def _end_of_piece(text: str, limit: int) -> int:
    ends = (text.rfind(mark, limit // 2, limit) for mark in "\n ")
    return next((end for end in ends if end > 0), limit)


def _escaped_once(text: str) -> str:
    return _BARE_AMPERSAND.sub("&amp;", readable(text)).replace("<", "&lt;").replace(">", "&gt;")


def _typed(inside: str) -> str:
    target, _, label = inside.partition("|")
    if target.startswith(("@", "#")):
        return target[0] + (label or target[1:])
    if target.startswith("!"):
        return label or "@" + target[1:]
    if target.startswith("mailto:"):
        return target.removeprefix("mailto:")
    return target


def _date_token(at: datetime, tokens: str) -> str:
    return f"<!date^{int(at.timestamp())}^{tokens}|{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC>"


def _name(name: str) -> str:
    return cut(" ".join(readable(name).split()), NAME_LIMIT) or "somebody"
