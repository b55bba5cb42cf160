"""Every kind of message that the bot sends by its outbox, and every question that sending needs an answer to.

A kind says how it comes to be sent, how a fault is aimed at it, and how often it has arrived.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from bot import outgoing
from incidents.catalogue import StatusPage
from incidents.escalation import Policy
from incidents.model import Severity
from incidents.publishing import PagesPolicy, PublishRule
from tests.faults.running import CLEO, key_of
from tests.stories.acting import Message, Office, Someone, words
from tests.stories.conftest import POLICY
from tests.stories.recorded import said_in
from tests.stories.reminded import INCIDENTS, until_paged

Act = Callable[[Office], Awaitable[object]]
Count = Callable[[list[Message]], int]

GROUP = Policy(steps=(("S0ONCALL",),))
NOBODY = Policy()
IN_PUBLIC = replace(
    POLICY,
    pages=PagesPolicy((StatusPage("acme", "Acme Cloud"),), rules=(PublishRule("acme", Severity.MINOR),)),
)


@dataclass(frozen=True)
class Kind:
    """One kind: `prepared` and then `provoked`, it calls `method` with what `where` says, and `arrived` counts it.

    What only changes a message, or asks, does no harm when it is done twice; `new` says that it leaves a message.
    """

    lane: str
    method: str
    provoked: Act
    arrived: Count
    where: dict[str, Any] = field(default_factory=dict)
    prepared: Act | None = None
    policy: Policy = POLICY
    new: bool = False


async def everything_said(office: Office) -> list[Message]:
    """List all that the bot has posted, wherever it is, replies included."""
    found = await _said(office.ann, INCIDENTS)
    for person in office.people:
        found += await _said(person, await person.dm())
    return [message for message in found if key_of(message)]


async def _said(reader: Someone, channel: str) -> list[Message]:
    roots = await said_in(reader, channel)
    return [{**message, "channel": channel} for root in roots for message in (root, *root["replies"])]


def named(prefix: str) -> Count:
    """Count the messages of rows whose keys begin so."""
    return lambda said: sum(key_of(message).startswith(prefix) for message in said)


def showing(prefix: str, text: str) -> Count:
    """Count those that show this text now."""
    return lambda said: sum(text in words(message) for message in said if key_of(message).startswith(prefix))


def key(prefix: str) -> dict[str, Any]:
    """Aim at the post for a row whose key begins so."""
    return {"metadata": {"event_payload": {"key": f"{prefix}*"}}}


def types(command: str, who: str = "ann") -> Act:
    """Have somebody type a command."""
    return lambda office: getattr(office, who).types(f"/incident {command}")


async def slow(office: Office) -> None:
    """Declare something that nobody is woken for, and wait for its card."""
    await office.ann.types("/incident minor checkout is slow")
    await office.ann.sees("checkout is slow", INCIDENTS)


async def known(office: Office) -> None:
    """The same, and wait until the bot has written down where the card hangs.

    What is deleted before that has a farewell too, but one that names nobody.
    """
    await slow(office)
    await office.until(office.is_quiet)


async def deletes(office: Office) -> None:
    """Have Cleo delete what is slow, as a program would."""
    assert office.service
    await office.service.delete("INC-1", CLEO)


async def followed(office: Office) -> None:
    """Have the channel read what a status page tells, and something be told there."""
    await office.ann.types("/incident subscribe page", INCIDENTS)
    await known(office)


async def acknowledged(office: Office) -> None:
    """Have Cleo take care of something slow, and everything be told that is to be told of that."""
    await slow(office)
    await office.cleo.types("/incident ack 1")
    await office.ann.sees("@cleo.demo", INCIDENTS)


async def paged(office: Office) -> None:
    """Have Ben be woken."""
    await office.ann.types("/incident critical checkout is failing")
    await until_paged(office, "ben", 1)
    await office.ann.sees("checkout is failing", INCIDENTS)


async def called(office: Office) -> None:
    """Have the channel be called."""
    await office.ann.types("/incident critical checkout is failing")
    await office.ann.sees("<!here>", INCIDENTS)
    await office.ann.until(
        lambda said: next((m for m in said if key_of(m).startswith("card:")), None), INCIDENTS
    )


async def thrown_out(office: Office) -> None:
    """Have somebody remove the bot from its channel, once it was in it."""
    await slow(office)
    await office.control(f"channels/{INCIDENTS}", members=["U0ANN", "U0BEN", "U0CLEO"])


async def unsure(office: Office, prefix: str) -> None:
    """Have the next such post be made, and its answer lost: it will be looked for."""
    await office.fails("chat.postMessage", "lost", times=1, where=key(prefix))


async def unsure_of_reply(office: Office) -> None:
    """Have a card, in the thread of which a post will be looked for."""
    await slow(office)
    await unsure(office, "thread:")


critical = types("critical checkout is failing")
a_note = types("note 1 it is the cache", "ben")

KINDS = {
    "card": Kind(
        outgoing.CARD,
        "chat.postMessage",
        types("minor checkout is slow"),
        named("card:"),
        key("card:"),
        new=True,
    ),
    "changed card": Kind(
        outgoing.CARD, "chat.update", types("ack 1", "cleo"), showing("card:", "@cleo.demo"), prepared=slow
    ),
    "thread": Kind(
        outgoing.THREAD, "chat.postMessage", a_note, named("thread:"), key("thread:"), slow, new=True
    ),
    "page": Kind(outgoing.PAGE, "chat.postMessage", critical, named("page:"), key("page:"), new=True),
    "settled page": Kind(
        outgoing.SETTLE,
        "chat.update",
        types("ack 1", "cleo"),
        showing("page:", "@cleo.demo"),
        {"channel": "D*"},
        paged,
    ),
    "here": Kind(
        outgoing.HERE, "chat.postMessage", critical, named("here#"), key("here#"), policy=NOBODY, new=True
    ),
    "settled here": Kind(
        outgoing.SETTLE,
        "chat.update",
        types("ack 1", "cleo"),
        showing("here#", "somebody is on everything"),
        {"text": "The channel was called*"},
        called,
        NOBODY,
    ),
    "notice to a lead": Kind(
        outgoing.NOTICE,
        "chat.postMessage",
        types("lead 1 @cleo.demo"),
        named("notice:"),
        key("notice:"),
        slow,
        new=True,
    ),
    "notice that it got worse": Kind(
        outgoing.NOTICE,
        "chat.postMessage",
        types("severity 1 critical"),
        named("notice:"),
        key("notice:"),
        acknowledged,
        new=True,
    ),
    "farewell": Kind(
        outgoing.FAREWELL,
        "chat.update",
        deletes,
        showing("card:", "was deleted by @cleo.demo"),
        {"text": "*was deleted*"},
        known,
    ),
    "announcement": Kind(
        outgoing.ANNOUNCEMENT,
        "chat.postMessage",
        types("update 1 we restart it"),
        showing("announcement:", "we restart it"),
        key("announcement:"),
        followed,
        IN_PUBLIC,
        new=True,
    ),
    "conversation": Kind(outgoing.PAGE, "conversations.open", critical, named("page:")),
    "group": Kind(outgoing.PAGE, "usergroups.users.list", critical, named("page:"), policy=GROUP),
    "look in a channel": Kind(
        outgoing.CARD,
        "conversations.history",
        types("minor checkout is slow"),
        named("card:"),
        prepared=lambda office: unsure(office, "card:"),
    ),
    "look in a thread": Kind(
        outgoing.THREAD, "conversations.replies", a_note, named("thread:"), prepared=unsure_of_reply
    ),
    "channel": Kind(
        outgoing.CARD,
        "conversations.list",
        types("minor another"),
        showing("card:", "another"),
        prepared=thrown_out,
    ),
    "joining": Kind(
        outgoing.CARD,
        "conversations.join",
        types("minor another"),
        showing("card:", "another"),
        prepared=thrown_out,
    ),
}
