"""The secret key that tokens are recognised by: made once, for its owner alone, and the same for everybody."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.secret_key import UnusableKey, secret_key
from bot.settings import Settings, SettingsError, StorageSettings

GIVEN = "a long random text of the tests, 40 long"
ASKS = "import sys; from pathlib import Path; from bot.secret_key import secret_key\n"
ASKS += "sys.stdin.readline(); print(secret_key(None, Path(sys.argv[1])).decode())"


def test_a_key_that_is_given_is_taken_and_none_is_made(tmp_path: Path) -> None:
    """Nothing is written."""
    assert secret_key(GIVEN, tmp_path / "var") == GIVEN.encode()
    assert list(tmp_path.iterdir()) == []


def test_without_one_it_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    """The folder too; no draft is left behind."""
    folder = tmp_path / "var"
    first = secret_key(None, folder)

    assert secret_key(None, folder) == first
    assert len(first) == 64
    assert [path.name for path in folder.iterdir()] == ["secret.key"]
    assert stat.S_IMODE((folder / "secret.key").stat().st_mode) == 0o600


def test_processes_that_start_at_once_agree_on_it(tmp_path: Path) -> None:
    """Whoever comes first wins, and nobody reads half a key."""
    command = [sys.executable, "-c", ASKS, str(tmp_path / "var")]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(6)
    ]
    for process in started:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    keys = {process.communicate()[0].strip() for process in started}

    assert keys == {(tmp_path / "var" / "secret.key").read_text()}


@pytest.mark.parametrize("content", ["", "short\n"])
def test_a_key_that_was_lost_or_cut_is_refused(tmp_path: Path, content: str) -> None:
    """With an empty key anybody could make tokens; a new one would make every token void in silence."""
    (tmp_path / "secret.key").write_text(content)

    with pytest.raises(UnusableKey, match="Put it back from a backup"):
        secret_key(None, tmp_path)
    assert (tmp_path / "secret.key").read_text() == content


def test_a_key_that_cannot_be_read_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    """The sentence names the file and the way out."""
    (tmp_path / "secret.key").mkdir()
    settings = StorageSettings(_env_file=None, database_url=f"sqlite:///{tmp_path}/tocsin.db")

    with pytest.raises(SettingsError, match=r"secret\.key cannot be used: .* set SECRET_KEY"):
        _ = settings.secret


def test_it_lies_beside_the_file_or_in_var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL has no file that it could lie beside."""
    monkeypatch.chdir(tmp_path)
    beside = StorageSettings(_env_file=None, database_url=f"sqlite:///{tmp_path}/data/tocsin.db").secret
    in_var = StorageSettings(_env_file=None, database_url="postgresql://me@host/name").secret

    assert (tmp_path / "data" / "secret.key").read_bytes() == beside
    assert (tmp_path / "var" / "secret.key").read_bytes() == in_var


def test_it_is_read_from_the_environment_or_from_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Like every other secret, and too short a one is refused."""
    (tmp_path / "key").write_text(GIVEN + "\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert StorageSettings(_env_file=None).secret == GIVEN.encode()

    monkeypatch.setenv("SECRET_KEY", "short")
    with pytest.raises(ValueError, match="secret_key"):
        StorageSettings(_env_file=None)
    assert "secret_key" in Settings.model_fields
