"""The form of a subscription, opened, filled in and submitted in a workspace with the running bot."""

import json
from datetime import UTC, datetime, time, timedelta

import pytest

from briefbot.messages import Job
from briefbot.slack import modals
from briefbot.slack.drafts import Draft
from briefbot.subscription import DAYS
from tests.slack.conftest import page

SYRIA = {"topic": "syria", "days": ["mon", "fri"], "times": "7am, 18", "zone": "Asia/Kuwait"}


@pytest.fixture
async def running(newsroom):
    """A newsroom with the bot running."""
    async with newsroom.bot():
        yield newsroom


def kept(newsroom):
    with newsroom.open() as archive:
        return archive.subscriptions()


async def form(newsroom, text="/brief subscribe", who="ana", channel="world-news"):
    """Type a command that opens the form, and give the form."""
    await newsroom.playground.say(who, channel, text)
    return await newsroom.until(lambda: newsroom.playground.surfaces.modal(who))


async def submit(newsroom, view, values=None, who="ana"):
    return await newsroom.playground.surfaces.submit(who, view.id, values)


def words(view):
    return json.dumps(view.content["blocks"], ensure_ascii=False)


async def test_the_form_opens_filled_in_for_the_channel_and_the_persons_zone(running):
    """The topic typed, this channel, weekdays at eight and the zone of the profile stand in it."""
    view = await form(running, "/brief subscribe syria", who="sami")
    values = view.values
    assert values["topic"]["topic"]["value"] == "syria"
    assert values["channel"]["channel"]["selected_conversation"] == "C0WORLDNEWS"
    assert [o["value"] for o in values["days"]["days"]["selected_options"]] == list(DAYS[:5])
    assert values["times"]["times"]["value"] == "08:00"
    assert values["zone"]["zone"]["selected_option"]["value"] == "Asia/Kuwait"
    assert "Slack profile" in words(view)


async def test_a_filled_form_is_read_back_and_then_saved(running):
    """Next shows what it means and when the first comes; nothing is saved until its button is pressed."""
    checked = await submit(running, await form(running), SYRIA)
    assert checked.content["title"]["text"] == "Is this right?"
    assert "*syria*, Mondays and Fridays at 07:00 and 18:00, Asia/Kuwait" in words(checked)
    assert "<!date^" in words(checked)
    assert kept(running) == []
    assert await submit(running, checked) is None
    (made,) = await running.until(lambda: kept(running))
    assert (made.channel, made.topic) == ("C0WORLDNEWS", "syria")
    assert (made.schedule.days, made.schedule.times) == (("mon", "fri"), (time(7), time(18)))
    told = await running.until(lambda: running.alone("ana"))
    assert "Saved: #C0WORLDNEWS" in page(told[-1]).replace("<#C0WORLDNEWS>", "#C0WORLDNEWS")


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"times": "25:00"}, "times", "'25:00' is no time of day"),
        ({"times": "soon"}, "times", "neither a day nor a time"),
        ({"times": "mondays 9:00"}, "times", "fields of their own"),
        ({"topic": '"oil price'}, "topic", "The quotation mark"),
        ({"topic": "from:"}, "topic", "needs a name"),
        ({"channel": "C0SYRIADESK"}, "channel", "for its members"),
        ({"channel": "C0PRIVATE01"}, "channel", "/invite @briefbot"),
    ],
)
async def test_what_is_wrong_stands_under_its_field(running, values, field, said):
    """A submitted form with a mistake stays open, says what is wrong where it is, and keeps what was typed."""
    running.workspace.channel("syria-desk").members.discard("U0ANARUIZ1")
    view = await submit(running, await form(running), {**SYRIA, **values})
    assert view.content["callback_id"] == modals.FORM
    assert list(view.errors) == [field]
    assert said in view.errors[field]
    assert kept(running) == []
    if field == "times":
        assert view.values["times"]["times"]["value"] == values["times"]
    checked = await submit(running, view, SYRIA | {"channel": "C0WORLDNEWS"})
    assert checked.content["callback_id"] == modals.CHECKED


