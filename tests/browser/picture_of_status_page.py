"""The picture of a public status page: three months of a demo shop, an incident, and announced maintenance."""

import tempfile
from datetime import timedelta
from typing import Any

from playwright.async_api import ViewportSize

from bot.policy import read_policy
from tests.api.conftest import Programs, StillWorld, programs_on
from tests.browser.camera import Camera

WINDOW = ViewportSize(width=900, height=1400)
POLICY = """
[[page]]
slug = "demo-shop"
name = "Demo shop"
time_zone = "Europe/Berlin"

[[component]]
page = "demo-shop"
id = "storefront"
name = "Storefront"
monitors = ["storefront"]

[[component]]
page = "demo-shop"
id = "checkout"
name = "Checkout"
monitors = ["checkout"]
"""
PAST: tuple[tuple[int, str, str, str, float], ...] = (
    (86, "storefront", "minor", "Pages are slow", 3),
    (47, "checkout", "critical", "Payments fail", 0.7),
    (33, "storefront", "major", "Pictures are missing", 1.5),
    (8, "checkout", "minor", "Vouchers are refused", 2),
)
"""Days ago, the component, how bad, the title, and how many hours it lasted."""


async def take(camera: Camera) -> None:
    """Live through three months, and look at the page as its readers do."""
    world = StillWorld()
    now = world.time
    with tempfile.TemporaryDirectory() as folder:
        world.time = now - timedelta(days=89)
        async with programs_on(
            f"sqlite:///{folder}/tocsin.db", world, read_policy(POLICY, "policy.toml")
        ) as programs:
            for ago, component, severity, title, hours in PAST:
                world.time = now - timedelta(days=ago)
                await _lasts(programs, hours, title=title, severity=severity, monitors=[component])
            world.time = now
            await _happens(programs)
            await camera.is_at(world.time)
            await camera.page.set_viewport_size(WINDOW)
            await camera.page.goto(f"{programs.url}/status/demo-shop")
            await camera.takes_down_to(camera.page.get_by_role("region", name="Systems"), "status-page")


async def _declares(programs: Programs, **what: Any) -> str:
    made = await programs.made("/api/v1/incidents", {"page": "demo-shop", **what})
    return f"/api/v1/incidents/{made['id']}"


async def _lasts(programs: Programs, hours: float, **what: Any) -> None:
    incident = await _declares(programs, **what)
    programs.world.pass_by(hours=hours)
    await programs.made(f"{incident}/updates", {"message": "All is well again.", "status": "resolved"})


async def _happens(programs: Programs) -> None:
    await _declares(
        programs,
        kind="maintenance",
        title="A new database",
        monitors=["storefront", "checkout"],
        starts_at=(programs.world.time + timedelta(days=2, hours=8)).isoformat(),
        ends_at=(programs.world.time + timedelta(days=2, hours=9.5)).isoformat(),
    )
    incident = await _declares(
        programs,
        title="Some payments fail",
        severity="major",
        monitors=["checkout"],
        update="Some payments by card are refused. We are looking for the cause.",
    )
    programs.world.pass_by(minutes=12)
    await programs.made(
        f"{incident}/updates",
        {"message": "Our payment provider is down. We are moving to the second one.", "status": "identified"},
    )
