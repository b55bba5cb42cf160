"""How a list of incidents is asked for: filters that narrow together, and a cursor."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from bot.http.fields import InDigits, Moment
from incidents.model import Kind, Severity, Status
from incidents.search import Filter

MOST = 100
_CURSOR = "^[0-9]{1,18}$"


def _as_given(cursor: str) -> str:
    if not re.fullmatch(_CURSOR, cursor):
        raise ValueError("is none that a list gave; send the `next_cursor` of the page before")
    return cursor


Cursor = Annotated[str, Field(json_schema_extra={"pattern": _CURSOR}), AfterValidator(_as_given)]


class Listing(BaseModel):
    """The query of a list. Times need an offset; `from` and `to` are about `started_at`, `to` is beyond."""

    status: list[Status] = []
    active: bool | None = None
    acknowledged: bool | None = None
    severity: list[Severity] = []
    kind: Kind | None = None
    monitor: Annotated[str | None, Field(max_length=255)] = None
    lead: Annotated[str | None, Field(max_length=255)] = None
    started_from: Annotated[Moment | None, Field(alias="from")] = None
    started_before: Annotated[Moment | None, Field(alias="to")] = None
    updated_since: Moment | None = None
    text: Annotated[str | None, Field(min_length=1, max_length=255)] = None
    limit: Annotated[int, Field(ge=1, le=MOST), InDigits] = 20
    cursor: Cursor | None = None

    def as_filter(self) -> Filter:
        """Give what the rows are asked for."""
        return Filter(
            statuses=tuple(self.status) or None,
            active=self.active,
            acknowledged=self.acknowledged,
            severities=tuple(self.severity) or None,
            kind=self.kind,
            monitor=self.monitor,
            lead=self.lead,
            started_from=self.started_from,
            started_before=self.started_before,
            updated_since=self.updated_since,
            text=self.text,
            before_number=int(self.cursor) if self.cursor else None,
        )
