"""Posts that must follow what became of their stories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from briefbot.messages import Post
    from briefbot.story import StoryKey


class Amendments(Protocol):
    """Called by the slack room."""

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
