"""Where the doctor is tried: a playground, settings and a policy that are all right until a test spoils one."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bot.doctor.examination import examine
from bot.doctor.patient import Finding, Patient
from bot.settings import Settings
from playground.server import Playground
from playground.state.workspace import Workspace

ROOT = Path(__file__).parents[1]
MANIFEST = ROOT / "manifest.yml"
POLICY = '[[escalation]]\nnotify = ["U0BEN", "S0ONCALL"]\n[[escalation]]\nnotify = ["U0CLEO"]\n'


@dataclass
class Clinic:
    """A playground, a policy, and settings that are all right until a test spoils one."""

    url: str
    folder: Path
    session: aiohttp.ClientSession
    workspace: Workspace
    manifest: Path = MANIFEST
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The variables as an operator would set them."""
        return {
            "SLACK_BOT_TOKEN": "xoxb-playground",
            "SLACK_APP_TOKEN": "xapp-playground",
            "SLACK_API_URL": f"{self.url}/api/",
            "DATABASE_URL": f"sqlite:///{self.folder / 'tocsin.db'}",
            "POLICY_FILE": str(self.policy),
            **self.settings,
        }

    @property
    def policy(self) -> Path:
        """The file that says who is reminded."""
        return self.folder / "policy.toml"

    async def control(self, path: str, **body: Any) -> None:
        """Change something in the workspace."""
        async with self.session.post(f"{self.url}/control/{path}", json=body) as answer:
            answer.raise_for_status()

    async def calls(self) -> set[str]:
        """Name the methods of the Web API that were called."""
        async with self.session.get(f"{self.url}/control/calls") as answer:
            return {call["method"] for call in await answer.json()}

    async def examine(self) -> list[Finding]:
        """Have everything looked at."""
        given: dict[str, Any] = {name.lower(): value for name, value in self.environment.items()}
        settings = Settings(_env_file=None, **given)
        patient = Patient(settings, self.manifest, self.session)
        return [finding async for finding in examine(patient)]

    async def finds(self, about: str) -> str:
        """Give the one thing that is found wrong, which must be about this."""
        [found] = [finding for finding in await self.examine() if not finding.ok]
        assert found.about == about, found
        return found.says


@asynccontextmanager
async def clinic_open(folder: Path, manifest: Path = MANIFEST) -> AsyncIterator[Clinic]:
    """Open a playground in which the app was made from that manifest."""
    (folder / "policy.toml").write_text(POLICY)
    playground = Playground(manifest)
    async with playground.serve() as url, aiohttp.ClientSession() as session:
        yield Clinic(url, folder, session, playground.workspace)


def environment_of(settings: Settings, folder: Path) -> dict[str, str]:
    """Give the doctor the running bot's settings, with a policy beside them."""
    (folder / "policy.toml").write_text(POLICY)
    return {
        "SLACK_BOT_TOKEN": "xoxb-playground",
        "SLACK_SIGNING_SECRET": "playground-signing-secret",
        "SLACK_API_URL": settings.slack_api_url,
        "DATABASE_URL": settings.database_url,
    }


def doctor(folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Type `tocsin doctor` in that folder."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "bot", "doctor", *options],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), **environment},
        check=False,
        capture_output=True,
        text=True,
    )


async def in_thread(
    folder: Path, environment: dict[str, str], *options: str
) -> subprocess.CompletedProcess[str]:
    """Type it while the bot runs in this loop."""
    return await asyncio.to_thread(doctor, folder, *options, **environment)
