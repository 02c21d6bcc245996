"""What is urgent to a channel at a moment, over a real archive; time is an argument."""

from dataclasses import replace
from datetime import timedelta

import pytest

from briefbot.desk.alerts import AN_HOUR, TOGETHER, Watch
from briefbot.desk.desk import Desk
from briefbot.messages import Post
from briefbot.subscription import AS_IT_HAPPENS, Subscription
from tests.desk.test_desk import FERRY, FERRY_ELSEWHERE, NOW, LeadFormatter, story

MINUTE = timedelta(minutes=1)
WANTED = Subscription(
    id=1, workspace="T1", channel="C1", topic="", schedule=AS_IT_HAPPENS, created=NOW - timedelta(days=1)
)


@pytest.fixture
def due(archive):
    """The headlines of each message owed at a moment, which counts as sent then, and whether others wait."""
    desk = Desk(archive, LeadFormatter())
    count = 0

    def due(now, subscription=WANTED, muted=()):
        nonlocal count
        messages, waits = Watch(archive, desk, now).due(subscription, muted)
        for events in messages:
            count += 1
            keys = tuple(each.key for event in events for each in (event.lead, *event.others))
            archive.queue([Post(key=f"alert/1/{count}", workspace="T1", channel="C1", text="x", stories=keys)])
            archive.take(now)
            archive.sent(f"alert/1/{count}", f"{count}.0")
        return [[event.lead.headline for event in events] for events in messages], waits

    return due


def file(archive, n, now, **more):
    """The n-th of happenings that share nothing."""
    word = "".join(chr(ord("a") + int(digit)) for digit in f"{n:03}") * 3
    made = story(
        f"s{n}", body=f"The {word} of {word}ia burned in {word}ville.", headline=f"{word} burns", urgency=2, **more
    )
    archive.add(made, source=None, seen=now)
    return made.headline


def test_what_waits_for_the_hour_to_end_is_told_together_before_it_is_old(archive, due):
    """Six messages in ten minutes; what comes in the rest of the hour comes in one message when the hour is over."""
    for n in range(AN_HOUR):
        now = NOW + n * MINUTE
        assert due(now) == ([], False)
        headline = file(archive, n, now)
        assert due(now) == ([[headline]], False)
    waiting = [file(archive, n, NOW + n * MINUTE) for n in (10, 20, 50)]
    assert due(NOW + 59 * MINUTE) == ([], True)
    assert due(NOW + 60 * MINUTE) == ([waiting], False)
    assert due(NOW + 61 * MINUTE) == ([], False)


def test_more_than_a_message_holds_comes_in_the_next(archive, due):
    """A flood of urgent stories is told twelve at a time, none of them twice."""
    headlines = [file(archive, n, NOW) for n in range(TOGETHER + AN_HOUR)]
    (first,), waits = due(NOW)
    assert (first, waits) == (headlines[:TOGETHER], True)
    assert due(NOW) == ([headlines[TOGETHER:]], False)
    assert due(NOW) == ([], False)


def test_a_happening_that_is_muted_is_left_out_whoever_reports_it(archive, due):
    """The mark on one agency's story keeps another's of the same happening away, and no other."""
    desk = Desk(archive, LeadFormatter())
    desk.file([story("a", FERRY, headline="Ferry Marlen aground off Cape Dorrin")], None, NOW)
    told = story("b", FERRY_ELSEWHERE, "Coast", headline="Ferry Marlen passengers ashore at Cape Dorrin", urgency=2)
    desk.file([told], None, NOW)
    other = file(archive, 1, NOW)
    assert due(NOW, muted=("a",)) == ([[other]], False)


def test_a_later_urgent_story_of_what_was_only_routine_is_told(archive, due):
    """A channel that had a routine story in a briefing is alerted when the happening turns urgent, once."""
    desk = Desk(archive, LeadFormatter())
    desk.file([story("a", FERRY, headline="Ferry Marlen aground off Cape Dorrin")], None, NOW)
    archive.queue([Post(key="d/1", workspace="T1", channel="C1", text="x", stories=(story("a").key,))])
    archive.take(NOW)
    archive.sent("d/1", "0.1")
    urgent = story("b", FERRY_ELSEWHERE, "Coast", headline="Ferry Marlen passengers ashore at Cape Dorrin", urgency=2)
    desk.file([urgent], None, NOW)
    assert due(NOW) == ([[urgent.headline]], False)
    again = replace(urgent, id="c", agency="Third Wire")
    desk.file([again], None, NOW)
    assert due(NOW) == ([], False)


def test_a_topic_that_can_be_read_no_more_alerts_to_nothing(archive, due):
    """A topic of an earlier grammar is no error of every look."""
    file(archive, 1, NOW)
    assert due(NOW, replace(WANTED, topic='"oil')) == ([], False)
