"""A withdrawn story that led its event: others that report it by themselves tell it now, and nobody else does."""

import re
from datetime import UTC, datetime

import pytest

from briefbot.desk.briefing import Newness, Update
from briefbot.slack import alerting, splitting
from briefbot.story import PubStatus, Signal, StoryKey
from briefbot.subscription import DAYS, Schedule, Subscription
from tests.slack.amendroom import CRANE, bakers, corrected, crane, key, killed, mailroom, room
from tests.slack.conftest import page

__all__ = ["mailroom", "room"]  # fixtures

TIME = r"at \d{1,2} \w{3} \d{4} \d\d:\d\d UTC"
DOCKS = (
    "HALMERIA, Nov 24 (MW) -- Dockers ran for their lives on Tuesday when a crane fell at the port of Halmeria and "
    "hurt 12 people.\n\nNobody was killed, the port said. Work stopped at noon, and trucks waited on the road to the "
    "frontier, where the customs office kept its gate open for the night to let them turn round.\n\n"
    '"We heard a bang and saw the arm come down on the trucks," said docker Oto Havel.\n\n'
    "The port of Halmeria has no other crane.\n"
)
QUIET = "HALMERIA, Nov 24 (SW) -- A crane fell at the port of Halmeria on Tuesday, hurting 12 people.\n"
OWN = ("lindqvist", "jib", "quay stays")
"""Words of the withdrawn story that no other has."""


def docks(body=DOCKS, **more):
    return crane(
        body, **{"id": "docks", "agency": "Meridian Wire", "url": None, "headline": "Dockers run as arm falls", **more}
    )


def silent(body=QUIET, **more):
    return crane(body, **{"id": "silent", "agency": "Silent Wire", "url": None, "headline": "Arm falls", **more})


def words(room, *others):
    return [word for word in (*OWN, *others) if word in room.everything()]


def carried(room):
    """The stories that the archive knows the channel to have."""
    place = {"workspace": room.mailroom.workspace.team_id, "channel": room.mailroom.room("world-news")}
    return [story.id for post in room.archive.posts(**place) for story in post.stories]


async def briefed(room, *others, **more):
    """A briefing stands in the channel whose first event the story on the crane leads."""
    room.file(bakers(), crane(), *others)
    room.brief([crane(), *others], [bakers()], **more)
    await room.send()


async def test_an_event_whose_lead_is_withdrawn_is_told_from_another_newsroom(room):
    """No word of the withdrawn story is left, nor its link or buttons; who tells it now is said there, and once."""
    await briefed(room, docks())
    room.file(killed())
    for _ in range(2):
        await room.amend()
    message, note = room.messages()
    assert words(room, "coast.example", "crane falls at") == []
    shown = page(message)
    assert "Dockers run as arm falls" in shown
    assert "“We heard a bang and saw the arm come down on the trucks”" in shown
    assert re.search(rf"^Withdrawn by Coast News {TIME}; told now by Meridian Wire$", shown, re.MULTILINE)
    assert "Coast News, Meridian Wire" not in shown
    assert "Bakers end strike" in shown
    assert message.text.splitlines()[1:] == [
        "1. Dockers run as arm falls (Meridian Wire), told anew: withdrawn by Coast News",
        "2. Bakers end strike no. 1 (Northern Wire)",
    ]
    assert page(note) == (
        "Coast News has withdrawn a story that this briefing carried. The event is told now by Meridian Wire."
    )
    assert len(room.edits()) == 1
    assert carried(room) == ["docks", "bakers/1"]


@pytest.mark.parametrize(
    "other",
    [
        docks(CRANE + "Read more there.\n"),
        docks(f"{DOCKS}\nCoast News first reported the accident.\n"),
        docks(agency="Coast News"),
    ],
    ids=["reprint", "on its word", "its own"],
)
async def test_what_only_repeats_a_withdrawn_story_does_not_tell_the_event(room, other):
    """A copy, a story that credits the agency, and another of that agency: the event leaves the message."""
    await briefed(room, other)
    room.file(killed())
    await room.amend()
    assert words(room, "bang", "dockers", "arm falls") == []
    assert re.search(rf"^Withdrawn by Coast News {TIME}$", room.pages()[0], re.MULTILINE)
    assert page(room.notes()[0]) == "Coast News has withdrawn a story that this briefing carried."


async def test_the_fullest_of_those_that_remain_leads(room):
    """A few lines do not stand for the event where somebody tells more of it; who wrote them is credited."""
    await briefed(room, silent(), docks())
    room.file(killed())
    await room.amend()
    assert "Dockers run as arm falls" in room.pages()[0]
    assert "Meridian Wire, Silent Wire" in room.pages()[0]


async def test_when_the_heir_is_withdrawn_too_the_next_one_tells_it_and_then_nobody(room):
    """Each withdrawal is said, with who tells the event since; in the end its place holds no word."""
    await briefed(room, docks(), silent())
    room.file(killed())
    await room.amend()
    room.file(docks(version=2, status=PubStatus.CANCELED))
    await room.amend()
    shown = room.pages()[0]
    assert words(room, "bang", "havel") == []
    assert re.search(rf"^Withdrawn by Coast News {TIME}; told now by Silent Wire$", shown, re.MULTILINE)
    assert re.search(rf"^Withdrawn by Meridian Wire {TIME}; told now by Silent Wire$", shown, re.MULTILINE)
    room.file(silent(version=2, status=PubStatus.CANCELED))
    await room.amend()
    assert words(room, "bang", "havel", "halmeria", "crane") == []
    assert re.search(rf"^Withdrawn by Silent Wire {TIME}$", room.pages()[0], re.MULTILINE)
    assert [" ".join(page(note).split()).partition(". ")[2] for note in room.notes()] == [
        "The event is told now by Meridian Wire.", "The event is told now by Silent Wire.", ""
    ]  # fmt: skip


