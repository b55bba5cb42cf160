"""What the commands share that act by the HTTP API of a running server: where it is, the token, and how they answer."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tocsin_client import Client, Record

Url = Annotated[str, typer.Option("--url", envvar="TOCSIN_URL", help="Where the server is.")]
Token = Annotated[
    str, typer.Option("--token", envvar="TOCSIN_TOKEN", help="A token; tocsin token create makes one.")
]
Json = Annotated[bool, typer.Option("--json", help="For programs.")]

HERE = "http://127.0.0.1:8000"


@contextmanager
def client_of(token: str, url: str) -> "Iterator[Client]":
    """Give a client; what the server refuses is told in its own words, exit code 1."""
    from tocsin_client import ApiError, Client

    try:
        opened = Client(token, url)
    except ValueError as error:
        raise _told(str(error)) from None
    try:
        with opened as client:
            yield client
    except ApiError as error:
        raise _told(error.message) from None


def tell(answer: "Record", words: str, *, as_json: bool) -> None:
    """Print the answer for programs, or words for people."""
    if as_json:
        print_json(answer.plain)
    else:
        typer.echo(words)


def print_json(told: object) -> None:
    """Print something for programs."""
    typer.echo(json.dumps(told, indent=2, ensure_ascii=False))


def _told(why: str) -> typer.Exit:
    typer.echo(why, err=True)
    return typer.Exit(1)
