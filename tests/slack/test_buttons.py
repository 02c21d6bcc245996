"""The buttons under a briefing's events, pressed in a workspace with the running bot."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from briefbot.desk.briefing import EventBrief
from briefbot.messages import Job, MarkKind, PostState
from briefbot.playground import block_kit
from briefbot.slack import briefings, buttons, frames, intake
from briefbot.story import Brief, Quote, Span, Story, StoryKey
from tests.slack.conftest import BRIDGE, STRIKE, page

HALMERIA = "Old river bridge at Halmeria reopens to trucks"
EVERYTHING = datetime(2020, 1, 1, tzinfo=UTC)
TALK = """\
Lake level at Sorvik falls for third year
By Ingrid Moe
SORVIK, Nov 24 (COAST) -- The lake at Sorvik stood 40 centimetres below its mean on Tuesday, the water board said.

"We have never seen the stones of the old pier," said fisher Odd Larsen.

"The rain will come back," said water board chief Mette Dahl.
(end) im.rt
"""


@pytest.fixture
async def briefed(newsroom):
    """A newsroom with a briefing of two stories in #world-news, and the bot running."""
    newsroom.file("bridge", BRIDGE)
    newsroom.file("strike", STRIKE)
    async with newsroom.bot():
        await newsroom.until(lambda: len(newsroom.stories()) == 2)
        newsroom.subscribe()
        await newsroom.briefing()
        yield newsroom


def row(message, headline):
    """The buttons under the event of that headline: label or menu choice → (action_id, option)."""
    found: dict[tuple[str, int], dict[str, tuple[str, str]]] = {}
    for block in message.blocks:
        for element in block["elements"] if block["type"] == "actions" else []:
            if not element["action_id"].startswith("story_"):
                continue
            if element["type"] == "overflow":
                about = json.loads(element["action_id"].partition("/")[2])
                places = {
                    option["text"]["text"]: (element["action_id"], option["value"]) for option in element["options"]
                }
            else:
                about, places = json.loads(element["value"]), {element["text"]["text"]: (element["action_id"], "")}
            found.setdefault(tuple(about), {}).update(places)
    firsts = [block["elements"][0]["elements"] for block in message.blocks if block["type"] == "rich_text"]
    bold = [[part["text"] for part in first if part.get("style") == {"bold": True}] for first in firsts]
    return list(found.values())[next(n for n, texts in enumerate(filter(None, bold)) if headline in texts)]


async def press(newsroom, message, label, *, headline=HALMERIA, who="ana", channel="world-news"):
    """Press a button of an event."""
    action, option = row(message, headline)[label]
    assert (await newsroom.playground.click(who, channel, message.ts, action, option)).accepted


async def told(newsroom, message, label, *, who="ana", channel="world-news", **more):
    """Press a button of an event, and give what the bot then tells that person alone."""
    before = len(newsroom.alone(who, channel))
    await press(newsroom, message, label, who=who, channel=channel, **more)
    return (await newsroom.until(lambda: newsroom.alone(who, channel)[before:]))[-1]


async def window(newsroom, message, label, who="ana", **more):
    """Press a button of an event, and give the window that opens, as text."""
    await press(newsroom, message, label, who=who, **more)
    view = await newsroom.until(lambda: newsroom.playground.surfaces.modal(who))
    await newsroom.playground.surfaces.close(who, view.id)
    return f"{view.content['title']['text']}\n{page_of(view.content['blocks'])}"


def body(events):
    return frames.message([frames.event(event) for event in events], frames.Known(events))[1]


def page_of(blocks):
    from briefbot.demo.transcript import readable  # noqa: PLC0415

    return readable("", blocks)


