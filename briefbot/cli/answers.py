"""`briefbot ask`, and `briefbot answers review`: what people think of the answers that they got in Slack."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from briefbot.cli import common
from briefbot.cli.common import emit, tell
from briefbot.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefbot.archive.protocol import Archive
    from briefbot.desk.desk import Desk
    from briefbot.messages import Answered
    from briefbot.story import Brief, Story, StoryKey

_WORD = re.compile(r"\w{4,}")
"""Shorter ones tell nothing of a story."""

app = typer.Typer(no_args_is_help=True, help="What people think of the answers.", rich_markup_mode=None)

_EXAMPLE = "what do you want to know? briefbot ask 'how many troops are leaving?'"


@app.callback()
def _answers() -> None:
    """What people think of the answers."""


def ask(
    questions: Annotated[list[str] | None, typer.Argument(metavar="QUESTION…|-", show_default=False)] = None,
    *,
    topic: Annotated[str, typer.Option(metavar="TOPIC", help="Ask only the stories on this topic.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Write each answer as a JSON object on a line.")] = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read {"id", "story": {…}, "question"} lines, write answers as lines.')
    ] = False,
    never_abstain: Annotated[
        bool,
        typer.Option("--never-abstain", help="With --jsonl: cite the nearest words even where they do not answer."),
    ] = False,
) -> None:
    """Answer questions from the stories, citing their words.

    Several questions are a talk: "who said that?", "when?" and "and Iraq?" are about what was asked before. With "-"
    they are read from stdin, one a line. The stories are those in the archive; where they do not answer, it says so,
    and shows what comes nearest.

    With --jsonl, questions on stories of your own: reads {"id", "story": {"id", "headline", "body"}, "question"} from
    stdin and writes {"id", "abstained", "answer", "citations": [{"start", "end"}]}, in order.
    """
    questions = questions or []
    if jsonl:
        if questions or topic or as_json:
            raise InputError("with --jsonl the questions come from stdin: leave QUESTION, --topic and --json out")
        _ask_lines(abstain=not never_abstain)
        return
    if never_abstain:
        raise InputError("--never-abstain is for measurements, with --jsonl")
    if not any(question.strip() for question in questions):
        raise InputError(_EXAMPLE)
    from briefbot import settings

    with common.desk(settings.load()) as desk:
        _talk(desk, _asked(questions), topic, as_json=as_json)


def _asked(questions: list[str]) -> Iterator[str]:
    if questions != ["-"]:
        yield from questions
        return
    with common.opened("-") as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                yield common.decoded(line, f"stdin, line {number}").strip()


def _talk(desk: Desk, questions: Iterable[str], topic: str, *, as_json: bool) -> None:
    """Answer one question after the other; the stories cited are what the next one is about first."""
    from briefbot.answers import render
    from briefbot.answers.reply import Line
    from briefbot.desk.questions import Thread, answer
    from briefbot.messages import Answered

    began = datetime.now(UTC)
    carried = [story.key for story, _ in desk.search(topic, now=began)] if topic else []
    turns: list[Answered] = []
    for number, question in enumerate(questions):
        thread = Thread(carried=tuple(carried), since=began, turns=tuple(turns))
        now = datetime.now(UTC)
        found = answer(desk, question, thread, now=now, elsewhere=not topic)
        if as_json:
            emit(render.whole_record(question, found.reply, found.stories, found.altered))
        else:
            print("\n" * bool(number) + render.text(question, found.reply, found.stories, found.altered), flush=True)
            if found.reply.line is Line.NO_STORIES:
                tell("`briefbot brief` shows what there is, and `briefbot sources list` what is read.")
        carried += [key for key in found.reply.stories if key not in carried]
        reply = found.reply
        turns.append(
            Answered(
                key=str(number),
                workspace="",
                channel="",
                thread="",
                at=now,
                question=question,
                asked=reply.asked.text,
                citations=reply.answer.citations,
            )
        )


def _ask_lines(*, abstain: bool) -> None:
    from briefbot.answers import render
    from briefbot.answers.reader import answer
    from briefbot.formatter.rules import RulesFormatter

    formatter = RulesFormatter()
    condensed: dict[Story, Brief] = {}
    with common.opened("-") as stream:
        for where, fields in common.json_lines(stream, "stdin"):
            if not isinstance(fields, dict) or not isinstance(fields.get("question"), str):
                raise InputError(f'{where}: expected {{"id", "story": {{…}}, "question"}}')
            story = common.story(fields.get("story"), where)
            if story not in condensed:
                condensed = {story: formatter.condense(story)}  # questions on one story usually follow each other
            stories = [(story, condensed[story])]
            found = answer(fields["question"], stories, abstain=abstain)
            emit(render.record(fields.get("id"), found, stories))


@app.command()
def review(
    as_json: Annotated[bool, typer.Option("--json", help="Write each answer as a JSON object on a line.")] = False,
    bad: Annotated[bool, typer.Option("--bad", help="Only those that somebody found bad.")] = False,
    limit: Annotated[int, typer.Option(help="Answers at most, those rated last first.", min=1, max=10_000)] = 100,
) -> None:
    """Show the answers that people rated.

    What was asked, how it was understood, what was cited, and what they think of it.

    A story's words are shown as long as they may be; where its version is kept no more, only where they stood.
    """
    from briefbot import settings
    from briefbot.desk.desk import Desk
    from briefbot.formatter.rules import RulesFormatter

    now = datetime.now(UTC)
    with common.archive(settings.load()) as archive:
        desk = Desk(archive, RulesFormatter())
        rated = archive.rated(limit=limit)
        if bad:
            rated = [one for one in rated if not all(opinion.good for opinion in one.opinions)]
        records = [_rated(one, _thread(archive, one), desk, now) for one in rated]
    if not records and not as_json:
        tell("Nobody has rated an answer yet: the two buttons under each answer in Slack do")
    for record in records:
        if as_json:
            emit(record)
        else:
            print(_readable(record) + "\n")


def _thread(archive: Archive, answered: Answered) -> list[Answered]:
    """The answer and those before it in its thread."""
    talk = archive.answers(workspace=answered.workspace, channel=answered.channel, thread=answered.thread)
    return [one for one in talk if one.at <= answered.at]


def _taken_as(answered: Answered, talk: Iterable[Answered], stories: Iterable[Story]) -> str:
    """How the question was understood; as it was typed, where that took words from a story that is shown no more."""
    every = " ".join([*(one.question for one in talk), *(f"{story.headline} {story.body}" for story in stories)])
    known = {part for word in _WORD.findall(every.casefold()) for part in (word, word[:4])}
    # Verbs are bent: "crossed" is asked for as "cross".
    taken = {word[:4] if word.islower() else word.casefold() for word in _WORD.findall(answered.asked)}
    return answered.asked if known >= taken else answered.question


def _rated(answered: Answered, talk: list[Answered], desk: Desk, now: datetime) -> dict[str, Any]:
    every = (*answered.citations, *answered.nearest)
    cited = {one.story for each in talk for one in (*each.citations, *each.nearest)}
    at_hand = {story.key: story for story, _ in desk.stories(cited, now=now)}
    return {
        "answer": answered.key,
        "workspace": answered.workspace,
        "channel": answered.channel,
        "at": answered.at.isoformat(),
        "question": answered.question,
        "asked": _taken_as(answered, talk, at_hand.values()),
        "line": answered.line,
        "abstained": not answered.citations,
        "citations": [
            {
                "story": one.story.id,
                "version": one.story.version,
                "start": one.span.start,
                "end": one.span.end,
                **_words(one.story, at_hand, (one.span, "text"), (one.focus, "focus")),
            }
            for one in every
        ],
        "opinions": [{"user": o.user, "good": o.good, "at": o.at.isoformat()} for o in answered.opinions],
    }


def _words(key: StoryKey, at_hand: dict[StoryKey, Story], *parts: Any) -> dict[str, str | None]:
    story = at_hand.get(key)
    return {name: span.of(story.body) if story and span else None for span, name in parts}


def _readable(record: dict[str, Any]) -> str:
    good = sum(opinion["good"] for opinion in record["opinions"])
    bad = len(record["opinions"]) - good
    verdict = ", ".join(f"{count} {word}" for count, word in ((good, "good"), (bad, "bad")) if count)
    lines = [f"{record['at'][:16].replace('T', ' ')}  {verdict}  Q: {record['question']}"]
    if record["asked"] != record["question"]:
        lines.append(f"  taken as: {record['asked']}")
    if record["line"]:
        lines.append(f"  {record['line']}")
    for one in record["citations"]:
        words = " ".join(one["text"].split()) if one["text"] else f"characters {one['start']} to {one['end']}"
        lines.append(f"  │ {words}")
        lines.append(f"  {one['story']}, version {one['version']}" + (f": {one['focus']}" if one["focus"] else ""))
    return "\n".join(lines)
