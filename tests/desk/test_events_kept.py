"""Events as the archive keeps them: the same in every briefing, after a restart, and beside another process."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from briefbot.archive.sqlite import SQLiteArchive
from briefbot.desk.desk import Desk
from briefbot.formatter.rules import RulesFormatter
from briefbot.source import Poll, Rights, Source
from briefbot.story import PubStatus, Story, StoryKey
from tests.desk.happenings import HAPPENINGS

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
TOLD = {f"{kind} {which}{teller}": HAPPENINGS[kind][which][teller]
        for kind in HAPPENINGS for which in (0, 1) for teller in (0, 1)}  # fmt: skip
FERRY, FERRY_TOO, OTHER_FERRY = TOLD["ferry 00"], TOLD["ferry 01"], TOLD["ferry 10"]


def story(id_, body, **more):
    return Story(**{"id": id_, "agency": f"Agency of {id_}", "headline": "", "body": body, **more})


@pytest.fixture
def open_desk(tmp_path):
    """Another desk over the same file, as after a restart or in another process."""
    opened = []

    def open_():
        archive = SQLiteArchive.open(tmp_path / "archive.sqlite")
        opened.append(archive)
        return archive, Desk(archive, RulesFormatter())

    yield open_
    for archive in opened:
        archive.close()


@pytest.fixture
def archive_and_desk(open_desk):
    return open_desk()


def named(desk, *ids, now=NOW):
    """The events of these stories as a briefing on everything has them."""
    events = desk.survey("", now=now).events
    return [events[id_] for id_ in ids]


def test_a_restart_changes_no_event_and_the_next_story_joins_its_own(open_desk):
    """After every story the desk is opened anew: each happening is still one event of the first story's name."""
    before: dict[str, str] = {}
    for number, (name, body) in enumerate(TOLD.items()):
        archive, desk = open_desk()
        desk.file([story(name, body)], None, NOW + number * MINUTE)
        events = dict(desk.survey("", now=NOW + DAY).events)
        assert {id_: events[id_] for id_ in before} == before
        before = events
        archive.close()
    assert before == {name: f"{name[:-1]}0" for name in TOLD}


def test_two_processes_that_file_in_turn_keep_one_set_of_events(open_desk):
    """What one places the other knows: whoever files the second story of a happening, it joins the first."""
    desks = [open_desk()[1] for _ in range(2)]
    for number, (name, body) in enumerate(TOLD.items()):
        desks[number % 2].file([story(name, body)], None, NOW)
    assert [desk.survey("", now=NOW).events for desk in desks] == [{name: f"{name[:-1]}0" for name in TOLD}] * 2


def test_a_desk_that_recalls_knows_what_another_process_placed_and_forgot(open_desk):
    """Asked again and again, beside another that files: the next story joins the event that it is of by then."""
    (archive, one), (_, other) = open_desk(), open_desk()
    other.file([story("first", FERRY)], None, NOW)
    for _ in range(2):
        one.recall(now=NOW)
    other.file([story("gone", OTHER_FERRY)], None, NOW)
    other.file([story("gone", OTHER_FERRY, status=PubStatus.CANCELED)], None, NOW)
    one.recall(now=NOW)
    one.file([story("too", FERRY_TOO), story("new", TOLD["ferry 11"])], None, NOW)
    assert archive.events(["too", "new"]) == {"too": "first", "new": "new"}


def test_many_threads_file_and_brief_at_once(archive_and_desk):
    """Looks at several sources that end together, and briefings beside them, leave one set of events."""
    archive, desk = archive_and_desk
    with ThreadPoolExecutor(4) as pool:
        filing = [pool.submit(desk.file, [story(name, body)], None, NOW) for name, body in TOLD.items()]
        briefing = [pool.submit(desk.survey, "", now=NOW) for _ in range(8)]
        for done in (*filing, *briefing):
            done.result(timeout=60)
    events = archive.events(TOLD)
    assert len({(name[:-1], event) for name, event in events.items()}) == len(set(events.values())) == len(TOLD) // 2


