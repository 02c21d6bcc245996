"""The agent view as Slack keeps it: the prompts of a conversation, and what the app says that it is doing in a thread.

Source: docs.slack.dev on assistant.threads.setSuggestedPrompts and setStatus, and on migrating to agent_view.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from briefbot.playground import arguments as given
from briefbot.playground.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefbot.playground.workspace import Channel, Workspace

MOST_PROMPTS = 4
STATUS_LIFE = 120.0
"""Seconds after which a status goes by itself."""


@dataclass
class Offered:
    """What a person may click to ask, in one conversation."""

    title: str
    prompts: list[dict[str, str]]


@dataclass
class AgentView:
    """What the app shows beside messages."""

    offered: dict[str, Offered] = field(default_factory=dict)  # by channel
    working: dict[tuple[str, str], tuple[str, float]] = field(default_factory=dict)  # (channel, thread) → status, when

    def status(self, channel: Channel, thread: str, now: float) -> str:
        """What the app is doing in a thread, "" where it is doing nothing."""
        said, since = self.working.get((channel.id, thread), ("", now))
        return said if now - since < STATUS_LIFE else ""

    def answered(self, channel: Channel, thread: str | None) -> None:
        """The app has posted in the thread: its status goes."""
        self.working.pop((channel.id, thread or ""), None)


def _set_suggested_prompts(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel = _conversation(workspace, arguments)
    prompts = given.parsed(arguments.get("prompts"), "invalid_arguments")
    if not isinstance(prompts, list) or not 0 < len(prompts) <= MOST_PROMPTS or not all(map(_is_prompt, prompts)):
        raise Refused(
            "invalid_arguments", response_metadata={"messages": ["[ERROR] prompts: 1 to 4 of title, message"]}
        )
    if not arguments.get("thread_ts"):  # with it Slack says ok and shows nothing
        workspace.agent.offered[channel.id] = Offered(str(arguments.get("title") or ""), prompts)
    return {}


def _is_prompt(prompt: Any) -> bool:
    return isinstance(prompt, dict) and all(
        isinstance(prompt.get(name), str) and prompt[name].strip() for name in ("title", "message")
    )


def _set_status(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel = given.channel(workspace, arguments, "channel_id")
    thread, status = str(arguments.get("thread_ts", "")), arguments.get("status")
    if not isinstance(status, str):
        raise Refused("invalid_arguments")
    if given.message(workspace, channel, thread) is None:
        raise Refused("invalid_thread_ts")
    workspace.agent.answered(channel, thread)
    if status:
        workspace.agent.working[channel.id, thread] = status, workspace.clock()
    return {}


def _conversation(workspace: Workspace, arguments: dict[str, Any]) -> Channel:
    channel = given.channel(workspace, arguments, "channel_id")
    if not channel.is_im:
        raise Refused("channel_not_found")
    return channel


METHODS: dict[str, Callable[[Workspace, dict[str, Any]], dict[str, Any]]] = {
    "assistant.threads.setSuggestedPrompts": _set_suggested_prompts,
    "assistant.threads.setStatus": _set_status,
}
SCOPES = {
    "assistant.threads.setSuggestedPrompts": ("assistant:write",),
    "assistant.threads.setStatus": ("chat:write", "assistant:write"),
}
