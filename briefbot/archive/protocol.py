"""What briefbot remembers, as a protocol; SQLite keeps it in `archive.sqlite`, PostgreSQL may keep it elsewhere.

Every verb is synchronous and atomic, may be called from any thread (`asyncio.to_thread`), and raises `ArchiveError`
where the store cannot be read or written. Whatever a new implementation does, `tests/archive/contract/` holds it to
these docstrings; add a claim there with each verb added here.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from briefbot.installation import Installation
    from briefbot.messages import Answered, Job, Mark, MarkKind, Opinion, Post, PostState, Report
    from briefbot.source import Document, Poll, Rights, Source
    from briefbot.story import Brief, Story, StoryKey
    from briefbot.subscription import Delivery, DeliveryState, Slot, Subscription
    from briefbot.topic import Topic


class Novelty(StrEnum):
    """What a story was to the archive."""

    NEW = "new"
    REVISED = "revised"  # known, but its words or status changed: a new version
    KNOWN = "known"


class Standing(StrEnum):
    """How the newest version of a story stands."""

    SHOWN = "shown"  # it may be
    EMBARGOED = "embargoed"
    WITHHELD = "withheld"
    KILLED = "killed"
    FORGOTTEN = "forgotten"  # its words may be kept no longer
    UNKNOWN = "unknown"


class Added(NamedTuple):
    """What became of a story handed to `Archive.add`: as stored, its version given."""

    story: Story
    novelty: Novelty


class Backlog(NamedTuple):
    """How things stand: what is owed and not yet done."""

    deliveries: Mapping[DeliveryState, int]  # how many of those asked about are in each state; absent: none
    owed: datetime | None  # since when the oldest of them is due that is CLAIMED or QUEUED
    posts: Mapping[PostState, int]  # how many posts are QUEUED, SENDING and UNSURE; absent: none
    jobs: int  # not done
    asked: datetime | None  # when the oldest of those came


class Member(NamedTuple):
    """A story as a part of an event."""

    story: Story  # its newest version
    seen: datetime  # when the first was added
    event: str  # the event's name
    opened: int  # the event's place in the order in which events were opened


class Version(NamedTuple):
    """One version of a story, and when it was added."""

    story: Story
    seen: datetime


class Archive(Protocol):
    """Stories, briefs, sources, subscriptions, deliveries, posts and jobs."""

    def close(self) -> None:
        """Let go of the store. Called by `app` and `cli` last; again: nothing happens."""

    # Stories: called by the desk.

    def add(self, story: Story, *, source: str | None, seen: datetime) -> Added:
        """Keep a story as a new one, a new version or a known one.

        `source` is the id of the source it was read from, None where it has none. The version stored is the story's
        own where it is higher than the last, otherwise the next. The same words and status again: KNOWN, and nothing
        changes. Headline, body, status and embargo are compared. What was forgotten is KNOWN, without its words.
        """

    def add_all(self, stories: Iterable[Story], *, source: str | None, seen: datetime) -> list[Added]:
        """`add` for each in order, all or none, and many times quicker; the first `StoryError` is raised."""

    def story(self, key: StoryKey) -> Story:
        """That version, whatever its status or embargo; `NotFoundError` where there is none, or it was forgotten."""

    def versions(self, id_: str) -> list[Version]:
        """Every version that is kept, whatever its status or embargo, oldest first; none of an unknown story."""

    def find(self, topic: Topic, *, now: datetime, since: datetime | None = None, limit: int = 50) -> list[Story]:
        """The newest versions that fit, most relevant first (newest first for a topic without words).

        Only what may be shown at `now`: usable, and its embargo passed. A word fits its inflections, and whole words
        only. `since` looks at when briefbot first saw the story, or at when its embargo ended where that came later,
        never at the agency's date.
        """

    def latest(self, ids: Iterable[str], *, now: datetime) -> list[Story]:
        """The newest version of each that may be shown at `now`, in the order asked; others are left out."""

    def first_seen(self, ids: Iterable[str]) -> dict[str, datetime]:
        """When each story's first version was added, of forgotten ones too; unknown ids are left out."""

    def keep_brief(self, *briefs: Brief, wait: bool = True) -> None:
        """Keep briefs beside their stories' versions, all or none; again for the same formatter: replaced.

        Without `wait`: `ArchiveError` at once where somebody else writes just now.
        """

    def standing(self, story: str, now: datetime) -> Standing:
        """Whether the story of that id may be shown at `now`, and if not, why."""

    def news(self, since: datetime, now: datetime) -> list[Story]:
        """The newest versions that came, or came out of embargo, at or after `since`, oldest first.

        Only what may be shown at `now`.
        """

    def urgent(self, since: datetime, now: datetime) -> list[Story]:
        """Those of `news` that are urgent (urgency 3 or less) and were not before `since`."""

    def brief(self, key: StoryKey, formatter: str) -> Brief | None:
        """The brief that this formatter made of that version, if it did."""

    # Events: called by the desk.

    def events(self, ids: Iterable[str]) -> dict[str, str]:
        """The name of each story's event, of forgotten ones too; stories that were never placed are left out."""

    def together(self, ids: Iterable[str]) -> dict[str, str]:
        """As `events`, and the same for all other stories of those events."""

    def members(self, event: str, *, now: datetime) -> list[Member]:
        """The stories of the event that may be shown at `now`, in the order of first sight.

        A name that an event had before it was found to be another leads to that one; an unknown name has none.
        """

    def grouped(self, *, since: datetime, now: datetime, limit: int) -> tuple[list[Member], int]:
        """The last stories that were placed and may be shown at `now`, and the revision of all events.

        In the order of first sight: at most `limit`, none first seen before `since`.
        """

    def place(
        self,
        placed: Mapping[str, str],
        merged: Mapping[str, str],
        parted: Mapping[str, Iterable[str]] = MappingProxyType({}),
        *,
        revision: int,
        wait: bool = True,
    ) -> bool:
        """Make events of stories that part, by name, then put others into events, then make each in `merged` another.

        False, and nothing happens, where events were changed since that revision, or words were
        forgotten; otherwise the revision is one higher. A name not known opens an event. A story that has an event
        keeps it, unless it is parted from it; the posts that carry it are outdated then. What an event in `merged` was
        called leads to the other from then on, until the story that it was called after is parted from that again.
        Without `wait`: as `keep_brief`.
        """

    # What licences ask for: called by the desk.

    def rights(self, ids: Iterable[str]) -> dict[str, Rights]:
        """What the source of each story's newest version lets be done with it, a source removed since too.

        Left out are stories that are unknown, or of a source that never was in the archive.
        """

    def forget(self, now: datetime, limit: int = 500) -> int:
        """Take the words away that may be kept no longer, of some `limit` versions; how many, 0 once there are none.

        A version's time has come `keep_days` of its source after it was seen, and with the newest version's that of
        all before it; a killed story's a day after it was killed. Gone are words, briefs, notes and the text of posts
        that carried it; what stays tells that it was known, so that it is not taken in again. Bodies of a source that
        does not let them be stored any more go too; headlines stay.
        """

    def tidy(self) -> None:
        """Keep stories quick to find: a moment, minutes once in a while, and others can write meanwhile."""

    # Sources: called by the desk, `app` and the commands.

    def put_source(self, source: Source) -> None:
        """Add a source, or replace the one of the same id."""

    def sources(self) -> list[Source]:
        """All of them, by id."""

    def change_source(self, source: Source) -> bool:
        """Replace the source of the same id; False, and nothing happens, where it was removed meanwhile."""

    def remove_source(self, source: str) -> None:
        """Forget the source, its polls and documents; `NotFoundError` where there is none.

        Its stories stay, bound by the rights that it had.
        """

    def put_poll(self, *polls: Poll) -> None:
        """Keep how the last look at each of these sources went; replaces the ones before."""

    def polls(self) -> dict[str, Poll]:
        """The last look at each source, by its id; sources never looked at are left out."""

    def keep_documents(self, source: str, documents: Iterable[Document], gone: Iterable[str] = ()) -> None:
        """Remember files of a watched folder as read, those of the same names replaced; forget those in `gone`."""

    def documents(self, source: str) -> dict[str, Document]:
        """The files of a watched folder that are remembered, by their names."""

    # Subscriptions and deliveries: called by the desk, the scheduler and the commands.

    def subscribe(self, subscription: Subscription) -> Subscription:
        """Add it, with an id of its own; the same channel, topic and schedule again: the one there is."""

    def subscriptions(self, workspace: str | None = None) -> list[Subscription]:
        """All of them, or one workspace's, by id."""

    def unsubscribe(self, subscription: int, workspace: str | None = None) -> None:
        """Remove it; `NotFoundError` where there is none, or none in that workspace."""

    def change(self, subscription: Subscription) -> None:
        """Give the subscription of that id and workspace all else that this one has: topic, schedule, limit and so on.

        `NotFoundError` where there is none in that workspace; `InputError` where another one of the channel has the
        same topic and schedule. Again: nothing happens. Called by the slack room; a resumed or rescheduled
        subscription is `created` anew, so that it is owed nothing of the time before.
        """

    def last_delivery(self, subscription: int) -> tuple[Delivery, Post | None] | None:
        """The delivery of its latest slot, with the message that it began with, where one was written; else None."""

    def claim(self, due: Mapping[Slot, datetime]) -> set[Slot]:
        """Make the slots' deliveries this caller's to do, CLAIMED; gives those that nobody had claimed before."""

    def briefed(self, since: datetime) -> dict[int, datetime]:
        """When the last DELIVERED delivery of each subscription was due; those due before `since` are left out."""

    def settle(self, slot: Slot, state: DeliveryState, reason: str | None = None) -> None:
        """Move a claimed delivery on; `NotFoundError` where the slot was never claimed."""

    def deliveries(self, *, since: datetime, state: DeliveryState | None = None) -> list[Delivery]:
        """Those due at or after `since`, oldest first."""

    # The outbox: called by the slack room.

    def queue(self, posts: Sequence[Post]) -> None:
        """Write posts down, all or none, and move the delivery of their slot to QUEUED; a key known: left as it is.

        Posts of a delivery that is past CLAIMED are left out: it was composed before, from what was known then.
        """

    def split(self, key: str, parts: Sequence[Post]) -> None:
        """Give the post the blocks of the first part, and queue the others next in its thread."""

    def take(self, now: datetime, limit: int = 50, besides: Iterable[str] = (), *, asked: bool = False) -> list[Post]:
        """Posts to be sent now, oldest first, each moved to SENDING with one more attempt.

        Left out: posts put back until later, posts whose parent is not SENT yet, and, to keep a channel's order, posts
        behind an earlier QUEUED one of the same channel, or any that is SENDING or UNSURE there. `thread` is filled in
        from the parent's ts. `besides` names workspaces, "T1", and channels, "T1/C1", to be left out too. `asked` gives
        only posts of no delivery, for which somebody waits, and past QUEUED ones of deliveries.
        """

    def sent(self, key: str, ts: str) -> datetime | None:
        """The post stands in the channel under that ts; settles its delivery DELIVERED when it was the last part.

        Gives when the delivery was due that this settled, else None.
        """

    def put_back(self, key: str, until: datetime, *, counts: bool = True) -> None:
        """Surely not posted: QUEUED again, not to be taken before `until`; whether it counts as an attempt."""

    def unsure(self, key: str, until: datetime) -> None:
        """Outcome unknown: UNSURE, not to be looked up before `until`."""

    def refused(self, key: str, reason: str) -> None:
        """Refused for good: FAILED, with its delivery and the parts that wait for it."""

    def abandon(self, key: str, reason: str) -> None:
        """Its thread is gone: FAILED, with every QUEUED post of the same thread, and their deliveries."""

    def close_channel(
        self, workspace: str, channel: str, reason: str, notices: Callable[[list[Subscription]], list[Post]]
    ) -> int:
        """The channel takes no posts: its subscriptions are paused, its QUEUED posts FAILED with their deliveries.

        Gives how many subscriptions were not paused before. `notices` makes of them the posts that tell their owners,
        which are queued in the same write, so that nobody is told twice or never.
        """

    def unsettled(self, now: datetime) -> list[Post]:
        """Posts that are UNSURE and whose time to be looked up has come, oldest first."""

    def recover(self) -> None:
        """What a dead process left SENDING becomes UNSURE, at once. Called by `app` before anything is sent."""

    def posts(
        self,
        *,
        workspace: str,
        channel: str,
        thread: str | None = None,
        scheduled: bool = False,
        limit: int | None = None,
    ) -> list[Post]:
        """Posts SENT to the channel, newest first, `limit` at most, in a time that other channels' do not change.

        With `thread`, that message and the ones in its thread, in a time that the channel's other posts do not change
        either; with `scheduled`, the messages only that deliveries begin with.
        """

    def carried(self, workspace: str, channel: str, since: datetime) -> set[StoryKey]:
        """The stories of posts that the channel is owed, or has, of those first tried at or after `since`."""

    # The life of a post: called by the slack room.

    def outdated(self, limit: int = 50, besides: Iterable[str] = ()) -> list[tuple[Post, tuple[StoryKey, ...]]]:
        """Posts QUEUED or SENT of whose stories other versions came, and which those are, as the posts carry them.

        Those with a story that may be shown no longer come first, then the oldest. A post is outdated from the moment
        that a version is added, or that it is itself written down too late, until `amend`; `take` leaves it out.
        `besides` names workspaces whose SENT posts, and single posts, that are left out.
        """

    def amend(self, post: Post, known: Mapping[str, int], notes: Sequence[Post] = ()) -> bool:
        """Give the post this text, these blocks, stories and frame, and queue `notes`; all or none.

        `known` has the versions that were looked at, by story: 0 where none is kept. The post is outdated no more,
        unless a later one came meanwhile. False, and nothing happens, where its state is not the one given any more.
        """

    def pieces(self, key: str) -> list[Post]:
        """The post of that key and those that `split` made of it, whatever became of them, in order."""

    def alerts(self, workspace: str, channel: str, since: datetime) -> list[Post]:
        """The channel's alerts (posts whose key begins with "alert/"), oldest first, refused ones too.

        Those first tried before `since` are left out.
        """

    # What people want of single stories: called by the slack room.

    def mark(self, mark: Mark) -> bool:
        """Keep what a channel wants of a story; False, and nothing happens, where it wanted the same before."""

    def unmark(self, workspace: str, channel: str, kind: MarkKind, story: str) -> None:
        """Take it back. Again: nothing happens."""

    def marks(self, kind: MarkKind, since: datetime) -> list[Mark]:
        """Those made at or after `since`, oldest first."""

    def report(self, report: Report) -> bool:
        """Keep that a person doubts a quotation; False, and nothing happens, where they said so before."""

    def reports(self, workspace: str | None = None) -> list[Report]:
        """All of them, or one workspace's, newest first."""

    # The inbox: called by the slack room.

    def accept(self, job: Job) -> bool:
        """Write a job down; False where its key is known, done or not."""

    def jobs(self) -> list[Job]:
        """Those not done yet, oldest first."""

    def done(self, key: str) -> None:
        """The job needs no more work; its key stays known until `forget_jobs`. Again: nothing happens."""

    def forget_jobs(self, before: datetime) -> int:
        """Forget the jobs that are done and came before then, what people wrote in them and their keys; how many.

        Called by the nightly job, long after Slack would send any of them again.
        """

    # Answers and what people think of them: called by the slack room and `briefbot answers`.

    def keep_answer(self, answered: Answered) -> None:
        """Keep what a question was answered with; its opinions are `rate`'s.

        Once the post of that key was queued what is kept stays as it is; before, it is replaced.
        """

    def answers(self, *, workspace: str, channel: str, thread: str) -> list[Answered]:
        """What was asked and answered in a thread, oldest first; where its words cannot be read any more, too."""

    def rate(self, key: str, workspace: str, opinion: Opinion) -> bool:
        """Keep what a person thinks of an answer in place of what they thought before.

        False, and nothing happens, where that workspace has no such answer.
        """

    def rated(self, workspace: str | None = None, *, limit: int = 100) -> list[Answered]:
        """The answers on which somebody has an opinion, of all workspaces or one, those rated last first."""

    def forget_answers(self, before: datetime) -> int:
        """Forget what was asked before then and rated by nobody; how many. Called by the nightly job."""

    # Where the bot is installed: called by the slack room and the commands.

    def install(self, installation: Installation) -> list[str]:
        """Keep an installation, in the place of the one before; the workspaces that it serves, of an organisation too.

        What waited for them to come back stays.
        """

    def installation(self, team: str) -> Installation | None:
        """That of a workspace, or of the organisation that it `belongs` to; None where there is none."""

    def installations(self) -> list[Installation]:
        """All of them, by name."""

    def workspaces_of(self, installation: str) -> list[str]:
        """The workspaces that an installation serves: the one itself, or those known of an organisation."""

    def belongs(self, team: str, enterprise: str) -> None:
        """The workspace is one of an organisation in all of which the bot is installed."""

    def claim_renewal(self, installation: Installation, now: datetime, until: datetime) -> bool:
        """Whether the caller alone is to fetch the token after this one; False while another's claim lasts, or is done.

        A claim ends with `renew`, or by itself at `until`, when its process has died.
        """

    def renew(self, spent: Installation, renewed: Installation | None) -> None:
        """Put the new pair of tokens in the place of the one `spent`, or None: end the claim.

        Nothing happens where the refresh token is not the spent one any more.
        """

    def uninstall(self, workspace: str, now: datetime, token: str | None = None) -> list[str] | None:
        """Erase tokens, jobs, reports, answers and posts' words, cancel what is owed; the workspaces that this was.

        Of an organisation these are all its own. Subscriptions and marks wait, see `erase_departed`. With `token`,
        only where that is the one installed, else None: the app was installed anew since. Again: nothing more happens.
        """

    def stay(self, workspace: str) -> None:
        """The workspace is served after all, or again: nothing of it is erased."""

    def erase_departed(self, now: datetime) -> list[str]:
        """Erase all there is of the workspaces that have been gone for too long; these."""

    def expect_install(self, digest: str, now: datetime, until: datetime) -> None:
        """An installation was begun, to be ended before `until`; `digest` is of the secret that its end must show."""

    def take_install(self, digest: str, now: datetime) -> bool:
        """Whether such an installation was begun and is not too old; True once."""

    # For the person who runs the bot: called by the operating room.

    def backlog(self, since: datetime) -> Backlog:
        """What is owed and not yet done, counted; of the deliveries those due at or after `since`."""
