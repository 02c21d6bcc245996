"""What Slack tells the person who installs an app of each scope that it asks for.

Source: the descriptions on docs.slack.dev/reference/scopes, in words of our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

VIEW = {
    "app_mentions:read": "Messages that mention it",
    "channels:history": "Messages in public channels that it has been added to",
    "channels:read": "The names and members of public channels",
    "groups:history": "Messages in private channels that it has been added to",
    "groups:read": "The names and members of private channels that it has been added to",
    "im:history": "Direct messages that people send to it",
    "users:read": "The people in the workspace, and their time zones",
}
DO = {
    "assistant:write": "Act as an assistant: offer prompts, and show what it is doing",
    "channels:join": "Join public channels",
    "chat:write": "Send messages in its own name",
    "commands": "Add slash commands that people can use",
    "im:write": "Begin direct messages with people",
}


def asked(scopes: Iterable[str]) -> dict[str, list[str]]:
    """What an app with these scopes may view, and what it may do; a scope that is not known here is named."""
    every = list(scopes)
    return {
        "view": [VIEW[scope] for scope in every if scope in VIEW],
        "do": [DO.get(scope, scope) for scope in every if scope not in VIEW],
    }
