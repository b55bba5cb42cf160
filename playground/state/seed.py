"""Who and what is in a new workspace: three made-up people, the bot, three channels, one user group."""

from __future__ import annotations

from playground.errors import JSON
from playground.state import zone
from playground.state.installed import APP_ID, BOT_ID, BOT_USER

TEAM: JSON = {"id": "T0DEMO", "name": "Playground", "domain": "playground"}
PEOPLE = {"U0ANN": "Ann Demo", "U0BEN": "Ben Demo", "U0CLEO": "Cleo Demo"}
CHANNELS = {"C0INCIDENTS": "incidents", "C0GENERAL": "general", "C0CHECKOUT": "checkout"}
BORN = 1_700_000_000


def person(id: str, real_name: str) -> JSON:
    return _user(id, real_name.lower().replace(" ", "."), real_name)


def bot_user(name: str) -> JSON:
    user = _user(BOT_USER, name.lower().replace(" ", "_"), name)
    user["profile"] |= {"api_app_id": APP_ID, "bot_id": BOT_ID}
    return user | {"is_bot": True}


def _user(id: str, name: str, real_name: str) -> JSON:
    """Return a user as users.info gives it; source: https://docs.slack.dev/reference/objects/user-object."""
    return {
        "id": id,
        "team_id": TEAM["id"],
        "name": name,
        "deleted": False,
        "real_name": real_name,
        **zone.here(),
        "profile": {"real_name": real_name, "display_name": name, "team": TEAM["id"]},
        "is_admin": id == "U0ANN",
        "is_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": False,
        "is_app_user": False,
        "updated": BORN,
    }


def first_channels() -> list[JSON]:
    """Return the channels of a new workspace, the older first, with everybody in them but the bot."""
    listed = enumerate(CHANNELS.items())
    return [
        channel(id, name, created=BORN + age, creator="U0ANN", members=list(PEOPLE))
        for age, (id, name) in listed
    ]


def channel(
    id: str, name: str, *, created: int, creator: str, members: list[str], private: bool = False
) -> JSON:
    """Return a channel; source: https://docs.slack.dev/reference/objects/conversation-object."""
    return {
        "id": id,
        "name": name,
        "name_normalized": name,
        "is_channel": not private,
        "is_group": private,
        "is_im": False,
        "is_mpim": False,
        "is_private": private,
        "is_archived": False,
        "is_general": id == "C0GENERAL",
        "created": created,
        "creator": creator,
        "context_team_id": TEAM["id"],
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
        "members": members,
    }


def group_message(id: str, names: list[str], *, created: int, members: list[str]) -> JSON:
    """Return the conversation of several users, the first of whom opened it, named after them all."""
    name = f"mpdm-{'--'.join(sorted(names))}-1"
    made = channel(id, name, created=created, creator=members[0], members=members, private=True)
    purpose = made["purpose"] | {"value": f"Group messaging with: {' '.join(f'@{one}' for one in names)}"}
    return made | {"is_mpim": True, "purpose": purpose}


def direct_message(user: str) -> JSON:
    """Return the conversation of the bot and one user; its id follows from the user's."""
    return {
        "id": f"D{user[1:]}",
        "is_channel": False,
        "is_im": True,
        "is_private": True,
        "is_archived": False,
        "created": BORN,
        "user": user,
        "context_team_id": TEAM["id"],
        "members": [BOT_USER, user],
    }


def user_group(id: str, handle: str, users: list[str]) -> JSON:
    """Return a user group; source: https://docs.slack.dev/reference/objects/usergroup-object."""
    return {
        "id": id,
        "team_id": TEAM["id"],
        "is_usergroup": True,
        "name": "On call",
        "handle": handle,
        "description": "Who is on call in the playground",
        "is_external": False,
        "date_create": BORN,
        "date_update": BORN,
        "date_delete": 0,
        "created_by": "U0ANN",
        "users": users,
    }
