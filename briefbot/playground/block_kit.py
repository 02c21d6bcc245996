"""Why Slack would refuse blocks or a view: every nested object is held against the limits of slackblocks.

A type that has no shape here is refused, though Slack may know it: write its shape when the bot begins to use it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slackblocks import _limits as limits
from slackblocks._surfaces import BlockSurface, validate_surface_blocks
from slackblocks.errors import TypeMismatchError

from briefbot.playground.block_elements import ACTION_ELEMENTS, CONTEXT_ACTIONS, IMAGE, INPUT_ELEMENTS, plain, text
from briefbot.playground.json_shapes import (
    Check,
    Fields,
    Shape,
    anything,
    many,
    repeated,
    string,
    typed,
    url,
    yes_or_no,
)
from briefbot.playground.rich_text import CELL, RICH_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator

MESSAGE_CHARACTERS = 13_200
"""Text in a message's blocks all told; more is msg_blocks_too_long (seen in bolt-js#2509, in no list of limits)."""

TABLE_CHARACTERS = 10_000
"""Text in a table's cells all told (seen in vercel/chat's limits)."""


def check_blocks(blocks: Any, surface: BlockSurface) -> list[str]:
    """Why Slack refuses these blocks on "message", "modal" or "home"; empty where it takes them."""
    if not isinstance(blocks, list):
        return ["must be an array [json-pointer:/blocks]"]
    most = limits.MESSAGE_BLOCKS_MAX_ITEMS if surface == "message" else limits.VIEW_BLOCKS_MAX_ITEMS
    reasons = list(many(_block(surface), 0, most)(blocks, "/blocks"))
    return [*reasons, *repeated(blocks, "block_id", "/blocks"), *([] if reasons else _together(blocks))]


def check_view(view: Any) -> list[str]:
    """Why Slack refuses this view, a modal or a Home tab; empty where it takes it."""
    if not isinstance(view, dict):
        return ["must be an object [json-pointer:/view]"]
    kind = view.get("type")
    if kind not in ("modal", "home"):
        return ["invalid view type [json-pointer:/view/type]"]
    reasons = [*VIEWS[kind](view, "/view"), *check_blocks(view.get("blocks", []), kind)]
    blocks = view.get("blocks")
    has_input = isinstance(blocks, list) and any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)
    if kind == "modal" and has_input and "submit" not in view:
        reasons.append("missing required field: submit [json-pointer:/view]")
    return reasons


