"""Files: uploaded by slack_sdk in three steps, shared, read, listed, deleted."""

import io
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from playground.server import Playground
from tests.playground.granted import manifest_with, refusal
from tests.playground.people import Person
from tests.playground.test_inspector import rows, whole

HERE = "C0INCIDENTS"
JSON = dict[str, Any]
TOKEN = {"Authorization": "Bearer xoxb-playground"}


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    return manifest_with(tmp_path, scopes=("files:read", "files:write"))


async def uploaded(client: AsyncWebClient, name: str = "notes.txt", content: bytes = b"It rained") -> JSON:
    await client.conversations_join(channel=HERE)
    answer = await client.files_upload_v2(
        channel=HERE, filename=name, content=content, title="Notes", initial_comment="Read this"
    )
    file: JSON = answer["file"]
    return file


async def test_slack_sdk_uploads_a_file_and_it_is_a_message(client: AsyncWebClient, ann: Person) -> None:
    file = await uploaded(client)
    message = (await ann.reads(HERE))[-1]
    assert (message["subtype"], message["text"], message["user"]) == ("file_share", "Read this", "U0BOT")
    (shared,) = message["files"]
    assert (shared["id"], shared["title"], shared["name"], shared["size"]) == (
        file["id"],
        "Notes",
        "notes.txt",
        9,
    )
    assert (shared["mimetype"], shared["is_public"], shared["channels"]) == ("text/plain", True, [HERE])
    assert (await client.files_info(file=file["id"]))["file"]["permalink"]


async def test_two_files_are_one_message_and_go_into_a_thread(client: AsyncWebClient, ann: Person) -> None:
    await client.conversations_join(channel=HERE)
    root = (await client.chat_postMessage(channel=HERE, text="The card"))["ts"]
    await client.files_upload_v2(
        channel=HERE,
        thread_ts=root,
        file_uploads=[{"content": "a", "filename": "a.txt"}, {"content": "b", "filename": "b.txt"}],
    )
    reply = (await ann.reads(HERE, thread_ts=root))[-1]
    assert [file["name"] for file in reply["files"]] == ["a.txt", "b.txt"]


async def test_a_file_is_read_with_the_token_and_by_those_who_may_see_it(
    client: AsyncWebClient, session: ClientSession, url: str
) -> None:
    """Without either one lands on a page with status 200, as in Slack, and never gets the file."""
    file = await uploaded(client)
    async with session.get(file["url_private"], headers=TOKEN) as answer:
        assert await answer.read() == b"It rained"
        assert answer.headers["Content-Disposition"] == "attachment"
    async with session.get(file["url_private"], params={"as": "U0BEN"}) as answer:
        assert await answer.read() == b"It rained"
    async with session.get(file["url_private"]) as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")
    async with session.get(file["url_private"].replace(file["id"], "F0NOTHING"), headers=TOKEN) as answer:
        assert answer.status == 404


async def test_a_file_can_never_act_as_the_page(client: AsyncWebClient, session: ClientSession) -> None:
    """Pictures are shown, all else is downloaded; neither runs anything."""
    for name, disposition in (("a.png", "inline"), ("a.svg", "attachment"), ("a.html", "attachment")):
        file = await uploaded(client, name, b"<script>alert(1)</script>")
        async with session.get(file["url_private"], headers=TOKEN) as answer:
            assert answer.headers["Content-Disposition"] == disposition
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in answer.headers["Content-Security-Policy"]


async def test_files_are_listed_by_kind_person_and_page(client: AsyncWebClient) -> None:
    await uploaded(client, "a.png", b"a")
    await uploaded(client, "b.txt", b"b")
    listed = await client.files_list(count=1, page=2)
    assert listed["paging"] == {"count": 1, "total": 2, "page": 2, "pages": 2}
    assert len(listed["files"]) == 1
    assert [file["name"] for file in (await client.files_list(types="images"))["files"]] == ["a.png"]
    assert (await client.files_list(user="U0ANN"))["files"] == []
    assert len((await client.files_list(channel=HERE))["files"]) == 2
    assert await refusal(client.files_list(types="poems")) == "unknown_type"
    assert await refusal(client.files_list(user="U0NOBODY")) == "user_not_found"


async def test_a_deleted_file_leaves_a_tombstone_in_its_message(client: AsyncWebClient, ann: Person) -> None:
    file = await uploaded(client)
    await client.files_delete(file=file["id"])
    assert (await ann.reads(HERE))[-1]["files"] == [{"id": file["id"], "mode": "tombstone"}]
    assert await refusal(client.files_info(file=file["id"])) == "file_deleted"
    assert await refusal(client.files_delete(file="F0NOTHING")) == "file_not_found"
    assert (await client.files_list())["files"] == []


