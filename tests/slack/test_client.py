"""A call of the Web API: what is sent, and what each kind of answer means for the row that asked for it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery import Refused, TryLater
from bot.metrics import Metrics
from bot.slack.client import RateLimited, call, web_client

POST, OPEN, LIST = "chat.postMessage", "conversations.open", "conversations.list"


@dataclass
class Line:
    """What answers at the other end of the line: Slack, or something on the way."""

    status: int = 200
    says: str = '{"ok": true, "ts": "1.1"}'
    headers: dict[str, str] = field(default_factory=dict)
    heard: list[tuple[str, str, str]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        """Note the call, and give the answer."""
        self.heard.append((request.headers["Authorization"], request.content_type, await request.text()))
        return web.Response(status=self.status, text=self.says, headers=self.headers)


@pytest.fixture
def line() -> Line:
    """Give a line at which somebody says yes."""
    return Line()


@pytest.fixture
async def client(line: Line) -> AsyncIterator[AsyncWebClient]:
    """Give a client that calls it."""
    app = web.Application()
    app.router.add_post("/api/{method}", line.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession() as session:
        yield web_client("xoxb-1", f"http://127.0.0.1:{runner.addresses[0][1]}/api/", session)
    await runner.cleanup()


async def test_what_is_written_goes_as_json_and_gives_what_was_said(
    client: AsyncWebClient, line: Line
) -> None:
    """With the bot's token."""
    assert (await call(client, Metrics(), POST, channel="C1", text="Grüße"))["ts"] == "1.1"
    assert line.heard == [
        ("Bearer xoxb-1", "application/json", '{"channel": "C1", "text": "Gr\\u00fc\\u00dfe"}')
    ]


async def test_what_is_read_goes_as_a_form(client: AsyncWebClient, line: Line) -> None:
    """Such methods take no JSON; what is empty is left out."""
    await call(client, Metrics(), LIST, exclude_archived=True, limit=1000, types="public_channel", cursor="")
    form = "exclude_archived=true&limit=1000&types=public_channel"
    assert line.heard == [("Bearer xoxb-1", "application/x-www-form-urlencoded", form)]


@pytest.mark.parametrize(
    ("answer", "why", "in_doubt"),
    [
        ((502, "<html>Bad gateway</html>"), "http_502", True),
        ((200, "<html>Log in to this network</html>"), "http_200", True),
        ((200, "[]"), "http_200", True),
        ((500, '{"ok": false, "error": "internal_error"}'), "internal_error", True),
        ((200, '{"ok": false, "error": "invalid_auth"}'), "invalid_auth", False),
    ],
)
async def test_what_is_not_slacks_last_word_is_tried_again(
    client: AsyncWebClient,
    line: Line,
    answer: tuple[int, str],
    why: str,
    in_doubt: bool,  # noqa: FBT001
) -> None:
    """A post is in doubt unless Slack itself said no; opening a conversation twice does no harm."""
    line.status, line.says = answer
    with pytest.raises(TryLater, match=why) as posting:
        await call(client, Metrics(), POST, channel="C1")
    with pytest.raises(TryLater, match=why) as opening:
        await call(client, Metrics(), OPEN, users="U1")
    assert (posting.value.in_doubt, opening.value.in_doubt) == (in_doubt, False)


async def test_a_refusal_is_told_by_its_code(client: AsyncWebClient, line: Line) -> None:
    """It is the row's to bear."""
    line.says = '{"ok": false, "error": "user_disabled"}'
    with pytest.raises(Refused, match="user_disabled"):
        await call(client, Metrics(), OPEN, users="U1")


async def test_slack_says_how_long_to_wait(client: AsyncWebClient, line: Line) -> None:
    """By a header beside the 429."""
    line.status, line.says, line.headers = 429, '{"ok": false, "error": "ratelimited"}', {"Retry-After": "30"}
    with pytest.raises(RateLimited) as limit:
        await call(client, Metrics(), POST, channel="C1")
    assert limit.value.pause == timedelta(seconds=30)


async def test_nobody_there_is_no_doubt(client: AsyncWebClient) -> None:
    """A connection that never stood has posted nothing; one that is slow may have."""
    client.base_url = "http://127.0.0.1:9/api/"
    with pytest.raises(TryLater, match="ClientConnectorError") as failure:
        await call(client, Metrics(), POST, channel="C1")
    assert not failure.value.in_doubt


@pytest.mark.parametrize("header", ["Sun, 22 Nov 2026 12:00:00 GMT", "", "-1", "nan", "9" * 400])
@pytest.mark.parametrize("status", [429, 503])
async def test_a_pause_that_is_no_number_of_seconds_is_no_fault_of_the_row(
    client: AsyncWebClient, line: Line, status: int, header: str
) -> None:
    """A proxy may write a date there: the call is tried again, and the row not held to be wrong."""
    line.status, line.says, line.headers = status, "busy", {"Retry-After": header}
    with pytest.raises(TryLater) as late:
        await call(client, Metrics(), OPEN, users="U1")
    assert late.value.after in (None, timedelta(seconds=1))
