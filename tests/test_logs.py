"""The log is one line an event, whoever speaks, and carries no secret."""

import json
import subprocess
import sys
from typing import Any

import pytest

PREAMBLE = """
import logging, structlog
from bot.logs import configure_logs
configure_logs({log_format!r})
"""


def lines_of(program: str, log_format: str = "json") -> list[str]:
    """What a program of its own writes to standard error: logging is set up once a process."""
    source = PREAMBLE.format(log_format=log_format) + program
    return subprocess.run(
        [sys.executable, "-c", source], stderr=subprocess.PIPE, text=True, check=True
    ).stderr.splitlines()


def events_of(program: str) -> list[dict[str, Any]]:
    """The same, read as JSON."""
    return [json.loads(line) for line in lines_of(program)]


def test_our_events_carry_what_was_bound_to_them() -> None:
    """Name, level and time stand in each."""
    [event] = events_of("structlog.get_logger('bot.delivery').info('sent', lane='page')")
    assert (event["event"], event["lane"], event["level"]) == ("sent", "page", "info")
    assert event["logger"] == "bot.delivery"
    assert event["timestamp"].endswith("Z")


def test_libraries_speak_the_same_way_from_warning_up() -> None:
    """Below that they write down whole payloads."""
    program = (
        "log = logging.getLogger('slack_bolt.AsyncApp'); log.info('body: hello'); log.warning('%s left', 1)"
    )
    [event] = events_of(program)
    assert (event["event"], event["logger"], event["level"]) == ("1 left", "slack_bolt.AsyncApp", "warning")


def test_bolt_takes_over_the_level() -> None:
    """Its loggers copy the root's when they are built: an unsigned request's body is not written down."""
    program = """
from slack_bolt.logger import get_bolt_logger
log = get_bolt_logger(type("AsyncRequestVerification", (), {}))
log.info("Invalid request signature detected (body: hello)")
"""
    assert lines_of(program) == []


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_tokens_are_struck_out_wherever_they_stand(log_format: str) -> None:
    """In an event, in a bound value, in a traceback."""
    program = """
log = structlog.get_logger("bot")
log.warning("refused xoxb-1-secret", url="https://x/?token=xapp-1-secret")
log.info("came", path="/alerts/t/tocsin_secret0123/sentry")
try:
    raise ValueError("xoxp-secret")
except ValueError:
    log.exception("broke")
"""
    written = "\n".join(lines_of(program, log_format))
    assert "broke" in written
    assert "Traceback" in written
    assert "xoxb-***" in written
    assert "/alerts/t/tocsin_***/sentry" in written
    assert "secret" not in written


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_a_traceback_shows_no_local_variables(log_format: str) -> None:
    """They hold what people wrote."""
    program = """
def act(text):
    1 / 0
try:
    act("what a " + "person wrote")
except ZeroDivisionError:
    structlog.get_logger("bot").exception("broke")
"""
    written = "\n".join(lines_of(program, log_format))
    assert "ZeroDivisionError" in written
    assert "what a person wrote" not in written