async def test_each_event_has_its_buttons_and_tells_a_screen_reader_its_headline(briefed):
    """Three buttons and a menu under each, with action_ids of their own and labels that differ for who cannot see."""
    (message,) = briefed.briefings()
    for headline in ("Old river bridge at Halmeria reopens to trucks", "Bakers in Ostrava end strike after wage deal"):
        assert list(row(message, headline)) == [
            "Full brief", "All quotations", "Sources", "Follow this story", "Less of this", "Wrong quotation?"
        ]  # fmt: skip
    elements = [e for block in message.blocks if block["type"] == "actions" for e in block["elements"]]
    assert len({e["action_id"] for e in elements}) == len(elements)
    labels = [e["accessibility_label"] for e in elements if e["type"] == "button"]
    assert len(set(labels)) == len(labels)
    assert all("Halmeria" in label or "Ostrava" in label for label in labels)
    assert not any("Halmeria" in e.get("value", "") for e in elements)


async def test_the_full_brief_opens_for_the_one_who_asked_alone(briefed):
    """Key points, quotations, who reports it and when stand in a window; the channel sees nothing of it."""
    (message,) = briefed.briefings()
    shown = await window(briefed, message, "Full brief")
    assert shown.startswith("Full brief\nOld river bridge at Halmeria reopens to trucks")
    assert "Some 260 trucks crossed before noon" in shown
    assert "“The bridge carries forty tonnes again”" in shown
    assert "Coast News · HALMERIA" in shown
    assert "version 1" in shown
    assert briefed.briefings() == [message]
    assert briefed.playground.surfaces.modal("sami") is None


async def test_all_quotations_are_shown_with_speaker_role_and_paragraph(newsroom):
    """Each stands there word for word, those too that the brief does not feature."""
    newsroom.file("lake", TALK)
    async with newsroom.bot():
        await newsroom.until(newsroom.stories)
        newsroom.subscribe()
        message = await newsroom.briefing()
        shown = await window(newsroom, message, "All quotations", headline="Lake level at Sorvik falls for third year")
    assert "“We have never seen the stones of the old pier”\n  │ — Odd Larsen · paragraph 2" in shown
    assert "“The rain will come back”\n  │ — water board chief Mette Dahl · paragraph 3" in shown


async def test_the_sources_are_every_agency_that_reports_the_event(briefed):
    """Each with its headline, its version and, where it was corrected, that it was."""
    (message,) = briefed.briefings()
    assert "1 agency reports this." in await window(briefed, message, "Sources")


async def test_where_no_window_can_be_opened_the_answer_comes_as_a_message(briefed):
    """Slack refuses the trigger: the same is told to the person alone, and the briefing stays as it is."""
    (message,) = briefed.briefings()
    before = json.dumps(message.blocks)
    briefed.playground.faults.tell("views.open", "error", error="expired_trigger_id")
    answer = await told(briefed, message, "Full brief")
    assert "“The bridge carries forty tonnes again”" in page(answer)
    assert "Halmeria" in answer.text
    assert json.dumps(message.blocks) == before


async def test_a_click_before_a_kill_is_answered_after_it(newsroom):
    """The bot is killed as soon as it has acknowledged; started again, the person is told all the same."""
    newsroom.file("bridge", BRIDGE)
    async with newsroom.bot_process() as process:
        await newsroom.until(newsroom.stories)
        newsroom.subscribe()
        message = await newsroom.briefing()
        newsroom.playground.faults.tell("views.open", "hold_before")
        await press(newsroom, message, "Full brief")
        process.kill()
        await process.wait()
    async with newsroom.bot():
        surfaces = newsroom.playground.surfaces
        await newsroom.until(lambda: surfaces.modal("ana") or newsroom.alone("ana"))
        view = surfaces.modal("ana")
        blocks = view.content["blocks"] if view else newsroom.alone("ana")[0].blocks
    assert "“The bridge carries forty tonnes again”" in page_of(blocks)


async def test_a_story_that_was_killed_is_not_shown(briefed):
    """Every button that still stands says that the agency withdrew it; the briefing has no word and no button of it."""
    (briefing,) = briefed.briefings()
    message = await briefed.command("/brief halmeria")
    briefed.file("bridge", BRIDGE.replace("Old river", "KILL: Old river"))
    await briefed.until(lambda: len(briefed.stories()) == 1)
    for label in ("Full brief", "All quotations", "Sources", "Follow this story", "Less of this", "Wrong quotation?"):
        answer = await told(briefed, message, label)
        assert "The agency withdrew this story" in page(answer)
        assert "Halmeria" not in json.dumps([answer.text, answer.blocks])
    await briefed.until(lambda: "Withdrawn by Coast News" in page(briefing))
    assert "Halmeria" not in json.dumps([briefing.text, briefing.blocks])
    assert "coast:bridge" not in json.dumps(briefing.blocks)


