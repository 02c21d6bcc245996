"""chat.*: posting, changing and deleting messages, with what Slack refuses of them.

Source: docs.slack.dev, method by method.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefbot.playground import arguments as given
from briefbot.playground import block_kit, shown
from briefbot.playground.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefbot.playground.workspace import Channel, Message, Workspace

MOST_TEXT, MOST_UPDATED, MOST_MARKDOWN = 40_000, 4_000, 12_000
"""Characters: past the first Slack cuts a text, past the others it refuses it."""


def content(arguments: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """What a message says, as text and as blocks; `Refused` where Slack would not take it."""
    text, blocks = str(arguments.get("text") or ""), given.parsed(arguments.get("blocks"), "invalid_blocks_format")
    if markdown := arguments.get("markdown_text"):
        if text or blocks:
            raise Refused("markdown_text_conflict")
        if len(str(markdown)) > MOST_MARKDOWN:
            raise Refused("msg_too_long")
        return str(markdown), [{"type": "markdown", "text": str(markdown)}]
    if not text.strip() and not blocks:
        raise Refused("no_text")
    wrong = block_kit.check_blocks(blocks or [], "message")
    if wrong:
        raise Refused("invalid_blocks", errors=wrong, response_metadata={"messages": [f"[ERROR] {w}" for w in wrong]})
    if block_kit.characters(blocks) > block_kit.MESSAGE_CHARACTERS:
        raise Refused("msg_blocks_too_long")
    return text, blocks or []


def _post_message(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel = _writable(workspace, arguments)
    text, blocks = content(arguments)
    thread = given.thread(workspace, channel, arguments)
    message = workspace.post(
        channel,
        workspace.bot,
        text[:MOST_TEXT],
        blocks=blocks,
        thread_ts=thread,
        metadata=_metadata(arguments),
    )
    workspace.agent.answered(channel, thread)
    answer = {"channel": channel.id, "ts": message.ts, "message": shown.message(message, metadata=True)}
    if len(text) > MOST_TEXT:
        answer["response_metadata"] = {"warnings": ["message_truncated"]}
    return answer


def _post_ephemeral(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel = _writable(workspace, arguments)
    text, blocks = content(arguments)
    user = str(arguments.get("user", ""))
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    thread = given.thread(workspace, channel, arguments)
    message = workspace.post(channel, workspace.bot, text, blocks=blocks, seen_by=user, thread_ts=thread)
    return {"message_ts": message.ts}


def _update(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel, message = _own(workspace, arguments, "cant_update_message")
    if channel.is_archived:
        raise Refused("is_archived")
    if len(str(arguments.get("text") or "")) > MOST_UPDATED:
        raise Refused("msg_too_long")
    message.text, message.blocks = content(arguments)
    message.edited = workspace.stamp()
    if (metadata := _metadata(arguments)) is not None:
        message.metadata = metadata
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown.message(message)}


def _delete(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel, message = _own(workspace, arguments, "cant_delete_message")
    channel.messages.remove(message)
    return {"channel": channel.id, "ts": message.ts}


def _get_permalink(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel = given.channel(workspace, arguments)
    message = given.message(workspace, channel, arguments.get("message_ts"))
    if message is None:
        raise Refused("message_not_found")
    address = f"https://{workspace.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": address}


def _metadata(arguments: dict[str, Any]) -> dict[str, Any] | None:
    metadata = given.parsed(arguments.get("metadata"), "invalid_metadata_format")
    if metadata is None:
        return None
    kind = metadata.get("event_type") if isinstance(metadata, dict) else None
    if not kind or not isinstance(kind, str) or not isinstance(metadata.get("event_payload"), dict):
        raise Refused("invalid_metadata_schema")
    return dict(metadata)


def _writable(workspace: Workspace, arguments: dict[str, Any]) -> Channel:
    channel = given.named_channel(workspace, arguments)
    if channel.is_archived:
        raise Refused("is_archived")
    if workspace.bot.id not in channel.members and "chat:write.public" not in workspace.scopes:
        raise Refused("not_in_channel")
    return channel


def _own(workspace: Workspace, arguments: dict[str, Any], otherwise: str) -> tuple[Channel, Message]:
    channel = given.channel(workspace, arguments)
    message = given.message(workspace, channel, arguments.get("ts"))
    if message is None:
        raise Refused("message_not_found")
    if message.user != workspace.bot.id:
        raise Refused(otherwise)
    return channel, message


METHODS: dict[str, Callable[[Workspace, dict[str, Any]], dict[str, Any]]] = {
    "chat.delete": _delete,
    "chat.getPermalink": _get_permalink,
    "chat.postEphemeral": _post_ephemeral,
    "chat.postMessage": _post_message,
    "chat.update": _update,
}
SCOPES = dict.fromkeys(("chat.delete", "chat.postEphemeral", "chat.postMessage", "chat.update"), ("chat:write",))
