"""What incidents refer to: monitors, status pages and their components."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Monitor:
    """Something that is watched. One that nobody described is known by name only: its name is its id."""

    id: str
    name: str
    failures: int = 0


@dataclass(frozen=True, slots=True)
class StatusPage:
    """A page for the public, by its slug. Nothing in it is private.

    `zone` is a time zone of IANA's, `language` a word of those that pages are written in, `logo` a web address or
    a picture as a `data:` URI.
    """

    slug: str
    name: str
    zone: str = "UTC"
    language: str = "en"
    logo: str | None = None


@dataclass(frozen=True, slots=True)
class Component:
    """What a status page shows the state of: one or more monitors, under a name that the public understands."""

    page: str
    id: str
    name: str
    monitors: tuple[str, ...]
    group: str = ""
