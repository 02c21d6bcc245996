"""What was posted follows its stories: corrections are said where they belong, and what is withdrawn is gone."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from briefbot.desk.briefing import Newness, Update
from briefbot.messages import Post
from briefbot.slack import splitting
from briefbot.source import Rights, Source
from briefbot.story import PubStatus, Signal, StoryKey
from tests.slack.amendroom import CRANE, SECRETS, bakers, corrected, crane, key, killed, mailroom, room
from tests.slack.conftest import page

__all__ = ["mailroom", "room"]  # fixtures

TIME = r"at \d{1,2} \w{3} \d{4} \d\d:\d\d UTC"


async def test_a_corrected_story_is_mended_in_place_and_the_message_says_what_and_when(room):
    """The new words stand where the old ones did, with old and new side by side; all else is as it was."""
    room.file(bakers(), crane())
    room.brief()
    await room.send()
    (before,) = room.pages()
    (ts,) = (message.ts for message in room.messages())
    room.file(corrected())
    await room.amend()
    message, note = room.messages()
    after = page(message)
    line = re.search(rf"^Corrected by Coast News {TIME}: “12 people” now reads “15 people”$", after, re.MULTILINE)
    assert line
    assert after.replace(f"{line[0]}\n", "").replace("15 people", "12 people") == before
    assert (message.ts, key(message), message.edited is not None) == (ts, "briefing/0", True)
    assert "Crane falls at Halmeria port (Coast News), corrected" in message.text
    assert note.thread_ts == ts


async def test_the_thread_of_a_corrected_message_is_told_once(room):
    """One note with the agency, the words and the story; nothing more is edited or said when nothing more happens."""
    room.file(crane())
    room.brief()
    await room.send()
    room.file(corrected())
    for _ in range(3):
        await room.amend()
    (note,) = room.notes()
    assert re.fullmatch(
        rf"Corrected by Coast News {TIME}: “12 people” now reads “15 people” — in Crane falls at Halmeria port",
        " ".join(page(note).split()),
    )
    assert len(room.edits()) == 1


async def test_a_killed_story_leaves_no_word_anywhere(room):
    """Text, blocks, thread and metadata hold none; a fixed line stands in its place, and the other stories stay."""
    room.file(bakers(), crane())
    room.brief()
    await room.send()
    room.file(killed())
    await room.amend()
    assert [word for word in SECRETS if word in room.everything()] == []
    message, note = room.messages()
    assert re.search(rf"^Withdrawn by Coast News {TIME}$", page(message), re.MULTILINE)
    assert "Bakers end strike no. 1" in page(message)
    assert re.fullmatch(
        r"News briefing: 1 story\n\d\. [^\n]+\n\d\. [^\n]+", message.text
    )  # the one that stands, and the one that does not
    assert "Withdrawn by Coast News" in message.text
    assert page(note) == "Coast News has withdrawn a story that this briefing carried."
    assert [word for word in SECRETS if word in str(room.kept()).casefold()] == []


@pytest.mark.parametrize(
    ("more", "line", "note"),
    [
        ({"status": PubStatus.WITHHELD}, "Held back by Coast News", "Coast News holds back a story"),
        (
            {"embargoed": datetime(2099, 1, 1, tzinfo=UTC)},
            "Put under embargo by Coast News",
            "Coast News has put under embargo a story",
        ),
    ],
)
async def test_what_is_withheld_or_put_under_embargo_goes_too(room, more, line, note):
    """Its words may be shown no longer, whatever the reason is called."""
    room.file(bakers(), crane())
    room.brief()
    await room.send()
    room.file(crane(version=2, **more))
    await room.amend()
    assert [word for word in SECRETS if word in room.everything()] == []
    assert line in room.pages()[0]
    assert page(room.notes()[0]).startswith(note)


@pytest.mark.parametrize(
    "new",
    [
        crane(CRANE.replace("HALMERIA, Nov 24", "HALMERIA, Nov 25"), version=2),
        crane(CRANE.replace("12 people", "15 people"), version=2, signals=(Signal.REFILE,)),
        crane(CRANE.replace("12 people", "15 people"), version=2, signals=(Signal.UPDATE,)),
    ],
    ids=["dateline", "refile", "update"],
)
async def test_what_is_no_correction_leaves_messages_as_they_are(room, new):
    """No edit is made and no thread told."""
    room.file(crane())
    room.brief()
    await room.send()
    room.file(new)
    await room.amend()
    assert (len(room.messages()), room.edits()) == (1, [])
    assert room.archive.outdated() == []


async def test_a_long_briefing_is_mended_wherever_the_story_stands_and_told_once(room):
    """The brief in the thread, the list of headlines in the message, its text: all follow, with one note."""
    stories = [bakers(n) for n in range(24)]
    room.file(crane(), *stories)
    posts = room.brief(*([story] for story in [*stories, crane()]))
    assert len(posts) > 1
    await room.send()
    assert "crane" in room.everything()
    carrying = [m for m in room.messages() if "crane" in str(m).casefold()]
    room.file(killed())
    await room.amend()
    assert [word for word in SECRETS if word in room.everything()] == []
    assert len(room.notes()) == 1
    assert len(room.edits()) == len(carrying)
    assert sum("Withdrawn by Coast News" in shown for shown in room.pages()) == len(carrying)


async def test_two_briefings_that_carry_one_story_are_both_mended(room):
    """Each in its channel, each channel told once."""
    room.file(crane())
    room.brief(key="one")
    room.brief(key="two", channel="syria-desk")
    await room.send()
    room.file(killed())
    await room.amend()
    assert [word for word in SECRETS if word in room.everything()] == []
    for channel in ("world-news", "syria-desk"):
        assert len(room.notes(channel)) == 1


async def test_a_message_follows_one_change_after_the_other(room):
    """Two corrections are both told of; a kill after them takes all words with it, the notes' own too."""
    room.file(bakers(), crane())
    room.brief()
    await room.send()
    room.file(corrected())
    await room.amend()
    room.file(corrected(version=3, body=corrected().body.replace("until Friday", "until Monday")))
    await room.amend()
    assert "“12 people” now reads “15 people”" in room.pages()[0]
    assert "“Friday” now reads “Monday”" in room.pages()[0]
    assert len(room.notes()) == 2
    room.file(killed(version=4))
    await room.amend()
    assert [word for word in (*SECRETS, "monday", "15 people") if word in room.everything()] == []
    assert [page(note).startswith("Withdrawn by Coast News") for note in room.notes()] == [True, True, False]


