"""`tocsin doctor` finds each thing that an operator can get wrong, says what to do, and touches nothing."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.delivery import LEASE
from bot.world import RealWorld
from incidents.checks import Check, CheckKind
from storage import Transaction, made_checks, open_store, outbox
from storage.outbox import Outgoing
from tests.clinic import MANIFEST, ROOT, Clinic, clinic_open, doctor, in_thread
from tests.ports import free_port

NOBODY = 65_534


@pytest.fixture
async def clinic(tmp_path: Path) -> AsyncIterator[Clinic]:
    """Give a clinic in which everything is all right."""
    async with clinic_open(tmp_path) as opened:
        yield opened


def test_from_the_command_line_it_says_a_line_a_finding_and_ends_with_1_when_one_is_wrong(
    tmp_path: Path,
) -> None:
    """Without any settings it names each that is missing, and keeps a secret to itself."""
    shutil.copy(ROOT / "policy.example.toml", tmp_path / "policy.toml")
    said = doctor(tmp_path, SLACK_APP_TOKEN="xoxb-not-for-the-eyes", DATABASE_URL="mysql://here")
    assert said.returncode == 1
    lines = said.stdout.splitlines()
    assert [line.split()[:3] for line in lines] == [
        ["WRONG", "settings:", name] for name in ("DATABASE_URL", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")
    ]
    assert "Bot User OAuth Token" in lines[1]
    assert "not-for-the-eyes" not in said.stdout + said.stderr


LOOKED_AT = [
    "settings", "policy", "database", "schema", "outbox", "outbox", "mail", "subscribers", "Slack", "bot token",
    "scopes", "app token", "incidents channel", "people", "people", "people",
]  # fmt: skip


async def test_where_all_is_well_every_line_says_so_and_nothing_was_touched(clinic: Clinic) -> None:
    """No file made, no channel joined, and the command ends with 0."""
    await (await open_store(clinic.environment["DATABASE_URL"], RealWorld())).close()
    before = {path: path.stat().st_mtime_ns for path in clinic.folder.glob("*.*")}
    said = await in_thread(clinic.folder, clinic.environment)
    assert (said.returncode, said.stderr) == (0, "")
    lines = said.stdout.splitlines()
    assert [line.split(":")[0] for line in lines] == [f"ok     {about}" for about in LOOKED_AT]
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert not (clinic.folder / "tocsin.db.lock").exists()
    assert "conversations.join" not in await clinic.calls()


async def test_the_people_of_rotas_are_looked_for_as_those_of_steps_are(clinic: Clinic) -> None:
    """Each once, also those of a rota that no step names yet."""
    with clinic.policy.open("a") as policy:
        policy.write('[[rota]]\nname = "primary"\npeople = ["U0BEN", "U0NOBODY"]\n')
        policy.write('handover = "Mon 09:00"\nstarting = 2026-01-05\n')
        policy.write('[[escalation]]\nnotify = ["rota:primary"]\n')
    found = await clinic.examine()
    [wrong] = [finding for finding in found if not finding.ok]
    assert wrong.says.startswith("U0NOBODY of the policy is nobody in this workspace")
    assert "rotas: primary" in next(f.says for f in found if f.about == "policy")
    assert len([f for f in found if "U0BEN" in f.says]) == 1


async def test_a_monitor_at_a_private_address_is_wrong_whoever_made_it(clinic: Clinic) -> None:
    """It would be an incident at once; a name is looked up, and one that is not found is no mistake of that kind."""
    shop = Check(id="made", kind=CheckKind.TCP, target="localhost:5432")
    store = await open_store(clinic.environment["DATABASE_URL"], RealWorld())
    await store.run(lambda tx: made_checks.insert(tx, shop))
    await store.close()
    with clinic.policy.open("a") as policy:
        policy.write('[[monitor]]\nid = "shop"\nhttp = "http://127.0.0.1:9/x"\n')
        policy.write('[[monitor]]\nid = "lost"\nhttp = "http://nowhere.invalid/"\n')
    said = [finding.says for finding in await clinic.examine() if not finding.ok]
    assert said[0] == (
        "the monitor shop looks at http://127.0.0.1:9/x in vain: 127.0.0.1 is a private address."
        " Add its network to ALLOWED_PRIVATE_NETWORKS if that is meant."
    )
    assert said[1].startswith("the monitor made looks at localhost:5432 in vain: ")
    clinic.settings["ALLOWED_PRIVATE_NETWORKS"] = "127.0.0.0/8,::1"
    assert [str(finding) for finding in await clinic.examine() if finding.about == "monitors"] == [
        "ok     monitors: 3 are watched, none at a refused address."
    ]


async def test_a_database_that_is_not_there_yet_is_well_and_not_made(clinic: Clinic) -> None:
    """The first start makes it; the doctor does not."""
    found = await clinic.examine()
    assert [finding for finding in found if not finding.ok] == []
    assert "`tocsin serve` makes it" in next(f.says for f in found if f.about == "database")
    assert [path.name for path in clinic.folder.iterdir()] == ["policy.toml"]


async def test_a_folder_that_takes_no_file_is_found_even_by_root(clinic: Clinic) -> None:
    """Its rights alone do not tell."""
    clinic.settings["DATABASE_URL"] = "sqlite:////proc/nowhere/tocsin.db"
    assert "no room for a file in /proc" in await clinic.finds("database")


def test_a_misspelt_variable_is_named_beside_the_one_that_is_missing(tmp_path: Path) -> None:
    """It is why that one is missing."""
    (tmp_path / ".env").write_text("SLACK_BOT_TOKN=xoxb-made-up\nSLACK_APP_TOKEN=xapp-made-up\n")
    misspelt, missing = doctor(tmp_path).stdout.splitlines()
    assert misspelt == "WRONG  settings: SLACK_BOT_TOKN in .env is not known; is SLACK_BOT_TOKEN meant?"
    assert missing.startswith("WRONG  settings: SLACK_BOT_TOKEN is missing")


async def test_a_file_or_folder_that_may_not_be_written_is_found(
    clinic: Clinic, unwritable: tuple[Path, Path]
) -> None:
    """Before the first start, and after somebody copied the file as another user."""
    database, at_fault = unwritable
    clinic.settings["DATABASE_URL"] = f"sqlite:///{database}"
    with without_being_root():
        [found] = [finding for finding in await clinic.examine() if finding.about == "database"]
    assert not found.ok
    assert f"may not write to {at_fault}." in found.says


@pytest.fixture(params=["file", "folder"])
def unwritable(request: pytest.FixtureRequest) -> Iterator[tuple[Path, Path]]:
    """A path for a database, and the file or folder that may not be written."""
    with tempfile.TemporaryDirectory(prefix="tocsin-") as name:
        folder, path = Path(name), Path(name) / "tocsin.db"
        if request.param == "file":
            path.touch(0o444)
        folder.chmod(0o777 if request.param == "file" else 0o555)
        yield path, path if request.param == "file" else folder
        folder.chmod(0o700)


@contextmanager
def without_being_root() -> Iterator[None]:
    """Root may write everywhere."""
    former = os.geteuid()
    os.seteuid(NOBODY if former == 0 else former)
    try:
        yield
    finally:
        os.seteuid(former)


def spoil_file(path: Path) -> None:
    path.write_bytes(b"what is this? " * 1_000)


def spoil_schema(path: Path, change: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(change)
    connection.close()


SPOILT: list[tuple[Callable[[Path], None], str, str]] = [
    (spoil_file, "database", "is not a database"),
    (
        lambda path: spoil_schema(path, "INSERT INTO migrations VALUES (999, 'later', 0)"),
        "schema",
        "999 is newer than this version",
    ),
    (lambda path: spoil_schema(path, "DELETE FROM migrations"), "schema", "run: tocsin migrate"),
]


@pytest.mark.parametrize(("spoil", "about", "words"), SPOILT, ids=["garbage", "newer", "older"])
async def test_a_database_that_cannot_be_used_is_found_once(
    clinic: Clinic, spoil: Callable[[Path], None], about: str, words: str
) -> None:
    """What rests on it is not looked at, so that one fault is one line."""
    url = clinic.environment["DATABASE_URL"]
    await (await open_store(url, RealWorld())).close()
    spoil(clinic.folder / "tocsin.db")
    assert words in await clinic.finds(about)


async def test_a_policy_without_steps_is_named(clinic: Clinic) -> None:
    """Nobody would be reminded by name."""
    clinic.policy.write_text("")
    assert "has no [[escalation]]" in await clinic.finds("policy")


async def test_a_policy_with_mistakes_is_told_line_by_line(clinic: Clinic) -> None:
    """And its people are not asked for."""
    clinic.policy.write_text('[pace]\nhere = 1\nrepeat = "2 minutes"')
    found = [f for f in await clinic.examine() if not f.ok]
    assert [(f.about, "policy.toml, line" in f.says) for f in found] == [("policy", True)] * 2


async def test_a_slack_out_of_reach_is_one_finding(clinic: Clinic) -> None:
    """Not one for each thing that cannot be asked."""
    clinic.settings["SLACK_API_URL"] = f"http://127.0.0.1:{free_port()}/api/"
    assert "cannot be reached" in await clinic.finds("Slack")


@pytest.mark.parametrize("kind", ["down", "lost"])
async def test_a_slack_that_fails_is_one_finding(clinic: Clinic, kind: str) -> None:
    """Whether it says so or hangs up."""
    await clinic.control("faults", method="*", kind=kind)
    assert "cannot be reached" in await clinic.finds("Slack")


@pytest.mark.parametrize(
    ("variable", "token", "about", "page"),
    [
        ("SLACK_BOT_TOKEN", "xoxb-other", "bot token", "OAuth & Permissions"),
        ("SLACK_APP_TOKEN", "xapp-other", "app token", "Basic Information"),
    ],
)
async def test_a_wrong_token_is_found_with_the_page_where_the_right_one_is(
    clinic: Clinic, variable: str, token: str, about: str, page: str
) -> None:
    """And the token is not shown."""
    clinic.settings[variable] = token
    found = await clinic.finds(about)
    assert page in found
    assert "invalid_auth" in found
    assert token not in found


async def test_in_http_mode_it_says_where_slack_has_to_post(clinic: Clinic) -> None:
    """There is no app token to try then."""
    clinic.settings |= {
        "SLACK_APP_TOKEN": None,
        "SLACK_SIGNING_SECRET": "s",
        "BASE_URL": "https://tocsin.example.com",
    }
    found = await clinic.examine()
    assert all(finding.ok for finding in found)
    assert "https://tocsin.example.com/slack/events" in next(f.says for f in found if f.about == "app token")
    assert "apps.connections.open" not in await clinic.calls()


async def test_a_scope_that_was_not_granted_is_named(tmp_path: Path) -> None:
    """The app was made from an older manifest."""
    older = tmp_path / "older.yml"
    older.write_text(MANIFEST.read_text().replace("- channels:join", "- channels:manage"))
    async with clinic_open(tmp_path, older) as clinic:
        found = {f.about: f.says for f in await clinic.examine() if not f.ok}
    assert found.keys() == {"scopes", "incidents channel"}
    assert "not granted: channels:join" in found["scopes"]
    assert "/invite the bot there" in found["incidents channel"]


async def test_a_call_that_a_missing_scope_forbids_is_found_too(tmp_path: Path) -> None:
    """Nothing that Slack answers makes the doctor stumble."""
    older = tmp_path / "older.yml"
    older.write_text(MANIFEST.read_text().replace("- users:read", "- emoji:read"))
    async with clinic_open(tmp_path, older) as clinic:
        found = {f.about: f.says for f in await clinic.examine() if not f.ok}
    assert found.keys() == {"scopes", "people"}
    assert "missing_scope" in found["people"]


async def test_an_incidents_channel_that_is_not_there_is_found(clinic: Clinic) -> None:
    """Named wrongly, or not made yet."""
    clinic.settings["INCIDENTS_CHANNEL"] = "#accidents"
    assert "there is no public channel #accidents" in await clinic.finds("incidents channel")


async def test_an_archived_incidents_channel_is_found(clinic: Clinic) -> None:
    """By whichever name the operator gave it."""
    clinic.settings["INCIDENTS_CHANNEL"] = "C0INCIDENTS"
    await clinic.control("channels/C0INCIDENTS", is_archived=True)
    assert "#incidents is archived" in await clinic.finds("incidents channel")


async def test_people_who_cannot_be_reminded_are_found(clinic: Clinic) -> None:
    """Deactivated, unknown, a bot; by themselves and in a user group."""
    clinic.policy.write_text(
        '[[escalation]]\nnotify = ["U0BEN", "U0NOBODY", "U0BOT", "S0ONCALL", "S0NONE", "U0ANN"]'
    )
    await clinic.control("users/U0BEN", deleted=True)
    found = [f for f in await clinic.examine() if f.about == "people"]
    assert [(f.ok, word in f.says) for f, word in zip(found, PEOPLE, strict=True)] == [
        *[(False, True)] * 5,
        (True, True),
    ]


PEOPLE = [
    "U0BEN (@ben.demo) is deactivated",
    "U0NOBODY of the policy is nobody in this workspace",
    "is a bot",
    "in the user group S0ONCALL: U0BEN (@ben.demo) is deactivated",
    "S0NONE of the policy is no user group here",
    "U0ANN (@ann.demo) can be reminded",
]


async def test_a_user_group_with_nobody_in_it_is_found(clinic: Clinic) -> None:
    """Its step would remind nobody."""
    clinic.workspace.usergroups["S0ONCALL"]["users"] = []
    assert "nobody is in the user group S0ONCALL" in await clinic.finds("people")


async def test_a_bot_that_is_in_the_channel_needs_no_leave_to_join(tmp_path: Path) -> None:
    """Somebody has invited it."""
    older = tmp_path / "older.yml"
    older.write_text(MANIFEST.read_text().replace("- channels:join", "- channels:manage"))
    async with clinic_open(tmp_path, older) as clinic:
        await clinic.control("channels/C0INCIDENTS", members=["U0ANN", "U0BOT"])
        assert "channels:join" in await clinic.finds("scopes")


async def test_what_should_have_gone_out_long_ago_is_named_with_since_when_and_why(clinic: Clinic) -> None:
    """By lane, the urgent first; what is due in a moment is nothing to speak of."""
    store = await open_store(clinic.environment["DATABASE_URL"], RealWorld())
    now = RealWorld().now()
    since = now - timedelta(minutes=9)

    def unit(tx: Transaction) -> None:
        for key in ("a", "b"):
            outbox.put(tx, Outgoing(key, "page", 1, since, {}))
        [claimed, _] = outbox.begin(tx, outbox.claim(tx, ["page"], 2, LEASE), LEASE)
        outbox.retry(tx, claimed, now + LEASE, "service_unavailable", in_doubt=False)
        outbox.put(tx, Outgoing("c", "card", 4, now, {}))
        outbox.put(tx, Outgoing("d", "settle", 8, since, {}))  # old messages may take their time

    await store.run(unit)
    await store.close()
    says = f"page: 2 wait to be sent, the first since {since:%Y-%m-%d %H:%M} UTC: service_unavailable."
    assert await clinic.finds("outbox") == says
