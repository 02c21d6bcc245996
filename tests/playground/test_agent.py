"""The agent view in the playground: what Slack takes of an app there, what it refuses, and what a person sees."""

import pytest

from tests.playground.conftest import APP_TOKEN

PROMPT = {"title": "What is new?", "message": "What is new today?"}
PROMPTS, STATUS = "assistant.threads.setSuggestedPrompts", "assistant.threads.setStatus"


def direct(office):
    return office.workspace.direct(office.workspace.user("ana"))


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"prompts": []}, "invalid_arguments"),
        ({"prompts": [PROMPT] * 5}, "invalid_arguments"),
        ({"prompts": [{"title": "x"}]}, "invalid_arguments"),
        ({"prompts": [{"title": " ", "message": "x"}]}, "invalid_arguments"),
        ({"prompts": [PROMPT], "channel_id": "C0WORLDNEWS"}, "channel_not_found"),
        ({"prompts": [PROMPT], "channel_id": "C0NOWHERE"}, "channel_not_found"),
    ],
)
async def test_prompts_that_slack_would_not_show_are_refused(office, arguments, error):
    """One to four, each with a title and a message, in a conversation with the app."""
    assert await office.refusal(PROMPTS, **{"channel_id": direct(office).id, **arguments}) == error


async def test_prompts_with_a_thread_are_taken_and_not_shown(office):
    """As under Slack's agent_view, `thread_ts` makes the call succeed and do nothing."""
    place = direct(office)
    await office.client.api_call(PROMPTS, json={"channel_id": place.id, "thread_ts": "1.0", "prompts": [PROMPT]})
    assert office.workspace.agent.offered == {}
    await office.client.api_call(PROMPTS, json={"channel_id": place.id, "prompts": [PROMPT]})
    assert office.workspace.agent.offered[place.id].prompts == [PROMPT]


async def test_prompts_need_the_scope_of_an_agent_and_a_status_that_of_a_writer(office):
    """Without assistant:write there are no prompts; chat:write is enough for a status."""
    said = await office.playground.say("ana", direct(office).id, "hello")
    office.workspace.scopes = frozenset({"chat:write"})
    assert await office.refusal(PROMPTS, channel_id=direct(office).id, prompts=[PROMPT]) == "missing_scope"
    answer = await office.client.api_call(
        STATUS, json={"channel_id": direct(office).id, "thread_ts": said.ts, "status": "is thinking"}
    )
    assert answer["ok"]


async def test_a_status_stands_until_the_app_posts_or_two_minutes_are_over(office):
    """It is of one thread; a post in that thread, an empty status, or time ends it."""
    place = direct(office)
    said = await office.playground.say("ana", place.id, "hello")

    async def work(status="is thinking"):
        await office.client.api_call(STATUS, json={"channel_id": place.id, "thread_ts": said.ts, "status": status})
        return office.workspace.agent.status(place, said.ts, office.clock())

    assert await work() == "is thinking"
    await office.client.chat_postMessage(channel=place.id, text="Nothing.", thread_ts=said.ts)
    assert office.workspace.agent.status(place, said.ts, office.clock()) == ""
    await work()
    assert await work("") == ""
    await work()
    office.clock.now += 121
    assert office.workspace.agent.status(place, said.ts, office.clock()) == ""
    assert await office.refusal(STATUS, channel_id=place.id, thread_ts="1.0", status="x") == "invalid_thread_ts"


async def test_the_page_shows_prompts_and_status(office):
    """In the conversation stand the prompts as buttons that say their message, and under the thread what is done."""
    place = direct(office)
    await office.client.api_call(PROMPTS, json={"channel_id": place.id, "title": "Begin", "prompts": [PROMPT]})
    html = (await office.http.get(f"/c/{place.id}?as=ana")).text
    assert 'value="What is new today?"' in html
    assert "Begin" in html
    await office.http.post(f"/c/{place.id}/say?as=ana", data={"text": PROMPT["message"]})
    (said,) = place.messages
    arguments = {"channel_id": place.id, "thread_ts": said.ts, "status": "is reading the news…"}
    await office.client.api_call(STATUS, json=arguments)
    html = (await office.http.get(f"/c/{place.id}?as=ana&thread={said.ts}")).text
    assert html.count("briefbot is reading the news…") == 2


async def test_opening_the_messages_tells_the_app(office, receiver):
    """The way to the conversation sends app_home_opened with tab "messages", and shows it."""
    answer = await office.http.get(f"/c/{direct(office).id}/messages?as=ana", follow_redirects=True)
    assert answer.status_code == 200
    (told,) = receiver.received
    assert b'"tab": "messages"' in told.body
    assert APP_TOKEN.encode() not in told.body
