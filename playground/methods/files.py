"""Methods about files; source: https://docs.slack.dev/messaging/working-with-files."""

from __future__ import annotations

import json

from playground.blocks.blockkit import check_message_blocks
from playground.errors import JSON, InvalidArguments, Refused
from playground.methods.arguments import bots_channel, ids, writable
from playground.state import files
from playground.state.installed import APP_ID, BOT_ID, BOT_USER
from playground.state.workspace import Workspace

ALT_TEXT = 1_000
"""Characters."""
MOST_CHANNELS = 100
PAGE, LARGEST_PAGE = 100, 1_000
KINDS = {
    "all": "",
    "images": "image/",
    "videos": "video/",
    "pdfs": "application/pdf",
    "zips": "application/zip",
    "snippets": "text/",
    "spaces": "application/vnd.slack-docs",
    "gdocs": "application/vnd.google",
}
"""Beginnings of the media types of what files.list calls types."""


def begin_upload(workspace: Workspace, args: JSON) -> JSON:
    alt_text = str(args.get("alt_txt") or "")
    if len(alt_text) > ALT_TEXT:
        raise Refused("alt_txt_too_large")
    return files.begin(workspace, BOT_USER, str(args["filename"]), _number(args, "length"), alt_text)


def complete_upload(workspace: Workspace, args: JSON) -> JSON:
    """Finish uploads, and share them in one message for each channel that is named."""
    rooms = [_room(workspace, id) for id in _channels(args)]
    thread = _thread(workspace, rooms, args)
    done = files.complete(workspace, BOT_USER, _listed(args["files"]))
    for room in rooms:
        files.share(workspace, room, _message(workspace, args) | thread, done)
    return {"files": [files.shown(file) for file in done]}


def info(workspace: Workspace, args: JSON) -> JSON:
    file = files.seen(workspace, BOT_USER, str(args["file"]))
    return {"file": files.shown(file), "comments": [], "response_metadata": {"next_cursor": ""}}


def list_(workspace: Workspace, args: JSON) -> JSON:
    found = [files.shown(file) for file in _visible(workspace) if _is_asked_for(workspace, file, args)]
    count = min(_number(args, "count", PAGE), LARGEST_PAGE)
    number = max(_number(args, "page", 1), 1)
    paging = {"count": count, "total": len(found), "page": number, "pages": -(-len(found) // count)}
    return {"files": found[(number - 1) * count : number * count], "paging": paging}


def delete(workspace: Workspace, args: JSON) -> JSON:
    file = files.seen(workspace, BOT_USER, str(args["file"]))
    if file["user"] != BOT_USER:
        raise Refused("cant_delete_file")
    files.delete(workspace, file)
    return {}


def _visible(workspace: Workspace) -> list[JSON]:
    def is_seen(id: str) -> bool:
        try:
            return bool(files.seen(workspace, BOT_USER, id))
        except Refused:
            return False

    newest_first = sorted(workspace.files.values(), key=lambda file: int(file["created"]), reverse=True)
    return [file for file in newest_first if is_seen(file["id"])]


def _is_asked_for(workspace: Workspace, file: JSON, args: JSON) -> bool:
    kinds = ids(args.get("types") or "all")
    if not set(kinds) <= set(KINDS):
        raise Refused("unknown_type")
    if args.get("user") and workspace.user(str(args["user"]))["id"] != file["user"]:
        return False
    if args.get("channel") and args["channel"] not in (*file["channels"], *file["groups"], *file["ims"]):
        return False
    since, until = float(args.get("ts_from") or 0), float(args.get("ts_to") or "inf")
    is_its_time: bool = since <= file["created"] <= until
    return is_its_time and any(file["mimetype"].startswith(KINDS[one]) for one in kinds)


def _channels(args: JSON) -> list[str]:
    named = [*ids(args.get("channel_id")), *ids(args.get("channels"))]
    if len(named) > MOST_CHANNELS:
        raise Refused("channels_limit_exceeded")
    return named


def _room(workspace: Workspace, id: str) -> JSON:
    channel = workspace.direct_message(id)["id"] if id in workspace.users else id
    return writable(bots_channel(workspace, {"channel": channel}), code="posting_to_channel_denied")


def _thread(workspace: Workspace, rooms: list[JSON], args: JSON) -> JSON:
    ts = args.get("thread_ts")
    if not ts or not rooms:
        return {}
    root = workspace.messages.find(rooms[0]["id"], str(ts))
    if root is None:
        raise InvalidArguments("invalid thread_ts")
    return {"thread_ts": root.get("thread_ts", root["ts"]), "parent_user_id": root.get("user")}


def _message(workspace: Workspace, args: JSON) -> JSON:
    profile = {"id": BOT_ID, "app_id": APP_ID, "name": workspace.app.name, "deleted": False}
    said: JSON = {"text": str(args.get("initial_comment") or "")}
    if args.get("blocks") is not None:
        said["blocks"] = check_message_blocks(args["blocks"])
    return {"user": BOT_USER, "bot_id": BOT_ID, "app_id": APP_ID, "bot_profile": profile, **said}


def _listed(value: object) -> list[JSON]:
    try:
        listed = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        listed = None
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise InvalidArguments("must be an array of files [json-pointer:/files]")
    return listed


def _number(args: JSON, name: str, default: int | None = None) -> int:
    try:
        return int(args.get(name) or default or 0)
    except ValueError:
        raise InvalidArguments(f"must be an integer [json-pointer:/{name}]") from None


METHODS = {
    "files.completeUploadExternal": complete_upload,
    "files.delete": delete,
    "files.getUploadURLExternal": begin_upload,
    "files.info": info,
    "files.list": list_,
}
