"""Where the news comes from, and how the last looks went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefbot.source import Document, Poll, Source


class Sources(Protocol):
    """Called by the desk, `app` and the commands."""

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
