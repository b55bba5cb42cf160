"""An incidents channel that is archived: whoever declares is told, with the right advice."""

from pathlib import Path

from tests.stories.conftest import office_open
from tests.stories.reminded import INCIDENTS

ARCHIVED = "#incidents is archived. Unarchive it, or set INCIDENTS_CHANNEL."


async def test_whoever_declares_reads_that_the_card_has_to_wait(tmp_path: Path) -> None:
    """And when the channel is back the card hangs."""
    async with office_open(tmp_path, socket_mode=False) as (office, app):
        await office.control(f"channels/{INCIDENTS}", is_archived=True)
        await office.ann.types("/incident minor the first")  # its card finds out
        await office.passes(seconds=20)
        await office.ann.types("/incident minor the second")
        await office.ann.is_told(f"You have declared INC-2 as minor. Its card has to wait. {ARCHIVED}")
        assert app.sick_bay.channel.problem == ARCHIVED

        await office.control(f"channels/{INCIDENTS}", is_archived=False)
        await office.passes(seconds=20)
        await office.ann.sees("the second", INCIDENTS)
        await office.ann.types("/incident minor the third")
        await office.ann.is_told("Its card goes to the incidents channel.")
