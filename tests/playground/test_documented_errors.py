"""What a method can answer, read from its source, is what Slack documents for it; so are its arguments."""

import pytest

from playground.errors import InvalidArguments, Refused
from playground.methods import METHODS
from playground.methods.not_played import NOT_PLAYED
from playground.web_api.documented import ALSO_SEEN, COMMON, documented
from tests.playground.reach import Unreadable, codes_of

NEVER = {
    method: {"invalid_blocks_format"}
    for method in ("chat.startStream", "chat.appendStream", "chat.stopStream")
}
"""What a source seems to allow and cannot happen: the blocks of a stream are always a list when they are checked."""


def codes(method: str) -> set[str]:
    return codes_of(METHODS[method]) - NEVER.get(method, set())


@pytest.mark.parametrize("method", METHODS)
def test_each_code_that_a_method_can_answer_with_is_documented_for_it(method: str) -> None:
    known = {*documented()[method]["errors"], *ALSO_SEEN.get(method, {})} | COMMON
    assert codes(method) <= known


@pytest.mark.parametrize("method", ALSO_SEEN)
def test_no_exception_is_listed_that_is_none(method: str) -> None:
    listed = set(ALSO_SEEN[method])
    assert listed <= codes(method)
    assert not listed & (COMMON | set(documented()[method]["errors"]))


def test_every_method_that_slack_documents_is_played_or_refused_with_something_documented() -> None:
    assert set(METHODS) == set(documented())
    for method, code in NOT_PLAYED.items():
        assert codes(method) == {code}, "no other module plays it after all"


def _refuses_as_told() -> None:
    _hands_on("told")


def _hands_on(code: str, other: str = "default") -> None:
    if other:
        raise Refused(code)
    raise InvalidArguments("x")


def _refuses_what_cannot_be_read(args: dict[str, str]) -> None:
    raise Refused(args["error"])


def test_the_reading_finds_codes_that_are_handed_on_and_owns_up_to_those_it_cannot_read() -> None:
    assert codes_of(_refuses_as_told) == {"told"}
    assert codes_of(_hands_on) == {"invalid_arguments"}
    with pytest.raises(Unreadable, match="args"):
        codes_of(_refuses_what_cannot_be_read)
