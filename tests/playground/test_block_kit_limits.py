"""How much and how little of each thing Slack takes: at the limit it passes, one past it it is refused."""

import pytest

from briefbot.playground.block_kit import check_blocks, check_view
from tests.playground.blocks import (
    accessory,
    block,
    bullets,
    button,
    confirm,
    entry,
    feedback,
    icon,
    image,
    many,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    run,
    section,
    select,
    table,
    typed,
    url,
)

# (what it is, how it is made with so much of it, the most that Slack takes, where more is refused)
MOST = [
    ("section text", lambda n: block("section", text=mrkdwn(n)), 3000, "/text/text"),
    ("section fields", lambda n: block("section", fields=[plain()] * n), 10, "/fields"),
    ("section field", lambda n: block("section", fields=[plain(n)]), 2000, "/fields/0/text"),
    ("header", lambda n: block("header", text=plain(n)), 150, "/text/text"),
    ("context elements", lambda n: block("context", elements=[plain()] * n), 10, "/elements"),
    ("context text", lambda n: block("context", elements=[mrkdwn(n)]), 3000, "/elements/0/text"),
    ("context plain text", lambda n: block("context", elements=[plain(n)]), 3000, "/elements/0/text"),
    ("actions", lambda n: block("actions", elements=many(n, button)), 25, "/elements"),
    ("context actions", lambda n: block("context_actions", elements=[icon()["elements"][0]] * n), 5, "/elements"),
    ("block id", lambda n: section(block_id="b" * n), 255, "/block_id"),
    ("markdown", lambda n: block("markdown", text="x" * n), 12_000, "/text"),
    ("image address", lambda n: image(image_url=url(n)), 3000, "/image_url"),
    ("image alt text", lambda n: image(alt_text="x" * n), 2000, "/alt_text"),
    ("image title", lambda n: image(title=plain(n)), 2000, "/title/text"),
    ("small image address", lambda n: accessory("image", alt_text="a", image_url=url(n)), 3000, "/accessory/image_url"),
    (
        "small image alt text",
        lambda n: accessory("image", alt_text="x" * n, image_url=url()),
        2000,
        "/accessory/alt_text",
    ),
    ("table rows", lambda n: table(rows=n), 100, "/rows"),
    ("table columns", lambda n: table(columns=n), 20, "/rows/0"),
    ("column settings", lambda n: table(column_settings=[{}] * n), 20, "/column_settings"),
    ("button text", lambda n: section(accessory=button(text=plain(n))), 75, "/accessory/text/text"),
    ("button address", lambda n: section(accessory=button(url=url(n))), 3000, "/accessory/url"),
    ("button value", lambda n: section(accessory=button(value="x" * n)), 2000, "/accessory/value"),
    (
        "button label",
        lambda n: section(accessory=button(accessibility_label="x" * n)),
        75,
        "/accessory/accessibility_label",
    ),
    ("action id", lambda n: section(accessory=button(action_id="x" * n)), 255, "/accessory/action_id"),
    ("confirmation title", lambda n: confirm(title=plain(n)), 100, "/accessory/confirm/title/text"),
    ("confirmation text", lambda n: confirm(text=plain(n)), 300, "/accessory/confirm/text/text"),
    ("confirmation yes", lambda n: confirm(confirm=plain(n)), 30, "/accessory/confirm/confirm/text"),
    ("confirmation no", lambda n: confirm(deny=plain(n)), 30, "/accessory/confirm/deny/text"),
    ("placeholder", lambda n: select(options=options(), placeholder=plain(n)), 150, "/accessory/placeholder/text"),
    ("options", lambda n: select(options=options(n)), 100, "/accessory/options"),
    ("option text", lambda n: select(options=[option(text=plain(n))]), 75, "/accessory/options/0/text/text"),
    ("option value", lambda n: select(options=[option(value="x" * n)]), 150, "/accessory/options/0/value"),
    (
        "option description",
        lambda n: select(options=[option(description=plain(n))]),
        75,
        "/accessory/options/0/description/text",
    ),
    ("option address", lambda n: select(options=[option(url=url(n))]), 3000, "/accessory/options/0/url"),
    (
        "option groups",
        lambda n: select(option_groups=[{"label": plain(), "options": options()}] * n),
        100,
        "/accessory/option_groups",
    ),
    (
        "options of a group",
        lambda n: select(option_groups=[{"label": plain(), "options": options(n)}]),
        100,
        "/accessory/option_groups/0/options",
    ),
    (
        "group label",
        lambda n: select(option_groups=[{"label": plain(n), "options": options()}]),
        75,
        "/accessory/option_groups/0/label/text",
    ),
    ("overflow", lambda n: accessory("overflow", options=options(n)), 5, "/accessory/options"),
    ("checkboxes", lambda n: accessory("checkboxes", options=options(n)), 10, "/accessory/options"),
    ("radio buttons", lambda n: accessory("radio_buttons", options=options(n)), 10, "/accessory/options"),
    (
        "workflow button",
        lambda n: accessory("workflow_button", text=plain(n), workflow={}),
        75,
        "/accessory/text/text",
    ),
    ("feedback text", lambda n: feedback(text=plain(n)), 75, "/elements/0/positive_button/text/text"),
    ("feedback value", lambda n: feedback(value="x" * n), 2000, "/elements/0/positive_button/value"),
    (
        "feedback label",
        lambda n: feedback(accessibility_label="x" * n),
        75,
        "/elements/0/positive_button/accessibility_label",
    ),
    ("icon text", lambda n: icon(text=plain(n)), 75, "/elements/0/text/text"),
    ("icon value", lambda n: icon(value="x" * n), 2000, "/elements/0/value"),
    ("icon label", lambda n: icon(accessibility_label="x" * n), 75, "/elements/0/accessibility_label"),
    ("icon's users", lambda n: icon(visible_to_user_ids=["U1"] * n), 10, "/elements/0/visible_to_user_ids"),
    ("link", lambda n: run(type="link", url=url(n)), 3000, "/elements/0/elements/0/url"),
    (
        "date's link",
        lambda n: run(type="date", timestamp=1, format="{date}", url=url(n)),
        3000,
        "/elements/0/elements/0/url",
    ),
    ("skin tone", lambda n: run(type="emoji", name="wave", skin_tone=n), 6, "/elements/0/elements/0/skin_tone"),
    ("indent", lambda n: bullets(indent=n), 8, "/elements/0/indent"),
    ("border", lambda n: bullets(border=n), 1, "/elements/0/border"),
]

