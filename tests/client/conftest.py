"""The client against the real server of the API's tests."""

from tests.api.conftest import programs

__all__ = ["programs"]
