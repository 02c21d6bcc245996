"""An answer as a message: the shortest words that answer, the sentence they stand in, and where that stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbot.answers.render import NEAREST, SILENT, paragraph
from briefbot.slack import blocks as kit
from briefbot.slack.mrkdwn import escape, moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefbot.story import Answer, Brief, Citation, Story

NOTHING = "I have no story about that. Ask in the thread of a briefing, or try `/brief` with a topic."


def _cited(citation: Citation, story: Story, brief: Brief) -> list[kit.Block]:
    said = [kit.words(citation.span.of(story.body))]
    if citation.speaker is not None:
        said += [{"type": "text", "text": "\n— "}, kit.words(citation.speaker.of(story.body), bold=True)]
    where = [f"*{escape(story.agency)}*", f"paragraph {paragraph(story.body, brief.sentences, citation.span)}"]
    if story.published:
        where.append(moment(story.published))
    return [
        kit.rich(kit.quoted(*said), kit.section(kit.linked(story.url, story.headline or story.id, italic=True))),
        kit.context(" · ".join(where)),
    ]


def message(answer: Answer, stories: Sequence[tuple[Story, Brief]]) -> tuple[str, list[kit.Block]]:
    """Text and blocks of an answer over these stories; without stories, what to do instead."""
    by_key = {story.key: (story, brief) for story, brief in stories}
    if not stories:
        return NOTHING, [kit.rich(kit.section(kit.words(NOTHING.replace("`", ""))))]
    made: list[kit.Block] = []
    if answer.abstained:
        opening = f"{SILENT} {NEAREST}" if answer.nearest else SILENT
        made.append(kit.rich(kit.section(kit.words(opening))))
        cited = answer.nearest[:1]
    else:
        best = answer.citations[0]
        opening = best.focus.of(by_key[best.story][0].body) if best.focus else ""
        if opening:
            made.append(kit.rich(kit.section(kit.words(opening, bold=True))))
        cited = answer.citations
    for citation in cited:
        made += _cited(citation, *by_key[citation.story])
    lines = [opening] if opening else []
    for story, citation in ((by_key[one.story][0], one) for one in cited):
        lines.append(f"{citation.span.of(story.body)} ({story.agency})")
    return escape(" — ".join(lines)), made
