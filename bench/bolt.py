"""A bare Bolt app behind the same server: `python -m bench.bolt <Slack's address>`. Prints its port."""

import asyncio
import sys

from fastapi import FastAPI
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bench.load import SECRET
from bench.until_told import until_told
from bot.http.server import HttpServer
from bot.logs import configure_logs


async def main(slack: str) -> None:
    configure_logs("json")
    client = AsyncWebClient(token="xoxb-bench", base_url=f"{slack}/api/")  # noqa: S106 - opens nothing
    bolt = AsyncApp(client=client, signing_secret=SECRET, process_before_response=True)

    @bolt.command("/incident")
    async def listener(ack: AsyncAck) -> None:
        await ack()

    app, server = FastAPI(openapi_url=None), HttpServer()
    app.add_route("/slack/events", AsyncSlackRequestHandler(bolt).handle, methods=["POST"])
    print(await server.start(app, "127.0.0.1", 0), flush=True)
    await until_told()
    await server.stop(1)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
