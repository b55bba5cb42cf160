"""People who act in the playground as its page would, and a clock that tests set: what the stories are told with."""

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

from bot.service import IncidentService

WITHIN = 20.0
# What is sent ends in many tasks, and no one event says that it was the last: seconds until we look again.
LOOK_AGAIN = 0.01

Message = dict[str, Any]


@dataclass
class MovableWorld:
    """The real clock, put forward at will."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        """Give the time as the bot is told it."""
        return datetime.now(UTC) + self.ahead

    def new_id(self) -> str:
        """Give 32 hex digits."""
        return uuid.uuid4().hex


@dataclass
class Someone:
    """One of the seeded users, at the page."""

    id: str
    session: aiohttp.ClientSession
    url: str

    async def types(self, text: str, channel: str = "C0GENERAL") -> dict[str, Any]:
        """Send a message or a slash command."""
        return await self._post("/page/send", {"channel": channel, "text": text})

    async def answers(self, text: str, message: Message, channel: str) -> dict[str, Any]:
        """Reply in the thread of a message."""
        return await self._post("/page/send", {"channel": channel, "text": text, "thread_ts": message["ts"]})

    async def presses(self, label: str, message: Message, channel: str) -> dict[str, Any]:
        """Press the button of that label on a message."""
        block, element = _button(message, label)
        return await self._act(element, block, {"channel": channel, "ts": message["ts"]})

    async def chooses(self, label: str, message: Message, channel: str) -> dict[str, Any]:
        """Choose from the overflow menu of a message."""
        for block, element in _elements(message):
            for option in element.get("options", []) if element["type"] == "overflow" else []:
                if option["text"]["text"] == label:
                    chosen = {**element, "selected_option": option}
                    return await self._act(chosen, block, {"channel": channel, "ts": message["ts"]})
        raise AssertionError(f"no choice {label!r} in {words(message)}")

    async def submits(self, view: dict[str, Any], **values: str) -> dict[str, Any]:
        """Fill in a modal's fields and submit it."""
        return await self._post("/page/view/submit", {"view_id": view["id"], "state": _state(view, values)})

    async def presses_in(self, view: dict[str, Any], label: str, **values: str) -> dict[str, Any]:
        """Press a button in a modal whose fields hold what is named; gives the modal as it is changed by that."""
        block, element = _button(view, label)
        shown = {"type": "button", "value": element["value"]}
        body = {"view_id": view["id"], "block_id": block, "action_id": element["action_id"], "element": shown}
        return await self.view(
            lambda: self._post("/page/action", body | {"state": _state(view, values)}), "view_update"
        )

    async def reads(self, channel: str, thread: str | None = None) -> list[Message]:
        """Give what was said in a channel, private answers included, oldest first; that somebody joined is not."""
        query = {"as": self.id, "channel": channel} | ({"thread_ts": thread} if thread else {})
        async with self.session.get(f"{self.url}/page/messages", params=query) as answer:
            answer.raise_for_status()
            messages = list((await answer.json())["messages"])
        return [message for message in messages if message.get("subtype") != "channel_join"]

    async def dm(self) -> str:
        """Give the channel of the direct messages with the bot."""
        async with self.session.get(f"{self.url}/page/state", params={"as": self.id}) as answer:
            return str((await answer.json())["dms"][0]["id"])

    async def sees(self, wanted: str, channel: str, thread: str | None = None) -> Message:
        """Wait until a message with these words is in the channel, and give the last such."""
        return await self.until(lambda messages: _last(messages, wanted), channel, thread, wanted)

    async def is_told(self, wanted: str, channel: str = "C0GENERAL") -> Message:
        """Wait for a private answer with these words."""
        return await self.until(
            lambda messages: _last([m for m in messages if m.get("ephemeral")], wanted), channel, None, wanted
        )

    async def until(
        self,
        found: Callable[[list[Message]], Message | None],
        channel: str,
        thread: str | None = None,
        wanted: str = "",
    ) -> Message:
        """Look at the channel again at each push until it holds what was asked for."""
        async with self.session.ws_connect(f"{self.url}/page/socket?as={self.id}") as socket:
            end = datetime.now(UTC) + timedelta(seconds=WITHIN)
            while True:
                messages = await self.reads(channel, thread)
                message = found(messages)
                if message is not None:
                    return message
                left = (end - datetime.now(UTC)).total_seconds()
                try:
                    await socket.receive(timeout=max(0.01, left))
                except TimeoutError:
                    seen = "\n".join(message.get("text", "") for message in messages)
                    raise AssertionError(
                        f"{self.id} never saw {wanted!r} in {channel}; there is:\n{seen}"
                    ) from None

    async def view(self, opening: Callable[[], Any], comes_as: str = "view_open") -> dict[str, Any]:
        """Do something that opens a modal, or changes one, and give the modal."""
        async with self.session.ws_connect(f"{self.url}/page/socket?as={self.id}") as socket:
            await opening()
            while True:
                pushed = await socket.receive_json(timeout=WITHIN)
                if pushed["type"] == comes_as:
                    return dict(pushed["view"])

    async def opens_home(self) -> None:
        """Open the bot's App Home."""
        await self._post("/page/home", {"tab": "home"})

    async def views(self) -> list[dict[str, Any]]:
        """List the modals that are open."""
        async with self.session.get(f"{self.url}/page/views", params={"as": self.id}) as answer:
            return list((await answer.json())["views"])

    async def makes_private(self, name: str) -> str:
        """Make a private channel with nobody else in it; give its id."""
        return str(
            (await self._post("/page/channel", {"act": "create", "name": name, "private": True}))["channel"]
        )

    async def invites(self, user: str, channel: str) -> None:
        """Invite somebody, or the bot."""
        assert (await self._post("/page/channel", {"channel": channel, "act": "invite", "user": user}))["ok"]

    async def _act(self, element: dict[str, Any], block: str, where: dict[str, str]) -> dict[str, Any]:
        names = ("type", "value", "selected_option")
        shown = {name: element[name] for name in names if name in element}
        return await self._post(
            "/page/action", {**where, "block_id": block, "action_id": element["action_id"], "element": shown}
        )

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        async with self.session.post(self.url + path, json={"as": self.id, **body}) as answer:
            return dict(await answer.json())


