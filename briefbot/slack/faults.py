"""What a failed call to Slack means for the post that it carried.

The first question is whether the post may stand in the channel all the same: only where it surely does not may it be
sent again. The second is how far the trouble reaches: this post, its thread, its channel, or its workspace.
Source: shared notes on Slack's errors per method, and what aiohttp raises when (a connection that was never made
carried nothing).
"""

from __future__ import annotations

from enum import Enum
from typing import Any

from aiohttp import ClientConnectorError, ClientError
from slack_sdk.errors import SlackApiError


class TokenUnavailableError(ClientError):
    """The workspace's token has run out and the next one cannot be had just now: no call was made."""


class Outcome(Enum):
    """What to do about a failed post."""

    LATER = "surely not posted: send it again later"
    LIMITED = "surely not posted, too many calls: the method rests in this workspace"
    PLAIN = "surely not posted, for its blocks: send it again as plain text"
    NEVER = "refused for good"
    THREAD = "its thread is gone: nothing more of it can be posted"
    CHANNEL = "its channel does not take the bot's posts: neither this one nor others"
    TOKEN = "Slack does not take the workspace's token: no call can succeed there"  # noqa: S105 - no password
    UNSURE = "may have been posted: look before sending again"


LIMITS = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
TOO_LONG = "msg_blocks_too_long"
PAYLOAD = frozenset(
    {
        "invalid_blocks",
        "invalid_blocks_format",
        TOO_LONG,
        "msg_too_long",
        "markdown_text_conflict",
        "no_text",
        "invalid_arguments",
    }
)
THREAD = frozenset({"thread_not_found", "cannot_reply_to_message", "restricted_action_thread_locked"})
CHANNEL = frozenset(
    {
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "no_permission",  # Slack's page says: be a member of the conversation
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "messages_tab_disabled",
        "user_disabled",
        "user_not_found",
        "ekm_access_denied",
    }
)
NO_MESSAGE = "message_not_found"
SCOPE = "missing_scope"
NOT_INSTALLED = "not_installed"
"""Our own word, for a workspace of which there is no token."""

TOKEN = frozenset(
    {
        "invalid_auth",
        "not_authed",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "not_allowed_token_type",
        "org_login_required",
        "team_access_not_granted",
        SCOPE,
        NOT_INSTALLED,
    }
)
AMBIGUOUS = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", ""})

_OUTCOMES = {
    **dict.fromkeys(LIMITS, Outcome.LIMITED),
    **dict.fromkeys(PAYLOAD, Outcome.PLAIN),
    **dict.fromkeys(THREAD, Outcome.THREAD),
    **dict.fromkeys(CHANNEL, Outcome.CHANNEL),
    **dict.fromkeys(TOKEN, Outcome.TOKEN),
    **dict.fromkeys(AMBIGUOUS, Outcome.UNSURE),
}


def not_installed(workspace: str) -> SlackApiError:
    """What a call raises for a workspace of which there is no token."""
    answer = {"ok": False, "error": NOT_INSTALLED}
    return SlackApiError(  # type: ignore[no-untyped-call]
        f"briefbot is not installed in the workspace {workspace}", answer
    )


def code(fault: Exception) -> str:
    """Slack's word for the error; empty where the answer was none of Slack's (an HTML page of a proxy, bad JSON)."""
    response: Any = getattr(fault, "response", None)
    try:
        return str(response["error"] or "")
    except (KeyError, TypeError, AttributeError):
        return ""


def reason(fault: Exception) -> str:
    """What to call the fault in a log: Slack's word, the HTTP status, or what was raised."""
    if not isinstance(fault, SlackApiError):
        return type(fault).__name__
    return code(fault) or f"HTTP {_status(fault)}"


def retry_after(fault: Exception) -> float | None:
    """Seconds that Slack asks to wait, where it does."""
    headers: Any = getattr(getattr(fault, "response", None), "headers", None) or {}
    value = next((v for k, v in headers.items() if k.lower() == "retry-after"), "")
    return float(value) if str(value).isdigit() else None


def outcome(fault: Exception) -> Outcome:
    """What to do about the post whose call raised `fault`."""
    if isinstance(fault, (ClientConnectorError, TokenUnavailableError)):
        return Outcome.LATER
    if not isinstance(fault, SlackApiError):
        return Outcome.UNSURE
    if _status(fault) == 429:  # noqa: PLR2004 - HTTP's own number
        return Outcome.LIMITED
    return _OUTCOMES.get(code(fault), Outcome.NEVER)


def _status(fault: SlackApiError) -> int:
    response: Any = fault.response  # the SDK's, or aiohttp's own where the body was no JSON
    return int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
