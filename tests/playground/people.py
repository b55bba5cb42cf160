"""Those who act in these tests: a person at the page, and a bot at the end of a socket."""

import asyncio
from typing import Any, Self

from aiohttp import ClientSession, ClientWebSocketResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

JSON = dict[str, Any]


class Person:
    """A user of the page, by its API."""

    def __init__(self, session: ClientSession, url: str, id: str) -> None:
        self._session = session
        self._url = url
        self.id = id

    async def looks(self, path: str, **query: str) -> JSON:
        async with self._session.get(f"{self._url}/page/{path}", params={"as": self.id, **query}) as answer:
            found: JSON = await answer.json()
            return found

    async def reads(self, channel: str, **query: str) -> list[JSON]:
        """Return what was said; that somebody joined is not."""
        found: list[JSON] = (await self.looks("messages", channel=channel, **query))["messages"]
        return [message for message in found if message.get("subtype") != "channel_join"]

    async def does(self, path: str, **body: Any) -> JSON:
        async with self._session.post(f"{self._url}/page/{path}", json={"as": self.id, **body}) as answer:
            done: JSON = await answer.json()
            return done

    async def says(self, channel: str, text: str, **more: Any) -> JSON:
        return await self.does("send", channel=channel, text=text, **more)

    async def presses(self, channel: str, message: JSON, action_id: str, **element: Any) -> JSON:
        block_id = next(
            block["block_id"]
            for block in message["blocks"]
            if any(one.get("action_id") == action_id for one in block.get("elements", []))
        )
        where = {"channel": channel, "ts": message["ts"], "block_id": block_id, "action_id": action_id}
        return await self.does("action", **where, element=element)

    async def top_view(self) -> JSON:
        view: JSON = (await self.looks("views"))["views"][-1]
        return view

    async def submits(self, **values: str) -> JSON:
        """Submit the top modal; values by block_id, for text inputs whose action_id is `typed`."""
        typed = {
            block: {"typed": {"type": "plain_text_input", "value": value}} for block, value in values.items()
        }
        return await self.does("view/submit", view_id=(await self.top_view())["id"], state={"values": typed})

    async def watches(self) -> ClientWebSocketResponse:
        return await self._session.ws_connect(f"{self._url}/page/socket", params={"as": self.id})


class SocketBot:
    """A bot that takes envelopes one by one, and answers when it is told to."""

    def __init__(self, url: str) -> None:
        web_client = AsyncWebClient("xapp-playground", base_url=f"{url}/api/")
        self.client = SocketModeClient("xapp-playground", web_client=web_client, ping_interval=1)
        self.envelopes: asyncio.Queue[SocketModeRequest] = asyncio.Queue()
        self.frames: asyncio.Queue[JSON] = asyncio.Queue()
        self.client.socket_mode_request_listeners.append(self._take)
        self.client.message_listeners.append(self._note)

    async def __aenter__(self) -> Self:
        await self.client.connect()  # type: ignore[no-untyped-call]
        assert (await self.frames.get())["type"] == "hello"
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.client.close()  # type: ignore[no-untyped-call]

    async def answers(self, envelope: SocketModeRequest, payload: JSON | None = None) -> None:
        response = SocketModeResponse(envelope.envelope_id, payload)
        await self.client.send_socket_mode_response(response)

    async def _take(self, _client: AsyncBaseSocketModeClient, envelope: SocketModeRequest) -> None:
        self.envelopes.put_nowait(envelope)

    async def _note(self, _client: AsyncBaseSocketModeClient, frame: JSON, _raw: str | None) -> None:
        self.frames.put_nowait(frame)
