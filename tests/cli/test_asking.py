"""`briefbot brief`, `ask` and `group`: what the archive holds, and stories that are handed over."""

import contextlib
import json
import re
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from briefbot.archive.sqlite import SQLiteArchive
from briefbot.desk.desk import Desk
from briefbot.formatter.rules import RulesFormatter
from briefbot.messages import Answered, Opinion
from briefbot.source import Poll, Source
from briefbot.story import Citation, Span, Story, StoryKey
from tests.cli.conftest import BODY, HEADLINE

BRIDGE = {"id": "bridge", "headline": HEADLINE, "body": BODY}
STRIKE = {
    "id": "strike",
    "headline": "Bakers in Ostrava end strike after wage deal",
    "body": "Bakers in Ostrava went back to work on Tuesday after the mills raised wages by seven per cent.",
}


def lines(*values):
    return "".join(json.dumps(value) + "\n" for value in values)


@pytest.fixture
def stocked(briefbot):
    """An archive with two stories of one agency."""
    archive = SQLiteArchive.open(briefbot.folder / "archive.sqlite")
    now = datetime.now(UTC)
    source = Source(id="coast", agency="Coast News", url="/wire")
    archive.put_source(source)
    stories = [
        Story(agency="Coast News", published=now, id=s["id"], headline=s["headline"], body=s["body"])
        for s in (BRIDGE, STRIKE)
    ]
    poll = Poll(source="coast", at=now, ok=True, reason="2 stories", last_success=now)
    Desk(archive, RulesFormatter()).take_in(source, stories, poll, now=now)
    archive.close()
    return briefbot


def test_brief_prints_what_a_topic_finds(stocked):
    """The stories on the topic, and no others, as readable briefs."""
    said = stocked("brief", "bakers")
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith("Bakers in Ostrava end strike after wage deal\nCoast News")
    assert HEADLINE not in said.out


def test_brief_without_a_topic_prints_everything_up_to_the_limit(stocked):
    """No topic means all the news; --limit holds the number of events."""
    everything = stocked("brief").out
    assert HEADLINE in everything
    assert "Bakers in Ostrava" in everything
    assert (HEADLINE in stocked("brief", "--limit", "1").out) is not ("Bakers" in stocked("brief", "--limit", "1").out)


def test_an_unknown_topic_is_a_failure_that_names_it(stocked):
    """Nothing found: nothing on stdout; the topic, those that have news and what was read on stderr; exit status 1."""
    line = stocked.refused("brief", "brigde", status=1)
    assert line.startswith("Nothing on 'brigde'. These have news: bridge")
    assert line.endswith("1 source read: `briefbot sources list` says more.")


def test_brief_credits_all_who_report_an_event_and_counts_who_carries_it(stocked):
    """The agencies that wrote are named, the lead's first; who republished one of them is counted."""
    now = datetime.now(UTC)
    dispatch = (
        "The Astra ran aground off Cape Dorrin early on Sunday with 212 on board, the coast guard of Ostreva said"
    )
    stories = [
        Story(id=agency, agency=agency, headline="Ferry aground", body=f"{dispatch}. {more}")
        for agency, more in (
            ("Wire", '"The rudder did not answer any more," said Captain Ilse Varga of the Astra.'),
            ("Press", '"Every boat of the harbour was out," said Jon Brandt, harbour master.'),
        )
    ]
    stories += [replace(stories[0], id=copy, agency=copy) for copy in ("Copy", "Other Copy")]
    archive = SQLiteArchive.open(stocked.folder / "archive.sqlite")
    for number, story in enumerate(stories):
        Desk(archive, RulesFormatter()).file([story], None, now + timedelta(microseconds=number))
    archive.close()
    said = stocked("brief", "ferry").out
    assert re.search(r"^Reported by (Wire, Press|Press, Wire); also carried by 2 others\.$", said, re.MULTILINE)


def test_brief_explains_its_order(stocked):
    """With --explain each event is a line of its points, and a line for each thing that gave some."""
    said = stocked("brief", "bakers", "--explain")
    assert (said.status, said.err) == (0, "")
    assert said.out.splitlines() == [
        f"1. {STRIKE['headline']} (Coast News): 3.00 points",
        "   +2.00 place 1 of what fits the topic's words best",
        "   +1.00 less than an hour old",
    ]


def test_brief_and_ask_answer_while_another_process_writes(briefbot):
    """A lock that another program holds all the while keeps no reader out, though no brief was made before."""
    path = briefbot.folder / "archive.sqlite"
    archive = SQLiteArchive.open(path)
    archive.add(Story(id="b", agency="Coast News", headline=HEADLINE, body=BODY), source=None, seen=datetime.now(UTC))
    archive.close()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        shown, answered = briefbot("brief", "bridge"), briefbot("ask", "How many trucks crossed the bridge?")
    assert (shown.status, answered.status) == (0, 0), shown.err + answered.err
    assert HEADLINE in shown.out
    assert "260 trucks" in answered.out


