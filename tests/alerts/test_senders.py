"""What the policy asks of senders beside their token, at the door itself."""

import hashlib
import hmac
import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.policy import PolicyError, read_policy
from tests.alerts.captured import capture
from tests.alerts.site import ALERTMANAGER, Site

SECRET = b"client-secret-of-the-demo"
SENTRY = json.dumps(capture("sentry_event_alert.01")["body"])


def wishes(site: Site, folder: Path, text: str) -> None:
    """Have the bot follow this policy; the secret lies beside it."""
    (folder / "sentry.secret").write_bytes(b"a-former-secret\n" + SECRET + b"\n")
    policy = read_policy(text, str(folder / "policy.toml"))
    site.app.take_policy(replace(site.app.alerting.policy, alerts=policy.alerts))


def signed(body: str, secret: bytes = SECRET) -> dict[str, str]:
    """Give Sentry's headers for a body."""
    signature = hmac.new(secret, body.encode(), hashlib.sha256).hexdigest()
    return {"Sentry-Hook-Resource": "event_alert", "Sentry-Hook-Signature": signature}


async def test_what_sentry_signs_is_taken_and_nothing_else_of_sentrys(site: Site, tmp_path: Path) -> None:
    """With the token in the path, as Sentry has it; what is refused is neither taken nor kept."""
    wishes(site, tmp_path, '[[sender]]\nsource = "sentry"\nsecret_file = "sentry.secret"')
    path = f"t/{site.token}/sentry"

    status, told = await site.posts(path, SENTRY, {"Sentry-Hook-Resource": "event_alert"})
    assert (status, told["detail"]) == (
        401,
        "This has to be signed: send the HMAC-SHA256 of the body, in hexadecimal, as Sentry-Hook-Signature.",
    )
    for headers in (signed(SENTRY, b"another secret"), signed(SENTRY + " ")):
        status, told = await site.posts(path, SENTRY, headers)
        assert status == 401
        assert "is not the signature of this body" in told["detail"]
    assert (await site.incidents(), await site.app.alerting.unread()) == ([], [])

    assert (await site.posts(path, SENTRY, signed(SENTRY)))[0] == 202
    assert (await site.only()).title == "TimeoutError: the bank did not answer"
    assert (await site.posts("alertmanager"))[0] == 202


async def test_an_address_that_the_policy_does_not_name_is_refused(site: Site, tmp_path: Path) -> None:
    """By the connection; with a token in the body too. Who lacks a token hears of no address."""
    wishes(site, tmp_path, '[[sender]]\nfrom = ["192.0.2.0/24"]')
    status, told = await site.posts("alertmanager")
    assert (status, "are not taken from 127.0.0.1" in told["detail"]) == (403, True)
    event = {"routing_key": site.token, "event_action": "trigger", "payload": {"summary": "disk is full"}}
    assert (await site.posts("pagerduty/v2/enqueue", json.dumps(event), {}))[0] == 403
    assert (await site.posts("alertmanager", headers={}))[0] == 401
    assert await site.incidents() == []
    wishes(site, tmp_path, '[[sender]]\ntoken = "prom*"\nfrom = ["127.0.0.0/8"]')
    assert (await site.posts("alertmanager"))[0] == 202


async def test_only_a_proxy_of_ours_says_where_a_request_came_from(site: Site, tmp_path: Path) -> None:
    """Else anybody could."""
    bearer = {"Authorization": f"Bearer {site.token}", "X-Forwarded-For": "192.0.2.7"}
    listed = '[[sender]]\nfrom = ["192.0.2.0/24"]'
    wishes(site, tmp_path, listed)
    assert (await site.posts("alertmanager", ALERTMANAGER, bearer))[0] == 403
    wishes(site, tmp_path, f'[alerts]\nproxies = ["127.0.0.1"]\n{listed}')
    assert (await site.posts("alertmanager", ALERTMANAGER, bearer))[0] == 202
    bearer["X-Forwarded-For"] += ", 198.51.100.1"
    status, told = await site.posts("alertmanager", ALERTMANAGER, bearer)
    assert (status, "198.51.100.1" in told["detail"]) == (403, True)


@pytest.mark.parametrize(
    ("table", "line", "words"),
    [
        ('source = "sentry"', 2, "sender.source: It asks for nothing: give from, or secret_file, or both."),
        (
            'header = "X-Signature"\nfrom = ["10.0.0.0/8"]',
            2,
            "sender.header: Without a secret_file nothing is signed. Give one, or leave this out.",
        ),
        (
            'secret_file = "good"',
            2,
            'sender.secret_file: Say which header has the signature, like header = "X-Signature".',
        ),
        (
            'source = "sentry"\nsecret_file = "none"',
            3,
            "sender.secret_file: {folder}/none cannot be read: No such file or directory.",
        ),
        (
            'source = "sentry"\nsecret_file = "blank"',
            3,
            "sender.secret_file: {folder}/blank is empty. Write the secret into it.",
        ),
        (
            'source = "sentry"\nsecret_file = "short"',
            3,
            "sender.secret_file: {folder}/short holds a secret of fewer than 8 characters.",
        ),
        (
            'from = ["10.0.0.1/8"]',
            2,
            'sender.from names no network (10.0.0.1/8 has host bits set); write it like "10.0.0.0/8" or "192.0.2.7"',
        ),
        ("form = []", 2, "sender.form is not known; known here: source, token, secret_file, header, from"),
    ],
)
def test_a_mistake_is_refused_by_file_line_and_fix(tmp_path: Path, table: str, line: int, words: str) -> None:
    """Before anything is taken under it."""
    for name, content in (("good", "good enough"), ("blank", " \n"), ("short", "good enough\nshort")):
        (tmp_path / name).write_text(content)
    with pytest.raises(PolicyError) as refused:
        read_policy(f"[[sender]]\n{table}", str(tmp_path / "policy.toml"))
    assert str(refused.value) == f"{tmp_path}/policy.toml, line {line}: {words.format(folder=tmp_path)}"
