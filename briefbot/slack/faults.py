"""What a failed call to Slack means for the post that it carried.

The one question is whether the post may stand in the channel all the same: only where it surely does not may it be sent
again. Source: shared notes on Slack's errors per method, and what aiohttp raises when (a connection that was never made
carried nothing).
"""

from __future__ import annotations

from enum import Enum
from typing import Any

from aiohttp import ClientConnectorError
from slack_sdk.errors import SlackApiError


class Outcome(Enum):
    """What to do about a failed post."""

    LATER = "surely not posted: send it again later"
    PLAIN = "surely not posted, for its blocks: send it again as plain text"
    NEVER = "refused for good"
    UNSURE = "may have been posted: look before sending again"


LIMITED = frozenset({"ratelimited", "rate_limited"})
TIRED = frozenset({"message_limit_exceeded"})
PAYLOAD = frozenset(
    {
        "invalid_blocks",
        "invalid_blocks_format",
        "msg_blocks_too_long",
        "msg_too_long",
        "markdown_text_conflict",
        "no_text",
        "invalid_arguments",
    }
)
AMBIGUOUS = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", ""})


def code(fault: SlackApiError) -> str:
    """Slack's word for the error; empty where the answer was none of Slack's (an HTML page of a proxy, bad JSON)."""
    response: Any = fault.response
    try:
        return str(response["error"] or "")
    except (KeyError, TypeError, AttributeError):
        return ""


def retry_after(fault: SlackApiError) -> float | None:
    """Seconds that Slack asks to wait, where it does."""
    headers: Any = getattr(fault.response, "headers", None) or {}
    value = next((v for k, v in headers.items() if k.lower() == "retry-after"), "")
    return float(value) if str(value).isdigit() else None


def outcome(fault: Exception) -> Outcome:
    """What to do about the post whose call raised `fault`."""
    if isinstance(fault, ClientConnectorError):
        return Outcome.LATER
    if not isinstance(fault, SlackApiError):
        return Outcome.UNSURE
    word = code(fault)
    status = getattr(fault.response, "status_code", None) or getattr(fault.response, "status", 0)
    if word in LIMITED | TIRED or status == 429:  # noqa: PLR2004 - HTTP's own number
        return Outcome.LATER
    if word in PAYLOAD:
        return Outcome.PLAIN
    return Outcome.UNSURE if word in AMBIGUOUS else Outcome.NEVER