async def test_an_event_that_another_agency_leads_loses_the_withdrawn_credit(room):
    """Its own story stays; that the other reported it, too, is no longer claimed."""
    other = crane(id="other", agency="Meridian Wire")
    room.file(crane(), other)
    room.brief([crane(), other])
    await room.send()
    assert "Coast News, Meridian Wire" in room.pages()[0]
    room.file(killed(id="other", agency="Meridian Wire"))
    await room.amend()
    shown = room.pages()[0]
    assert "Coast News, Meridian Wire" not in shown
    assert "Withdrawn by Meridian Wire" in shown
    assert "Some 12 people were hurt" in shown


def meridian(words="We heard a bang", **more):
    """Another agency's story on the same, with a speaker of its own, whom the event's brief quotes."""
    body = (
        "HALMERIA, Nov 24 (MW) -- Dockers ran for their lives when a crane came down at the port on Tuesday.\n\n"
        "Nobody was killed, the port said. Work stopped at noon.\n\n"
        f'"{words} and saw the arm come down on the trucks," said docker Oto Havel.\n\nThe port has no other crane.\n'
    )
    return crane(body, **{"id": "meridian", "agency": "Meridian Wire", "url": None, **more})


async def test_words_of_a_killed_story_inside_another_agencys_event_are_gone(room):
    """A quotation that it added goes, with the credit; the event that it stood in stays."""
    room.file(crane(), meridian())
    room.brief([crane(), meridian()])
    await room.send()
    assert "We heard a bang" in room.pages()[0]
    room.file(meridian(version=2, status=PubStatus.CANCELED))
    await room.amend()
    assert [word for word in ("bang", "havel") if word in room.everything()] == []
    assert "Withdrawn by Meridian Wire" in room.pages()[0]
    assert "Some 12 people were hurt" in room.pages()[0]
    assert page(room.notes()[0]) == "Meridian Wire has withdrawn a story that this briefing carried."


