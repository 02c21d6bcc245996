"""What the buttons under an event come to: a closer look at the story, following it, less of it, a doubt about it.

Everything is told to the one who clicked, alone. A story is looked up when it is clicked, so one that was killed,
embargoed or forgotten since is not shown, and of one that was corrected the newest version is.
"""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from briefbot.archive.protocol import Availability
from briefbot.messages import Mark, MarkKind, Report
from briefbot.slack import blocks as kit
from briefbot.slack import buttons, closeup, showing
from briefbot.slack.closeup import Looked
from briefbot.slack.mrkdwn import escape
from briefbot.slack.showing import Reply, said
from briefbot.story import Span, StoryKey

if TYPE_CHECKING:
    from briefbot.archive.protocol import Archive
    from briefbot.desk.desk import Desk
    from briefbot.slack.managing import Act, Manager
    from briefbot.slack.people import People
    from briefbot.story import Quote

LASTS = timedelta(days=14)
"""For so long a story is followed, or left out: happenings end."""

MOST_OTHERS = 60
"""Stories of a happening that are looked at beside the one that was clicked."""

MOST_COMPARED = 5
"""Quotations that are asked about: each stands there twice."""

_WHY_NOT = {
    Availability.EMBARGOED: "This story is under its agency's embargo now, so I show nothing of it.",
    Availability.WITHHELD: "The agency holds this story back for now, so I show nothing of it.",
    Availability.KILLED: "The agency withdrew this story, so I show nothing of it.",
    Availability.FORGOTTEN: "The agency's terms let me keep this story no longer, so there is nothing to show.",
    Availability.UNKNOWN: "I do not have this story any more.",
}
_PAGES = {
    buttons.FULL: closeup.full,
    buttons.QUOTATIONS: closeup.quotations,
    buttons.SOURCES: closeup.sources,
}


