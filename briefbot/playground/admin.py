"""What an admin does: archives channels, takes the app's token away or gives it back, removes the app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefbot.playground.delivery import Exchange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefbot.playground.server import Playground


class Admin:
    """An admin's hands; each act is written down with the requests."""

    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self._workspace = playground.workspace

    async def archive(self, channel: str) -> None:
        """Close a channel: it can be read, and nobody writes there any more."""
        await self._turn(channel, archived=True)

    async def unarchive(self, channel: str) -> None:
        """Open an archived channel again."""
        await self._turn(channel, archived=False)

    async def revoke(self) -> None:
        """Take the app's tokens away without a word to it."""
        self._workspace.take_tokens("token_revoked")
        await self._done("revoke the token", {"app": self._workspace.bot.name})

    async def give_back(self) -> None:
        """Give the tokens back that were revoked; nothing where the app has been installed again meanwhile."""
        self._workspace.give_tokens_back()
        await self._done("give the token back", {"app": self._workspace.bot.name})

    async def remove(self, order: Sequence[str] = ("tokens_revoked", "app_uninstalled")) -> None:
        """Remove the app: its tokens die, and it is told in that order."""
        self._workspace.take_tokens("account_inactive")
        await self._done("remove the app", {"app": self._workspace.bot.name})
        for event in order:
            more = {"tokens": {"oauth": [], "bot": [self._workspace.bot.id]}} if event == "tokens_revoked" else {}
            await self._playground.tell({"type": event, **more})

    async def _turn(self, channel: str, *, archived: bool) -> None:
        room = self._workspace.channel(channel)
        if room.is_im:
            raise KeyError(channel)
        room.is_archived = archived
        await self._done("archive a channel" if archived else "unarchive a channel", {"channel": f"#{room.name}"})

    async def _done(self, what: str, to: dict[str, Any]) -> None:
        self._playground.requests.append(Exchange("admin", what, to, "done"))
        await self._playground.changed()
