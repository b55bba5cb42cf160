"""Who asks, from where, and how a repeat of the same request hears the same answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from bot.caller import Caller, Dossier, Once, Outcome, Seen
from bot.service import IncidentService
from bot.slack import told
from bot.slack.desk import Desk, as_json
from bot.slack.message import Message
from bot.slack.views.outside import told_outside
from incidents.commands import Draft
from incidents.errors import Invalid, Unacquainted
from incidents.model import Actor, ActorKind, Change, Door, Person

T = TypeVar("T")

Tell = Callable[[Change], Message]
Do = Callable[[Caller], Awaitable[Outcome]]
DoTo = Callable[[str, Caller], Awaitable[Outcome]]


DIRECT_MESSAGE = "D"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of somebody: `key` names it, `trigger` opens a modal, `reply_to` takes private answers."""

    desk: Desk
    actor: Actor
    key: str
    trigger: str = ""
    channel: str = ""
    reply_to: str = ""

    @property
    def service(self) -> IncidentService:
        """The one way in."""
        return self.desk.service

    async def act(self, do: Do, tell: Tell, seen: Seen | None = None) -> Message:
        """Command the service once, and give the answer that was committed with it."""
        caller = Caller(self.actor, seen, Once(self.key), render=partial(self._told, tell))
        outcome = await self.known(lambda: do(caller))
        return kept(outcome.answer)

    async def known(self, do: Callable[[], Awaitable[T]]) -> T:
        """Do it; when it depends on who asks, and that is not known yet, ask Slack first."""
        try:
            return await do()
        except Unacquainted as unknown:
            await self.desk.get_to_know(unknown.person)
            return await do()

    def _told(self, tell: Tell, dossier: Dossier) -> dict[str, Any]:
        """Say what was done, and where the public reads of it."""
        message = tell(dossier.done)
        shown = told_outside(dossier.incident, dossier.done, dossier.outside, self.desk.base_url)
        return as_json(Message(message.text, [*message.blocks[:1], *shown, *message.blocks[1:]]))

    async def act_on(self, incident: str, do: DoTo, tell: Tell, seen: Seen | None = None) -> Message:
        """Command something of the incident with this id."""
        return await self.act(lambda caller: do(incident, caller), tell, seen)

    async def declare(self, draft: Draft) -> Message:
        """Declare an incident, and say when its card cannot be hung up."""
        tell = partial(told.declared, trouble=self.desk.channel_trouble())
        return await self.act(lambda caller: self.service.declare(draft, caller), tell)

    async def heard_before(self) -> Message | None:
        """Give the answer to an earlier delivery of this same request, if there was one."""
        answer = await self.service.heard(self.key)
        return kept(answer) if answer else None

    def form(self, view: dict[str, Any]) -> None:
        """Open a modal for whoever asks."""
        self.desk.open(self.trigger, view, self.reply_to)

    def change_form(self, view_id: str, view: dict[str, Any]) -> None:
        """Have the modal in which something was pressed show something else."""
        self.desk.change(view_id, view, self.reply_to)

    @property
    def me(self) -> Person:
        """Whoever asks, as somebody who can lead."""
        return Person(self.actor.id, self.actor.name)

    async def person(self, user: str, name: str = "") -> Person:
        """Give the user, under the name if one came along, as somebody who can lead; the bot itself cannot."""
        if user == self.desk.own_user():
            raise Invalid("lead", "I cannot lead an incident. Name a person.")
        if user == self.actor.id:
            return self.me
        return Person(user, name or await self.desk.name_of(user))

    @property
    def channel_of_incident(self) -> str | None:
        """The channel that an incident declared from here belongs to: none for a DM and the incidents channel."""
        here = self.channel
        if not here or here.startswith(DIRECT_MESSAGE) or here == self.desk.incidents_channel():
            return None
        return here


def somebody(user: str, name: str) -> Actor:
    """Give the person in Slack; a name from outside is made storable."""
    storable = name.replace("\x00", "").encode("utf-8", "replace").decode()
    return Actor(ActorKind.PERSON, user, storable or user, Door.SLACK)


def kept(answer: Any) -> Message:  # noqa: ANN401 - JSON is what it is
    """Give the message of an answer as it was kept for a repeat."""
    return Message(answer["text"], answer["blocks"])
