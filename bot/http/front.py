"""What many come through at once is reached without the layers that everything else stands behind."""

from collections.abc import Mapping

from starlette.types import ASGIApp, Receive, Scope, Send


class Front:
    """Leads to a hot door by its exact method and address, or by the first part of the address; to the rest otherwise.

    `parts` are mounted: below `/status` the door of `status` takes everything.
    """

    def __init__(
        self, exact: Mapping[tuple[str, str], ASGIApp], parts: Mapping[str, ASGIApp], rest: ASGIApp
    ) -> None:
        self._exact = exact
        self._parts = parts
        self._rest = rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        door = self._exact.get((scope.get("method", ""), scope["path"]))
        if door is not None:
            await door(scope, receive, send)
            return
        part = scope["path"].split("/", 2)[1:2]
        mounted = self._parts.get(part[0]) if part else None
        if mounted is not None:
            await mounted({**scope, "root_path": f"/{part[0]}"}, receive, send)
            return
        await self._rest(scope, receive, send)