def test_an_empty_archive_says_how_to_fill_it(briefbot):
    """Before anything was fetched, `brief` says what to do."""
    assert "briefbot run" in briefbot.refused("brief", status=1)


@pytest.mark.parametrize("command", [("brief", '"oil price'), ("ask", "--topic", '"oil price', "how much?")])
def test_a_malformed_topic_is_a_usage_error(stocked, command):
    """A quotation mark without its fellow is named, with exit status 2."""
    assert "quotation mark" in stocked.refused(*command, status=2)


def test_ask_cites_the_archive(stocked):
    """The answer is the shortest words, then the sentence, verbatim, and where it stands."""
    said = stocked("ask", "how many trucks crossed?")
    assert (said.status, said.err) == (0, "")
    assert "260 trucks crossed" in said.out
    assert "│ Some 260 trucks crossed before noon, the port authority said." in said.out
    assert f"{HEADLINE} (Coast News, paragraph 3" in said.out


def test_ask_looks_at_a_topic_alone_where_one_is_given(stocked):
    """With --topic, stories on other topics do not answer."""
    assert "260 trucks" not in stocked("ask", "--topic", "bakers", "how many trucks crossed?").out


def test_ask_says_when_the_stories_do_not_say(stocked):
    """A question that nothing answers is told so, in fixed words; that is an answer, and no failure."""
    said = stocked("ask", "--topic", "bakers", "how many beams were replaced?")
    assert said.status == 0
    assert "The stories don't say." in said.out


def test_several_questions_are_a_talk(stocked):
    """Each question is about what was asked before it, and is shown as it was taken."""
    said = stocked("ask", "how many trucks crossed?", "when?")
    assert (said.status, said.err) == (0, "")
    first, second = said.out.split("\n\nQ: ")
    assert "260 trucks" in first
    assert second.startswith("when?\n   taken as: when trucks crossed")


def test_questions_may_come_from_stdin(stocked):
    """With "-" each line is a question of one talk; blank lines are none."""
    asked = stocked("ask", "-", stdin="how many trucks crossed?\n\nwhen?\n")
    assert asked.status == 0
    assert [line for line in asked.out.splitlines() if line.startswith("Q: ")] == [
        "Q: how many trucks crossed?",
        "Q: when?",
    ]


def test_answers_are_json_where_that_is_wanted(stocked):
    """With --json each answer is an object with all that a reader would see, and the places it stands at."""
    said = stocked("ask", "--json", "how many trucks crossed?", "timeline")
    assert said.status == 0
    first, second = said.records
    assert (first["question"], first["abstained"]) == ("how many trucks crossed?", False)
    cited = first["citations"][0]
    assert cited["text"] == BODY[cited["start"] : cited["end"]]
    assert (cited["agency"], cited["version"], cited["paragraph"]) == ("Coast News", 1, 3)
    assert second["question"] == "timeline"


def test_what_is_for_measurements_is_refused_elsewhere(briefbot):
    """--never-abstain answers nobody: without --jsonl it is a usage error, as --json with --jsonl is."""
    assert "--jsonl" in briefbot.refused("ask", "--never-abstain", "how many?", status=2)
    assert "--json" in briefbot.refused("ask", "--jsonl", "--json", status=2)


def rate(briefbot, key, question, **more):
    archive = SQLiteArchive.open(briefbot.folder / "archive.sqlite")
    now = datetime.now(UTC)
    archive.keep_answer(
        Answered(key=key, workspace="T1", channel="C1", thread="1.1", at=now, question=question, **more)
    )
    archive.rate(key, "T1", Opinion(user="U1", good="good" in key, at=now))
    archive.close()


def test_review_shows_the_answers_that_were_rated(stocked):
    """What was asked, how it was taken, what was cited, and what people think of it; --bad leaves the good ones out."""
    start = BODY.index("Some 260 trucks")
    cited = Citation(story=StoryKey("bridge", 1), span=Span(start, start + 23), focus=Span(start + 5, start + 15))
    rate(stocked, "good/1", "when?", asked="when did trucks cross", citations=(cited,))
    rate(stocked, "bad/1", "who paid?", asked="who paid?", line="The stories don't say.")
    shown = stocked("answers", "review")
    assert (shown.status, shown.err) == (0, "")
    assert "1 good  Q: when?\n  taken as: when did trucks cross\n  │ Some 260 trucks crossed" in shown.out
    assert "bridge, version 1: 260 trucks" in shown.out
    assert "1 bad  Q: who paid?\n  The stories don't say." in shown.out
    (record,) = stocked("answers", "review", "--json", "--bad").records
    assert (record["question"], record["abstained"], record["opinions"][0]["good"]) == ("who paid?", True, False)


