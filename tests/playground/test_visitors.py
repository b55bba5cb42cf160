"""Who may visit: programs and the playground's own page, no other web site."""

from pathlib import Path

import pytest
from aiohttp import ClientSession, WSServerHandshakeError
from aiohttp.typedefs import LooseHeaders

from playground.server import Playground
from playground.visitors import is_loopback
from tests.playground.people import SocketBot

FOREIGN = "https://elsewhere.example"


async def status(session: ClientSession, method: str, url: str, headers: LooseHeaders) -> int:
    async with session.request(method, url, headers=headers) as answer:
        return answer.status


@pytest.mark.parametrize("path", ["page/socket?as=U0ANN", "page/exchanges/socket"])
async def test_a_foreign_site_cannot_listen_in(session: ClientSession, url: str, path: str) -> None:
    """A browser opens a WebSocket to anywhere, and says from where."""
    with pytest.raises(WSServerHandshakeError, match="403"):
        await session.ws_connect(f"{url}/{path}", headers={"Origin": FOREIGN})
    async with session.ws_connect(f"{url}/{path}", headers={"Origin": url}) as socket:
        assert not socket.closed


@pytest.mark.parametrize("origin", [FOREIGN, "null", "http://127.0.0.1", "http://[", ""])
async def test_a_foreign_site_cannot_pull_a_lever(
    session: ClientSession, url: str, bot: SocketBot, origin: str
) -> None:
    assert await status(session, "POST", f"{url}/control/redeliver", {"Origin": origin}) == 403
    assert await status(session, "POST", f"{url}/control/redeliver", {"Origin": url}) == 200
    assert await status(session, "POST", f"{url}/control/redeliver", {}) == 200


@pytest.mark.parametrize(
    "host", ["elsewhere.example", "elsewhere.example:8001", "127.0.0.1.example", "10.0.0.1"]
)
async def test_a_name_that_leads_here_by_a_trick_is_refused(
    session: ClientSession, url: str, host: str
) -> None:
    """A site may have its own name resolved to this machine, and would then be of one origin with the page."""
    assert await status(session, "GET", f"{url}/control/faults", {"Host": host}) == 403


@pytest.mark.parametrize("host", ["localhost:8001", "LOCALHOST", "127.0.0.1", "[::1]:8001"])
async def test_the_names_of_this_machine_are_good(session: ClientSession, url: str, host: str) -> None:
    assert await status(session, "GET", f"{url}/control/faults", {"Host": host}) == 200


async def test_who_serves_others_as_well_is_called_by_any_name(
    session: ClientSession, manifest: Path
) -> None:
    async with Playground(manifest).serve("0.0.0.0") as url:  # noqa: S104 # what is tried
        assert await status(session, "GET", f"{url}/control/faults", {"Host": "playground:8001"}) == 200
        assert await status(session, "GET", f"{url}/control/faults", {"Origin": FOREIGN}) == 403


def test_what_loopback_is() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.0.0.2", "::1", "localhost")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "10.0.0.1", "example.com", "")))  # noqa: S104 # no bind


async def test_no_site_can_frame_the_page(session: ClientSession, url: str) -> None:
    """So that nobody clicks in it unawares; by a header, since a page cannot say so itself."""
    for path in ("", "static/index.html"):
        async with session.get(f"{url}/{path}") as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert "frame-ancestors 'none'" in policy
            assert "default-src 'none'; script-src 'self';" in policy
