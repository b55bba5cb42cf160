"""Who is on call, and whom each step of the escalation would remind now. Private, so that mentions notify nobody."""

from collections.abc import Sequence

from bot.rotas import Duty
from bot.slack.message import TEXT_LIMIT, Message, context, header, mrkdwn, section, that_fit
from bot.slack.text import escape, pieces, when
from bot.slack.views.people import all_named, named
from incidents.rota import OnCall

SHOWN, IN_SHORT = 40, 3
NO_STEPS = (
    "The policy has no steps: an incident's lead is reminded, and without one the channel by `@here`."
    ' Write `[[escalation]]` with `notify = ["U0123ABCD"]` into policy.toml.'
)
ADD_ONE = (
    "There is no rota. `[[rota]]` in policy.toml says who takes turns, and a step reminds whoever is on call by"
    ' `notify = ["rota:primary"]`. policy.example.toml shows both.'
)


def oncall(duty: Duty) -> Message:
    """Say who is on call in each rota, and whom the steps would reach; without a rota, how one is added."""
    steps = [_steps(name, people) for name, people in duty.escalations()]
    told = [*map(_rota, duty.present), *steps]
    rows = that_fit((section(mrkdwn(words)) for words in told), SHOWN)
    missing = [*([] if duty.policy.steps else [NO_STEPS]), *([] if duty.present else [ADD_ONE])]
    if len(rows) < len(told):
        missing.append(f"and {len(told) - len(rows)} more in policy.toml")
    small = (context(mrkdwn(words)) for words in missing)
    return Message(_in_short(duty.present), [header("On call"), *rows, *small])


def _rota(each: OnCall) -> str:
    now = f"*{escape(each.rota)}*  {named(each.person)}{' covers' if each.cover else ''}"
    if each.until is None or each.then is None:
        return f"{now}, and nobody else is in it"
    return f"{now} until {when(each.until)}, then {named(each.then)}"


def _steps(name: str | None, steps: Sequence[Sequence[str]]) -> str:
    """Give a line for each step, as many as one block takes."""
    title = f"Escalation {name}" if name else "Escalation"
    rows = [f"{number}. {all_named(people)}" for number, people in enumerate(steps, 1)]
    first, *more = pieces("\n".join([f"*{escape(title)}* would remind now", *rows]), TEXT_LIMIT - 2)
    return f"{first}\n…" if more else first


def _in_short(present: Sequence[OnCall]) -> str:
    told = ", ".join(f"{escape(each.rota)} {named(each.person)}" for each in present[:IN_SHORT])
    return f"On call: {told}" if told else "On call: there is no rota."
