"""The double refuses what comes too fast, as Slack does."""

import pytest
from slack_sdk.errors import SlackApiError


async def limited(call):
    """How many calls were taken before the first that came too soon, and what that was told."""
    taken = 0

    async def go_on():
        nonlocal taken
        while taken < 200:
            await call()
            taken += 1

    with pytest.raises(SlackApiError, match="ratelimited") as refusal:
        await go_on()
    return taken, refusal.value.response


async def test_a_method_is_limited_by_its_tier_and_no_other_is(office):
    """Of Tier 3, fifty calls in a row are taken and the next is told to wait; another method goes on."""
    channel = office.channel().id
    taken, refusal = await limited(lambda: office.client.conversations_history(channel=channel))
    assert taken >= 50
    assert (refusal.status_code, refusal.headers["Retry-After"]) in {(429, "1"), (429, "2")}
    await office.client.conversations_info(channel=channel)


async def test_a_channel_is_limited_to_a_post_a_second(office):
    """After a short burst a post to one channel comes too soon; another channel takes it."""
    taken, refusal = await limited(lambda: office.client.chat_postMessage(channel=office.channel().id, text="x"))
    assert 25 <= taken < 50
    assert (refusal.status_code, refusal.headers["Retry-After"]) == (429, "1")
    await office.client.chat_postMessage(channel=office.channel("syria-desk").id, text="x")
