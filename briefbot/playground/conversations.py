"""conversations.* and users.*: where the bot is, who is there, and what was said, by the scopes that Slack asks for.

Source: docs.slack.dev, method by method.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefbot.playground import arguments as given
from briefbot.playground import shown
from briefbot.playground.refused import Refused, missing_scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from briefbot.playground.workspace import Channel, Message, User, Workspace

_FAMILIES = {"channel": "channels", "group": "groups", "im": "im"}  # of scopes, by kind of conversation
_TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
MOST_MEMBERS = 8
"""People whom one conversation may be opened with."""


def _list(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    return _listed(workspace, workspace.channels, arguments)


def _users_conversations(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    user = given.user(workspace, str(arguments.get("user") or workspace.bot.id))
    return _listed(workspace, [channel for channel in workspace.channels if user.id in channel.members], arguments)


def _listed(workspace: Workspace, channels: Iterable[Channel], arguments: dict[str, Any]) -> dict[str, Any]:
    types = str(arguments.get("types") or "public_channel").split(",")
    if not set(types) <= _TYPES.keys():
        raise Refused("invalid_types")
    kinds = {_TYPES[type_] for type_ in types}
    for kind in kinds:
        _need(workspace, f"{_FAMILIES.get(kind, kind)}:read")
    wanted = [
        channel
        for channel in channels
        if channel.kind in kinds
        and (channel.kind == "channel" or workspace.bot.id in channel.members)
        and not (given.true(arguments.get("exclude_archived")) and channel.is_archived)
    ]
    page, cursor = given.page(wanted, arguments, lambda channel: channel.id)
    return {"channels": [shown.channel(workspace, channel) for channel in page], **cursor}


def _info(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel = given.channel(workspace, arguments)
    _need(workspace, f"{_FAMILIES[channel.kind]}:read")
    return {"channel": shown.channel(workspace, channel)}


def _members(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel = given.channel(workspace, arguments)
    _need(workspace, f"{_FAMILIES[channel.kind]}:read")
    page, cursor = given.page(sorted(channel.members), arguments, str)
    return {"members": page, **cursor}


def _join(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel = given.channel(workspace, arguments)
    if channel.is_private or channel.is_im:
        raise Refused("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refused("is_archived")
    channel.members.add(workspace.bot.id)
    return {"channel": shown.channel(workspace, channel)}


def _open(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    if arguments.get("channel"):
        channel = given.channel(workspace, arguments)
        if not channel.is_im:
            raise Refused("method_not_supported_for_channel_type")
        return {"channel": {"id": channel.id}}
    users = [given.user(workspace, key) for key in str(arguments.get("users") or "").split(",") if key]
    if not users:
        raise Refused("users_list_not_supplied")
    if len(users) > MOST_MEMBERS:
        raise Refused("too_many_users")
    if len(users) > 1:
        raise missing_scope(workspace, "mpim:write")
    if users[0].bot_id:
        raise Refused("cannot_dm_bot")
    return {"channel": {"id": workspace.direct(users[0]).id}}


def _history(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel = _readable(workspace, arguments)
    found = [m for m in channel.messages if not m.is_reply and not m.seen_by]
    return _messages(list(reversed(found)), arguments)


def _replies(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel = _readable(workspace, arguments)
    top = given.message(workspace, channel, arguments.get("ts"))
    if top is None:
        raise Refused("thread_not_found")
    parent, *replies = workspace.thread(channel, top.ts)
    replies = [m for m in replies if not m.seen_by]
    # The parent comes with every page and outside of the bounds, as Slack gives it.
    answer = _messages(replies, arguments)
    answer["messages"].insert(0, shown.message(parent, metadata=given.true(arguments.get("include_all_metadata"))))
    return answer


def _users_info(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    user: User = given.user(workspace, str(arguments.get("user", "")))
    return {"user": shown.user(workspace, user)}


def _messages(found: list[Message], arguments: dict[str, Any]) -> dict[str, Any]:
    oldest, latest = _bound(arguments, "oldest", 0.0), _bound(arguments, "latest", float("inf"))
    inclusive = given.true(arguments.get("inclusive"))
    within = [m for m in found if oldest < float(m.ts) < latest or (inclusive and float(m.ts) in (oldest, latest))]
    page, cursor = given.page(within, arguments, lambda message: message.ts)
    metadata = given.true(arguments.get("include_all_metadata"))
    return {"messages": [shown.message(m, metadata=metadata) for m in page], "has_more": bool(cursor), **cursor}


def _bound(arguments: dict[str, Any], name: str, otherwise: float) -> float:
    try:
        return float(arguments.get(name) or otherwise)
    except ValueError:
        raise Refused(f"invalid_ts_{name}") from None


def _readable(workspace: Workspace, arguments: dict[str, Any]) -> Channel:
    channel = given.channel(workspace, arguments)
    _need(workspace, f"{_FAMILIES[channel.kind]}:history")
    if workspace.bot.id not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _need(workspace: Workspace, scope: str) -> None:
    if scope not in workspace.scopes:
        raise missing_scope(workspace, scope)


METHODS: dict[str, Callable[[Workspace, dict[str, Any]], dict[str, Any]]] = {
    "conversations.history": _history,
    "conversations.info": _info,
    "conversations.join": _join,
    "conversations.list": _list,
    "conversations.members": _members,
    "conversations.open": _open,
    "conversations.replies": _replies,
    "users.conversations": _users_conversations,
    "users.info": _users_info,
}
_READ, _HISTORY = (tuple(f"{family}:{what}" for family in _FAMILIES.values()) for what in ("read", "history"))
SCOPES = {
    "conversations.history": _HISTORY,
    "conversations.info": _READ,
    "conversations.join": ("channels:join",),
    "conversations.list": _READ,
    "conversations.members": _READ,
    "conversations.open": ("im:write",),
    "conversations.replies": _HISTORY,
    "users.conversations": _READ,
    "users.info": ("users:read",),
}
"""Of which a token needs one; which of them, is then a matter of the conversation."""
