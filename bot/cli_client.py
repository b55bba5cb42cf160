"""What the commands share that act by the HTTP API of a running server: where it is, the token, and how they answer."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from tocsin_client import Client, Record

Url = Annotated[str, typer.Option("--url", envvar="TOCSIN_URL", help="Where the server is.")]
Token = Annotated[
    str, typer.Option("--token", envvar="TOCSIN_TOKEN", help="A token; tocsin token create makes one.")
]
Json = Annotated[bool, typer.Option("--json", help="For programs.")]
Fields = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FIELD=VALUE", help="What the API calls so; null empties, or puts back what is usual."
    ),
]

HERE = "http://127.0.0.1:8000"


@contextmanager
def client_of(token: str, url: str) -> "Iterator[Client]":
    """Give a client; what the server refuses is told in its own words, exit code 1."""
    from tocsin_client import ApiError, Client, UnknownWord, Unreachable

    try:
        opened = Client(token, url)
    except ValueError as error:
        raise _told(str(error)) from None
    try:
        with opened as client:
            yield client
    except UnknownWord as error:
        raise _told(f"{str(error)[0].upper()}{str(error)[1:]}.") from None
    except UnicodeEncodeError:
        raise _told("What was typed is not in UTF-8. Type it anew.") from None
    except Unreachable as error:
        raise _told(f"{error.message} {url} was asked; --url or TOCSIN_URL names another.") from None
    except ApiError as error:
        raise _told(error.message) from None


def given(fields: list[str] | None, meant: Callable[[str, str], Any]) -> dict[str, Any]:
    """Give fields as the API takes them; `meant` tells what is meant by a name and a value that is not null."""
    found = [field.partition("=") for field in fields or []]
    for name, is_, _ in found:
        if not is_:
            raise typer.BadParameter(f"{name} is no FIELD=VALUE. Write it like name=value.")
    return {name: None if value == "null" else meant(name, value) for name, _, value in found}


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
