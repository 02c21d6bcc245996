"""A brief as text, as Markdown and as the JSON object of `briefbot condense`: the same brief in the same order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefbot.story import Brief, Quote, Span, Story

_MARKUP = re.compile(r"([\\`*_\[\]<>|~#&])")
_LINE_START = re.compile(r"^(\d*)([-+=.)])")


def text(story: Story, brief: Brief, added: Sequence[tuple[Story, Quote]] = ()) -> str:
    """The brief for a terminal or a mail: headline, credit, a line a key point, a line a featured quotation.

    `added` are quotations of other stories on the event, each credited to its agency.
    """
    return _TEXT.page(story, brief, added)


def markdown(story: Story, brief: Brief) -> str:
    """The same as CommonMark; what would be markup in the story's words is escaped."""
    return _MARKDOWN.page(story, brief, ())


def record(story: Story, brief: Brief) -> dict[str, Any]:
    """The JSON object of `briefbot condense`: one entry in "quotes" for each stretch between marks.

    Offsets are code points of the body as given, `text` is exactly `body[start:end]`, and stretches that make one
    quotation share their `quotation` number.
    """
    body = story.body
    return {
        "id": story.id,
        "headline": story.headline,
        "key_points": [
            {"text": point.text(body), "spans": [_ends(one) for one in point.spans]} for point in brief.key_points
        ],
        "quotes": [
            {"text": span.of(body), "start": span.start, "end": span.end, **_whose(body, quote), "quotation": number}
            for number, quote in enumerate(brief.quotes)
            for span in quote.spans
        ],
        "notes": list(brief.notes),
    }


def _whose(body: str, quote: Quote) -> dict[str, Any]:
    return {
        "speaker": quote.speaker.of(body) if quote.speaker else None,
        "role": quote.role.of(body) if quote.role else None,
        "mention": _ends(quote.mention) if quote.mention else None,
        "cue": quote.cue.of(body) if quote.cue else None,
        "kind": quote.kind.value,
        "featured": quote.featured,
        "confidence": quote.confidence,
    }


def _ends(span: Span) -> list[int]:
    return [span.start, span.end]


@dataclass(frozen=True, slots=True)
class _Form:
    """How one rendering writes each part of a brief."""

    words: Callable[[str], str]
    headline: str
    point: str
    quote: str
    note: str
    between: str  # the headline and its credit, and quotations

    def page(self, story: Story, brief: Brief, added: Sequence[tuple[Story, Quote]]) -> str:
        body = story.body
        credit = " · ".join(one for one in map(_line, (story.agency, story.dateline or "", story.byline or "")) if one)
        head = [self.headline.format(self.words(_line(story.headline)))] if story.headline.strip() else []
        head.extend([self.words(credit)] if credit else [])
        quoted = [self._quoted(story, quote) for quote in brief.featured]
        quoted += [f"{self._quoted(other, quote)} ({self.words(_line(other.agency))})" for other, quote in added]
        blocks = [
            self.between.join(head),
            "\n".join(self.point.format(self.words(_line(point.text(body)))) for point in brief.key_points),
            self.between.join(quoted),
            *(self.note.format(self.words(note)) for note in brief.notes),
        ]
        return "\n\n".join(block for block in blocks if block) + "\n"

    def _quoted(self, story: Story, quote: Quote) -> str:
        return self.quote.format(self.words(quote.text(story.body))) + self._whose(story.body, quote)

    def _whose(self, body: str, quote: Quote) -> str:
        said_by = "".join(quote.whose(body))
        return f" — {self.words(said_by)}" if said_by else ""


def _line(words: str) -> str:
    return " ".join(words.split())


def _escaped(words: str) -> str:
    return _LINE_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", words))


_TEXT = _Form(words=str, headline="{}", point="• {}", quote="“{}”", note="({})", between="\n")
_MARKDOWN = _Form(words=_escaped, headline="## {}", point="- {}", quote="> “{}”", note="*({})*", between="\n\n")
