"""Links that nobody can make up: what they are for and until when stands in them, under an HMAC of SECRET_KEY."""

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

_KEY = b"links of status pages, 1"
_DIGEST = hashlib.sha256().digest_size


@dataclass(frozen=True)
class SignedLinks:
    """Makes and reads what stands at the end of a link. A purpose signs for itself alone."""

    secret: bytes

    def make(self, purpose: str, told: list[str], until: datetime | None = None) -> str:
        """Give words for an address; without `until` they hold for ever."""
        end = int(until.timestamp()) if until else None
        signed = json.dumps([purpose, end, told], separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(self._seal(signed) + signed).decode().rstrip("=")

    def read(self, purpose: str, words: str, now: datetime) -> list[str] | None:
        """Give what was told; None when it was not made here, for something else, or is too old."""
        try:
            sealed = base64.b64decode(words.encode("ascii") + b"=" * (-len(words) % 4), b"-_", validate=True)
        except (binascii.Error, UnicodeEncodeError):
            return None
        seal, signed = sealed[:_DIGEST], sealed[_DIGEST:]
        if not hmac.compare_digest(seal, self._seal(signed)):
            return None
        found, end, told = json.loads(signed)
        is_over = end is not None and now.timestamp() >= end
        return None if found != purpose or is_over else told

    def _seal(self, signed: bytes) -> bytes:
        key = hmac.new(self.secret, _KEY, hashlib.sha256).digest()
        return hmac.new(key, signed, hashlib.sha256).digest()


CONFIRM_WITHIN = timedelta(days=2)
