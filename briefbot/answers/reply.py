"""What a person is told: words of stories, and fixed lines of our own around them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from briefbot.story import Answer

if TYPE_CHECKING:
    from briefbot.answers.dialogue import Understood
    from briefbot.story import StoryKey


class Line(StrEnum):
    """All that briefbot says in its own words; `{}` is a count."""

    NOTHING = ""
    SILENT = "The stories don't say."
    NEAREST = "The stories don't say. The nearest they do say:"
    NO_STORIES = "I have no story about that."  # where else to ask is for the door to say
    ELSEWHERE = "Not in this thread's stories. In the archive:"
    NO_MORE = "The stories say no more about that."
    NOBODY = "The stories do not quote them."
    NO_QUOTES = "The stories quote nobody."
    OWN_WORDS = "Nobody is named there: the words are the agency's own."
    NOT_CITED = "I have cited nothing here yet. Ask a question first."
    NO_TIMES = "The stories give no days or times."
    NO_NUMBERS = "The stories give no numbers."
    DIFFER = "The agencies differ:"
    REPORTED = "{} agencies report it in words of their own. Whether it is so, I do not judge:"
    REPORTED_ONCE = "One agency reports it, as far as I can see. Whether it is so, I do not judge:"
    OTHERS = "Also reported by:"
    NO_OTHERS = "I have no other agency's report on this."
    CHANGED = "New since then:"
    UNCHANGED = "Nothing in these stories has changed since they were posted here."
    GREETING = "Hello. Ask me about the stories: who, what, when, where, why, how many."
    THANKS = "You are welcome."
    OFF_TOPIC = "I answer from agency stories alone. Ask me about the news: who, what, when, where, why, how many."
    LANGUAGES = "I understand questions in English. Stories I quote as they are, in their own language."


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer with what stands around it."""

    asked: Understood
    line: Line = Line.NOTHING
    count: int = 0  # of what the line counts
    answer: Answer = field(default_factory=Answer)
    listed: bool = False  # the citations are a list in an order of its own, not the best of them first
    reports: tuple[StoryKey, ...] = ()  # stories named by agency, time and link, without their words

    @property
    def said(self) -> str:
        """The line of ours, its count filled in."""
        return self.line.format(self.count)

    @property
    def stories(self) -> tuple[StoryKey, ...]:
        """Every story that it cites or names, each once, in order."""
        cited = (one.story for one in (*self.answer.citations, *self.answer.nearest))
        return tuple(dict.fromkeys((*cited, *self.reports)))
