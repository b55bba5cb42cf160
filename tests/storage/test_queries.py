"""Named queries, and the dialect that both engines understand."""

import re
from pathlib import Path

import pytest

import storage
from storage.queries import beside, by_place, for_psycopg, spelled_out

FOLDER = Path(storage.__file__).parent
TWINS = sorted(FOLDER.glob("*.sql"))


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.stem)
def test_every_query_is_used_by_the_module_beside_it(twin: Path) -> None:
    """And every one that is used is there."""
    used = set(re.findall(r'SQL\["(\w+)"\]', twin.with_suffix(".py").read_text()))
    assert set(beside(str(twin))) == used


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.stem)
def test_every_query_is_written_so_that_both_engines_take_it(twin: Path) -> None:
    """No %, no colon in quotes, no list that would not be spelled out, nothing that only one engine knows."""
    for name, query in beside(str(twin)).items():
        assert "%" not in query, name
        assert not [text for text in re.findall(r"'([^']*)'", query) if ":" in text], name
        assert not re.search(r"\bin\s*\(\s*:", query.replace("IN (:", ""), re.IGNORECASE), name
        assert not re.search(r"::|OR REPLACE|OR IGNORE|SKIP LOCKED|\bTRUE\b|\bFALSE\b", query), name
        assert ";" not in query, name


def test_comments_are_no_part_of_a_query(tmp_path: Path) -> None:
    """Whether they stand before a name or below it."""
    (tmp_path / "rows.sql").write_text(
        "-- about all\n\n-- name: a\n-- why\nSELECT 1\n\n-- name: b\nSELECT 2\n"
    )
    assert dict(beside(str(tmp_path / "rows.py"))) == {"a": "SELECT 1", "b": "SELECT 2"}


def test_two_queries_of_one_name_are_a_mistake_of_ours(tmp_path: Path) -> None:
    """The second would hide the first."""
    (tmp_path / "rows.sql").write_text("-- name: a\nSELECT 1\n\n-- name: a\nSELECT 2\n")
    with pytest.raises(ValueError, match="two queries have the same name"):
        beside(str(tmp_path / "rows.py"))


def test_a_list_is_spelled_out() -> None:
    """Each item becomes a parameter; an empty list matches nothing; what was given stays as it was."""
    query, given = "a IN (:list) AND b = :listing", {"list": ["x", "y"], "listing": 1}
    assert spelled_out(query, given) == (
        "a IN (:list_0, :list_1) AND b = :listing",
        {"list_0": "x", "list_1": "y", "listing": 1},
    )
    assert spelled_out("a IN (:list)", {"list": ()}) == ("a IN (NULL)", {})
    assert given == {"list": ["x", "y"], "listing": 1}


def test_parameters_are_named_the_way_of_psycopg() -> None:
    """Wherever they stand."""
    assert for_psycopg("a = :a AND (b = :b_2)") == b"a = %(a)s AND (b = %(b_2)s)"


@pytest.mark.parametrize(
    ("query", "placed", "values"),
    [
        ("a = :a AND (b = :b_2 OR c = :a)", "a = ?1 AND (b = ?2 OR c = ?1)", (1, 2)),
        ("a = :a", "a = ?1", (1,)),
        ("SELECT 1", "SELECT 1", ()),
    ],
)
def test_parameters_are_given_to_sqlite_by_their_places(
    query: str, placed: str, values: tuple[int, ...]
) -> None:
    """A name that comes twice has one place."""
    to, in_order = by_place(query)
    assert to == placed
    assert tuple(in_order({"b_2": 2, "a": 1, "unused": 3})) == values
