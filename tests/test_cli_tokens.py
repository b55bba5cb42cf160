"""`tocsin token ...` as a process of its own beside a server that runs, on both databases."""

import asyncio
import json
import re
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from storage.migrate import FOLDER, migrate, migrations_in
from storage.sqlite import SqliteSession, connect_to_write
from tests.clinic import ROOT, clinic_open
from tests.storage.examples import StillWorld
from tests.test_cli import COMMAND, KEPT

Typed = subprocess.CompletedProcess[str]


@dataclass
class Operator:
    """Somebody at the command line, in the folder where the server runs; knows of the database and no more."""

    folder: Path
    database_url: str
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return {**KEPT, "PYTHONPATH": str(ROOT), "DATABASE_URL": self.database_url, **self.more}

    def types(self, *words: str, group: str = "token") -> Typed:
        """Type `tocsin token ...` (or `webhook`) and wait for its end."""
        command = [*COMMAND, group, *words]
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )

    def migrates(self) -> None:
        """Make the database."""
        command = [*COMMAND, "migrate"]
        subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, check=True)

    async def does(self, *words: str) -> str:
        """Type it while the server is being asked in this loop; it must end well. Gives standard output."""
        typed = await asyncio.to_thread(self.types, *words)
        assert typed.returncode == 0, typed.stderr
        return typed.stdout

    async def lists(self) -> dict[str, Any]:
        """Give the tokens by name, as programs are told."""
        return {token["name"]: token for token in json.loads(await self.does("list", "--json"))}


@pytest.fixture(params=["sqlite", "postgres"])
def operator(request: pytest.FixtureRequest, tmp_path: Path) -> Operator:
    """An operator of each of the databases, which are new."""
    in_a_file = f"sqlite:///{tmp_path}/data/tocsin.db"
    url = in_a_file if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    made = Operator(tmp_path, url)
    made.migrates()
    return made


def on_sqlite(folder: Path) -> Operator:
    """Somebody with a new database in a file, made without starting a process for it."""
    path = folder / "data" / "tocsin.db"
    path.parent.mkdir()
    path.touch()
    with closing(connect_to_write(str(path))) as connection:
        migrate(SqliteSession(connection, str(path)), StillWorld(), str(path))
    return Operator(folder, f"sqlite:///{path}")


Ask = Callable[[str, str], Awaitable[int]]


@asynccontextmanager
async def serving(operator: Operator) -> AsyncIterator[Ask]:
    """Run `tocsin serve` on that database against a playground; `ask(method, token)` gives a status."""
    async with clinic_open(operator.folder) as clinic:
        given = clinic.environment | operator.environment | {"PORT": "0"}
        process = await asyncio.create_subprocess_exec(
            *COMMAND, "serve", cwd=operator.folder, env=given, stderr=asyncio.subprocess.PIPE
        )
        try:
            url = f"http://127.0.0.1:{await port_of(process)}/api/v1/incidents"

            async def ask(method: str, token: str) -> int:
                headers, body = (
                    {"Authorization": f"Bearer {token}"},
                    {"title": "x"} if method == "POST" else None,
                )
                async with clinic.session.request(method, url, headers=headers, json=body) as answer:
                    return answer.status

            yield ask
        finally:
            process.terminate()
            await process.communicate()


async def port_of(process: asyncio.subprocess.Process) -> int:
    """Read the log until the server says that it is ready, and on which port."""
    assert process.stderr
    async with asyncio.timeout(60):
        async for line in process.stderr:
            entry = json.loads(line)
            if entry["event"] == "ready":
                return int(entry["port"])
    raise AssertionError("the server ended before it was ready")


async def test_a_token_is_made_used_listed_and_taken_back_beside_a_running_server(operator: Operator) -> None:
    """The server knows it at once, and at once no more."""
    async with serving(operator) as ask:
        made = await operator.does("create", "--name", "ci", "--scope", "incidents:read", "--expires", "90d")
        token = made.splitlines()[-1]
        before = (await operator.lists())["ci"]
        statuses = [await ask("GET", token), await ask("POST", token)]
        revoked = await operator.does("revoke", "ci")
        statuses.append(await ask("GET", token))
        after = (await operator.lists())["ci"]

    assert re.fullmatch(r"tocsin_[0-9A-Za-z]{38}\n", made)
    assert token.startswith(f"{before['hint']}")
    assert statuses == [200, 403, 401]
    assert revoked == "ci is revoked.\n"
    assert (before["scopes"], before["created_by"]) == (["incidents:read"], "the operator")
    assert (before["last_used_at"], before["revoked_at"]) == (None, None)
    assert before["expires_at"] > before["created_at"]
    assert after["last_used_at"]
    assert after["revoked_at"]


async def test_a_token_made_before_the_first_start_is_known_to_the_server(operator: Operator) -> None:
    """`tocsin migrate` has made the database, and asks for no tokens of Slack; the key is made by who comes first."""
    token = (await operator.does("create", "--name", "ci", "--scope", "admin", "--rate", "7")).splitlines()[
        -1
    ]

    async with serving(operator) as ask:
        assert await ask("POST", token) == 201
    assert (await operator.lists())["ci"]["rate"] == 7


async def test_the_secret_stands_in_no_file_and_in_no_list(tmp_path: Path) -> None:
    """It is shown once, and standard error has none of it."""
    operator = on_sqlite(tmp_path)
    typed = await asyncio.to_thread(operator.types, "create", "--name", "ci", "--scope", "alerts")
    [token] = typed.stdout.splitlines()
    listed = await operator.does("list") + await operator.does("list", "--json")

    assert token not in typed.stderr + listed
    assert not holding(token, tmp_path)


