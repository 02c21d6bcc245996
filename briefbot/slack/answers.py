"""An answer as a message: the shortest words that answer, the sentence they stand in, and where that stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbot.answers.render import altered, paragraph
from briefbot.answers.reply import Line
from briefbot.slack import blocks as kit
from briefbot.slack.mrkdwn import escape, moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefbot.desk.questions import Found
    from briefbot.story import Citation, Story

RATE = "rate_answer"
GOOD, BAD = "good", "bad"

LONGEST = 1_500
"""Characters of a quotation or sentence that are shown; what is left out is marked, and stands behind the link."""

CUT = " […]"

_SMALL_TALK = frozenset({Line.GREETING, Line.THANKS, Line.OFF_TOPIC, Line.LANGUAGES, Line.NOT_CITED})
"""Nobody is asked what they think of these."""

_ADVICE = {Line.NO_STORIES: " Ask in the thread of a briefing, or try /brief with a topic."}
"""What follows a line of ours here in Slack."""


def message(found: Found, key: str) -> tuple[str, list[kit.Block]]:
    """Text and blocks of the answer that is posted under `key`."""
    reply = found.reply
    ours = reply.said + _ADVICE.get(reply.line, "")
    opening = _opening(found)
    made: list[kit.Block] = []
    if ours:
        made.append(kit.rich(kit.section(kit.words(ours))))
    if opening:
        made.append(kit.rich(kit.section(kit.words(opening, bold=True))))
    lines = [escape(line) for line in (ours, opening) if line]
    room = kit.MESSAGE_CHARACTERS
    for citation in (*reply.answer.citations, *reply.answer.nearest[:1]):
        words = shown(citation.span.of(found.stories[citation.story][0].body))
        room -= len(words) + len(found.stories[citation.story][0].headline)
        if room < 0:
            break
        made += _cited(citation, found, words)
        lines.append(escape(f"{words} ({found.stories[citation.story][0].agency})"))
    if reply.reports:
        stories = [found.stories[one][0] for one in reply.reports]
        made.append(kit.rich(*map(_reported, stories)))
        lines += [escape(f"{story.agency}: {kit.headline(story)}") for story in stories]
    if reply.line not in _SMALL_TALK:
        made.append(feedback(key))
    return " — ".join(lines), made


def shown(words: str) -> str:
    """Words of a story on one line, as they are, up to the longest that is shown."""
    line = " ".join(words.split())
    if len(line) <= LONGEST:
        return line
    return line[:LONGEST].rpartition(" ")[0] + CUT if " " in line[:LONGEST] else line[:LONGEST] + CUT


def _opening(found: Found) -> str:
    """The shortest words that answer."""
    best = found.reply.answer.citations[:1]
    if found.reply.listed or not best or best[0].focus is None:
        return ""
    return shown(best[0].focus.of(found.stories[best[0].story][0].body))


def _cited(citation: Citation, found: Found, words: str) -> Iterator[kit.Block]:
    story, brief = found.stories[citation.story]
    said = [kit.words(words)]
    if found.reply.line is Line.DIFFER and citation.focus is not None:
        said = [kit.words(shown(citation.focus.of(story.body)), bold=True), {"type": "text", "text": "\n"}, *said]
    if citation.speaker is not None:
        said += [{"type": "text", "text": "\n— "}, kit.words(citation.speaker.of(story.body), bold=True)]
    where = [
        f"*{escape(story.agency)}*",
        f"paragraph {paragraph(story.body, brief.sentences, citation.span)}",
        f"version {story.version}",
    ]
    if story.published:
        where.append(moment(story.published))
    if story.key in found.altered:
        where.append(altered(corrected=found.altered[story.key]))
    yield kit.rich(kit.quoted(*said), kit.section(kit.linked(story.url, kit.headline(story), italic=True)))
    yield kit.context(" · ".join(where))


def _reported(story: Story) -> kit.Block:
    """One line for each report: agency, time, headline."""
    time = [{"type": "text", "text": " · "}, kit.when(story.published)] if story.published else []
    return kit.section(
        kit.words(story.agency, bold=True),
        *time,
        {"type": "text", "text": " · "},
        kit.linked(story.url, kit.headline(story)),
        {"type": "text", "text": "\n"},
    )


def feedback(key: str) -> kit.Block:
    """Slack's two thumbs under an answer; what they say goes to `Asking.rate`."""

    def thumb(label: str, value: str, spoken: str) -> kit.Block:
        text = {"type": "plain_text", "text": label, "emoji": False}
        return {"text": text, "value": f"{value} {key}", "accessibility_label": spoken}

    buttons = {
        "type": "feedback_buttons",
        "action_id": RATE,
        "positive_button": thumb("Good answer", GOOD, "This answers the question"),
        "negative_button": thumb("Bad answer", BAD, "This does not answer the question"),
    }
    return {"type": "context_actions", "elements": [buttons]}
