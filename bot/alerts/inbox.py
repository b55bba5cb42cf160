"""Where alerts arrive: read by their source's file, then taken; what nobody can read is kept and said to be so."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.alerting import Unread
from bot.alerts import Source, sns
from bot.alerts.reading import Answer, Reading, Received
from bot.alerts.sns_signature import FetchCertificate, NotGenuine, ensure_genuine
from bot.logs import struck_out
from incidents.alerts import Alert
from incidents.errors import Invalid
from incidents.model import Actor

# Reading more than this would keep the loop from everything else for too long.
READ_ASIDE = 64 * 1024

# What a header may say that helps to read the payload again; none of the others is kept, for some hold secrets.
KEPT_HEADERS = ("content-type", "ce-", "sentry-hook-resource", "x-amz-sns-message-type")


@dataclass
class Inbox:
    """Takes what senders send. `sources` and `topics`, those of SNS that are allowed, are asked for at each request.

    `fetch` gets a certificate, and confirms a subscription.
    """

    sources: Callable[[], Mapping[str, Source]]
    take: Callable[[Sequence[Alert], Actor], Awaitable[object]]
    keep_unread: Callable[[Unread], Awaitable[None]]
    topics: Callable[[], Collection[str]]
    fetch: FetchCertificate
    now: Callable[[], datetime]

    def knows(self, source: str) -> bool:
        """Whether there is a source of that name."""
        return source in self.sources()

    def methods(self, source: str) -> Collection[str]:
        """Name the methods that its senders use."""
        return self.sources()[source].methods

    def token_in(
        self, source: str, payload: bytes, path: str, headers: Mapping[str, str], query: Mapping[str, str]
    ) -> str | None:
        """Give the token that the sender put in a place of its own."""
        return self.sources()[source].token_of(Received(payload, path, headers, query))

    async def receive(
        self,
        source: str,
        payload: bytes,
        path: str,
        headers: Mapping[str, str],
        query: Mapping[str, str],
        actor: Actor,
    ) -> tuple[int, object]:
        """Take a request's alerts, and give the answer once they are stored. `Invalid` names what cannot be read.

        What is not genuine is not kept: whoever reads it again would take it for ours.
        """
        received = Received(payload, path, headers, query)
        try:
            reading = await self._read(source, received)
        except NotGenuine:
            raise
        except Invalid as invalid:
            await self.keep_unread(_unread(source, received, str(invalid), actor))
            raise
        if reading.alerts:
            await self.take(reading.alerts, actor)
        if reading.visit:
            await self.fetch(reading.visit)
        return _told(reading.answer)

    async def _read(self, source: str, received: Received) -> Reading:
        if source == sns.NAME:
            await ensure_genuine(received.payload, self.topics(), self.fetch, self.now())
        read = self.sources()[source].read
        if len(received.payload) > READ_ASIDE:
            return await asyncio.to_thread(read, received)
        return read(received)


def _unread(source: str, received: Received, problem: str, actor: Actor) -> Unread:
    """Give what is kept of a request; bytes that are no UTF-8 as their escapes, and nothing that holds a secret.

    PagerDuty's senders have our token in the body.
    """
    headers = {name: words for name, words in received.headers.items() if name.startswith(KEPT_HEADERS)}
    payload = struck_out(received.payload.decode(errors="backslashreplace").replace("\0", "\\0"))
    return Unread(source, received.path, headers, received.query, payload, problem, actor.name)


def _told(answer: Answer) -> tuple[int, object]:
    return answer.status, answer.body
