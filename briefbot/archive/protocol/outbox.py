"""Posts, from the moment they are owed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from briefbot.messages import Post
    from briefbot.story import StoryKey
    from briefbot.subscription import Subscription


class Outbox(Protocol):
    """Called by the slack room."""

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

    def alerts(self, workspace: str, channel: str, since: datetime) -> list[Post]:
        """The channel's alerts (posts whose key begins with "alert/"), oldest first, refused ones too.

        Those first tried before `since` are left out.
        """
