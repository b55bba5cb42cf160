"""What speaks to Slack, and what Slack speaks to, built by hand for `bot/app.py`."""

from typing import Any, NamedTuple

import aiohttp

from bot import outgoing
from bot.delivery import Lane
from bot.ledger import Ledger
from bot.metrics import Metrics
from bot.service import IncidentService
from bot.settings import Settings
from bot.slack.app import SlackDoor
from bot.slack.channel import IncidentsChannel
from bot.slack.client import web_client
from bot.slack.desk import Desk
from bot.slack.identity import Introduction
from bot.slack.pace import Pace
from bot.slack.people import People
from bot.slack.poster import Poster
from bot.slack.posting import PostingLanes
from bot.slack.reminding import Reminding
from bot.slack.socket_mode import SocketMode
from bot.slack.subscribing import AnnouncingLane
from bot.slack.words import load_words
from bot.subscribers import Subscribers
from storage import StorageError, World


class Workspace(NamedTuple):
    """What is known of the workspace, and how it is spoken to."""

    session: aiohttp.ClientSession
    poster: Poster
    channel: IncidentsChannel
    introduction: Introduction
    people: People
    base_url: str


def workspace(
    settings: Settings, ledger: Ledger, metrics: Metrics, world: World, session: aiohttp.ClientSession
) -> Workspace:
    """Give what speaks to Slack."""
    client = web_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url, session)
    poster = Poster(client, Pace(world.now), metrics, world.now)
    channel = IncidentsChannel(settings.incidents_channel, poster.call)
    introduction = Introduction(poster.call, ledger, channel, world.now)
    people = People(ledger, poster.call, world.now)
    return Workspace(session, poster, channel, introduction, people, settings.base_url or "")


def lanes(slack: Workspace, ledger: Ledger, world: World) -> tuple[dict[str, Lane], dict[str, Lane]]:
    """Give the lanes that lead to Slack: the urgent ones, and the others."""
    reminding = Reminding(slack.poster, ledger, slack.channel, slack.people, world.now)
    posting = PostingLanes(slack.poster, ledger, slack.channel, slack.people, world.now, slack.base_url)
    clock = {outgoing.PLANNED: ledger.follow_plan}
    return reminding.lanes() | clock, posting.lanes() | {outgoing.SETTLE: reminding.settle}


def announcing_lane(
    slack: Workspace, ledger: Ledger, subscribers: Subscribers, settings: Settings
) -> dict[str, Lane]:
    """Give the lane to channels that read a status page."""
    return AnnouncingLane(slack.poster, ledger, subscribers, settings.base_url).lanes()


def door_of(
    slack: Workspace, service: IncidentService, subscribers: Subscribers, metrics: Metrics, world: World
) -> SlackDoor:
    """Give the door that takes what Slack sends."""
    introduction = slack.introduction
    desk = Desk(
        service,
        subscribers,
        slack.poster.call,
        slack.session,
        world.now,
        incidents_channel=lambda: slack.channel.id,
        zone_of=slack.people.zone_of,
        name_of=slack.people.name_of,
        get_to_know=slack.people.get_to_know,
        own_user=lambda: introduction.identity.bot_user_id if introduction.identity else None,
        words=load_words(),
        count=lambda word, result: metrics.commands_total.labels(word, result).inc(),
        base_url=slack.base_url,
        channel_trouble=lambda: slack.channel.problem,
    )

    def user_changed(user: dict[str, Any]) -> None:
        slack.people.changed(user["id"])
        desk.later(slack.people.judge(user))

    return SlackDoor(desk, lambda: introduction.identity, user_changed, (StorageError,))


def socket_mode_of(settings: Settings, door: SlackDoor, slack: Workspace) -> SocketMode | None:
    """Give the connection by which Slack sends, when there is an app token."""
    if settings.slack_app_token is None:
        return None
    token = settings.slack_app_token.get_secret_value()
    client = web_client(token, settings.slack_api_url, slack.session)
    return SocketMode(door.bolt, client, slack.people.deaf)
