"""Where the databases of the bench lie: on the disk of the project, since /tmp may be memory, which has no fsync."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

VAR = Path(__file__).parents[1] / "var"


@contextmanager
def new_folder() -> Iterator[Path]:
    """Give an empty folder, gone afterwards."""
    VAR.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="bench-", dir=VAR) as folder:
        yield Path(folder)
