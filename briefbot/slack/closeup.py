"""One story looked at closely: its full brief, every quotation, and who else reports it; pure.

Each is a page of blocks for a window, or for a message to one person where no window can be opened any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from briefbot.answers.render import paragraph
from briefbot.desk.briefing import EventBrief
from briefbot.slack import blocks as kit
from briefbot.slack.mrkdwn import escape, moment
from briefbot.story import QuoteKind, Signal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from briefbot.story import Brief, Quote, Span, Story

WINDOW, MESSAGE = 25_000, 8_000
"""Characters of a page: Slack takes 250,000 bytes of a window, and Arabic needs six a character."""

ROW = 100
"""Characters that a quotation or a source counts beside its words."""

MOST_SOURCES = 40


class Looked(NamedTuple):
    """A story as it stands now, and what was found beside it."""

    story: Story
    brief: Brief
    seen: datetime | None  # when its first version came
    others: Sequence[tuple[Story, Brief]]  # that report the same happening
    clicked: int  # the version that the button was made for

    @property
    def event(self) -> EventBrief:
        """It as it stands in a briefing."""
        return EventBrief(self.story, self.brief, tuple(other for other, _ in self.others))


class Page(NamedTuple):
    """What is shown: a title of 24 characters at most, and blocks under it."""

    title: str
    blocks: list[kit.Block]


def full(looked: Looked, most: int) -> Page:
    """Key points, the quotations that the brief features and the others, who reports it, and when."""
    story, brief = looked.story, looked.brief
    made: list[kit.Block] = []
    if brief.key_points:
        made.append(kit.rich(kit.bullets([point.text(story.body) for point in brief.key_points])))
    featured = list(brief.featured)
    rest = [quote for quote in spoken(brief) if quote not in featured]
    left = most - kit.size(made)
    for heading, quotes in (("", featured), ("Also quoted", rest)):
        shown = _within(story, quotes, left)
        left -= sum(_long(story, quote) for quote in shown)
        if shown:
            title = [kit.section(kit.words(heading, bold=True))] if heading else []
            made.append(kit.rich(*title, *(kit.attributed(quote, story) for quote in shown)))
        if len(shown) < len(quotes):
            made.append(kit.context(_more(len(quotes) - len(shown), story)))
    times = [f"Published {moment(story.published)}"] if story.published else []
    times += [f"First seen {moment(looked.seen)}"] if looked.seen else []
    times.append(f"version {story.version}")
    agencies = kit.context(kit.credit(looked.event))
    return Page("Full brief", [*_head(looked), *made, agencies, kit.context(" · ".join(times)), *link(story)])


def quotations(looked: Looked, most: int) -> Page:
    """Every quotation of the story and then of the others, with who said it and the paragraph that it stands in."""
    made: list[kit.Block] = []
    shown: set[str] = set()
    left_out = 0
    for story, brief in [(looked.story, looked.brief), *looked.others]:
        for quote in spoken(brief):
            words = quote.text(story.body)
            if words in shown:
                continue  # republished
            most -= _long(story, quote)
            if most < 0:
                left_out += 1
                continue
            shown.add(words)
            number = paragraph(story.body, brief.sentences, quote.spans[0])
            said = kit.attributed(quote, story, credited=story is not looked.story)["elements"]
            where = f"{' ·' if said[1:] else chr(10) + '—'} paragraph {number}"
            made.append(kit.quoted(*said, {"type": "text", "text": where}))
    blocks = [kit.rich(*made)] if made else [kit.rich(kit.section(kit.words("It quotes nobody that I may show.")))]
    if left_out:
        blocks.append(kit.context(_more(left_out, looked.story)))
    return Page("All quotations", [*_head(looked), *blocks, kit.context(kit.credit(looked.event)), *link(looked.story)])


def sources(looked: Looked, most: int) -> Page:
    """Every agency that reports the happening: headline, link, time, version, and what it says it changed."""
    rows: list[kit.Block] = []
    long = 0
    every = [looked.story, *(other for other, _ in looked.others)]
    for story in every[:MOST_SOURCES]:
        row = kit.section(
            kit.words(story.agency, bold=True),
            {"type": "text", "text": "\n"},
            kit.linked(story.url, kit.headline(story)),
            *_facts(story),
        )
        long += kit.size([row]) + ROW
        if rows and long > most:
            break
        rows.append(row)
    agencies = len({story.agency for story in every})
    count = "1 agency reports this." if agencies == 1 else f"{agencies} agencies report this."
    blocks = [kit.rich(row) for row in rows]
    if len(rows) < len(every):
        blocks.append(kit.context(f"and {len(every) - len(rows)} more"))
    return Page("Sources", [kit.context(count), *changed(looked), *blocks])


def compared(looked: Looked, quote: Quote) -> list[kit.Block]:
    """A quotation beside the sentences that it stands in, as the agency has them."""
    story = looked.story
    return [
        kit.rich(
            kit.section(kit.words("The brief says", bold=True)),
            kit.attributed(quote, story),
            kit.section(kit.words(f"{story.agency} says", bold=True)),
            kit.quoted(kit.words(" … ".join(each.of(story.body) for each in around(looked.brief, quote)))),
        )
    ]


def around(brief: Brief, quote: Quote) -> list[Span]:
    """The sentences that the quotation touches, those of them that may be shown."""
    parts = [*quote.spans, *(span for span in (quote.mention, quote.cue) if span)]
    return [each for each in brief.sentences if any(each.overlaps(part) for part in parts)] or list(quote.spans)


def spoken(brief: Brief) -> list[Quote]:
    """What somebody says in the story, as much as its source allows."""
    return [quote for quote in brief.quotes if quote.kind is QuoteKind.SPEECH]


def view(page: Page) -> dict[str, Any]:
    """The page as a window."""
    return {
        "type": "modal",
        "callback_id": "story",
        "title": {"type": "plain_text", "text": page.title, "emoji": False},
        "close": {"type": "plain_text", "text": "Close", "emoji": False},
        "blocks": page.blocks,
    }


def note(looked: Looked) -> str:
    """What is to be said of a story that is not the version that was clicked; "" where it is."""
    story = looked.story
    if story.version == looked.clicked:
        return ""
    what = "Corrected by its agency" if Signal.CORRECTED in story.signals else "Newer than where you clicked"
    advisory = f": {escape(story.advisory)}" if story.advisory else ""
    return f"_{what}{advisory}. This is version {story.version}, the newest._"


def _head(looked: Looked) -> list[kit.Block]:
    story = looked.story
    headline = kit.section(kit.linked(story.url, kit.headline(story), bold=True))
    return [kit.rich(headline), *changed(looked)]


def changed(looked: Looked) -> list[kit.Block]:
    """A line that says so where the story is not the version that was clicked."""
    said = note(looked)
    return [kit.context(said)] if said else []


def link(story: Story) -> list[kit.Block]:
    """Where the story can be read."""
    if not story.url:
        return []
    return [kit.rich(kit.section(kit.linked(story.url, f"Read it at {story.agency}")))]


def _facts(story: Story) -> list[kit.Block]:
    made: list[kit.Block] = [{"type": "text", "text": "\n"}]
    if story.published:
        made += [kit.when(story.published), {"type": "text", "text": " · "}]
    made.append(kit.words(f"version {story.version}"))
    if Signal.CORRECTED in story.signals:
        made.append({"type": "text", "text": " · corrected"})
    if story.advisory:
        made.append({"type": "text", "text": f" · {' '.join(story.advisory.split())}"})
    return made


def _within(story: Story, quotes: Sequence[Quote], most: int) -> list[Quote]:
    """As many quotations, from the first, as have room."""
    shown: list[Quote] = []
    for quote in quotes:
        most -= _long(story, quote)
        if most < 0:
            break
        shown.append(quote)
    return shown


def _long(story: Story, quote: Quote) -> int:
    return kit.size([kit.attributed(quote, story)]) + ROW


def _more(count: int, story: Story) -> str:
    where = f"at {escape(story.agency)}" if story.url else "in the story"
    return f"and {count} more {where}"
