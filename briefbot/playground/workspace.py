"""A workspace's state: users, channels, messages. Nothing here talks to anybody."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from briefbot.playground.agent import AgentView
from briefbot.playground.views import Screens

if TYPE_CHECKING:
    from collections.abc import Callable

SLACKBOT = "USLACKBOT"
"""Who tells people, in Slack's own name, that a command failed."""


@dataclass
class User:
    """A member of the workspace; `bot_id` where it is an app's."""

    id: str
    name: str  # the handle: "ana"
    real_name: str
    tz: str  # IANA
    bot_id: str | None = None


@dataclass
class Message:
    """One message; `seen_by` names the one user who sees it, where it is ephemeral."""

    ts: str
    user: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: dict[str, Any] | None = None
    bot_id: str | None = None
    edited: str | None = None
    seen_by: str | None = None
    subtype: str | None = None

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread and not in the channel."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass
class Channel:
    """A channel or direct conversation."""

    id: str
    name: str
    members: set[str]
    topic: str = ""
    is_private: bool = False
    is_im: bool = False
    is_archived: bool = False
    messages: list[Message] = field(default_factory=list)  # in order of ts

    @property
    def kind(self) -> str:
        """Slack's channel_type."""
        return "im" if self.is_im else "group" if self.is_private else "channel"


@dataclass
class Workspace:
    """One workspace with one app installed."""

    team_id: str
    name: str
    domain: str
    users: list[User]
    channels: list[Channel]
    bot_token: str
    app_token: str = ""
    scopes: frozenset[str] = frozenset()
    app_id: str = "A0BRIEFBOT"
    home_tab: bool = True
    ends: dict[str, float] = field(default_factory=dict)  # tokens beside `bot_token`, and when each runs out: Unix time
    dead: dict[str, str] = field(default_factory=dict)  # tokens that were good once, and Slack's word for what they are
    taken: tuple[str, dict[str, float]] | None = None  # `bot_token` and `ends` as they were before they were taken away
    clock: Callable[[], float] = time.time
    screens: Screens = field(default_factory=Screens)
    agent: AgentView = field(default_factory=AgentView)
    _last: int = 0
    _names: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def bot(self) -> User:
        """The app's own user."""
        return next(user for user in self.users if user.bot_id)

    @property
    def people(self) -> list[User]:
        """The members that are no bots."""
        return [user for user in self.users if not user.bot_id and user.id != SLACKBOT]

    @property
    def is_installed(self) -> bool:
        """Whether the app is in it."""
        return bool(self.bot_token or self.ends)

    def refuses(self, token: str) -> str | None:
        """Slack's word for why it does not take that bot token; None where it does."""
        if token in self.dead:
            return self.dead[token]
        if token not in {self.bot_token, *self.ends}:
            return "invalid_auth"
        return "token_expired" if self.clock() >= self.ends.get(token, float("inf")) else None

    def take_tokens(self, word: str) -> None:
        """Take every token away: from now on Slack refuses them with that word."""
        if not self.is_installed:
            return
        self.taken = self.bot_token, dict(self.ends)
        self.dead.update(dict.fromkeys({self.bot_token, *self.ends} - {""}, word))
        self.bot_token = ""
        self.ends.clear()

    @property
    def is_revoked(self) -> bool:
        """Whether the app's tokens were taken away, and it has no others yet."""
        return self.taken is not None and not self.is_installed

    def give_tokens_back(self) -> None:
        """Undo `take_tokens`; nothing where the app has got others since."""
        if self.taken is not None and not self.is_installed:
            self.bot_token, ends = self.taken
            self.ends.update(ends)
            for token in (self.bot_token, *ends):
                self.dead.pop(token, None)
        self.taken = None

    def user(self, key: str) -> User:
        """By id or handle; `KeyError` where there is none."""
        return _one(self.users, key)

    def channel(self, key: str) -> Channel:
        """By id or name; `KeyError` where there is none."""
        return _one(self.channels, key)

    def stamp(self) -> str:
        """The next message's ts: later than every one before, in Slack's form."""
        self._last = max(self._last + 100, int(time.time() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def name_for(self, prefix: str) -> str:
        """A new id: "Ev0000000001"."""
        return f"{prefix}{next(self._names):010d}"

    def post(self, channel: Channel, user: User, text: str, **fields: Any) -> Message:
        """Add a message to a channel."""
        message = Message(ts=self.stamp(), user=user.id, text=text, bot_id=user.bot_id, **fields)
        channel.messages.append(message)
        return message

    def find(self, channel: Channel, ts: str) -> Message | None:
        """The message of that ts, if it stands there."""
        return next((message for message in channel.messages if message.ts == ts), None)

    def thread(self, channel: Channel, ts: str) -> list[Message]:
        """A message and its replies, in order."""
        return [message for message in channel.messages if ts in (message.ts, message.thread_ts)]

    def direct(self, user: User) -> Channel:
        """The conversation between the bot and a user, made where it is missing."""
        for channel in self.channels:
            if channel.is_im and user.id in channel.members:
                return channel
        made = Channel(id=self.name_for("D"), name=user.name, members={user.id, self.bot.id}, is_im=True)
        self.channels.append(made)
        return made


_Named = TypeVar("_Named", User, Channel)


def _one(things: list[_Named], key: str) -> _Named:
    for thing in things:
        if key in (thing.id, thing.name):
            return thing
    raise KeyError(key)


# Those that deploy/slack-manifest.json asks for.
SCOPES = frozenset(
    {
        "app_mentions:read",
        "assistant:write",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "commands",
        "groups:history",
        "groups:read",
        "im:history",
        "im:write",
        "users:read",
    }
)


def demo_workspace(bot_token: str, app_token: str = "") -> Workspace:
    """A newsroom's workspace: two people in different zones, the bot, a few channels."""
    bot = User("U0BRIEFBOT", "briefbot", "briefbot", "UTC", bot_id="B0BRIEFBOT")
    ana = User("U0ANARUIZ1", "ana", "Ana Ruiz", "Europe/Vienna")
    sami = User("U0SAMIHADD", "sami", "Sami Haddad", "Asia/Kuwait")
    slackbot = User(SLACKBOT, "slackbot", "Slackbot", "UTC")
    both = {ana.id, sami.id}
    channels = [
        Channel("C0WORLDNEWS", "world-news", both | {bot.id}, "Scheduled briefings"),
        Channel("C0SYRIADESK", "syria-desk", both | {bot.id}, "Syria, all of it"),
        Channel("C0GENERAL01", "general", set(both), "For everybody"),
        Channel("C0PRIVATE01", "risk-room", set(both), "By invitation", is_private=True),
        Channel("D0ANABOT001", "ana", {ana.id, bot.id}, is_im=True),
        Channel("D0SAMIBOT01", "sami", {sami.id, bot.id}, is_im=True),
    ]
    return Workspace(
        "T0NEWSROOM", "The Newsroom", "newsroom", [bot, ana, sami, slackbot], channels, bot_token, app_token, SCOPES
    )
