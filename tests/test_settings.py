"""The environment is read whole, or refused in words that say what to do."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings, misspelt

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-made-up", "SLACK_APP_TOKEN": "xapp-made-up"}


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"{name.upper()}_FILE", raising=False)


def load(**variables: str) -> Settings:
    """The settings that a .env with these variables gives."""
    Path(".env").write_text("".join(f"{name}={value}\n" for name, value in variables.items()))
    return load_settings()


def refusal(**variables: str) -> str:
    """The words in which a .env with these variables is refused."""
    with pytest.raises(SettingsError) as refused:
        load(**variables)
    return str(refused.value)


def test_two_tokens_are_enough() -> None:
    """Everything else has a default that works."""
    settings = load(**TOKENS)
    assert settings.socket_mode
    assert settings.database_url == "sqlite:///var/tocsin.db"
    assert settings.policy_path is None


def test_without_an_app_token_slack_posts_to_us() -> None:
    """The signing secret is what HTTP mode needs."""
    assert not load(SLACK_BOT_TOKEN="xoxb-made-up", SLACK_SIGNING_SECRET="made-up").socket_mode


def test_without_any_way_in_for_slack_the_start_is_refused() -> None:
    """The message names both ways."""
    words = refusal(SLACK_BOT_TOKEN="xoxb-made-up")
    assert words.startswith("SLACK_APP_TOKEN is missing (or SLACK_SIGNING_SECRET")


def test_every_mistake_is_told_at_once_and_no_value_is_repeated() -> None:
    """One line a variable; what was typed may be a secret in the wrong place."""
    words = refusal(
        SLACK_BOT_TOKEN="xapp-secret",
        SLACK_APP_TOKEN="xoxb-secret",
        PORT="eighty-secret",
        DATABASE_URL="mysql://me:secret@host/name",
        BASE_URL="secret",
        LOG_FORMAT="secret",
    )
    lines = words.splitlines()
    assert [line.split()[0] for line in lines[:-1]] == [
        "DATABASE_URL", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "PORT", "BASE_URL", "LOG_FORMAT",
    ]  # fmt: skip
    assert ".env.example" in lines[-1]
    assert "secret" not in words


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "eighty", "PORT must be a number up to 65535; 0 takes any free port"),
        ("PORT", "65536", "PORT must be a number up to 65535; 0 takes any free port"),
        ("LOG_FORMAT", "xml", "LOG_FORMAT must be json or text"),
        ("SLACK_BOT_TOKEN", "xoxb-...", "SLACK_BOT_TOKEN is still the example: "),
        ("SLACK_APP_TOKEN", "xapp-...", "SLACK_APP_TOKEN is still the example: "),
    ],
)
def test_a_mistake_is_told_once_in_plain_words(name: str, value: str, words: str) -> None:
    """One sentence, and none of a library's."""
    line, _ = refusal(**TOKENS | {name: value}).splitlines()
    assert line.startswith(words)


def test_the_example_as_it_is_delivered_is_refused_for_its_tokens_alone() -> None:
    """Whoever forgets to fill them in reads that, and not Slack's refusal."""
    Path(".env").write_text((Path(__file__).parents[1] / ".env.example").read_text())
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert [line.split(":")[0] for line in str(refused.value).splitlines()[:-1]] == [
        "SLACK_BOT_TOKEN is still the example",
        "SLACK_APP_TOKEN is still the example",
    ]
    assert misspelt() == []


def test_a_misspelt_variable_is_told_from_one_that_is_somebody_elses() -> None:
    """Only what is nearly one of ours."""
    load(**TOKENS, SLACK_SIGNING_SECERT="x", DATABASE_URL_FIEL="x", COMPOSE_PROJECT_NAME="x")
    assert misspelt() == [
        "DATABASE_URL_FIEL in .env is not known; is DATABASE_URL_FILE meant?",
        "SLACK_SIGNING_SECERT in .env is not known; is SLACK_SIGNING_SECRET meant?",
    ]


def test_an_empty_variable_counts_as_not_given() -> None:
    """A copied .env.example with empty lines in it works."""
    assert load(**TOKENS, SLACK_SIGNING_SECRET="", PORT="").port == 8000


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that one start can differ without an edit."""
    monkeypatch.setenv("PORT", "9000")
    assert load(**TOKENS, PORT="9001").port == 9000


def test_any_variable_can_be_read_from_a_file(tmp_path: Path) -> None:
    """Secrets that are mounted as files need not pass through the environment."""
    (tmp_path / "token").write_text("xoxb-from-a-file\n")
    settings = load(SLACK_BOT_TOKEN_FILE="token", SLACK_APP_TOKEN="xapp-made-up")
    assert settings.slack_bot_token.get_secret_value() == "xoxb-from-a-file"


def test_a_secret_file_that_cannot_be_read_is_named() -> None:
    """Not a missing token, but a missing file."""
    words = refusal(SLACK_BOT_TOKEN_FILE="nowhere", SLACK_APP_TOKEN="xapp-made-up")
    assert words == "SLACK_BOT_TOKEN_FILE names nowhere, which cannot be read: No such file or directory"


def test_a_value_given_outright_needs_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """The playground's tokens win over a .env that reads the real ones from files."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-playground")
    settings = load(SLACK_BOT_TOKEN_FILE="nowhere", SLACK_APP_TOKEN="xapp-made-up")
    assert settings.slack_bot_token.get_secret_value() == "xoxb-playground"


def test_secrets_do_not_show_when_the_settings_are_printed() -> None:
    """Nor does the database's password."""
    printed = repr(load(**TOKENS, DATABASE_URL="postgresql://me:made-up@host/name"))
    assert "made-up" not in printed


def test_addresses_and_names_are_brought_into_one_form() -> None:
    """So that nobody downstream has to wonder."""
    settings = load(
        **TOKENS, BASE_URL="https://a.example/", SLACK_API_URL="http://b/api", INCIDENTS_CHANNEL="#ops"
    )
    assert (settings.base_url, settings.slack_api_url) == ("https://a.example", "http://b/api/")
    assert settings.incidents_channel == "ops"


def test_a_policy_file_in_place_is_found() -> None:
    """POLICY_FILE is for another name or place."""
    Path("policy.toml").touch()
    assert load(**TOKENS).policy_path == Path("policy.toml")
    assert load(**TOKENS, POLICY_FILE="other.toml").policy_path == Path("other.toml")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"SMTP_URL": "mail.example.com:587"}, "SMTP_URL is not the address of a mail server"),
        ({"SMTP_URL": "smtp://mail.example.com"}, "SMTP_URL is set and SMTP_FROM is missing"),
        (
            {"SMTP_URL": "smtp://mail.example.com", "SMTP_FROM": "status@example.com"},
            "SMTP_URL is set and BASE_URL is missing",
        ),
        ({"SMTP_FROM": "Status <status@example.com>"}, "SMTP_FROM is no address"),
        ({"SMTP_FROM": "status@example.com\nBcc: x@example.com"}, "SMTP_FROM is no address"),
    ],
)
def test_mail_that_cannot_be_sent_is_named(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], said: str
) -> None:
    """A server without a sender, or without an address for links, is no use."""
    for name, value in {**TOKENS, **given}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load_settings(None)
    assert said in str(refused.value)
