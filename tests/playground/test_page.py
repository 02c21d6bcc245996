"""The page as it is served: who sees what, in whose time, and what foreign text can do to it."""

import asyncio
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.playground.render import Renderer
from briefbot.playground.workspace import Message, demo_workspace

WORKSPACE = demo_workspace("xoxb-test")
ANA = WORKSPACE.user("ana")


class Markup(HTMLParser):
    """The tags and attributes in a piece of HTML, and the text between them."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


def rendered(text, **fields):
    return Markup(Renderer(WORKSPACE, ANA).message(Message("1764000000.000100", "U0BRIEFBOT", text, **fields)))


async def page(office, place="world-news", **query):
    """The page of a channel, as text."""
    answer = await office.http.get(f"/c/{place}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.text


# Who sees what


async def test_the_first_address_leads_to_the_first_channel(office):
    """/ sends the browser to #world-news."""
    answer = await office.http.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/c/world-news")


async def test_what_one_person_alone_sees_is_on_nobody_elses_page(office):
    """An ephemeral message is on Ana's page, on Sami's it is neither shown nor counted as unread or as a reply."""
    parent = await office.post("for all")
    await page(office, **{"as": "sami"})
    for thread in (None, parent):
        await office.client.chat_postEphemeral(
            channel=office.channel().id, user="U0ANARUIZ1", text="for Ana", thread_ts=thread
        )
    assert "for Ana" in await page(office, **{"as": "ana"})
    assert "for Ana" in await page(office, thread=parent, **{"as": "ana"})
    assert "for Ana" not in await page(office, thread=parent, **{"as": "sami"})
    assert "Reply in thread" in await page(office, **{"as": "sami"})
    assert "(unread)" not in await page(office, "general", **{"as": "sami"})


async def test_a_channel_with_something_new_is_marked_until_it_is_looked_at(office):
    """(unread) stands beside #world-news after a post, for each person until they have opened it."""
    await office.post("news")
    assert "(unread)" in await page(office, "general")
    await page(office)
    assert "(unread)" not in await page(office, "general")
    assert "(unread)" in await page(office, "general", **{"as": "sami"})


@pytest.mark.parametrize("place", ["nowhere", "D0SAMIBOT01", "world-news?as=nobody"])
async def test_a_place_that_is_not_ones_own_is_not_there(office, place):
    """An unknown channel, somebody else's conversation and an unknown person are 404, on every route."""
    path, _, query = place.partition("?")
    assert (await office.http.get(f"/c/{place}")).status_code == 404
    for action in ("say", "click"):
        assert (await office.http.post(f"/c/{path}/{action}?{query}", data={"text": "x"})).status_code == 404
    assert not any(channel.messages for channel in office.workspace.channels)


async def test_a_button_that_is_gone_is_said_to_be(office):
    """Pressing what is no longer there, or nothing, is 404; pressing what no bot takes is 502."""
    block = {"type": "button", "action_id": "share", "text": {"type": "plain_text", "text": "Share"}}
    ts = await office.post("x", blocks=[{"type": "actions", "elements": [block]}])
    assert (await office.http.post("/c/world-news/click", data={"ts": "1.0", "action": "share"})).status_code == 404
    assert (await office.http.post("/c/world-news/click")).status_code == 404
    assert (await office.http.post("/c/world-news/click", data={"ts": ts, "action": "share"})).status_code == 502


async def test_times_are_the_readers(office):
    """A message of 22:30 UTC is of the next day in Kuwait and of the same in Vienna, and so are the dates in it."""
    stamp = 1_795_559_400  # Tue 24 Nov 2026, 22:30 UTC
    office.workspace.post(office.channel(), office.workspace.bot, f"next <!date^{stamp}^{{date_num}} {{time}}|later>")
    office.channel().messages[0].ts = f"{stamp}.000100"
    vienna, kuwait = await page(office, **{"as": "ana"}), await page(office, **{"as": "sami"})
    assert "Tuesday, 24 November 2026 at 23:30" in vienna
    assert "next <time>2026-11-24 23:30</time>" in vienna
    assert "Wednesday, 25 November 2026 at 01:30" in kuwait
    assert "next <time>2026-11-25 01:30</time>" in kuwait


async def test_days_are_divided(office):
    """Each day's first message stands under the day's name."""
    for stamp in (1_795_386_600, 1_795_473_000, 1_795_473_060):
        office.workspace.post(office.channel(), office.workspace.bot, "x").ts = f"{stamp}.000100"
    days = re.findall(r'class="day">([^<]+)<', await page(office))
    assert days == ["Sunday, 22 November", "Monday, 23 November"]


async def test_the_page_lets_no_foreign_thing_in(office):
    """Scripts and styles come from the page's own address alone, and nobody may frame it."""
    for place in ("/c/world-news", "/requests"):
        policy = (await office.http.get(place)).headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy


async def test_requests_are_listed_with_how_they_went(office, receiver):
    """The newest is on top: a refused call with its error, a command with the status it got."""
    await office.refusal("chat.postMessage", channel="nowhere", text="x")
    await office.playground.say("ana", "world-news", "/brief syria")
    shown = Markup((await office.http.get("/requests")).text).text.split()
    command, refused = shown.index("/brief"), shown.index("chat.postMessage")
    assert command < refused
    assert "200" in shown[command : command + 4]
    assert "channel_not_found" in shown[refused : refused + 4]
    assert "xoxb-test" not in " ".join(shown)


