"""SECRET_KEY: as it is given, or as it is kept in a file that is made on the first start."""

import os
import secrets
from pathlib import Path

SHORTEST_KEY = 32


class UnusableKey(Exception):
    """The file with the secret key cannot be used. The text says which, why, and what to do."""


def secret_key(given: str | None, folder: Path) -> bytes:
    """Give SECRET_KEY, else the one in `secret.key` in the folder, which is made when it is not there (mode 0600).

    Raises `UnusableKey` when the file can neither be read nor made, or holds fewer than 32 characters.
    """
    if given:
        return given.encode()
    path = folder / "secret.key"
    try:
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            _write_once(path, secrets.token_hex(32))
        kept = path.read_bytes().strip()
    except OSError as error:
        raise UnusableKey(
            f"{path} cannot be used: {error.strerror}. Mend that, or set SECRET_KEY."
        ) from error
    if len(kept) < SHORTEST_KEY:
        raise UnusableKey(
            f"{path} holds fewer than {SHORTEST_KEY} characters. Put it back from a backup; or delete it, and make"
            " every token anew."
        )
    return kept


def _write_once(path: Path, words: str) -> None:
    """Write a file whole or not at all; of two who do so at once the first wins."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(words)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
