"""Foreign text in the few places where Slack would read it as markup.

Stories' words are shown in rich_text blocks, which parse nothing. What is left for mrkdwn is small: context lines and a
message's top-level text, where `<!channel>` in a headline must ring nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.models.messages import DateLink

if TYPE_CHECKING:
    from datetime import datetime

DATE = "{time}, {date_short_pretty}"
"""How times are shown; each reader sees them in their own zone."""

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def escape(text: str) -> str:
    """`text` on one line, with the three characters escaped that can start a mention or a link."""
    return " ".join(text.split()).translate(_ESCAPES)


def moment(when: datetime) -> str:
    """A time that each reader sees in their own zone; where Slack cannot show that, in UTC."""
    return str(DateLink(date=when, date_format=DATE, fallback=utc(when)))


def utc(when: datetime) -> str:
    """A time in UTC, for where there is no reader's zone."""
    return f"{when:%d %b %Y %H:%M} UTC".lstrip("0")
