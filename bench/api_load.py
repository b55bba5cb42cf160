"""Requests of a program: `python -m bench.api_load <port> <token> <count> <at once> <what>`.

`what` is `declare`, `get`, `list` or `stats`. Prints how many a second were answered, and the median time in ms.
"""

import asyncio
import json
import random
import sys

from bench.load import answered

STRETCH = "from=2025-01-01T00:00:00Z&to=2025-01-31T00:00:00Z"


def requests(token: str, count: int, what: str, incidents: int) -> list[bytes]:
    """Give so many requests, each whole."""
    chance = random.Random(7)  # noqa: S311 - the same on both sides
    return [_request(token, what, chance.randint(1, incidents)) for _ in range(count)]


def _request(token: str, what: str, number: int) -> bytes:
    paths = {
        "get": f"GET /incidents/INC-{number}?include=timeline",
        "list": f"GET /incidents?limit=20&cursor={number + 1}",
        "stats": f"GET /stats?{STRETCH}",
        "declare": "POST /incidents",
    }
    body = json.dumps({"title": f"checkout is failing in region {number}", "severity": "major"}).encode()
    body = body if what == "declare" else b""
    head = (
        f"{paths[what]} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


if __name__ == "__main__":
    port, token, count, at_once, what, incidents = sys.argv[1:]
    made = requests(token, int(count), what, int(incidents))
    print(*asyncio.run(answered(int(port), made, int(at_once))), flush=True)
