"""Slack's request signatures: what a request claims, whether it holds, whether it was seen before. No I/O.

Source: https://docs.slack.dev/authentication/verifying-requests-from-slack. Slack's own verifier raises on a
malformed timestamp and accepts the same request again for five minutes; hence this one.
"""

import hashlib
import hmac
import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.datastructures import Headers

TIMESTAMP = "x-slack-request-timestamp"
SIGNATURE = "x-slack-signature"
TOLERANCE = timedelta(minutes=5)

_DIGITS = re.compile(r"[0-9]{1,12}")
_V0 = re.compile(r"v0=[0-9a-f]{64}")


class UnverifiedError(Exception):
    """The request is not shown to be Slack's. The text is a sentence for whoever sets this up."""


@dataclass(frozen=True)
class Claim:
    """What the headers claim: signed at this time (Unix seconds, as written), with this signature."""

    timestamp: str
    signature: str

    def check(self, secret: str, body: bytes) -> None:
        """Compare in constant time; UnverifiedError when the signature is another one."""
        expected = sign(secret, self.timestamp, body)
        if not hmac.compare_digest(expected.encode(), self.signature.encode()):
            raise UnverifiedError("The signature is wrong: is SLACK_SIGNING_SECRET the one of this app?")


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Give the signature that Slack sends with this body at this time."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def read_claim(headers: Headers, now: datetime) -> Claim:
    """Read both headers before the body is read; UnverifiedError when one is missing, malformed or stale."""
    timestamp = _the_only(headers, TIMESTAMP)
    signature = _the_only(headers, SIGNATURE)
    if not _DIGITS.fullmatch(timestamp) or not _V0.fullmatch(signature):
        raise UnverifiedError("The signature or its timestamp is malformed.")
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        raise UnverifiedError("The timestamp is more than five minutes from this machine's clock.")
    return Claim(timestamp, signature)


def is_unsigned(headers: Headers) -> bool:
    """Whether the request does not even claim to be signed."""
    return TIMESTAMP not in headers and SIGNATURE not in headers


def _the_only(headers: Headers, name: str) -> str:
    values = [value for key, value in headers.raw if key == name.encode()]
    if len(values) != 1:
        raise UnverifiedError("The request is not signed, or signed more than once.")
    return values[0].decode("latin-1")


class SeenSignatures:
    """Signatures that were let in, for as long as their timestamps could be accepted again.

    Only good signatures come here, so strangers cannot fill it; at `capacity` the oldest goes. A restart
    forgets them: what a replay could do then is stopped by the ids of Slack's payloads in the database.
    """

    def __init__(self, capacity: int = 200_000) -> None:
        self._capacity = capacity
        self._until: OrderedDict[str, datetime] = OrderedDict()

    def remember(self, signature: str, now: datetime) -> bool:
        """Tell whether this signature is new, and remember it."""
        self._forget_old(now)
        if signature in self._until:
            return False
        # A timestamp may be five minutes ahead, and is accepted until it is five minutes old.
        self._until[signature] = now + 2 * TOLERANCE
        return True

    def forget(self, signature: str) -> None:
        """Let this signature in once more: what it asked for was not done."""
        self._until.pop(signature, None)

    def __len__(self) -> int:
        return len(self._until)

    def _forget_old(self, now: datetime) -> None:
        while self._until and (len(self._until) >= self._capacity or next(iter(self._until.values())) < now):
            self._until.popitem(last=False)
