"""The environment: every variable that Tocsin reads, from the process or from `.env`. Only here."""

import difflib
import ipaddress
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.mail_settings import MailSettings
from bot.secret_key import UnusableKey, secret_key

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

DATABASE_SCHEMES = ("sqlite", "postgresql", "postgres")
WHERE = "Set it in the environment or in .env (.env.example explains each); NAME_FILE reads NAME from a file."


class SettingsError(Exception):
    """The environment is not usable. The text has a line for each variable: what is wrong and what to do."""


class StorageSettings(BaseSettings):
    """What is needed to open the database and to recognise tokens: the command line asks for no more."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    database_url: Annotated[
        str, Field(repr=False, description="sqlite:///var/tocsin.db or postgresql://user:password@host/name")
    ] = "sqlite:///var/tocsin.db"
    secret_key: Annotated[
        SecretStr | None,
        Field(description="a long random text (openssl rand -hex 32), at least 32 characters", min_length=32),
    ] = None

    @property
    def secret(self) -> bytes:
        """SECRET_KEY, else the key in `secret.key` beside the SQLite file (`var/` with PostgreSQL), made if missing.

        Raises `SettingsError` when that file cannot be used.
        """
        given = self.secret_key.get_secret_value() if self.secret_key else None
        is_file = self.database_url.startswith("sqlite:///")
        folder = Path(self.database_url.removeprefix("sqlite:///")).parent if is_file else Path("var")
        try:
            return secret_key(given, folder)
        except UnusableKey as error:
            raise SettingsError(str(error)) from None

    @field_validator("database_url")
    @classmethod
    def _is_a_known_database(cls, url: str) -> str:
        if urlsplit(url).scheme not in DATABASE_SCHEMES:
            message = "is neither SQLite nor PostgreSQL"
            raise ValueError(message)
        return url

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is the library's
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the process's environment win over `.env`, and read `NAME_FILE` in both."""
        return (
            init_settings,
            env_settings,
            FilesOf(settings_cls, env_settings),
            dotenv_settings,
            FilesOf(settings_cls, dotenv_settings),
        )


class Settings(StorageSettings, MailSettings):
    """The environment, checked. Each description says where the value comes from; errors end with it."""

    slack_bot_token: Annotated[
        SecretStr,
        Field(description='"Bot User OAuth Token" (xoxb-...) on the app\'s page "OAuth & Permissions"'),
    ]
    slack_app_token: Annotated[
        SecretStr | None,
        Field(description='an app-level token (xapp-...) with connections:write, from "Basic Information"'),
    ] = None
    slack_signing_secret: Annotated[
        SecretStr | None, Field(description='"Signing Secret" on the app\'s page "Basic Information"')
    ] = None
    slack_api_url: Annotated[str, Field(description="leave it out for the real Slack")] = (
        "https://slack.com/api/"
    )
    host: Annotated[str, Field(description="the address to listen on")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="a number up to 65535; 0 takes any free port")] = (
        8000
    )
    base_url: Annotated[
        str | None,
        Field(description="the address under which people reach Tocsin, like https://tocsin.example.com"),
    ] = None
    incidents_channel: Annotated[str, Field(description="the name or the id of a public channel")] = (
        "incidents"
    )
    policy_file: Annotated[
        Path | None, Field(description="a file like policy.example.toml; leave it out for policy.toml")
    ] = None
    allowed_private_networks: Annotated[
        str, Field(description="networks with commas between, like 10.0.0.0/8,127.0.0.1/32")
    ] = ""
    log_format: Annotated[Literal["json", "text"], Field(description="json or text")] = "json"

    @property
    def private_networks(self) -> tuple[Network, ...]:
        """The private networks that webhooks may be sent to, and monitors may look at."""
        return networks_in(self.allowed_private_networks)

    @property
    def socket_mode(self) -> bool:
        """Whether Slack is reached by a WebSocket (the default) or, without an app token, posts to us."""
        return self.slack_app_token is not None

    @property
    def policy_path(self) -> Path | None:
        """POLICY_FILE, else `policy.toml` where there is one; None means the embedded policy."""
        return self.policy_file or next((path for path in [Path("policy.toml")] if path.exists()), None)

    @property
    def no_steps(self) -> str:
        """How to say that nobody is in the policy: which file has no steps, or where none was found."""
        if self.policy_path:
            return f"{self.policy_path} has no [[escalation]]"
        return f"there is no policy.toml in {Path.cwd()}"

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _is_the_right_token(cls, token: SecretStr | None, field: ValidationInfo) -> SecretStr | None:
        prefix = "xoxb-" if field.field_name == "slack_bot_token" else "xapp-"
        if token is not None and not token.get_secret_value().startswith(prefix):
            message = f"does not start with {prefix}"
            raise ValueError(message)
        if token is not None and token.get_secret_value() == f"{prefix}...":
            message = "is still the example"
            raise ValueError(message)
        return token

    @field_validator("slack_api_url", "base_url")
    @classmethod
    def _is_a_web_address(cls, url: str | None, field: ValidationInfo) -> str | None:
        if url is None:
            return None
        if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).netloc:
            message = "is not an http(s) address"
            raise ValueError(message)
        return url.rstrip("/") + ("/" if field.field_name == "slack_api_url" else "")

    @field_validator("allowed_private_networks")
    @classmethod
    def _names_networks(cls, words: str) -> str:
        networks_in(words)
        return words

    @field_validator("incidents_channel")
    @classmethod
    def _without_the_hash(cls, channel: str) -> str:
        return channel.removeprefix("#")

    @model_validator(mode="after")
    def _mail_has_a_sender(self) -> Self:
        if self.smtp_url and not (self.smtp_from and self.base_url):
            missing = "SMTP_FROM" if not self.smtp_from else "BASE_URL"
            hint = Settings.model_fields[missing.lower()].description
            message = f"SMTP_URL is set and {missing} is missing: {hint}"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _slack_can_reach_us(self) -> Self:
        if self.slack_app_token is None and self.slack_signing_secret is None:
            message = (
                "SLACK_APP_TOKEN is missing (or SLACK_SIGNING_SECRET, when Slack is to post to this server): "
                f"{Settings.model_fields['slack_app_token'].description}"
            )
            raise ValueError(message)
        return self


