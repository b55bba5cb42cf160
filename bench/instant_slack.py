"""A Slack that answers at once, in a process of its own: `python -m bench.instant_slack` prints its address.

A bare protocol rather than a web server, so that it is not the slower side. `GET /arrivals` gives when the first call
about each message came in, by the system's clock.
"""

import asyncio
import json
import re
import time
from collections.abc import Iterator
from typing import cast

from bench.until_told import until_told

SAYS = {
    "ok": True,
    "url": "https://bench.slack.com/",
    "team_id": "T0BENCH",
    "user_id": "U0BOT",
    "bot_id": "B0BOT",
    "channels": [{"id": "C0INCIDENTS", "name": "incidents"}],
}
REST = json.dumps(SAYS).encode()[1:]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: %d\r\n\r\n"
END_OF_HEAD = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
USER = re.compile(rb'"users": ?"(\w+)"')
MESSAGE = re.compile(rb'"ts": ?"([\d.]+)"')

arrivals: dict[str, float] = {}


class Connection(asyncio.Protocol):
    """Gives every message that is posted a timestamp of its own, and everybody a conversation."""

    posted = 0

    def __init__(self) -> None:
        self._unread = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep where answers go."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Answer each request that is complete."""
        now = time.time()
        self._unread += data
        for head, body in self._requests():
            answer = (
                json.dumps(arrivals).encode() if head.startswith(b"GET /arrivals") else _answer(body, now)
            )
            self._transport.write(HEAD % len(answer) + answer)

    def _requests(self) -> Iterator[tuple[bytes, bytes]]:
        while END_OF_HEAD in self._unread:
            end = self._unread.index(END_OF_HEAD) + len(END_OF_HEAD)
            length = LENGTH.search(self._unread, 0, end)
            whole = end + (int(length[1]) if length else 0)
            if len(self._unread) < whole:
                return
            head, body = self._unread[:end], self._unread[end:whole]
            self._unread = self._unread[whole:]
            yield head, body


def _answer(body: bytes, now: float) -> bytes:
    user, message = USER.search(body), MESSAGE.search(body)
    if message:
        arrivals.setdefault(message[1].decode(), now)
    Connection.posted += 1
    opened = b"D%s" % user[1] if user else b"D0"
    return b'{"ts":"1763800000.%06d","channel":{"id":"%s"},%s' % (Connection.posted, opened, REST)


async def main() -> None:
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await until_told()
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
