"""What incidents refer to: monitors and status pages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Monitor:
    """Something that is watched. One that nobody described is known by name only: its name is its id."""

    id: str
    name: str
    failures: int = 0


@dataclass(frozen=True, slots=True)
class StatusPage:
    """A page for the public, by its slug."""

    slug: str
    name: str
