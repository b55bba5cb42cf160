"""The clock and the source of ids that the running bot uses; tests bring their own."""

import secrets
from datetime import UTC, datetime


class RealWorld:
    """Time and randomness as this machine has them (the `World` of `storage.store`)."""

    def now(self) -> datetime:
        """Give the time, aware and UTC."""
        return datetime.now(UTC)

    def new_id(self) -> str:
        """Give 128 random bits as 32 hexadecimal digits."""
        return secrets.token_hex(16)
