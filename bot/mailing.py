"""How letters go out: one after the other by one connection, each written down before the next.

So a kill in between repeats one letter and no more. One row of the outbox stands for all that wait.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.delivery import Claimed, TryLater
from bot.failpoints import failpoint
from bot.signed_links import CONFIRM_WITHIN, SignedLinks
from bot.smtp import MailServer, NoWay, Outcome, hand_over, hang_up
from bot.subscribers import CONFIRM, KEEP
from incidents.catalogue import StatusPage
from incidents.subscribing import Medium, Subscriber, pause_after
from storage import letters, outbox, status_pages, subscribers
from storage.letters import Letter
from storage.store import Store, Transaction

if TYPE_CHECKING:
    from aiosmtplib import SMTP

# Seconds after which the row is given back, well before its lease and the time for a send are over.
STRETCH = 20.0
UNTIL_MENDED = timedelta(minutes=1)


@dataclass(frozen=True)
class Postmark:
    """What every letter bears: who sends it, and the address under which links lead here."""

    sender: str
    base_url: str


@dataclass
class Mailing:
    """The lane of letters. Without a server they wait until there is one."""

    store: Store
    server: MailServer | None
    postmark: Postmark
    links: SignedLinks
    now: Callable[[], datetime]
    stopping: asyncio.Event

    async def send(self, row: Claimed) -> None:
        """Send what is due, for a while, and have the row come back when the next is."""
        if self.server is None:
            raise TryLater("SMTP_URL is not set", UNTIL_MENDED)
        letter = await self.store.read(letters.next_letter)
        if letter:
            try:
                smtp = await self.server.connect()
                try:
                    await self._send_from(row, letter, smtp)
                finally:
                    await hang_up(smtp)
            except NoWay as none:
                raise TryLater(f"mail server: {none}", UNTIL_MENDED if none.is_settled else None) from none
        await self.store.run(lambda tx: _wait_for_next(tx, row))

    async def _send_from(self, row: Claimed, first: Letter, smtp: "SMTP") -> None:
        """Send this one and those after it until none is due, the stretch is over or the bot stops."""
        loop, letter = asyncio.get_running_loop(), first
        end = loop.time() + STRETCH
        while loop.time() < end and not self.stopping.is_set():
            outcome = await self._hand_over(smtp, letter)
            failpoint("after_send", row.lane)
            following = await self.store.run(lambda tx, o=outcome, it=letter: _written_down(tx, it, o))  # type: ignore[misc]
            if outcome.lost:
                raise TryLater(f"mail server: {outcome.words}")
            if following is None:
                return
            letter = following

    async def _hand_over(self, smtp: "SMTP", letter: Letter) -> Outcome:
        site, subscriber = await self.store.read(lambda tx: _concerned(tx, letter))
        if site is None:
            return Outcome("refused", "the status page is gone")
        mail = self._written(site, letter, subscriber)
        return await hand_over(smtp, self.postmark.sender, letter.address, mail)

    def _written(self, site: StatusPage, letter: Letter, subscriber: Subscriber | None) -> bytes:
        """Write it, now: with links that hold from now on. Whoever has left meanwhile is asked anew."""
        from bot.pages import letters as paper  # noqa: PLC0415 - only who mails pays for it

        envelope = paper.Envelope(letter.id, letter.address, self.postmark.sender, letter.created_at)
        page = f"{self.postmark.base_url}/status/{site.slug}"
        if subscriber is None:
            told = [letter.page, letter.address, *letter.components]
            token = self.links.make(CONFIRM, told, self.now() + CONFIRM_WITHIN)
            return paper.question(envelope, site, "confirm", f"{page}/confirm/{token}")
        token = self.links.make(KEEP, [subscriber.id])
        keep = f"{page}/subscription/{token}"
        if letter.body is None:
            return paper.question(envelope, site, "known", keep)
        ways = paper.Ways(self.postmark.base_url, keep, f"{page}/unsubscribe/{token}")
        return paper.news(envelope, site, letter.body, ways)


def _concerned(tx: Transaction, letter: Letter) -> tuple[StatusPage | None, Subscriber | None]:
    """Give the page of a letter, and who subscribed with its address."""
    known = subscribers.by_target(tx, letter.page, Medium.EMAIL, letter.address)
    return status_pages.by_slug(tx, letter.page), known


def _written_down(tx: Transaction, letter: Letter, outcome: Outcome) -> Letter | None:
    """Keep what came of a try, and give what is due next."""
    pause = pause_after(letter.attempts + 1)
    match outcome.result:
        case "taken":
            letters.tried(tx, letter, "sent", tx.now, None)
        case "refused":
            letters.tried(tx, letter, "refused", tx.now, outcome.words)
        case "later" if pause is None:
            letters.tried(tx, letter, "failed", tx.now, outcome.words)
        case "later":
            letters.tried(tx, letter, "pending", tx.now + (pause or timedelta()), outcome.words)
    if letter.subscriber_id and outcome.result == "taken":
        subscribers.reached(tx, letter.subscriber_id)
    if letter.subscriber_id and outcome.result == "refused":
        subscribers.refused(tx, letter.subscriber_id, outcome.words)
    return letters.next_letter(tx)


def _wait_for_next(tx: Transaction, row: Claimed) -> None:
    """Have the row come back when the next letter is due."""
    due = letters.next_due(tx)
    if due is None:
        outbox.finish(tx, row)
    else:
        outbox.postpone(tx, row, due)
