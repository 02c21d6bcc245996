"""The agent view: a person who opens the bot's messages is offered questions about the news, and sees it at work."""

import pytest

from briefbot.slack import agent, briefings
from tests.slack.conftest import BRIDGE, STRIKE


@pytest.fixture
async def running(newsroom):
    """A newsroom with two stories and the bot running."""
    newsroom.file("bridge", BRIDGE)
    newsroom.file("strike", STRIKE)
    async with newsroom.bot():
        await newsroom.until(lambda: len(newsroom.stories()) == 2)
        yield newsroom


async def opened(newsroom, who="ana"):
    """Open the conversation with the bot, and give the questions that are offered there."""
    place = newsroom.workspace.direct(newsroom.workspace.user(who))
    await newsroom.playground.surfaces.open_home(who, tab="messages")
    offered = await newsroom.until(lambda: newsroom.workspace.agent.offered.get(place.id))
    return [prompt["message"] for prompt in offered.prompts]


async def test_whoever_opens_the_messages_is_offered_what_the_news_names(running):
    """Up to four questions of ours: the day's news, then names that stories name; the Home tab is left alone."""
    first, *more = await opened(running)
    assert first == "What is new today?"
    assert 1 <= len(more) <= 3
    for question in more:
        name = question.removeprefix("What is new on ").removesuffix("?")
        assert name in BRIDGE + STRIKE
    assert running.playground.surfaces.home("ana") is None


async def test_without_news_the_days_news_alone_is_offered(newsroom):
    """An empty archive offers one question, which can be asked."""
    async with newsroom.bot():
        assert await opened(newsroom) == ["What is new today?"]


async def test_each_question_offered_is_answered_in_its_thread_with_the_news(running):
    """Asked as offered, each gets a briefing in the thread that it starts, which a follow-up can be asked about."""
    for question in await opened(running):
        said = await running.ask(question, channel="ana")
        assert "Halmeria" in said or "Ostrava" in said
    place = running.workspace.channel("ana")
    asked = next(m for m in place.messages if m.text == "What is new today?")
    again = await running.ask("who is union leader?", thread=asked, channel="ana")
    assert "Jana Kolarova" in again


async def test_a_command_without_its_slash_is_told_how_it_is_typed(running):
    """`help` gets the help, `subscribe …` where it is typed; what only begins like a command stays a question."""
    assert "/brief subscribe" in await running.ask("help!", channel="ana")
    assert "type `/brief subscribe …`" in await running.ask("subscribe bridge weekdays 08:00", channel="ana")
    assert "Jana Kolarova" in await running.ask("who helps the strikers as union leader?", channel="ana")


async def test_a_topic_alone_is_answered_with_its_briefing(running):
    """Written to the bot, "bridge" brings what /brief would show; in that thread it is a question like any other."""
    said = await running.ask("bridge", channel="ana")
    assert said.startswith(briefings.title("bridge"))
    assert "Jana Kolarova" not in said
    asked = next(m for m in running.workspace.channel("ana").messages if m.text == "bridge")
    again = await running.ask("toll gate", thread=asked, channel="ana")
    assert not again.startswith(briefings.title("toll gate"))


@pytest.mark.parametrize("said", ["lighthouses", '"bridge'])
async def test_words_without_news_are_answered_as_a_question(running, said):
    """What no story tells of, and what cannot be read as a topic, gets the answer that a question gets."""
    answer = await running.ask(said, channel="ana")
    assert not answer.startswith(briefings.title(said))
    assert "cannot be read" not in answer


async def test_while_it_works_the_thread_says_so_and_then_no_more(running):
    """The status is set on the question's own thread before the answer, and is gone with it."""
    await running.ask("how many trucks crossed?", channel="ana")
    told = [r for r in running.playground.requests if r.name == "assistant.threads.setStatus"]
    (asked,) = [m for m in running.workspace.channel("ana").messages if m.user == "U0ANARUIZ1"]
    assert [(r.sent["thread_ts"], r.outcome) for r in told] == [(asked.ts, "ok")]
    assert told[0].sent["status"] == agent.WORKING
    assert running.workspace.agent.working == {}


@pytest.mark.parametrize("error", ["missing_scope", "unknown_method", "fatal_error"])
async def test_an_app_that_is_no_agent_answers_all_the_same(running, error):
    """Where Slack refuses prompts and status, the answer to a direct message comes without them."""
    for method in ("assistant.threads.setStatus", "assistant.threads.setSuggestedPrompts"):
        running.playground.faults.tell(method, "error", error=error)
    await running.playground.surfaces.open_home("ana", tab="messages")
    assert "260" in await running.ask("how many trucks crossed?", channel="ana")


async def test_an_event_that_nobody_asked_for_is_taken(running):
    """Whatever else Slack tells an agent is acknowledged, so that it is not sent again."""
    for kind in ("app_context_changed", "agent_session_stopped", "assistant_thread_started", "team_join"):
        done = await running.playground.tell({"type": kind, "event_ts": running.workspace.stamp()})
        assert done.accepted, kind


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What is new today?", ""),
        ("what's new", ""),
        ("What is new on Port Sellen?", "Port Sellen"),
        ("What’s new in Kuwait today?", "Kuwait"),
        ("what is new about oil prices", "oil prices"),
        ("what is new and who said so?", None),
        ("how many trucks crossed?", None),
    ],
)
def test_a_question_for_news_is_told_from_other_questions(question, topic):
    """Only one that asks what is new, on a topic or at all, is answered with a briefing."""
    assert agent.topic(question) == topic


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("syria", True),
        ("oil price", True),
        ('"global coalition" from:kuna', True),
        ("", False),
        ("who paid?", False),
        ("who paid", False),
        ("timeline", False),
        ("all quotes by Darwish", False),
        ("good morning", False),
        ("the bakers of Ostrava went back to work", False),
    ],
)
def test_a_topic_alone_is_told_from_a_question(text, topic):
    """A few words that ask for nothing, and are no small talk."""
    assert agent.is_topic(text) == topic
