"""An authority that gives out certificates: good ones, expired ones, for other names, signed by themselves."""

import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Key = ec.EllipticCurvePrivateKey


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _new_key() -> Key:
    return ec.generate_private_key(ec.SECP256R1())


@dataclass
class Authority:
    """Its root is trusted by whoever is given `trusted`."""

    folder: Path
    key: Key = field(default_factory=_new_key)
    name: x509.Name = field(default_factory=lambda: _name("an authority for tests"))

    def __post_init__(self) -> None:
        """Make the root certificate."""
        root = self._unsigned(self.name, self.key, timedelta(days=3650)).issuer_name(self.name)
        root = root.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        self.root = root.sign(self.key, hashes.SHA256())

    def trusted(self) -> ssl.SSLContext:
        """Give the client's side, which knows this authority and no other."""
        return ssl.create_default_context(
            cadata=self.root.public_bytes(serialization.Encoding.PEM).decode("ascii")
        )

    def serves(
        self,
        host: str = "localhost",
        left: timedelta = timedelta(days=365),
        *,
        signed_by_itself: bool = False,
    ) -> ssl.SSLContext:
        """Give the server's side, with a certificate for `host` that is good for so long from now."""
        key, subject = _new_key(), _name(host)
        issuer, signing = (subject, key) if signed_by_itself else (self.name, self.key)
        made = self._unsigned(subject, key, left).issuer_name(issuer)
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        return self._loaded(made.sign(signing, hashes.SHA256()), key)

    def _unsigned(self, subject: x509.Name, key: Key, left: timedelta) -> x509.CertificateBuilder:
        ends = datetime.now(UTC) + left
        made = x509.CertificateBuilder().subject_name(subject).public_key(key.public_key())
        made = made.serial_number(x509.random_serial_number())
        return made.not_valid_before(ends - timedelta(days=4000)).not_valid_after(ends)

    def _loaded(self, certificate: x509.Certificate, key: Key) -> ssl.SSLContext:
        path = self.folder / f"{certificate.serial_number}.pem"
        path.write_bytes(
            certificate.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context