# The same for inputs, which stand in modals alone.
MOST_OF_INPUTS = [
    ("label", lambda n: entry(label=plain(n)), 2000, "/label/text"),
    ("hint", lambda n: entry(hint=plain(n)), 2000, "/hint/text"),
    ("placeholder", lambda n: typed(placeholder=plain(n)), 150, "/element/placeholder/text"),
    ("least length", lambda n: typed(min_length=n), 3000, "/element/min_length"),
    ("greatest length", lambda n: typed(max_length=n), 3000, "/element/max_length"),
]

# The least that Slack takes, and where less is refused.
LEAST = [
    ("section text", lambda n: block("section", text=mrkdwn(n)), 1, "/text/text"),
    ("section fields", lambda n: block("section", fields=[plain()] * n), 1, "/fields"),
    ("context elements", lambda n: block("context", elements=[plain()] * n), 1, "/elements"),
    ("actions", lambda n: block("actions", elements=many(n, button)), 1, "/elements"),
    ("image alt text", lambda n: image(alt_text="x" * n), 1, "/alt_text"),
    ("options", lambda n: select(options=options(n)), 1, "/accessory/options"),
    ("table rows", lambda n: table(rows=n), 1, "/rows"),
    ("table columns", lambda n: table(columns=n), 1, "/rows/0"),
    (
        "selected items",
        lambda n: accessory("multi_users_select", max_selected_items=n),
        1,
        "/accessory/max_selected_items",
    ),
    ("query", lambda n: accessory("external_select", min_query_length=n), 0, "/accessory/min_query_length"),
    ("moment", lambda n: accessory("datetimepicker", initial_date_time=n), 0, "/accessory/initial_date_time"),
    ("words", lambda n: run(type="text", text="x" * n), 1, "/elements/0/elements/0/text"),
    ("stamp", lambda n: run(type="date", timestamp=n, format="{date}"), 0, "/elements/0/elements/0/timestamp"),
    ("offset", lambda n: bullets(offset=n), 0, "/elements/0/offset"),
]


def named(cases):
    return pytest.mark.parametrize(("make", "limit", "at"), [pytest.param(*case[1:], id=case[0]) for case in cases])


def places(reasons):
    """The JSON pointers in the reasons, below the first block."""
    return {reason.rpartition("[json-pointer:/blocks/0")[2].rstrip("]") for reason in reasons}


@named(MOST)
def test_as_much_as_slack_takes_is_taken_and_one_more_is_refused(make, limit, at):
    """At its limit a block passes on a message; past it it is refused, with a pointer to what is too much."""
    assert check_blocks([make(limit)], "message") == []
    assert places(check_blocks([make(limit + 1)], "message")) == {at}


@named(MOST_OF_INPUTS)
def test_an_input_is_held_to_its_limits(make, limit, at):
    """At its limit an input passes in a modal; past it it is refused."""
    assert check_blocks([make(limit)], "modal") == []
    assert places(check_blocks([make(limit + 1)], "modal")) == {at}


@named(LEAST)
def test_as_little_as_slack_takes_is_taken_and_one_less_is_refused(make, limit, at):
    """With the least a block passes; below it it is refused, with a pointer to what is too little."""
    assert check_blocks([make(limit)], "message") == []
    assert places(check_blocks([make(limit - 1)], "message")) == {at}


MOST_OF_VIEWS = [
    ("title", lambda n: modal(title=plain(n)), 24, "/title/text"),
    ("submit", lambda n: modal(submit=plain(n)), 24, "/submit/text"),
    ("close", lambda n: modal(close=plain(n)), 24, "/close/text"),
    ("callback id", lambda n: modal(callback_id="x" * n), 255, "/callback_id"),
    ("external id", lambda n: modal(external_id="x" * n), 255, "/external_id"),
    ("private metadata", lambda n: modal(private_metadata="x" * n), 3000, "/private_metadata"),
    (
        "a Home tab's metadata",
        lambda n: {"type": "home", "blocks": [], "private_metadata": "x" * n},
        3000,
        "/private_metadata",
    ),
]


@named(MOST_OF_VIEWS)
def test_a_view_is_held_to_its_limits(make, limit, at):
    """At its limit a view passes; past it it is refused."""
    assert check_view(make(limit)) == []
    (reason,) = check_view(make(limit + 1))
    assert reason.endswith(f"[json-pointer:/view{at}]")
