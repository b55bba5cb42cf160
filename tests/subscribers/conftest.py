"""A status page with subscribers: a reader at its forms, a real mail server, and the delivery of letters."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from bot import outgoing
from bot.delivery import Delivery
from bot.mailing import Mailing, Postmark
from bot.metrics import Metrics
from bot.signed_links import SignedLinks
from bot.smtp import server_in
from storage import Store
from tests.api.conftest import SECRET, StillWorld, programs_on
from tests.mailbox import Mailbox, mail_server, text_of
from tests.pages.conftest import Site, policy
from tests.ports import NO_CERTIFICATES

SENDER = "status@acme.example"
BASE = "https://tocsin.example"


@dataclass
class Desk(Site):
    """The page, its readers and their mail."""

    box: Mailbox
    delivery: Delivery

    @property
    def world(self) -> StillWorld:
        return self.programs.world

    @property
    def store(self) -> Store:
        return self.programs.store

    async def posts(self, path: str, **fields: Any) -> httpx.Response:
        """Send a form as a browser does."""
        return await self.reader.post(path, data=fields)

    async def asks(self, address: str, *components: str, page: str = "acme") -> httpx.Response:
        """Fill in the form of a page."""
        return await self.posts(f"/status/{page}/subscribe", email=address, component=list(components))

    async def subscribes(self, address: str, *components: str, page: str = "acme") -> None:
        """Ask, get the letter, follow its link and press the button."""
        assert (await self.asks(address, *components, page=page)).status_code == 200
        await self.delivers()
        link = link_in(self.box.to(address)[-1], "confirm")
        assert "Confirm" in await self.sees(link)
        assert (await self.posts(link)).status_code == 200

    async def delivers(self) -> None:
        """Send all that is due now, to the end."""
        while await self.delivery._begin_what_is_due() or self.delivery._sends:
            while self.delivery._sends:
                await next(iter(self.delivery._sends))

    async def rows(self, query: str) -> list[dict[str, Any]]:
        return await self.store.read(lambda tx: tx.all(query))


def link_in(mail: EmailMessage, kind: str) -> str:
    """Find a link in the text of a mail, below the host."""
    found = re.search(rf"{BASE}/status/[a-z]+/{kind}/\S+", text_of(mail))
    assert found, text_of(mail)
    return urlsplit(found[0]).path


def delivery_of(store: Store, world: StillWorld, url: str | None) -> Delivery:
    mailing = Mailing(
        store,
        server_in(url) if url else None,
        Postmark(SENDER, BASE),
        SignedLinks(SECRET),
        world.now,
        asyncio.Event(),
    )
    return Delivery(store, {outgoing.MAIL: mailing.send}, world.now, lambda _: None, Metrics(), 1)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """Everything on a SQLite file."""
    async with desk_on(f"sqlite:///{tmp_path}/tocsin.db") as opened:
        yield opened


@asynccontextmanager
async def desk_on(database_url: str) -> AsyncIterator[Desk]:
    """Have a page with a mail server, on a database."""
    with mail_server(Mailbox()) as box:
        async with (
            programs_on(database_url, StillWorld(), policy()) as programs,
            httpx.AsyncClient(verify=NO_CERTIFICATES, base_url=programs.url) as reader,
        ):
            delivery = delivery_of(programs.store, programs.world, box.url)
            yield Desk(programs, reader, box, delivery)
