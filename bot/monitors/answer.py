"""An answer to a check that remembers the certificate it came by: its connection is given back before it is read."""

import ssl
from datetime import UTC, datetime
from typing import Any

import aiohttp


class Answer(aiohttp.ClientResponse):
    """A response of the session that the checks use."""

    good_until: datetime | None = None

    async def start(self, connection: Any) -> aiohttp.ClientResponse:  # noqa: ANN401 - aiohttp exports no name for it
        """Remember until when the certificate is good, then read the head of the answer."""
        self.good_until = _good_until(connection.transport)
        return await super().start(connection)


def _good_until(transport: Any) -> datetime | None:  # noqa: ANN401 - see above
    certificate = transport.get_extra_info("peercert") if transport else None
    if not certificate:
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), UTC)
