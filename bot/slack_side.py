"""What speaks to Slack, built by hand for `bot/app.py`."""

import aiohttp

from bot.ledger import Ledger
from bot.metrics import Metrics
from bot.settings import Settings
from bot.slack.app import SlackDoor
from bot.slack.channel import IncidentsChannel
from bot.slack.client import web_client
from bot.slack.identity import Introduction
from bot.slack.pace import Pace
from bot.slack.people import People
from bot.slack.poster import Poster
from bot.slack.socket_mode import SocketMode
from storage import World


def at_slack(
    settings: Settings, ledger: Ledger, metrics: Metrics, world: World, session: aiohttp.ClientSession
) -> tuple[Poster, IncidentsChannel, Introduction, People]:
    """Give what is known of the workspace, and how it is spoken to."""
    client = web_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url, session)
    poster = Poster(client, Pace(world.now), metrics, world.now)
    channel = IncidentsChannel(settings.incidents_channel, poster.call)
    introduction = Introduction(poster.call, ledger, channel, world.now)
    return poster, channel, introduction, People(ledger, poster.call, world.now)


def socket_mode_of(
    settings: Settings, door: SlackDoor, people: People, session: aiohttp.ClientSession
) -> SocketMode | None:
    """Give the way in by which Slack needs no address of ours; None where it posts to us."""
    if settings.slack_app_token is None:
        return None
    token = settings.slack_app_token.get_secret_value()
    return SocketMode(door.bolt, web_client(token, settings.slack_api_url, session), people.deaf)
