"""The APIs on a real PostgreSQL: the same rows, filters and answers."""

from tests.api.conftest import programs_on


async def test_the_story_of_an_incident_on_postgres(postgres_url: str) -> None:
    """Declared in one dialect, moved in others, found by filters, counted, told to a webhook, deleted."""
    async with programs_on(postgres_url) as programs:
        await programs.made("/api/v1/webhooks", {"url": "https://example.com/hook"})
        body = {"title": "100% down", "affected_monitor_ids": ["db"], "severity": "critical"}
        made = (await programs.made("/compat/uptimeio/api/incidents", body))["data"]
        programs.world.pass_by(minutes=5)
        steps = [
            ("POST", f"/compat/blacktide/v1/incidents/{made['id']}/acknowledge", None),
            (
                "PUT",
                f"/compat/wakestack/api/incidents/{made['id']}",
                {"status": "identified", "message": "Found"},
            ),
            (
                "PATCH",
                f"/compat/statly/api/v1/incidents/{made['id']}",
                {"status": "resolved", "message": "Fixed"},
            ),
        ]
        for step in steps:
            assert (await programs.ask(*step)).status_code == 200, step

        async def found(query: str) -> list[int]:
            answer = await programs.ask("GET", f"/api/v1/incidents?{query}")
            return [incident["number"] for incident in answer.json()["incidents"]]

        for query in ("monitor=db", "text=100%25", "status=resolved&severity=critical", "active=false"):
            assert await found(query) == [1], query
        for query in ("monitor=web", "text=x_y", "active=true", "from=2026-04-04T12:00:01Z"):
            assert await found(query) == [], query
        stats = (await programs.ask("GET", "/api/v1/stats")).json()
        assert (stats["mttr"], stats["mtta"]) == (300, 300)
        [webhook] = (await programs.ask("GET", "/api/v1/webhooks")).json()["webhooks"]
        told = (await programs.ask("GET", f"/api/v1/webhooks/{webhook['id']}/deliveries")).json()[
            "deliveries"
        ]
        assert [each["event"] for each in told] == [
            *[
                "incident.update_posted",
                "incident.resolved",
                "incident.update_posted",
                "incident.status_changed",
            ],
            *["incident.acknowledged", "incident.declared"],
        ]
        for order in ("resolved_at", "severity", "status", "title", "updated_at"):
            answer = await programs.ask(
                "GET", f"/compat/uptimeio/api/incidents?sort_by={order}&sort_order=asc"
            )
            assert answer.status_code == 200
        assert (await programs.ask("DELETE", f"/api/v1/incidents/{made['id']}")).status_code == 204
        assert await found("") == []


async def test_a_repeat_under_a_key_acts_once_on_postgres(postgres_url: str) -> None:
    """With the first one's answer."""
    async with programs_on(postgres_url) as programs:
        key = {"Idempotency-Key": "one"}
        answers = [
            await programs.ask("POST", "/api/v1/incidents", {"title": "x"}, headers=key) for _ in range(2)
        ]

        assert [answer.json()["reference"] for answer in answers] == ["INC-1", "INC-1"]
