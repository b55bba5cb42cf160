"""What is answered when a request is refused or something breaks: privately, in Slack's own way for each kind."""

from dataclasses import dataclass
from typing import Any

from slack_bolt.response import BoltResponse

from bot.logs import note_failure
from bot.slack import words
from bot.slack.desk import Desk, as_json, way_back
from bot.slack.message import Message
from bot.slack.text import cut, unescaped
from bot.slack.views.answers import broken, conflict, refused
from incidents.errors import Conflict, IncidentError, Invalid, NotFound

FIELD_LIMIT = 300


@dataclass(frozen=True)
class Failures:
    """Answers for errors. Those of the types in `polite` say themselves what is wrong and what to do."""

    desk: Desk
    polite: tuple[type[Exception], ...] = ()

    def answer(self, error: Exception, body: dict[str, Any]) -> BoltResponse:
        """Answer a command in the acknowledgement, a form beside its field, a button by its response_url."""
        message = self._worded(error)
        if body.get("type") == "view_submission":
            return _beside_field(error, message, body["view"])
        if "command" in body:
            result = "refused" if isinstance(error, IncidentError) else "failed"
            self.desk.count(words.counted_as(self.desk.words, str(body.get("text", ""))), result)
            return BoltResponse(status=200, body={"response_type": "ephemeral", **as_json(message)})
        self.desk.reply(way_back(body), message)
        return BoltResponse(status=200, body="")

    def _worded(self, error: Exception) -> Message:
        if isinstance(error, Conflict):
            return conflict(error, self.desk.now())
        if isinstance(error, NotFound) and error.what == "incident":
            return refused(f"{error} /incident list all shows every one.")
        if isinstance(error, IncidentError):
            return refused(error.message if isinstance(error, Invalid) else str(error))
        ref = note_failure(error, door="slack")
        return refused(f"{error} (ref {ref})") if isinstance(error, self.polite) else broken(ref)


def _beside_field(error: Exception, message: Message, view: dict[str, Any]) -> BoltResponse:
    inputs = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    wrong = error.field if isinstance(error, Invalid) else ""
    field = next((block for block in inputs if block.partition("@")[0] == wrong), inputs[0])
    errors = {field: cut(unescaped(message.text), FIELD_LIMIT)}
    return BoltResponse(status=200, body={"response_action": "errors", "errors": errors})