async def test_of_a_corrected_story_the_newest_version_is_shown_and_said_to_be(briefed):
    """A click on the old version tells what the agency says now, and that it was corrected."""
    message = await briefed.command("/brief halmeria")
    corrected = BRIDGE.replace("Old river", "CORRECTED: Old river").replace("260 trucks", "240 trucks")
    briefed.file("bridge", corrected)
    await briefed.until(lambda: any("CORRECTED" in headline for headline in briefed.stories()))
    shown = await window(briefed, message, "Full brief")
    assert "Corrected by its agency" in shown
    assert "This is version 2, the newest." in shown
    assert "240 trucks" in shown
    assert "260 trucks" not in shown


async def test_what_comes_of_a_followed_story_comes_to_the_one_who_follows(briefed):
    """A new version is posted to their direct messages, once and to nobody else; after Stop following, no more."""
    (message,) = briefed.briefings()
    answer = await told(briefed, message, "Follow this story")
    assert "You follow *Old river bridge at Halmeria reopens to trucks* for 14 days" in answer.text
    briefed.file("bridge", BRIDGE.replace("260 trucks", "a record 900 trucks"))
    (update,) = await briefed.until(lambda: briefed.briefings("D0ANABOT001"))
    assert "A new version of a story that you follow" in page(update)
    assert "a record 900 trucks" in page(update)
    action = next(
        e["action_id"] for b in update.blocks if b["type"] == "actions" for e in b["elements"]
        if e["type"] == "button" and e["text"]["text"] == "Stop following"
    )  # fmt: skip
    await briefed.playground.click("ana", "D0ANABOT001", update.ts, action)
    await briefed.until(lambda: briefed.alone("ana", "D0ANABOT001"))
    assert page(update).startswith("A new version")
    briefed.file("bridge", BRIDGE.replace("260 trucks", "some 1,200 trucks"))
    await briefed.settled(3)
    assert len(briefed.briefings("D0ANABOT001")) == 1
    assert briefed.briefings("D0SAMIBOT01") == []


async def test_less_of_a_story_leaves_its_happening_out_of_the_channel_until_it_is_undone(briefed):
    """Briefings of the channel leave it out, those of others do not; Undo takes it back."""
    (message,) = briefed.briefings()
    answer = await told(briefed, message, "Less of this")
    assert "is told no more of *Old river bridge at Halmeria reopens to trucks*" in answer.text
    briefed.file("bridge", BRIDGE.replace("260 trucks", "a record 900 trucks"))
    briefed.file("strike", STRIKE.replace("went back to work", "and 14 other towns went back to work"))
    with briefed.open() as archive:
        await briefed.until(
            lambda: len([s for s in archive.news(EVERYTHING, datetime.now(UTC)) if s.version == 2]) == 2
        )
    briefed.subscribe("ostrava OR halmeria")
    briefed.subscribe("ostrava OR halmeria", "syria-desk")
    second = (await briefed.until(lambda: briefed.briefings()[1:]))[0]
    assert "Ostrava" in page(second)
    assert "Halmeria" not in page(second)
    assert "Halmeria" in page(await briefed.briefing("syria-desk"))
    undo = next(b["elements"][0]["action_id"] for b in answer.blocks if b["type"] == "actions")
    await briefed.playground.click("ana", "world-news", answer.ts, undo)
    await briefed.until(lambda: "told of that story again" in answer.text)
    with briefed.open() as archive:
        assert archive.marks(MarkKind.MUTED, EVERYTHING) == []


