"""Finds a channel by the name that a person types, and joins it where that is allowed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError

from briefbot.errors import NotFoundError, SlackError

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient


async def find(web: AsyncWebClient, channel: str) -> str:
    """The id of "#world-news" or "C024BE91L"; `NotFoundError` where the bot sees no such channel."""
    return str((await _found(web, channel))["id"])


async def join(web: AsyncWebClient, channel: str) -> str:
    """The id of "#world-news" or "C024BE91L", with the bot a member of it.

    `NotFoundError` where the bot sees no such channel, `SlackError` where it may not join: a private channel's members
    have to invite it.
    """
    if channel.startswith("D"):
        return channel  # a direct conversation is not joined, and nothing tells of it without a scope of its own
    found = await _found(web, channel)
    if found.get("is_member") or found.get("is_im"):
        return str(found["id"])
    try:
        await web.conversations_join(channel=found["id"])
    except SlackApiError as fault:
        raise SlackError(
            f"the bot may not join {channel} ({fault.response['error']}): type /invite @briefbot there, then try again",
            code=fault.response["error"],
        ) from None
    return str(found["id"])


async def _found(web: AsyncWebClient, channel: str) -> dict[str, Any]:
    if re.fullmatch(r"[CGD][A-Z0-9]{8,}", channel):
        return await _by_id(web, channel)
    return await _by_name(web, channel.removeprefix("#").casefold())


async def _by_id(web: AsyncWebClient, channel: str) -> dict[str, Any]:
    try:
        answer: Any = await web.conversations_info(channel=channel)
    except SlackApiError:
        raise NotFoundError(f"the bot sees no channel {channel}: check the id, or invite @briefbot there") from None
    return dict(answer["channel"])


async def _by_name(web: AsyncWebClient, name: str) -> dict[str, Any]:
    cursor = ""
    while True:
        answer: Any = await web.conversations_list(
            types="public_channel,private_channel", exclude_archived=True, limit=200, cursor=cursor
        )
        for channel in answer["channels"]:
            if channel["name"].casefold() == name:
                return dict(channel)
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            raise NotFoundError(
                f"the bot sees no channel #{name}: check the name; a private one has to invite @briefbot"
            )
