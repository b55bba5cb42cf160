"""A part of a public page: what affects some of its components, as the whole page is otherwise."""

from collections.abc import Collection
from dataclasses import replace

from incidents.public import PublicGroup, PublicIncident, PublicPage


def part_of(page: PublicPage, wanted: Collection[str]) -> PublicPage | None:
    """Give the page with these components alone, by their ids; None where one of them is not on it."""
    groups = tuple(_group(group, wanted) for group in page.groups)
    shown = PublicGroup("", tuple(each for group in groups for each in group.components))
    if len(shown.components) < len(set(wanted)):
        return None
    going_on, planned, past = (
        tuple(each for each in listed if _affects(each, wanted))
        for listed in (page.incidents, page.maintenance, page.past)
    )
    midnight = page.changed_at.replace(hour=0, minute=0, second=0, microsecond=0)
    return replace(
        page,
        state=shown.state,
        groups=tuple(group for group in groups if group.components),
        incidents=going_on,
        maintenance=planned,
        past=past,
        changed_at=max((each.changed_at for each in (*going_on, *planned, *past)), default=midnight),
    )


def _group(group: PublicGroup, wanted: Collection[str]) -> PublicGroup:
    return replace(group, components=tuple(each for each in group.components if each.id in wanted))


def _affects(incident: PublicIncident, wanted: Collection[str]) -> bool:
    return not set(wanted).isdisjoint(incident.component_ids)
