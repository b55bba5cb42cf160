"""Slack's side of the door: payloads as Slack sends them, the calls and posts that it takes, everything checked."""

import itertools
import json
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.metrics import Metrics
from bot.service import IncidentService
from bot.signed_links import SignedLinks
from bot.slack.app import SlackDoor
from bot.slack.client import call
from bot.slack.desk import Desk
from bot.slack.identity import Identity
from bot.slack.message import Message
from bot.slack.words import load_words
from bot.subscribers import Subscribers
from bot.webhooks import Webhooks
from incidents.catalogue import Component, StatusPage
from incidents.errors import NotFound
from incidents.escalation import Policy
from incidents.model import EventKind, Incident
from incidents.publishing import MEMBER
from storage import StorageError, Store, components, open_store, people, status_pages
from storage.people import Acquaintance
from storage.store import Transaction
from tests.slack.heard import Heard, Payload
from tests.slack.samples import NOW, ensure_takeable, wrongs

# What the fields of a form hold, by their block ids.
Held = dict[str, str | list[str] | None]

INCIDENTS, GENERAL, CHECKOUT, DM = "C0INCIDENTS", "C0GENERAL", "C0CHECKOUT", "D0ANN"
NAMES = {"U0ANN": "ann.demo", "U0BEN": "ben.demo", "U0CLEO": "cleo.demo"}


@dataclass
class SetWorld:
    """A clock that stands until it is put forward."""

    at: datetime = NOW

    def now(self) -> datetime:
        """Give the time as it was set."""
        return self.at

    def new_id(self) -> str:
        """Give 32 hex digits."""
        return uuid.uuid4().hex

    def passes(self, **time: float) -> None:
        """Put the clock forward."""
        self.at += timedelta(**time)


