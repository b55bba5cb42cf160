"""Our HTTP door with all that is behind it, but no delivery: `python -m bench.tocsin <Slack's address> <folder>`.

Prints its port.
"""

import asyncio
import sys
from pathlib import Path

import aiohttp
from pydantic import SecretStr

from bench.load import SECRET
from bench.units import POLICY
from bench.until_told import until_told
from bot import memory
from bot.app import built
from bot.http.app import build
from bot.logs import configure_logs
from bot.machines import Reach
from bot.monitors.ways import open_ways
from bot.net import Outside
from bot.settings import Settings
from bot.watching import Watching
from bot.world import RealWorld
from storage import open_store


async def main(slack: str, folder: Path) -> None:
    settings = Settings(
        _env_file=None,
        slack_bot_token=SecretStr("xoxb-bench"),
        slack_app_token=None,
        slack_signing_secret=SecretStr(SECRET),
        slack_api_url=f"{slack}/api/",
        database_url=f"sqlite:///{folder / 'bench.db'}",
    )
    configure_logs(settings.log_format)
    world = RealWorld()
    store = await open_store(settings.database_url, world)
    watching = Watching(store, POLICY, lambda: None)
    async with aiohttp.ClientSession() as session, open_ways((), world.now, watching.beat_of) as ways:
        app = await built(
            settings, POLICY, world, store, watching, Reach(session, Outside(session, session), ways)
        )
        await app.introduction.make()
        port = await app.server.start(build(app.doors), settings.host, 0)
        memory.settle()
        print(port, flush=True)
        await until_told()
        await app.server.stop(1)
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
