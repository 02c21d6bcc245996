"""People who travel: asked in private whether their own briefings shall come by that clock, and moved by a click."""

import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from briefbot.messages import Job
from briefbot.playground import block_kit
from briefbot.slack import travel
from briefbot.subscription import DAYS, Schedule, Subscription
from tests.slack.conftest import BRIDGE, page
from tests.slack.test_commands_about_briefings import buttons, kept, press
from tests.slack.test_home import opened
from tests.slack.town import FIRST, SECOND, street

__all__ = ["street"]  # a fixture

VIENNA, KUWAIT, NEW_YORK = "Europe/Vienna", "Asia/Kuwait", "America/New_York"
OWN = "D0ANABOT001"


def personal(newsroom, topic="bakers", at=time(8), zone=VIENNA, **more):
    """A briefing in Ana's own messages, by the clock of her profile, as she made it a week ago."""
    fields = {
        "workspace": newsroom.workspace.team_id, "channel": OWN, "topic": topic, "creator": "U0ANARUIZ1",
        "schedule": Schedule(DAYS, (at,), zone), "created": datetime.now(UTC) - timedelta(days=7), "follows": True,
    }  # fmt: skip
    with newsroom.open() as archive:
        return archive.subscribe(Subscription(**{**fields, **more}))


def questions(newsroom, channel=OWN):
    """What Ana was asked there about where she is."""
    return [m for m in newsroom.briefings(channel) if "Slack says" in m.text or "move_zone" in json.dumps(m.blocks)]


async def travelled(newsroom, zone=KUWAIT):
    """Ana's profile names another zone, and she opens the app's Home tab."""
    newsroom.workspace.user("ana").tz = zone
    await opened(newsroom)
    await newsroom.settled(0.5)


async def asked(newsroom, zone=KUWAIT):
    """The same; the question that comes of it."""
    before = len(questions(newsroom))
    newsroom.workspace.user("ana").tz = zone
    await opened(newsroom)
    return (await newsroom.until(lambda: questions(newsroom)[before:]))[0]


def zones(newsroom):
    return [s.schedule.zone for s in kept(newsroom)]


@pytest.fixture
async def running(newsroom):
    """The bot running, with a personal briefing of Ana's, who was looked up as it started."""
    personal(newsroom)
    async with newsroom.bot():
        await newsroom.until(lambda: [r for r in newsroom.playground.requests if r.name == "users.info"])
        yield newsroom


async def test_a_person_who_is_elsewhere_is_asked_once_and_nothing_moves(running):
    """In her own messages, in plain words; opening Home again, or the messages, asks nothing more."""
    question = await asked(running)
    assert question.text == (
        "Slack says that you are in Kuwait time now. Your briefing on *bakers* comes every day at 08:00 Vienna time."
    )
    assert list(buttons(question)) == ["Move it to 08:00 Kuwait time", "Keep Vienna time"]
    await running.playground.surfaces.open_home("ana", tab="messages")
    await travelled(running)
    assert len(questions(running)) == 1
    assert zones(running) == [VIENNA]


async def test_a_click_moves_it_and_a_second_one_changes_nothing(running):
    """The question becomes what is so then, without buttons; the job of the click, done again, says the same."""
    question = await asked(running)
    (move, _), value = buttons(question).values(), question.blocks[1]["elements"][0]["value"]
    await press(running, question, "Move it to 08:00 Kuwait time", channel=OWN)
    assert question.text.startswith("*bakers* comes every day at 08:00 Kuwait time.")
    assert "Next: <!date^" in question.text
    assert buttons(question) == {}
    moved = kept(running)
    assert zones(running) == [KUWAIT]
    for action in (move, travel.KEEP):
        payload = {
            "team_id": "T0NEWSROOM", "channel_id": OWN, "user_id": "U0ANARUIZ1", "action": action, "value": value,
            "response_url": f"{running.address}/response/none",
        }  # fmt: skip
        with running.open() as archive:
            archive.accept(Job(key=f"again {action}", kind="click", payload=payload, at=datetime.now(UTC)))
            await running.until(lambda: not archive.jobs())
    assert kept(running) == moved
    await travelled(running)
    assert len(questions(running)) == 0


