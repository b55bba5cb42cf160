"""How messages go out to webhooks: signed, the next only after the former, tried for three days.

Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import aiohttp

from bot.delivery import Claimed
from bot.failpoints import failpoint
from bot.net import Outside
from storage import outbox, webhooks
from storage.store import Store, Transaction
from storage.webhooks import Message, Webhook

WITHIN = 15.0

# The pauses before each try, as the specification proposes: ten tries over three days and three hours and a half.
PAUSES = (
    timedelta(),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
# Each pause is longer by chance, by up to this part of it: what failed together does not come back together.
JITTER = 0.1
LONGEST_ASKED = timedelta(days=1)


@dataclass
class Sender:
    """The lane: a row stands for a webhook, and sends its next message. Nothing overtakes, nobody else waits.

    `chance` gives numbers from 0 to 1.
    """

    store: Store
    outside: Outside
    now: Callable[[], datetime]
    chance: Callable[[], float]

    async def send(self, row: Claimed) -> None:
        """Send the next message, if there is one whose time has come, and have the row wait for the one after."""
        webhook, message = await self.store.read(lambda tx: _next(tx, row.payload["webhook"]))
        if webhook is None or message is None or message.due_at > self.now():
            await self.store.run(lambda tx: _wait_for_next(tx, row))
            return
        answer = await self._answer(webhook, message)
        failpoint("after_send", row.lane)
        longer = 1 + JITTER * self.chance()

        def unit(tx: Transaction) -> None:
            _write_down(tx, webhook, message, answer, longer)
            _wait_for_next(tx, row)

        await self.store.run(unit)

    async def _answer(self, webhook: Webhook, message: Message) -> "Answer":
        """Post it. What the answer says besides its status is not read."""
        now = self.now()
        try:
            async with self.outside.session_for(webhook.url).post(
                webhook.url,
                data=message.body.encode(),
                headers=headers_of(webhook, message, now),
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=WITHIN),
            ) as response:
                return Answer(response.status, pause=asked_pause(response.headers.get("retry-after"), now))
        except aiohttp.ClientConnectorError as error:
            return Answer(None, str(error.os_error) or type(error).__name__)
        except TimeoutError:
            return Answer(None, f"no answer within {WITHIN:g} s")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Answer(None, str(error) or type(error).__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status, or why there was none; and how long the receiver asks to be left alone."""

    status: int | None
    error: str | None = None
    pause: timedelta = timedelta()

    @property
    def is_success(self) -> bool:
        """Whether the receiver has taken it."""
        return self.status is not None and HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def in_words(self) -> str | None:
        """What is kept of it in the log of messages."""
        if self.status is not None and HTTPStatus.MULTIPLE_CHOICES <= self.status < HTTPStatus.BAD_REQUEST:
            return "it redirects, which is not followed: give the address itself"
        return self.error


def headers_of(webhook: Webhook, message: Message, now: datetime) -> dict[str, str]:
    """Give the headers of a try: the id that stays, the time, and a signature by each secret."""
    timestamp = str(int(now.timestamp()))
    signed = f"{message.id}.{timestamp}.{message.body}".encode()
    signatures = " ".join(_signature(secret, signed) for secret in webhook.secrets_at(now))
    return {
        "content-type": "application/json",
        "user-agent": "Tocsin",
        "webhook-id": message.id,
        "webhook-timestamp": timestamp,
        "webhook-signature": signatures,
    }


def asked_pause(words: str | None, now: datetime) -> timedelta:
    """Give what Retry-After asks for, in seconds or as a date; at most a day, nothing for what is neither."""
    if words is None:
        return timedelta()
    if words.isascii() and words.isdecimal():
        return min(timedelta(seconds=int(words[:9])), LONGEST_ASKED)
    try:
        until = parsedate_to_datetime(words)
        asked = until - now if until.tzinfo else timedelta()
    except (ValueError, OverflowError):
        return timedelta()
    return min(max(asked, timedelta()), LONGEST_ASKED)


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def _next(tx: Transaction, webhook_id: str) -> tuple[Webhook | None, Message | None]:
    webhook = webhooks.by_id(tx, webhook_id)
    if webhook is None or webhook.disabled_at is not None:
        return webhook, None  # what waits for one that is switched off waits on
    return webhook, webhooks.next_message(tx, webhook_id)


def _wait_for_next(tx: Transaction, row: Claimed) -> None:
    """Have the row come back when the next message is due: perhaps another one than was thought of before the try."""
    _, message = _next(tx, row.payload["webhook"])
    if message is None:
        outbox.finish(tx, row)
    else:
        outbox.postpone(tx, row, message.due_at)


def _write_down(tx: Transaction, webhook: Webhook, sent: Message, answer: Answer, longer: float) -> None:
    """Keep what came of a try of the message, which may have been deleted or replayed since."""
    message = webhooks.message(tx, webhook.id, sent.id)
    if message is None:
        return
    if answer.is_success:
        webhooks.tried(tx, message, "delivered", tx.now, answer.status, None)
        return
    if answer.status == HTTPStatus.GONE:
        _switch_off(tx, webhook)
    attempts = message.attempts + 1
    if attempts >= len(PAUSES):
        webhooks.tried(tx, message, "failed", tx.now, answer.status, answer.in_words)
        return
    due = tx.now + max(PAUSES[attempts] * longer, answer.pause)
    webhooks.tried(tx, message, "pending", due, answer.status, answer.in_words)


def _switch_off(tx: Transaction, asked: Webhook) -> None:
    """Switch it off as it is now, unless it has another address than the one that is gone."""
    webhook = webhooks.by_id(tx, asked.id)
    if webhook and webhook.url == asked.url and webhook.disabled_at is None:
        webhooks.save(tx, replace(webhook, disabled_at=tx.now, disabled_because="it answered 410 Gone"))
