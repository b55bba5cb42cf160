"""Whether a certificate has signed something. Imported when it is needed: cryptography takes its time to load."""

from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

SHA1, SHA256 = "SHA1", "SHA256"

_HASHES: dict[str, hashes.HashAlgorithm] = {SHA1: hashes.SHA1(), SHA256: hashes.SHA256()}  # noqa: S303 - AWS's default


class UnusableCertificate(Exception):
    """The text says what is wrong with it."""


def has_signed(pem: bytes, digest: str, signature: bytes, signed: bytes, now: datetime) -> bool:
    """Whether the RSA key of the certificate, which has to be valid now, gave this signature (PKCS #1 v1.5).

    `digest` is SHA1 or SHA256. Raises `UnusableCertificate`.
    """
    try:
        _key_in(pem, now).verify(signature, signed, padding.PKCS1v15(), _HASHES[digest])
    except InvalidSignature:
        return False
    return True


def _key_in(pem: bytes, now: datetime) -> rsa.RSAPublicKey:
    try:
        certificate = x509.load_pem_x509_certificate(pem)
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion):
        raise UnusableCertificate("There is no certificate") from None
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise UnusableCertificate("The certificate is not valid now")
    if not isinstance(key, rsa.RSAPublicKey):
        raise UnusableCertificate("The certificate has no RSA key")
    return key