def test_a_story_filed_by_a_process_that_died_gets_its_event_when_it_is_needed(archive_and_desk):
    """Stories that the archive has without an event are placed by the first briefing, and keep what they get."""
    archive, desk = archive_and_desk
    archive.add(story("first", FERRY), source=None, seen=NOW)
    archive.add(story("second", FERRY_TOO), source=None, seen=NOW + MINUTE)
    assert archive.events(["first", "second"]) == {}
    assert named(desk, "first", "second") == ["first", "first"]
    assert archive.events(["first", "second"]) == {"first": "first", "second": "first"}


def test_a_story_under_embargo_is_of_no_event_until_its_time(archive_and_desk):
    """It neither opens an event nor joins one before it may be shown, and is placed as soon as it may."""
    archive, desk = archive_and_desk
    desk.file([story("early", FERRY, embargoed=NOW + DAY)], None, NOW)
    desk.file([story("open", FERRY_TOO)], None, NOW + MINUTE)
    assert archive.events(["early", "open"]) == {"open": "open"}
    assert desk.survey("", now=NOW + MINUTE).events == {"open": "open"}
    assert named(desk, "early", "open", now=NOW + DAY) == ["open", "open"]


@pytest.mark.parametrize("restarted", [False, True])
def test_a_killed_story_lends_its_words_to_no_event(open_desk, restarted):
    """Once the only story of a happening is killed, the next on it opens an event of its own."""
    archive, desk = open_desk()
    desk.file([story("gone", FERRY)], None, NOW)
    desk.file([story("gone", FERRY, status=PubStatus.CANCELED)], None, NOW)
    if restarted:
        archive, desk = open_desk()
    desk.file([story("new", FERRY_TOO)], None, NOW + MINUTE)
    assert desk.survey("", now=NOW + MINUTE).events == {"new": "new"}
    assert archive.events(["gone"]) == {"gone": "gone"}


def test_a_forgotten_story_lends_its_words_to_no_event(archive_and_desk):
    """A desk that knew a story before its words were forgotten does not know them afterwards."""
    archive, desk = archive_and_desk
    strict = Source(id="nw", agency="N", url="/wire", rights=Rights(keep_days=1))
    archive.put_source(strict)
    desk.take_in(strict, [story("gone", FERRY)], Poll(source="nw", at=NOW, ok=True, reason=""), now=NOW)
    assert archive.forget(NOW + 2 * DAY) == 1
    desk.file([story("new", FERRY_TOO, published=NOW)], None, NOW + 2 * DAY)
    assert archive.events(["gone", "new"]) == {"gone": "gone", "new": "new"}


def test_a_revised_story_stays_in_its_event_which_is_known_by_the_new_words(archive_and_desk):
    """What is told of the happening from now on is compared with the newest version."""
    archive, desk = archive_and_desk
    desk.file([story("a", FERRY)], None, NOW)
    desk.file([story("a", OTHER_FERRY)], None, NOW + MINUTE)
    assert archive.events(["a"]) == {"a": "a"}
    desk.file([story("b", TOLD["ferry 11"]), story("c", FERRY_TOO)], None, NOW + 2 * MINUTE)
    assert named(desk, "a", "b", "c") == ["a", "a", "c"]


def test_stories_of_one_look_are_filed_together_whatever_is_wrong_with_one(archive_and_desk):
    """More stories than are filed in one go, a bad one among them: all others have their briefs and their events."""
    archive, desk = archive_and_desk
    many = [story(f"s{n}", f"Ferry {n} left Port {n} at {n} with {n} on board.") for n in range(250)]
    many[7] = replace(many[7], byline="\ud800")
    added = desk.file(many, None, NOW)
    ids = [each.id for number, each in enumerate(many) if number != 7]
    assert [each.story.id for each in added] == ids
    assert set(archive.events(ids)) == set(ids)
    assert all(archive.brief(StoryKey(id_), RulesFormatter().name) for id_ in ids)
