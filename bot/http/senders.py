"""Turns away senders of alerts that have a token, and not all that the policy asks of them besides."""

from collections.abc import Mapping

from bot.http.refused import Refused
from incidents.senders import Address, Sender


def ensure_from_there(sender: Sender, source: str, address: Address | None) -> None:
    """Refuse an address from which the policy takes none of these alerts."""
    if not sender.takes_from(address):
        raise Refused(
            403,
            "forbidden",
            f"Alerts of {source} are not taken from {address or 'an unknown address'}. Send them from a network that"
            " stands in `from` of their [[sender]] in the policy, or add this one.",
        )


def ensure_signed(sender: Sender, headers: Mapping[str, str], payload: bytes) -> None:
    """Refuse a body that is not signed with a secret of the policy."""
    if not sender.secrets:
        return
    presented = headers.get(sender.header.lower())
    if presented is None:
        raise Refused(
            401,
            "unauthorized",
            f"This has to be signed: send the HMAC-SHA256 of the body, in hexadecimal, as {sender.header}.",
        )
    if not sender.has_signed(payload, presented):
        raise Refused(
            401,
            "unauthorized",
            f"{sender.header} is not the signature of this body: is the secret the one of `secret_file` in the policy?",
        )