async def test_changes_are_told_as_they_come(office):
    """The stream that the page listens to has a line for a new message."""
    async with office.http.stream("GET", "/changes") as stream:
        await office.post("news")
        async for line in stream.aiter_lines():
            if line.startswith("data: "):
                break
    assert int(line.removeprefix("data: ")) == office.playground.version


async def test_a_change_between_the_page_and_its_stream_is_told(office):
    """What came after the page was made, and before it listened, is the stream's first line."""
    (version,) = re.findall(r'data-version="(\d+)"', await page(office))
    await office.post("news")
    async with office.http.stream("GET", "/changes", params={"since": version}) as stream:
        line = await asyncio.wait_for(anext(stream.aiter_lines()), 5)
    assert line == f"data: {office.playground.version}"


# Markup


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* _leaning_ ~gone~ `code`", "<strong>bold</strong> <em>leaning</em> <s>gone</s> <code>code</code>"),
        ("3*4*5 and snake_case_name", "3*4*5 and snake_case_name"),
        ("one\ntwo", "one<br>two"),
        ("&gt; said", "<blockquote>said</blockquote>"),
        ("<@U0SAMIHADD>", '<span class="mention">@sami</span>'),
        ("<#C0WORLDNEWS>", '<span class="mention">#world-news</span>'),
        ("<@U0GONE> in <#C0GONE|old>", '<span class="mention">@U0GONE</span> in <span class="mention">#old</span>'),
        ("<!channel>", '<span class="mention loud">@channel</span>'),
        ("&lt;!channel&gt;", "&lt;!channel&gt;"),
        ("<https://a.example/?a=1&amp;b=2|A &amp; B>",
         '<a href="https://a.example/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">A &amp; B</a>'),
        ("<javascript:alert(1)|here>", "&lt;javascript:alert(1)|here&gt;"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<!date^soon^{date}|in a while>", "<time>in a while</time>"),
        ("<!date^99999999999999^{date}|in a while>", "<time>in a while</time>"),
        ("<!date^0^A&amp;B|x>", "<time>A&amp;B</time>"),
        ("\x040\x05 \x02b\x03", "0 b"),
    ],
)  # fmt: skip
def test_mrkdwn_is_shown_as_slack_shows_it(text, html):
    """Slack's markup becomes HTML; what is no markup, or not allowed, stays text."""
    assert str(Renderer(WORKSPACE, ANA).mrkdwn(text)) == html


@given(
    st.text(
        st.sampled_from("<>&|*_~`!@#^{}\"'\\/:;=abc\n 0\x02\x03\x04\x05") | st.characters(exclude_categories=["Cs"])
    )
)
def test_no_text_becomes_markup_of_its_own(text):
    """Whatever a message says, its HTML has the tags and attributes of mrkdwn alone, and links to the web alone."""
    for markup in (
        rendered(text),
        rendered("", blocks=[{"type": "header", "text": {"type": "plain_text", "text": text}}]),
    ):
        assert set(markup.tags) <= {"a", "blockquote", "br", "code", "div", "em", "h3", "s", "span", "strong", "time"}
        assert {name for name, _ in markup.attributes} <= {"class", "href", "rel", "target"}
        links = [value for name, value in markup.attributes if name == "href"]
        assert all(link.startswith(("http://", "https://", "mailto:")) for link in links)


def rich(**part):
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [part]}]}]


@pytest.mark.parametrize(
    ("blocks", "shown"),
    [
        (rich(type="date", timestamp=10**20, format="{date}", fallback="later"), "later"),
        (rich(type="user", user_id="U0GONE"), "@U0GONE"),
        (rich(type="channel", channel_id="C0WORLDNEWS"), "#world-news"),
        (rich(type="emoji", name="wave"), ":wave:"),
        (rich(type="broadcast", range="channel"), "@channel"),
        ([{"type": "image", "alt_text": "a map", "image_url": "https://a.example/m.png"}], "[a map]"),
        ([{"type": "markdown", "text": "**x**"}], "**x**"),
        ([{"type": "section", "fields": [{"type": "mrkdwn", "text": "*a*"}]}], "a"),
    ],
)
def test_every_block_is_shown_as_something(blocks, shown):
    """What has no look of its own here is shown as text: its alternative text, its fallback or its name."""
    assert rendered("", blocks=blocks).text.strip() == shown


def test_a_link_to_anything_but_the_web_leads_nowhere():
    """A rich_text link or a button with another scheme has no address."""
    button = {"type": "button", "text": {"type": "plain_text", "text": "x"}, "url": "slack://open"}
    blocks = [*rich(type="link", url="slack://open"), {"type": "actions", "elements": [button]}]
    assert [value for name, value in rendered("", blocks=blocks).attributes if name == "href"] == ["#", "#"]


def test_the_two_thumbs_of_feedback_are_two_buttons():
    """Each is a button of its own that a screen reader names, and presses what Slack would send."""

    def thumb(label):
        return {"text": {"type": "plain_text", "text": label}, "value": label, "accessibility_label": f"{label}, aloud"}

    element = {
        "type": "feedback_buttons",
        "action_id": "rate",
        "positive_button": thumb("Good"),
        "negative_button": thumb("Bad"),
    }
    made = rendered("x", blocks=[{"type": "context_actions", "elements": [element]}])
    assert made.tags.count("button") == 2
    assert [value for name, value in made.attributes if name == "data-action"] == ["rate/positive", "rate/negative"]
    assert [value for name, value in made.attributes if name == "aria-label"] == ["Good, aloud", "Bad, aloud"]
