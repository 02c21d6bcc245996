"""What Slack, the network or the machine do to an edit: it is made in the end, or its thread is told that it cannot."""

import asyncio
import contextlib
from itertools import pairwise

import pytest

from tests.slack.amendroom import SECRETS, bakers, corrected, crane, killed, mailroom, room
from tests.slack.conftest import page
from tests.slack.mailroom import SCALE

__all__ = ["mailroom", "room"]  # fixtures

UPDATE = "chat.update"


@pytest.fixture
async def briefed(room):
    """A room where a briefing of two stories stands, that on the crane first."""
    room.file(bakers(), crane())
    room.brief([crane()], [bakers()])
    await room.send()
    return room


@pytest.mark.parametrize("error", ["cant_update_message", "edit_window_closed", "is_inactive", "something_new"])
async def test_where_slack_refuses_the_edit_of_a_kill_the_thread_is_told_without_its_words(briefed, error):
    """Which story it is, is said by its place, and the note repeats none of it; it is said once, tried once."""
    briefed.faults.tell(UPDATE, "error", error=error)
    briefed.file(killed())
    for _ in range(2):
        await briefed.amend()
    (note,) = briefed.notes()
    assert " ".join(page(note).split()) == (
        "Coast News has withdrawn a story that this briefing carried. "
        "Slack does not let me take it out of the message (story 1): please disregard it there."
    )
    assert [word for word in SECRETS if word in str(vars(note)).casefold()] == []
    assert len(briefed.mailroom.calls(UPDATE)) == 1


async def test_where_slack_refuses_the_edit_of_a_correction_the_thread_has_it(briefed):
    """The note says what changed, and that the message could not be."""
    briefed.faults.tell(UPDATE, "error", error="edit_window_closed")
    briefed.file(corrected())
    await briefed.amend()
    (note,) = briefed.notes()
    said = " ".join(page(note).split())
    assert "“12 people” now reads “15 people”" in said
    assert said.endswith("Slack does not let me change the message (story 1): please read it with this correction.")
    assert len(briefed.mailroom.calls(UPDATE)) == 1


async def test_a_message_that_somebody_deleted_is_let_alone(briefed):
    """There is nothing to amend, and no thread to tell."""
    del briefed.messages()[0]
    briefed.file(killed())
    await briefed.amend()
    assert briefed.messages() == []
    assert len(briefed.mailroom.calls(UPDATE)) == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop_before"},
        {"kind": "drop_after"},
        {"kind": "hold_after"},  # until the client's total time-out
        {"kind": "status", "status": 503},
        {"kind": "status_after", "status": 502},
        {"kind": "error", "error": "internal_error"},
        {"kind": "error_after", "error": "fatal_error"},
        {"kind": "truncate"},
        {"kind": "garble"},
    ],
    ids=lambda fault: " ".join(map(str, fault.values())),
)
async def test_an_edit_whose_outcome_is_not_known_is_made_again(briefed, fault):
    """An edit twice made is one edit: the message is right, and its thread is told once."""
    briefed.faults.tell(UPDATE, times=2, **fault)
    briefed.file(corrected())
    await briefed.amend()
    assert "“12 people” now reads “15 people”" in briefed.pages()[0]
    assert len(briefed.notes()) == 1
    sent = [call.sent["blocks"] for call in briefed.mailroom.calls(UPDATE)]
    assert len(sent) == 3
    assert sent[0] == sent[1] == sent[2]


async def test_edits_rest_for_as_long_as_slack_asks(briefed):
    """After a 429 no message of the workspace is edited before Retry-After has passed; posts go on."""
    briefed.brief(key="other", channel="syria-desk")
    await briefed.send()
    briefed.faults.tell(UPDATE, "status", times=2, status=429, retry_after=20)
    briefed.file(killed())
    await briefed.amend()
    calls = briefed.mailroom.calls(UPDATE)
    first, again = calls[:2], calls[2:]
    assert len(again) == 2
    assert min(call.at for call in again) - max(call.at for call in first) >= 0.9 * 20 / SCALE
    assert [word for word in SECRETS if word in briefed.everything()] == []


