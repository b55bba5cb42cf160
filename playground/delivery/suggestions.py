"""Options of external selects: what the bot offers for what was typed.

Source: https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload.
"""

from __future__ import annotations

from playground.blocks import forms
from playground.blocks.block_rules import blocks_of
from playground.blocks.block_schema import wrong_shape
from playground.delivery import payloads
from playground.delivery.courier import Courier
from playground.errors import JSON, Refused, Undelivered
from playground.state import views
from playground.state.access import clickable
from playground.state.workspace import Workspace


class Suggestions:
    """Asks the bot, while the person waits."""

    def __init__(self, workspace: Workspace, courier: Courier) -> None:
        self._workspace = workspace
        self._courier = courier

    async def in_view(self, user: str, view_id: str, asked: JSON) -> JSON:
        view = views.owned_view(self._workspace, user, view_id)
        return await self._suggest(user, blocks_of(view), payloads.in_view(view), asked)

    async def in_message(self, user: str, channel: JSON, ts: str, asked: JSON) -> JSON:
        message = clickable(self._workspace, user, channel["id"], ts)
        place = payloads.in_message(self._workspace, channel, message)
        return await self._suggest(user, blocks_of(message), place, asked)

    async def _suggest(self, user: str, blocks: list[JSON], place: JSON, asked: JSON) -> JSON:
        ids = str(asked.get("block_id")), str(asked.get("action_id"))
        if "external" not in forms.element_of(blocks, *ids)["type"]:
            raise Refused("action_not_found")
        payload = payloads.interaction(self._workspace, "block_suggestion", user) | {
            **place,
            "block_id": ids[0],
            "action_id": ids[1],
            "value": str(asked.get("value") or ""),
        }
        try:
            return {"ok": True, **_checked(await self._courier.deliver("interactive", payload))}
        except Undelivered as undelivered:
            return {"ok": False, "error": undelivered.code}


def _checked(answer: JSON | None) -> JSON:
    """Return the options or option_groups of an answer, which must be as those of a static select."""
    offered: JSON = {key: part for key, part in (answer or {}).items() if key in ("options", "option_groups")}
    filled: JSON = {key: part for key, part in offered.items() if part != []}
    shape = {"type": "static_select", **filled}
    if len(offered) != 1 or wrong_shape("StaticSelect", shape, ""):
        raise Refused("invalid_options")
    return offered
