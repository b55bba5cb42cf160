"""What the stories of reminders share: declaring, and counting what lies in somebody's messages."""

from tests.stories.acting import Message, Office

INCIDENTS = "C0INCIDENTS"


async def pages(office: Office, person: str) -> list[Message]:
    """List the reminders that lie in somebody's messages."""
    someone = getattr(office, person)
    return _reminders(await someone.reads(await someone.dm()))


def _reminders(messages: list[Message]) -> list[Message]:
    return [message for message in messages if "blocks" in message and not message.get("ephemeral")]


async def declare(office: Office, words_: str = "critical checkout is failing") -> None:
    """Have Ann declare something, and wait until Slack has the card."""
    answer = await office.ann.types(f"/incident {words_}")
    assert answer["ok"], answer
    await office.ann.sees(words_.split(" ", 1)[1], INCIDENTS)


async def until_paged(office: Office, person: str, times: int) -> list[Message]:
    """Wait until somebody has so many reminders."""
    someone = getattr(office, person)

    def enough(messages: list[Message]) -> Message | None:
        found = _reminders(messages)
        return found[-1] if len(found) >= times else None

    await someone.until(enough, await someone.dm(), wanted=f"{times} reminders")
    return await pages(office, person)
