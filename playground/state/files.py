"""Files: uploaded in three steps, shared as messages, served to those who may see them.

Sources: https://docs.slack.dev/messaging/working-with-files and https://docs.slack.dev/reference/objects/file-object.
"""

from __future__ import annotations

import base64
import mimetypes
import secrets
from pathlib import PurePath

from playground.errors import JSON, Refused
from playground.state.installed import BOT_USER
from playground.state.seed import TEAM
from playground.state.workspace import Happening, Workspace

LARGEST = 16 * 1024 * 1024
"""Bytes; Slack itself takes 1 GB."""


def begin(workspace: Workspace, user: str, filename: str, length: int, alt_text: str = "") -> JSON:
    """Return `{"upload_url", "file_id"}`: where the bytes are to be posted, and what they will be called."""
    if not 0 < length <= LARGEST:
        raise Refused("file_upload_size_restricted")
    id, ticket = f"F{secrets.token_hex(5).upper()}", secrets.token_urlsafe(24)
    file = _new(workspace, id, user, PurePath(filename).name, length)
    workspace.files.keep(id, file | {"ticket": ticket} | ({"alt_txt": alt_text} if alt_text else {}))
    return {"upload_url": f"{workspace.url}/upload/v1/{ticket}", "file_id": id}


def receive(workspace: Workspace, ticket: str, content: bytes) -> None:
    """Take the bytes of a file that was begun; Refused when the ticket is unknown or the length another."""
    file = next((one for one in workspace.files.values() if one.get("ticket") == ticket), None)
    if file is None:
        raise Refused("file_not_found")
    if len(content) != file["size"]:
        raise Refused("file_update_failed")
    workspace.contents.keep(file["id"], {"base64": base64.b64encode(content).decode()})


def complete(workspace: Workspace, user: str, listed: list[JSON]) -> list[JSON]:
    """Make uploaded files real: `[{"id", "title"?}]`; file_not_found when one was never uploaded by them."""
    found = [workspace.files.get(str(one.get("id"))) for one in listed]
    if not found or not all(file and _is_uploaded(workspace, file, user) for file in found):
        raise Refused("file_not_found")
    return [_finish(workspace, dict(file or {}), one) for file, one in zip(found, listed, strict=True)]


def share(workspace: Workspace, channel: JSON, message: JSON, files: list[JSON]) -> JSON:
    """Post a message that carries files."""
    for file in files:
        _add_channel(workspace, file, channel)
    given = {"files": [shown(file) for file in files], "upload": True, "subtype": "file_share"}
    posted = workspace.post(channel["id"], {"display_as_bot": False, **message, **given})
    for file in files:
        whose = {"file": file["id"], "user": file["user"]}
        workspace.tell(Happening("file_shared", whose, channel["id"]))
    return posted


def hand_over(workspace: Workspace, file: JSON) -> JSON:
    """Let the bot see a file that is shared nowhere: somebody put it into one of its forms."""
    return workspace.files.keep(file["id"], file | {"handed_over": True})


def delete(workspace: Workspace, file: JSON) -> None:
    """Take a file away; what stays in its messages is a tombstone."""
    left = {"id": file["id"], "mode": "tombstone"}
    workspace.files.keep(file["id"], file | left)
    workspace.contents.drop(file["id"])
    for channel in file["shared"]:
        for message in workspace.messages.all(channel):
            if any(one["id"] == file["id"] for one in message.get("files", [])):
                kept = [left if one["id"] == file["id"] else one for one in message["files"]]
                workspace.edit(channel, message, {"files": kept})
    workspace.tell(Happening("file_deleted", {"file": file["id"], "user": file["user"]}))


def seen(workspace: Workspace, user: str, id: str) -> JSON:
    """Return a file that a user uploaded, or that was shared where they are."""
    file = workspace.files.get(id)
    if file is None or "ticket" in file or not _may_see(workspace, user, file):
        raise Refused("file_not_found")
    if file["mode"] == "tombstone":
        raise Refused("file_deleted")
    return file


def shown(file: JSON) -> JSON:
    """Return a file as Slack tells of it."""
    return {key: value for key, value in file.items() if key not in ("ticket", "shared", "handed_over")}


def content(workspace: Workspace, id: str) -> bytes:
    return base64.b64decode(workspace.contents[id]["base64"])


def _new(workspace: Workspace, id: str, user: str, name: str, length: int) -> JSON:
    now, suffix = int(workspace.now()), PurePath(name).suffix.removeprefix(".").lower()
    url = f"{workspace.url}/files-pri/{TEAM['id']}-{id}"
    return {
        "id": id,
        "created": now,
        "timestamp": now,
        "name": name,
        "title": name,
        "mimetype": mimetypes.guess_type(name)[0] or "application/octet-stream",
        "filetype": suffix or "text",
        "pretty_type": suffix.upper() or "File",
        "user": user,
        "user_team": TEAM["id"],
        "editable": False,
        "size": length,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": False,
        "public_url_shared": False,
        "display_as_bot": user == BOT_USER,
        "username": "",
        "url_private": f"{url}/{name}",
        "url_private_download": f"{url}/download/{name}",
        "permalink": f"{workspace.url}/files/{user}/{id}/{name}",
        "is_starred": False,
        "has_rich_preview": False,
        "file_access": "visible",
        "channels": [],
        "groups": [],
        "ims": [],
        "shared": [],
        "comments_count": 0,
    }


def _is_uploaded(workspace: Workspace, file: JSON, user: str) -> bool:
    return "ticket" in file and file["user"] == user and file["id"] in workspace.contents


def _finish(workspace: Workspace, file: JSON, listed: JSON) -> JSON:
    del file["ticket"]
    file["title"] = str(listed.get("title") or file["title"])
    workspace.files.keep(file["id"], file)
    workspace.tell(Happening("file_created", {"file": file["id"], "user": file["user"]}))
    return file


def _add_channel(workspace: Workspace, file: JSON, channel: JSON) -> None:
    kind = "ims" if channel["is_im"] else "groups" if channel["is_private"] else "channels"
    file[kind] = [*file[kind], channel["id"]]
    file["shared"] = [*file["shared"], channel["id"]]
    file["is_public"] = file["is_public"] or kind == "channels"
    workspace.files.keep(file["id"], file)


def _may_see(workspace: Workspace, user: str, file: JSON) -> bool:
    if user == BOT_USER and file.get("handed_over"):
        return True
    if file["user"] == BOT_USER:
        return True  # its pictures stand in blocks, which say where they are seen
    rooms = [workspace.channels.get(id, {}) for id in file["shared"]]
    return file["user"] == user or any(user in room.get("members", []) for room in rooms)
