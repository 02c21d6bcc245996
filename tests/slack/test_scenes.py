"""What people see: scenes played in a workspace with the running bot."""

import pytest

from tests.slack.conftest import BRIDGE, STRIKE, page


@pytest.fixture
async def briefed(newsroom):
    """A newsroom with the bot running and a briefing standing in #world-news."""
    newsroom.file("bridge", BRIDGE)
    newsroom.subscribe()
    async with newsroom.bot():
        yield newsroom, await newsroom.briefing()


async def test_a_subscription_that_is_due_puts_a_briefing_into_its_channel(briefed):
    """When its time comes, the channel holds a briefing with headline, key points, agency and the next time."""
    _, briefing = briefed
    shown = page(briefing)
    assert shown.startswith("News briefing\n\nOld river bridge at Halmeria reopens to trucks\n")
    assert "  • Trucks crossed the old river bridge" in shown
    assert "Coast News · HALMERIA" in shown
    assert "Read 1 source · next " in shown


async def test_the_notification_of_a_briefing_says_what_is_in_it(briefed):
    """The text that a phone's lock screen shows counts the stories and names them."""
    assert briefed[1].text == ("News briefing: 1 story\n1. Old river bridge at Halmeria reopens to trucks (Coast News)")


async def test_a_question_in_the_thread_is_answered_with_a_citation(briefed):
    """The answer has the shortest words first, then the sentence verbatim, then where that stands."""
    newsroom, briefing = briefed
    answer = await newsroom.ask("how many trucks crossed?", briefing)
    assert answer.split("\n")[:4] == [
        "260 trucks",
        "  │ Some 260 trucks crossed before noon, the port authority said.",
        "Old river bridge at Halmeria reopens to trucks",
        "Coast News · paragraph 3 · version 1",
    ]


async def test_the_speaker_of_a_cited_quotation_is_named(briefed):
    """A question about what somebody said is answered by the quotation."""
    newsroom, briefing = briefed
    answer = await newsroom.ask("what did the minister say about the bridge?", briefing)
    assert "The bridge carries forty tonnes again," in answer
    assert "Petra Lindqvist" in answer


async def test_a_question_that_the_stories_do_not_answer_is_told_so(briefed):
    """The bot abstains in fixed words; what comes nearest is offered as that."""
    newsroom, briefing = briefed
    answer = await newsroom.ask("who paid for the new beams of the bridge?", briefing)
    assert answer.startswith("The stories don't say.")


async def test_people_who_talk_in_a_thread_are_left_alone(briefed):
    """A remark that asks nothing gets no answer."""
    newsroom, briefing = briefed
    await newsroom.playground.say("sami", "world-news", "good, my cousin drives there", thread_ts=briefing.ts)
    await newsroom.settled()
    assert [m for m in newsroom.shown() if m.is_reply] == []


async def test_a_mention_anywhere_is_answered_from_the_archive_once(briefed):
    """Slack delivers a mention as two events; one answer stands in its thread, though no briefing does."""
    newsroom, _ = briefed
    answer = await newsroom.ask("@briefbot how many trucks crossed the bridge?")
    assert answer.startswith("260 trucks")
    await newsroom.settled()
    assert len([m for m in newsroom.shown() if m.is_reply]) == 1


async def test_a_direct_message_is_answered(briefed):
    """In a conversation with the bot no mention is needed."""
    newsroom, _ = briefed
    channel = newsroom.workspace.direct(newsroom.workspace.user("ana"))
    assert (await newsroom.ask("how many trucks crossed the bridge?", channel=channel.id)).startswith("260 trucks")


async def test_brief_shows_a_topic_to_the_one_who_asked(newsroom):
    """/brief answers with the stories on its topic and no others, to nobody else."""
    newsroom.file("bridge", BRIDGE)
    newsroom.file("strike", STRIKE)
    async with newsroom.bot():
        await newsroom.until(lambda: len(newsroom.stories()) == 2)
        answer = await newsroom.command("/brief bakers")
        assert page(answer).startswith("Briefing: bakers\n\nBakers in Ostrava end strike after wage deal\n")
        assert "Halmeria" not in page(answer)
        assert newsroom.briefings() == []


