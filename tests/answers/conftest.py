"""A reader to ask."""

from dataclasses import dataclass

import pytest

from briefbot.answers.reader import answer
from briefbot.formatter.rules import RulesFormatter
from briefbot.story import Story


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
            Story(id=letter, agency=f"Agency {letter.upper()}", headline="", body=body)
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
