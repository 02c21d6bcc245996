"""Blocks and views that Slack refuses, each with its case, beside the like that it takes."""

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.playground.block_kit import BLOCKS, check_blocks, check_view
from tests.playground.blocks import (
    accessory,
    block,
    bullets,
    button,
    confirm,
    entry,
    feedback,
    image,
    modal,
    mrkdwn,
    option,
    plain,
    rich,
    run,
    section,
    select,
    table,
    url,
)

REFUSED = [
    # What must be there
    (block("section"), "missing required field: text or fields []"),
    (block("header"), "missing required field: text []"),
    (block("context"), "missing required field: elements []"),
    (block("actions"), "missing required field: elements []"),
    (block("context_actions"), "missing required field: elements []"),
    (block("image", image_url=url()), "missing required field: alt_text []"),
    (block("image", alt_text="a"), "missing required field: image_url or slack_file []"),
    (block("markdown"), "missing required field: text []"),
    (block("rich_text"), "missing required field: elements []"),
    (block("table"), "missing required field: rows []"),
    (accessory("button"), "missing required field: text [/accessory]"),
    (accessory("image", image_url=url()), "missing required field: alt_text [/accessory]"),
    (accessory("image", alt_text="a"), "missing required field: image_url or slack_file [/accessory]"),
    (accessory("static_select"), "missing required field: options or option_groups [/accessory]"),
    (accessory("multi_static_select"), "missing required field: options or option_groups [/accessory]"),
    (accessory("workflow_button", text=plain()), "missing required field: workflow [/accessory]"),
    (select(options=[{"text": plain()}]), "missing required field: value [/accessory/options/0]"),
    (
        section(accessory=button(confirm={"title": plain(), "text": plain(), "confirm": plain()})),
        "missing required field: deny [/accessory/confirm]",
    ),
    (rich({"type": "rich_text_list", "elements": []}), "missing required field: style [/elements/0]"),
    (run(type="link"), "missing required field: url [/elements/0/elements/0]"),
    (run(type="date", timestamp=1), "missing required field: format [/elements/0/elements/0]"),
    # What must not
    (block("divider", text=mrkdwn()), "invalid additional property: text []"),
    (section(colour="red"), "invalid additional property: colour []"),
    (section(accessory=button(colour="red")), "invalid additional property: colour [/accessory]"),
    (
        block("section", text={"type": "mrkdwn", "text": "x", "emoji": True}),
        "invalid additional property: emoji [/text]",
    ),
    (
        run(type="text", text="x", style={"blink": True}),
        "invalid additional property: blink [/elements/0/elements/0/style]",
    ),
    # What is of another kind
    (block("header", text=mrkdwn()), "unsupported type: mrkdwn is no plain_text object [/text/type]"),
    (
        section(accessory=button(text=mrkdwn())),
        "unsupported type: mrkdwn is no plain_text object [/accessory/text/type]",
    ),
    (block("section", text="x"), "unsupported type: None is no text object [/text/type]"),
    (block("section", text={"type": ["mrkdwn"]}), "unsupported type: ['mrkdwn'] is no text object [/text/type]"),
    (accessory("slider"), "unsupported type: slider is no accessory [/accessory/type]"),
    (accessory("plain_text_input"), "unsupported type: plain_text_input is no accessory [/accessory/type]"),
    (block("actions", elements=[image()]), "unsupported type: image is no action element [/elements/0/type]"),
    (block("context", elements=[button()]), "unsupported type: button is no context element [/elements/0/type]"),
    (block("context_actions", elements=[button()]), "unsupported type: button is no context action [/elements/0/type]"),
    (rich({"type": "rich_text_poem"}), "unsupported type: rich_text_poem is no rich text [/elements/0/type]"),
    (run(type="song"), "unsupported type: song is no rich text element [/elements/0/elements/0/type]"),
    (
        bullets(elements=[{"type": "text", "text": "x"}]),
        "unsupported type: text is no rich text section [/elements/0/elements/0/type]",
    ),
    (block("table", rows=[[plain()]]), "unsupported type: plain_text is no table cell [/rows/0/0/type]"),
    (block("section", text={"type": "mrkdwn", "text": 1}), "must be a string [/text/text]"),
    (block("section", text={"type": "mrkdwn", "text": "x", "verbatim": "yes"}), "must be a boolean [/text/verbatim]"),
    (block("section", fields=plain()), "must be an array [/fields]"),
    (block("actions", elements="none"), "must be an array [/elements]"),
    (run(type="text", text="x", style="bold"), "must be an object [/elements/0/elements/0/style]"),
    (bullets(indent="2"), "must be an integer from 0 to 8 [/elements/0/indent]"),
    (bullets(indent=True), "must be an integer from 0 to 8 [/elements/0/indent]"),
    (
        accessory("multi_users_select", max_selected_items=0.5),
        "must be an integer from 1 [/accessory/max_selected_items]",
    ),
    # What is none of those allowed
    (section(accessory=button(style="warning")), "must be one of: primary, danger [/accessory/style]"),
    (bullets(style="dashed"), "must be one of: bullet, ordered [/elements/0/style]"),
    (run(type="broadcast", range="all"), "must be one of: here, channel, everyone [/elements/0/elements/0/range]"),
    (section(accessory=button(url="javascript:alert(1)")), "must be a valid URL [/accessory/url]"),
    (image(image_url="/picture.png"), "must be a valid URL [/image_url]"),
    (image(image_url=1), "must be a valid URL [/image_url]"),
    (run(type="link", url="https://a b.example"), "must be a valid URL [/elements/0/elements/0/url]"),
    (
        block("actions", elements=[button(action_id="a"), button(action_id="a")]),
        "action_id a already exists [/elements]",
    ),
    (accessory("datepicker", initial_date="2026-13-01"), "must be a date as YYYY-MM-DD [/accessory/initial_date]"),
    (accessory("timepicker", initial_time="24:00"), "must be a time as HH:mm [/accessory/initial_time]"),
    (
        select(options=[option()], initial_option=option(value="w")),
        "must be among the options [/accessory/initial_option]",
    ),
    (
        select(option_groups=[{"label": plain(), "options": [option()]}], initial_option=option(value="w")),
        "must be among the options [/accessory/initial_option]",
    ),
    (
        accessory("checkboxes", options=[option()], initial_options=[option(), option(value="w")]),
        "must be among the options [/accessory/initial_options]",
    ),
    (
        select(options=[option()], option_groups=[{"label": plain(), "options": [option()]}]),
        "only one of options and option_groups is allowed [/accessory]",
    ),
    # Where it may not stand
    (block("card", title=plain()), "unsupported type: card has no shape in the playground yet [/type]"),
    (block("alert", text=plain()), "unsupported type: alert on message surfaces [/type]"),
    (block("poster"), "unsupported type: poster on message surfaces [/type]"),
    ("a block", "must be an object with a type []"),
    ({"text": mrkdwn()}, "must be an object with a type []"),
    ({"type": ["section"]}, "must be an object with a type []"),
]