async def test_the_heir_follows_its_own_story(room):
    """What its agency corrects is corrected in the message; what the withdrawn one had corrected is no longer said."""
    await briefed(room, docks())
    room.file(corrected())
    await room.amend()
    room.file(killed(version=3))
    await room.amend()
    assert "now reads" not in room.pages()[0]
    room.file(docks(DOCKS.replace("12 people", "14 people"), version=2, signals=(Signal.CORRECTED,)))
    await room.amend()
    assert "Corrected by Meridian Wire" in room.pages()[0]
    assert "“12 people” now reads “14 people”" in room.pages()[0]


async def test_what_was_new_by_the_withdrawn_story_is_not_new_any_more(room):
    """The line that told what the channel did not have yet goes with the story that it was about."""
    await briefed(room, docks(), update=Update(Newness.REVISED, (), "Coast News", None))
    assert room.pages()[0].count("Updated since: Coast News") == 2
    room.file(killed())
    await room.amend()
    assert room.pages()[0].count("Updated since: Coast News") == 1


async def test_a_briefing_that_is_not_sent_yet_is_told_by_the_other_from_the_start(room):
    """Nobody needs to know of a story that nobody saw."""
    room.file(bakers(), crane(), docks())
    room.brief([crane(), docks()], [bakers()])
    room.file(killed())
    await room.amend()
    (message,) = room.messages()
    assert "Dockers run as arm falls" in page(message)
    assert words(room, "withdrawn", "coast news") == []


async def test_in_a_long_briefing_list_and_thread_are_told_anew_and_the_channel_once(room):
    """Wherever the event stands its heir does, and one note says so."""
    stories = [bakers(n) for n in range(24)]
    room.file(*stories, crane(), docks())
    assert len(room.brief(*([story] for story in stories), [crane(), docks()])) > 1
    await room.send()
    room.file(killed())
    await room.amend()
    assert words(room) == []
    assert sum("Dockers run as arm falls" in shown for shown in room.pages()) == 2
    (note,) = room.notes()
    assert page(note).endswith("The event is told now by Meridian Wire.")


async def test_a_briefing_that_was_split_is_told_anew_in_all_its_parts(room):
    """The parts say together what the heir tells, and nothing of the withdrawn story."""
    room.file(crane(), docks(), bakers())
    (whole,) = room.brief([crane(), docks()], [bakers()])
    room.archive.split(whole.key, splitting.split(whole, 250))
    await room.send()
    room.file(killed())
    await room.amend()
    assert words(room) == []
    assert "We heard a bang" in "".join(room.pages())
    (note,) = room.notes()
    assert page(note).endswith("The event is told now by Meridian Wire.")


async def test_an_alert_is_on_one_story_and_goes_with_it(room):
    """No other story takes its place: it was urgent for that one."""
    room.file(crane(urgency=2), docks())
    event = room.briefed([crane(urgency=2), docks()])
    subscription = Subscription(
        id=1,
        workspace=room.mailroom.workspace.team_id,
        channel=room.mailroom.room("world-news"),
        topic="",
        schedule=Schedule(days=DAYS, times=(), zone="UTC"),
        created=room.archive.first_seen(["docks"])["docks"],
    )
    chosen = [room.desk.event(event[0].stories, now=subscription.created)]
    room.archive.queue([alerting.post(subscription, chosen)])
    await room.send()
    room.file(killed(urgency=2))
    await room.amend()
    assert words(room, "dockers") == []
    assert "Withdrawn by Coast News" in room.pages()[0]


async def test_who_was_only_counted_because_of_a_withdrawn_story_is_counted_no_longer(room):
    """A story that turns out to be of another event leaves the message with its quotation, though it stands."""
    await briefed(room, docks())
    assert "We heard a bang" in room.pages()[0]
    now = datetime.now(UTC)
    (_, revision) = room.archive.grouped(since=now, now=now, limit=1)
    assert room.archive.place({}, {}, {"docks": ["docks"]}, revision=revision)
    await room.amend()
    assert words(room)
    assert "bang" not in room.everything()
    assert "Coast News, Meridian Wire" not in room.pages()[0]
    assert "Meridian Wire is counted here no longer" in room.pages()[0]
    assert room.notes() == []
    assert carried(room) == [crane().id, "bakers/1"]
    for _ in range(2):
        await room.amend()
    assert len(room.edits()) == 1


async def test_a_story_below_one_that_is_withdrawn_still_follows_what_becomes_of_it(room):
    """In a thread's message whose first event is gone the others are corrected, and stay when more is withdrawn."""
    stories = [bakers(n) for n in range(24)]
    room.file(*stories)
    posts = room.brief(*([story] for story in stories))
    await room.send()
    first, second, *_ = posts[1].stories
    room.file(bakers(int(first.id.partition("/")[2]), version=2, status=PubStatus.CANCELED))
    await room.amend()
    number = int(second.id.partition("/")[2])
    mended = bakers(number).body.replace("seven", "nine")
    room.file(bakers(number, mended, version=2, signals=(Signal.CORRECTED,)))
    await room.amend()
    (thread,) = [m for m in room.messages() if key(m) == posts[1].key]
    assert "“seven” now reads “nine”" in page(thread)
    room.file(bakers(number, version=3, status=PubStatus.CANCELED))
    await room.amend()
    assert page(thread).count("Withdrawn by Northern Wire") == 2
    assert "Bakers end strike" in page(thread)
    assert StoryKey(second.id) not in set(carried(room))
