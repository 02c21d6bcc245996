"""Messages, channels and people as Slack's answers and events give them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

if TYPE_CHECKING:
    from briefbot.playground.workspace import Channel, Message, User, Workspace


def escaped(text: str) -> str:
    """What a person typed, as Slack stores it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def message(posted: Message, *, metadata: bool = False) -> dict[str, Any]:
    """A message; with its metadata only where that was asked for."""
    fields: dict[str, Any] = {"type": "message", "ts": posted.ts, "user": posted.user, "text": posted.text}
    if posted.subtype:
        fields["subtype"] = posted.subtype
    if posted.blocks:
        fields["blocks"] = posted.blocks
    if posted.thread_ts:
        fields["thread_ts"] = posted.thread_ts
    if posted.bot_id:
        fields["bot_id"] = posted.bot_id
    if posted.edited:
        fields["edited"] = {"user": posted.user, "ts": posted.edited}
    if metadata and posted.metadata:
        fields["metadata"] = posted.metadata
    return fields


def user(workspace: Workspace, member: User) -> dict[str, Any]:
    """A member of the workspace, with their time zone."""
    return {
        "id": member.id,
        "team_id": workspace.team_id,
        "name": member.name,
        "real_name": member.real_name,
        **_zone(member.tz),
        "is_bot": member.bot_id is not None,
        "profile": {"display_name": member.name, "real_name": member.real_name},
    }


def channel(workspace: Workspace, place: Channel) -> dict[str, Any]:
    """A channel; of a direct conversation, the other person in it instead of a name."""
    if place.is_im:
        other = next(member for member in place.members if member != workspace.bot.id)
        return {"id": place.id, "is_im": True, "is_archived": place.is_archived, "user": other}
    return {
        "id": place.id,
        "name": place.name,
        "is_channel": True,
        "is_im": False,
        "is_private": place.is_private,
        "is_archived": place.is_archived,
        "is_member": workspace.bot.id in place.members,
        "topic": {"value": place.topic},
        "num_members": len(place.members),
    }


def _zone(tz: str) -> dict[str, Any]:
    """The fields on a time zone, which a profile may lack."""
    if not tz:
        return {}
    known = ZoneInfo(tz) if tz in available_timezones() else ZoneInfo("UTC")
    offset = datetime.now(known).utcoffset() or timedelta()
    return {"tz": tz, "tz_label": tz, "tz_offset": int(offset.total_seconds())}