async def test_what_is_kept_stays_and_is_not_asked_again(newsroom):
    """Nor after a restart, nor when she is back and there again."""
    personal(newsroom)
    async with newsroom.bot():
        question = await asked(newsroom)
        await press(newsroom, question, "Keep Vienna time", channel=OWN)
        assert question.text == (
            "*bakers* comes every day at 08:00 Vienna time.\n"
            "I will not ask again about Kuwait time. `/brief list` changes it."
        )
    async with newsroom.bot():
        for zone in (KUWAIT, VIENNA, KUWAIT):
            await travelled(newsroom, zone)
    assert zones(newsroom) == [VIENNA]
    assert questions(newsroom) == []


async def test_on_the_way_back_it_is_asked_again_where_it_was_moved(running):
    """Moved to Kuwait time, she is asked about Vienna when she is back; and about Kuwait the next time."""
    for zone, label in ((KUWAIT, "Kuwait"), (VIENNA, "Vienna"), (KUWAIT, "Kuwait")):
        question = await asked(running, zone)
        await press(running, question, f"Move it to 08:00 {label} time", channel=OWN)
        assert zones(running) == [zone]


async def test_several_briefings_are_one_question(newsroom):
    """Each with its times, and the two answers hold for all."""
    personal(newsroom)
    personal(newsroom, "bridge", at=time(18, 30))
    async with newsroom.bot():
        question = await asked(newsroom)
        assert "• *bakers*, every day at 08:00 Vienna time\n• *bridge*, every day at 18:30" in question.text
        await press(newsroom, question, "Move them to Kuwait time", channel=OWN)
    assert zones(newsroom) == [KUWAIT, KUWAIT]
    assert len(questions(newsroom)) == 0


async def test_channels_named_zones_and_other_people_are_left_alone(newsroom):
    """What is everybody's, what she said in words, and what is Sami's raises no question."""
    personal(newsroom, channel="C0WORLDNEWS")
    personal(newsroom, follows=False)
    personal(newsroom, channel="D0SAMIBOT01", creator="U0SAMIHADD")
    async with newsroom.bot():
        await travelled(newsroom)
        assert questions(newsroom) == questions(newsroom, "world-news") == []
    assert zones(newsroom) == [VIENNA] * 3


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", VIENNA, "Europe/Rome"])
async def test_a_zone_that_is_absent_unknown_or_the_same_clock_asks_nothing(running, zone):
    """Home opens as ever, and the briefing stays."""
    await travelled(running, zone)
    assert questions(running) == []
    assert zones(running) == [VIENNA]


async def test_slack_that_does_not_say_asks_nothing_until_it_does(running):
    """A call that fails is no answer; the next time she opens Home she is asked."""
    running.playground.faults.tell("users.info", "error", error="internal_error")
    await travelled(running)
    assert questions(running) == []
    assert await asked(running)


async def test_who_does_not_open_the_app_is_asked_too(newsroom):
    """People with such a briefing are looked up now and then, and nobody else is."""
    personal(newsroom)
    newsroom.subscribe("bridge", after=3600)
    newsroom.workspace.user("ana").tz = KUWAIT
    async with newsroom.bot():
        await newsroom.until(lambda: questions(newsroom))
    looked = [request.sent["user"] for request in newsroom.playground.requests if request.name == "users.info"]
    assert looked == ["U0ANARUIZ1"]


async def test_the_event_told_again_asks_once(running):
    """Slack sends the same opening of Home a second time: it is known, and so is the question."""
    await asked(running)
    (told, *_) = [request.sent for request in running.playground.requests if request.kind == "event"]
    for event in (told, told | {"event_id": "Ev9"}):
        assert (await running.send(json.dumps(event))).status_code == 200
    await running.settled(0.7)
    assert len(questions(running)) == 1


