"""The page of requests and faults as it is asked for and as its forms are sent."""

import re

import pytest

from briefbot.playground.faults import CALLS, TOLD
from briefbot.playground.oauth import App, Town, second_workspace
from briefbot.playground.workspace import demo_workspace
from tests.playground.conftest import SECRET


async def text(office):
    """What the page says, without its markup."""
    answer = await office.http.get("/requests")
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


async def send(office, place="", **fields):
    """Send one of its forms; the status."""
    return (await office.http.post(f"/requests{place}", data=fields)).status_code


def waiting(office):
    return [(method, fault.words) for method, fault in office.playground.faults.waiting]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "limit", "seconds": "7"}, "Slack says: too many calls, come again in 7 s"),
        ({"kind": "status", "status": "502"}, "Slack is down, nothing done (502)"),
        ({"kind": "status_after"}, "Slack is down, though it is done (503)"),
        ({"kind": "error", "error": "is_archived"}, "Slack refuses it (is_archived)"),
        ({"kind": "error_after"}, "Slack says that it failed, though it is done (internal_error)"),
        ({"kind": "drop_after"}, "The connection breaks, though it is done"),
        ({"method": "events", "kind": "twice"}, "It is told twice"),
    ],
)
async def test_a_form_tells_a_fault(office, fields, words):
    """What was chosen waits for its call or event, is said so in words, and leads back to the page."""
    told = {"method": "chat.postMessage"} | fields
    answer = await office.http.post("/requests", data=told)
    assert (answer.status_code, answer.headers["location"]) == (303, "/requests#next")
    assert waiting(office) == [(told["method"], words)]
    assert words in await text(office)


async def test_a_limit_told_on_the_page_is_one_to_the_bot(office):
    """The call gets 429, and the seconds in Retry-After."""
    await send(office, method="chat.postMessage", kind="limit", seconds="7")
    answer = await office.http.post("/api/chat.postMessage", data={"channel": "world-news", "text": "x"})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")


async def test_a_fault_told_for_a_channel_names_it(office):
    """It says for which channel it waits, and leaves calls for others alone."""
    desk = office.channel("syria-desk")
    await send(office, method="chat.postMessage", kind="error", error="is_archived", channel=desk.id)
    assert "Post a message in #syria-desk: Slack refuses it (is_archived)" in await text(office)
    await office.post()
    assert await office.refusal("chat.postMessage", channel=desk.id, text="x") == "is_archived"


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "drop_after"},
        {"method": "chat.update"},
        {"method": "chat.update", "kind": "explode"},
        {"method": "chat.update", "kind": "twice"},
        {"method": "events", "kind": "status"},
        {"method": "chat.update", "kind": "status", "status": "200"},
        {"method": "chat.update", "kind": "drop_after", "times": "0"},
        {"method": "chat.update", "kind": "drop_after", "times": "101"},
        {"method": "chat.update", "kind": "limit", "seconds": "soon"},
        {"method": "chat.update", "kind": "error", "channel": "C0NOWHERE01"},
    ],
)
async def test_what_is_no_fault_is_said_so(office, fields):
    """Something missing, unknown or out of bounds gets 400 and the reason, and nothing goes wrong."""
    answer = await office.http.post("/requests", data=fields)
    assert answer.status_code == 400
    assert answer.text.startswith("That is no fault: ")
    assert waiting(office) == []


async def test_faults_are_taken_back_one_by_one_or_all(office):
    """The one that is named goes, or, where none is, every one."""
    for kind in ("drop_before", "drop_after", "truncate"):
        await send(office, method="chat.update", kind=kind)
    first = office.playground.faults.waiting[0][1]
    assert await send(office, "/back", number=first.number) == 303
    assert len(waiting(office)) == 2
    assert await send(office, "/back") == 303
    assert waiting(office) == []
    assert "Nothing. Choose below what shall." in await text(office)


async def test_every_fault_is_explained(office):
    """Each kind stands on the page with what it means, in a sentence."""
    said = await text(office)
    for what, means in (CALLS | TOLD).values():
        assert what in said.replace("&#39;", "'")
        assert means in said.replace("&#39;", "'")
        assert means.endswith(".")


async def test_an_admins_acts_are_buttons(office):
    """Archive and unarchive, take the token away and give it back, remove: each is done, and stands in the list."""
    channel = office.channel().id
    for act, is_so in (
        ("archive", lambda: office.channel().is_archived),
        ("unarchive", lambda: not office.channel().is_archived),
        ("revoke", lambda: office.workspace.is_revoked),
        ("give back", lambda: office.workspace.is_installed),
        ("remove", lambda: not office.workspace.is_installed),
    ):
        assert await send(office, "/admin", act=act, channel=channel) == 303
        assert is_so(), act
    said = await text(office)
    for words in ("archive a channel", "unarchive a channel", "revoke the token", "give the token back", "remove the"):
        assert words in said


@pytest.mark.parametrize(
    ("fields", "status"), [({"act": "burn"}, 400), ({}, 400), ({"act": "archive", "channel": "C0NOWHERE01"}, 404)]
)
async def test_an_act_that_there_is_not_is_refused(office, fields, status):
    """Something else than an admin can do, or a channel that is not there, is said to be so."""
    assert await send(office, "/admin", **fields) == status


async def test_an_archived_channel_has_no_box_to_write_in(office):
    """The page says so instead, in the channel and in its threads; what is sent all the same is refused."""
    ts = await office.post()
    await office.playground.admin.archive("world-news")
    shown = (await office.http.get(f"/c/world-news?thread={ts}")).text
    assert shown.count("This channel is archived") == 2
    assert "<textarea" not in shown
    assert (await office.http.post("/c/world-news/say", data={"text": "hello"})).status_code == 409
    assert len(office.channel().messages) == 1


async def test_each_workspace_has_its_own_page(office):
    """What goes wrong in one goes well in the other; where the app is not, the page says so and leads to it."""
    app = App("0.1", "secret", install_url="http://127.0.0.1:9/slack/install")
    town = Town([demo_workspace(""), second_workspace()], app, signing_secret=SECRET)
    town.grant("T0NEWSROOM")
    async with town.serve() as address:
        office.http.base_url = address
        office.http.cookies.set("workspace", "T1HARBOUR1")
        await send(office, method="chat.postMessage", kind="drop_after")
        said = await text(office)
    assert "Harbour Desk" in said
    assert "briefbot not in this workspace" in said
    assert "Add it" in said
    assert [len(town[team].faults.waiting) for team in ("T0NEWSROOM", "T1HARBOUR1")] == [0, 1]
