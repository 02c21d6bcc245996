"""An answer as a message: the shortest words that answer, the sentence they stand in, and where that stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbot.answers.render import paragraph
from briefbot.slack import blocks as kit
from briefbot.slack.mrkdwn import escape, moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefbot.story import Answer, Citation, Story

SILENT = "The stories don't say."
NEAREST = "The nearest they do say:"
NOTHING = "I have no story about that. Ask in the thread of a briefing, or try `/brief` with a topic."


def _cited(citation: Citation, story: Story) -> list[kit.Block]:
    said = [kit.words(f"“{citation.span.of(story.body)}”")]
    if citation.speaker is not None:
        said += [kit.words(" "), kit.words("— " + citation.speaker.of(story.body), bold=True)]
    where = [escape(story.agency), f"paragraph {paragraph(story.body, citation.span)}"]
    if story.published:
        where.append(moment(story.published))
    return [
        kit.rich(kit.quoted(*said), kit.section(kit.linked(story.url, story.headline, italic=True))),
        kit.context(" · ".join(where)),
    ]


def message(answer: Answer, stories: Sequence[Story]) -> tuple[str, list[kit.Block]]:
    """Text and blocks of an answer over these stories; without stories, what to do instead."""
    by_key = {story.key: story for story in stories}
    if not stories:
        return NOTHING, [kit.rich(kit.section(kit.words(NOTHING.replace("`", ""))))]
    made: list[kit.Block] = []
    if answer.abstained:
        opening = f"{SILENT} {NEAREST}" if answer.nearest else SILENT
        made.append(kit.rich(kit.section(kit.words(opening))))
        cited = answer.nearest[:1]
    else:
        best = answer.citations[0]
        opening = best.focus.of(by_key[best.story].body) if best.focus else ""
        if opening:
            made.append(kit.rich(kit.section(kit.words(opening, bold=True))))
        cited = answer.citations
    for citation in cited:
        made += _cited(citation, by_key[citation.story])
    lines = [opening] if opening else []
    lines += [f"“{c.span.of(by_key[c.story].body)}” ({by_key[c.story].agency})" for c in cited]
    return escape(" — ".join(lines)), made