async def test_a_click_before_a_kill_is_done_after_it(newsroom):
    """The bot is killed as soon as it has acknowledged; started again, the briefing is moved."""
    personal(newsroom)
    async with newsroom.bot_process() as process:
        question = await asked(newsroom)
        newsroom.playground.faults.tell("conversations.open", "hold_before")
        assert (await newsroom.playground.click("ana", OWN, question.ts, travel.MOVE)).accepted
        process.kill()
        await process.wait()
    assert zones(newsroom) == [VIENNA]
    async with newsroom.bot():
        await newsroom.until(lambda: "08:00 Kuwait time" in question.text and not buttons(question))
    assert zones(newsroom) == [KUWAIT]


def clock(zone, **after):
    """What a clock there shows so much later."""
    return (datetime.now(ZoneInfo(zone)) + timedelta(**after)).time().replace(second=0, microsecond=0)


def slots(newsroom):
    with newsroom.open() as archive:
        return archive.deliveries(since=datetime.now(UTC) - timedelta(days=1))


async def test_moved_east_the_edition_of_the_day_comes_at_once_and_once(newsroom):
    """Due in half an hour in Vienna, and past by more than the grace in Tokyo: it is not missed, and not repeated."""
    newsroom.file("bridge", BRIDGE)
    personal(newsroom, "bridge", at=clock(VIENNA, minutes=30), created=datetime.now(UTC) - timedelta(minutes=1))
    async with newsroom.bot():
        await newsroom.until(newsroom.stories)
        question = await asked(newsroom, "Asia/Tokyo")
        await press(newsroom, question, next(iter(buttons(question))), channel=OWN)
        assert "One comes at once. Next: <!date^" in question.text
        await newsroom.until(lambda: [m for m in newsroom.briefings(OWN) if "Old river bridge" in page(m)])
        await newsroom.settled(2)
        assert len([m for m in newsroom.briefings(OWN) if "Old river bridge" in page(m)]) == 1
    assert len(slots(newsroom)) == 1


async def test_moved_west_the_edition_of_the_day_does_not_come_again(newsroom):
    """Had a moment ago in Vienna and due in six hours in New York: the next is that of another day."""
    newsroom.file("bridge", BRIDGE)
    made = personal(newsroom, "bridge", at=clock(VIENNA, minutes=-1), created=datetime.now(UTC) - timedelta(minutes=5))
    async with newsroom.bot():
        await newsroom.until(lambda: [m for m in newsroom.briefings(OWN) if "Old river bridge" in page(m)])
        question = await asked(newsroom, NEW_YORK)
        await press(newsroom, question, next(iter(buttons(question))), channel=OWN)
        assert "at once" not in question.text
    (had,) = slots(newsroom)
    (moved,) = kept(newsroom)
    assert moved == replace(made, schedule=replace(made.schedule, zone=NEW_YORK), created=moved.created)
    assert moved.created > had.due + timedelta(days=1)


async def test_a_move_onto_another_briefing_of_the_same_time_is_refused_in_words(newsroom):
    """She has one on the same topic at that time there: the first stays as it is, and that is said."""
    personal(newsroom)
    personal(newsroom, zone=KUWAIT, follows=False)
    async with newsroom.bot():
        question = await asked(newsroom)
        await press(newsroom, question, "Move it to 08:00 Kuwait time", channel=OWN)
        assert "Vienna time, as before: another one comes at that time already." in question.text
    assert zones(newsroom) == [VIENNA, KUWAIT]


async def test_a_briefing_that_ended_meanwhile_is_not_moved(running):
    """The click says that there is none any more."""
    question = await asked(running)
    with running.open() as archive:
        archive.unsubscribe(kept(running)[0].id)
    await press(running, question, "Move it to 08:00 Kuwait time", channel=OWN)
    assert "no such briefing of yours" in question.text


