"""What people do to the bot: commands, clicks, modals. Builds the payloads, and does what the answers say.

Sources: https://docs.slack.dev/interactivity/implementing-slash-commands and
https://docs.slack.dev/reference/interaction-payloads. Each act returns `{"ok": true}` once the bot was asked,
with `"failed"` when the bot did not take it; the person sees a toast then, or it in the modal, as in Slack.
"""

from __future__ import annotations

from collections.abc import Callable

from playground import forms, response_urls, views
from playground.blockkit import check_view
from playground.courier import Courier
from playground.errors import JSON, Refused, Undelivered
from playground.installed import APP_ID, VERIFICATION_TOKEN
from playground.messages import is_tombstone
from playground.seed import TEAM
from playground.workspace import Happening, Workspace, whispered

Settle = Callable[[JSON | None], JSON]


class Interactions:
    """The acts of people in the workspace, each delivered to the bot while the person waits."""

    def __init__(self, workspace: Workspace, courier: Courier) -> None:
        self._workspace = workspace
        self._courier = courier

    async def command(self, user: str, channel: JSON, word: str, text: str) -> JSON:
        """Run a slash command; its answer is for the user's eyes unless it says in_channel."""
        target = {"channel": channel["id"], "user": user, "original": None}
        payload = self._command_payload(user, channel, word, text)

        def settle(answer: JSON | None) -> JSON:
            if answer and (answer.get("text") or answer.get("blocks") or answer.get("attachments")):
                response_urls.answer(self._workspace, target, answer)
            return {"ok": True}

        return await self._ask("slash_commands", payload, settle, user, word)

    async def click(self, user: str, channel: JSON, ts: str, pressed: JSON, state: JSON) -> JSON:
        """Press or choose something in a message: `pressed` names `block_id`, `action_id` and `element`."""
        message, ephemeral = self._clicked_message(user, channel["id"], ts)
        action = forms.action(message.get("blocks", []), pressed, self._workspace.next_ts())
        thread = {"thread_ts": message["thread_ts"]} if "thread_ts" in message else {}
        container = {
            "type": "message",
            "message_ts": ts,
            "channel_id": channel["id"],
            "is_ephemeral": ephemeral,
        }
        original = {"ts": ts, "ephemeral": ephemeral}
        payload = self._payload("block_actions", user) | {
            "container": container | thread,
            "channel": {"id": channel["id"], "name": channel.get("name", "directmessage")},
            "state": forms.completed(message.get("blocks", []), state),
            "response_url": response_urls.issue(self._workspace, "actions", channel["id"], user, original),
            "actions": [action],
        }
        shown = {} if ephemeral else {"message": self._workspace.messages.shown(channel["id"], message)}
        return await self._ask("interactive", payload | shown, _nothing_more, user)

    async def click_in_view(self, user: str, view_id: str, pressed: JSON, state: JSON) -> JSON:
        """Press or choose something in a modal."""
        view = views.owned_view(self._workspace, user, view_id)
        action = forms.action(view["blocks"], pressed, self._workspace.next_ts())
        view = views.remember_state(self._workspace, user, view, forms.completed(view["blocks"], state))
        payload = self._payload("block_actions", user, view_id) | {
            "container": {"type": "view", "view_id": view_id},
            "view": view,
            "actions": [action],
        }
        return await self._ask("interactive", payload, _nothing_more, user)

    async def submit(self, user: str, view_id: str, state: JSON) -> JSON:
        """Submit a modal: `{"ok": false, "errors": {block_id: text}}` when a field is wrong."""
        view = views.owned_view(self._workspace, user, view_id)
        wrong = forms.wrong_fields(view["blocks"], state)
        if wrong:
            return {"ok": False, "errors": wrong}
        view = views.remember_state(self._workspace, user, view, forms.completed(view["blocks"], state))
        payload = self._payload("view_submission", user, view_id) | {"view": view, "response_urls": []}
        try:
            return self._submitted(user, view, await self._courier.deliver("interactive", payload))
        except (Undelivered, Refused) as refusal:
            return {"ok": False, "error": refusal.code}  # which the modal shows itself, so no toast

    async def close(self, user: str, view_id: str) -> JSON:
        """Close a modal unsubmitted, and all below it when it says so."""
        view = views.owned_view(self._workspace, user, view_id)
        closed = [view]
        if view["clear_on_close"]:
            closed = views.clear(self._workspace, user)
        else:
            views.close(self._workspace, user, view)
        for one in closed:
            if one["notify_on_close"]:
                payload = self._payload("view_closed", user) | {
                    "view": one,
                    "is_cleared": view["clear_on_close"],
                }
                del payload["trigger_id"]
                await self._ask("interactive", payload, _nothing_more, user)
        return {"ok": True}

    async def _ask(self, kind: str, payload: JSON, settle: Settle, user: str, word: str = "") -> JSON:
        try:
            return settle(await self._courier.deliver(kind, payload))
        except (Undelivered, Refused) as refusal:
            self._toast(user, word, refusal.code)
            return {"ok": True, "failed": refusal.code}

    def _submitted(self, user: str, view: JSON, answer: JSON | None) -> JSON:
        """Do what the answer to a submission says; no answer closes the modal."""
        match (answer or {}).get("response_action"):
            case "errors" if answer:
                return {"ok": False, "errors": forms.known_errors(view["blocks"], answer.get("errors"))}
            case "update" if answer:
                views.update_view(self._workspace, self._still_open(view), check_view(answer.get("view")))
            case "push" if answer:
                views.push_view(self._workspace, user, self._still_open(view), check_view(answer.get("view")))
            case "clear":
                views.clear(self._workspace, user)
            case _ if view["id"] in self._workspace.views:
                views.close(self._workspace, user, view)
        return {"ok": True}

    def _still_open(self, view: JSON) -> JSON:
        if view["id"] not in self._workspace.views:
            raise Refused("not_found")
        now: JSON = self._workspace.views[view["id"]]["view"]
        return now

    def _clicked_message(self, user: str, channel: str, ts: str) -> tuple[JSON, bool]:
        """Return the message and whether it is a private answer to this user."""
        kept = self._workspace.ephemerals.get(ts)
        if kept and kept["to"] == user and kept["channel"] == channel:
            return whispered(kept), True
        message = self._workspace.messages.find(channel, ts)
        if message is None or is_tombstone(message):
            raise Refused("message_not_found")
        return message, False

    def _toast(self, user: str, word: str, code: str) -> None:
        text = f'{word} failed with the error "{code}"' if word else f"That did not work ({code}). Try again?"
        self._workspace.tell(Happening("toast", {"level": "error", "text": text}, to=user))

    def _payload(self, type: str, user: str, view_id: str | None = None) -> JSON:
        person = self._workspace.users[user]
        return {
            "type": type,
            "team": {"id": TEAM["id"], "domain": TEAM["domain"]},
            "enterprise": None,
            "is_enterprise_install": False,
            "user": {"id": user, "username": person["name"], "name": person["name"], "team_id": TEAM["id"]},
            "api_app_id": APP_ID,
            "token": VERIFICATION_TOKEN,
            "trigger_id": self._workspace.triggers.issue(user, view_id),
        }

    def _command_payload(self, user: str, channel: JSON, word: str, text: str) -> JSON:
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": TEAM["id"],
            "team_domain": TEAM["domain"],
            "channel_id": channel["id"],
            "channel_name": channel.get("name", "directmessage"),
            "user_id": user,
            "user_name": self._workspace.users[user]["name"],
            "command": word,
            "text": text,
            "api_app_id": APP_ID,
            "is_enterprise_install": "false",
            "response_url": response_urls.issue(self._workspace, "commands", channel["id"], user),
            "trigger_id": self._workspace.triggers.issue(user),
        }


def _nothing_more(_answer: JSON | None) -> JSON:
    return {"ok": True}