def _together(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """What is too much in these blocks all told, each of which is as it should be."""
    markdown = [block for block in blocks if block["type"] == "markdown"]
    tables = [block for block in blocks if block["type"] == "table"]
    if characters(markdown) > (most := limits.MARKDOWN_TOTAL_TEXT_MAX_LENGTH):
        yield f"markdown must be less than {most + 1} characters [json-pointer:/blocks]"
    if len(tables) > 1:
        yield "only one table is allowed [json-pointer:/blocks]"
    if characters(tables) > TABLE_CHARACTERS:
        yield f"a table must be less than {TABLE_CHARACTERS + 1} characters [json-pointer:/blocks]"
    if sum(_focused(block) for block in blocks) > 1:
        yield "only one element may have focus_on_load [json-pointer:/blocks]"


def _focused(value: Any) -> int:
    if isinstance(value, dict):
        return (value.get("focus_on_load") is True) + sum(map(_focused, value.values()))
    return sum(map(_focused, value)) if isinstance(value, list) else 0


def characters(value: Any) -> int:
    """The text in blocks, as it counts towards a message's limit."""
    if isinstance(value, dict):
        return sum(len(v) if k == "text" and isinstance(v, str) else characters(v) for k, v in value.items())
    return sum(map(characters, value)) if isinstance(value, list) else 0


# Blocks and views

_BLOCK_ID: Fields = {"block_id": string(1, limits.BLOCK_ID_MAX_LENGTH)}


def _shape(required: Fields, optional: Fields | None = None, either: tuple[str, ...] = ()) -> Shape:
    return Shape(required, {**_BLOCK_ID, **(optional or {})}, either)


BLOCKS: dict[str, Shape] = {
    "section": _shape(
        {},
        {
            "text": text(limits.SECTION_TEXT_MAX_LENGTH),
            "fields": many(text(limits.SECTION_FIELDS_ITEM_MAX_LENGTH), 1, limits.SECTION_FIELDS_MAX_ITEMS),
            "accessory": typed({**ACTION_ELEMENTS, "image": IMAGE}, "accessory"),
            "expand": yes_or_no,
        },
        either=("text", "fields"),
    ),
    "header": _shape({"text": plain(limits.HEADER_TEXT_MAX_LENGTH)}),
    "divider": _shape({}),
    "context": _shape(
        {
            "elements": many(
                typed(
                    {
                        "image": IMAGE,
                        "plain_text": Shape({"text": string(1, limits.TEXT_MAX_LENGTH)}, {"emoji": yes_or_no}),
                        "mrkdwn": Shape({"text": string(1, limits.TEXT_MAX_LENGTH)}, {"verbatim": yes_or_no}),
                    },
                    "context element",
                ),
                1,
                limits.CONTEXT_ELEMENTS_MAX_ITEMS,
            )
        }
    ),
    "actions": _shape(
        {"elements": many(typed(ACTION_ELEMENTS, "action element"), 1, limits.ACTIONS_ELEMENTS_MAX_ITEMS)}
    ),
    "context_actions": _shape(
        {"elements": many(typed(CONTEXT_ACTIONS, "context action"), 1, limits.CONTEXT_ACTIONS_ELEMENTS_MAX_ITEMS)}
    ),
    "image": _shape(
        {"alt_text": string(1, limits.IMAGE_ALT_TEXT_MAX_LENGTH)},
        {
            "image_url": url(limits.IMAGE_IMAGE_URL_MAX_LENGTH),
            "slack_file": anything,
            "title": plain(limits.IMAGE_TITLE_MAX_LENGTH),
        },
        either=("image_url", "slack_file"),
    ),
    "input": _shape(
        {"label": plain(limits.INPUT_LABEL_MAX_LENGTH), "element": typed(INPUT_ELEMENTS, "input element")},
        {"hint": plain(limits.INPUT_HINT_MAX_LENGTH), "optional": yes_or_no, "dispatch_action": yes_or_no},
    ),
    "markdown": _shape({"text": string(1, limits.MARKDOWN_TEXT_MAX_LENGTH)}),
    "rich_text": _shape(RICH_TEXT),
    "table": _shape(
        {"rows": many(many(CELL, 1, limits.TABLE_COLUMNS_MAX_ITEMS), 1, limits.TABLE_ROWS_MAX_ITEMS)},
        {"column_settings": many(anything, 0, limits.TABLE_COLUMN_SETTINGS_MAX_ITEMS)},
    ),
}


def _block(surface: BlockSurface) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict) or not isinstance(value.get("type"), str):
            yield f"must be an object with a type [json-pointer:{at}]"
            return
        try:
            validate_surface_blocks([value], surface)
        except TypeMismatchError:
            yield f"unsupported type: {value['type']} on {surface} surfaces [json-pointer:{at}/type]"
            return
        if value["type"] not in BLOCKS:
            yield f"unsupported type: {value['type']} has no shape in the playground yet [json-pointer:{at}/type]"
            return
        yield from BLOCKS[value["type"]](value, at)
        if "elements" in value:
            yield from repeated(value["elements"], "action_id", f"{at}/elements")

    return check


_VIEW: Fields = {
    "private_metadata": string(0, limits.VIEW_PRIVATE_METADATA_MAX_LENGTH),
    "callback_id": string(0, limits.VIEW_CALLBACK_ID_MAX_LENGTH),
    "external_id": string(0, limits.VIEW_EXTERNAL_ID_MAX_LENGTH),
}
VIEWS: dict[str, Shape] = {
    "home": Shape({"blocks": anything}, _VIEW),
    "modal": Shape(
        {"blocks": anything, "title": plain(limits.VIEW_TITLE_MAX_LENGTH)},
        {
            **_VIEW,
            "close": plain(limits.VIEW_CLOSE_MAX_LENGTH),
            "submit": plain(limits.VIEW_SUBMIT_MAX_LENGTH),
            "clear_on_close": yes_or_no,
            "notify_on_close": yes_or_no,
            "submit_disabled": yes_or_no,
        },
    ),
}