if TYPE_CHECKING:
    from slackblocks._surfaces import BlockSurface


@pytest.mark.parametrize(("wrong", "reason"), REFUSED)
def test_what_slack_does_not_take_is_refused_with_the_reason_and_the_place(wrong, reason):
    """A block with something missing, of another kind or out of place is refused for that reason alone."""
    what, _, at = reason.rstrip("]").rpartition(" [")
    assert check_blocks([wrong], "message") == [f"{what} [json-pointer:/blocks/0{at}]"]


@pytest.mark.parametrize(
    "good",
    [
        block("divider"),
        section(expand=True),
        section(accessory=button(style="danger", url="mailto:desk@example.org")),
        image(image_url=url()) | {"title": plain()},
        block("image", alt_text="a", slack_file={"id": "F1"}),
        confirm(style="danger"),
        accessory("users_select", placeholder=plain(), focus_on_load=True),
        accessory("conversations_select", filter={"include": ["im"]}),
        accessory("timepicker", initial_time="08:00", timezone="Asia/Kuwait"),
        accessory("datepicker", initial_date="2026-11-25"),
        select(options=[option(), option(value="w")], initial_option=option(value="w")),
        rich({"type": "rich_text_preformatted", "language": "python", "elements": [{"type": "text", "text": "x"}]}),
        rich({"type": "rich_text_quote", "elements": [{"type": "user", "user_id": "U1", "style": {"bold": True}}]}),
        bullets(elements=[{"type": "rich_text_section", "elements": [{"type": "link", "url": url(), "text": "x"}]}]),
        block("table", rows=[[rich()]]),
        feedback(),
    ],
)
def test_what_slack_takes_is_taken(good):
    """Blocks in the forms that Slack's reference shows pass."""
    assert check_blocks([good], "message") == []


@pytest.mark.parametrize("kind", sorted(BLOCKS))
def test_every_block_is_refused_what_it_does_not_know(kind):
    """No block lets a property through that its reference does not have."""
    reasons = check_blocks([block(kind, colour="red")], "message")
    assert "invalid additional property: colour [json-pointer:/blocks/0]" in reasons


