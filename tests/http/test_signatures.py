"""Slack's signatures as its documentation gives them, and the memory of those that were seen."""

from datetime import UTC, datetime, timedelta

import pytest
from starlette.datastructures import Headers

from bot.http.signatures import SeenSignatures, UnverifiedError, read_claim, sign

# https://docs.slack.dev/authentication/verifying-requests-from-slack
DOCUMENTED_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
DOCUMENTED_TIMESTAMP = "1531420618"
DOCUMENTED_BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
    b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
    b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554"
    b"%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)
DOCUMENTED_SIGNATURE = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"

THEN = datetime.fromtimestamp(int(DOCUMENTED_TIMESTAMP), UTC)
DOCUMENTED = Headers(
    {"X-Slack-Request-Timestamp": DOCUMENTED_TIMESTAMP, "X-Slack-Signature": DOCUMENTED_SIGNATURE}
)


def test_the_documented_example_has_the_documented_signature() -> None:
    """Secret, time and body as Slack's documentation gives them."""
    assert sign(DOCUMENTED_SECRET, DOCUMENTED_TIMESTAMP, DOCUMENTED_BODY) == DOCUMENTED_SIGNATURE


def test_the_documented_request_is_let_in_at_its_time() -> None:
    """And with another body it is not."""
    claim = read_claim(DOCUMENTED, THEN)
    claim.check(DOCUMENTED_SECRET, DOCUMENTED_BODY)
    with pytest.raises(UnverifiedError, match="signature is wrong"):
        claim.check(DOCUMENTED_SECRET, DOCUMENTED_BODY + b"&")


def test_the_documented_request_is_stale_today() -> None:
    """Years have passed."""
    with pytest.raises(UnverifiedError, match="five minutes"):
        read_claim(DOCUMENTED, datetime(2026, 11, 22, tzinfo=UTC))


@pytest.mark.parametrize(
    "signature",
    [
        DOCUMENTED_SIGNATURE.upper(),
        DOCUMENTED_SIGNATURE.replace("v0", "v1"),
        DOCUMENTED_SIGNATURE[:-1],
        DOCUMENTED_SIGNATURE + "\n",
        f" {DOCUMENTED_SIGNATURE}",
        "v0=" + "\u0665" * 64,
        "",
    ],
)
def test_a_signature_of_another_form_is_malformed(signature: str) -> None:
    """There is one way to write a signature, so a replay cannot be dressed up as another."""
    headers = Headers(
        raw=[
            (b"x-slack-request-timestamp", DOCUMENTED_TIMESTAMP.encode()),
            (b"x-slack-signature", signature.encode()),
        ]
    )
    with pytest.raises(UnverifiedError, match="malformed"):
        read_claim(headers, THEN)


def test_two_signatures_are_none() -> None:
    """There is no telling which of them counts."""
    headers = Headers(raw=[*DOCUMENTED.raw, (b"x-slack-signature", DOCUMENTED_SIGNATURE.encode())])
    with pytest.raises(UnverifiedError, match="more than once"):
        read_claim(headers, THEN)


def test_signatures_are_forgotten_when_their_timestamps_no_longer_do() -> None:
    """Ten minutes: a timestamp may be five ahead, and is good until it is five behind."""
    seen = SeenSignatures()
    assert seen.remember("a", THEN)
    assert not seen.remember("a", THEN + timedelta(minutes=10))
    assert seen.remember("b", THEN + timedelta(minutes=10, seconds=1))
    assert len(seen) == 1


def test_the_memory_of_signatures_is_bounded() -> None:
    """The oldest goes first."""
    seen = SeenSignatures(capacity=1000)
    for number in range(5000):
        seen.remember(str(number), THEN)
    assert len(seen) == 1000
    assert not seen.remember("4999", THEN)
