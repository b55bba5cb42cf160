"""What is written to the log, and how: one line an event, JSON or text, without message text or secrets."""

import logging
import re
import secrets
import sys
from typing import Literal

import structlog

log = structlog.get_logger(__name__)

OURS = ("bot", "storage", "incidents")
_TOKEN = re.compile(r"\b(xox[a-z]-|xapp-|tocsin_)[\w-]+")


def struck_out(text: str) -> str:
    """Give a text without the tokens in it, Slack's and ours."""
    return _TOKEN.sub(r"\1***", text)


class RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """Strikes tokens out of the finished line, so that none gets by in a traceback or a URL either."""

    def format(self, record: logging.LogRecord) -> str:
        return struck_out(super().format(record))


def configure_logs(log_format: Literal["json", "text"]) -> None:
    """Send our events and every library's by the same way to standard error.

    Libraries speak from WARNING up: below that, Bolt and the Slack SDK write down whole payloads. Bolt takes
    its level from the root logger when it is built: call this first.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        RedactingFormatter(
            foreign_pre_chain=_shared(),
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderers(log_format)],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(capture=True)
    for room in OURS:
        logging.getLogger(room).setLevel(logging.INFO)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def note_failure(error: BaseException, **where: object) -> str:
    """Write down what broke and where, and give the reference under which the log has it: 8 hex digits."""
    ref = secrets.token_hex(4)
    log.error("something broke", ref=ref, **where, exc_info=error)
    return ref


def _shared() -> list[structlog.typing.Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _renderers(log_format: Literal["json", "text"]) -> list[structlog.typing.Processor]:
    """Plain tracebacks in both: the prettier ones print the values of local variables."""
    if log_format == "text":
        return [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            )
        ]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
