"""Answers as text, and as the JSON objects of `briefbot ask`."""

from __future__ import annotations

import re
import textwrap
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from briefbot.answers.reply import Line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefbot.answers.reply import Reply
    from briefbot.story import Answer, Brief, Citation, Span, Story, StoryKey

    Stories = Mapping[StoryKey, tuple[Story, Brief]]

WIDTH = 100

_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def paragraph(body: str, sentences: Sequence[Span], span: Span) -> int:
    """The number of the paragraph in which a span begins, as a reader counts: from 1, in prose alone.

    Paragraphs are parted by blank lines where the body has any between its sentences; otherwise by line ends.
    """
    breaks = [
        sum(1 for _ in _LINE_END.finditer(body, before.end, after.start)) for before, after in pairwise(sentences)
    ]
    least = 2 if any(lines > 1 for lines in breaks) else 1
    return 1 + sum(
        lines >= least and after.start <= span.start for lines, after in zip(breaks, sentences[1:], strict=True)
    )


def altered(*, corrected: bool) -> str:
    """What has become of a story since it was posted."""
    return f"{'corrected' if corrected else 'changed'} since it was posted here"


def text(question: str, reply: Reply, stories: Stories, changed: Mapping[StoryKey, bool] | None = None) -> str:
    """The reply for a terminal: our line, the shortest words, then each citation with where it stands."""
    asked = " ".join(question.split())
    lines = [f"Q: {asked}"] if asked else []
    if reply.asked.follows and reply.asked.text != asked and reply.asked.request is None:
        lines.append(f"   taken as: {reply.asked.text}")
    if reply.said:
        lines.append(reply.said)
    cited = reply.answer.citations
    if cited and cited[0].focus is not None and not reply.listed:
        lines.append(_plain(cited[0].focus.of(stories[cited[0].story][0].body)))
    for citation in (*cited, *reply.answer.nearest[:1]):
        lines += _cited(citation, *stories[citation.story], reply, changed or {})
    for key in reply.reports:
        story = stories[key][0]
        when = [f"{story.published:%d %b %Y %H:%M} UTC".lstrip("0")] if story.published else []
        lines.append("  • " + ", ".join([story.agency, *when, story.headline or story.id, *_link(story)]))
    return "\n".join(lines)


def _cited(citation: Citation, story: Story, brief: Brief, reply: Reply, changed: Mapping[StoryKey, bool]) -> list[str]:
    whose = f" — {_plain(citation.speaker.of(story.body))}" if citation.speaker else ""
    lines = [""]
    if reply.line is Line.DIFFER and citation.focus is not None:
        lines.append(f"  {_plain(citation.focus.of(story.body))}")
    lines += textwrap.wrap(
        _plain(citation.span.of(story.body)) + whose,
        WIDTH,
        initial_indent="  │ ",
        subsequent_indent="  │ ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    where = [
        *([story.agency] if story.agency else []),
        f"paragraph {paragraph(story.body, brief.sentences, citation.span)}",
        f"version {story.version}",
    ]
    if story.published:
        where.append(f"{story.published:%d %b %Y %H:%M} UTC".lstrip("0"))
    if story.key in changed:
        where.append(altered(corrected=changed[story.key]))
    return [*lines, f"  {story.headline or story.id} ({', '.join([*where, *_link(story)])})"]


def _link(story: Story) -> list[str]:
    return [story.url] if story.url else []


def _plain(words: str) -> str:
    return " ".join(words.split())


def whole_record(
    question: str, reply: Reply, stories: Stories, changed: Mapping[StoryKey, bool] | None = None
) -> dict[str, Any]:
    """The JSON object of one reply, with all that a reader would see; offsets are code points of the story's body."""
    changed = changed or {}

    def of(one: Citation) -> dict[str, Any]:
        story, brief = stories[one.story]
        return {
            "story": story.id,
            "version": story.version,
            "changed": one.story in changed,
            "agency": story.agency,
            "headline": story.headline,
            "published": story.published.isoformat() if story.published else None,
            "url": story.url,
            "paragraph": paragraph(story.body, brief.sentences, one.span),
            "start": one.span.start,
            "end": one.span.end,
            "text": one.span.of(story.body),
            "focus": one.focus.of(story.body) if one.focus else None,
            "speaker": one.speaker.of(story.body) if one.speaker else None,
        }

    return {
        "question": question,
        "asked": reply.asked.text,
        "line": reply.said,
        "abstained": reply.answer.abstained and not reply.reports,
        "citations": [of(one) for one in reply.answer.citations],
        "nearest": [of(one) for one in reply.answer.nearest],
        "reports": [
            {
                "story": story.id,
                "version": story.version,
                "agency": story.agency,
                "headline": story.headline,
                "published": story.published.isoformat() if story.published else None,
                "url": story.url,
            }
            for story, _ in (stories[key] for key in reply.reports)
        ],
    }


def record(id: object, answer: Answer, stories: Sequence[tuple[Story, Brief]]) -> dict[str, Any]:  # noqa: A002 - JSON's name
    """The JSON object of one answer; citations are code points of the body, of the story named where there are more."""
    bodies = {story.key: story.body for story, _ in stories}
    best = answer.citations[0] if answer.citations else None
    shortest = (best.focus or best.span).of(bodies[best.story]) if best else Line.SILENT.value
    return {
        "id": id,
        "abstained": answer.abstained,
        "answer": shortest,
        "citations": [
            {"start": one.span.start, "end": one.span.end, **({"story": one.story.id} if len(bodies) > 1 else {})}
            for one in answer.citations
        ],
    }
