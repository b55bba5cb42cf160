"""What the OpenAPI documents promise: headers, errors by code, and an example of every body that fits its schema."""

from collections.abc import Iterator
from typing import Any, get_args

import jsonschema
import pytest

from bot.http.dialects import load_dialects
from bot.http.refused import Code
from tests.api.conftest import Programs

MOUNTS = ["/api/v1", *(f"/compat/{name}" for name in load_dialects())]


async def document(programs: Programs, mount: str) -> Any:
    return (await programs.ask("GET", f"{mount}/openapi.json")).json()


def operations(told: Any) -> Iterator[tuple[str, str, Any]]:
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def headers(operation: Any) -> set[str]:
    return {each["name"] for each in operation.get("parameters", []) if each["in"] == "header"}


def codes(operation: Any, status: str) -> set[str]:
    [media] = operation["responses"][status]["content"].values()
    return set(media["examples"])


def bodies(operation: Any) -> Iterator[Any]:
    """Give each body that is sent, and each of an answer with 2xx."""
    yield from operation.get("requestBody", {}).get("content", {}).values()
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            assert status == "204" or response["content"]
            yield from response.get("content", {}).values()


@pytest.mark.parametrize("mount", MOUNTS)
async def test_whatever_can_be_repeated_under_a_key_says_so(programs: Programs, mount: str) -> None:
    """With both of the errors that a key may bring; nothing else has them."""
    reused = "400" if mount.endswith("uptimeio") else "422"
    for method, _, operation in operations(await document(programs, mount)):
        keyed = method in ("POST", "PATCH", "PUT")
        assert ("Idempotency-Key" in headers(operation)) is keyed
        assert ("idempotency_key_in_use" in codes(operation, "409")) is keyed
        assert ("idempotency_key_reused" in codes(operation, reused)) is keyed


@pytest.mark.parametrize("mount", MOUNTS)
async def test_whatever_changes_an_incident_takes_if_match(programs: Programs, mount: str) -> None:
    """And nothing else does."""
    for method, path, operation in operations(await document(programs, mount)):
        assert ("If-Match" in headers(operation)) is (method != "GET" and "{reference}" in path)


@pytest.mark.parametrize("mount", MOUNTS)
async def test_every_body_has_an_example_that_fits(programs: Programs, mount: str) -> None:
    """Those that are sent, and those of the answers."""
    told = await document(programs, mount)
    for method, path, operation in operations(told):
        for media in bodies(operation):
            name = media["schema"].get("$ref", "").rpartition("/")[2]
            examples = told["components"]["schemas"].get(name, {}).get("examples", [])
            examples = [media["example"]] if "example" in media else examples
            assert examples, (method, path, name)
            for example in examples:
                jsonschema.validate(example, media["schema"] | {"components": told["components"]})


async def test_a_document_is_the_same_whenever_it_is_asked_for(programs: Programs) -> None:
    """It is completed once."""
    assert await document(programs, "/api/v1") == await document(programs, "/api/v1")


async def test_a_problem_names_every_code(programs: Programs) -> None:
    """A program can tell them apart without trying."""
    problem = (await document(programs, "/api/v1"))["components"]["schemas"]["ProblemJson"]

    assert problem["properties"]["code"]["enum"] == list(get_args(Code))


async def test_the_stream_is_one_of_events(programs: Programs) -> None:
    """With an example that has all three lines."""
    content = (await document(programs, "/api/v1"))["paths"]["/events"]["get"]["responses"]["200"]["content"]

    assert list(content) == ["text/event-stream"]
    assert [line.partition(":")[0] for line in content["text/event-stream"]["example"].splitlines()] == [
        "id",
        "event",
        "data",
        "",
    ]
