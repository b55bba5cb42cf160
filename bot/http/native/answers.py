"""What the native API answers with, beside what webhooks send too (bot/shapes.py)."""

from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from bot.shapes import Actor, Event, Incident, Instant, Monitor
from bot.webhooks import State
from incidents.failure import FailureType
from incidents.model import Severity, Status
from incidents.stats import Period

Seconds = Annotated[
    int | None, Field(description="In seconds; null when there is nothing to be the mean of.")
]


class Told(Incident):
    """An incident, with all that happened when that was asked for."""

    timeline: NotRequired[list[Event]]


class Incidents(TypedDict):
    """A page of the list; `next_cursor` leads to the next."""

    incidents: list[Incident]
    next_cursor: str | None


class Timeline(TypedDict):
    """What happened, in order; `next_after` leads on."""

    events: list[Event]
    next_after: int | None


class Update(TypedDict):
    """Words for the public, with the status of that moment."""

    id: Annotated[str, Field(pattern="^upd_")]
    message: str
    status: Status | None
    by: Actor
    at: Instant


class Updates(TypedDict):
    """The updates, oldest first."""

    updates: list[Update]


class Note(TypedDict):
    """Words for the responders."""

    id: Annotated[str, Field(pattern="^note_")]
    text: str
    by: Actor
    at: Instant


class Notes(TypedDict):
    """The notes, oldest first."""

    notes: list[Note]


class Monitors(TypedDict):
    """Monitors, by id."""

    monitors: list[Monitor]


class Standing(TypedDict):
    """How a monitor stands: whether its trouble is open, and the failures in a row since then."""

    failing: bool
    failures: int
    since: Instant | None


class Seen(Standing):
    """The same, and what the last look found."""

    last_at: Instant
    last_ok_at: Instant | None
    last_error: str
    last_took_ms: int | None


class Result(TypedDict):
    """What one look found."""

    at: Instant
    ok: bool
    failure_type: FailureType | None
    error: str
    took_ms: int | None
    status: int | None
    region: str


class Hour(TypedDict):
    """The sums of an hour; `took_ms` is the mean of those that got an answer."""

    hour: Instant
    checks: int
    failures: int
    took_ms: int | None


class Checks(TypedDict):
    """What is known of a monitor's checks."""

    standing: Seen | None
    results: list[Result]
    hours: list[Hour]


class Page(TypedDict):
    """A status page."""

    slug: str
    name: str


class Pages(TypedDict):
    """Status pages, by slug."""

    pages: list[Page]


class Samples(TypedDict):
    """Over how many incidents a figure is the mean."""

    mtta: int
    mttr: int


class Tally(TypedDict):
    """The figures of some incidents."""

    incidents: int
    open: int
    acknowledged: int
    resolved: int
    mtta: Seconds
    mttr: Seconds
    samples: Samples
    average_downtime: Seconds
    by_severity: dict[Severity, int]


# `from` is a keyword of Python, so this one cannot be written as a class.
Stretch = TypedDict("Stretch", {"from": str})


class PeriodTally(Tally, Stretch):
    """The figures of the incidents that started in one period; `from` is its first day."""


class Excluded(TypedDict):
    """What the figures leave out."""

    maintenance: int
    drills: int
    past: int
    never_acknowledged: int
    unresolved: int


class Statistics(Tally):
    """The figures of all, and of each period that has some, with what they mean."""

    excluded: Excluded
    periods: list[PeriodTally]
    group_by: Period
    time_zone: str
    definitions: dict[str, str]


class Webhook(TypedDict):
    """Where messages go. `former_secret_until` is when the former secret ceases to sign."""

    id: Annotated[str, Field(pattern="^whk_")]
    url: str
    description: str
    events: list[str]
    created_at: Instant
    enabled: bool
    disabled_at: Instant | None
    disabled_because: str | None
    former_secret_until: Instant | None


class WebhookWithSecret(Webhook):
    """A webhook with the secret that signs its messages, which no other answer has."""

    secret: Annotated[str, Field(pattern="^whsec_")]


class Webhooks(TypedDict):
    """All webhooks, oldest first."""

    webhooks: list[Webhook]


class Sent(TypedDict):
    """The message waits to be sent."""

    sent: Literal[True]


class Message(TypedDict):
    """What became of one message to a webhook; `status` is what the receiver answered."""

    id: Annotated[str, Field(pattern="^msg_")]
    position: int
    event: str
    state: State
    attempts: int
    status: int | None
    error: str | None
    created_at: Instant
    tried_at: Instant | None
    next_try_at: Instant | None


class Deliveries(TypedDict):
    """What was and is to be sent, newest first; `next_before` leads on."""

    deliveries: list[Message]
    next_before: int | None


class Replayed(TypedDict):
    """How many messages are sent once more."""

    replayed: int


class Token(TypedDict):
    """What is known of a token; `hint` is how it begins."""

    id: Annotated[str, Field(pattern="^usr_")]
    name: str
    hint: str
    scopes: list[str]
    rate: int | None
    created_at: Instant
    created_by: Actor
    expires_at: Instant | None
    revoked_at: Instant | None
    last_used_at: Instant | None


class NewToken(Token):
    """A token with its secret, which no other answer has."""

    token: Annotated[str, Field(pattern="^tocsin_[0-9A-Za-z]{38}$")]


class Tokens(TypedDict):
    """All tokens, oldest first."""

    tokens: list[Token]


class Entry(TypedDict):
    """Who did what that no timeline tells."""

    position: int
    at: Instant
    by: Actor
    deed: str
    subject: str
    details: dict[str, Any]


class Entries(TypedDict):
    """A page of the audit log; `next_after` leads on."""

    entries: list[Entry]
    next_after: int | None
