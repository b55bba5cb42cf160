"""Whether SNS signed a message: what is signed, by which certificate, of which topic."""

import base64
import json
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from bot.alerts.reading import read_as
from bot.alerts.sns_signature import (
    NotGenuine,
    SignedMessage,
    ensure_genuine,
    is_at_sns,
    is_certificate_address,
    string_to_sign,
)
from incidents.errors import Invalid
from tests.alerts.captured import capture

NOW = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
TOPIC = "arn:aws:sns:eu-west-1:123456789012:alarms"
CERTIFICATE = (
    "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem"
)


@cache
def our_key() -> rsa.RSAPrivateKey:
    """Make the key that plays SNS's, once."""
    return rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


def certificate(
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, until: datetime = NOW + timedelta(1)
) -> bytes:
    """Make a certificate for the key."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(365))
        .not_valid_after(until)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)


def signed(name: str, version: str = "2") -> dict[str, Any]:
    """Sign a message as SNS does."""
    told = {**capture(name)["body"], "SignatureVersion": version}
    message = read_as(SignedMessage, json.dumps(told).encode())
    algorithm = hashes.SHA1() if version == "1" else hashes.SHA256()  # noqa: S303 - as AWS does
    signature = our_key().sign(string_to_sign(message), padding.PKCS1v15(), algorithm)
    return {**told, "Signature": base64.b64encode(signature).decode()}


async def check(
    told: dict[str, Any], pem: bytes | None = None, topics: tuple[str, ...] = (TOPIC,)
) -> list[str]:
    """Check the message, and give the addresses that were asked for a certificate."""
    asked: list[str] = []

    async def certificate_at(url: str) -> bytes:
        asked.append(url)
        return certificate(our_key()) if pem is None else pem

    await ensure_genuine(json.dumps(told).encode(), topics, certificate_at, NOW)
    return asked


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("name", ["sns_notification.01", "sns_notification.03", "sns_subscription.01"])
async def test_what_sns_signed_is_genuine(name: str, version: str) -> None:
    """In both versions, and the certificate was asked for where the message says."""
    assert await check(signed(name, version)) == [CERTIFICATE]


def test_the_text_that_is_signed_of_a_notification() -> None:
    """Names and values in their order, each on a line; without a subject it is left out."""
    told = {
        **capture("sns_notification.03")["body"],
        "Message": "two\nlines",
        "Token": "x",
        "SubscribeURL": "y",
    }
    message = read_as(SignedMessage, json.dumps(told).encode())
    wanted = [
        "Message", "two", "lines",
        "MessageId", "22b80b92-fdea-4c2c-8f9d-000000000003",
        "Subject", "A snapshot was taken",
        "Timestamp", "2026-11-22T15:28:15.700Z",
        "TopicArn", TOPIC,
        "Type", "Notification", "",
    ]  # fmt: skip
    assert string_to_sign(message).decode().split("\n") == wanted
    without = message.model_copy(update={"subject": None})
    assert b"Subject" not in string_to_sign(without)


def test_the_text_that_is_signed_of_a_subscription() -> None:
    """Token and address in the place of a subject."""
    told = capture("sns_subscription.01")["body"]
    message = read_as(SignedMessage, json.dumps({**told, "Subject": "x"}).encode())
    names = string_to_sign(message).decode().split("\n")
    assert [name for name in names if name in told or name == "Subject"] == [
        "Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Message", "all is well"),
        ("MessageId", "another"),
        ("Subject", None),
        ("Timestamp", "2026-11-22T15:28:16.700Z"),
        ("Type", "UnsubscribeConfirmation"),
        ("SignatureVersion", "1"),
    ],
)
async def test_whoever_changes_a_message_is_found_out(field: str, value: str | None) -> None:
    """Everything that counts is signed."""
    with pytest.raises(NotGenuine) as refused:
        await check(signed("sns_notification.01") | {field: value})
    assert refused.value.field == "Signature"


async def test_another_topic_is_refused_before_anything_is_fetched() -> None:
    """Anybody with an account can make SNS sign for a topic of their own."""
    for topics in ((), ("arn:aws:sns:eu-west-1:123456789012:other",)):
        with pytest.raises(NotGenuine) as refused:
            await check(signed("sns_notification.01"), pem=b"must not be asked for", topics=topics)
        assert refused.value.field == "TopicArn"


@pytest.mark.parametrize(
    "url",
    [
        "http://sns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com.evil.example/a.pem",
        "https://evil.example/sns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com@evil.example/a.pem",
        "https://evil@sns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com:8443/a.pem",
        "https://sns.s3.amazonaws.com/a.pem",
        "https://sns.s3-us-west-2.amazonaws.com/a.pem",
        "https://sns.s3.eu-west-1.amazonaws.com/a.pem",
        "https://xsns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com/a.pem\n",
        "https://sns.eu-west-1.amazonaws.com/a.txt",
        "https://sns.eu-west-1.amazonaws.com/?a.pem",
        "https://[sns/a.pem",
        "",
    ],
)
async def test_a_certificate_is_fetched_from_sns_alone(url: str) -> None:
    """A bucket called sns belongs to whoever made it."""
    assert not is_certificate_address(url)
    with pytest.raises(Invalid) as refused:
        await check(signed("sns_notification.01") | {"SigningCertURL": url})
    assert refused.value.field == "SigningCertURL"


@pytest.mark.parametrize(
    "region", ["us-east-1", "eu-west-1", "us-gov-west-1", "ap-southeast-2", "us-isob-east-1"]
)
def test_every_region_is_sns(region: str) -> None:
    """China's have an ending of their own."""
    assert is_at_sns(f"https://sns.{region}.amazonaws.com/x.pem")
    assert is_at_sns("https://sns.cn-north-1.amazonaws.com.cn/x.pem")


@pytest.mark.parametrize(
    "pem",
    [
        b"",
        b"<html>not here</html>",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        certificate(our_key(), until=NOW - timedelta(1)),
        certificate(ec.generate_private_key(ec.SECP256R1())),
    ],
    ids=["empty", "a page", "broken", "expired", "another kind of key"],
)
async def test_what_is_no_valid_certificate_verifies_nothing(pem: bytes) -> None:
    """Whatever stands at the address."""
    with pytest.raises(NotGenuine) as refused:
        await check(signed("sns_notification.01"), pem)
    assert refused.value.field == "SigningCertURL"


async def test_another_key_verifies_nothing() -> None:
    """A certificate of SNS's for something else, say."""
    another = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    with pytest.raises(NotGenuine) as refused:
        await check(signed("sns_notification.01"), certificate(another))
    assert refused.value.field == "Signature"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Signature", "no base64!"),
        ("Signature", "é"),
        ("Signature", ""),
        ("SignatureVersion", "3"),
        ("Type", "x"),
    ],
)
async def test_what_cannot_be_read_is_named(field: str, value: str) -> None:
    """Before any key is tried."""
    with pytest.raises(Invalid) as refused:
        await check(signed("sns_notification.01") | {field: value})
    assert refused.value.field == field
