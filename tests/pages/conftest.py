"""A status page on a real port: with two groups, with programs to tell of incidents, and a public to read."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.policy import read_policy
from incidents.escalation import Policy
from tests.api.conftest import Programs, StillWorld, programs_on
from tests.ports import NO_CERTIFICATES

BEACON = "/compat/beacon/api/v1"
POLICY = """
[[page]]
slug = "acme"
name = "Acme Cloud"
time_zone = "Europe/Berlin"

[[page]]
slug = "beta"
name = "Beta"

[[component]]
page = "acme"
id = "shop"
name = "Shop"
group = "Store"
monitors = ["shop-web", "shop-db"]

[[component]]
page = "acme"
id = "api"
name = "Public API"
monitors = ["api"]

[[publish]]
page = "beta"
severity = "critical"
"""


@dataclass
class Site:
    """What is told, and what is read. The reader has no token."""

    programs: Programs
    reader: httpx.AsyncClient

    async def reads(self, path: str = "/status/acme", **headers: str) -> httpx.Response:
        """Ask for a page as anybody may."""
        return await self.reader.get(path, headers=headers)

    async def sees(self, path: str = "/status/acme") -> str:
        """Read a page that is there."""
        answer = await self.reads(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def declares(self, title: str = "Payments fail", **more: Any) -> str:
        """Declare by the native API; gives the reference."""
        made = await self.programs.made("/api/v1/incidents", {"title": title, **more})
        return str(made["reference"])

    async def tells(self, incident: str, message: str, **more: Any) -> str:
        """Post an update; gives its id."""
        made = await self.programs.made(f"/api/v1/incidents/{incident}/updates", {"message": message, **more})
        return str(made["id"])

    async def publishes(self, incident: str, **what: Any) -> str:
        """Publish; gives the address of the incident."""
        told = await self.programs.made(f"/api/v1/incidents/{incident}/publications", {"page": "acme"} | what)
        return str(told["publications"][0]["path"])


def policy() -> Policy:
    return read_policy(POLICY, "policy.toml")


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with (
        programs_on(f"sqlite:///{tmp_path}/tocsin.db", StillWorld(), policy()) as programs,
        httpx.AsyncClient(verify=NO_CERTIFICATES, base_url=programs.url) as reader,
    ):
        yield Site(programs, reader)
