"""The control API: how tests make the workspace misbehave, and see what the bot called. Not part of Slack."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from playground.asked import json_object
from playground.delivery.courier import Courier
from playground.errors import JSON, Refused
from playground.state.workspace import Workspace
from playground.traffic.exchanges import Exchanges
from playground.traffic.faults import Faults

OF_USERS = {"deleted": bool, "is_restricted": bool, "refuse_dm": bool}
OF_CHANNELS = {"is_archived": bool, "members": list}


class Control:
    """The routes under /control/."""

    def __init__(self, workspace: Workspace, faults: Faults, exchanges: Exchanges, courier: Courier) -> None:
        self._workspace = workspace
        self._faults = faults
        self._exchanges = exchanges
        self._courier = courier

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/control/faults", self.list_faults),
            web.post("/control/faults", self.add_fault),
            web.delete("/control/faults/{id}", self.remove_fault),
            web.delete("/control/faults", self.clear_faults),
            web.get("/control/calls", self.calls),
            web.post("/control/people", self.add_person),
            web.post("/control/users/{user}", self.change_user),
            web.post("/control/channels/{channel}", self.change_channel),
            web.post("/control/delete_message", self.delete_message),
        ]

    async def add_fault(self, request: web.Request) -> web.Response:
        try:
            fault = self._faults.add(await asked_of(request))
        except ValueError as error:
            raise web.HTTPBadRequest(text=str(error)) from error
        if fault.kind == "unreachable":
            await self._courier.disconnect("abort")
        return web.json_response({"ok": True, "id": fault.id})

    async def list_faults(self, _request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "faults": self._faults.listed()})

    async def remove_fault(self, request: web.Request) -> web.Response:
        if not self._faults.remove(request.match_info["id"]):
            raise web.HTTPNotFound(text="there is no such fault")
        return web.json_response({"ok": True})

    async def clear_faults(self, _request: web.Request) -> web.Response:
        self._faults.clear()
        return web.json_response({"ok": True})

    async def calls(self, request: web.Request) -> web.Response:
        return web.json_response(self._exchanges.calls(request.query.get("method")))

    async def add_person(self, request: web.Request) -> web.Response:
        """Let `{"name": "Dora Demo"}` come into the workspace."""
        name = (await asked_of(request)).get("name")
        if not isinstance(name, str) or not name.strip():
            raise web.HTTPBadRequest(text="name: a name is wanted, like Dora Demo")
        person = self._workspace.add_person(name)
        return web.json_response({"ok": True, "id": person["id"]})

    async def change_user(self, request: web.Request) -> web.Response:
        user = self._workspace.user(request.match_info["user"])
        self._workspace.change_user(user | await _changes(request, OF_USERS))
        return web.json_response({"ok": True})

    async def change_channel(self, request: web.Request) -> web.Response:
        channel = self._workspace.channel(request.match_info["channel"])
        changes = await _changes(request, OF_CHANNELS)
        for member in changes.get("members", []):
            self._workspace.user(str(member))
        self._workspace.change_channel(channel | changes)
        return web.json_response({"ok": True})

    async def delete_message(self, request: web.Request) -> web.Response:
        body = await asked_of(request)
        channel = self._workspace.channel(str(body.get("channel")))["id"]
        message = self._workspace.messages.find(channel, str(body.get("ts")))
        if message is None:
            raise Refused("message_not_found")
        self._workspace.delete(channel, message)
        return web.json_response({"ok": True})


async def asked_of(request: web.Request) -> JSON:
    """Return the body of a request to a lever; 400 when it is no JSON object."""
    try:
        return await json_object(request)
    except Refused as refused:
        raise web.HTTPBadRequest(text=f"{refused.code}: a JSON object is wanted") from None


async def _changes(request: web.Request, changeable: Mapping[str, type]) -> JSON:
    changes = await asked_of(request)
    if not set(changes) <= set(changeable):
        raise web.HTTPBadRequest(text=f"one can change {', '.join(sorted(changeable))}")
    for name, value in changes.items():
        if not isinstance(value, changeable[name]):
            raise web.HTTPBadRequest(text=f"{name}: a {changeable[name].__name__} is wanted")
    return changes
