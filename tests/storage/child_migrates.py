"""Run as a process of its own: migrate a database, and be killed by SIGKILL before the given statement.

Arguments: a URL, and the number of the statement (from 1). Ends with 0 when there are fewer statements.
"""

import os
import signal
import sys
from typing import Any

from storage.migrate import migrate
from storage.postgres import PostgresSession
from storage.sqlite import SqliteSession, connect_to_write, path_of
from tests.storage.examples import StillWorld


def main(url: str, deadly: int) -> None:
    """Count the statements, and die at that one."""
    session = (
        SqliteSession(connect_to_write(path_of(url)), url)
        if url.startswith("sqlite")
        else PostgresSession(url)
    )
    change, count = session.change, 0

    def count_and_die(query: str, parameters: dict[str, Any]) -> int:
        nonlocal count
        count += 1
        if count == deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return change(query, parameters)

    session.change = count_and_die  # type: ignore[method-assign]
    migrate(session, StillWorld(), url)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