async def test_less_is_for_those_who_may_manage_the_channel(newsroom):
    """Where the setting names managers, another member is told so, and nothing is left out."""
    newsroom.file("bridge", BRIDGE)
    async with newsroom.bot(managers="U0SAMIHADD"):
        await newsroom.until(newsroom.stories)
        newsroom.subscribe()
        message = await newsroom.briefing()
        assert "whom the person who runs me has named" in page(await told(newsroom, message, "Less of this"))
        with newsroom.open() as archive:
            assert archive.marks(MarkKind.MUTED, EVERYTHING) == []
        assert "is told no more" in (await told(newsroom, message, "Less of this", who="sami")).text


async def test_a_doubted_quotation_is_reported_and_shown_beside_the_story(briefed):
    """The one quotation of the story is kept as a report, and stands there beside the agency's own sentence."""
    (message,) = briefed.briefings()
    answer = page(await told(briefed, message, "Wrong quotation?"))
    assert answer.startswith("Thank you")
    assert "“The bridge carries forty tonnes again”" in answer
    assert '│ "The bridge carries forty tonnes again," said Minister of Works Petra Lindqvist at the toll' in answer
    with briefed.open() as archive:
        (report,) = archive.reports("T0NEWSROOM")
        story = archive.story(report.story)
    assert (report.user, report.channel) == ("U0ANARUIZ1", "C0WORLDNEWS")
    assert [span.of(story.body).strip(",") for span in report.spans] == ["The bridge carries forty tonnes again"]


async def test_of_several_quotations_the_one_that_is_meant_is_asked_for(newsroom):
    """Each stands beside the story with a button; the one pressed is reported, once however often it is pressed."""
    newsroom.file("lake", TALK)
    async with newsroom.bot():
        await newsroom.until(newsroom.stories)
        newsroom.subscribe()
        message = await newsroom.briefing()
        for _ in range(2):
            asked = await told(
                newsroom, message, "Wrong quotation?", headline="Lake level at Sorvik falls for third year"
            )
            assert "Which quotation is wrong?" in page(asked)
            ids = [b["elements"][0]["action_id"] for b in asked.blocks if b["type"] == "actions"]
            assert len(ids) == 2
            await newsroom.playground.click("ana", "world-news", asked.ts, ids[1])
            await newsroom.until(lambda: asked.text.startswith("Thank you"))  # noqa: B023 - waited for at once
        assert "The rain will come back" in page(asked)
        with newsroom.open() as archive:
            assert len(archive.reports()) == 1


async def test_what_is_clicked_in_a_thread_is_answered_there(briefed):
    """Events in a briefing's thread have their buttons, and the answers come where they were pressed."""
    (message,) = briefed.briefings()
    with briefed.open() as archive:
        (sent,) = archive.posts(workspace="T0NEWSROOM", channel="C0WORLDNEWS")
        more = replace(sent, key="more", parent=sent.key, slot=None, state=PostState.QUEUED, ts=None)
        archive.queue([more])
    reply = (await briefed.until(lambda: [m for m in briefed.shown() if m.is_reply]))[0]
    answer = await told(briefed, reply, "Follow this story")
    assert answer.thread_ts == message.ts
    assert (await told(briefed, message, "Follow this story")).thread_ts is None


async def test_a_click_of_another_workspace_reaches_nothing_of_this_one(briefed):
    """A click with another team's id mutes, follows and reports for that team alone."""
    (message,) = briefed.briefings()
    about = next(e["value"] for b in message.blocks if b["type"] == "actions" for e in b["elements"] if "value" in e)
    with briefed.open() as archive:
        for action in (buttons.LESS, buttons.FOLLOW, buttons.WRONG):
            payload = {
                "team_id": "T9", "channel_id": "C0WORLDNEWS", "user_id": "U0ANARUIZ1", "action": action,
                "value": about, "response_url": "", "trigger_id": "", "hash": "", "thread_ts": "",
            }  # fmt: skip
            archive.accept(Job(key=action, kind=intake.CLICK, payload=payload, at=datetime.now(UTC)))
        await briefed.until(lambda: not archive.jobs())
        assert archive.reports("T0NEWSROOM") == []
        kept = [*archive.marks(MarkKind.MUTED, EVERYTHING), *archive.marks(MarkKind.FOLLOWED, EVERYTHING)]
        assert {mark.workspace for mark in kept} <= {"T9"}


