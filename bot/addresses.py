"""Mail addresses as people type them."""

from incidents.errors import Invalid

_LIMIT = 254  # characters, RFC 5321


def address_in(typed: str) -> str:
    """Give the address that somebody typed, as it is written in mails. Raises `Invalid` when it is none."""
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - only who subscribes needs it

    try:
        found = validate_email(typed.strip()[: _LIMIT + 1], check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise Invalid("email", str(error)) from None
    return str(found.ascii_email).lower()