class Stories:
    """Answers the buttons that are about one story."""

    def __init__(self, archive: Archive, desk: Desk, people: People, manager: Manager) -> None:
        self._archive = archive
        self._desk = desk
        self._people = people
        self._manager = manager

    async def page(self, action: str, value: str, most: int) -> closeup.Page | Reply:
        """What a button of `buttons.READING` shows, `most` characters of it; in words why it does not."""
        looked = await asyncio.to_thread(self._look, buttons.about(value), whole=True)
        return looked if isinstance(looked, Reply) else _PAGES[action](looked, most)

    async def answer(self, action: str, value: str, act: Act) -> Reply:
        """What a button of `buttons.DOING` comes to; `InputError` where the person may not."""
        match action:
            case buttons.FOLLOW:
                return await self._follow(buttons.about(value), act)
            case buttons.UNFOLLOW:
                return await self._unfollow(value, act)
            case buttons.LESS:
                return await self._less(buttons.about(value), act)
            case buttons.MORE:
                return await self._more(value, act)
            case buttons.WRONG:
                return await self._doubt(buttons.about(value), act)
        return await self._report(value, act)

    def _look(self, key: StoryKey, *, whole: bool = False) -> Looked | Reply:
        """The story as it stands now, with the `whole` happening if asked for; why not, where it may not be shown."""
        now = datetime.now(UTC)
        found = self._desk.stories([key], now=now)
        if not found:
            return _kept(_WHY_NOT.get(self._archive.availability(key.id, now), _WHY_NOT[Availability.UNKNOWN]))
        ((story, brief),) = found
        event = self._desk.happening(story, now=now)[1 : MOST_OTHERS + 1] if whole else []
        others = self._desk.stories((other.key for other in event), now=now)
        return Looked(story, brief, self._archive.first_seen([key.id]).get(key.id), others, key.version)

    async def _follow(self, key: StoryKey, act: Act) -> Reply:
        looked = await asyncio.to_thread(self._look, key)
        if isinstance(looked, Reply):
            return looked
        channel = await self._people.direct(act.workspace, act.user)
        mark = _mark(act, channel, MarkKind.FOLLOWED, key)
        await asyncio.to_thread(self._archive.mark, mark)
        line = (
            f"You follow *{escape(kit.headline(looked.story))}* for {LASTS.days} days: "
            "what agencies add to it comes to you in a direct message."
        )
        return _kept(line, showing.button("Stop following", buttons.UNFOLLOW, buttons.named(key)))

    async def _unfollow(self, value: str, act: Act) -> Reply:
        key = buttons.about(value)
        channel = await self._people.direct(act.workspace, act.user)
        await asyncio.to_thread(self._archive.unmark, act.workspace, channel, MarkKind.FOLLOWED, key.id)
        return said("You follow that story no longer.", showing.button("Follow again", buttons.FOLLOW, value))

    async def _less(self, key: StoryKey, act: Act) -> Reply:
        await self._manager.check(act, act.channel)
        looked = await asyncio.to_thread(self._look, key)
        if isinstance(looked, Reply):
            return looked
        await asyncio.to_thread(self._archive.mark, _mark(act, act.channel, MarkKind.MUTED, key))
        line = (
            f"For {LASTS.days} days {showing.place(act.channel)} is told no more of "
            f"*{escape(kit.headline(looked.story))}*, by briefings or alerts."
        )
        return _kept(line, showing.button("Undo", buttons.MORE, buttons.named(key)))

    async def _more(self, value: str, act: Act) -> Reply:
        await self._manager.check(act, act.channel)
        key = buttons.about(value)
        await asyncio.to_thread(self._archive.unmark, act.workspace, act.channel, MarkKind.MUTED, key.id)
        return said(f"{showing.place(act.channel)} is told of that story again.")

    async def _doubt(self, key: StoryKey, act: Act) -> Reply:
        """One quotation: it is that which is meant. Several: each is shown beside its story, with a button."""
        looked = await asyncio.to_thread(self._look, key, whole=True)
        if isinstance(looked, Reply):
            return looked
        every = _quoted(looked)
        if not every:
            return _kept("The brief of this story quotes nobody.")
        if len(every) == 1:
            return await self._thanked(*every[0], act, replaces=False)
        question = "Which quotation is wrong? Here is each as the brief and as the agency has it."
        made = [*said(question).blocks]
        for number, (whose, quote) in enumerate(every[:MOST_COMPARED], 1):
            value = json.dumps([*whose.story.key, [[span.start, span.end] for span in quote.spans]])
            row = showing.actions(showing.button(f"Number {number} is wrong", f"{buttons.REPORT}/{number}", value))
            made += [*closeup.compared(whose, quote), *row, *closeup.link(whose.story)]
        return Reply(question, [*made, *closeup.changed(looked)], replaces=False)

    async def _report(self, value: str, act: Act) -> Reply:
        id_, version, spans = json.loads(value)
        meant = tuple(Span(*each) for each in spans)
        looked = await asyncio.to_thread(self._look, StoryKey(id_, version))
        if isinstance(looked, Reply):
            return looked._replace(replaces=True)
        quote = next((each for each in looked.brief.quotes if each.spans == meant), None)
        if looked.story.version != version or quote is None:
            return said("The story has changed since: look at the newest version, and report that if need be.")
        return await self._thanked(looked, quote, act, replaces=True)

    async def _thanked(self, looked: Looked, quote: Quote, act: Act, *, replaces: bool) -> Reply:
        report = Report(
            workspace=act.workspace,
            channel=act.channel,
            user=act.user,
            story=looked.story.key,
            spans=quote.spans,
            at=act.at,
        )
        await asyncio.to_thread(self._archive.report, report)
        line = "Thank you: the person who runs me is told of this quotation. Compare it with the story:"
        made = [
            *said(line).blocks,
            *closeup.compared(looked, quote),
            *closeup.changed(looked),
            *closeup.link(looked.story),
        ]
        return Reply(line, made, replaces=replaces)


def _quoted(looked: Looked) -> list[tuple[Looked, Quote]]:
    """What is quoted in a happening, each with its story: first what a brief of it shows."""
    first = [(looked, quote) for quote in looked.brief.featured]
    for story, brief in looked.others:
        first += [(Looked(story, brief, None, (), story.version), quote) for quote in brief.featured]
    return [*first, *((looked, quote) for quote in closeup.spoken(looked.brief) if not quote.featured)]


def _mark(act: Act, channel: str, kind: MarkKind, key: StoryKey) -> Mark:
    return Mark(workspace=act.workspace, channel=channel, kind=kind, story=key.id, user=act.user, at=act.at)


def _kept(line: str, *row: kit.Block) -> Reply:
    """A line that leaves the message that was clicked in as it is."""
    return said(line, *row)._replace(replaces=False)