async def test_a_correction_of_words_inside_another_agencys_event_is_told(room):
    """The quotation is the new one, and what it was is said; of a story that is not quoted nothing is."""
    silent = crane(id="silent", agency="Silent Wire", url=None)
    room.file(crane(), meridian(), silent)
    room.brief([crane(), meridian(), silent])
    await room.send()
    mended = CRANE.replace("12 people", "15 people")
    room.file(crane(mended, id="silent", agency="Silent Wire", url=None, version=2, signals=(Signal.CORRECTED,)))
    await room.amend()
    assert (room.notes(), room.edits()) == ([], [])
    room.file(meridian("We heard 2 bangs", version=2, signals=(Signal.CORRECTED,)))
    await room.amend()
    assert "“We heard 2 bangs and saw the arm" in room.pages()[0]
    assert "“a bang” now reads “2 bangs”" in room.pages()[0]
    assert len(room.notes()) == 1


async def test_what_a_message_says_is_new_stays_said(room):
    """An event that the channel had before keeps the line that tells what was new in it."""
    room.file(crane(), meridian())
    update = Update(Newness.UNTOLD, ("Meridian Wire",), "Coast News", None)
    room.brief([crane(), meridian()], update=update)
    await room.send()
    room.file(corrected())
    await room.amend()
    shown, text = room.pages()[0], room.messages()[0].text
    assert "Update: now also Meridian Wire\n" in shown
    assert "1. Update: now also Meridian Wire: Crane falls at Halmeria port" in text
    room.file(meridian(version=2, status=PubStatus.CANCELED))
    await room.amend()
    assert "Update" not in room.pages()[0]


@pytest.mark.parametrize("new", [killed(), corrected()], ids=["killed", "corrected"])
async def test_a_post_that_is_not_sent_yet_is_made_anew_and_nobody_told(room, new):
    """What waits in the outbox is never sent with words that are withdrawn or wrong by then."""
    room.file(bakers(), crane())
    room.brief()
    room.file(new)
    await room.send()
    assert room.messages() == []
    await room.amend()
    (message,) = room.messages()
    shown = page(message)
    assert "12 people" not in shown
    assert "Bakers end strike" in shown
    assert ("15 people" in shown) is (new.status is PubStatus.USABLE)
    assert "Withdrawn" not in shown
    assert "Corrected" not in shown
    assert room.edits() == []


async def test_a_post_of_nothing_but_a_withdrawn_story_says_so(room):
    """A briefing that is due comes, though nothing of it is left."""
    room.file(crane())
    room.brief()
    room.file(killed())
    await room.amend()
    assert re.search(rf"^Withdrawn by Coast News {TIME}$", room.pages()[0], re.MULTILINE)
    assert [word for word in SECRETS if word in room.everything()] == []


async def test_what_was_withdrawn_while_a_briefing_was_composed_is_not_sent(room):
    """Written down too late, it is made anew before it is sent."""
    room.file(bakers(), crane())
    late = room.briefed()
    room.file(killed())
    room.brief(key="before")
    room.archive.queue(late)
    await room.amend()
    assert len(room.messages()) == 2
    assert [word for word in SECRETS if word in room.everything()] == []


def answered(room, channel="world-news", **more):
    """An answer in a thread that cites the story on the crane."""
    return Post(
        **{
            "key": "answer/question/1",
            "workspace": room.mailroom.workspace.team_id,
            "channel": room.mailroom.room(channel),
            "text": "12 people — Some 12 people were hurt when a crane fell (Coast News)",
            "blocks": (
                {"type": "section", "text": {"type": "plain_text", "text": "Some 12 people were hurt by a crane"}},
            ),
            "stories": (StoryKey(crane().id),),
            **more,
        }
    )


async def test_an_answer_that_cites_a_withdrawn_story_is_withdrawn(room):
    """The whole of it: it says nothing else."""
    room.file(crane())
    room.brief()
    await room.send()
    room.archive.queue([answered(room, thread=room.messages()[0].ts)])
    await room.send()
    room.file(killed())
    await room.amend()
    assert [word for word in SECRETS if word in room.everything()] == []
    assert room.pages()[1].startswith("Withdrawn by Coast News")
    assert len(room.notes()) == 1


async def test_an_answer_that_cites_a_corrected_story_says_so(room):
    """Its words stay, with what they read now."""
    room.file(crane())
    room.archive.queue([answered(room)])
    await room.send()
    room.file(corrected())
    await room.amend()
    answer, note = room.messages()
    assert page(answer).startswith("Some 12 people were hurt by a crane\nCorrected by Coast News")
    assert "“12 people” now reads “15 people”" in answer.text
    assert note.thread_ts == answer.ts


