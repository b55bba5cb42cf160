"""The `[[source]]` tables of policy.toml: senders of any JSON, whose fields are picked by JMESPath expressions."""

import re
from collections.abc import Container, Sequence

from pydantic import BaseModel, ConfigDict

from bot.alerts import load_sources
from bot.alerts.generic import NAME as GENERIC
from bot.alerts.generic import compiled
from incidents.alerting import OwnSource
from incidents.errors import Invalid

_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?")


class SourceTable(BaseModel):
    """What may stand in such a table: the name, and an expression for each field of an alert that is not usual."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: str
    alerts: str | None = None
    fingerprint: str | None = None
    group: str | None = None
    state: str | None = None
    title: str | None = None
    severity: str | None = None
    service: str | None = None
    description: str | None = None
    labels: str | None = None
    url: str | None = None
    started_at: str | None = None
    ended_at: str | None = None

    def source(self, others: Container[str]) -> OwnSource:
        """Give the source. `Invalid` names the key."""
        if not _NAME.fullmatch(self.name) or self.name == "t":
            raise Invalid("name", "It is no word of small letters, digits and dashes, such as backups.")
        if self.name in others or (self.name != GENERIC and self.name in load_sources()):
            raise Invalid("name", f"There is a source named {self.name} already. Take another name.")
        given = {key: text for key, text in self if key != "name" and text is not None}
        compiled(given)
        return OwnSource(self.name, tuple(sorted(given.items())))


def sources_of(
    tables: Sequence[SourceTable],
) -> tuple[tuple[OwnSource, ...], list[tuple[int, str, str]]]:
    """Give the sources, and what is wrong: the number of the table from 0, its key, and the words."""
    sources: dict[str, OwnSource] = {}
    mistakes: list[tuple[int, str, str]] = []
    for number, table in enumerate(tables):
        try:
            sources[table.name] = table.source(sources)
        except Invalid as refused:
            mistakes.append((number, refused.field, refused.message))
    return tuple(sources.values()), mistakes
