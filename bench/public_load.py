"""Readers of a status page: `python -m bench.public_load <port> <count> <at once>`.

Prints how many a second were answered, and the median time in ms.
"""

import asyncio
import sys

from bench.load import answered

READ = (
    b"GET /status/acme HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nAccept-Encoding: gzip, br\r\n\r\n"
)

if __name__ == "__main__":
    where, how_many, together = map(int, sys.argv[1:])
    print(*asyncio.run(answered(where, [READ] * how_many, together)), flush=True)
