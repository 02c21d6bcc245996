"""The editor at work: files what comes in, and finds what is asked for. Synchronous: call it by `asyncio.to_thread`."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from briefbot.archive.protocol import Novelty
from briefbot.desk import copies, lives, muting, nearest, rights, topics
from briefbot.desk.briefing import History, Newness, compose, fair, gathered, leads
from briefbot.desk.placing import Placing
from briefbot.errors import ArchiveError, NotFoundError, StoryError
from briefbot.source import Rights
from briefbot.story import Signal, StoryKey
from briefbot.topic import Term, Topic

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from briefbot.archive.protocol import Added, Archive
    from briefbot.desk.briefing import Briefing, EventBrief
    from briefbot.desk.lives import Life
    from briefbot.formatter.protocol import Formatter
    from briefbot.source import Poll, Source
    from briefbot.story import Brief, Story

log = logging.getLogger(__name__)

CONSIDERED = 80
"""Stories that a briefing is chosen from; an event of ten newsrooms must leave room for others."""

TOGETHER = 200
"""Stories of a look that are filed in one go."""

MUTED = 10_000
"""Stories that may be left out of the topic of everything."""

_WORD = re.compile(r"\w+(?:[-’']\w+)*")


@dataclass(frozen=True, slots=True)
class Survey:
    """The stories on a topic at one moment, grouped into events."""

    topic: Topic
    stories: tuple[Story, ...]  # the most relevant first
    events: Mapping[str, str]  # each story's event, by its id, and that of all others of these events
    seen: Mapping[str, datetime]  # when each was first seen, by its id
    polls: Mapping[str, Poll]  # the last look at each source
    now: datetime
    nothing: bool = False  # the topic has no news at all: the nearest that have some are told


class Desk:
    """Stories in, briefs and briefings out. Every verb raises `ArchiveError` where the archive does."""

    def __init__(self, archive: Archive, formatter: Formatter) -> None:
        self._archive = archive
        self._formatter = formatter
        self._events = Placing(archive)

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

    def recall(self, *, now: datetime) -> None:
        """Read which events the next stories are compared with: it takes seconds, for which the first else waits."""
        self._events.recall(now)

    def file(self, stories: Iterable[Story], source: str | None, now: datetime) -> list[Added]:
        """Add stories, oldest first, `TOGETHER` at a time; condense those that are new or revised, find their events.

        A bad one is logged and left out. After a crash between the steps a story gets its brief and its event when
        they are first needed.
        """
        filed: list[Added] = []
        left = iter(stories)
        while batch := list(islice(left, TOGETHER)):
            added = self._add(batch, source, now)
            fresh = [each.story for each in added if each.novelty is not Novelty.KNOWN]
            briefs = [brief for story in fresh if (brief := self._condensed(story))]
            if briefs:
                self._archive.keep_brief(*briefs)
            if fresh:
                self._events.place(fresh, dict.fromkeys((story.id for story in fresh), now), now)
            filed += added
        return filed

    def _add(self, stories: Sequence[Story], source: str | None, now: datetime) -> list[Added]:
        """Add all of them together, or, where one cannot be stored, each alone and without that one."""
        try:
            return self._archive.add_all(stories, source=source, seen=now)
        except StoryError:
            added = []
        for story in stories:
            try:
                added.append(self._archive.add(story, source=source, seen=now))
            except StoryError as fault:
                log.error("left out a story of %s: %s", source, fault)  # noqa: TRY400 - the traceback says no more
        return added

    def _condensed(self, story: Story) -> Brief | None:
        try:
            return self._formatter.condense(story)
        except Exception:  # a formatter must not raise; one that does must not keep other stories out
            log.exception("%s could not be condensed: report this, with the story", story.id)
            return None

    def brief(self, story: Story) -> Brief:
        """The brief kept of this formatter, else one made and kept now; as much of it as the story's source allows."""
        return rights.within(self._whole(story), self._archive.rights([story.id]).get(story.id, Rights()))

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

        `since` leaves out stories first seen before it, `carried` events of which the reader had every story; where
        something is new in one that they had, the briefing says what. A later version of a story that was carried
        counts as had where nothing changed in it that matters.
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
        events = self._events.events(stories, seen, now)
        return Survey(asked, tuple(stories), events, seen, self._archive.polls(), now, nothing=nothing)

    def choose(
        self,
        survey: Survey,
        *,
        limit: int = 5,
        carried: Collection[StoryKey] = (),
        muted: Collection[str] = (),
    ) -> Briefing:
        """The briefing for one reader; of `carried` only the stories in `survey.events` make a difference.

        Events of which a story is `muted`, by its id, are left out.
        """
        unwanted = {survey.events[id_] for id_ in muted if id_ in survey.events}
        return compose(
            survey.topic,
            [story for story in survey.stories if survey.events[story.id] not in unwanted],
            events=survey.events,
            seen=survey.seen,
            history=self._history(survey, carried),
            brief=self.brief,
            polls=survey.polls,
            nearest=self._nearest(survey.topic, survey.now) if survey.nothing else None,
            now=survey.now,
            limit=limit,
        )

    def stories(self, keys: Iterable[StoryKey], *, now: datetime) -> list[tuple[Story, Brief]]:
        """The newest versions of these stories that may be shown, with their briefs, in the order asked."""
        return self._with_briefs(self._archive.latest((key.id for key in keys), now=now))

    def happening(self, story: Story, *, now: datetime) -> list[Story]:
        """The story, then the others of its event that may be shown at `now`, in the order of first sight."""
        return [story, *(other for other in self._members(story, now) if other.id != story.id)]

    def event(self, keys: Sequence[StoryKey], reprints: Sequence[StoryKey] = (), *, now: datetime) -> EventBrief | None:
        """The event of these versions again, the first leading; None where that may be shown no longer.

        The others that may not are left out; a version that is not kept any more is shown as its newest.
        """
        stories = self._as_had(keys, now)
        if not stories or stories[0].id != keys[0].id:
            return None
        copied = self._archive.latest((key.id for key in reprints), now=now)
        return gathered(stories[0], stories[1:], copied, self.brief)

    def without(self, gone: StoryKey, keys: Sequence[StoryKey], *, now: datetime) -> list[Story]:
        """Those of `keys` that still report their happening where `gone` is withdrawn, the best one first.

        None where what that one said is kept no more, so that nobody can tell whether they only repeat it.
        """
        withdrawn = self.earlier(gone)
        if withdrawn is None:
            return []
        return sorted((one for one in self._as_had(keys, now) if copies.stands_without(one, withdrawn)), key=leads)

    def apart(self, keys: Sequence[StoryKey], *, now: datetime) -> dict[str, str]:
        """The agencies, by story, of those that turned out to be of another event than the first of these is."""
        events = self._archive.events(key.id for key in keys)
        others = [id_ for id_, event in events.items() if event != events.get(keys[0].id, event)]
        return {story.id: story.agency for story in self._archive.latest(others, now=now)} if others else {}

    def life(self, key: StoryKey, *, now: datetime, until: int | None = None) -> Life:
        """What became of that version, or until that later one; only words that its source lets be shown."""
        versions = [one for one in self._archive.versions(key.id) if until is None or one.story.version <= until]
        return rights.of_change(
            lives.life(key, versions, now=now), self._archive.rights([key.id]).get(key.id, Rights()), self._whole
        )

    def search(self, text: str, *, now: datetime, limit: int = 20) -> list[tuple[Story, Brief]]:
        """The stories on a topic, as typed, with their briefs, most relevant first; `TopicError` as `briefing`."""
        return self._with_briefs(self._archive.find(topics.parse(text), now=now, limit=limit))

    def related(self, question: str, *, now: datetime, limit: int = 20) -> list[tuple[Story, Brief]]:
        """The stories that share most with a question's telling words, most relevant first; none where it has none."""
        words = dict.fromkeys(word.casefold() for word in _WORD.findall(question[: topics.LONGEST]))
        telling = tuple((Term((word,)),) for word in words if word not in nearest.SMALL)
        if not telling:
            return []
        return self._with_briefs(self._archive.find(Topic(question, telling), now=now, limit=limit))

    def in_the_news(self, *, now: datetime) -> tuple[str, ...]:
        """A few topics, as a person would type them, that the newest stories name most."""
        return nearest.topics(Topic(""), self._archive.find(Topic(""), now=now, limit=nearest.RECENT), lambda _: False)

    def reports(self, story: Story, *, now: datetime) -> list[tuple[Story, Brief]]:
        """The stories of the event that this one is of, with their briefs, in the order of first sight."""
        return self._with_briefs(self._members(story, now) or [story])

    def first_seen(self, ids: Iterable[str]) -> dict[str, datetime]:
        """When each story's first version was added; unknown ids are left out."""
        return self._archive.first_seen(ids)

    def changed(self, before: StoryKey, now: Story) -> bool:
        """Whether a version says something else than that one before it did, as far as that one is kept."""
        if before == now.key:
            return False
        then = self.earlier(before)
        return then is None or not copies.unchanged(then, now)

    def earlier(self, key: StoryKey) -> Story | None:
        """A version as it was posted, to be compared with the newest; None where it is kept no more."""
        try:
            return self._archive.story(key)
        except NotFoundError:
            return None

    def _as_had(self, keys: Sequence[StoryKey], now: datetime) -> list[Story]:
        """These versions of stories that may be shown, or else their newest, as far as they may be."""
        newest = {story.id: story for story in self._archive.latest((key.id for key in keys), now=now)}
        return [self.earlier(key) or newest[key.id] for key in keys if key.id in newest]

    def _members(self, story: Story, now: datetime) -> list[Story]:
        """Those of a story's event that may be shown; none where it cannot be placed just now."""
        event = self._events.events([story], self._archive.first_seen([story.id]), now).get(story.id, "")
        return [member.story for member in self._archive.members(event, now=now)]

    def _nearest(self, topic: Topic, now: datetime) -> tuple[str, ...]:
        recent = self._archive.find(Topic(""), now=now, limit=nearest.RECENT)
        return nearest.topics(topic, recent, lambda part: bool(self._archive.find(part, now=now, limit=1)))

    def _whole(self, story: Story) -> Brief:
        """The brief kept of this formatter, else one made now, and kept if it can be; whatever may be shown of it."""
        kept = self._archive.brief(story.key, self._formatter.name)
        if kept is None:
            kept = self._formatter.condense(story)
            try:
                self._archive.keep_brief(kept, wait=False)
            except ArchiveError as fault:  # who reads neither waits for a writer nor needs one
                log.info("the brief of %s is made again when it is needed: %s", story.id, fault)
        return kept

    def _history(self, survey: Survey, carried: Collection[StoryKey]) -> History:
        had: dict[str, list[StoryKey]] = {}
        for key in carried:
            if key.id in survey.events:
                had.setdefault(key.id, []).append(key)
        told: dict[str, list[Story]] = {survey.events[id_]: [] for id_ in had}
        for story in self._archive.latest(had, now=survey.now) if had else ():
            told[survey.events[story.id]].append(story)
        return History(told, {s.id: self._newness(had[s.id], s) for s in survey.stories if s.id in had})

    def _newness(self, had: Sequence[StoryKey], story: Story) -> Newness:
        """What the story is to a reader who had these versions of it."""
        if not all(self.changed(key, story) for key in had):
            return Newness.TOLD
        since = range(max(key.version for key in had) + 1, story.version)
        versions = [story, *filter(None, (self.earlier(StoryKey(story.id, number)) for number in since))]
        corrected = any(Signal.CORRECTED in version.signals for version in versions)
        return Newness.CORRECTED if corrected else Newness.REVISED

    def _with_briefs(self, stories: Sequence[Story]) -> list[tuple[Story, Brief]]:
        return [(story, self.brief(story)) for story in stories]
