"""Messages that grow while they are read, previews of links, and the looks that a message can have."""

from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.playground.granted import manifest_with, refusal
from tests.playground.people import Person

HERE = "C0INCIDENTS"
TO: dict[str, Any] = {"recipient_team_id": "T0DEMO", "recipient_user_id": "U0ANN"}
URL = "https://status.example/7"


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    return manifest_with(tmp_path, scopes=("links:write", "chat:write.customize"))


@pytest.fixture
async def asked(client: AsyncWebClient, ann: Person) -> str:
    await client.conversations_join(channel=HERE)
    return str((await ann.says(HERE, "what happened?"))["ts"])


async def test_a_message_grows_until_it_is_stopped(client: AsyncWebClient, ann: Person, asked: str) -> None:
    begun = await client.chat_startStream(channel=HERE, thread_ts=asked, markdown_text="The ", **TO)
    where = {"channel": HERE, "ts": begun["ts"]}
    await client.chat_appendStream(**where, markdown_text="database ")
    task = {"type": "task_update", "id": "1", "title": "Restart", "status": "complete"}
    await client.api_call("chat.appendStream", json={**where, "markdown_text": "is ", "chunks": [task]})
    await client.chat_stopStream(**where, markdown_text="back.", blocks=[{"type": "divider"}])
    _, told = await ann.reads(HERE, thread_ts=asked)
    assert (told["text"], told["streaming_state"]) == ("The database is back.", "completed")
    assert [block["type"] for block in told["blocks"]] == ["markdown", "task_card", "divider"]
    late = client.chat_appendStream(**where, markdown_text="x")
    assert await refusal(late) == "message_not_in_streaming_state"


async def test_what_cannot_be_streamed_is_refused(client: AsyncWebClient, asked: str) -> None:
    nobody = client.chat_startStream(channel=HERE, thread_ts=asked)
    assert await refusal(nobody) == "missing_recipient_team_id"
    stranger = client.chat_startStream(
        channel=HERE, thread_ts=asked, recipient_team_id="T0DEMO", recipient_user_id="U0NOBODY"
    )
    assert await refusal(stranger) == "user_not_found"
    anns = client.chat_appendStream(channel=HERE, ts=asked, markdown_text="x")
    assert await refusal(anns) == "message_not_owned_by_app"
    begun = (await client.chat_startStream(channel=HERE, thread_ts=asked, **TO))["ts"]
    changed = client.chat_update(channel=HERE, ts=begun, text="x")
    assert await refusal(changed) == "streaming_state_conflict"
    odd = {"channel": HERE, "ts": begun, "markdown_text": "x", "chunks": [{"type": "song"}]}
    assert await refusal(client.api_call("chat.appendStream", json=odd)) == "invalid_chunks"


async def test_a_preview_hangs_below_the_message_with_the_link(client: AsyncWebClient, ann: Person) -> None:
    await client.conversations_join(channel=HERE)
    ts = (await client.chat_postMessage(channel=HERE, text=f"see <{URL}>"))["ts"]
    for _ in range(2):
        blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "all is well"}}]
        await client.chat_unfurl(channel=HERE, ts=ts, unfurls={URL: {"blocks": blocks}})
    [message] = await ann.reads(HERE)
    assert [one["app_unfurl_url"] for one in message["attachments"]] == [URL]
    other = client.chat_unfurl(channel=HERE, ts=ts, unfurls={"https://x.example": {}})
    assert await refusal(other) == "cannot_unfurl_url"
    broken = client.chat_unfurl(channel=HERE, ts=ts, unfurls={URL: {"blocks": [{"type": "song"}]}})
    assert await refusal(broken) == "cannot_parse_attachment"


async def test_a_message_may_bear_another_name_with_a_scope_of_its_own(
    client: AsyncWebClient, ann: Person
) -> None:
    await client.conversations_join(channel=HERE)
    await client.chat_postMessage(channel=HERE, text="x", username="Siren", icon_emoji=":bell:")
    [message] = await ann.reads(HERE)
    assert (message["username"], message["icons"]) == ("Siren", {"emoji": ":bell:"})
