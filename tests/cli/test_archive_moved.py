"""What another archive knows of events and of what is owed, once it was taken over there."""

import contextlib
import sqlite3
from datetime import UTC, datetime, time, timedelta

import pytest

from briefbot.archive.sqlite import SQLiteArchive
from briefbot.desk.desk import Desk
from briefbot.desk.due import due
from briefbot.formatter.rules import RulesFormatter
from briefbot.messages import Post
from briefbot.story import PubStatus, Story
from briefbot.subscription import DAYS, DeliveryState, Schedule, Subscription
from tests.desk.happenings import HAPPENINGS

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
(ONE, ONE_TOO), (OTHER, OTHER_TOO) = HAPPENINGS["new chief"]
GRACE = timedelta(days=3)


def story(id_, body, **more):
    return Story(**{"id": id_, "agency": f"Agency of {id_}", "headline": f"Chief {id_}", "body": body, **more})


@contextlib.contextmanager
def opened(path):
    archive = SQLiteArchive.open(path)
    try:
        yield archive
    finally:
        archive.close()


@pytest.fixture
def here(briefbot):
    """An archive with two events, one of them of two that were merged, and a killed story."""
    path = briefbot.folder / "archive.sqlite"
    with opened(path) as archive:
        desk = Desk(archive, RulesFormatter())
        told = [story("one", ONE), story("other", OTHER), story("one too", ONE_TOO), story("other too", OTHER_TOO)]
        for number, each in enumerate([*told, story("gone", "Kim Oduya won the mayor's race in Lagos.")]):
            desk.file([each], None, NOW - 5 * HOUR + number * HOUR / 9)
        archive.add(story("late", f"{ONE} That was all."), source=None, seen=NOW - 4 * HOUR)
        _, revision = archive.grouped(since=NOW, now=NOW, limit=0)
        archive.place({"late": "late"}, {}, revision=revision)
        archive.place({}, {"late": "one"}, revision=revision + 1)
        desk.file([story("gone", "", version=2, status=PubStatus.CANCELED)], None, NOW)
    return path


@pytest.fixture
def there(briefbot):
    return briefbot.folder / "there.sqlite"


def moved(briefbot, there, *flags):
    """Take everything over; what was said, and the lines that were read."""
    lines = briefbot("archive", "export", *flags).out
    said = briefbot("archive", "import", stdin=lines, BRIEFBOT_ARCHIVE=str(there))
    assert said.status == 0, said.err
    return said.err, lines


def events(path):
    """Every name of an event, with the stories that it leads to; and the event of each story."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        of = dict(db.execute("SELECT id, name FROM members JOIN events ON number = event"))
        names = "SELECT e.name, k.name FROM events e JOIN events k ON k.number = coalesce(e.merged, e.number)"
        return of, dict(db.execute(names))


def test_everything_taken_over_has_the_same_events(briefbot, here, there):
    """Names, members and merged names are those of the archive that was left, and the next story finds them."""
    said, lines = moved(briefbot, there, "--everything")
    of, names = events(there)
    assert (of, names) == events(here)
    assert names["late"] == "one"
    assert "3 events" in said
    assert "no event yet" not in said
    again = briefbot("archive", "import", stdin=lines, BRIEFBOT_ARCHIVE=str(there))
    assert "3 events known" in again.err
    assert events(there) == (of, names)
    with opened(there) as archive:
        Desk(archive, RulesFormatter()).file([story("next", f"{ONE_TOO} It is so.")], None, NOW)
        assert archive.events(["next"]) == {"next": "one"}


def test_an_event_that_is_known_by_another_name_takes_in_what_is_new(briefbot, here, there):
    """A story keeps the event that it has; the others of its event join it there, and the name leads to it."""
    with opened(there) as archive:
        Desk(archive, RulesFormatter()).file([story("mine", ONE), story("one too", ONE_TOO)], None, NOW)
    moved(briefbot, there, "--everything")
    of, names = events(there)
    assert {of[id_] for id_ in ("mine", "one", "one too", "late")} == {"mine"}
    assert (names["one"], names["late"]) == ("mine", "mine")
    assert of["other too"] == of["other"] == "other"


def test_an_open_export_names_no_event_and_its_stories_find_theirs_anew(briefbot, here, there):
    """An event may be named after a story that is kept back; what has none is counted, and gets one when asked for."""
    said, lines = moved(briefbot, there)
    assert '"event"' not in lines
    assert "5 stories are of no event yet" in said
    with opened(there) as archive:
        found = Desk(archive, RulesFormatter()).survey("", now=NOW).events
        assert found == {"one": "one", "one too": "one", "late": "one", "other": "other", "other too": "other"}


def test_a_slot_that_was_served_is_not_owed_again_elsewhere(briefbot, here, there):
    """A subscription that is taken over is owed what falls due after the last slot that was claimed, and all of it."""
    schedule = Schedule(days=DAYS, times=(time(8), time(18)), zone="UTC")
    with opened(here) as archive:
        archive.subscribe(
            Subscription(workspace="T1", channel="C1", topic="", schedule=schedule, created=NOW - timedelta(days=30))
        )
        slots = due(archive.subscriptions(), now=NOW, grace=GRACE, claimed=())
        *served, owed = slots
        archive.claim({slot: slots[slot] for slot in served})
        archive.settle(served[-1], DeliveryState.DELIVERED)
    moved(briefbot, there, "--everything")
    with opened(there) as archive:
        left = due(archive.subscriptions(), now=NOW, grace=GRACE, claimed=())
    assert list(left.values()) == [slots[owed]]


def test_a_backup_remembers_what_channels_had(briefbot, here, there):
    """Posts, events and claimed slots come with it, so nothing that was told before it is told again."""
    with opened(here) as archive:
        (event, *_) = Desk(archive, RulesFormatter()).briefing("", now=NOW).events
        keys = tuple(each.key for each in (event.lead, *event.others))
        archive.queue([Post(key="p", workspace="T1", channel="C1", text="x", stories=keys)])
        (post,) = archive.take(NOW)
        archive.sent(post.key, "1.1")
    copy = briefbot.folder / "copy.sqlite"
    assert briefbot("archive", "backup", str(copy)).status == 0
    assert briefbot("archive", "restore", str(copy), BRIEFBOT_ARCHIVE=str(there)).status == 0
    assert events(there) == events(here)
    with opened(there) as archive:
        had = archive.carried("T1", "C1", NOW - HOUR)
        assert had == set(keys)
        told = Desk(archive, RulesFormatter()).briefing("", now=NOW, carried=had).events
        assert event.lead.id not in {each.lead.id for each in told}
