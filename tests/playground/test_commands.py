"""Slash commands, with Bolt at the other end of the line."""

from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond

from tests.playground.people import Person

Connect = Callable[[AsyncApp], Awaitable[None]]


async def test_a_command_travels_through_socket_mode_and_its_answer_is_private(
    app: AsyncApp, connect: Connect, ann: Person, ben: Person
) -> None:
    """The answer in the acknowledgement is seen by the caller and by nobody else."""

    @app.command("/incident")
    async def echo(ack: AsyncAck, command: dict[str, str]) -> None:
        await ack(f"heard {command['text']} from {command['user_id']} in {command['channel_name']}")

    await connect(app)
    assert await ann.says("C0INCIDENTS", "/incident critical checkout") == {"ok": True}
    [answer] = await ann.reads("C0INCIDENTS")
    assert answer["text"] == "heard critical checkout from U0ANN in incidents"
    assert answer["ephemeral"] is True
    assert answer["username"] == "Tocsin"
    assert await ben.reads("C0INCIDENTS") == []


async def test_a_command_can_answer_for_everybody(
    app: AsyncApp, connect: Connect, ann: Person, ben: Person
) -> None:
    @app.command("/incident")
    async def echo(ack: AsyncAck) -> None:
        await ack({"text": "look", "response_type": "in_channel"})

    await connect(app)
    await ann.says("C0INCIDENTS", "/incident")
    assert [message["text"] for message in await ben.reads("C0INCIDENTS")] == ["look"]


async def test_a_command_can_be_answered_later_and_from_a_direct_message(
    app: AsyncApp, connect: Connect, ann: Person
) -> None:
    """The response URL works where the bot is not a member, and says nothing of the command itself."""

    @app.command("/incident")
    async def later(ack: AsyncAck, respond: AsyncRespond, command: dict[str, str]) -> None:
        await ack()
        await respond(f"heard in {command['channel_name']}", replace_original=True)

    await connect(app)
    await ann.looks("state")
    await ann.says("D0ANN", "/incident")
    assert [message["text"] for message in await ann.reads("D0ANN")] == ["heard in directmessage"]


async def test_mentions_in_a_command_are_linked_as_should_escape_asks(
    app: AsyncApp, connect: Connect, ann: Person
) -> None:
    heard: list[str] = []

    @app.command("/incident")
    async def note(ack: AsyncAck, command: dict[str, str]) -> None:
        await ack()
        heard.append(command["text"])

    await connect(app)
    await ann.says("C0INCIDENTS", "/incident lead @ben.demo of #checkout\nfor @oncall & <all>")
    links = "<@U0BEN|ben.demo> of <#C0CHECKOUT|checkout>\nfor <!subteam^S0ONCALL|@oncall>"
    assert heard == [f"lead {links} &amp; &lt;all&gt;"]
