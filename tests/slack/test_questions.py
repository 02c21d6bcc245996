"""Talks in threads, as people see them: scenes with the running bot."""

from datetime import UTC, datetime

import pytest

from briefbot.slack import asking
from tests.slack.conftest import BRIDGE, STRIKE, page


@pytest.fixture
async def briefed(newsroom):
    """A newsroom with the bot running and a briefing standing in #world-news."""
    newsroom.file("bridge", BRIDGE)
    newsroom.subscribe()
    async with newsroom.bot():
        yield newsroom, await newsroom.briefing()


def answers(newsroom, channel="world-news"):
    return [m for m in newsroom.shown(channel) if m.is_reply and m.seen_by is None]


async def test_a_follow_up_keeps_its_subject_after_a_restart(newsroom):
    """What a thread talked about is in the archive: another process of the bot knows who "she" is."""
    newsroom.file("bridge", BRIDGE)
    newsroom.subscribe()
    async with newsroom.bot():
        briefing = await newsroom.briefing()
        assert "Petra Lindqvist" in await newsroom.ask("who is the minister of works?", briefing)
    async with newsroom.bot():
        assert "The bridge carries forty tonnes again" in await newsroom.ask("what did she say?", briefing)
        assert "at the toll\n  │ gate" in await newsroom.ask("quote her in full", briefing)


async def test_another_threads_questions_are_not_followed(briefed):
    """A pronoun means somebody in the thread where they were spoken of, and nobody where they were not."""
    newsroom, briefing = briefed
    await newsroom.ask("who is the minister of works?", briefing)
    answer = await newsroom.ask("@briefbot what did she say?", channel="syria-desk")
    assert "forty tonnes" not in answer


async def test_the_archive_answers_what_the_thread_does_not_and_says_so(newsroom):
    """A question about another story is answered under a line that says where the answer is from."""
    newsroom.file("bridge", BRIDGE)
    newsroom.subscribe("bridge")
    async with newsroom.bot():
        briefing = await newsroom.briefing()
        newsroom.file("strike", STRIKE)
        await newsroom.until(lambda: len(newsroom.stories()) == 2)
        answer = await newsroom.ask("what did the union leader of the bakers say about shelves?", briefing)
        assert answer.startswith("Not in this thread's stories. In the archive:")
        assert "Nobody wanted empty shelves" in answer
        with newsroom.open() as archive:
            (post,) = [
                post
                for post in archive.posts(
                    workspace=newsroom.workspace.team_id, channel=newsroom.workspace.channel("world-news").id
                )
                if post.key.startswith("answer/")
            ]
            (kept,) = archive.answers(workspace=post.workspace, channel=post.channel, thread=briefing.ts)
        assert {one.story for one in kept.citations} <= set(post.stories)


async def test_a_request_without_a_question_mark_is_answered_in_a_thread(briefed):
    """A timeline or a summary asked for in a word is no talk among people."""
    newsroom, briefing = briefed
    assert "Trucks crossed the old river bridge" in await newsroom.ask("summary", briefing)


async def test_thanks_get_one_polite_line_where_the_bot_is_spoken_to(briefed):
    """Thanks and orders to a bot that was called by name: a line of its own, and no thumbs."""
    newsroom, briefing = briefed
    assert await newsroom.ask("@briefbot thanks!", briefing) == "You are welcome."
    assert (await newsroom.ask("@briefbot write me a poem", briefing)).startswith("I answer from agency stories alone.")


@pytest.mark.parametrize(("thumb", "good"), [("positive", True), ("negative", False)])
async def test_what_people_think_of_an_answer_is_kept_and_acknowledged(briefed, thumb, good):
    """A press of a thumb is told to the one who pressed alone, and kept with question and citations."""
    newsroom, briefing = briefed
    await newsroom.ask("how many trucks crossed?", briefing)
    (answer,) = answers(newsroom)
    await newsroom.playground.click("sami", "world-news", answer.ts, f"rate_answer/{thumb}")
    (told,) = await newsroom.until(lambda: newsroom.alone("sami"))
    assert page(told) == asking.KEPT
    with newsroom.open() as archive:
        (rated,) = archive.rated(newsroom.workspace.team_id)
    assert rated.question == "how many trucks crossed?"
    assert rated.citations
    (opinion,) = rated.opinions
    assert (opinion.user, opinion.good) == (newsroom.workspace.user("sami").id, good)


async def test_an_answer_that_is_kept_no_more_takes_no_opinion(briefed):
    """After an old answer was forgotten the thumbs of its message say so, and keep nothing."""
    newsroom, briefing = briefed
    await newsroom.ask("how many trucks crossed?", briefing)
    (answer,) = answers(newsroom)
    with newsroom.open() as archive:
        archive.forget_answers(datetime.now(UTC))
    await newsroom.playground.click("sami", "world-news", answer.ts, "rate_answer/positive")
    (told,) = await newsroom.until(lambda: newsroom.alone("sami"))
    assert page(told) == asking.GONE


async def test_a_hundred_kilobytes_without_a_full_stop_are_cited_within_slacks_limits(newsroom):
    """What is too long to show is cut, and marked as cut, and the message is taken by Slack."""
    newsroom.file(
        "long", BRIDGE.replace("Some 260 trucks crossed", "Some 260 trucks " + "and carts " * 9_000 + "crossed")
    )
    newsroom.subscribe()
    async with newsroom.bot():
        answer = await newsroom.ask("how many trucks crossed?", await newsroom.briefing())
    assert "Some 260 trucks and carts" in answer
    assert "[…]" in answer