@dataclass
class Office:
    """The workspace, those in it, and the levers behind it."""

    url: str
    session: aiohttp.ClientSession
    world: MovableWorld
    wake: Callable[[], None]
    is_quiet: Callable[[], Awaitable[bool]]
    service: IncidentService | None = None
    ann: Someone = field(init=False)
    ben: Someone = field(init=False)
    cleo: Someone = field(init=False)

    def __post_init__(self) -> None:
        """Seat the three."""
        self.ann, self.ben, self.cleo = (
            Someone(id, self.session, self.url) for id in ("U0ANN", "U0BEN", "U0CLEO")
        )

    @property
    def people(self) -> tuple[Someone, ...]:
        """All who sit there."""
        return (self.ann, self.ben, self.cleo)

    async def passes(self, **time: float) -> None:
        """Let time pass, and everything be sent that is due by then."""
        self.world.ahead += timedelta(**time)
        self.wake()
        await self.until(self.is_quiet)

    async def until(self, is_so: Callable[[], Awaitable[bool]]) -> None:
        """Wait until it is so."""
        async with asyncio.timeout(WITHIN):
            while not await is_so():  # noqa: ASYNC110 - see LOOK_AGAIN
                await asyncio.sleep(LOOK_AGAIN)

    async def fails(self, method: str, kind: str, **more: Any) -> None:
        """Make a method of the Web API misbehave."""
        async with self.session.post(
            f"{self.url}/control/faults", json={"method": method, "kind": kind, **more}
        ) as answer:
            answer.raise_for_status()

    async def faults(self) -> list[dict[str, Any]]:
        """List the faults that were set, and how often each has struck."""
        async with self.session.get(f"{self.url}/control/faults") as answer:
            return list((await answer.json())["faults"])

    async def recovers(self) -> None:
        """End all faults."""
        await self.session.delete(f"{self.url}/control/faults")

    async def control(self, path: str, **body: Any) -> dict[str, Any]:
        """Pull another lever."""
        async with self.session.post(f"{self.url}/control/{path}", json=body) as answer:
            answer.raise_for_status()
            return dict(await answer.json())

    async def calls(self, method: str = "") -> list[dict[str, Any]]:
        """List what the bot called: of one method, or all."""
        asked = {"method": method} if method else {}
        async with self.session.get(f"{self.url}/control/calls", params=asked) as answer:
            return list(await answer.json())


def words(message: Message) -> str:
    """Give all the words of a message."""
    return str(message.get("text", "")) + "\n" + json.dumps(message.get("blocks", []), ensure_ascii=False)


def labels(message: Message) -> list[str]:
    """Name the buttons of a message."""
    return [element["text"]["text"] for _, element in _elements(message) if element["type"] == "button"]


def _last(messages: list[Message], wanted: str) -> Message | None:
    return next((message for message in reversed(messages) if wanted in words(message)), None)


def _elements(message: Message) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for block in message.get("blocks", []):
        found += [
            (block["block_id"], element) for element in block.get("elements", []) if "action_id" in element
        ]
        if "accessory" in block:
            found.append((block["block_id"], block["accessory"]))
    return found


def _button(message: Message, label: str) -> tuple[str, dict[str, Any]]:
    for block, element in _elements(message):
        if element["type"] == "button" and element["text"]["text"] == label:
            return block, element
    raise AssertionError(f"no button {label!r} in {words(message)}")


def _state(view: dict[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    """Give what the fields of a modal hold; a box is ticked by its value."""
    state = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            filled = _filled(block["element"], values.get(block["block_id"]))
            state[block["block_id"]] = {block["element"]["action_id"]: filled}
    return {"values": state}


def _filled(element: dict[str, Any], value: str | None) -> dict[str, Any]:
    if element["type"] == "static_select":
        options = [option for option in element["options"] if option["value"] == value]
        return {
            "type": element["type"],
            "selected_option": options[0] if options else element.get("initial_option"),
        }
    if element["type"] == "datetimepicker":
        picked = element["initial_date_time"] if value is None else int(value)
        return {"type": element["type"], "selected_date_time": picked}
    if element["type"] in ("checkboxes", "multi_static_select"):
        ticked = [option for option in element["options"] if option["value"] == value]
        return {"type": element["type"], "selected_options": ticked or element.get("initial_options", [])}
    if element["type"] == "users_select":
        return {"type": element["type"], "selected_user": value or element.get("initial_user")}
    return {"type": element["type"], "value": element.get("initial_value") if value is None else value}
