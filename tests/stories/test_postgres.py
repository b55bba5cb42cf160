"""The same bot on PostgreSQL."""

from pathlib import Path

from tests.stories.conftest import office_open
from tests.stories.reminded import INCIDENTS, declare, pages, until_paged


async def test_the_main_job_is_done_on_postgresql_and_survives_a_restart(
    tmp_path: Path, postgres_url: str
) -> None:
    """Declared and paged by one server, acknowledged and ended by the next."""
    async with office_open(tmp_path, socket_mode=False, database_url=postgres_url) as (office, _):
        await declare(office)
        await until_paged(office, "ben", 1)
    async with office_open(tmp_path, socket_mode=False, database_url=postgres_url) as (office, app):
        await office.passes(minutes=3)
        [page] = await until_paged(office, "ben", 1)
        await office.ben.presses("Acknowledge", page, await office.ben.dm())
        await office.ben.sees("Acknowledged", await office.ben.dm())
        await office.passes(hours=1)
        assert len(await pages(office, "ben")) == 1
        await office.ben.types("/incident resolve rolled back")
        await office.ann.sees("INC-1 critical, resolved", INCIDENTS)
        told = [event.kind.value for event in (await app.service.timeline("INC-1"))[1]]
        assert told.count("reminder_sent") == 2