async def test_an_upload_is_finished_only_when_its_bytes_came(
    client: AsyncWebClient, session: ClientSession
) -> None:
    begun = await client.files_getUploadURLExternal(filename="a.txt", length=3)
    listed = [{"id": begun["file_id"], "title": "a"}]
    assert await refusal(client.files_completeUploadExternal(files=listed)) == "file_not_found"
    async with session.post(begun["upload_url"], data=b"too long") as answer:
        assert answer.status == 400
    async with session.post(begun["upload_url"], data=b"abc") as answer:
        assert (answer.status, await answer.text()) == (200, "OK")
    done = await client.files_completeUploadExternal(files=listed)
    assert done["files"][0]["id"] == begun["file_id"]
    assert await refusal(client.files_completeUploadExternal(files=listed)) == "file_not_found"


async def test_an_upload_is_begun_by_a_form_and_never_by_json(session: ClientSession, url: str) -> None:
    """What JSON says is not seen, so that nothing is asked for."""
    asked: JSON = {"filename": "a.txt", "length": "3"}
    method = f"{url}/api/files.getUploadURLExternal"
    async with session.post(method, json=asked, headers=TOKEN) as answer:
        refused = await answer.json()
    async with session.post(method, data=asked, headers=TOKEN) as answer:
        begun = await answer.json()
    assert (refused["ok"], begun["ok"]) == (False, True)


async def test_an_upload_may_come_as_a_form(client: AsyncWebClient, session: ClientSession) -> None:
    """As `curl -F filename=@a.txt` sends it."""
    begun = await client.files_getUploadURLExternal(filename="a.txt", length=3)
    async with session.post(begun["upload_url"], data={"filename": io.BytesIO(b"abc")}) as answer:
        assert answer.status == 200


async def test_what_cannot_be_uploaded_or_shared_is_refused(client: AsyncWebClient) -> None:
    begin, complete = client.files_getUploadURLExternal, client.files_completeUploadExternal
    assert await refusal(begin(filename="a", length=10**9)) == "file_upload_size_restricted"
    assert await refusal(begin(filename="a", length=1, alt_txt="x" * 1001)) == "alt_txt_too_large"
    nowhere = complete(files=[{"id": "F1", "title": "a"}], channel_id="C0NOWHERE")
    assert await refusal(nowhere) == "channel_not_found"
    outside = complete(files=[{"id": "F1", "title": "a"}], channel_id="C0GENERAL")
    assert await refusal(outside) == "not_in_channel"
    many = complete(files=[{"id": "F1", "title": "a"}], channels=["C1"] * 101)
    assert await refusal(many) == "channels_limit_exceeded"


async def test_files_outlive_a_restart(session: ClientSession, tmp_path: Path, manifest: Path) -> None:
    state = tmp_path / "playground.db"
    async with Playground(manifest, state=state).serve() as url:
        file = await uploaded(AsyncWebClient("xoxb-playground", base_url=f"{url}/api/", session=session))
        port = int(url.rsplit(":", 1)[1])
    async with (
        Playground(manifest, state=state).serve(port=port),
        session.get(file["url_private"], headers=TOKEN) as answer,
    ):
        assert await answer.read() == b"It rained"


async def test_the_bots_downloads_are_noted_and_can_go_wrong_and_a_persons_are_not(
    client: AsyncWebClient, session: ClientSession, url: str
) -> None:
    """Bytes that are no text are told of, not shown."""
    file = await uploaded(client, "a.png", b"\x89PNG\xff")
    for method, headers, query in (("url_private", TOKEN, {}), ("url_private", {}, {"as": "U0BEN"})):
        async with session.get(file[method], headers=headers, params=query) as answer:
            assert await answer.read() == b"\x89PNG\xff"
    begun = await whole(session, url, "files.getUploadURLExternal")
    assert begun["answer"]["upload_url"].endswith("/upload/v1/…")
    noted = await whole(session, url, "download")
    assert noted["request"] == {"file": file["id"], "name": "a.png"}
    assert (noted["answer"], noted["status"]) == ("(image/png, 5 bytes)", 200)
    assert [row["name"] for row in await rows(session, url)].count("download") == 1
    fault = {"kind": "down", "method": "download", "where": {"file": file["id"]}, "times": 1}
    async with session.post(f"{url}/control/faults", json=fault) as answer:
        assert answer.ok
    async with session.get(file["url_private_download"], headers=TOKEN) as answer:
        assert answer.status == 503
    async with session.get(file["url_private_download"], headers=TOKEN) as answer:
        assert await answer.read() == b"\x89PNG\xff"
