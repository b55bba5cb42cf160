"""What may be asked of a check, and what is refused by field."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.checks import Check, CheckKind
from incidents.errors import Invalid
from incidents.statuses import SUCCESS, statuses_as_words, statuses_in

SECOND = timedelta(seconds=1)


def check(kind: str = "http", target: str = "https://shop.example/", **wishes: Any) -> Check:
    """Make a check of the shop."""
    return Check(id="shop", kind=CheckKind(kind), target=target, **wishes)


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("http", "http://shop.example"),
        ("http", "https://shop.example:8443/health?deep=yes"),
        ("http", "https://[2001:db8::1]/"),
        ("tcp", "db.example:5432"),
        ("tcp", "192.0.2.1:5432"),
        ("tcp", "[2001:db8::1]:5432"),
        ("tcp", "my_service:65535"),
        ("dns", "shop.example"),
        ("dns", "localhost"),
        ("dns", "m\xfcller.example."),
        ("heartbeat", ""),
    ],
)
def test_a_target_of_its_kind_is_taken(kind: str, target: str) -> None:
    """Without spaces around it."""
    assert check(kind, f" {target} ").target == target


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        *[
            ("http", target)
            for target in ["", "shop.example", "ftp://shop.example/", "https://", "https://["]
        ],
        *[("http", target) for target in ["https://ann:secret@shop.example/", "http://shop.example:99999/"]],
        *[
            ("tcp", target)
            for target in ["", "db.example", "db.example:", ":5432", "db.example:0", "db:65536"]
        ],
        *[
            ("tcp", target)
            for target in ["2001:db8::1:5432x", "[192.0.2.1]:80", "[::1]", "[fe80::1%eth0]:80"]
        ],
        *[("tcp", target) for target in ["https://db.example:5432", "db.example:\u0661"]],
        *[("dns", target) for target in ["", "192.0.2.1", "::1", "shop..example", "shop example", "a" * 64]],
        ("heartbeat", "https://shop.example/"),
    ],
)
def test_a_target_of_no_kind_is_refused(kind: str, target: str) -> None:
    """The words show one that is taken."""
    with pytest.raises(Invalid) as refused:
        check(kind, target)
    assert refused.value.field == "target"


@pytest.mark.parametrize(
    ("wishes", "field"),
    [
        ({"name": "x" * 256}, "name"),
        ({"interval": SECOND / 2}, "interval"),
        ({"interval": timedelta(days=2)}, "interval"),
        ({"timeout": SECOND / 100}, "timeout"),
        ({"timeout": timedelta(minutes=3)}, "timeout"),
        ({"failures": 0}, "failures"),
        ({"recoveries": 101}, "recoveries"),
        ({"expect_status": frozenset[int]()}, "expect_status"),
        ({"expect_status": frozenset({600})}, "expect_status"),
        ({"keyword": " "}, "keyword"),
        ({"slower_than": timedelta()}, "slower_than"),
        ({"slower_than": 10 * SECOND}, "slower_than"),
        ({"certificate_days": 0}, "certificate_days"),
        ({"certificate_days": 1, "target": "http://shop.example/"}, "certificate_days"),
        ({"address": "192.0.2.1"}, "address"),
        ({"kind": "dns", "target": "shop.example", "address": "192.0.2"}, "address"),
        ({"kind": "dns", "target": "shop.example", "keyword": "well"}, "keyword"),
        (
            {"kind": "tcp", "target": "db.example:5432", "expect_status": frozenset({200, 404})},
            "expect_status",
        ),
        ({"kind": "tcp", "target": "db.example:5432", "certificate_days": 3}, "certificate_days"),
        ({"kind": "heartbeat", "target": "", "slower_than": SECOND}, "slower_than"),
        ({"kind": "heartbeat", "target": "", "interval": timedelta(days=400)}, "interval"),
        ({"page": ""}, "page"),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(wishes: dict[str, Any], field: str) -> None:
    """A door shows the words beside it."""
    with pytest.raises(Invalid) as refused:
        check(**wishes)
    assert refused.value.field == field
    assert refused.value.message.endswith((".", "please."))


def test_a_check_without_a_name_is_named_by_its_id() -> None:
    """As every monitor that nobody described."""
    assert check().name == "shop"
    assert check(name=" The  shop ").name == "The shop"


def test_addresses_are_compared_as_addresses() -> None:
    """However they are written."""
    assert check("dns", "shop.example", address="2001:DB8:0::1").address == "2001:db8::1"


def test_a_port_knows_its_host() -> None:
    """An IPv6 address loses its brackets."""
    assert check("tcp", "[2001:db8::1]:5432").host_and_port == ("2001:db8::1", 5432)
    assert check("tcp", "db.example:5432").host_and_port == ("db.example", 5432)


def test_a_silent_job_is_looked_at_often() -> None:
    """The others at their interval."""
    assert check("heartbeat", "", interval=timedelta(days=31)).looks_every == 30 * SECOND
    assert check("heartbeat", "", interval=20 * SECOND).looks_every == 2 * SECOND
    assert check(interval=timedelta(hours=1)).looks_every == timedelta(hours=1)


@pytest.mark.parametrize(
    ("words", "statuses"),
    [("200", {200}), ("200-299", SUCCESS), (" 301 , 200-202 ", {200, 201, 202, 301}), ("200,200", {200})],
)
def test_statuses_are_read_as_people_write_them(words: str, statuses: set[int]) -> None:
    """Single ones and ranges."""
    assert statuses_in(words) == statuses


@pytest.mark.parametrize("words", ["", "ok", "20", "2000", "299-200", "200-", "99", "600", "200;201", "2xx"])
def test_what_is_no_status_is_refused(words: str) -> None:
    """The words show some that are."""
    with pytest.raises(Invalid, match='Write 200, or "200-299"'):
        statuses_in(words)


@given(st.frozensets(st.integers(min_value=100, max_value=599), min_size=1))
def test_statuses_are_written_as_they_are_read(statuses: frozenset[int]) -> None:
    """Nothing is lost on the way."""
    assert statuses_in(statuses_as_words(statuses)) == statuses
