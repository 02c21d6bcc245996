"""What Slack sends, read into jobs."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.slack import intake

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
BOT = "UBOT"


def event(**fields):
    """An event as Slack wraps it, of a message in a thread unless told otherwise."""
    message = {
        "type": "message",
        "channel": "C1",
        "channel_type": "channel",
        "user": "U1",
        "text": "how many?",
        "ts": "1764000100.000100",
        "thread_ts": "1764000000.000100",
    }
    return {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": message | fields}


def job(body):
    return intake.job(body, bot_user=BOT, now=NOW)


def test_a_mention_that_arrives_as_two_events_is_one_job():
    """One post delivered as `message` and as `app_mention` gives the same job key."""
    said = "<@UBOT> how many?"
    assert job(event(text=said)).key == job(event(type="app_mention", text=said)).key


def test_a_question_loses_its_mention_and_slacks_escapes():
    """The text asked is what was typed: without the bot's mention, escapes undone, on one line."""
    asked = job(event(type="app_mention", text="<@UBOT|briefbot>  what of A&amp;B,\n &lt;now&gt;?")).payload["text"]
    assert asked == "what of A&B, <now>?"


@pytest.mark.parametrize(
    "fields",
    [
        {"bot_id": "B1"},
        {"user": BOT},
        {"subtype": "message_changed"},
        {"hidden": True},
        {"text": ""},
        {"thread_ts": None},
        {"type": "reaction_added"},
    ],
)
def test_what_asks_nothing_of_the_bot_is_no_job(fields):
    """Other bots, the bot itself, edits, hidden events, empty texts and talk outside threads make no job."""
    assert job(event(**fields)) is None


def test_a_direct_message_is_a_question_in_a_thread_of_its_own():
    """A top-level direct message is addressed to the bot, and its answer goes to its own thread."""
    asked = job(event(channel_type="im", thread_ts=None)).payload
    assert (asked["addressed"], asked["thread_ts"]) == (True, asked["ts"])


def test_each_tab_is_a_job_of_its_own_and_a_forms_first_page_is_none():
    """The Home tab is published, the messages are greeted, and only what was read back is saved."""
    for tab, kind in (("home", intake.HOME), ("messages", intake.AGENT), ("about", None)):
        found = job(event(type="app_home_opened", tab=tab, event_ts="1.2"))
        assert (found and found.kind) == kind
    view = {"id": "V1", "private_metadata": '["C1", "syria", "weekdays at 08:00, UTC", 0, "C1", "https://x/"]'}
    for page, kind in (("subscription", None), ("subscription_checked", intake.SUBMISSION)):
        body = {"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1"}}
        found = job(body | {"view": view | {"callback_id": page}})
        assert (found and found.kind) == kind


def test_a_shared_channels_message_belongs_to_the_workspace_that_is_authorized():
    """Where another workspace's id stands at the top, the job belongs to the authorized one."""
    body = event() | {"team_id": "T9", "authorizations": [{"team_id": "T1"}]}
    assert job(body).payload["team_id"] == "T1"


@pytest.mark.parametrize(
    "text", ["how many?", "Who said that", "and Iraq?", "كم عددهم؟", "quote him in full", "«when?»"]
)
def test_a_question_in_a_thread_reads_like_one(text):
    """Question marks of several scripts, and lines that open as questions do, are taken as questions."""
    assert intake.asks(text)


@pytest.mark.parametrize("text", ["thanks!", "ok, will do", "howdy all", "I'll ask them", ""])
def test_talk_in_a_thread_is_left_alone(text):
    """Thanks and talk among people are not taken as questions."""
    assert not intake.asks(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(["text", "user", "channel", "ts", "subtype", "blocks", "bot_id"]), json_values))
def test_an_event_of_any_shape_is_a_job_or_none(fields):
    """No event that carries Slack's signature makes reading it fail, whatever its fields hold."""
    found = job(event(**fields))
    assert found is None or found.kind == intake.QUESTION


@given(st.dictionaries(st.sampled_from(["user", "tab", "view", "event_ts"]), json_values))
def test_a_home_tab_of_any_shape_is_a_job_or_none(fields):
    """The event of an opened Home tab is read, whatever it holds."""
    found = job(event(**{"tab": "home", **fields, "type": "app_home_opened"}))
    assert found is None or found.kind == intake.HOME
