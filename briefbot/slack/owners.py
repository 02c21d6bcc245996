"""Tells whoever made a subscription that it was paused, because its channel takes no posts any more; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbot.desk import muting
from briefbot.messages import Post
from briefbot.slack import showing
from briefbot.slack.mrkdwn import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefbot.slack import blocks as kit
    from briefbot.subscription import Subscription

MOST = 10
"""Subscriptions named one by one; the others are counted."""


def notices(paused: Sequence[Subscription], *, post: str, reason: str) -> list[Post]:
    """A message to each owner of these subscriptions of one channel, which refused the post of that key.

    None to those who are not known, or whose own conversation with the bot it is.
    """
    owners = dict.fromkeys(s.creator for s in paused if s.creator and not s.channel.startswith("D"))
    return [_notice([s for s in paused if s.creator == owner], post, reason) for owner in owners]


def _notice(mine: Sequence[Subscription], post: str, reason: str) -> Post:
    lines = [f"• *{escape(muting.named(s.topic))}*, {escape(showing.schedule(s))}" for s in mine[:MOST]]
    if len(mine) > MOST:
        lines.append(f"• and {len(mine) - MOST} more")
    line = "\n".join(
        [
            f"<#{mine[0].channel}> takes no messages from me any more ({escape(reason)}), so I paused these:",
            *lines,
            "To have them again, type `/invite @briefbot` there, then resume them.",
        ]
    )
    return Post(
        key=f"notice/{post}/{mine[0].creator}",
        workspace=mine[0].workspace,
        channel=mine[0].creator,
        text=line,
        blocks=tuple(showing.said(line, *map(_resume, mine[:MOST])).blocks),
    )


def _resume(subscription: Subscription) -> kit.Block:
    id_ = str(subscription.id)
    return showing.button(f"Resume {muting.named(subscription.topic)}", f"{showing.RESUME}/{id_}", id_)