async def test_a_brief_can_be_shared_with_the_channel(newsroom):
    """The button posts the same briefing for everybody, with the name of who shared it."""
    newsroom.file("strike", STRIKE)
    async with newsroom.bot():
        await newsroom.until(newsroom.stories)
        answer = await newsroom.command("/brief bakers")
        await newsroom.playground.click("ana", "world-news", answer.ts, "share_brief")
        shared = await newsroom.briefing()
        assert "Bakers in Ostrava end strike after wage deal" in page(shared)
        assert f"Shared by <@{newsroom.workspace.user('ana').id}>" in str(shared.blocks)


async def test_brief_on_a_topic_without_stories_says_so(newsroom):
    """A topic that nothing is known on gets an answer that names it, those that have news, and what was read."""
    newsroom.file("strike", STRIKE)
    async with newsroom.bot():
        await newsroom.until(newsroom.stories)
        answer = page(await newsroom.command("/brief volcano"))
        assert answer.startswith("Briefing: volcano\n\nNothing on volcano.\nThese have news:\n")
        assert "Ostrava" in answer
        assert answer.endswith("\nRead 1 source\n")


async def test_a_topic_that_cannot_be_read_is_explained(newsroom):
    """A quotation mark without its fellow gets an answer that says what to type."""
    async with newsroom.bot():
        assert "quotation mark" in page(await newsroom.command('/brief "oil price'))


async def test_brief_help_says_what_can_be_asked(newsroom):
    """/brief help shows the ways to use the bot."""
    async with newsroom.bot():
        assert "/brief syria" in page(await newsroom.command("/brief help"))


async def test_a_story_that_shouts_at_everybody_rings_nobody(newsroom):
    """A headline with Slack's markup for a mention is shown as it is, in the blocks and in the notification."""
    newsroom.file(
        "shout", STRIKE.replace("Bakers in Ostrava end", "Bakers <!channel> in *Ostrava* & <@U0ANARUIZ1> end")
    )
    newsroom.subscribe()
    async with newsroom.bot():
        briefing = await newsroom.briefing()
        assert "<!channel>" not in briefing.text
        assert "&lt;!channel&gt;" in briefing.text
        assert "Bakers <!channel> in *Ostrava* & <@U0ANARUIZ1> end strike" in page(briefing)


async def test_an_embargoed_story_is_shown_by_no_door(newsroom):
    """Neither the briefing nor /brief nor an answer shows a story before its embargo is over."""
    ninjs = (
        '{"uri": "urn:coast:77", "version": "1", "headline": "Ferry fares to rise", "pubstatus": "usable", '
        '"embargoed": "2099-01-01T00:00:00Z", "body_text": "Ferry fares to Halmeria rise by 9 per cent."}'
    )
    newsroom.file("ferry", ninjs, form="json")
    newsroom.subscribe()
    async with newsroom.bot():
        assert "Ferry" not in page(await newsroom.briefing())
        with newsroom.open() as archive:
            assert archive.first_seen(["urn:coast:77"])
        assert "Ferry" not in page(await newsroom.command("/brief ferry"))
        assert "9 per cent" not in await newsroom.ask("@briefbot how much do ferry fares rise?")


async def test_the_bot_is_reached_by_socket_mode_where_an_app_token_is_set(newsroom):
    """With an app-level token and no signing secret, a command and a question are answered over the socket."""
    newsroom.file("strike", STRIKE)
    async with newsroom.bot(slack_app_token="xapp-test", slack_signing_secret=""):
        await newsroom.until(newsroom.stories)
        assert "wage deal" in page(await newsroom.command("/brief bakers"))
        assert "seven per cent" in await newsroom.ask("@briefbot how much did the mills raise wages?")
