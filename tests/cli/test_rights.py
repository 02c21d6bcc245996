"""What an agency withdraws, withholds, embargoes or limits is shown by no door: not by a verb, Slack or a command."""

import contextlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from briefbot.answers import render as answers
from briefbot.archive.sqlite import SQLiteArchive
from briefbot.desk import questions, retention, topics
from briefbot.desk.desk import Desk
from briefbot.desk.questions import Thread
from briefbot.formatter import render
from briefbot.formatter.rules import RulesFormatter
from briefbot.slack import answers as slack_answers
from briefbot.slack import briefings
from briefbot.source import Poll, Rights, Source
from briefbot.story import PubStatus, Story, StoryKey

NOW = datetime.now(UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

FREE = Rights()
QUESTION = "How many trucks crossed the bridge?"
OPEN = Story(
    id="open",
    agency="Coast News",
    headline="Painters give the Halmeria bridge a red coat",
    body=(
        "HALMERIA, Nov 20 -- Painters from three towns began to give the old bridge at Halmeria a red coat on Friday, "
        "and 260 volunteers came to help. Trucks wait on both banks until Monday, the council said."
    ),
)
BANNED = Story(
    id="banned",
    agency="Strict Wire",
    headline="Bridge at Zubrovna carries trucks",
    body=(
        "ZUBROVNA, Nov 24 -- Some 411 trucks crossed the bridge at Zubrovna before noon, the port authority said.\n\n"
        "“Every lorry was weighed at the western gate this morning,” said inspector Ida Marlow of the office.\n\n"
        "“Our scales broke twice under the heaviest timber,” said driver Tom Vesely at the crossing.\n\n"
        "“Nobody had crossed that river since the spring floods,” said mayor Ana Kordic in the town hall.\n\n"
        "Contact: Milan Hrubec, desk 555 0100"
    ),
    ednote="Not for publication: the minister will resign",
)
MARKS = ("Zubrovna", "ZUBROVNA", "411 trucks", "western gate", "scales broke", "spring floods", "Ida Marlow")
QUOTED = ("western gate", "scales broke", "spring floods")
NOTES = ("resign", "Not for publication")


class Doors:
    """Every way by which a reader gets at stories: each gives all that is shown there, as one text."""

    def __init__(self, briefbot):
        self._briefbot = briefbot
        self.path = briefbot.folder / "archive.sqlite"

    @contextlib.contextmanager
    def desk(self):
        archive = SQLiteArchive.open(self.path)
        try:
            yield archive, Desk(archive, RulesFormatter())
        finally:
            archive.close()

    def find(self):
        with self.desk() as (archive, _):
            return repr(
                [archive.find(topics.parse(topic), now=NOW) for topic in ("bridge", "", "from:strict OR truck")]
            )

    def latest(self):
        with self.desk() as (archive, _):
            return repr(archive.latest(["open", "banned"], now=NOW))

    def briefing(self):
        """A briefing as `/brief` shows it in Slack and as it is posted, its thread included."""
        with self.desk() as (_, desk):
            shown: list[object] = []
            for topic in ("bridge", ""):
                briefing = desk.briefing(topic, now=NOW, limit=50)
                shown.append(briefings.message(briefing, heading="Briefing"))
                shown.append(briefings.posts(briefing, key="k", workspace="T1", channel="C1", heading="Briefing"))
            return repr(shown)

    def thread(self):
        """Questions in the thread of a briefing that carried the stories before they were withdrawn."""
        with self.desk() as (_, desk):
            return self._answered(desk, StoryKey("open", 1), StoryKey("banned", 1))

    def question(self):
        """Questions without a thread."""
        with self.desk() as (_, desk):
            return self._answered(desk)

    def search(self):
        with self.desk() as (_, desk):
            return "\n".join(render.text(*each) + render.markdown(*each) for each in desk.search("bridge", now=NOW))

    def command_brief(self):
        return self._typed("brief", "bridge")

    def command_ask(self):
        return self._typed("ask", QUESTION, "--topic", "bridge")

    def command_export(self):
        return self._typed("archive", "export")

    def _typed(self, *arguments):
        said = self._briefbot(*arguments)
        assert said.status == 0, said.err
        return said.out + said.err

    @staticmethod
    def _answered(desk, *carried):
        shown: list[object] = []
        asked = ("What did people say?", "Who was weighed at the gate?", "What did the mayor say?", "all quotes")
        for question in (QUESTION, *asked, "timeline", "give me the numbers", "who else reports this"):
            found = questions.answer(desk, question, Thread(carried=carried), now=NOW)
            shown.append(slack_answers.message(found, "k"))
            shown.append(answers.text(question, found.reply, found.stories, found.altered))
        return repr(shown)


DOORS = (
    "find", "latest", "briefing", "thread", "question", "search", "command_brief", "command_ask", "command_export",
)  # fmt: skip


def file(doors, banned, *later, rights=FREE, seen=NOW - HOUR):
    """File the open story and the other, which comes under these rights, as a look at their sources does."""
    with doors.desk() as (archive, desk):
        for id_, given, stories in (("coast", FREE, [OPEN]), ("strict", rights, [banned, *later])):
            source = Source(id=id_, agency=id_, url=f"/{id_}", rights=given)
            archive.put_source(source)
            desk.take_in(source, stories, Poll(source=id_, at=seen, ok=True, reason="read"), now=seen)
        desk.search("bridge", now=NOW + 9999 * DAY)  # briefs of all are kept, whatever comes
        retention.work(archive, NOW)


def changed(**more):
    return replace(BANNED, **more)


@pytest.fixture
def doors(briefbot):
    return Doors(briefbot)


def test_every_door_shows_a_story_that_may_be_shown(doors):
    """Without a rule against it each door shows the other story too; so what follows proves something."""
    file(doors, BANNED)
    for door in DOORS:
        shown = getattr(doors, door)()
        if door not in {"question", "command_ask"}:  # the one sentence that answers is the other's
            assert "Halmeria" in shown, door
        assert "Zubrovna" in shown or "411 trucks" in shown, door


@pytest.mark.parametrize(
    "given",
    [
        {"banned": BANNED, "later": [changed(version=2, headline="KILL", body="", status=PubStatus.CANCELED)]},
        {"banned": BANNED, "later": [changed(version=2, status=PubStatus.WITHHELD)]},
        {"banned": changed(status=PubStatus.WITHHELD)},
        {"banned": changed(embargoed=NOW + HOUR)},
        {"banned": BANNED, "later": [changed(version=2, embargoed=NOW + HOUR)]},
        {"banned": BANNED, "rights": Rights(keep_days=2), "seen": NOW - 3 * DAY},
        {
            "banned": BANNED,
            "later": [changed(version=2, headline="KILL", body="", status=PubStatus.CANCELED)],
            "seen": NOW - 2 * DAY,
        },
    ],
    ids=["killed", "withheld later", "withheld", "embargoed", "embargoed later", "expired", "killed and forgotten"],
)
def test_no_door_shows_what_must_not_be_shown(doors, given):
    """Nor any version before it, nor its brief; the other story is shown by every door as before."""
    file(doors, given["banned"], *given.get("later", ()), **{k: given[k] for k in ("rights", "seen") if k in given})
    for door in DOORS:
        shown = getattr(doors, door)()
        assert "Halmeria" in shown or "260" in shown, door
        assert [mark for mark in (*MARKS, *NOTES) if mark in shown] == [], door


def test_an_embargoed_story_is_shown_by_every_door_at_its_time(doors):
    """What was filed under embargo is there once its moment has come."""
    file(doors, changed(embargoed=NOW - timedelta(seconds=1)))
    for door in DOORS:
        assert "Zubrovna" in getattr(doors, door)(), door


@pytest.mark.parametrize("most", [0, 1, 2])
def test_no_door_shows_more_quotations_than_the_source_allows(doors, most):
    """Of three quotations so many at most are shown, in briefs, answers and exports; the rest of the story is."""
    file(doors, BANNED, rights=Rights(quotations=most))
    for door in DOORS:
        if door in {"find", "latest"}:  # a story whole, for the desk
            continue
        shown = getattr(doors, door)()
        assert "Zubrovna" in shown or "411 trucks" in shown, door
        assert sum(mark in shown for mark in QUOTED) <= most, door
    with doors.desk() as (_, desk):
        briefs = [brief for story, brief in desk.search("zubrovna", now=NOW)]
    assert [len([q for q in brief.quotes if q.kind == "speech"]) <= most for brief in briefs] == [True]


def test_no_door_shows_a_body_that_may_not_be_stored(doors):
    """Of a source that does not let bodies be stored, the headline is all there is."""
    file(doors, BANNED, rights=Rights(store_body=False))
    for door in DOORS:
        shown = getattr(doors, door)()
        assert [mark for mark in MARKS if mark != "Zubrovna" and mark in shown] == [], door


def test_notes_to_editors_and_contact_lines_are_shown_by_no_door(doors):
    """No door has an ednote; contact lines are exported within their bodies, and stand nowhere else."""
    file(doors, BANNED)
    for door in DOORS:
        if door in {"find", "latest"}:  # a story whole, for the desk
            continue
        shown = getattr(doors, door)()
        assert [note for note in NOTES if note in shown] == [], door
        if door != "command_export":
            assert "555 0100" not in shown, door


def test_notes_leave_with_a_whole_export_only(briefbot, doors):
    """`--everything` is asked for by name, and has the notes."""
    file(doors, BANNED)
    lines = [json.loads(line) for line in briefbot("archive", "export", "--everything").out.splitlines()]
    assert [record["ednote"] for record in lines if record.get("id") == "banned"] == [BANNED.ednote]


def test_a_forgotten_story_is_not_taken_in_again(doors):
    """Read again from its source after its time, it stays away from every door."""
    for _ in range(2):
        file(doors, BANNED, rights=Rights(keep_days=2), seen=NOW - 3 * DAY)
    with doors.desk() as (archive, desk):
        source = next(each for each in archive.sources() if each.id == "strict")
        desk.take_in(source, [BANNED], Poll(source="strict", at=NOW, ok=True, reason="read"), now=NOW)
    for door in DOORS:
        assert [mark for mark in MARKS if mark in getattr(doors, door)()] == [], door
