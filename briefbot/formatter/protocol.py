"""What makes a brief of a story, as a protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from briefbot.story import Brief, Story


class Formatter(Protocol):
    """Condenses stories; the same story always gives the same brief."""

    name: str  # name and version, kept beside every brief: "rules/3"; change it when its briefs change

    def condense(self, story: Story) -> Brief:
        """Condense one story, whatever its text; called by the desk at ingest and by `briefbot condense`.

        Never raises for a story's text: a body that nothing can be made of gives a brief with no key points. Pure, and
        linear in the length of the body.
        """
