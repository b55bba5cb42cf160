"""How a check failed, as far as somebody said. No I/O."""

from dataclasses import dataclass
from enum import StrEnum


class FailureType(StrEnum):
    """How a check failed, as far as somebody said (uptimeio.txt, "Incident Types")."""

    TIMEOUT = "timeout"
    STATUS_CODE = "status_code"
    KEYWORD_MISSING = "keyword_missing"
    SSL_ERROR = "ssl_error"
    DNS_ERROR = "dns_error"
    CONNECTION_ERROR = "connection_error"
    SLOW_RESPONSE = "slow_response"


@dataclass(frozen=True, slots=True)
class Failure:
    """What a check reported: how it failed, in which words, from which regions, how many times running."""

    type: FailureType | None = None
    error: str | None = None
    regions: tuple[str, ...] = ()
    count: int = 0


NO_FAILURE = Failure()
