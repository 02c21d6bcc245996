"""The buttons under each event of a briefing: what they are called, and which story they are about; pure.

A button carries the story's id and version and never a word of it. Most of the labels are alike in a briefing, so each
tells a screen reader its headline.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from briefbot.slack import blocks as kit
from briefbot.slack import showing
from briefbot.story import QuoteKind, StoryKey

if TYPE_CHECKING:
    from briefbot.desk.briefing import EventBrief

FULL, QUOTATIONS, SOURCES = "story_full", "story_quotations", "story_sources"
"""What is shown of a story: in a window where it still can be opened, else to the person alone."""

FOLLOW, UNFOLLOW, LESS, MORE, WRONG, REPORT = (
    "story_follow",
    "story_unfollow",
    "story_less",
    "story_more",
    "story_wrong",
    "story_report",
)
"""What is done about a story."""

READING = frozenset({FULL, QUOTATIONS, SOURCES})
DOING = frozenset({FOLLOW, UNFOLLOW, LESS, MORE, WRONG, REPORT})
UNDER_AN_EVENT = READING | {FOLLOW, LESS, WRONG}
"""Their answers leave the message that was clicked in as it is."""

MENU = "story_menu"
"""The action_id of a menu goes on with its story after a slash, since a choice has room for 150 characters only."""

_MENU = ((FOLLOW, "Follow this story"), (LESS, "Less of this"), (WRONG, "Wrong quotation?"))
_ACTION_ID, _VALUE, _LABEL = 255, 2000, 75


def row(item: EventBrief) -> list[kit.Block]:
    """The row of buttons under an event; no block for a story whose id is longer than a button carries."""
    about, headline = named(item.lead.key), kit.headline(item.lead)
    if len(about) > _VALUE:
        return []
    quotes = any(quote.kind is QuoteKind.SPEECH for quote in item.brief.quotes)
    made = [button("Full brief", FULL, about, headline)]
    made += [button("All quotations", QUOTATIONS, about, headline)] if quotes else []
    made.append(button("Sources", SOURCES, about, headline))
    choices = [(action, label) for action, label in _MENU if action != WRONG or quotes]
    if len(f"{MENU}/{about}") <= _ACTION_ID:
        made.append(_menu(about, choices))
    else:
        made += [button(label, action, about, headline) for action, label in choices]
    return showing.actions(*made)


def button(label: str, action: str, about: str, headline: str, **more: str) -> kit.Block:
    """A button about a story; its action_id is its own in a message of several."""
    own = hashlib.sha256(about.encode()).hexdigest()[:8]
    return showing.button(label, f"{action}/{own}", about, f"{label}: {' '.join(headline.split())}", **more)


def named(story: StoryKey) -> str:
    """A version of a story as buttons carry it."""
    return json.dumps(story)


def about(value: str) -> StoryKey:
    """The story that a button is about."""
    id_, version = json.loads(value)[:2]
    return StoryKey(str(id_), int(version))


def _menu(about: str, choices: list[tuple[str, str]]) -> kit.Block:
    return {
        "type": "overflow",
        "action_id": f"{MENU}/{about}",
        "options": [
            {"text": {"type": "plain_text", "text": label, "emoji": False}, "value": action}
            for action, label in choices
        ],
    }