@pytest.fixture
async def split(room):
    """A briefing that stands in the channel in several messages, of two stories, and what they say."""
    said = "\n".join(f'"We saw part {n} of the crane," said diver Ana Ruiz.' for n in range(9))
    room.file(crane(CRANE + said), bakers())
    (whole,) = room.brief([crane(CRANE + said)], [bakers()])
    parts = splitting.split(whole, 250)
    assert len(parts) > 2
    room.archive.split(whole.key, parts)
    await room.send()
    assert len(room.messages()) == len(parts)
    return room, CRANE + said


async def test_a_post_that_was_split_loses_the_words_in_all_its_parts(split):
    """The parts that stand in its thread are its own, and follow with it."""
    room, _ = split
    room.file(killed())
    await room.amend()
    assert [word for word in (*SECRETS, "diver") if word in room.everything()] == []
    assert "Bakers" in "".join(room.pages())
    assert len(room.notes()) == 1


async def test_a_post_that_was_split_is_corrected_wherever_the_words_stand(split):
    """Its parts say together what the whole one would, in as many messages as there are."""
    room, body = split
    before = room.pages()
    room.file(corrected(body=body.replace("12 people", "15 people")))
    await room.amend()
    *after, note = room.pages()
    assert len(after) == len(before)
    lines = "\n".join(after).replace("15 people", "12 people").split("\n")
    assert [line for line in "\n".join(before).split("\n") if line not in lines] == []
    assert "\n".join(after).count("“12 people” now reads “15 people”") == 1
    assert "“12 people” now reads “15 people”" in note


async def test_a_post_that_was_split_is_let_alone_by_an_update(split):
    """Nothing is to be told, so no part is touched."""
    room, body = split
    before = room.pages()
    room.file(crane(body.replace("12 people", "15 people"), version=2, signals=(Signal.UPDATE,)))
    await room.amend()
    assert (room.pages(), room.edits()) == (before, [])


async def test_a_kill_whose_words_were_forgotten_meanwhile_still_takes_them_out(room):
    """A bot that was away for days knows no more who withdrew it and when, and says as much as it knows."""
    room.file(bakers(), crane())
    room.brief([crane()], [bakers()])
    await room.send()
    room.file(killed())
    room.archive.forget(datetime.now(UTC) + timedelta(days=3))
    await room.amend()
    assert [word for word in SECRETS if word in room.everything()] == []
    assert "A story that may be shown no longer" in room.pages()[0]
    assert "1. A story that may be shown no longer" in room.messages()[0].text
    assert "Bakers end strike" in room.pages()[0]


async def test_no_more_of_a_quotation_is_shown_by_a_correction_than_its_source_allows(room):
    """A change inside of words that may not be quoted is counted and not shown."""
    room.archive.put_source(Source(id="coast", agency="Coast News", url="/none", rights=Rights(quotations=0)))
    room.desk.file([crane()], "coast", datetime.now(UTC))
    room.brief()
    await room.send()
    new = corrected(body=CRANE.replace("12 people", "15 people").replace("without a sound", "with 2 sounds"))
    room.desk.file([new], "coast", datetime.now(UTC))
    await room.amend()
    assert "“12 people” now reads “15 people”; 1 more change" in room.pages()[0]
    assert "sounds" not in room.everything()


async def test_what_was_added_taken_out_or_is_long_is_told_in_few_words(room):
    """A sentence that is new or gone is named as that; long words are cut in the middle."""
    room.file(crane())
    room.brief()
    await room.send()
    long = "master had asked for 3 new ones " + "again and again and again " * 4 + "and was told no"
    new = CRANE.replace("quay stays shut until Friday, she said", long)
    new = new.replace("office said.", "office said. Two of its men were seen there.")
    room.file(corrected(body=new))
    await room.amend()
    shown = " ".join(room.pages()[0].split())
    assert re.search(r"now reads “master had asked for 3 new ones [a-z ]+ … [a-z ]+ was told no”", shown)
    assert long not in shown.partition("Corrected by")[2]
    assert "“Two of its men were seen there” was added" in shown
    room.file(corrected(version=3, body=new.replace(" Two of its men were seen there.", "")))
    await room.amend()
    assert "“Two of its men were seen there” was taken out" in " ".join(room.pages()[0].split())
