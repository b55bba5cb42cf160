"""What incidents refer to: monitors and status pages. Made and listed here; an incident finds them by itself."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.repeats import Doing
from incidents import text
from incidents.catalogue import Component, Monitor, StatusPage
from incidents.errors import Invalid, NotFound
from incidents.facts import monitors_in
from incidents.model import TimelineEvent
from storage import components, monitors, status_pages, timeline
from storage.store import Store, Transaction

SLUG = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"


@dataclass
class Catalogue:
    """The monitors and status pages that there are, and the events of all incidents.

    `changed` is called when a page shows something else.
    """

    store: Store
    changed: Callable[[], None]

    def put_monitor(self, monitor_id: str | None, name: str) -> Doing[Monitor]:
        """Make a monitor, with an id of ours when none is given; one that is there gets the name."""
        name = text.one_line("name", name)
        given = text.verbatim("id", monitor_id) if monitor_id is not None else None

        return Doing(self.store.run, lambda tx: monitors.put(tx, given or f"mon_{tx.new_id()}", name))

    async def monitor(self, monitor_id: str) -> Monitor:
        """Give a monitor; `NotFound` when nobody has named it yet."""
        found = await self.store.read(lambda tx: monitors.named(tx, [monitor_id]))
        if monitor_id not in found:
            raise NotFound(monitor_id, "monitor")
        return found[monitor_id]

    async def monitors(self, limit: int, after: str) -> list[Monitor]:
        """List monitors by id, those behind `after`."""
        return await self.store.read(lambda tx: monitors.page(tx, limit, after))

    async def failing(self, ids: list[str]) -> frozenset[str]:
        """Tell which of these monitors are affected by an incident that is not over."""
        return await self.store.read(lambda tx: monitors.failing(tx, ids))

    def put_page(self, slug: str, name: str) -> Doing[StatusPage]:
        """Make a status page; one that is there gets the name."""
        if not re.fullmatch(SLUG, slug):
            raise Invalid(
                "slug", "A slug has small letters, digits and dashes, at most 63, such as acme-cloud."
            )
        page = StatusPage(slug, text.one_line("name", name))

        def unit(tx: Transaction) -> StatusPage:
            status_pages.put(tx, page)
            return page

        return Doing(self._run, unit)

    async def page(self, slug: str) -> StatusPage:
        """Give a status page."""
        found = await self.store.read(lambda tx: status_pages.by_slug(tx, slug))
        if found is None:
            raise NotFound(slug, "status page")
        return found

    async def pages(self, limit: int, after: str) -> list[StatusPage]:
        """List status pages by slug, those behind `after`."""
        return await self.store.read(lambda tx: status_pages.page(tx, limit, after))

    async def components(self, slug: str) -> list[Component]:
        """List what a page shows the state of, in its order."""
        return await self.store.read(lambda tx: _components(tx, slug))

    def put_components(self, slug: str, wanted: Sequence[Component]) -> Doing[list[Component]]:
        """Have a page show these, in the place of those it had."""
        ids = [component.id for component in wanted]
        for component in wanted:
            if not re.fullmatch(SLUG, component.id) or ids.count(component.id) > 1:
                raise Invalid(
                    "components", f"{component.id} is no slug of its own. Give each component another id."
                )
        kept = [_readable(component) for component in wanted]

        def unit(tx: Transaction) -> list[Component]:
            _components(tx, slug)
            components.put(tx, slug, kept)
            status_pages.has_changed(tx, slug)
            return components.of(tx, slug)

        return Doing(self._run, unit)

    async def events(self, after: int, limit: int) -> list[TimelineEvent]:
        """List what happened to any incident behind a position, in the order of the commits."""
        return await self.store.read(lambda tx: timeline.after(tx, after, limit))

    async def last_position(self) -> int:
        """Give the position of the newest event of all; 0 when nothing has happened yet."""
        return await self.store.read(timeline.last_position)

    async def _run(self, unit: Callable[[Transaction], Any]) -> Any:  # noqa: ANN401 - what the unit gives
        result = await self.store.run(unit)
        self.changed()
        return result


def _components(tx: Transaction, slug: str) -> list[Component]:
    if status_pages.by_slug(tx, slug) is None:
        raise NotFound(slug, "status page")
    return components.of(tx, slug)


def _readable(component: Component) -> Component:
    return replace(
        component,
        name=text.one_line("name", component.name),
        group=text.one_line("group", component.group) if component.group else "",
        monitors=monitors_in(component.monitors),
    )
