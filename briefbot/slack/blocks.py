"""Briefings, briefs and answers as Block Kit, within Slack's limits.

Stories' words stand in rich_text, which Slack shows as they are: no character of a headline or a quotation can become
markup, a mention or a link.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slackblocks import _limits as limits

from briefbot.slack.mrkdwn import DATE, escape, moment, utc
from briefbot.sources import signals

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from briefbot.desk.briefing import Briefing, EventBrief
    from briefbot.story import Quote, Story

Block = dict[str, Any]

MESSAGE_CHARACTERS = 9_000
"""What one message may hold of text: Slack refuses somewhere above 13,000 in all, though each block be legal."""

NAMED = 3
"""So many sources that could not be seen are named in a footer; the others are counted."""

READABLE_CHARACTERS = 1_500
"""About what is read in a minute, 250 words; the rest of a briefing goes to its thread."""


def header(text: str) -> Block:
    """A headline of ours; cut at Slack's limit."""
    most = limits.HEADER_TEXT_MAX_LENGTH
    shown = text if len(text) <= most else text[: most - 1] + "…"
    return {"type": "header", "text": {"type": "plain_text", "text": shown, "emoji": False}}


def headline(story: Story) -> str:
    """A story's headline from where the news in it begins: what an agency says of the version is said in other ways."""
    return story.headline[signals.news_of(story.headline) :].strip() or story.headline or "Without a headline"


def rich(*elements: Block) -> Block:
    """A rich_text block."""
    return {"type": "rich_text", "elements": list(elements)}


def words(text: str, **style: bool) -> Block:
    """Text as it is, on one line; `style` as Slack names it: bold, italic."""
    element: Block = {"type": "text", "text": " ".join(text.split())}
    return element | {"style": style} if style else element


def linked(url: str | None, text: str, **style: bool) -> Block:
    """Text that opens `url`, or text alone where there is none."""
    if not url:
        return words(text, **style)
    element: Block = {"type": "link", "url": url, "text": " ".join(text.split())}
    return element | {"style": style} if style else element


def when(time: datetime) -> Block:
    """A time in the reader's zone."""
    return {"type": "date", "timestamp": int(time.timestamp()), "format": DATE, "fallback": utc(time)}


def section(*elements: Block) -> Block:
    """A paragraph of a rich_text block."""
    return {"type": "rich_text_section", "elements": list(elements)}


def bullets(lines: Sequence[str]) -> Block:
    """A list of a rich_text block."""
    return {
        "type": "rich_text_list",
        "style": "bullet",
        "indent": 0,
        "elements": [section(words(line)) for line in lines],
    }


def quoted(*elements: Block) -> Block:
    """A quotation of a rich_text block."""
    return {"type": "rich_text_quote", "elements": list(elements)}


def context(line: str) -> Block:
    """A small grey line of mrkdwn."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": line[: limits.TEXT_MAX_LENGTH]}]}


def button(label: str, action: str, value: str, **more: str) -> Block:
    """A button of an actions block; `more` is its style and accessibility_label, where it has any."""
    return {
        "type": "button",
        "text": {"type": "plain_text", "text": label, "emoji": False},
        "action_id": action,
        "value": value,
        **more,
    }


def attributed(quote: Quote, story: Story, *, credited: bool = False) -> Block:
    """A quotation with who said it: name and role as the story gives them, or nobody where it does not say.

    `credited` names the story's agency too, where it is not the one that leads.
    """
    said = [words(f"“{quote.text(story.body)}”")]
    title, name, description = quote.whose(story.body)
    if name:
        said += [{"type": "text", "text": f"\n— {title}"}, words(name, bold=True)]
    if description:
        said.append({"type": "text", "text": description})
    if credited:
        said += [{"type": "text", "text": " · "}, linked(story.url, story.agency)]
    return quoted(*said)


def event(item: EventBrief) -> list[Block]:
    """One event's brief: what is new in it, the headline as a link, key points, featured quotations, credit."""
    story, brief = item.lead, item.brief
    elements = [section(linked(story.url, headline(story), bold=True))]
    if brief.key_points:
        elements.append(bullets([point.text(story.body) for point in brief.key_points]))
    elements += [attributed(quote, story) for quote in brief.featured]
    elements += [attributed(quote, other, credited=True) for other, quote in item.added]
    notes = [context(f"_{escape(note)}_") for note in brief.notes]
    return [*news(item), rich(*elements), *notes, context(credit(item))]


def alert(item: EventBrief) -> list[Block]:
    """One event in an alert: the headline as a link, the first key point, credit."""
    story = item.lead
    elements = [section(linked(story.url, headline(story), bold=True))]
    elements += [bullets([point.text(story.body)]) for point in item.brief.key_points[:1]]
    return [rich(*elements), context(credit(item))]


def news(item: EventBrief) -> list[Block]:
    """What is new in an event that the reader had before; nothing for one that is new to them."""
    if item.update is None:
        return []
    at = f", {moment(item.update.at)}" if item.update.at else ""
    return [context(f"*{escape(item.update.words)}*{at}")]


def credit(item: EventBrief) -> str:
    """Who reports it and who else carries it, from where and when, in mrkdwn."""
    story = item.lead
    lead, *others = map(escape, item.agencies)
    parts = [", ".join([f"*{lead}*", *others]) + item.carriers]
    if story.dateline:
        parts.append(escape(story.dateline))
    if story.published:
        parts.append(moment(story.published))
    return " · ".join(parts)


def footer(briefing: Briefing, following: datetime | None) -> Block:
    """What was read, what could not be seen, and when the next one is due."""
    sources = "1 source" if briefing.read == 1 else f"{briefing.read} sources"
    parts = [f"Read {sources}"] if briefing.read else ["No source could be read"]
    for poll in briefing.blind[:NAMED]:
        since = f" since {moment(poll.last_success)}" if poll.last_success else ""
        parts.append(f"not seen{since}: {escape(poll.source)} ({escape(poll.reason)})")
    if len(briefing.blind) > NAMED:
        parts.append(f"and {len(briefing.blind) - NAMED} more not seen")
    if following:
        parts.append(f"next {moment(following)}")
    return context(" · ".join(parts))


def size(blocks: Sequence[Block]) -> int:
    """The characters of text in blocks, as Slack counts them towards a message's limit, roughly."""

    def count(value: Any) -> int:
        if isinstance(value, dict):
            return sum(len(v) if k == "text" and isinstance(v, str) else count(v) for k, v in value.items())
        return sum(map(count, value)) if isinstance(value, list) else 0

    return count(list(blocks))
