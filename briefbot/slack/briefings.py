"""A briefing as posts: one message in the channel while it stays readable, the rest in its thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbot.desk import muting
from briefbot.messages import Post
from briefbot.slack import blocks as kit
from briefbot.slack import frames
from briefbot.slack.mrkdwn import moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from briefbot.desk.briefing import Briefing, EventBrief

MOST_BLOCKS = 40
"""Of the 50 that Slack takes in a message; the header, the footer and the list of what follows need some."""

SKIPPED = 3
"""Briefings that never came of which the times are said; the others are counted."""


def title(topic: str) -> str:
    """What a briefing is called: by its topic, or as the news where it has none."""
    wanted, unwanted = muting.parted(topic)
    name = f"Briefing: {wanted}" if wanted else "News briefing"
    return f"{name} without {unwanted}" if unwanted else name


def pages(events: Sequence[EventBrief]) -> Iterator[list[EventBrief]]:
    """The events, in order, in runs that are read in one go; an event is never split, a run never empty."""
    page: list[EventBrief] = []
    blocks = characters = 0
    for event in events:
        made = kit.event(event)  # its buttons are not read
        long, many = kit.size(made), len(made) + 2
        if page and (characters + long > kit.READABLE_CHARACTERS or blocks + many > MOST_BLOCKS):
            yield page
            page, blocks, characters = [], 0, 0
        page.append(event)
        blocks, characters = blocks + many, characters + long
    if page:
        yield page


def _frame(
    briefing: Briefing, heading: str, following: datetime | None, late: datetime | None, skipped: Sequence[datetime]
) -> list[kit.Block]:
    """The briefing's first message, with places for its events."""
    first, *rest = list(pages(briefing.events)) or [[]]
    made = [kit.header(heading), *_punctuality(late, skipped), *map(frames.event, first)]
    if not first:
        said = "Nothing new." if briefing.nearest is None else f"Nothing on {briefing.topic.text}."
        made.append(kit.rich(kit.section(kit.words(said))))
    if briefing.nearest:
        made.append(kit.rich(kit.section(kit.words("These have news:")), kit.bullets(briefing.nearest)))
    if rest:
        made.append(frames.more([event for page in rest for event in page]))
    return [*made, kit.footer(briefing, following)]


def _punctuality(late: datetime | None, skipped: Sequence[datetime]) -> list[kit.Block]:
    """That the briefing comes late, and which ones before it never came."""
    said = [f"Late: it was due {moment(late)}."] if late else []
    if skipped:
        shown = ", ".join(map(moment, skipped[:SKIPPED]))
        more = f" and {len(skipped) - SKIPPED} more" if len(skipped) > SKIPPED else ""
        said.append(f"Left out, since I was not running: what was due {shown}{more}.")
    return [kit.context(" ".join(said))] if said else []


def message(briefing: Briefing, *, heading: str) -> tuple[str, list[kit.Block]]:
    """The briefing's first message: its text and blocks."""
    return frames.message(_frame(briefing, heading, None, None, ()), frames.Known(briefing.events))


def posts(
    briefing: Briefing,
    *,
    key: str,
    workspace: str,
    channel: str,
    heading: str,
    slot: str | None = None,
    following: datetime | None = None,
    late: datetime | None = None,
    skipped: Sequence[datetime] = (),
) -> list[Post]:
    """The briefing as posts to one channel: the message, then its thread. The same briefing gives the same posts.

    `late` is when it was due, where that is to be said, and `skipped` when those were that never came.
    """
    _, *rest = list(pages(briefing.events)) or [[]]
    known = frames.Known(briefing.events)
    made: list[Post] = []
    first = _frame(briefing, heading, following, late, skipped)
    for number, frame in enumerate([first, *(list(map(frames.event, p)) for p in rest)]):
        text, blocks = frames.message(frame, known)
        made.append(
            Post(
                key=f"{key}/{number}",
                workspace=workspace,
                channel=channel,
                text=text,
                blocks=tuple(blocks),
                parent=made[0].key if made else None,
                slot=slot,
                stories=frames.stories(frame),
                frame=tuple(frame),
            )
        )
    return made
