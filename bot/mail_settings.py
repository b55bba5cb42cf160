"""The part of the environment that mail needs; `bot.settings` reads it with the rest."""

import re
from typing import Annotated

from pydantic import BaseModel, Field, SecretStr, field_validator

from bot.smtp import MailServer, server_in


class MailSettings(BaseModel):
    """Where mails are handed in, and whom they come from."""

    smtp_url: Annotated[
        SecretStr | None,
        Field(
            description="smtp://user:password@mail.example.com:587, or smtps:// for TLS from the beginning"
        ),
    ] = None
    smtp_from: Annotated[
        str | None, Field(description="the address that mails come from, like status@example.com")
    ] = None

    @property
    def mail_server(self) -> MailServer | None:
        """Where mails are handed in; None when none can be sent."""
        return server_in(self.smtp_url.get_secret_value()) if self.smtp_url else None

    @field_validator("smtp_url")
    @classmethod
    def _is_a_mail_server(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None:
            server_in(url.get_secret_value())
        return url

    @field_validator("smtp_from")
    @classmethod
    def _is_an_address(cls, address: str | None) -> str | None:
        if address is not None and not re.fullmatch(
            r"[^@\s<>\x00-\x1f\x7f-\U0010ffff]+@[A-Za-z0-9.-]+", address
        ):
            message = "is no address"
            raise ValueError(message)
        return address
