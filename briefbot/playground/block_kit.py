"""Why Slack would refuse blocks or a view: every nested object is held against the limits of slackblocks.

A check takes a value and its JSON pointer and yields reasons in the form of Slack's own. Types that have no shape here
are let through where slackblocks allows them on the surface; write one when the bot begins to use a type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from slackblocks import _limits as limits
from slackblocks._surfaces import BlockSurface, validate_standalone_task_cards, validate_surface_blocks
from slackblocks.errors import TypeMismatchError

Check = Callable[[Any, str], Iterator[str]]
Fields = dict[str, Check]

MESSAGE_CHARACTERS = 13_200
"""Text in a message's blocks all told; more is msg_blocks_too_long (seen in bolt-js#2509, in no list of limits)."""

_URL = re.compile(r"(?:https?://[^\s/]+|mailto:[^\s]+|slack://)[^\s]*", re.IGNORECASE)


def check_blocks(blocks: Any, surface: BlockSurface) -> list[str]:
    """Why Slack refuses these blocks on "message", "modal" or "home"; empty where it takes them."""
    if not isinstance(blocks, list):
        return ["must be an array [json-pointer:/blocks]"]
    most = limits.MESSAGE_BLOCKS_MAX_ITEMS if surface == "message" else limits.VIEW_BLOCKS_MAX_ITEMS
    reasons = list(_many(_block(surface), 0, most)(blocks, "/blocks"))
    return reasons + list(_repeated(blocks, "block_id", "/blocks"))


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


def characters(value: Any) -> int:
    """The text in blocks, as it counts towards a message's limit."""
    if isinstance(value, dict):
        return sum(len(v) if k == "text" and isinstance(v, str) else characters(v) for k, v in value.items())
    return sum(map(characters, value)) if isinstance(value, list) else 0


# Checks of plain values


def _anything(_: Any, __: str) -> Iterator[str]:
    yield from ()


def _string(least: int, most: int | None = None) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"must be a string [json-pointer:{at}]"
        elif len(value) < least:
            yield f"must be more than {least - 1} characters [json-pointer:{at}]"
        elif most is not None and len(value) > most:
            yield f"must be less than {most + 1} characters [json-pointer:{at}]"

    return check


def _url(most: int) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str) or not _URL.fullmatch(value):
            yield f"must be a valid URL [json-pointer:{at}]"
        elif len(value) > most:
            yield f"must be less than {most + 1} characters [json-pointer:{at}]"

    return check


def _whole(least: int, most: int | None = None) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if (
            not isinstance(value, int)
            or isinstance(value, bool)
            or value < least
            or (most is not None and value > most)
        ):
            yield f"must be an integer from {least}{f' to {most}' if most else ''} [json-pointer:{at}]"

    return check


