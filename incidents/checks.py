"""What the bot watches by itself, and how: a web address, a port, a name, or a job that must call in."""

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from incidents import text
from incidents.alerts import is_address
from incidents.errors import Invalid
from incidents.stats import in_words
from incidents.statuses import SUCCESS, statuses_as_words

_SECOND, _DAY = timedelta(seconds=1), timedelta(days=1)
_LONGEST_WAIT = timedelta(minutes=2)
_LONGEST_SILENCE = timedelta(days=366)
_MOST_TIMES = 100
_MOST_DAYS = 365
_HIGHEST_PORT = 65_535
_NAME = re.compile(r"(?=.{1,253}$)[\w-]{1,63}(\.[\w-]{1,63})*\.?")
# A job that is late is noticed this much later at most.
_LOOK = timedelta(seconds=30)
# A server that is late with its next look keeps a monitor for so long; one that died leaves it to others after this.
_LATE, _LONGEST_LEASE = timedelta(seconds=5), timedelta(minutes=10)


class CheckKind(StrEnum):
    """What is watched."""

    HTTP = "http"
    TCP = "tcp"
    DNS = "dns"
    HEARTBEAT = "heartbeat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A monitor that the bot looks at by itself. `Invalid` names the field that cannot be taken.

    `target` is a web address, `host:port`, a name, or nothing for a heartbeat, which has to come every `interval` and
    may be late by `timeout`. `failures` in a row open an incident, `recoveries` successes in a row resolve it.
    `expect_status`, `keyword` and `certificate_days` (the least that a certificate has to live) are for http,
    `address` (one to which the name has to lead) for dns. `page` is the slug of the status page that is told,
    `escalation` names the escalation policy by which people are reminded.
    """

    id: str
    kind: CheckKind
    target: str = ""
    name: str = ""
    interval: timedelta = timedelta(seconds=60)
    timeout: timedelta = timedelta(seconds=10)
    failures: int = 2
    recoveries: int = 2
    expect_status: frozenset[int] = SUCCESS
    keyword: str | None = None
    slower_than: timedelta | None = None
    certificate_days: int | None = None
    address: str | None = None
    page: str | None = None
    escalation: str | None = None

    def __post_init__(self) -> None:
        """Put the texts into the shape in which they are kept, and refuse what makes no sense."""
        self._keep("id", text.one_line("id", self.id))
        self._keep("name", text.one_line("name", self.name or self.id))
        self._keep("target", _TARGETS[self.kind](self.target.strip()))
        self._ensure_times()
        _ensure_between("failures", self.failures, 1, _MOST_TIMES)
        _ensure_between("recoveries", self.recoveries, 1, _MOST_TIMES)
        self._ensure_fits_its_kind()
        self._ensure_wishes()

    def _ensure_times(self) -> None:
        silent = self.kind is CheckKind.HEARTBEAT
        _ensure_within("interval", self.interval, _SECOND, _LONGEST_SILENCE if silent else _DAY)
        shortest, longest = (_SECOND, _LONGEST_SILENCE) if silent else (_SECOND / 10, _LONGEST_WAIT)
        _ensure_within("timeout", self.timeout, shortest, longest)
        if self.slower_than is not None and not timedelta() < self.slower_than < self.timeout:
            raise Invalid("slower_than", "It has to be shorter than the timeout, and longer than nothing.")

    def _ensure_fits_its_kind(self) -> None:
        for field, kinds in _ONLY_FOR.items():
            if getattr(self, field) not in (None, SUCCESS) and self.kind not in kinds:
                raise Invalid(field, f"It is for {' and '.join(kinds)} alone. Leave it out.")

    def _ensure_wishes(self) -> None:
        statuses_as_words(self.expect_status)
        if self.keyword is not None:
            self._keep("keyword", text.one_line("keyword", self.keyword))
        if self.address is not None:
            self._keep("address", _plain_address(self.address))
        if self.page is not None:
            self._keep("page", text.one_line("page", self.page))
        if self.certificate_days is not None:
            _ensure_between("certificate_days", self.certificate_days, 1, _MOST_DAYS)
            if not self.target.lower().startswith("https:"):
                raise Invalid("certificate_days", "Only an https address has a certificate. Leave it out.")

    def _keep(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    @property
    def looks_every(self) -> timedelta:
        """How often it is looked at. A silent job is noticed soon, however seldom it calls in."""
        if self.kind is not CheckKind.HEARTBEAT:
            return self.interval
        return min(_LOOK, max(_SECOND, self.interval / 10))

    @property
    def lease(self) -> timedelta:
        """How long a server that begins a look keeps all others from it: the look, and the time until its next one."""
        look = timedelta() if self.kind is CheckKind.HEARTBEAT else self.timeout
        return look + min(self.looks_every, _LONGEST_LEASE) + _LATE

    @property
    def host_and_port(self) -> tuple[str, int]:
        """Where a tcp check connects to."""
        parts = urlsplit(f"//{self.target}")
        return parts.hostname or "", parts.port or 0

    @property
    def expects_redirect(self) -> bool:
        """Whether a redirect is the answer that is hoped for; otherwise it is followed."""
        return any(300 <= status < 400 for status in self.expect_status)  # noqa: PLR2004 - as HTTP numbers them


# What is usual for a kind where it differs from the defaults of `Check`; the doors put what was asked for over it.
USUAL: Mapping[CheckKind, Mapping[str, Any]] = MappingProxyType(
    {
        CheckKind.HEARTBEAT: {
            "interval": timedelta(hours=1),
            "timeout": timedelta(minutes=1),
            "failures": 1,
            "recoveries": 1,
        }
    }
)
_ONLY_FOR: Mapping[str, tuple[CheckKind, ...]] = {
    "expect_status": (CheckKind.HTTP,),
    "keyword": (CheckKind.HTTP,),
    "certificate_days": (CheckKind.HTTP,),
    "address": (CheckKind.DNS,),
    "slower_than": (CheckKind.HTTP, CheckKind.TCP, CheckKind.DNS),
}


def _ensure_between(field: str, number: int, least: int, most: int) -> None:
    if not least <= number <= most:
        raise Invalid(field, f"It has to be between {least} and {most}.")


def _ensure_within(field: str, time: timedelta, shortest: timedelta, longest: timedelta) -> None:
    if not shortest <= time <= longest:
        least = f"{shortest.total_seconds():g} s"
        raise Invalid(field, f"It has to be between {least} and {in_words(int(longest.total_seconds()))}.")


def _web_address(target: str) -> str:
    if is_address(target) and _port_of(target) is not None:
        return target
    if "://" not in target and is_address(f"https://{target}"):
        raise Invalid("target", f"https:// is missing in front. Write it like https://{target}")
    raise Invalid(
        "target", "It is no web address without a name and password, such as https://example.com/health."
    )


def _host_and_port(target: str) -> str:
    host, _, port = target.rpartition(":")
    if _is_host(host) and port.isascii() and port.isdecimal() and 1 <= int(port[:6]) <= _HIGHEST_PORT:
        return target
    raise Invalid("target", "It is no host and port, such as example.com:5432 or [2001:db8::1]:5432.")


def _name(target: str) -> str:
    if _NAME.fullmatch(target) and not _is_literal(target):
        return target
    raise Invalid("target", "It is no name, such as example.com.")


def _nothing(target: str) -> str:
    if target:
        raise Invalid("target", "A heartbeat has none: it is the job that calls in.")
    return target


_TARGETS: Mapping[CheckKind, Callable[[str], str]] = {
    CheckKind.HTTP: _web_address,
    CheckKind.TCP: _host_and_port,
    CheckKind.DNS: _name,
    CheckKind.HEARTBEAT: _nothing,
}


def _is_host(host: str) -> bool:
    """Whether it is a name, an IPv4 address, or an IPv6 address in brackets."""
    if host.startswith("[") and host.endswith("]"):
        return ":" in host and "%" not in host and _is_literal(host[1:-1])
    return bool(_NAME.fullmatch(host))


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _port_of(url: str) -> int | None:
    """Give the port, 0 when it is the usual one; None when it is none at all."""
    try:
        return urlsplit(url).port or 0
    except ValueError:
        return None


def _plain_address(address: str) -> str:
    try:
        return str(ipaddress.ip_address(address.strip()))
    except ValueError:
        raise Invalid("address", "It is no IP address, such as 192.0.2.1 or 2001:db8::1.") from None