def holding(words: str, folder: Path) -> list[Path]:
    """List the files below the folder in which these words stand."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if words.encode() in path.read_bytes()]


async def test_the_table_fits_a_terminal_and_says_how_each_token_stands(tmp_path: Path) -> None:
    """In force, with an end, revoked; whole words at 80 columns, and a name is no markup."""
    operator = on_sqlite(tmp_path)
    operator.more["COLUMNS"] = "80"
    await operator.does("create", "--name", "[red]ci", "--scope", "incidents:write", "--expires", "2w")
    await operator.does("create", "--name", "grafana", "--scope", "alerts", "--rate", "60")
    await operator.does("create", "--name", "old", "--scope", "pages")
    await operator.does("revoke", "old")

    rows = [line for line in (await operator.does("list")).splitlines() if line.startswith("│")]
    named = {row.split()[1]: row for row in rows if row.split()[1] != "│"}

    assert "incidents:write" in named["[red]ci"]
    assert "expires" in named["[red]ci"]
    assert "60" in named["grafana"]
    assert "in force" in named["grafana"]
    assert "revoked" in named["old"]


async def test_a_token_is_revoked_by_the_id_that_the_list_tells_programs(tmp_path: Path) -> None:
    """A second time there is none in force."""
    operator = on_sqlite(tmp_path)
    await operator.does("create", "--name", "ci", "--scope", "pages")
    token_id = (await operator.lists())["ci"]["id"]

    assert await operator.does("revoke", token_id) == "ci is revoked.\n"
    again = operator.types("revoke", token_id)
    assert (again.returncode, f"There is no token {token_id}." in again.stderr) == (2, True)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--name", "ci", "--scope", "incidents:everything"], "incidents:everything"),
        (["--name", "ci", "--scope", "admin", "--expires", "soon"], "Write 90d, 12h or 30m"),
        (["--name", "ci", "--scope", "admin", "--rate", "0"], "1 to 1000000 requests a minute"),
        (["--name", "ci", "--scope", "admin", "--rate", "1000000000000"], "1 to 1000000 requests a minute"),
        (["--name", " ", "--scope", "admin"], "name"),
        (["--name", "taken", "--scope", "admin"], "There is a token named taken"),
    ],
)
def test_what_cannot_be_made_is_said_in_a_sentence_and_nothing_is_printed(
    tmp_path: Path, words: list[str], says: str
) -> None:
    """A script that takes the last line finds none."""
    operator = on_sqlite(tmp_path)
    operator.types("create", "--name", "taken", "--scope", "pages")
    typed = operator.types("create", *words)

    assert (typed.returncode, typed.stdout) == (2, "")
    assert says in " ".join(typed.stderr.replace("│", " ").split())
    assert "Traceback" not in typed.stderr


@pytest.mark.parametrize("group", ["token", "webhook"])
def test_a_database_with_an_older_schema_is_left_as_it_is(tmp_path: Path, group: str) -> None:
    """An older server may be running on it."""
    operator = Operator(tmp_path, f"sqlite:///{tmp_path}/data/tocsin.db")
    path, old = tmp_path / "data" / "tocsin.db", tmp_path / "migrations"
    old.mkdir()
    first = min(FOLDER.glob("*.sql"))
    (old / first.name).write_text(first.read_text())
    path.parent.mkdir()
    path.touch()
    connection = connect_to_write(str(path))
    session = SqliteSession(connection, str(path))
    migrate(session, StillWorld(), "here", old)

    typed = operator.types("list", group=group)

    assert (typed.returncode, "tocsin migrate" in typed.stderr) == (2, True)
    assert session.fetch("SELECT MAX(number) AS number FROM migrations", {}) == [
        {"number": len(migrations_in(old))}
    ]
    connection.close()


def test_a_key_that_cannot_be_used_is_told_in_a_line(tmp_path: Path) -> None:
    """And stays as it is."""
    operator = on_sqlite(tmp_path)
    (tmp_path / "data" / "secret.key").write_text("")

    typed = operator.types("list")

    assert (typed.returncode, len(typed.stderr.splitlines())) == (2, 1)


WORDS = [
    ("token", "list"),
    ("token", "create", "--name", "ci", "--scope", "admin"),
    ("webhook", "list"),
    ("alerts", "list"),
    ("alerts", "unread"),
    ("export-page", "acme", "out"),
]


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_in_the_wrong_folder_nothing_is_made_and_the_path_is_named(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    """A token of a database that no server reads would be worth nothing."""
    operator = Operator(tmp_path, "sqlite:///var/tocsin.db")

    typed = operator.types(*words[1:], group=words[0])

    assert (typed.returncode, typed.stdout) == (2, "")
    assert typed.stderr.startswith(f"There is no database {tmp_path}/var/tocsin.db, by DATABASE_URL")
    assert not list(tmp_path.iterdir())


def test_an_empty_file_is_no_database_of_ours(tmp_path: Path) -> None:
    """It is left empty."""
    (tmp_path / "tocsin.db").touch()
    typed = Operator(tmp_path, "sqlite:///tocsin.db").types("list")
    assert (typed.returncode, "holds nothing of Tocsin" in typed.stderr) == (2, True)
    assert not (tmp_path / "tocsin.db").read_bytes()
