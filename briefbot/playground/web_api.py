"""Slack's Web API over a workspace: the methods that briefbot uses, refusing what Slack refuses.

Each method is a function of (workspace, arguments) that returns its answer without "ok", or raises `Refused`. They are
found by name: chat.postMessage is `chat_post_message`. Source of shapes and errors: docs.slack.dev, method by method.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

from briefbot.playground import agent, block_kit, views
from briefbot.playground.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefbot.playground.workspace import Channel, Message, User, Workspace

MOST_TEXT = 40_000
PAGE = 100

SCOPES: dict[str, tuple[str, ...]] = {
    "chat.postMessage": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.update": ("chat:write",),
    "chat.delete": ("chat:write",),
    "conversations.list": ("channels:read", "groups:read"),
    "conversations.info": ("channels:read", "groups:read"),
    "conversations.members": ("channels:read", "groups:read"),
    "conversations.history": ("channels:history", "groups:history", "im:history"),
    "conversations.replies": ("channels:history", "groups:history", "im:history"),
    "conversations.join": ("channels:join",),
    "conversations.open": ("im:write",),
    "users.conversations": ("channels:read", "groups:read", "im:read"),
    "users.info": ("users:read",),
    **agent.SCOPES,
}
"""Of which a token needs one; which of them is a matter of the channel, see `_readable`."""


def call(workspace: Workspace, method: str, token: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The answer to one call, refusals included."""
    try:
        return {"ok": True, **_answer(workspace, method, token, arguments)}
    except Refused as refusal:
        return refusal.answer


def _answer(workspace: Workspace, method: str, token: str, arguments: dict[str, Any]) -> dict[str, Any]:
    if method == "apps.connections.open":
        if not workspace.app_token or token != workspace.app_token:
            raise Refused("invalid_auth")
        return {}  # the server adds the address
    does = _METHODS.get(method)
    if does is None:
        raise Refused("unknown_method", req_method=method)
    if method == "api.test":
        return does(workspace, arguments)
    if not token:
        raise Refused("not_authed")
    if wrong := workspace.refuses(token):
        raise Refused(wrong)
    needed = SCOPES.get(method, ())
    if needed and not workspace.scopes & set(needed):
        raise _missing(workspace, needed[0])
    return does(workspace, arguments)


def _missing(workspace: Workspace, scope: str) -> Refused:
    return Refused("missing_scope", needed=scope, provided=",".join(sorted(workspace.scopes)))


def _api_test(_: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    return {"args": arguments}


def _auth_test(workspace: Workspace, _: dict[str, Any]) -> dict[str, Any]:
    bot = workspace.bot
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": bot.name,
        "team_id": workspace.team_id,
        "user_id": bot.id,
        "bot_id": bot.bot_id,
        "is_enterprise_install": False,
    }


