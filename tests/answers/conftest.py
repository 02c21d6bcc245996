"""A reader to ask."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from briefbot.answers import conversation, dialogue
from briefbot.answers.reader import answer
from briefbot.answers.reply import Line
from briefbot.formatter.rules import RulesFormatter
from briefbot.story import Story

PUBLISHED = datetime(2026, 1, 20, 14, 30, tzinfo=UTC)
"""A Tuesday."""


@dataclass(frozen=True)
class Reply:
    """An answer with its words read from the stories."""

    abstained: bool
    focus: str
    cited: list[str]
    stories: list[str]
    nearest: list[str]


@pytest.fixture(scope="session")
def stories_of():
    """Bodies as stories with their briefs, named a, b, c …."""
    formatter = RulesFormatter()

    def made(*bodies):
        stories = [
            Story(id=letter, agency=f"Agency {letter.upper()}", headline="", body=body, published=PUBLISHED)
            for letter, body in zip("abcdefgh", bodies, strict=False)
        ]
        return [(story, formatter.condense(story)) for story in stories]

    return made


@pytest.fixture(scope="session")
def ask(stories_of):
    """Ask bodies a question, and read what comes back."""

    def asked(question, *bodies, abstain=True):
        stories = stories_of(*bodies)
        body = {story.key: story.body for story, _ in stories}
        found = answer(question, stories, abstain=abstain)
        best = found.citations[0] if found.citations else None
        return Reply(
            abstained=found.abstained,
            focus=best.focus.of(body[best.story]) if best and best.focus else "",
            cited=[one.span.of(body[one.story]) for one in found.citations],
            stories=[one.story.id for one in found.citations],
            nearest=[one.span.of(body[one.story]) for one in found.nearest],
        )

    return asked


@dataclass(frozen=True)
class Said:
    """The last reply of a talk with its words read from the stories, each on one line."""

    line: Line
    asked: str
    listed: bool
    focus: str
    cited: list[str]
    stories: list[str]


@pytest.fixture(scope="session")
def talk(stories_of):
    """Ask one question after the other about bodies, and read what comes back to the last."""

    def talked(questions, *bodies):
        stories = stories_of(*bodies)
        body = {story.key: story.body for story, _ in stories}
        turns: list[dialogue.Turn] = []
        for question in questions:
            reply = conversation.reply(conversation.understand(question, turns, stories), stories)
            turns.append(dialogue.turn(reply.asked.text, reply.answer.citations, [story for story, _ in stories]))
        cited = reply.answer.citations
        return Said(
            line=reply.line,
            asked=reply.asked.text,
            listed=reply.listed,
            focus=" ".join(cited[0].focus.of(body[cited[0].story]).split()) if cited and cited[0].focus else "",
            cited=[" ".join(one.span.of(body[one.story]).split()) for one in cited],
            stories=[one.story.id for one in cited],
        )

    return talked
