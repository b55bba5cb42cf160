"""The subscribers of status pages: who asks, confirms, chooses and leaves. How they are told: `announcing`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, TypeVar

from bot import outgoing
from bot.addresses import address_in
from bot.dossier import MOST_PAGES
from bot.repeats import Doing
from bot.signed_links import SignedLinks
from bot.webhooks import Webhooks
from incidents.catalogue import Component, StatusPage
from incidents.errors import Forbidden, Invalid, NotFound, Taken, Unacquainted
from incidents.model import Actor
from incidents.publishing import GUEST
from incidents.subscribing import ASKED_A_DAY, DAY, Medium, Subscriber
from storage import components, letters, outbox, people, status_pages, subscribers, webhooks
from storage.outbox import Claimed
from storage.store import Store, Transaction
from storage.webhooks import Webhook

__all__ = ["Asking", "Medium", "Subscriber", "Subscribers"]

T = TypeVar("T")

CONFIRM, KEEP = "confirm", "subscription"
KEPT = timedelta(days=30)


class Asking(StrEnum):
    """What became of somebody's wish to be written to."""

    WRITTEN = "written"
    TOO_OFTEN = "too_often"


@dataclass(frozen=True)
class Subscribers:
    """Who is told of what, kept in the database. `offers_mail` says whether mail can be sent."""

    store: Store
    wake: Callable[[], None]
    links: SignedLinks
    webhooks: Webhooks
    offers_mail: bool = False

    async def site(self, slug: str) -> tuple[StatusPage, list[Component]] | None:
        """Give a page with its components, of which a subscriber may choose."""
        return await self.store.read(lambda tx: _site(tx, slug))

    async def sites(self) -> list[StatusPage]:
        """List the pages that there are, as many as a menu of Slack's offers."""
        return await self.store.read(lambda tx: status_pages.page(tx, MOST_PAGES))

    async def ask(self, page: str, typed: str, wanted: Sequence[str]) -> Asking:
        """Write to an address that somebody gave: it is subscribed when its owner says so.

        Whoever asks cannot tell whether it is subscribed already. Raises `Invalid` when it is no address.
        """
        address = address_in(typed)

        def unit(tx: Transaction) -> Asking:
            chosen = _chosen(tx, page, wanted)
            if letters.asked_since(tx, address, tx.now - DAY) >= ASKED_A_DAY:
                return Asking.TOO_OFTEN
            letters.ask(tx, page, address, chosen)
            outgoing.send_letters(tx)
            return Asking.WRITTEN

        return await self._woken(unit)

    async def confirm(self, page: str, token: str) -> Subscriber | None:
        """Subscribe whom a link was sent to; None when the link is not (or no longer) one."""

        def unit(tx: Transaction) -> Subscriber | None:
            told = self.links.read(CONFIRM, token, tx.now)
            if told is None or told[0] != page or status_pages.by_slug(tx, page) is None:
                return None
            _, address, *wanted = told
            known = subscribers.by_target(tx, page, Medium.EMAIL, address)
            if known:
                subscribers.welcome_back(tx, known.id)
                return known
            return _subscribed(tx, page, Medium.EMAIL, address, wanted)

        return await self.store.run(unit)

    async def invited(self, page: str, token: str) -> str | None:
        """Give the address that a link was sent to, while it can be followed."""
        told = await self.store.read(lambda tx: self.links.read(CONFIRM, token, tx.now))
        return told[1] if told and told[0] == page else None

    async def of_link(self, page: str, token: str) -> Subscriber | None:
        """Give the subscriber whose link it is, while subscribed."""
        return await self.store.read(lambda tx: self._of_link(tx, page, token))

    async def choose(self, page: str, token: str, wanted: Sequence[str]) -> Subscriber | None:
        """Have whose link it is hear of these components, none for all."""

        def unit(tx: Transaction) -> Subscriber | None:
            found = self._of_link(tx, page, token)
            if found is None:
                return None
            chosen = _chosen(tx, page, wanted)
            subscribers.choose(tx, found.id, chosen)
            return replace(found, components=chosen)

        return await self.store.run(unit)

    async def leave(self, page: str, token: str) -> bool:
        """Unsubscribe whose link it is. Tells whether it was a link of ours; who has left before has left."""

        def unit(tx: Transaction) -> bool:
            found = self._of_link(tx, page, token)
            if found:
                _forget(tx, found)
            return self.links.read(KEEP, token, tx.now) is not None

        return await self.store.run(unit)

    async def listed(self, page: str, limit: int, after: str) -> list[Subscriber]:
        """List the subscribers of a page by id, those behind `after`."""

        def unit(tx: Transaction) -> list[Subscriber]:
            _ensure_page(tx, page)
            return subscribers.of_page(tx, page, limit, after)

        return await self.store.read(unit)

    async def remove(self, page: str, subscriber_id: str) -> None:
        """Have somebody told no more."""

        def unit(tx: Transaction) -> None:
            found = subscribers.by_id(tx, subscriber_id)
            if found is None or found.page != page:
                raise NotFound(subscriber_id, "subscriber")
            _forget(tx, found)

        await self.store.run(unit)

    def add_webhook(self, page: str, url: str, wanted: Sequence[str]) -> Doing[tuple[Subscriber, Webhook]]:
        """Have an address told by signed messages, with a secret of its own."""

        def unit(tx: Transaction) -> tuple[Subscriber, Webhook]:
            _ensure_page(tx, page)
            if subscribers.by_target(tx, page, Medium.WEBHOOK, url):
                raise Taken("This address is subscribed already. Delete that subscriber first.")
            webhook = self.webhooks.made(tx, url, page)
            chosen = _chosen(tx, page, wanted)
            return _subscribed(tx, page, Medium.WEBHOOK, url, chosen, webhook.id), webhook

        return Doing(self.store.run, unit)

    async def add_channel(
        self, channel: str, page: str | None, wanted: Sequence[str], actor: Actor
    ) -> tuple[StatusPage, bool]:
        """Have a channel read what a page tells, None means the only one, of these components or of all.

        Tells whether it did not before.
        """

        def unit(tx: Transaction) -> tuple[StatusPage, bool]:
            _ensure_no_guest(tx, actor)
            site = _named(tx, page)
            chosen = _chosen(tx, site.slug, wanted)
            known = subscribers.by_target(tx, site.slug, Medium.SLACK, channel)
            if known is None:
                _subscribed(tx, site.slug, Medium.SLACK, channel, chosen)
                return site, True
            subscribers.welcome_back(tx, known.id)
            subscribers.choose(tx, known.id, chosen)
            return site, known.refused_at is not None or set(known.components) != set(chosen)

        return await self.store.run(unit)

    async def remove_channel(self, channel: str, page: str | None, actor: Actor) -> list[str]:
        """Have a channel read no more of a page, or of all; gives the slugs of those it read."""

        def unit(tx: Transaction) -> list[str]:
            _ensure_no_guest(tx, actor)
            found = [
                each for each in subscribers.of_target(tx, Medium.SLACK, channel) if page in (None, each.page)
            ]
            for each in found:
                _forget(tx, each)
            return [each.page for each in found]

        return await self.store.run(unit)

    async def announced(
        self, subscriber_id: str, announcement: str
    ) -> tuple[Subscriber, dict[str, Any]] | None:
        """Give whom to tell, and what, as JSON; None when there is nobody, or nothing, any more."""

        def unit(tx: Transaction) -> tuple[Subscriber, dict[str, Any]] | None:
            found, told = subscribers.by_id(tx, subscriber_id), letters.announcement(tx, announcement)
            return (found, told) if found and told and found.refused_at is None else None

        return await self.store.read(unit)

    async def channel_refused(self, row: Claimed, subscriber: Subscriber, because: str) -> None:
        """Note that a channel cannot be told, and finish the row."""

        def unit(tx: Transaction) -> None:
            subscribers.refused(tx, subscriber.id, because)
            outbox.finish(tx, row)

        await self.store.run(unit)

    async def channel_reached(self, subscriber: Subscriber) -> None:
        """Note that a channel that refused before can be told."""
        await self.store.run(lambda tx: subscribers.reached(tx, subscriber.id))

    async def tidy(self) -> None:
        """Forget letters of long ago."""
        await self.store.run(lambda tx: letters.forget_before(tx, tx.now - KEPT))

    def _of_link(self, tx: Transaction, page: str, token: str) -> Subscriber | None:
        told = self.links.read(KEEP, token, tx.now)
        found = subscribers.by_id(tx, told[0]) if told else None
        return found if found and found.page == page else None

    async def _woken(self, unit: Callable[[Transaction], T]) -> T:
        result = await self.store.run(unit)
        self.wake()
        return result


