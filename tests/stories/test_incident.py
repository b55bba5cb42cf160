"""The main job, told as people live it, in Socket Mode and over signed HTTP."""

from tests.stories.acting import Office, labels, words

INCIDENTS = "C0INCIDENTS"


async def test_an_incident_from_the_first_word_to_the_last(office: Office) -> None:
    """Declared, paged, acknowledged, told of, resolved, read again."""
    await office.ann.types("/incident critical checkout is failing")
    await office.ann.is_told("INC-1")
    card = await office.cleo.sees("checkout is failing", INCIDENTS)
    assert labels(card) == ["Acknowledge"]

    page = await office.ben.sees("checkout is failing", await office.ben.dm())
    assert labels(page) == ["Acknowledge", "Snooze 15 min", "Pass on"]
    await office.ben.presses("Acknowledge", page, await office.ben.dm())
    settled = await office.ben.sees("Acknowledged", await office.ben.dm())
    assert (settled["ts"], "Acknowledge" in labels(settled)) == (page["ts"], False)
    acknowledged = await office.ann.sees("@ben.demo", INCIDENTS)
    assert (acknowledged["ts"], labels(acknowledged)) == (card["ts"], ["Update", "Resolve"])

    await office.ben.types("/incident update 1 the payment provider is down")
    await office.ann.sees("the payment provider is down", INCIDENTS, thread=card["ts"])
    await office.ben.types("/incident resolve INC-1 they are back")
    resolved = await office.ann.sees("esolved", INCIDENTS)
    assert resolved["ts"] == card["ts"]
    await office.ann.sees("they are back", INCIDENTS, thread=card["ts"])

    await office.cleo.types("/incident timeline 1")
    told = words(await office.cleo.is_told("INC-1"))
    for happened in ("checkout is failing", "@ann.demo", "@ben.demo", "they are back"):
        assert happened in told
    cards = [m for m in await office.ann.reads(INCIDENTS) if not m.get("ephemeral") and "blocks" in m]
    assert [m["ts"] for m in cards] == [card["ts"]]


async def test_the_thread_tells_things_in_the_order_in_which_they_happened(office: Office) -> None:
    """The first is refused at first; the second waits for it."""
    await office.ann.types("/incident minor checkout is slow")
    card = await office.ann.sees("checkout is slow", INCIDENTS)
    to_thread = {"metadata": {"event_payload": {"key": "thread:*"}}}
    await office.fails("chat.postMessage", "down", times=1, where=to_thread)
    for note in ("it is the cache", "it was the cache"):
        await office.ben.types(f"/incident note 1 {note}")
    await office.ann.sees("it was the cache", INCIDENTS, card["ts"])
    told = [words(message) for message in await office.ann.reads(INCIDENTS, card["ts"])]
    assert [note for text in told for note in ("it is the", "it was the") if note in text] == [
        "it is the",
        "it was the",
    ]


async def test_no_command_makes_the_bot_ask_slack_who_it_is(office: Office) -> None:
    """It has asked at its start, and whether the token still holds is asked by the clock, which stands still here."""
    before = len(await office.calls("auth.test"))
    for number in range(5):
        await office.ann.types(f"/incident minor printer {number} is slow")
    await office.ann.sees("printer 4 is slow", INCIDENTS)
    assert len(await office.calls("auth.test")) == before