@dataclass
class Talk:
    """A conversation with the door. `slack_fails` makes the Web API answer with that error.

    `mentions` are those that private answers may hold.
    """

    door: SlackDoor
    service: IncidentService
    store: Store
    world: SetWorld
    url: str
    posts: list[Payload]
    views: list[Payload]
    slack_fails: dict[str, str]
    counted: list[tuple[str, str]]
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    mentions: tuple[str, ...] = ()

    async def types(
        self, text: str, who: str = "U0ANN", channel: str = GENERAL, trigger: str | None = None
    ) -> Heard:
        """Type `/incident text`; the same `trigger` again is Slack delivering twice."""
        return await self._send(self.command(text, who, channel, trigger))

    def command(self, text: str, who: str, channel: str, trigger: str | None) -> Payload:
        """Give the fields of a slash command."""
        number = next(self.numbers)
        return {
            "token": "t",
            "team_id": "T0DEMO",
            "channel_id": channel,
            "channel_name": "directmessage" if channel.startswith("D") else "somewhere",
            "user_id": who,
            "user_name": NAMES[who],
            "command": "/incident",
            "text": text,
            "api_app_id": "A0BOT",
            "is_enterprise_install": "false",
            "response_url": f"{self.url}/respond/{number}",
            "trigger_id": trigger or f"trigger.{number}",
        }

    async def presses(
        self,
        button: Payload,
        who: str = "U0ANN",
        channel: str = GENERAL,
        trigger: str | None = None,
        private: str | None = None,
    ) -> Heard:
        """Press a button; `private` is the ts of the private answer it is on."""
        number = next(self.numbers)
        action = {"action_ts": "1.0", "block_id": "b", **button}
        if "options" in action:
            action.pop("options")
        return await self._interact(
            {
                "type": "block_actions",
                "user": {"id": who, "username": NAMES[who], "name": NAMES[who], "team_id": "T0DEMO"},
                "container": {
                    "type": "message",
                    "message_ts": private or "1700000000.000100",
                    "channel_id": channel,
                    "is_ephemeral": private is not None,
                },
                "channel": {"id": channel, "name": "somewhere"},
                "response_url": f"{self.url}/respond/{number}",
                "trigger_id": trigger or f"trigger.{number}",
                "actions": [action],
            }
        )

    async def chooses(self, menu: Payload, label: str, who: str = "U0ANN") -> Heard:
        """Choose from an overflow menu."""
        chosen = next(option for option in menu["options"] if option["text"]["text"] == label)
        return await self.presses({**menu, "selected_option": chosen}, who)

    async def submits(
        self,
        view: Payload,
        who: str = "U0ANN",
        held: Mapping[str, str | list[str] | None] | None = None,
        /,
        **values: str | None,
    ) -> Heard:
        """Fill in a modal and send it off; fields that are not named stay as they are."""
        state = {
            block["block_id"]: {block["element"]["action_id"]: _filled_in(block, {**values, **(held or {})})}
            for block in view["blocks"]
            if block["type"] == "input"
        }
        return await self._interact(
            {
                "type": "view_submission",
                "user": {"id": who, "username": NAMES[who], "name": NAMES[who], "team_id": "T0DEMO"},
                "trigger_id": f"trigger.{next(self.numbers)}",
                "view": {**view, "state": {"values": state}},
                "response_urls": [],
            }
        )

    async def presses_in(
        self,
        view: Payload,
        element: Payload,
        held: Mapping[str, str | list[str] | None] | None = None,
        who: str = "U0ANN",
    ) -> Heard:
        """Press or choose something in a modal whose fields hold what is named; the others are as they were."""
        state = {
            block["block_id"]: {block["element"]["action_id"]: _filled_in(block, held or {})}
            for block in view["blocks"]
            if block["type"] == "input"
        }
        return await self._interact(
            {
                "type": "block_actions",
                "user": {"id": who, "username": NAMES[who], "name": NAMES[who], "team_id": "T0DEMO"},
                "container": {"type": "view", "view_id": view["id"]},
                "trigger_id": f"trigger.{next(self.numbers)}",
                "view": {**view, "state": {"values": state}},
                "actions": [{"action_ts": "1.0", "block_id": "b", **element}],
            }
        )

    async def opens_home(self, who: str = "U0ANN", tab: str = "home") -> Heard:
        """Open a tab of the bot's own place in Slack."""
        opened = {"type": "app_home_opened", "user": who, "channel": "D0ANN", "tab": tab}
        number = next(self.numbers)
        return await self._send(
            {"type": "event_callback", "team_id": "T0DEMO", "event_id": f"Ev{number}", "event": opened}
        )

    async def presses_at_home(self, button: Payload, who: str = "U0ANN") -> Heard:
        """Press a button of the App Home: there is no response_url."""
        number = next(self.numbers)
        return await self._interact(
            {
                "type": "block_actions",
                "user": {"id": who, "username": NAMES[who], "name": NAMES[who], "team_id": "T0DEMO"},
                "container": {"type": "view", "view_id": "V0HOME"},
                "trigger_id": f"trigger.{number}",
                "view": {"id": "V0HOME", "type": "home", "private_metadata": "", "state": {"values": {}}},
                "actions": [{"action_ts": "1.0", "block_id": "b", **button}],
            }
        )

    async def is_member(self, who: str = "U0ANN", standing: str = MEMBER) -> None:
        """Have Slack said who somebody is."""
        await self.store.run(lambda tx: people.remember(tx, Acquaintance(who, standing=standing)))

    async def has_pages(self, *slugs: str) -> None:
        """Set up status pages."""
        pages = [StatusPage(slug, slug.capitalize(), "Europe/Berlin") for slug in slugs]

        def unit(tx: Transaction) -> None:
            for page in pages:
                status_pages.set_up(tx, page)

        await self.store.run(unit)

    async def has_component(self, component: Component) -> None:
        """Have a page show the state of something."""
        await self.store.run(lambda tx: components.put(tx, component.page, [component]))

    async def incident(self, reference: str) -> Incident | None:
        """Give the incident as it is, or None."""
        try:
            return await self.service.find(reference)
        except NotFound:
            return None

    async def now(self, reference: str) -> Incident:
        """Give the incident, which is there, as it is."""
        return await self.service.find(reference)

    async def happened(self, reference: str) -> list[EventKind]:
        """Name everything that has happened to an incident."""
        return [event.kind for event in (await self.service.timeline(reference))[1]]

    async def declares(
        self, title: str = "checkout is failing", severity: str = "critical", **how: str
    ) -> Heard:
        """Declare in one line."""
        return await self.types(f"{severity} {title}", **how)

    async def _interact(self, payload: Payload) -> Heard:
        whole = {"team": {"id": "T0DEMO", "domain": "demo"}, "api_app_id": "A0BOT", "token": "t", **payload}
        return await self._send(json.loads(json.dumps(whole)))

    async def _send(self, payload: Payload) -> Heard:
        posts, views = len(self.posts), len(self.views)
        answer = await self.door.dispatch(payload)
        await self.door.drain()
        heard = Heard(
            answer.status,
            json.loads(answer.body) if answer.body else {},
            self.posts[posts:],
            self.views[views:],
        )
        for message in [*([heard.body] if "blocks" in heard.body else []), *heard.posts]:
            ensure_takeable(Message(message["text"], message["blocks"]), *self.mentions)
            assert message["response_type"] == "ephemeral"
        for view in heard.views:
            assert not wrongs(
                "Modal" if view["type"] == "modal" else "HomeView",
                {name: part for name, part in view.items() if name not in ("id", "hash")},
            )
        return heard


