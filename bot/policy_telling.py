"""The `[[tell_back]]` tables of policy.toml: which sources hear what people do about alerts. Keys lie in files."""

from collections.abc import Container, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.policy_senders import content_of
from bot.policy_times import Duration
from incidents.alerts import is_address
from incidents.errors import Invalid
from incidents.telling import Listener, Way

SILENCE = Listener("", "", Way.ALERTMANAGER).silence


def _way(value: object) -> Way:
    if value not in set(Way):
        message = f"is not known; known are {', '.join(Way)}"
        raise ValueError(message)
    return Way(str(value))


class TellBackTable(BaseModel):
    """What may stand in such a table. Without `as` a source that has a way of its own is told by that."""

    model_config = ConfigDict(extra="forbid", strict=True)

    source: str
    url: str
    way: Annotated[Way | None, BeforeValidator(_way), Field(alias="as")] = None
    key_file: str | None = None
    silence: Duration = SILENCE

    def listener(self, folder: Path) -> Listener:
        """Give who is told; the folder is that of the policy. `Invalid` names the key."""
        way = self.way or (Way(self.source) if self.source in set(Way) else Way.WEBHOOK)
        if not is_address(self.url):
            raise Invalid("url", "It is no http(s) address without a name and password.")
        if way is Way.PAGERDUTY and self.key_file is None:
            raise Invalid("url", "PagerDuty wants a routing key: name the file that holds it as key_file.")
        if "silence" in self.model_fields_set and way is not Way.ALERTMANAGER:
            raise Invalid("silence", f"It is for Alertmanager; {self.source} is told by {way}. Leave it out.")
        key = _key_in(folder / self.key_file) if self.key_file else ""
        return Listener(self.source, self.url.rstrip("/"), way, key, self.silence)


def _ensure_first(source: str, others: Container[str]) -> None:
    if source in others:
        raise Invalid("source", f"Another [[tell_back]] is for {source}. Leave one of them.")


def _key_in(path: Path) -> str:
    """Give the one line of a file, which goes into a header."""
    try:
        key = content_of(path).decode("ascii")
    except UnicodeDecodeError:
        key = "\n"
    except Invalid as refused:
        raise Invalid("key_file", refused.message) from None
    if not key.isprintable():
        raise Invalid("key_file", f"{path} holds more than one line of plain letters. Write the key alone.")
    return key


def listeners_of(
    tables: Sequence[TellBackTable], folder: Path
) -> tuple[tuple[Listener, ...], list[tuple[int, str, str]]]:
    """Give who is told, and what is wrong: the number of the table from 0, its key, and the words."""
    listeners: dict[str, Listener] = {}
    mistakes: list[tuple[int, str, str]] = []
    for number, table in enumerate(tables):
        try:
            _ensure_first(table.source, listeners)
            listeners[table.source] = table.listener(folder)
        except Invalid as refused:
            mistakes.append((number, refused.field, refused.message))
    return tuple(listeners.values()), mistakes
