"""Where files are posted to and read from, with the same care as Slack: no token, no file."""

from __future__ import annotations

from aiohttp import web

from playground.asked import answering
from playground.errors import JSON, Refused
from playground.state import files
from playground.state.access import readable
from playground.state.installed import BOT_TOKEN, BOT_USER
from playground.state.typed import as_sent
from playground.state.workspace import Workspace
from playground.traffic.gate import Gate

SHOWN = {"image/png", "image/jpeg", "image/gif", "image/webp"}
"""What a browser may show as it is; everything else is downloaded, so that no file can act as the page."""


class FileRoutes:
    """The routes of the upload URLs and of `url_private`."""

    def __init__(self, workspace: Workspace, gate: Gate) -> None:
        self._workspace = workspace
        self._gate = gate
        self._download_of_bot = gate.guard(self._give, "download")

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/page/upload", answering(self._workspace, self.begin)),
            web.post("/page/share", answering(self._workspace, self.share)),
            web.post("/upload/v1/{ticket}", self._gate.guard(self.upload, "upload")),
            web.get(r"/files-pri/{team}-{file:F\w+}/download/{name}", self.download),
            web.get(r"/files-pri/{team}-{file:F\w+}/{name}", self.download),
        ]

    async def begin(self, me: str, body: JSON) -> JSON:
        """Announce a file: `{"filename", "length"}` -> `{"upload_url", "file_id"}`."""
        return {"ok": True} | files.begin(
            self._workspace, me, str(body.get("filename")), int(body.get("length", 0))
        )

    async def share(self, me: str, body: JSON) -> JSON:
        """Finish uploads; those that go to no channel are for the bot, by a form's file input."""
        room = readable(self._workspace, me, body["channel"]) if body.get("channel") else None
        if room and room["is_archived"]:
            raise Refused("is_archived")
        done = files.complete(self._workspace, me, body.get("files") or [])
        if room is None:
            return {
                "ok": True,
                "files": [files.shown(files.hand_over(self._workspace, file)) for file in done],
            }
        text = as_sent(self._workspace, str(body.get("text") or ""), linked=True, named=False)
        place = {"thread_ts": body["thread_ts"]} if body.get("thread_ts") else {}
        posted = files.share(self._workspace, room, {"user": me, "text": text, **place}, done)
        return {"ok": True, "ts": posted["ts"]}

    async def upload(self, request: web.Request) -> web.Response:
        """Take the bytes, raw or as the first file of a form."""
        try:
            files.receive(self._workspace, request.match_info["ticket"], await _bytes_of(request))
        except Refused as refused:
            return web.Response(status=400, text=refused.code)
        return web.Response(text="OK")

    async def download(self, request: web.Request) -> web.StreamResponse:
        """Give a file to the bot, noted and befallen by faults, or to the person that the query names."""
        give = self._give if "as" in request.query else self._download_of_bot
        return await give(request)

    async def _give(self, request: web.Request) -> web.StreamResponse:
        """Give a file to the bot with its token, or to a person who may see it.

        Whoever is nobody is led to where people sign in, as in Slack: a page with status 200, not the file.
        """
        user = self._asking(request)
        if user is None:
            raise web.HTTPFound("/")
        try:
            file = files.seen(self._workspace, user, request.match_info["file"])
        except Refused as refused:
            return web.Response(status=404, text=refused.code)
        is_download = "/download/" in request.path
        return web.Response(
            body=files.content(self._workspace, file["id"]), headers=_headers(file, is_download=is_download)
        )

    def _asking(self, request: web.Request) -> str | None:
        if request.headers.get("Authorization") == f"Bearer {BOT_TOKEN}":
            return BOT_USER if "files:read" in self._workspace.app.scopes else None
        person = self._workspace.users.get(request.query.get("as", ""))
        return None if person is None or person["is_bot"] else str(person["id"])


async def _bytes_of(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    form = await request.post()
    parts = [part.file.read() for part in form.values() if isinstance(part, web.FileField)]
    return parts[0] if parts else b""


def _headers(file: JSON, *, is_download: bool) -> dict[str, str]:
    is_shown = file["mimetype"] in SHOWN and not is_download
    return {
        "Content-Type": file["mimetype"] if is_shown else "application/octet-stream",
        "Content-Disposition": "inline" if is_shown else "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-cache",
    }