@pytest.mark.parametrize(
    ("typed", "channel", "follows"),
    [
        ("x weekdays 08:00", OWN, True),
        ("x weekdays 08:00 in Vienna", OWN, False),
        ("x weekdays 08:00 Europe/Vienna", OWN, False),
        ("x weekdays 08:00 in Kuwait time", OWN, False),
        ("x weekdays 08:00", "C0WORLDNEWS", False),
        ("x alerts", OWN, False),
    ],
)
async def test_a_typed_subscription_follows_the_profile_unless_a_zone_is_named(newsroom, typed, channel, follows):
    """Only in one's own messages, and the read-back says that it will be asked."""
    async with newsroom.bot():
        shown = await newsroom.command(f"/brief subscribe {typed}", channel=channel)
        assert ("When you travel, I ask" in " ".join(page(shown).split())) == follows
        await press(newsroom, shown, "Subscribe", channel=channel)
    assert [s.follows for s in kept(newsroom)] == [follows]


@pytest.mark.parametrize(("chosen", "follows"), [(VIENNA, True), (KUWAIT, False)])
async def test_a_subscription_by_the_form_follows_where_the_zone_of_the_profile_was_left(newsroom, chosen, follows):
    """Changed later in all but its zone, it does as before; with another zone, it follows no more."""
    async with newsroom.bot():
        surfaces = newsroom.playground.surfaces
        await surfaces.press("ana", (await opened(newsroom)).id, "subscribe/me")
        form = await newsroom.until(lambda: surfaces.modal("ana"))
        await surfaces.submit("ana", (await surfaces.submit("ana", form.id, {"topic": "x", "zone": chosen})).id)
        (made,) = await newsroom.until(lambda: kept(newsroom))
        assert made.follows == follows
        for values, then in (({"times": "9"}, follows), ({"zone": "Asia/Tokyo"}, False)):
            before = kept(newsroom)
            await surfaces.press("ana", (await opened(newsroom)).id, f"edit/{made.id}")
            form = await newsroom.until(lambda: surfaces.modal("ana"))
            await surfaces.submit("ana", (await surfaces.submit("ana", form.id, values)).id)
            await newsroom.until(lambda before=before: kept(newsroom) != before)
            assert [s.follows for s in kept(newsroom)] == [then]


async def test_nobody_of_another_workspace_is_asked_or_moves_anything(street):
    """The same person's id elsewhere, and the button's value pressed there: nothing is said, and nothing changes."""
    street.installed()
    made = personal(street.first)
    async with street.bot():
        for person in street.second.workspace.people:
            person.tz = KUWAIT
            await street.second.playground.surfaces.open_home(person.id)
        payload = {
            "team_id": SECOND, "channel_id": OWN, "user_id": made.creator, "action": travel.MOVE,
            "value": json.dumps([KUWAIT, [made.id]]), "response_url": f"{street.address}/response/none",
        }  # fmt: skip
        with street.open() as archive:
            archive.accept(Job(key="foreign", kind="click", payload=payload, at=datetime.now(UTC)))
            await street.first.until(lambda: not archive.jobs())
            assert archive.subscriptions() == [made]
        await street.first.settled(0.5)
    assert street.second.shown(street.second.workspace.direct(street.second.workspace.people[0]).id) == []
    assert {call.sent["user"] for call in street.first.calls("users.info")} <= {made.creator}
    assert made.workspace == FIRST


def test_the_longest_question_is_within_slacks_limits():
    """A hundred briefings with the longest topics make a message that Slack takes."""
    made = [
        Subscription(
            id=1_000_000 + n, workspace="T1", channel=OWN, topic="<" * 300, created=datetime.now(UTC), follows=True,
            schedule=Schedule(DAYS[:5:2], (time(8), time(9), time(18, 30, 15)), "America/Argentina/ComodRivadavia"),
        )
        for n in range(travel.ASKED_AT_ONCE)
    ]  # fmt: skip
    post = travel.question(made, "America/North_Dakota/New_Salem", datetime.now(UTC))
    assert block_kit.check_blocks(list(post.blocks), "message") == []
    assert "… and 95 more" in page(post)
