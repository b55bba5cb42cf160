"""A page that is closed while it is being opened breaks nothing."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession, web
from aiohttp.test_utils import TestServer
from aiohttp.typedefs import Handler

from playground.server import Playground


@web.middleware
async def _leaving(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Have the page be gone by the time that it is answered."""
    if request.transport:
        request.transport.abort()
    return await handler(request)


@pytest.fixture
async def left(manifest: Path) -> AsyncIterator[str]:
    app = Playground(manifest)._app("127.0.0.1")
    app.middlewares.append(_leaving)
    async with TestServer(app) as server:
        yield str(server.make_url("/"))


@pytest.mark.parametrize("address", ["page/socket?as=ann", "page/exchanges/socket"])
async def test_nothing_breaks(left: str, address: str, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody is there to be told, and no error is logged."""
    async with ClientSession() as session:
        with pytest.raises(ClientError):
            await session.ws_connect(left + address)

    assert not caplog.records
