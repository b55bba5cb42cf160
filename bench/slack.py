"""A Slack that answers everything at once, in a process of its own: `python -m bench.slack` prints its address.

`GET /calls` gives how often each method was called.
"""

import asyncio
import json
from collections import Counter

from aiohttp import web

from bench.until_told import until_told

CHANNEL = {"id": "C0INCIDENTS", "name": "incidents"}
SAYS = {
    "ok": True,
    "url": "https://bench.slack.com/",
    "team": "Bench",
    "team_id": "T0BENCH",
    "user": "tocsin",
    "user_id": "U0BOT",
    "bot_id": "B0BOT",
    "channel": CHANNEL,
    "channels": [CHANNEL],
}


class Slack:
    """Counts what it is asked."""

    def __init__(self) -> None:
        self._calls: Counter[str] = Counter()

    async def answer(self, request: web.Request) -> web.Response:
        """Say yes, with a timestamp that no other message has."""
        await request.read()
        self._calls[request.match_info["method"]] += 1
        stamp = f"1763800000.{self._calls.total():06}"
        return _json({**SAYS, "ts": stamp, "message": {"ts": stamp}})

    async def calls(self, _request: web.Request) -> web.Response:
        """Tell how often each method was called."""
        return _json(self._calls)


async def main() -> None:
    slack, app = Slack(), web.Application()
    app.router.add_route("*", "/api/{method}", slack.answer)
    app.router.add_get("/calls", slack.calls)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await until_told()
    await runner.cleanup()


def _json(told: object) -> web.Response:
    return web.Response(text=json.dumps(told), content_type="application/json")


if __name__ == "__main__":
    asyncio.run(main())