Known = TypeVar("Known", bound=StorageSettings)


class FilesOf(PydanticBaseSettingsSource):
    """The variables that another source gives as `NAME_FILE`: the value is the content of that file."""

    def __init__(self, settings_cls: type[BaseSettings], source: PydanticBaseSettingsSource) -> None:
        super().__init__(settings_cls)
        self._variables = source.env_vars if isinstance(source, EnvSettingsSource) else {}

    def get_field_value(self, _field: FieldInfo, field_name: str) -> tuple[str | None, str, bool]:
        path = self._variables.get(f"{field_name}_file")
        return (_content(field_name, path) if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        missing = self.settings_cls.model_fields.keys() - self.current_state.keys()
        values = {
            name: self.get_field_value(self.settings_cls.model_fields[name], name)[0] for name in missing
        }
        return {name: value for name, value in values.items() if value is not None}


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Read the environment and `.env`. SettingsError names each variable that is wrong, and what to do."""
    return _loaded(Settings, env_file)


def load_storage_settings(env_file: Path | None = Path(".env")) -> StorageSettings:
    """Read what opens the database, whatever the rest of the environment says."""
    return _loaded(StorageSettings, env_file)


def _loaded(kind: type[Known], env_file: Path | None) -> Known:
    try:
        return kind(_env_file=env_file)
    except ValidationError as error:
        raise SettingsError("\n".join([*map(_sentence, error.errors()), WHERE])) from None


def networks_in(words: str) -> tuple[Network, ...]:
    """Read networks with commas between. Raises `ValueError` for what is none."""
    try:
        return tuple(ipaddress.ip_network(word.strip()) for word in words.split(",") if word.strip())
    except ValueError as error:
        raise ValueError(f"names no network ({error})") from None


def misspelt(env_file: Path = Path(".env")) -> list[str]:
    """Say of each variable in `.env` that is not known, but nearly, which one it may have been meant to be."""
    known = [variable for name in Settings.model_fields for variable in (name, f"{name}_file")]
    given = DotEnvSettingsSource(Settings, env_file=env_file).env_vars.keys() - set(known)
    near = {name: difflib.get_close_matches(name, known, n=1, cutoff=0.8) for name in sorted(given)}
    return [
        f"{name.upper()} in {env_file} is not known; is {meant[0].upper()} meant?"
        for name, meant in near.items()
        if meant
    ]


def _content(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not text"
        raise SettingsError(f"{name.upper()}_FILE names {path}, which cannot be read: {reason}") from None


def _sentence(error: ErrorDetails) -> str:
    if not error["loc"]:
        return _plain(error["msg"])
    name = str(error["loc"][0])
    wanted = Settings.model_fields[name].description
    match error["type"]:
        case "missing":
            return f"{name.upper()} is missing: {wanted}"
        case "value_error":
            return f"{name.upper()} {_plain(error['msg'])}: {wanted}"
        case _:
            return f"{name.upper()} must be {wanted}"


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ")
