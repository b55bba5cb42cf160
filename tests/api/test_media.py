"""What a body may be called: JSON everywhere, in the dialects also what curl calls it by default."""

import asyncio
import json

import pytest

from tests.api.conftest import Programs

NATIVE = "/api/v1/incidents"
BODY = {"title": "x", "description": "y", "affectedMonitors": []}
CREATE = {
    "beacon": ("/compat/beacon/api/v1/pages/acme/incidents", 422),
    "wakestack": ("/compat/wakestack/api/incidents", 422),
    "uptimeio": ("/compat/uptimeio/api/incidents", 400),
    "statly": ("/compat/statly/api/v1/incidents", 422),
    "blacktide": ("/compat/blacktide/v1/incidents", 422),
}
OURS = [
    "application/json",
    "application/json; charset=utf-8",
    "APPLICATION/JSON",
    "application/vnd.api+json",
    "",
]
BY_DEFAULT = "application/x-www-form-urlencoded"
OTHERS = ["text/plain", "application/xml", "multipart/form-data; boundary=x", "text/json", "json"]


async def made_of(programs: Programs) -> list[str]:
    return [each["title"] for each in (await programs.ask("GET", NATIVE)).json()["incidents"]]


@pytest.mark.parametrize("name", CREATE)
@pytest.mark.parametrize("called", [*OURS, BY_DEFAULT])
async def test_a_dialect_takes_json_that_is_called_so_or_not_called_anything(
    programs: Programs, name: str, called: str
) -> None:
    """The pages show curl without a Content-Type, and curl then says that it sends a form."""
    await programs.made("/api/v1/pages", {"slug": "acme", "name": "Acme"})
    path, _ = CREATE[name]

    answer = await programs.ask("POST", path, BODY, headers={"content-type": called})

    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("name", CREATE)
@pytest.mark.parametrize("called", OTHERS)
async def test_a_dialect_refuses_what_is_called_something_else(
    programs: Programs, name: str, called: str
) -> None:
    """As every body that it cannot take, with the way out; and nothing is made."""
    await programs.made("/api/v1/pages", {"slug": "acme", "name": "Acme"})
    path, refused = CREATE[name]

    answer = await programs.ask("POST", path, BODY, headers={"content-type": called})

    assert answer.status_code == refused
    assert "Send JSON, with the header Content-Type: application/json." in answer.text
    assert await made_of(programs) == []


@pytest.mark.parametrize("called", OURS)
async def test_the_native_api_takes_what_is_called_json_or_nothing(programs: Programs, called: str) -> None:
    """Parameters and capital letters are no matter."""
    assert (
        await programs.ask("POST", NATIVE, {"title": "x"}, headers={"content-type": called})
    ).status_code == 201


@pytest.mark.parametrize("called", [*OTHERS, BY_DEFAULT])
async def test_the_native_api_refuses_everything_else(programs: Programs, called: str) -> None:
    """415, in a sentence, and nothing is made."""
    answer = await programs.ask("POST", NATIVE, {"title": "x"}, headers={"content-type": called})

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Content-Type: application/json" in answer.json()["detail"]
    assert await made_of(programs) == []


async def test_what_the_address_names_is_looked_for_first(programs: Programs) -> None:
    """Path before body, here too."""
    called = {"content-type": "text/plain"}
    for path in (f"{NATIVE}/INC-9", "/compat/statly/api/v1/incidents/INC-9"):
        assert (await programs.ask("PATCH", path, {"title": "x"}, headers=called)).status_code == 404


async def test_curl_itself_declares_without_a_word_about_json(programs: Programs) -> None:
    """As the page prints it: `curl -X POST ... -d`."""
    url = f"{programs.url}{CREATE['uptimeio'][0]}"
    words = ["-sf", "-X", "POST", url, "-H", f"X-API-Key: {programs.client.headers['Authorization'][7:]}"]
    curl = await asyncio.create_subprocess_exec(
        "curl", *words, "-d", json.dumps({"title": "x"}), stdout=asyncio.subprocess.PIPE
    )
    told, _ = await curl.communicate()

    assert json.loads(told)["data"]["title"] == "x"