async def test_what_brief_shows_has_the_buttons_too(briefed):
    """The answer to `/brief halmeria` stays when one of its buttons is pressed."""
    answer = await briefed.command("/brief halmeria")
    before = page(answer)
    assert "You follow" in (await told(briefed, answer, "Follow this story")).text
    assert page(answer) == before


@pytest.mark.parametrize("length", [10, 200, 241, 1900, 5000])
def test_a_story_of_any_id_has_buttons_that_slack_takes(length):
    """Ids too long for the menu have six buttons, longer ones than a button carries have none; a page keeps to 50."""
    story = Story(id="x" * length, agency="Coast", headline="y" * 200, body="“Go,” she said.")
    quote = Quote(spans=(Span(1, 4),), featured=True)
    event = EventBrief(story, Brief(story=story.key, formatter="f", key_points=(), quotes=(quote,)), ())
    made = body([event])
    assert block_kit.check_blocks(made, "message") == []
    count = sum(len(block["elements"]) for block in made if block["type"] == "actions")
    assert count == (4 if length < 241 else 6 if length < 1990 else 0)
    for block in made:
        for element in block["elements"] if block["type"] == "actions" and count else []:
            carried = element["value"] if "value" in element else element["action_id"].partition("/")[2]
            assert buttons.about(carried) == StoryKey(story.id, 1)
    many = list(briefings.pages([event] * 60))
    assert all(len(body(each)) <= briefings.MOST_BLOCKS for each in many)
    assert sum(map(len, many)) == 60


def test_a_page_of_the_longest_story_is_within_slacks_limits():
    """3,000 quotations in Arabic, reported by 200 agencies, make windows and messages that Slack takes."""
    from briefbot.slack import blocks as kit  # noqa: PLC0415
    from briefbot.slack import closeup  # noqa: PLC0415

    body = "“قال الوزير إن الجسر مفتوح” " * 3000
    step = len("“قال الوزير إن الجسر مفتوح” ")
    quotes = tuple(Quote(spans=(Span(n * step + 1, (n + 1) * step - 2),), featured=n < 2) for n in range(3000))
    story = Story(id="a", agency="وكالة", headline="الجسر", body=body, url="https://a.example/")
    others = [Story(id=f"o{n}", agency=f"Agency {n}", headline="z" * 300, body="") for n in range(200)]
    brief = Brief(story=story.key, formatter="f", key_points=(), quotes=quotes)
    none = Brief(story=story.key, formatter="f", key_points=(), quotes=())
    looked = closeup.Looked(story, brief, datetime.now(UTC), [(other, none) for other in others], 1)
    for made in (closeup.full, closeup.quotations, closeup.sources):
        view = closeup.view(made(looked, closeup.WINDOW))
        assert block_kit.check_view(view) == []
        assert len(json.dumps(view)) < 250_000
        message = made(looked, closeup.MESSAGE).blocks
        assert block_kit.check_blocks(message, "message") == []
        assert kit.size(message) < kit.MESSAGE_CHARACTERS


async def test_follow_ups_of_a_time_when_the_bot_was_down_come_when_it_is_back(newsroom):
    """What came of a followed story meanwhile is told once, however often the bot is started."""
    newsroom.file("bridge", BRIDGE)
    async with newsroom.bot():
        await newsroom.until(newsroom.stories)
        newsroom.subscribe()
        await told(newsroom, await newsroom.briefing(), "Follow this story")
    newsroom.file("bridge", BRIDGE.replace("260 trucks", "a record 900 trucks"))
    for _ in range(2):
        async with newsroom.bot():
            await newsroom.until(lambda: newsroom.briefings("D0ANABOT001"))
            await newsroom.settled()
    assert len(newsroom.briefings("D0ANABOT001")) == 1
