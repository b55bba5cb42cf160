"""The same on PostgreSQL, and what a page with many subscribers costs whoever posts an update."""

from tests.subscribers.conftest import desk_on


async def test_on_postgresql_too_who_has_confirmed_is_told_once(postgres_url: str) -> None:
    """Asked, confirmed, told by component, refused, corrected and left: every query runs there."""
    async with desk_on(postgres_url) as desk:
        await desk.subscribes("ann@example.com", "shop")
        await desk.subscribes("ben@example.com")
        made = await desk.programs.made("/api/v1/pages/acme/subscribers", {"url": "https://example.com/hook"})
        desk.box.answers["ben@example.com"] = "550 no such mailbox"
        incident = await desk.declares(monitors=["shop-web"])
        await desk.publishes(incident)
        update = await desk.tells(incident, "We are on it.")
        path = f"/api/v1/incidents/{incident}"
        await desk.programs.ask("PATCH", f"{path}/updates/{update}", {"message": "We work on it."})
        await desk.delivers()
        assert len(desk.box.to("ann@example.com")) == 3
        rows = await desk.rows("SELECT event FROM webhook_deliveries ORDER BY position")
        assert [row["event"] for row in rows] == ["status.published", "status.updated", "status.corrected"]
        await desk.tells(incident, "Nearly done.")
        await desk.programs.ask("DELETE", f"{path}/publications/acme")
        assert await desk.rows("SELECT id FROM letters WHERE state = 'pending'") == []
        listed = (await desk.programs.ask("GET", "/api/v1/pages/acme/subscribers?limit=2")).json()
        assert len(listed["subscribers"]) == 2
        deleted = await desk.programs.ask("DELETE", f"/api/v1/pages/acme/subscribers/{made['id']}")
        assert deleted.status_code == 204
        await desk.programs.ask("DELETE", path)
        assert await desk.rows("SELECT id FROM announcements") == []
