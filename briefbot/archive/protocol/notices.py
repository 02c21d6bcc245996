"""What people were asked and told of the bot's own accord."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from briefbot.messages import Post
    from briefbot.source import Told
    from briefbot.subscription import Subscription


class Notices(Protocol):
    """Called by the slack room."""

    def ask_to_move(
        self,
        subscriptions: Sequence[Subscription],
        zone: str,
        at: datetime,
        question: Callable[[Sequence[Subscription]], Post],
    ) -> bool:
        """Queue the `question` whether to move these subscriptions to the zone, of those not asked about that before.

        False, and nothing happens, where there is none. A subscription whose zone has changed, by `change`, may be
        asked about anew; one that is paused, gone, or in another zone than the one given is left out.
        """

    def outages_told(self, workspace: str) -> dict[str, Told]:
        """What the owner of that workspace or organisation was told last of each source, by its id."""

    def tell_outages(self, workspace: str, told: Mapping[str, Told], post: Post) -> None:
        """Queue the post that tells them that, by source; removed sources, and workspaces that left, are forgotten."""