def _yes_or_no(value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield f"must be a boolean [json-pointer:{at}]"


def _one_of(*allowed: str) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if value not in allowed:
            yield f"must be one of: {', '.join(allowed)} [json-pointer:{at}]"

    return check


def _many(each: Check, least: int, most: int) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"must be an array [json-pointer:{at}]"
            return
        if len(value) < least:
            yield f"no fewer than {least} items allowed [json-pointer:{at}]"
        if len(value) > most:
            yield f"no more than {most} items allowed [json-pointer:{at}]"
        for index, item in enumerate(value):
            yield from each(item, f"{at}/{index}")

    return check


# Checks of objects


@dataclass(frozen=True)
class Shape:
    """An object: the fields it must and may have, and one of `either` of which it must have at least one."""

    required: Fields = field(default_factory=dict)
    optional: Fields = field(default_factory=dict)
    either: tuple[str, ...] = ()

    def __call__(self, value: Any, at: str) -> Iterator[str]:
        """Reasons against `value` at the JSON pointer `at`."""
        if not isinstance(value, dict):
            yield f"must be an object [json-pointer:{at}]"
            return
        for name in [name for name in self.required if name not in value]:
            yield f"missing required field: {name} [json-pointer:{at}]"
        if self.either and not value.keys() & set(self.either):
            yield f"missing required field: {' or '.join(self.either)} [json-pointer:{at}]"
        for name, inner in value.items():
            if check := self.required.get(name) or self.optional.get(name):
                yield from check(inner, f"{at}/{name}")
            elif name != "type":
                yield f"invalid additional property: {name} [json-pointer:{at}]"


def _typed(shapes: dict[str, Shape], what: str) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in shapes:
            yield f"unsupported type: {kind} is no {what} [json-pointer:{at}/type]"
        else:
            yield from shapes[kind](value, at)

    return check


def _plain(most: int) -> Check:
    shape = Shape({"text": _string(1, most)}, {"emoji": _yes_or_no})
    return _typed({"plain_text": shape}, "plain_text object")


def _text(most: int) -> Check:
    plain = Shape({"text": _string(1, most)}, {"emoji": _yes_or_no})
    mrkdwn = Shape({"text": _string(1, most)}, {"verbatim": _yes_or_no})
    return _typed({"plain_text": plain, "mrkdwn": mrkdwn}, "text object")


def _repeated(items: Any, name: str, at: str) -> Iterator[str]:
    seen: set[str] = set()
    for item in items if isinstance(items, list) else []:
        value = item.get(name) if isinstance(item, dict) else None
        if not isinstance(value, str):
            continue
        if value in seen:
            yield f"{name} {value} already exists [json-pointer:{at}]"
        seen.add(value)


_CONFIRM = Shape(
    {
        "title": _plain(limits.CONFIRMATION_TITLE_MAX_LENGTH),
        "text": _text(limits.CONFIRMATION_TEXT_MAX_LENGTH),
        "confirm": _plain(limits.CONFIRMATION_CONFIRM_MAX_LENGTH),
        "deny": _plain(limits.CONFIRMATION_DENY_MAX_LENGTH),
    },
    {"style": _one_of("primary", "danger")},
)
_OPTION = Shape(
    {"text": _text(limits.OPTION_TEXT_MAX_LENGTH), "value": _string(1, limits.OPTION_VALUE_MAX_LENGTH)},
    {
        "description": _text(limits.OPTION_DESCRIPTION_MAX_LENGTH),
        "url": _url(limits.OPTION_URL_MAX_LENGTH),
    },
)
_GROUP = Shape(
    {
        "label": _plain(limits.OPTION_GROUP_LABEL_MAX_LENGTH),
        "options": _many(_OPTION, limits.OPTION_GROUP_OPTIONS_MIN_ITEMS, limits.OPTION_GROUP_OPTIONS_MAX_ITEMS),
    }
)
_OPTIONS = _many(_OPTION, limits.SELECT_OPTIONS_MIN_ITEMS, limits.SELECT_OPTIONS_MAX_ITEMS)
_GROUPS = _many(_GROUP, limits.SELECT_OPTION_GROUPS_MIN_ITEMS, limits.SELECT_OPTION_GROUPS_MAX_ITEMS)
_ACTION: Fields = {"action_id": _string(1, limits.ACTION_ID_MAX_LENGTH)}
_ASKED: Fields = {**_ACTION, "confirm": _CONFIRM}
_FOCUSED: Fields = {**_ASKED, "focus_on_load": _yes_or_no}


def _select(either: tuple[str, ...] = (), /, **optional: Check) -> Shape:
    placeholder: Fields = {"placeholder": _plain(limits.SELECT_PLACEHOLDER_MAX_LENGTH)}
    return Shape({}, {**_FOCUSED, **placeholder, **optional}, either)


def _input(**optional: Check) -> Shape:
    placeholder: Fields = {"placeholder": _plain(limits.PLAIN_TEXT_INPUT_PLACEHOLDER_MAX_LENGTH)}
    general: Fields = {"initial_value": _string(0), "focus_on_load": _yes_or_no, "dispatch_action_config": _anything}
    return Shape({}, {**_ACTION, **placeholder, **general, **optional})


_SOME: Fields = {"max_selected_items": _whole(limits.MULTI_SELECT_MAX_SELECTED_ITEMS_MIN)}
_LISTED = ("options", "option_groups")
_LISTS: Fields = {"options": _OPTIONS, "option_groups": _GROUPS}
_CONVERSATION: Fields = {"default_to_current_conversation": _yes_or_no, "filter": _anything}
_LENGTHS: Fields = {
    "min_length": _whole(limits.PLAIN_TEXT_INPUT_MIN_LENGTH_MIN, limits.PLAIN_TEXT_INPUT_MIN_LENGTH_MAX),
    "max_length": _whole(limits.PLAIN_TEXT_INPUT_MAX_LENGTH_MIN, limits.PLAIN_TEXT_INPUT_MAX_LENGTH_MAX),
}

_BUTTON = Shape(
    {"text": _plain(limits.BUTTON_TEXT_MAX_LENGTH)},
    {
        **_ASKED,
        "url": _url(limits.BUTTON_URL_MAX_LENGTH),
        "value": _string(0, limits.BUTTON_VALUE_MAX_LENGTH),
        "style": _one_of("primary", "danger"),
        "accessibility_label": _string(1, limits.BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH),
    },
)
_IMAGE = Shape(
    {"alt_text": _string(1, limits.IMAGE_ELEMENT_ALT_TEXT_MAX_LENGTH)},
    {"image_url": _url(limits.IMAGE_ELEMENT_IMAGE_URL_MAX_LENGTH), "slack_file": _anything},
    ("image_url", "slack_file"),
)
_TICKED: Fields = {"options": _many(_OPTION, limits.CHECKBOXES_OPTIONS_MIN_ITEMS, limits.CHECKBOXES_OPTIONS_MAX_ITEMS)}
ACTION_ELEMENTS: dict[str, Shape] = {
    "button": _BUTTON,
    "static_select": _select(_LISTED, **_LISTS, initial_option=_OPTION),
    "multi_static_select": _select(_LISTED, **_LISTS, **_SOME, initial_options=_OPTIONS),
    "external_select": _select(initial_option=_OPTION, min_query_length=_whole(limits.SELECT_MIN_QUERY_LENGTH_MIN)),
    "users_select": _select(initial_user=_string(1)),
    "multi_users_select": _select(**_SOME, initial_users=_anything),
    "channels_select": _select(initial_channel=_string(1), response_url_enabled=_yes_or_no),
    "multi_channels_select": _select(**_SOME, initial_channels=_anything),
    "conversations_select": _select(**_CONVERSATION, initial_conversation=_string(1), response_url_enabled=_yes_or_no),
    "multi_conversations_select": _select(**_CONVERSATION, **_SOME, initial_conversations=_anything),
    "overflow": Shape(
        {"options": _many(_OPTION, limits.OVERFLOW_OPTIONS_MIN_ITEMS, limits.OVERFLOW_OPTIONS_MAX_ITEMS)}, _ASKED
    ),
    "checkboxes": Shape(_TICKED, {**_FOCUSED, "initial_options": _anything}),
    "radio_buttons": Shape(_TICKED, {**_FOCUSED, "initial_option": _OPTION}),
    "datepicker": _select(initial_date=_string(10, 10)),
    "timepicker": _select(initial_time=_string(5, 5), timezone=_string(1)),
    "datetimepicker": _select(initial_date_time=_whole(0)),
    "workflow_button": Shape({"text": _plain(limits.WORKFLOW_BUTTON_TEXT_MAX_LENGTH), "workflow": _anything}, _ACTION),
}
INPUT_ELEMENTS: dict[str, Shape] = {
    **{kind: shape for kind, shape in ACTION_ELEMENTS.items() if "button" not in kind or kind == "radio_buttons"},
    "plain_text_input": _input(multiline=_yes_or_no, **_LENGTHS),
    "email_text_input": _input(),
    "url_text_input": _input(),
    "number_input": _input(is_decimal_allowed=_yes_or_no, min_value=_string(1), max_value=_string(1)),
    "rich_text_input": _input(),
}
del INPUT_ELEMENTS["overflow"]

_FEEDBACK = Shape(
    {
        "text": _plain(limits.FEEDBACK_BUTTON_TEXT_MAX_LENGTH),
        "value": _string(1, limits.FEEDBACK_BUTTON_VALUE_MAX_LENGTH),
    },
    {"accessibility_label": _string(1, limits.FEEDBACK_BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH)},
)
_CONTEXT_ACTIONS = {
    "feedback_buttons": Shape({"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, _ACTION),
    "icon_button": Shape(
        {"icon": _string(1), "text": _plain(limits.BUTTON_TEXT_MAX_LENGTH)},
        {
            **_ASKED,
            "value": _string(0, limits.ICON_BUTTON_VALUE_MAX_LENGTH),
            "accessibility_label": _string(1, limits.ICON_BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH),
            "visible_to_user_ids": _many(_string(1), 0, limits.ICON_BUTTON_VISIBLE_TO_USER_IDS_MAX_ITEMS),
        },
    ),
}

# Rich text

_STYLE: Fields = {
    "style": Shape(optional=dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), _yes_or_no))
}
_RUNS = {
    "text": Shape({"text": _string(1)}, _STYLE),
    "link": Shape({"url": _url(limits.BUTTON_URL_MAX_LENGTH)}, {"text": _string(0), "unsafe": _yes_or_no, **_STYLE}),
    "emoji": Shape({"name": _string(1)}, {"unicode": _string(1), "skin_tone": _whole(1, 6), **_STYLE}),
    "user": Shape({"user_id": _string(1)}, _STYLE),
    "usergroup": Shape({"usergroup_id": _string(1)}, _STYLE),
    "channel": Shape({"channel_id": _string(1)}, _STYLE),
    "broadcast": Shape({"range": _one_of("here", "channel", "everyone")}, _STYLE),
    "color": Shape({"value": _string(1)}, _STYLE),
    "date": Shape(
        {"timestamp": _whole(0), "format": _string(1)},
        {"url": _url(limits.BUTTON_URL_MAX_LENGTH), "fallback": _string(0), **_STYLE},
    ),
}
_ANY_NUMBER = 10_000
_LINE = {"elements": _many(_typed(_RUNS, "rich text element"), 0, _ANY_NUMBER)}
_BORDER: Fields = {"border": _whole(limits.RICH_TEXT_LIST_BORDER_MIN, limits.RICH_TEXT_LIST_BORDER_MAX)}
_RICH = {
    "rich_text_section": Shape(_LINE),
    "rich_text_quote": Shape(_LINE, _BORDER),
    "rich_text_preformatted": Shape(_LINE, {**_BORDER, "language": _string(1)}),
    "rich_text_list": Shape(
        {
            "style": _one_of("bullet", "ordered"),
            "elements": _many(_typed({"rich_text_section": Shape(_LINE)}, "rich text section"), 0, _ANY_NUMBER),
        },
        {
            **_BORDER,
            "indent": _whole(limits.RICH_TEXT_LIST_INDENT_MIN, limits.RICH_TEXT_LIST_INDENT_MAX),
            "offset": _whole(limits.RICH_TEXT_LIST_OFFSET_MIN),
        },
    ),
}
_RICH_TEXT = Shape({"elements": _many(_typed(_RICH, "rich text"), 0, _ANY_NUMBER)})
_CELL = _typed({"raw_text": Shape({"text": _string(1)}), "rich_text": _RICH_TEXT}, "table cell")

# Blocks and views

_BLOCK_ID: Fields = {"block_id": _string(1, limits.BLOCK_ID_MAX_LENGTH)}


def _shape(required: Fields, optional: Fields | None = None, either: tuple[str, ...] = ()) -> Shape:
    return Shape(required, {**_BLOCK_ID, **(optional or {})}, either)


BLOCKS: dict[str, Shape] = {
    "section": _shape(
        {},
        {
            "text": _text(limits.SECTION_TEXT_MAX_LENGTH),
            "fields": _many(_text(limits.SECTION_FIELDS_ITEM_MAX_LENGTH), 1, limits.SECTION_FIELDS_MAX_ITEMS),
            "accessory": _typed({**ACTION_ELEMENTS, "image": _IMAGE}, "accessory"),
            "expand": _yes_or_no,
        },
        either=("text", "fields"),
    ),
    "header": _shape({"text": _plain(limits.HEADER_TEXT_MAX_LENGTH)}),
    "divider": _shape({}),
    "context": _shape(
        {
            "elements": _many(
                _typed(
                    {
                        "image": _IMAGE,
                        "plain_text": Shape({"text": _string(1, limits.TEXT_MAX_LENGTH)}, {"emoji": _yes_or_no}),
                        "mrkdwn": Shape({"text": _string(1, limits.TEXT_MAX_LENGTH)}, {"verbatim": _yes_or_no}),
                    },
                    "context element",
                ),
                1,
                limits.CONTEXT_ELEMENTS_MAX_ITEMS,
            )
        }
    ),
    "actions": _shape(
        {"elements": _many(_typed(ACTION_ELEMENTS, "action element"), 1, limits.ACTIONS_ELEMENTS_MAX_ITEMS)}
    ),
    "context_actions": _shape(
        {"elements": _many(_typed(_CONTEXT_ACTIONS, "context action"), 1, limits.CONTEXT_ACTIONS_ELEMENTS_MAX_ITEMS)}
    ),
    "image": _shape(
        {"alt_text": _string(1, limits.IMAGE_ALT_TEXT_MAX_LENGTH)},
        {
            "image_url": _url(limits.IMAGE_IMAGE_URL_MAX_LENGTH),
            "slack_file": _anything,
            "title": _plain(limits.IMAGE_TITLE_MAX_LENGTH),
        },
        either=("image_url", "slack_file"),
    ),
    "input": _shape(
        {"label": _plain(limits.INPUT_LABEL_MAX_LENGTH), "element": _typed(INPUT_ELEMENTS, "input element")},
        {"hint": _plain(limits.INPUT_HINT_MAX_LENGTH), "optional": _yes_or_no, "dispatch_action": _yes_or_no},
    ),
    "markdown": _shape({"text": _string(1, limits.MARKDOWN_TEXT_MAX_LENGTH)}),
    "rich_text": _shape({"elements": _many(_typed(_RICH, "rich text"), 0, _ANY_NUMBER)}),
    "table": _shape(
        {"rows": _many(_many(_CELL, 1, limits.TABLE_COLUMNS_MAX_ITEMS), 1, limits.TABLE_ROWS_MAX_ITEMS)},
        {"column_settings": _many(_anything, 0, limits.TABLE_COLUMN_SETTINGS_MAX_ITEMS)},
    ),
}


def _block(surface: BlockSurface) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict) or not isinstance(value.get("type"), str):
            yield f"must be an object with a type [json-pointer:{at}]"
            return
        try:
            validate_surface_blocks([value], surface)
            validate_standalone_task_cards([value])
        except TypeMismatchError:
            yield f"unsupported type: {value['type']} on {surface} surfaces [json-pointer:{at}/type]"
            return
        yield from BLOCKS.get(value["type"], _anything)(value, at)
        if "elements" in value:
            yield from _repeated(value["elements"], "action_id", f"{at}/elements")

    return check


_VIEW: Fields = {
    "private_metadata": _string(0, limits.VIEW_PRIVATE_METADATA_MAX_LENGTH),
    "callback_id": _string(0, limits.VIEW_CALLBACK_ID_MAX_LENGTH),
    "external_id": _string(0, limits.VIEW_EXTERNAL_ID_MAX_LENGTH),
}
VIEWS: dict[str, Shape] = {
    "home": Shape({"blocks": _anything}, _VIEW),
    "modal": Shape(
        {"blocks": _anything, "title": _plain(limits.VIEW_TITLE_MAX_LENGTH)},
        {
            **_VIEW,
            "close": _plain(limits.VIEW_CLOSE_MAX_LENGTH),
            "submit": _plain(limits.VIEW_SUBMIT_MAX_LENGTH),
            "clear_on_close": _yes_or_no,
            "notify_on_close": _yes_or_no,
            "submit_disabled": _yes_or_no,
        },
    ),
}
