"""The editor at work: files what comes in, and finds what is asked for. Synchronous: call it by `asyncio.to_thread`."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from briefbot.archive.protocol import Novelty
from briefbot.desk import copies, muting, nearest, rights, topics
from briefbot.desk.briefing import compose, fair
from briefbot.desk.events import group
from briefbot.errors import NotFoundError, StoryError
from briefbot.source import Rights
from briefbot.topic import Term, Topic

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from briefbot.archive.protocol import Added, Archive
    from briefbot.desk.briefing import Briefing
    from briefbot.formatter.protocol import Formatter
    from briefbot.source import Poll, Source
    from briefbot.story import Brief, Story, StoryKey

log = logging.getLogger(__name__)

CONSIDERED = 80
"""Stories that a briefing is chosen from; an event of ten newsrooms must leave room for others."""

MUTED = 10_000
"""Stories that may be left out of the topic of everything."""

_WORD = re.compile(r"\w+(?:[-’']\w+)*")
_ASKING_WORDS = """
a about an and any anybody are as at be been but by can could did do does for from had has have he her his how i if
in into is it its many me much must no not of on or our say says shall she should so tell than that the their them
there they this those to us was we were what when where which who whom whose why will with would you
"""
_ASKING = frozenset(_ASKING_WORDS.split())


@dataclass(frozen=True, slots=True)
class Survey:
    """The stories on a topic at one moment, grouped into events."""

    topic: Topic
    stories: tuple[Story, ...]  # the most relevant first
    events: Mapping[str, str]  # each story's event, by its id
    seen: Mapping[str, datetime]  # when each was first seen, by its id
    polls: Mapping[str, Poll]  # the last look at each source
    now: datetime
    nothing: bool = False  # the topic has no news at all: the nearest that have some are told


class Desk:
    """Stories in, briefs and briefings out. Every verb raises `ArchiveError` where the archive does."""

    def __init__(self, archive: Archive, formatter: Formatter) -> None:
        self._archive = archive
        self._formatter = formatter

    def take_in(self, source: Source, stories: Iterable[Story], poll: Poll, *, now: datetime) -> list[Added]:
        """File what a look at a source gave, then keep how the look went.

        In this order: after a crash between the two the source is read again, and its stories are known. Where the
        source's rights do not let bodies be stored, headlines alone are filed.
        """
        if not source.rights.store_body:
            stories = (replace(story, body="") for story in stories)
        added = self.file(stories, source.id, now)
        fresh = sum(each.novelty is not Novelty.KNOWN for each in added)
        poll = poll.filed(fresh, now)
        self._archive.put_poll(replace(poll, reason=f"{poll.reason}, {fresh} new") if poll.ok and added else poll)
        return added

    def file(self, stories: Iterable[Story], source: str | None, now: datetime) -> list[Added]:
        """Add stories, oldest first, and condense those that are new or revised; a bad one is logged and left out."""
        filed = []
        for story in stories:
            try:
                added = self._archive.add(story, source=source, seen=now)
            except StoryError as fault:
                log.error("left out a story of %s: %s", source, fault)  # noqa: TRY400 - the traceback says no more
                continue
            filed.append(added)
            if added.novelty is Novelty.KNOWN:
                continue
            try:
                brief = self._formatter.condense(added.story)
            except Exception:  # a formatter must not raise; one that does must not keep other stories out
                log.exception("%s could not be condensed: report this, with the story", added.story.id)
            else:
                self._archive.keep_brief(brief)
        return filed

    def brief(self, story: Story) -> Brief:
        """The brief kept of this formatter, else one made and kept now; as much of it as the story's source allows."""
        kept = self._archive.brief(story.key, self._formatter.name)
        if kept is None:
            kept = self._formatter.condense(story)
            self._archive.keep_brief(kept)
        return rights.within(kept, self._archive.rights([story.id]).get(story.id, Rights()))

    def briefing(
        self,
        topic: str,
        *,
        now: datetime,
        limit: int = 5,
        since: datetime | None = None,
        carried: Collection[StoryKey] = (),
    ) -> Briefing:
        """The events on a topic, as typed, that matter most at `now`; `TopicError` where it cannot be read.

        `since` leaves out stories first seen before it, `carried` events of which the reader had every story. A later
        version of a story that was carried counts as had where nothing changed in it that matters.
        """
        return self.choose(self.survey(topic, now=now, since=since), limit=limit, carried=carried)

    def survey(self, topic: str, *, now: datetime, since: datetime | None = None) -> Survey:
        """What `choose` chooses from, the same for every reader of the topic; arguments and errors as `briefing`."""
        wanted, unwanted = muting.parted(topic)
        asked = topics.parse(wanted)
        stories = fair(self._archive.find(asked, now=now, since=since, limit=2 * CONSIDERED), CONSIDERED)
        nothing = bool(asked.alternatives) and since is None and not stories
        if unwanted:
            muted = self._archive.find(topics.parse(unwanted), now=now, since=since, limit=MUTED)
            left_out = {story.id for story in muted}
            stories = [story for story in stories if story.id not in left_out]
        seen = self._archive.first_seen(story.id for story in stories)
        arrived = sorted(stories, key=lambda story: seen[story.id])
        # A wire document without a time tells of the day on which it came.
        dated = [story if story.published else replace(story, published=seen[story.id]) for story in arrived]
        events = dict(zip((story.id for story in arrived), group(dated), strict=True))
        return Survey(asked, tuple(stories), events, seen, self._archive.polls(), now, nothing=nothing)

    def choose(
        self,
        survey: Survey,
        *,
        limit: int = 5,
        carried: Collection[StoryKey] = (),
        muted: Collection[str] = (),
    ) -> Briefing:
        """The briefing for one reader; of `carried` only the stories in `survey.seen` make a difference.

        Events of which a story is `muted`, by its id, are left out.
        """
        unwanted = {survey.events[id_] for id_ in muted if id_ in survey.events}
        had: dict[str, list[StoryKey]] = {}
        for key in carried:
            had.setdefault(key.id, []).append(key)
        return compose(
            survey.topic,
            [story for story in survey.stories if survey.events[story.id] not in unwanted],
            events=survey.events,
            seen=survey.seen,
            had=lambda story: any(self._unchanged(key, story) for key in had.get(story.id, ())),
            brief=self.brief,
            polls=survey.polls,
            nearest=self._nearest(survey.topic, survey.now) if survey.nothing else None,
            now=survey.now,
            limit=limit,
        )

    def stories(self, keys: Iterable[StoryKey], *, now: datetime) -> list[tuple[Story, Brief]]:
        """The newest versions of these stories that may be shown, with their briefs, in the order asked."""
        return self._with_briefs(self._archive.latest((key.id for key in keys), now=now))

    def search(self, text: str, *, now: datetime, limit: int = 20) -> list[tuple[Story, Brief]]:
        """The stories on a topic, as typed, with their briefs, most relevant first; `TopicError` as `briefing`."""
        return self._with_briefs(self._archive.find(topics.parse(text), now=now, limit=limit))

    def related(self, question: str, *, now: datetime, limit: int = 20) -> list[tuple[Story, Brief]]:
        """The stories that share most with a question's telling words, most relevant first; none where it has none."""
        words = dict.fromkeys(word.casefold() for word in _WORD.findall(question[: topics.LONGEST]))
        telling = tuple((Term((word,)),) for word in words if word not in _ASKING)
        if not telling:
            return []
        return self._with_briefs(self._archive.find(Topic(question, telling), now=now, limit=limit))

    def _nearest(self, topic: Topic, now: datetime) -> tuple[str, ...]:
        recent = self._archive.find(Topic(""), now=now, limit=nearest.RECENT)
        return nearest.topics(topic, recent, lambda part: bool(self._archive.find(part, now=now, limit=1)))

    def _unchanged(self, key: StoryKey, story: Story) -> bool:
        try:
            return key == story.key or copies.unchanged(self._archive.story(key), story)
        except NotFoundError:
            return False

    def _with_briefs(self, stories: Sequence[Story]) -> list[tuple[Story, Brief]]:
        return [(story, self.brief(story)) for story in stories]
