"""Modals and Home tabs: what Slack takes of an app there, what it refuses, and what it tells the app of."""

import json
from urllib.parse import parse_qsl

import pytest
from starlette.responses import JSONResponse

from tests.playground.blocks import plain

TIMES = {
    "type": "input",
    "block_id": "times",
    "label": plain(),
    "element": {"type": "plain_text_input", "action_id": "times"},
}


def modal(title="One", **more):
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": title},
        "submit": plain(),
        "callback_id": "form",
        "blocks": [TIMES],
        **more,
    }


def home(*blocks):
    return {"type": "home", "blocks": list(blocks) or [{"type": "divider"}]}


def trigger(office, who="ana"):
    return office.playground.trigger(office.workspace.user(who))


async def opened(office, view=None):
    """A modal that stands on Ana's screen."""
    await office.client.views_open(trigger_id=trigger(office), view=view or modal())
    return office.playground.surfaces.modal("ana")


def payload(request):
    return json.loads(dict(parse_qsl(request.body.decode()))["payload"])


async def test_a_trigger_opens_one_modal_within_three_seconds(office):
    """A trigger_id that is unknown, used or older than three seconds is refused, each with its own word."""
    view, fresh = modal(), trigger(office)
    assert await office.refusal("views.open", trigger_id="1.2", view=view) == "invalid_trigger_id"
    await office.client.views_open(trigger_id=fresh, view=view)
    assert await office.refusal("views.open", trigger_id=fresh, view=view) == "exchanged_trigger_id"
    old = trigger(office)
    office.clock.now += 3.1
    assert await office.refusal("views.open", trigger_id=old, view=view) == "expired_trigger_id"


@pytest.mark.parametrize(
    ("view", "error"),
    [
        (modal(title="x" * 25), "invalid_arguments"),
        (home(), "invalid_arguments"),
        ("{", "invalid_arguments"),
        (modal(private_metadata="x" * 3001), "invalid_arguments"),
        (modal(submit=None), "invalid_arguments"),
    ],
)
async def test_a_view_beyond_slacks_limits_is_refused(office, view, error):
    """A title, a kind or metadata that Slack does not take is refused, and nothing is on the screen."""
    assert await office.refusal("views.open", trigger_id=trigger(office), view=view) == error
    assert office.playground.surfaces.modal("ana") is None


async def test_a_submission_is_signed_and_holds_what_was_filled_in(office, receiver):
    """The app gets the view with its state; an empty answer closes the modal."""
    view = await opened(office)
    assert await office.playground.surfaces.submit("ana", view.id, {"times": "8:00"}) is None
    (sent,) = receiver.received
    assert sent.is_signed
    body = payload(sent)
    assert (body["type"], body["view"]["callback_id"], body["user"]["id"]) == ("view_submission", "form", "U0ANARUIZ1")
    assert body["view"]["state"]["values"]["times"]["times"]["value"] == "8:00"


async def test_an_empty_field_that_is_needed_is_slacks_own_business(office, receiver):
    """The app hears nothing of it."""
    view = await opened(office)
    kept = await office.playground.surfaces.submit("ana", view.id)
    assert list(kept.errors) == ["times"]
    assert receiver.received == []


@pytest.mark.parametrize(
    ("answer", "title", "errors"),
    [
        ({"response_action": "errors", "errors": {"times": "No time"}}, "One", {"times": "No time"}),
        ({"response_action": "update", "view": modal("Two")}, "Two", {}),
        ({"response_action": "push", "view": modal("Two")}, "Two", {}),
        ({"response_action": "clear"}, None, {}),
        ({"response_action": "push", "view": home()}, "One", {"": "We had some trouble connecting. Try again?"}),
        (
            {"response_action": "errors", "errors": {"x": "y"}},
            "One",
            {"": "We had some trouble connecting. Try again?"},
        ),
    ],
)
async def test_an_answer_to_a_submission_changes_the_screen(office, receiver, answer, title, errors):
    """Errors, another view, one on top or none at all; what Slack does not take is shown as trouble."""
    view = await opened(office)
    receiver.answers.append(JSONResponse(answer))
    shown = await office.playground.surfaces.submit("ana", view.id, {"times": "8:00"})
    assert (shown and shown.content["title"]["text"]) == title
    assert (shown.errors if shown else {}) == errors
    if answer["response_action"] == "push" and title == "Two":
        await office.playground.surfaces.close("ana", shown.id)
        assert office.playground.surfaces.modal("ana") is view


async def test_a_view_is_updated_unless_it_changed_meanwhile(office):
    """views.update replaces the view of its id; another hash is a conflict, another id is not found."""
    view = await opened(office)
    await office.client.views_update(view_id=view.id, hash=view.hash, view=modal("Two"))
    assert view.content["title"]["text"] == "Two"
    assert await office.refusal("views.update", view_id=view.id, hash="old", view=modal()) == "hash_conflict"
    assert await office.refusal("views.update", view_id="V0", view=modal()) == "not_found"


async def test_home_is_published_to_one_person(office):
    """The Home tab is that person's alone; a stale hash, an unknown person and a tab switched off are refused."""
    await office.client.views_publish(user_id="U0ANARUIZ1", view=home())
    assert office.playground.surfaces.home("ana").content["type"] == "home"
    assert office.playground.surfaces.home("sami") is None
    assert await office.refusal("views.publish", user_id="U0ANARUIZ1", view=home(), hash="old") == "hash_conflict"
    assert await office.refusal("views.publish", user_id="U9", view=home()) == "invalid_arguments"
    office.workspace.home_tab = False
    assert await office.refusal("views.publish", user_id="U0ANARUIZ1", view=home()) == "not_enabled"


async def test_opening_home_and_pressing_there_tells_the_app(office, receiver):
    """The event names the tab and the view that is seen; a press names the view, and no channel."""
    await office.client.views_publish(user_id="U0ANARUIZ1", view=home({
        "type": "actions", "elements": [{"type": "button", "text": plain(), "action_id": "go", "value": "1"}],
    }))  # fmt: skip
    view = office.playground.surfaces.home("ana")
    await office.playground.surfaces.open_home("ana")
    event = json.loads(receiver.received[0].body)["event"]
    assert (event["type"], event["tab"], event["view"]["hash"]) == ("app_home_opened", "home", view.hash)
    await office.playground.surfaces.press("ana", view.id, "go")
    body = payload(receiver.received[1])
    assert (body["type"], body["actions"][0]["value"], body["view"]["id"]) == ("block_actions", "1", view.id)
    assert "channel" not in body
    for wrong in (("sami", view.id, "go"), ("ana", view.id, "stop"), ("ana", "V0", "go")):
        with pytest.raises(KeyError):
            await office.playground.surfaces.press(*wrong)


async def test_conversations_of_a_person_are_those_that_the_bot_may_see(office):
    """users.conversations gives the channels that a person is in, of private ones those with the bot alone."""
    office.channel("general").members.discard("U0ANARUIZ1")
    answer = await office.client.users_conversations(user="U0ANARUIZ1", types="public_channel,private_channel")
    assert [channel["name"] for channel in answer["channels"]] == ["world-news", "syria-desk"]
