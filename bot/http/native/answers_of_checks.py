"""What the native API answers about checks, beside what was found by them."""

from typing import Literal

from typing_extensions import TypedDict

from incidents.checks import CheckKind


class Check(TypedDict):
    """A check, with all that is usual; times are in seconds. One of the policy is changed there alone."""

    id: str
    name: str
    kind: CheckKind
    target: str
    interval: float
    timeout: float
    failures: int
    recoveries: int
    status: str | None
    keyword: str | None
    slower_than: float | None
    certificate_days: int | None
    address: str | None
    page: str | None
    escalation: str | None
    source: Literal["policy", "api"]


class CheckList(TypedDict):
    """Checks by id; `next_after` leads on."""

    checks: list[Check]
    next_after: str | None