def _site(tx: Transaction, slug: str) -> tuple[StatusPage, list[Component]] | None:
    site = status_pages.by_slug(tx, slug)
    return (site, components.of(tx, slug)) if site else None


def _chosen(tx: Transaction, page: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """Give what was chosen in the page's order. Raises `Invalid` for a component that the page does not have."""
    _ensure_page(tx, page)
    there = [component.id for component in components.of(tx, page)]
    unknown = [each for each in wanted if each not in there]
    if unknown:
        has = f" It has {', '.join(there)}." if there else ""
        raise Invalid("components", f"This page has no component {unknown[0][:63]}.{has}")
    return tuple(each for each in there if each in wanted)


def _subscribed(
    tx: Transaction, page: str, medium: Medium, target: str, wanted: Sequence[str], named: str | None = None
) -> Subscriber:
    made = Subscriber(named or f"sub_{tx.new_id()}", page, medium, target, tuple(wanted), tx.now)
    subscribers.insert(tx, made)
    return made


def _forget(tx: Transaction, subscriber: Subscriber) -> None:
    letters.delete_of_subscriber(tx, subscriber.id)
    subscribers.delete(tx, subscriber.id)
    webhook = webhooks.by_id(tx, subscriber.id)
    if webhook:
        webhooks.delete(tx, webhook)


def _ensure_page(tx: Transaction, slug: str) -> None:
    if status_pages.by_slug(tx, slug) is None:
        raise NotFound(slug, "status page")


def _named(tx: Transaction, slug: str | None) -> StatusPage:
    """Find the page that is meant; whoever names none means the only one."""
    if slug is not None:
        found = status_pages.by_slug(tx, slug)
        if found is not None:
            return found
    pages = status_pages.page(tx, 10)
    slugs = ", ".join(page.slug for page in pages)
    if not pages:
        raise Invalid("text", "There is no status page yet. They are made in policy.toml.")
    if slug is not None:
        raise Invalid("text", f"There is no status page {slug}. Name one that is there: {slugs}.")
    if len(pages) > 1:
        raise Invalid("text", f"Say which page, such as /incident subscribe page {pages[0].slug} ({slugs}).")
    return pages[0]


def _ensure_no_guest(tx: Transaction, actor: Actor) -> None:
    known = people.known(tx, actor.id)
    if known is None or not known.standing:
        raise Unacquainted(actor.id)
    if known.standing == GUEST:
        raise Forbidden("Guests and people of other workspaces cannot subscribe a channel.")
