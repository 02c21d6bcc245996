"""response_urls: the addresses at which an app answers a command or a click later, without a token."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefbot.playground import chat
from briefbot.playground.refused import Refused

if TYPE_CHECKING:
    from briefbot.playground.workspace import Channel, Message, User, Workspace

USES, LIFE = 5, 1800
"""How often, and for how many seconds, one takes an answer."""


@dataclass
class _Given:
    """Where one was given out, to answer whom, and the message that was clicked in."""

    channel: Channel
    user: User
    message: Message | None
    at: float
    uses: int = 0


class ResponseUrls:
    """Those of one workspace, by the token at the end of each."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._given: dict[str, _Given] = {}

    def __contains__(self, token: str) -> bool:
        return token in self._given

    def give(self, channel: Channel, user: User, message: Message | None) -> str:
        """A new one's token."""
        token = secrets.token_hex(12)
        self._given[token] = _Given(channel, user, message, self._workspace.clock())
        return token

    def use(self, token: str) -> None:
        """Count an answer; `Refused` where no more are taken."""
        known = self._given.get(token)
        if known is None or self._workspace.clock() - known.at > LIFE:
            raise Refused("expired_url")
        if known.uses >= USES:
            raise Refused("used_url")
        known.uses += 1

    def answer(self, token: str, said: Any) -> None:
        """Do what the app says there; `Refused` where Slack would not."""
        if not isinstance(said, dict):
            raise Refused("invalid_payload")
        known = self._given[token]
        show(self._workspace, known.channel, known.user, said, known.message)


def show(
    workspace: Workspace, channel: Channel, user: User, said: dict[str, Any], message: Message | None = None
) -> None:
    """Show what the app answers to a command or a click, to the one who gave it unless it says otherwise."""
    if said.get("delete_original") and message:
        channel.messages.remove(message)
        return
    text, blocks = chat.content(said)
    if said.get("replace_original") and message:
        message.text, message.blocks = text, blocks
    else:
        private = None if said.get("response_type") == "in_channel" else user.id
        thread = said.get("thread_ts")
        workspace.post(channel, workspace.bot, text, blocks=blocks, seen_by=private, thread_ts=thread)