def _chat_post_message(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel = _writable(workspace, arguments)
    text, blocks = _content(arguments)
    thread = arguments.get("thread_ts")
    if thread is not None:
        parent = workspace.find(channel, str(thread))
        if parent is None:
            raise Refused("thread_not_found")
        thread = parent.thread_ts or parent.ts
    message = workspace.post(
        channel,
        workspace.bot,
        text,
        blocks=blocks,
        thread_ts=thread,
        metadata=_metadata(arguments),
    )
    workspace.agent.answered(channel, thread)
    return {"channel": channel.id, "ts": message.ts, "message": shown(message, metadata=True)}


def _chat_post_ephemeral(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel = _writable(workspace, arguments)
    text, blocks = _content(arguments)
    user = str(arguments.get("user", ""))
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    thread = arguments.get("thread_ts")
    message = workspace.post(channel, workspace.bot, text, blocks=blocks, seen_by=user, thread_ts=thread)
    return {"message_ts": message.ts}


def _chat_update(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel, message = _own(workspace, arguments, "cant_update_message")
    if channel.is_archived:
        raise Refused("is_archived")
    if len(str(arguments.get("text") or "")) > 4_000:  # noqa: PLR2004 - chat.update's own limit
        raise Refused("msg_too_long")
    message.text, message.blocks = _content(arguments)
    message.edited = workspace.stamp()
    if (metadata := _metadata(arguments)) is not None:
        message.metadata = metadata
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown(message)}


def _chat_delete(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel, message = _own(workspace, arguments, "cant_delete_message")
    channel.messages.remove(message)
    return {"channel": channel.id, "ts": message.ts}


def _chat_get_permalink(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel = _channel(workspace, arguments)
    message = workspace.find(channel, str(arguments.get("message_ts", "")))
    if message is None:
        raise Refused("message_not_found")
    address = f"https://{workspace.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": address}


def _conversations_list(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    kinds = str(arguments.get("types") or "public_channel").split(",")
    wanted = [
        channel
        for channel in workspace.channels
        if ("im" if channel.is_im else "private_channel" if channel.is_private else "public_channel") in kinds
        and (not (channel.is_private or channel.is_im) or workspace.bot.id in channel.members)
        and not (_true(arguments.get("exclude_archived")) and channel.is_archived)
    ]
    page, cursor = _page(wanted, arguments)
    return {"channels": [_described(workspace, channel) for channel in page], **cursor}


def _conversations_info(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    return {"channel": _described(workspace, _channel(workspace, arguments))}


def _conversations_members(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    page, cursor = _page(sorted(_channel(workspace, arguments).members), arguments)
    return {"members": page, **cursor}


def _conversations_join(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel = _channel(workspace, arguments)
    if channel.is_private or channel.is_im:
        raise Refused("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refused("is_archived")
    channel.members.add(workspace.bot.id)
    return {"channel": _described(workspace, channel)}


def _conversations_open(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel = workspace.direct(_user(workspace, str(arguments.get("users", "")).split(",")[0]))
    return {"channel": {"id": channel.id}}


def _conversations_history(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel = _readable(workspace, arguments)
    found = [m for m in channel.messages if not m.is_reply and not m.seen_by]
    return _messages(list(reversed(found)), arguments)


def _conversations_replies(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel = _readable(workspace, arguments)
    ts = str(arguments.get("ts", ""))
    if workspace.find(channel, ts) is None:
        raise Refused("thread_not_found")
    parent, *replies = workspace.thread(channel, ts)
    replies = [m for m in replies if not m.seen_by]
    # The parent comes with every page and outside of the bounds, as Slack gives it.
    answer = _messages(replies, arguments)
    answer["messages"].insert(0, shown(parent, metadata=_true(arguments.get("include_all_metadata"))))
    return answer


def _users_conversations(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    user = _user(workspace, str(arguments.get("user") or workspace.bot.id))
    both = [channel for channel in workspace.channels if user.id in channel.members]
    return _conversations_list(replace(workspace, channels=both), arguments)


def _users_info(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    user = _user(workspace, str(arguments.get("user", "")))
    return {"user": described(workspace, user)}


def _messages(found: list[Message], arguments: dict[str, Any]) -> dict[str, Any]:
    oldest, latest = _bound(arguments, "oldest", 0.0), _bound(arguments, "latest", float("inf"))
    inclusive = _true(arguments.get("inclusive"))
    within = [m for m in found if oldest < float(m.ts) < latest or (inclusive and float(m.ts) in (oldest, latest))]
    page, cursor = _page(within, arguments)
    metadata = _true(arguments.get("include_all_metadata"))
    return {"messages": [shown(m, metadata=metadata) for m in page], "has_more": bool(cursor), **cursor}


def _bound(arguments: dict[str, Any], name: str, otherwise: float) -> float:
    try:
        return float(arguments.get(name) or otherwise)
    except ValueError:
        raise Refused(f"invalid_ts_{name}") from None


def _content(arguments: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    text, blocks = str(arguments.get("text") or ""), arguments.get("blocks") or []
    if isinstance(blocks, str):
        try:
            blocks = json.loads(blocks)
        except ValueError:
            raise Refused("invalid_blocks_format") from None
    if not text and not blocks:
        raise Refused("no_text")
    wrong = block_kit.check_blocks(blocks, "message")
    if wrong:
        raise Refused("invalid_blocks", errors=wrong, response_metadata={"messages": [f"[ERROR] {w}" for w in wrong]})
    if block_kit.characters(blocks) > block_kit.MESSAGE_CHARACTERS:
        raise Refused("msg_blocks_too_long")
    return text[:MOST_TEXT], blocks


def _metadata(arguments: dict[str, Any]) -> dict[str, Any] | None:
    metadata = arguments.get("metadata")
    if isinstance(metadata, str):
        try:
            metadata = json.loads(metadata)
        except ValueError:
            raise Refused("invalid_metadata_format") from None
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not metadata.get("event_type") or "event_payload" not in metadata:
        raise Refused("invalid_metadata_schema")
    return metadata


def _channel(workspace: Workspace, arguments: dict[str, Any]) -> Channel:
    try:
        channel = workspace.channel(str(arguments.get("channel", "")).removeprefix("#"))
    except KeyError:
        raise Refused("channel_not_found") from None
    if (channel.is_private or channel.is_im) and workspace.bot.id not in channel.members:
        raise Refused("channel_not_found")
    return channel


def _writable(workspace: Workspace, arguments: dict[str, Any]) -> Channel:
    channel = _channel(workspace, arguments)
    if channel.is_archived:
        raise Refused("is_archived")
    if workspace.bot.id not in channel.members and "chat:write.public" not in workspace.scopes:
        raise Refused("not_in_channel")
    return channel


def _readable(workspace: Workspace, arguments: dict[str, Any]) -> Channel:
    channel = _channel(workspace, arguments)
    needed = {"channel": "channels:history", "group": "groups:history", "im": "im:history"}[channel.kind]
    if needed not in workspace.scopes:
        raise _missing(workspace, needed)
    if workspace.bot.id not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _own(workspace: Workspace, arguments: dict[str, Any], otherwise: str) -> tuple[Channel, Message]:
    channel = _channel(workspace, arguments)
    message = workspace.find(channel, str(arguments.get("ts", "")))
    if message is None or message.seen_by:
        raise Refused("message_not_found")
    if message.user != workspace.bot.id:
        raise Refused(otherwise)
    return channel, message


def _user(workspace: Workspace, key: str) -> User:
    try:
        return workspace.user(key)
    except KeyError:
        raise Refused("user_not_found") from None


def _page(items: list[Any], arguments: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    try:
        start, limit = int(arguments.get("cursor") or 0), int(arguments.get("limit") or PAGE)
        if start < 0:
            raise ValueError  # noqa: TRY301 - the same as a cursor that is no number
    except ValueError:
        raise Refused("invalid_cursor") from None
    limit = max(1, min(limit, 999))
    following = start + limit
    more = {"response_metadata": {"next_cursor": str(following)}} if following < len(items) else {}
    return items[start:following], more


def escaped(text: str) -> str:
    """What a person typed, as Slack stores it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _true(value: Any) -> bool:
    return str(value).casefold() in {"true", "1"}


def shown(message: Message, *, metadata: bool = False) -> dict[str, Any]:
    """A message as the API and events give it."""
    fields: dict[str, Any] = {"type": "message", "ts": message.ts, "user": message.user, "text": message.text}
    if message.subtype:
        fields["subtype"] = message.subtype
    if message.blocks:
        fields["blocks"] = message.blocks
    if message.thread_ts:
        fields["thread_ts"] = message.thread_ts
    if message.bot_id:
        fields["bot_id"] = message.bot_id
    if message.edited:
        fields["edited"] = {"user": message.user, "ts": message.edited}
    if metadata and message.metadata:
        fields["metadata"] = message.metadata
    return fields


def described(workspace: Workspace, user: User) -> dict[str, Any]:
    """A user as users.info gives them."""
    return {
        "id": user.id,
        "team_id": workspace.team_id,
        "name": user.name,
        "real_name": user.real_name,
        **_zone(user.tz),
        "is_bot": user.bot_id is not None,
        "profile": {"display_name": user.name, "real_name": user.real_name},
    }


def _zone(tz: str) -> dict[str, Any]:
    """The fields on a time zone, which a profile may lack."""
    if not tz:
        return {}
    known = ZoneInfo(tz) if tz in available_timezones() else ZoneInfo("UTC")
    offset = datetime.now(known).utcoffset() or timedelta()
    return {"tz": tz, "tz_label": tz, "tz_offset": int(offset.total_seconds())}


def _described(workspace: Workspace, channel: Channel) -> dict[str, Any]:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": not channel.is_im,
        "is_im": channel.is_im,
        "is_private": channel.is_private or channel.is_im,
        "is_archived": channel.is_archived,
        "is_member": workspace.bot.id in channel.members,
        "topic": {"value": channel.topic},
        "num_members": len(channel.members),
    }


def _function(method: str) -> str:
    return "_" + re.sub(r"(?=[A-Z])", "_", method.replace(".", "_")).lower()


_METHODS: dict[str, Callable[[Workspace, dict[str, Any]], dict[str, Any]]] = (
    {
        method: globals()[_function(method)]
        for method in (
            "api.test",
            "auth.test",
            "chat.delete",
            "chat.getPermalink",
            "chat.postEphemeral",
            "chat.postMessage",
            "chat.update",
            "conversations.history",
            "conversations.info",
            "conversations.join",
            "conversations.list",
            "conversations.members",
            "conversations.open",
            "conversations.replies",
            "users.conversations",
            "users.info",
        )
    }
    | views.METHODS
    | agent.METHODS
)