@asynccontextmanager
async def talking(database: Path) -> AsyncIterator[Talk]:
    """Open the door on a real database, with a Slack of a few lines on the other side."""
    world = SetWorld()
    posts: list[Payload] = []
    views: list[Payload] = []
    used: set[str] = set()
    fails: dict[str, str] = {}
    counted: list[tuple[str, str]] = []
    slack = _slack(posts, views, used, fails)
    runner = web.AppRunner(slack)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    store = await open_store(f"sqlite:///{database}", world)
    async with aiohttp.ClientSession() as session:
        service = IncidentService(store, Policy(steps=(("U0BEN",), ("U0CLEO",))), lambda: None)
        client = AsyncWebClient("xoxb-demo", base_url=f"{url}/api/", session=session, retry_handlers=[])
        desk = Desk(
            service,
            Subscribers(store, lambda: None, SignedLinks(b""), Webhooks(store, lambda: None, bytes)),
            partial(call, client, Metrics()),
            session,
            world.now,
            incidents_channel=lambda: INCIDENTS,
            zone_of=_berlin,
            name_of=_name,
            get_to_know=_nobody_to_ask,
            own_user=lambda: "U0BOT",
            words=load_words(),
            count=lambda word, result: counted.append((word, result)),
        )
        door = SlackDoor(desk, lambda: Identity("B0BOT", "U0BOT", "T0DEMO"), lambda _: None, (StorageError,))
        try:
            yield Talk(door, service, store, world, url, posts, views, fails, counted)
        finally:
            await door.drain()
            await store.close()
            await runner.cleanup()


async def _nobody_to_ask(person: str) -> None:
    """Nothing becomes known of anybody."""


def _slack(
    posts: list[Payload], views: list[Payload], used: set[str], fails: dict[str, str]
) -> web.Application:
    async def views_open(request: web.Request) -> web.Response:
        asked = await request.json()
        if "views.open" in fails:
            return web.json_response({"ok": False, "error": fails["views.open"]})
        if asked["trigger_id"] in used:
            return web.json_response({"ok": False, "error": "exchanged_trigger_id"})
        used.add(asked["trigger_id"])
        view = {**asked["view"], "id": f"V{len(views) + 1}", "hash": "156772938.1827394"}
        views.append(view)
        return web.json_response({"ok": True, "view": view})

    async def views_update(request: web.Request) -> web.Response:
        asked = await request.json()
        views.append({**asked["view"], "id": asked["view_id"], "hash": "156772938.1827395"})
        return web.json_response({"ok": True, "view": views[-1]})

    async def views_publish(request: web.Request) -> web.Response:
        asked = await request.json()
        views.append({**asked["view"], "id": f"V0HOME{asked['user_id']}", "hash": "156772938.1827396"})
        return web.json_response({"ok": True, "view": views[-1]})

    async def respond(request: web.Request) -> web.Response:
        posts.append(await request.json())
        return web.Response(text="ok")

    slack = web.Application(client_max_size=1 << 24)
    slack.add_routes(
        [
            web.post("/api/views.open", views_open),
            web.post("/api/views.update", views_update),
            web.post("/api/views.publish", views_publish),
            web.post("/respond/{number}", respond),
        ]
    )
    return slack


async def _berlin(_user: str) -> tzinfo:
    return ZoneInfo("Europe/Berlin")


async def _name(user: str) -> str:
    return NAMES.get(user, user)


def _filled_in(block: Payload, values: Mapping[str, str | list[str] | None]) -> Payload:
    """Give the state of an input as Slack gives it: what was typed or chosen, else what the form showed."""
    element, kind = block["element"], block["element"]["type"]
    typed = values.get(block["block_id"])
    if kind == "users_select":
        return {"type": kind, "selected_user": typed or element.get("initial_user")}
    if kind in ("checkboxes", "multi_static_select"):
        ticked = [option for option in element["options"] if option["value"] in (typed or ())]
        return {
            "type": kind,
            "selected_options": element.get("initial_options", []) if typed is None else ticked,
        }
    if kind == "datetimepicker":
        picked = element["initial_date_time"] if typed is None else typed
        return {"type": kind, "selected_date_time": int(str(picked)) if picked else None}
    if kind == "static_select":
        chosen = [option for option in element["options"] if option["value"] == typed]
        return {"type": kind, "selected_option": chosen[0] if chosen else element.get("initial_option")}
    return {"type": kind, "value": element.get("initial_value") if typed is None else typed}


def utc(hour: int, minute: int, day: int = 22) -> datetime:
    """Give a time of the day on which everything here happens."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)