def test_blocks_are_a_list_of_limited_length():
    """50 blocks make a message, 51 do not; a modal and a Home tab hold 100."""
    assert check_blocks({"type": "divider"}, "message") == ["must be an array [json-pointer:/blocks]"]
    sizes: list[tuple[BlockSurface, int]] = [("message", 50), ("modal", 100), ("home", 100)]
    for surface, most in sizes:
        assert check_blocks([block("divider")] * most, surface) == []
        too_many = [f"no more than {most} items allowed [json-pointer:/blocks]"]
        assert check_blocks([block("divider")] * (most + 1), surface) == too_many


def test_block_ids_are_not_repeated():
    """Two blocks of one block_id are refused; those without any are not alike."""
    twice = [block("divider", block_id="b")] * 2
    assert check_blocks(twice, "message") == ["block_id b already exists [json-pointer:/blocks]"]
    assert check_blocks([block("divider")] * 2, "message") == []


@pytest.mark.parametrize(
    ("most", "one_more", "reason"),
    [
        (
            [block("markdown", text="x" * 6000)] * 2,
            [block("markdown", text="x" * 6000), block("markdown", text="x" * 6001)],
            "markdown must be less than 12001 characters",
        ),
        ([table()], [table(), table()], "only one table is allowed"),
        (
            [block("table", rows=[[{"type": "raw_text", "text": "x" * 2000}] * 5])],
            [block("table", rows=[[{"type": "raw_text", "text": "x" * 2001}] * 5])],
            "a table must be less than 10001 characters",
        ),
        (
            [accessory("users_select", focus_on_load=True), accessory("users_select", focus_on_load=False)],
            [accessory("users_select", focus_on_load=True)] * 2,
            "only one element may have focus_on_load",
        ),
    ],
)
def test_blocks_are_held_to_what_they_may_be_together(most, one_more, reason):
    """Blocks each of which is taken are refused where they are too much all told."""
    assert check_blocks(most, "message") == []
    assert check_blocks(one_more, "message") == [f"{reason} [json-pointer:/blocks]"]


# Views


@pytest.mark.parametrize(
    ("view", "reason"),
    [
        ([], "must be an object [json-pointer:/view]"),
        ({}, "invalid view type [json-pointer:/view/type]"),
        (modal(type="drawer"), "invalid view type [json-pointer:/view/type]"),
        (modal(type=["modal"]), "invalid view type [json-pointer:/view/type]"),
        ({"type": "modal", "blocks": []}, "missing required field: title [json-pointer:/view]"),
        ({"type": "home"}, "missing required field: blocks [json-pointer:/view]"),
        (modal(blocks={}), "must be an array [json-pointer:/blocks]"),
        (modal(blocks=[entry()]), "missing required field: submit [json-pointer:/view]"),
        (
            modal(blocks=[feedback()]),
            "unsupported type: context_actions on modal surfaces [json-pointer:/blocks/0/type]",
        ),
        ({"type": "home", "blocks": [], "title": plain()}, "invalid additional property: title [json-pointer:/view]"),
        (modal(submit_disabled="no"), "must be a boolean [json-pointer:/view/submit_disabled]"),
    ],
)
def test_a_view_that_slack_does_not_take_is_refused(view, reason):
    """A view of another type, or with something missing, unknown or out of place, is refused for that reason."""
    assert check_view(view) == [reason]


@pytest.mark.parametrize("view", [modal(blocks=[entry()], submit=plain()), {"type": "home", "blocks": [section()]}])
def test_a_view_that_slack_takes_passes(view):
    """A modal with an input and a submit button passes, and so does a Home tab."""
    assert check_view(view) == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "text", "elements"]), inner),
    max_leaves=8,
)
blocks = st.fixed_dictionaries(
    {"type": st.sampled_from(sorted(BLOCKS)) | json_values},
    optional=dict.fromkeys(("text", "elements", "fields", "accessory", "rows", "block_id", "label"), json_values),
)


@given(st.lists(blocks | json_values, max_size=3) | json_values)
def test_whatever_comes_is_taken_or_refused(anything):
    """No JSON makes the check itself fail."""
    surfaces: list[BlockSurface] = ["message", "modal", "home"]
    for surface in surfaces:
        assert all(isinstance(reason, str) for reason in check_blocks(anything, surface))
    assert all(isinstance(reason, str) for reason in check_view({"type": "modal", "blocks": anything}))
