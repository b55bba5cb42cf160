"""What people do to the bot: commands, clicks, shortcuts, modals; and what the bot's answers do.

Each act returns `{"ok": true}` once the bot was asked, with `"failed"` when the bot did not take it; the person
sees a toast then, or it in the modal, as in Slack. The payloads are made in payloads.py.
"""

from __future__ import annotations

from collections.abc import Callable

from playground.blocks import forms
from playground.blocks.block_rules import blocks_of
from playground.blocks.blockkit import check_view
from playground.delivery import payloads, response_urls
from playground.delivery.courier import Courier
from playground.delivery.failures import tell_failure
from playground.errors import JSON, Refused, Undelivered
from playground.state import views
from playground.state.access import clickable, shown_message
from playground.state.workspace import Workspace

Settle = Callable[[JSON | None], JSON]


class Interactions:
    """The acts of people in the workspace, each delivered to the bot while the person waits."""

    def __init__(self, workspace: Workspace, courier: Courier) -> None:
        self._workspace = workspace
        self._courier = courier

    async def command(self, user: str, channel: JSON, word: str, text: str) -> JSON:
        """Run a slash command; its answer is for the user's eyes unless it says in_channel."""
        target = {"channel": channel["id"], "user": user, "original": None}
        payload = payloads.command(self._workspace, user, channel, word, text)

        def settle(answer: JSON | None) -> JSON:
            if answer and (answer.get("text") or answer.get("blocks") or answer.get("attachments")):
                response_urls.answer(self._workspace, target, answer)
            return {"ok": True}

        return await self._ask("slash_commands", payload, settle, user, word, channel["id"])

    async def shortcut(self, user: str, callback_id: str, channel: JSON | None, ts: str) -> JSON:
        """Run a shortcut: a message's with its channel and ts, a global one without."""
        found = self._workspace.app.shortcut(callback_id)
        if found is None or (found["type"] == "message") != (channel is not None):
            raise Refused("shortcut_not_found")
        if channel is None:
            payload = payloads.global_shortcut(self._workspace, user, callback_id)
        else:
            message = shown_message(self._workspace, channel["id"], ts)
            payload = payloads.message_shortcut(self._workspace, user, callback_id, channel, message)
        return await self._ask("interactive", payload, _nothing_more, user, found["name"])

    async def click(self, user: str, channel: JSON, ts: str, pressed: JSON, state: JSON) -> JSON:
        """Press or choose something in a message: `pressed` names `block_id`, `action_id` and `element`."""
        message = clickable(self._workspace, user, channel["id"], ts)
        blocks = blocks_of(message)
        action = forms.action(blocks, pressed, self._workspace.next_ts())
        original = {"ts": ts, "ephemeral": message.get("ephemeral", False)}
        payload = payloads.interaction(self._workspace, "block_actions", user) | {
            **payloads.in_message(self._workspace, channel, message),
            "trigger_id": self._workspace.triggers.issue(user, channel=channel["id"]),
            "state": forms.completed(blocks, state, forms.with_current(blocks, channel["id"])),
            "response_url": response_urls.issue(self._workspace, "actions", channel["id"], user, original),
            "actions": [action],
        }
        return await self._ask("interactive", payload, _nothing_more, user)

    async def click_in_view(self, user: str, view_id: str, pressed: JSON, state: JSON) -> JSON:
        """Press or choose something in a modal or on the Home tab."""
        view = views.owned_view(self._workspace, user, view_id)
        action = forms.action(view["blocks"], pressed, self._workspace.next_ts())
        payload = payloads.interaction(self._workspace, "block_actions", user) | {
            **payloads.in_view(self._filled(view, state)),
            "trigger_id": self._workspace.triggers.issue(user, view_id),
            "actions": [action],
        }
        return await self._ask("interactive", payload, _nothing_more, user)

    async def submit(self, user: str, view_id: str, state: JSON) -> JSON:
        """Submit a modal: `{"ok": false, "errors": {block_id: text}}` when a field is wrong."""
        view = self._filled(views.modal_of(self._workspace, user, view_id), state)
        wrong = forms.wrong_fields(view["blocks"], view["state"]["values"])
        if wrong:
            return {"ok": False, "errors": wrong}
        payload = payloads.interaction(self._workspace, "view_submission", user) | {
            "trigger_id": self._workspace.triggers.issue(user, view_id),
            "view": view,
            "response_urls": response_urls.of_view(self._workspace, user, view),
        }
        try:
            return self._submitted(user, view, await self._courier.deliver("interactive", payload))
        except (Undelivered, Refused) as refusal:
            return {"ok": False, "error": refusal.code}  # which the modal shows itself, so no toast

    async def close(self, user: str, view_id: str) -> JSON:
        """Close a modal unsubmitted, and all below it when it says so."""
        view = views.modal_of(self._workspace, user, view_id)
        closed = [view]
        if view["clear_on_close"]:
            closed = views.clear(self._workspace, user)
        else:
            views.close(self._workspace, user, view)
        for one in closed:
            if one["notify_on_close"]:
                payload = payloads.interaction(self._workspace, "view_closed", user)
                payload |= {"view": one, "is_cleared": view["clear_on_close"]}
                await self._ask("interactive", payload, _nothing_more, user)
        return {"ok": True}

    async def _ask(
        self, kind: str, payload: JSON, settle: Settle, user: str, word: str = "", channel: str = ""
    ) -> JSON:
        try:
            return settle(await self._courier.deliver(kind, payload))
        except (Undelivered, Refused) as refusal:
            tell_failure(self._workspace, user, refusal.code, word, channel)
            return {"ok": True, "failed": refusal.code}

    def _submitted(self, user: str, view: JSON, answer: JSON | None) -> JSON:
        """Do what the answer to a submission says; only an empty one closes the modal."""
        if not answer:
            if view["id"] in self._workspace.views:
                views.close(self._workspace, user, view)
            return {"ok": True}
        match answer.get("response_action"):
            case "errors":
                return {"ok": False, "errors": forms.known_errors(view["blocks"], answer.get("errors"))}
            case "update":
                views.update_view(self._workspace, self._still_open(view), check_view(answer.get("view")))
            case "push":
                views.push_view(self._workspace, user, self._still_open(view), check_view(answer.get("view")))
            case "clear":
                views.clear(self._workspace, user)
            case _:
                raise Refused("invalid_response_action")
        return {"ok": True}

    def _filled(self, view: JSON, state: JSON) -> JSON:
        """Keep what was entered, and return the view with it."""
        entered = forms.completed(view["blocks"], state, view["state"])
        return views.remember_state(self._workspace, view, entered)

    def _still_open(self, view: JSON) -> JSON:
        if view["id"] not in self._workspace.views:
            raise Refused("not_found")
        now: JSON = self._workspace.views[view["id"]]["view"]
        return now


def _nothing_more(_answer: JSON | None) -> JSON:
    return {"ok": True}
