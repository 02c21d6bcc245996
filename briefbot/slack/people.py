"""What Slack knows of people: their time zone, and which conversations they are in."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.errors import SlackApiError

from briefbot.desk import zones
from briefbot.errors import InputError
from briefbot.slack import faults

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection

    from slack_sdk.web.async_slack_response import AsyncSlackResponse

    from briefbot.slack.workspaces import Workspaces

log = logging.getLogger(__name__)

PROMPT = 1.2
"""Seconds that a form, which has to open within three, waits for an answer of Slack's."""

_TROUBLE = (SlackApiError, aiohttp.ClientError, TimeoutError, OSError)
_PAGE = 200


class People:
    """Asks Slack about people; what it cannot learn is no, or nothing."""

    def __init__(self, workspaces: Workspaces, managers: Collection[str] = ()) -> None:
        """`managers`: users who alone may manage subscriptions; empty where a channel's members may."""
        self._workspaces = workspaces
        self._managers = frozenset(managers)

    async def zone(self, workspace: str, user: str) -> str | None:
        """The IANA zone of their Slack profile; None where it has none, or Slack does not say in time."""
        try:
            async with asyncio.timeout(PROMPT):
                answer: Any = await self._workspaces.client(workspace).users_info(user=user)
        except _TROUBLE as fault:
            log.warning("the time zone of %s is not known: %s", user, fault)
            return None
        return zones.exact(str(answer["user"].get("tz") or ""))

    async def may_manage(self, workspace: str, user: str, channel: str, here: str) -> bool:
        """Whether a person who acts in the channel `here` may say what `channel` is briefed on."""
        if self._managers:
            return user in self._managers
        return channel == here or await self.is_member(workspace, user, channel)

    @property
    def managed_by(self) -> str:
        """Who may, in words."""
        return "those few to say whom the person who runs me has named" if self._managers else "its members to say"

    async def is_member(self, workspace: str, user: str, channel: str) -> bool:
        """Whether they are in the channel; `InputError` where it is one that the bot does not see."""
        try:
            if channel.startswith("D"):
                return await self.direct(workspace, user) == channel
            async for page in self._pages(workspace, "conversations.members", channel=channel):
                if user in page["members"]:
                    return True
        except _TROUBLE as fault:
            if isinstance(fault, SlackApiError) and faults.code(fault) == "channel_not_found":
                message = "I do not see that channel. If it is private, type /invite @briefbot there, then try again."
                raise InputError(message) from None
            log.warning("whether %s is in %s is not known: %s", user, channel, fault)
        return False

    async def channels(self, workspace: str, user: str) -> set[str]:
        """The conversations that they and the bot are both in, their own with the bot included."""
        found = set()
        try:
            found.add(await self.direct(workspace, user))
        except SlackApiError as fault:  # an installation that was not granted im:write
            log.warning("the conversation with %s is not known: %s", user, fault.response["error"])
        kinds = "public_channel,private_channel"
        wanted = {"user": user, "types": kinds, "exclude_archived": True}
        async for page in self._pages(workspace, "users.conversations", **wanted):
            found |= {channel["id"] for channel in page["channels"]}
        return found

    async def direct(self, workspace: str, user: str) -> str:
        """The conversation between them and the bot."""
        answer: Any = await self._workspaces.client(workspace).conversations_open(users=user)
        return str(answer["channel"]["id"])

    async def _pages(self, workspace: str, method: str, **arguments: Any) -> AsyncIterator[AsyncSlackResponse]:
        cursor = ""
        while True:
            asked = {**arguments, "limit": _PAGE, "cursor": cursor}
            page = await self._workspaces.client(workspace).api_call(method, params=asked)
            yield page
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return
