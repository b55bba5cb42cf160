"""Requests of a program: `python -m bench.api_load <port> <token> <count> <at once> <what> <incidents>`.

`what` is `declare`, `get`, `list`, `stats` or `kolkata`, statistics in that time zone: prints how many a second were
answered, and the median time in ms. Or it is `reads`, the second to the fourth in turn: prints how many were 5xx.
"""

import asyncio
import json
import random
import sys
from itertools import cycle, islice

from bench.load import answered, answers

STRETCH = "from=2025-01-01T00:00:00Z&to=2025-01-31T00:00:00Z"
IN_KOLKATA = "from=2025-01-01T00:00:00%2B05:30&to=2025-01-31T00:00:00%2B05:30&time_zone=Asia/Kolkata"
READS = ("get", "list", "stats")
BROKEN = 500


def requests(token: str, count: int, what: str, incidents: int) -> list[bytes]:
    """Give so many requests, each whole."""
    chance = random.Random(7)  # noqa: S311 - the same on both sides
    kinds = islice(cycle(READS if what == "reads" else (what,)), count)
    return [_request(token, kind, chance.randint(1, incidents)) for kind in kinds]


def _request(token: str, what: str, number: int) -> bytes:
    paths = {
        "get": f"GET /incidents/INC-{number}?include=timeline",
        "list": f"GET /incidents?limit=20&cursor={number + 1}",
        "stats": f"GET /stats?{STRETCH}",
        "kolkata": f"GET /stats?{IN_KOLKATA}",
        "declare": "POST /incidents",
    }
    body = json.dumps({"title": f"checkout is failing in region {number}", "severity": "major"}).encode()
    body = body if what == "declare" else b""
    head = (
        f"{paths[what]} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def broken(port: int, made: list[bytes], at_once: int) -> int:
    """Count the answers that say that the server failed."""
    return sum(answer.status >= BROKEN for answer in await answers(port, made, at_once))


if __name__ == "__main__":
    address, secret, how_many, together, wanted, among = sys.argv[1:]
    whole = int(address), requests(secret, int(how_many), wanted, int(among)), int(together)
    told = [asyncio.run(broken(*whole))] if wanted == "reads" else asyncio.run(answered(*whole))
    print(*told, flush=True)