def test_review_shows_places_where_the_words_may_be_shown_no_more(stocked):
    """Of a version that is not the newest, or is gone, only where the words stood is said."""
    rate(stocked, "bad/1", "who?", asked="who?", citations=(Citation(story=StoryKey("gone", 3), span=Span(4, 9)),))
    assert "  │ characters 4 to 9\n  gone, version 3" in stocked("answers", "review").out


def test_review_without_ratings_says_where_they_come_from(briefbot):
    """Nothing rated is no failure; stderr says what people have to do."""
    said = briefbot("answers", "review")
    assert (said.status, said.out) == (0, "")
    assert "two buttons" in said.err


def test_ask_says_where_to_look_by_commands_that_can_be_typed_there(briefbot):
    """Where no story is about it, what to do is said on stderr, and nothing of Slack's commands."""
    said = briefbot("ask", "who paid for the bridge?")
    assert said.out.splitlines()[-1] == "I have no story about that."
    assert "`briefbot brief`" in said.err
    assert "/brief" not in said.out + said.err


@pytest.mark.parametrize("question", [(), (" ",)])
def test_ask_without_a_question_shows_how(briefbot, question):
    """No question is a usage error with an example."""
    assert "briefbot ask '" in briefbot.refused("ask", *question, status=2)


def test_ask_reads_questions_as_json_lines(briefbot):
    """Each line is answered in order, its citations code points into the body that came with it."""
    asked = [
        {"id": 1, "story": BRIDGE, "question": "how many trucks crossed?"},
        {"id": "two", "story": STRIKE, "question": "who paid for the new beams of the bridge?"},
    ]
    said = briefbot("ask", "--jsonl", stdin=lines(*asked))
    assert (said.status, said.err) == (0, "")
    first, second = said.records
    assert [set(one) for one in (first, second)] == [{"id", "abstained", "answer", "citations"}] * 2
    assert (first["id"], first["abstained"], first["answer"]) == (1, False, "260 trucks")
    cited = [BODY[one["start"] : one["end"]] for one in first["citations"]]
    assert cited[0] == "Some 260 trucks crossed before noon, the port authority said."
    assert (second["id"], second["abstained"], second["citations"]) == ("two", True, [])


def test_never_abstain_cites_the_nearest_words(briefbot):
    """For measurements an answer can be forced; it is a citation all the same."""
    asked = lines({"id": 1, "story": BRIDGE, "question": "who painted the bridge?"})
    (answer,) = briefbot("ask", "--jsonl", "--never-abstain", stdin=asked).records
    assert not answer["abstained"]
    (cited, *_) = answer["citations"]
    assert BODY[cited["start"] : cited["end"]]


def test_jsonl_and_a_question_at_once_are_refused(briefbot):
    """Where questions come from stdin, one on the command line is a usage error."""
    assert "--jsonl" in briefbot.refused("ask", "--jsonl", "how many?", status=2)


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"id": 1}', '{"id": 1, "question": "x"}', '{"id": 1, "question": "x", "story": {"id": "a"}}', "\xff"],
)
def test_a_question_that_cannot_be_read_is_named_by_its_line(briefbot, line):
    """The answers before it stand; the message names the line; exit status 2."""
    given = lines({"id": 1, "story": BRIDGE, "question": "how many trucks crossed?"}).encode() + line.encode("latin-1")
    said = briefbot("ask", "--jsonl", stdin=given)
    assert (said.status, len(said.records)) == (2, 1)
    assert "stdin, line 2: " in said.err
    assert len(said.err.splitlines()) == 1


def test_half_a_pair_in_an_id_comes_back_as_it_was(briefbot):
    """An id that JSON can carry and UTF-8 cannot is written as JSON writes it."""
    given = '{"id": "\\ud83d", "question": "how many trucks crossed?", "story": ' + json.dumps(BRIDGE) + "}"
    (answer,) = briefbot("ask", "--jsonl", stdin=given).records
    assert answer["id"] == "\ud83d"


def test_group_gives_stories_of_one_happening_one_event(briefbot):
    """One line for each story, in order; two agencies' stories on the bridge share their event, the strike does not."""
    other = {
        "id": "other",
        "headline": "Trucks cross reopened Halmeria bridge",
        "body": "Trucks crossed the old river bridge at Halmeria on Tuesday after engineers replaced 18 beams. "
        "Minister of Works Petra Lindqvist said the bridge carries forty tonnes again. Some 260 trucks crossed.",
    }
    said = briefbot("group", stdin=lines(BRIDGE, STRIKE, other))
    assert (said.status, said.err) == (0, "")
    assert [one["id"] for one in said.records] == ["bridge", "strike", "other"]
    events = [one["event"] for one in said.records]
    assert events[0] == events[2] != events[1]


def test_group_names_the_line_that_is_no_story(briefbot):
    """Without all stories there are no groups: no output, the line's number, exit status 2."""
    assert "stdin, line 2" in briefbot.refused("group", stdin=lines(BRIDGE, {"id": "x"}), status=2)
