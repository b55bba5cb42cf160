"""The way to the operator's mail server. Its library is loaded when the first mail goes out."""

import asyncio
import ipaddress
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from aiosmtplib import SMTP

SUBMISSION, SUBMISSIONS = 587, 465
# Seconds that the server may take to let us in, and for one mail.
GREETING, WITHIN = 10.0, 15.0
CLOSING = 421  # "service not available, closing transmission channel", RFC 5321
PERMANENT = 500


class NoWay(Exception):
    """The server cannot be reached, or does not let us in or send. Nothing of it is a single mail's fault."""

    def __init__(self, why: str, *, is_settled: bool = False) -> None:
        """Keep why; `is_settled` when trying again soon is no use: somebody has to mend the settings."""
        super().__init__(why)
        self.is_settled = is_settled


class Outcome(NamedTuple):
    """What came of handing a mail over: `later` may work another time; `lost` says that the connection is gone."""

    result: Literal["taken", "refused", "later"]
    words: str = ""
    lost: bool = False


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in. A password is only told under TLS, this machine aside."""

    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False

    async def connect(self) -> "SMTP":
        """Open a connection, and log in where there is a name. Raises `NoWay`."""
        import aiosmtplib  # noqa: PLC0415 - only who mails pays for it

        smtp = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            use_tls=self.tls,
            start_tls=self._start_tls,
            timeout=GREETING,
            local_hostname=socket.gethostname(),  # its own way asks the name server, which may hang
        )
        try:
            async with asyncio.timeout(GREETING):
                await smtp.connect()
        except aiosmtplib.SMTPAuthenticationError as error:
            smtp.close()
            raise NoWay(
                f"it does not know the name or password ({_words(error)})", is_settled=True
            ) from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            smtp.close()
            raise NoWay(_words(error)) from error
        return smtp

    @property
    def _start_tls(self) -> bool | None:
        """None takes TLS where it is offered."""
        if self.tls or is_here(self.host):
            return False
        return True if self.user else None


def server_in(url: str) -> MailServer:
    """Read `smtp://user:password@host:587` or `smtps://...`. Raises `ValueError`."""
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path.strip("/"):
        raise ValueError("is not the address of a mail server")
    port = parts.port or (SUBMISSIONS if parts.scheme == "smtps" else SUBMISSION)
    user, password = (unquote(word) if word else None for word in (parts.username, parts.password))
    return MailServer(parts.hostname, port, user, password, tls=parts.scheme == "smtps")


async def hand_over(smtp: "SMTP", sender: str, address: str, mail: bytes) -> Outcome:
    """Give the server one mail for one address. Raises `NoWay` when it refuses the sender."""
    import aiosmtplib  # noqa: PLC0415

    try:
        async with asyncio.timeout(WITHIN):
            await smtp.sendmail(sender, [address], mail)
    except aiosmtplib.SMTPSenderRefused as error:
        raise NoWay(f"it refuses the sender {sender} ({_words(error)})", is_settled=True) from error
    except aiosmtplib.SMTPRecipientsRefused as error:
        return _refused(error.recipients[0])
    except aiosmtplib.SMTPResponseException as error:
        return _refused(error)
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        return Outcome("later", _words(error), lost=True)
    return Outcome("taken")


async def hang_up(smtp: "SMTP") -> None:
    """Say goodbye, and wait for no answer for long."""
    import aiosmtplib  # noqa: PLC0415

    with suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
        async with asyncio.timeout(1):
            await smtp.quit()
    smtp.close()


def _refused(error: Any) -> Outcome:  # noqa: ANN401 - the library is not loaded yet
    code = int(error.code)
    if code >= PERMANENT:
        return Outcome("refused", _words(error))
    return Outcome("later", _words(error), lost=code == CLOSING)


def _words(error: Any) -> str:  # noqa: ANN401
    """Give what the server said in one short line, or else what broke."""
    if isinstance(error, TimeoutError) or "Timeout" in type(error).__name__:
        return "no answer in time"
    code = getattr(error, "code", None)
    said = str(getattr(error, "message", None) or error or type(error).__name__)
    line = " ".join("".join(c if c.isprintable() else " " for c in said).split())[:200]
    return f"{code} {line}" if code else line


def is_here(host: str) -> bool:
    """Whether a host can only mean this machine."""
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"
