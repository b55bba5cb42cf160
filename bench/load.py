"""Slash commands as Slack posts them, signed beforehand, from a process of its own so that making them costs nobody.

`python -m bench.load <port> <count> <at once>` prints how many a second were answered, and the median time in ms.
"""

import asyncio
import sys
import time
from collections.abc import Iterable, Iterator
from statistics import median
from typing import NamedTuple
from urllib.parse import urlencode

from bot.http.signatures import sign

SECRET = "bench-signing-secret"  # noqa: S105 - opens nothing
GOOD = {200, 201, 202}


class Answer(NamedTuple):
    """How a request was answered."""

    seconds: float
    status: int


def commands(count: int) -> Iterator[bytes]:
    """Give so many requests that declare an incident, each with a body and a signature of its own."""
    born = f"{time.time_ns()}"
    return iter([_command(f"{born}.{number}") for number in range(count)])


def _command(trigger: str) -> bytes:
    fields = {
        "token": "gIkuvaNzQIHg97ATvDxqgjtO",
        "team_id": "T0BENCH",
        "team_domain": "bench",
        "channel_id": "C0CHECKOUT",
        "channel_name": "checkout",
        "user_id": "U0ANN",
        "user_name": "ann.demo",
        "command": "/incident",
        "text": f"critical checkout is failing in region {trigger}",
        "api_app_id": "A0BOT",
        "is_enterprise_install": "false",
        "response_url": f"https://hooks.slack.com/commands/T0BENCH/{trigger}",
        "trigger_id": trigger,
    }
    body, timestamp = urlencode(fields).encode(), str(int(time.time()))
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
        "Accept-Encoding: gzip,deflate\r\nAccept: application/json,*/*\r\n"
        f"X-Slack-Signature: {sign(SECRET, timestamp, body)}\r\nX-Slack-Request-Timestamp: {timestamp}\r\n"
        f"Content-Length: {len(body)}\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    return head.encode() + body


async def _sender(port: int, requests: Iterator[bytes], taken: list[Answer]) -> None:
    """Send one request after the other on a kept connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in requests:
        began = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(_length(head))
        taken.append(Answer(time.perf_counter() - began, int(head[9:12])))
    writer.close()


def _length(head: bytes) -> int:
    return int(head.lower().partition(b"content-length:")[2].split(maxsplit=1)[0])


async def answers(port: int, requests: Iterable[bytes], at_once: int) -> list[Answer]:
    """Send all of them, so many at once; give how each was answered."""
    left, taken = iter(requests), list[Answer]()
    await asyncio.gather(*(_sender(port, left, taken) for _ in range(at_once)))
    return taken


async def answered(port: int, requests: Iterable[bytes], at_once: int) -> tuple[float, float]:
    """Send all of them, so many at once; give how many a second were answered well, and the median time in ms."""
    began = time.perf_counter()
    taken = await answers(port, requests, at_once)
    rate = len(taken) / (time.perf_counter() - began)
    if others := {answer.status for answer in taken} - GOOD:
        raise RuntimeError(f"some were answered {others}")
    return rate, 1000 * median(answer.seconds for answer in taken)


if __name__ == "__main__":
    where, how_many, together = map(int, sys.argv[1:])
    print(*asyncio.run(answered(where, commands(how_many), together)), flush=True)
