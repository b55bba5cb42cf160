"""Whether SNS signed a message, and of a topic that is allowed; anybody with an AWS account can sign for their own.

Described at https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html.
"""

import base64
import re
from collections.abc import Awaitable, Callable, Container
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field

from bot.alerts.reading import Filled, Payload, read_as
from incidents.errors import Invalid

FetchCertificate = Callable[[str], Awaitable[bytes]]

# Regions have no digit before their last part: sns.s3-us-west-2.amazonaws.com is a bucket that anybody may own.
_SNS = re.compile(r"sns\.[a-z]+(-[a-z]+)+-\d{1,2}\.amazonaws\.com(\.cn)?")
_SIGNED = ("Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
_DIGESTS = {"1": "SHA1", "2": "SHA256"}


class NotGenuine(Invalid):
    """SNS did not send it, or nobody here asked for that topic."""


class SignedMessage(Payload):
    """What is signed, as SNS names it, and by what."""

    type: Literal["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"] = Field(alias="Type")
    message_id: str = Field(alias="MessageId")
    topic_arn: str = Field(alias="TopicArn")
    message: str = Field(alias="Message")
    timestamp: str = Field(alias="Timestamp")
    subject: str | None = Field(None, alias="Subject")
    token: str | None = Field(None, alias="Token")
    subscribe_url: str | None = Field(None, alias="SubscribeURL")
    version: Literal["1", "2"] = Field(alias="SignatureVersion")
    signature: Filled = Field(alias="Signature")
    certificate_url: Filled = Field(alias="SigningCertURL")


async def ensure_genuine(
    payload: bytes, topics: Container[str], certificate_at: FetchCertificate, now: datetime
) -> None:
    """Raise `NotGenuine` unless SNS signed the message, of one of the topics, by a certificate valid now.

    The certificate is asked for only once topic and address are found good.
    """
    message = read_as(SignedMessage, payload)
    if message.topic_arn not in topics:
        raise NotGenuine("TopicArn", "That topic is not allowed. Add its ARN to the policy.")
    if not is_certificate_address(message.certificate_url):
        raise NotGenuine("SigningCertURL", "SigningCertURL is not a certificate's address at SNS.")
    _ensure_signed(message, await certificate_at(message.certificate_url), now)


def _ensure_signed(message: SignedMessage, pem: bytes, now: datetime) -> None:
    from bot.certificates import UnusableCertificate, has_signed  # noqa: PLC0415 - few need it, and it loads long

    signature, digest = _signature(message), _DIGESTS[message.version]
    try:
        signed = has_signed(pem, digest, signature, string_to_sign(message), now)
    except UnusableCertificate as error:
        raise NotGenuine("SigningCertURL", f"{error} at SigningCertURL.") from None
    if not signed:
        raise NotGenuine("Signature", "The signature is not that of this message.")


def is_certificate_address(url: str) -> bool:
    """Whether it is where SNS keeps its certificates."""
    return is_at_sns(url) and urlsplit(url).path.endswith(".pem")


def is_at_sns(url: str) -> bool:
    """Whether the address is SNS itself, over https: `sns.<region>.amazonaws.com`, or `.com.cn`."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return url.isprintable() and parts.scheme == "https" and _SNS.fullmatch(parts.netloc) is not None


def string_to_sign(message: SignedMessage) -> bytes:
    """Give names and values, each on a line of its own; what the kind of message lacks is left out."""
    told = message.model_dump(by_alias=True)
    left_out = {"Token", "SubscribeURL"} if message.type == "Notification" else {"Subject"}
    lines = (f"{name}\n{told[name]}\n" for name in _SIGNED if name not in left_out and told[name] is not None)
    return "".join(lines).encode()


def _signature(message: SignedMessage) -> bytes:
    try:
        return base64.b64decode(message.signature, validate=True)
    except ValueError:
        raise NotGenuine("Signature", "The signature is not base64.") from None
