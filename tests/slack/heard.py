"""What somebody heard: the answer, the private messages and the forms that came of what they did."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Payload = dict[str, Any]


@dataclass
class Heard:
    """What somebody got to see after they did something: an answer, and whether it replaced what they pressed."""

    status: int = 200
    body: Payload = field(default_factory=dict)
    posts: list[Payload] = field(default_factory=list)
    views: list[Payload] = field(default_factory=list)

    @property
    def message(self) -> Payload:
        """The one private answer, in the acknowledgement or by the response_url."""
        answers = [self.body] if self.body.get("blocks") else self.posts
        assert len(answers) == 1, self
        return answers[0]

    @property
    def words(self) -> str:
        """Everything that the private answer says."""
        return json.dumps(self.message, ensure_ascii=False)

    @property
    def errors(self) -> dict[str, str]:
        """The errors on the fields of a form."""
        assert self.body.get("response_action") == "errors", self
        return dict(self.body["errors"])

    def button(self, label: str) -> Payload:
        """Find a button by what stands on it."""
        return next(element for element in self.buttons() if element["text"]["text"] == label)

    def labels(self) -> list[str]:
        """Name all the buttons."""
        return [element["text"]["text"] for element in self.buttons()]

    def buttons(self) -> Iterator[Payload]:
        """Find all the buttons of the answer."""
        for block in self.message["blocks"]:
            elements = [*block.get("elements", []), block.get("accessory")]
            yield from (element for element in elements if element and element["type"] == "button")
