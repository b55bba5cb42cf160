"""Who is on call, and whom each step of the escalation would remind now. Private, so that mentions notify nobody."""

from collections.abc import Sequence
from datetime import datetime

from bot.policy import is_group_id
from bot.slack.message import TEXT_LIMIT, Message, context, header, mrkdwn, section, that_fit
from bot.slack.text import escape, is_user_id, pieces, when
from incidents.escalation import Policy, Steps, reached
from incidents.rota import OnCall

SHOWN, NAMED, IN_SHORT = 40, 20, 3
NO_STEPS = (
    "The policy has no steps: an incident's lead is reminded, and without one the channel by `@here`."
    ' Write `[[escalation]]` with `notify = ["U0123ABCD"]` into policy.toml.'
)
ADD_ONE = (
    "There is no rota. `[[rota]]` in policy.toml says who takes turns, and a step reminds whoever is on call by"
    ' `notify = ["rota:primary"]`. policy.example.toml shows both.'
)


def oncall(policy: Policy, present: Sequence[OnCall], now: datetime) -> Message:
    """Say who is on call in each rota, and whom the steps would reach; without a rota, how one is added."""
    escalations = {
        "Escalation": policy.steps,
        **{f"Escalation {n}": s for n, s in policy.escalations.items()},
    }
    steps = [_steps(name, each, policy, now) for name, each in escalations.items() if each]
    told = [*map(_rota, present), *steps]
    rows = that_fit((section(mrkdwn(words)) for words in told), SHOWN)
    missing = [*([] if policy.steps else [NO_STEPS]), *([] if present else [ADD_ONE])]
    if len(rows) < len(told):
        missing.append(f"and {len(told) - len(rows)} more in policy.toml")
    return Message(
        _in_short(present), [header("On call"), *rows, *(context(mrkdwn(each)) for each in missing)]
    )


def _rota(each: OnCall) -> str:
    now = f"*{escape(each.rota)}*  {_named(each.person)}"
    if each.until is None or each.then is None:
        return f"{now}, always: nobody else is in it"
    return f"{now} until {when(each.until)}, then {_named(each.then)}"


def _steps(name: str, steps: Steps, policy: Policy, now: datetime) -> str:
    """Give a line for each step, as many as one block takes."""
    rows = [f"{number}. {_people(reached(policy, step, now))}" for number, step in enumerate(steps, 1)]
    first, *more = pieces("\n".join([f"*{escape(name)}* would remind now", *rows]), TEXT_LIMIT - 2)
    return f"{first}\n…" if more else first


def _people(targets: Sequence[str]) -> str:
    more = [f"{len(targets) - NAMED} more"] if len(targets) > NAMED else []
    return ", ".join([*map(_named, targets[:NAMED]), *more])


def _named(target: str) -> str:
    if is_group_id(target):
        return f"<!subteam^{target}>"
    return f"<@{target}>" if is_user_id(target) else escape(target)


def _in_short(present: Sequence[OnCall]) -> str:
    told = ", ".join(f"{escape(each.rota)} {_named(each.person)}" for each in present[:IN_SHORT])
    return f"On call: {told}" if told else "On call: there is no rota."
