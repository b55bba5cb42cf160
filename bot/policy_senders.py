"""The `[[sender]]` tables of policy.toml: what is asked of senders beside their token. Secrets lie in files."""

import ipaddress
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from incidents.errors import Invalid
from incidents.senders import Network, Sender

SHORTEST_SECRET = 8
# Where the source itself says which header carries its signature.
HEADERS = {"sentry": "Sentry-Hook-Signature", "grafana": "X-Grafana-Alerting-Signature"}


def _network(value: object) -> Network:
    try:
        return ipaddress.ip_network(str(value))
    except ValueError as error:
        raise ValueError(f'names no network ({error}); write it like "10.0.0.0/8" or "192.0.2.7"') from None


Networks = list[Annotated[Network, BeforeValidator(_network)]]


class SenderTable(BaseModel):
    """What may stand in such a table."""

    model_config = ConfigDict(extra="forbid", strict=True)

    source: str = "*"
    token: str = "*"  # noqa: S105 - the name of one
    secret_file: str | None = None
    header: str | None = None
    networks: Annotated[Networks, Field(alias="from", default_factory=list)]

    def sender(self, folder: Path) -> Sender:
        """Give what is asked; the folder is that of the policy. `Invalid` names the key."""
        if not (self.secret_file or self.networks):
            raise Invalid("source", "It asks for nothing: give from, or secret_file, or both.")
        if self.header and not self.secret_file:
            raise Invalid("header", "Without a secret_file nothing is signed. Give one, or leave this out.")
        secrets = lines_of(folder / self.secret_file) if self.secret_file else ()
        header = self.header or HEADERS.get(self.source, "")
        if secrets and not header:
            raise Invalid("secret_file", 'Say which header has the signature, like header = "X-Signature".')
        return Sender(self.source, self.token, header, secrets, tuple(self.networks))


def lines_of(path: Path) -> tuple[bytes, ...]:
    """Give the secrets in a file, one on each line: while they are changed over any of them counts. `Invalid`."""
    secrets = tuple(line.strip() for line in content_of(path).splitlines() if line.strip())
    if any(len(secret) < SHORTEST_SECRET for secret in secrets):
        raise Invalid("secret_file", f"{path} holds a secret of fewer than {SHORTEST_SECRET} characters.")
    return secrets


def content_of(path: Path) -> bytes:
    """Give what stands in a file of secrets. `Invalid` when that is nothing."""
    try:
        content = path.read_bytes().strip()
    except OSError as error:
        raise Invalid("secret_file", f"{path} cannot be read: {error.strerror}.") from None
    if not content:
        raise Invalid("secret_file", f"{path} is empty. Write the secret into it.")
    return content


def senders_of(
    tables: Sequence[SenderTable], folder: Path
) -> tuple[tuple[Sender, ...], list[tuple[int, str, str]]]:
    """Give the senders, and what is wrong: the number of the table from 0, its key, and the words."""
    senders: list[Sender] = []
    mistakes: list[tuple[int, str, str]] = []
    for number, table in enumerate(tables):
        try:
            senders.append(table.sender(folder))
        except Invalid as refused:
            mistakes.append((number, refused.field, refused.message))
    return tuple(senders), mistakes
