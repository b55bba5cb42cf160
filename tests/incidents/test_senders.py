"""Who may send alerts: from where a request came, and whether it is signed."""

import hashlib
import hmac
import ipaddress

import pytest

from incidents.senders import Sender, address_of, sender_of

PROXIES = (ipaddress.ip_network("10.0.0.0/30"), ipaddress.ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("192.0.2.7", [], "192.0.2.7"),
        ("192.0.2.7", ["198.51.100.1"], "192.0.2.7"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["192.0.2.99, 198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["192.0.2.99", "198.51.100.1, 10.0.0.2"], "198.51.100.1"),
        ("::ffff:10.0.0.1", ["198.51.100.1:4711"], "198.51.100.1"),
        ("fd00::1", ["[2001:db8::1]:4711"], "2001:db8::1"),
        ("fd00::1", ["2001:db8::1"], "2001:db8::1"),
        ("10.0.0.1", ["10.0.0.2, 10.0.0.3"], "10.0.0.2"),
        ("10.0.0.1", ["198.51.100.1, unknown"], None),
        ("10.0.0.1", [""], None),
        ("", [], None),
    ],
)
def test_the_address_is_the_last_that_no_proxy_of_ours_has(
    peer: str, forwarded: list[str], expected: str | None
) -> None:
    """Whatever somebody else has written before it; without such a proxy it is who is connected."""
    address = address_of(peer, forwarded, PROXIES)
    assert (address and str(address)) == expected


def test_an_address_has_to_be_known_where_it_matters() -> None:
    """And nowhere else."""
    ours = Sender(networks=(ipaddress.ip_network("192.0.2.0/24"),))
    assert ours.takes_from(ipaddress.ip_address("192.0.2.7"))
    assert not ours.takes_from(ipaddress.ip_address("198.51.100.1"))
    assert not ours.takes_from(ipaddress.ip_address("2001:db8::1"))
    assert not ours.takes_from(None)
    assert Sender().takes_from(None)


def test_a_body_is_signed_with_any_of_the_secrets() -> None:
    """In small or large letters, with the name of the digest before it or not; and with nothing else."""
    sender, body = Sender(secrets=(b"the old one", b"the new one")), b'{"a": 1}'
    for secret in sender.secrets:
        signature = hmac.new(secret, body, hashlib.sha256).hexdigest()
        assert sender.has_signed(body, signature)
        assert sender.has_signed(body, f" sha256={signature.upper()} ")
        assert not sender.has_signed(body + b" ", signature)
    for words in ("", "sha256=", "\ud800", "invented", hashlib.sha256(body).hexdigest()):
        assert not sender.has_signed(body, words)


def test_the_first_that_fits_counts() -> None:
    """By source and by the name of the token; of whom none fits nothing is asked."""
    by_token, by_source = Sender("sentry", "prod*", "A"), Sender("sentry", header="B")
    senders = (by_token, by_source)
    assert sender_of(senders, "sentry", "production") is by_token
    assert sender_of(senders, "sentry", "staging") is by_source
    assert sender_of(senders, "grafana", "production") == Sender()


def test_a_secret_is_not_shown() -> None:
    """Not even in an error's words."""
    assert "hush" not in repr(Sender(secrets=(b"hush hush",)))
