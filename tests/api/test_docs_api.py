"""docs/api.md is what a person copies from: its commands run as they stand, in the order of the page."""

import asyncio
import json
import os
import re

import pytest

from bot.auth import Scope
from bot.http.dialects import load_dialects
from tests.api.conftest import Programs
from tests.documents import ROOT

PAGE = (ROOT / "docs/api.md").read_text(encoding="utf-8")


async def test_every_curl_command_of_the_page_works(programs: Programs) -> None:
    """`-f` makes a command fail that is not answered with success."""
    token = await programs.token(Scope.ADMIN)
    blocks = [block for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) if "curl" in block]
    script = "set -e\n" + "\n".join(blocks)

    shell = await asyncio.create_subprocess_exec(
        "sh",
        "-c",
        script,
        env={**os.environ, "TOCSIN": programs.url, "TOKEN": token},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    printed, complaints = await shell.communicate()

    assert shell.returncode == 0, (printed.decode(), complaints.decode())
    assert printed.count(b"Payment gateway timeout") == 3
    listed = (await programs.ask("GET", "/api/v1/incidents")).json()["incidents"]
    assert [incident["number"] for incident in listed] == [6, 5, 4, 3, 2, 1]


def test_every_dialect_and_scope_is_on_the_page() -> None:
    """A dialect is one file more; its address stands in the table."""
    for name in load_dialects():
        assert f"`/compat/{name}`" in PAGE
    for scope in Scope:
        assert f"`{scope}`" in PAGE


async def test_every_address_has_a_document_that_needs_no_token(programs: Programs) -> None:
    """OpenAPI 3.1: how a token is sent, every error in the API's own words, and an example of an incident."""
    for mount in ("/api/v1", *(f"/compat/{name}" for name in load_dialects())):
        answer = await programs.ask("GET", f"{mount}/openapi.json", headers={"Authorization": ""})
        assert answer.status_code == 200
        assert answer.json()["openapi"].startswith("3.1")
        document = answer.json()
        assert set(document["components"]["securitySchemes"]) == {"bearer", "apiKey"}
        invalid = "400" if mount.endswith("uptimeio") else "422"
        for methods in document["paths"].values():
            for operation in methods.values():
                assert {"401", "403", "404", "409", "413", invalid, "429", "500"} <= set(
                    operation["responses"]
                )
                assert "HTTPValidationError" not in json.dumps(operation["responses"])
    assert "checkout is failing" in json.dumps((await programs.ask("GET", "/api/v1/openapi.json")).json())


@pytest.mark.parametrize("mount", ["/api/v1", *(f"/compat/{name}" for name in load_dialects())])
async def test_the_page_loads_from_us_alone_and_needs_no_token(programs: Programs, mount: str) -> None:
    """Every file that it names is there, and its policy lets it load nothing from elsewhere."""
    page = await programs.ask("GET", f"{mount}/docs", headers={"Authorization": ""})
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)

    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert [name for name in loaded if name.startswith(("http", "//"))] == []
    for name in loaded:
        if not name.startswith("data:"):
            assert (
                await programs.ask("GET", f"{mount}/{name}", headers={"Authorization": ""})
            ).status_code == 200


async def test_the_bare_address_says_where_to_go(programs: Programs) -> None:
    """In a line of plain text, which needs no token and names no status page."""
    answer = await programs.ask("GET", "/", headers={"Authorization": ""})

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    assert "/docs" in answer.text
    assert "/status/<page>" in answer.text


async def test_the_usual_address_of_the_page_leads_to_it(programs: Programs) -> None:
    """Whoever tries /docs wants the native API's page, and needs no token for it."""
    answer = await programs.ask("GET", "/docs", headers={"Authorization": ""})

    assert (answer.status_code, answer.headers["location"]) == (307, "/api/v1/docs")
