"""Who is told of what a status page shows, what is worth telling them, and when somebody is written to no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from incidents.model import EventKind, TimelineEvent
from incidents.publishing import is_by_guest


class Medium(StrEnum):
    """By which way a subscriber is told."""

    EMAIL = "email"
    WEBHOOK = "webhook"
    SLACK = "slack"


class News(StrEnum):
    """What subscribers are told; where several things happen at once, the last of these is told."""

    CORRECTED = "corrected"
    REPLANNED = "replanned"
    UPDATED = "updated"
    PUBLISHED = "published"
    REOPENED = "reopened"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody whom a status page tells: of all, or of what affects one of these components, by their ids.

    `target` is an address, a URL or a channel. `refusals` counts the letters in a row that were refused for good; after
    the last of them nobody is written to, which `refused_because` says.
    """

    id: str
    page: str
    medium: Medium
    target: str
    components: tuple[str, ...]
    created_at: datetime
    refusals: int = 0
    refused_at: datetime | None = None
    refused_because: str | None = None


# A mail server's clear no, so many times in a row, is believed.
REFUSALS_UNTIL_SILENCE = 3

# The pauses after each try that a mail server put off, or that broke off: seven tries in two days.
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
    timedelta(hours=33),
)

# To one address so many letters a day that only ask, or say that it is subscribed already.
ASKED_A_DAY = 3
DAY = timedelta(days=1)

_NEWS = {
    EventKind.PUBLISHED: News.PUBLISHED,
    EventKind.UPDATE_POSTED: News.UPDATED,
    EventKind.RESOLVED: News.RESOLVED,
    EventKind.REOPENED: News.REOPENED,
    EventKind.UPDATE_CORRECTED: News.CORRECTED,
}


def news_of(page: str, events: Sequence[TimelineEvent]) -> News | None:
    """Say what the subscribers of a page are told of what happened at once; None when it is nothing to tell."""
    ranks = list(News)
    told = [news for event in events if (news := _news_in(event)) and _concerns(page, event)]
    return max(told, key=ranks.index, default=None)


def _news_in(event: TimelineEvent) -> News | None:
    if event.kind is EventKind.EDITED and event.details["field"] == "planned":
        return News.REPLANNED
    return _NEWS.get(event.kind)


def _concerns(page: str, event: TimelineEvent) -> bool:
    """A guest's update stays inside, and to be published elsewhere is no news here."""
    if event.kind is EventKind.PUBLISHED:
        return event.details.get("page") == page
    return not (event.kind is EventKind.UPDATE_POSTED and is_by_guest(event))


def goes_by_mail(news: News) -> bool:
    """Whether people are written to: better words for what they have read are no reason to."""
    return news is not News.CORRECTED


def pause_after(attempts: int) -> timedelta | None:
    """Give how long to wait after so many tries; None when it is given up."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
