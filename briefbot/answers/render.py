"""An answer as text and as the JSON object of `briefbot ask --jsonl`."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefbot.story import Answer, Brief, Citation, Span, Story

SILENT = "The stories don't say."
NEAREST = "The nearest they do say:"
NO_STORIES = "There are no stories about that."

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


def text(question: str, answer: Answer, stories: Sequence[tuple[Story, Brief]]) -> str:
    """The answer for a terminal: the shortest words first, then each citation with where it stands."""
    by_key = {story.key: (story, brief) for story, brief in stories}
    lines = [f"Q: {' '.join(question.split())}"] if question.strip() else []
    if not stories:
        return "\n".join([*lines, NO_STORIES])
    cited = answer.citations
    if answer.abstained:
        lines.append(f"{SILENT} {NEAREST}" if answer.nearest else SILENT)
        cited = answer.nearest
    elif focus := cited[0].focus:
        lines.append(" ".join(focus.of(by_key[cited[0].story][0].body).split()))
    for citation in cited:
        lines += _cited(citation, *by_key[citation.story])
    return "\n".join(lines)


def _cited(citation: Citation, story: Story, brief: Brief) -> list[str]:
    words = " ".join(citation.span.of(story.body).split())
    whose = f" — {citation.speaker.of(story.body)}" if citation.speaker else ""
    where = [
        part
        for part in (story.agency, f"paragraph {paragraph(story.body, brief.sentences, citation.span)}", story.url)
        if part
    ]
    return ["", f"  │ {words}{whose}", f"  {story.headline or story.id} ({', '.join(where)})"]


def record(id: object, answer: Answer, stories: Sequence[tuple[Story, Brief]]) -> dict[str, Any]:  # noqa: A002 - JSON's name
    """The JSON object of one answer; citations are code points of the body, of the story named where there are more."""
    bodies = {story.key: story.body for story, _ in stories}
    best = answer.citations[0] if answer.citations else None
    shortest = (best.focus or best.span).of(bodies[best.story]) if best else SILENT
    return {
        "id": id,
        "abstained": answer.abstained,
        "answer": shortest,
        "citations": [
            {"start": one.span.start, "end": one.span.end, **({"story": one.story.id} if len(bodies) > 1 else {})}
            for one in answer.citations
        ],
    }