async def test_back_leads_to_the_form_as_it_was_filled_in(running):
    """Closing the second page shows the first again."""
    checked = await submit(running, await form(running), SYRIA)
    await running.playground.surfaces.close("ana", checked.id)
    assert running.playground.surfaces.modal("ana").values["topic"]["topic"]["value"] == "syria"


async def test_time_zones_are_found_by_city_and_by_country(running):
    """What is typed into the field of zones finds those of cities and countries that begin so."""
    view = await form(running)
    for typed, zone in (("kuw", "Asia/Kuwait"), ("austria", "Europe/Vienna"), ("new y", "America/New_York")):
        found = await running.playground.surfaces.suggest("ana", view.id, "zone", typed)
        assert zone in [option["value"] for option in found]
        assert len(found) <= 100


async def test_a_briefing_is_changed_by_the_form_and_keeps_its_number(running):
    """Change… opens the form with what there is; saving gives the same subscription other times."""
    await submit(running, await submit(running, await form(running), SYRIA))
    (made,) = await running.until(lambda: kept(running))
    told = (await running.until(lambda: running.alone("ana")))[-1]
    await running.playground.click("ana", "world-news", told.ts, f"edit/{made.id}")
    view = await running.until(lambda: running.playground.surfaces.modal("ana"))
    assert view.content["title"]["text"] == "Change a briefing"
    assert view.values["times"]["times"]["value"] == "07:00, 18:00"
    checked = await submit(running, view, {"times": "9", "topic": ""})
    await submit(running, checked)
    await running.until(lambda: kept(running) != [made])
    (changed,) = kept(running)
    assert (changed.id, changed.topic, changed.schedule.times) == (made.id, "", (time(9),))


async def test_a_form_that_cannot_be_opened_is_told_of(running):
    """Where Slack refuses the trigger, the person is told, alone, to try again."""
    running.playground.faults.tell("views.open", "error", error="expired_trigger_id")
    assert "came too late" in page(await running.command("/brief subscribe"))
    running.playground.faults.tell("views.open", "error", error="missing_scope")
    assert "missing_scope" in page(await running.command("/brief subscribe"))


async def test_a_form_left_over_from_before_a_crash_is_not_opened(running):
    """A form asked for longer ago than Slack waits is not tried, and the job is done with."""
    view = await form(running)
    await running.playground.surfaces.close("ana", view.id)
    payload = {
        "team_id": "T0NEWSROOM", "channel_id": "C0WORLDNEWS", "user_id": "U0ANARUIZ1", "text": "subscribe",
        "response_url": "", "trigger_id": "1.2",
    }  # fmt: skip
    with running.open() as archive:
        archive.accept(Job(key="old", kind="form", payload=payload, at=datetime.now(UTC) - timedelta(seconds=9)))
        await running.until(lambda: not archive.jobs())
    assert running.playground.surfaces.modal("ana") is None
    assert len([r for r in running.playground.requests if r.name == "views.open"]) == 1


async def test_a_form_waits_for_no_other_job(running):
    """While Slack is slow to take an answer, the form opens all the same."""
    (held,) = running.playground.faults.tell("conversations.list", "hold_before")
    await running.playground.say("sami", "world-news", "/brief subscribe x 8:00 #syria-desk")
    await held.held.wait()
    assert await form(running)
    held.release.set()


def test_a_form_of_the_longest_topic_is_within_slacks_limits():
    """Both pages of a draft with as long a topic as there may be are views that Slack takes."""
    from briefbot.playground import block_kit  # noqa: PLC0415 - the only test here that needs it

    draft = Draft(
        "C0WORLDNEWS", "<" * 300, "weekdays at 08:00, America/Argentina/ComodRivadavia", 7, "C1", "https://x" * 9
    )
    for view in (modals.form(draft, "UTC"), modals.checked(draft, datetime.now(UTC))):
        assert block_kit.check_view(view) == []