async def test_edits_keep_to_the_rate_that_slack_bears(room):
    """Sixty messages follow a kill, and Slack never has to say that it is asked too often."""
    room.file(crane())
    for number in range(60):
        room.brief(key=str(number))
    await room.send()
    room.file(killed())
    await room.amend()
    assert [word for word in SECRETS if word in room.everything()] == []
    answers = [call.answer for call in room.mailroom.calls(UPDATE)]
    assert len(answers) == len(room.edits()) == 60


async def test_blocks_that_slack_refuses_are_edited_as_text(briefed):
    """The words go all the same, and the text says what stands."""
    briefed.faults.tell(UPDATE, "error", error="invalid_blocks")
    briefed.file(killed())
    await briefed.amend()
    message = briefed.messages()[0]
    assert message.blocks == []
    assert "Withdrawn by Coast News" in message.text
    assert [word for word in SECRETS if word in briefed.everything()] == []


async def test_a_message_in_an_archived_channel_is_mended_when_the_channel_is_open_again(briefed, monkeypatch):
    """Until then it is tried now and then, and other channels' messages are not kept waiting."""
    monkeypatch.setattr("briefbot.slack.amending.CLOSED", 5.0)
    briefed.brief(key="other", channel="syria-desk")
    await briefed.send()
    channel = briefed.mailroom.workspace.channel("world-news")
    channel.is_archived = True
    briefed.file(killed())
    await briefed.amender.work()
    assert "crane" not in briefed.pages("syria-desk")[0].casefold()
    assert "crane" in briefed.pages()[0].casefold()
    channel.is_archived = False
    await briefed.amend()
    assert [word for word in SECRETS if word in briefed.everything()] == []
    tried = [call.at for call in briefed.mailroom.calls(UPDATE) if call.sent["channel"] == channel.id]
    assert [later - earlier >= 0.9 * 5 / SCALE for earlier, later in pairwise(tried)] == [True]


async def test_without_a_token_nothing_is_tried_and_nothing_forgotten(briefed):
    """One call tells; after a restart with a good token the message follows."""
    briefed.faults.tell(UPDATE, "error", error="token_revoked")
    briefed.file(killed())
    for _ in range(3):
        await briefed.amender.work()
    assert len(briefed.mailroom.calls(UPDATE)) == 1
    briefed.restart()
    await briefed.amend()
    assert [word for word in SECRETS if word in briefed.everything()] == []


async def test_a_death_between_the_edit_and_its_record_repeats_no_note(briefed):
    """What was edited is edited to the same again, and the thread is told once."""
    (held,) = briefed.faults.tell(UPDATE, "hold_after")
    briefed.file(killed())
    working = asyncio.create_task(briefed.amender.work())
    await held.held.wait()
    working.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await working
    assert briefed.notes() == []
    briefed.restart()
    await briefed.amend()
    assert [word for word in SECRETS if word in briefed.everything()] == []
    assert len(briefed.notes()) == 1


async def test_a_correction_that_comes_during_an_edit_is_not_lost(briefed):
    """The message follows to the last version."""
    (held,) = briefed.faults.tell(UPDATE, "hold_after")
    briefed.file(corrected())
    working = asyncio.create_task(briefed.amender.work())
    await held.held.wait()
    briefed.file(killed(version=3))
    held.release.set()
    await working
    await briefed.amend()
    assert [word for word in (*SECRETS, "15 people") if word in briefed.everything()] == []


async def test_a_long_text_is_cut_to_what_an_edit_takes(room):
    """chat.update takes a tenth of the text that a post has."""
    room.file(crane())
    post = room.briefed()[0]
    long = "\n".join(f"Line {n} & more <of it> about the port" for n in range(300))
    room.archive.queue([type(post)(key="answer/long", workspace=post.workspace, channel=post.channel, text=long,
                                   stories=post.stories)])  # fmt: skip
    await room.send()
    room.file(corrected())
    await room.amend()
    assert room.messages()[0].edited
    assert len(room.edits()) == 1
