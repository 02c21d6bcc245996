"""What stands inside of blocks: texts, options, buttons, menus and inputs, each with its limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slackblocks import _limits as limits

from briefbot.playground.json_shapes import (
    Check,
    Fields,
    Shape,
    anything,
    many,
    matching,
    one_of,
    string,
    typed,
    url,
    whole,
    yes_or_no,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATE = matching(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "a date as YYYY-MM-DD")
_TIME = matching(r"([01]\d|2[0-3]):[0-5]\d", "a time as HH:mm")


def plain(most: int) -> Check:
    """A text without markup, of so many characters at most."""
    shape = Shape({"text": string(1, most)}, {"emoji": yes_or_no})
    return typed({"plain_text": shape}, "plain_text object")


def text(most: int) -> Check:
    """A text with markup or without, of so many characters at most."""
    plain = Shape({"text": string(1, most)}, {"emoji": yes_or_no})
    mrkdwn = Shape({"text": string(1, most)}, {"verbatim": yes_or_no})
    return typed({"plain_text": plain, "mrkdwn": mrkdwn}, "text object")


_CONFIRM = Shape(
    {
        "title": plain(limits.CONFIRMATION_TITLE_MAX_LENGTH),
        "text": text(limits.CONFIRMATION_TEXT_MAX_LENGTH),
        "confirm": plain(limits.CONFIRMATION_CONFIRM_MAX_LENGTH),
        "deny": plain(limits.CONFIRMATION_DENY_MAX_LENGTH),
    },
    {"style": one_of("primary", "danger")},
)
_OPTION = Shape(
    {"text": text(limits.OPTION_TEXT_MAX_LENGTH), "value": string(1, limits.OPTION_VALUE_MAX_LENGTH)},
    {
        "description": text(limits.OPTION_DESCRIPTION_MAX_LENGTH),
        "url": url(limits.OPTION_URL_MAX_LENGTH),
    },
)
_GROUP = Shape(
    {
        "label": plain(limits.OPTION_GROUP_LABEL_MAX_LENGTH),
        "options": many(_OPTION, limits.OPTION_GROUP_OPTIONS_MIN_ITEMS, limits.OPTION_GROUP_OPTIONS_MAX_ITEMS),
    }
)
_OPTIONS = many(_OPTION, limits.SELECT_OPTIONS_MIN_ITEMS, limits.SELECT_OPTIONS_MAX_ITEMS)
_GROUPS = many(_GROUP, limits.SELECT_OPTION_GROUPS_MIN_ITEMS, limits.SELECT_OPTION_GROUPS_MAX_ITEMS)
_ACTION: Fields = {"action_id": string(1, limits.ACTION_ID_MAX_LENGTH)}
_ASKED: Fields = {**_ACTION, "confirm": _CONFIRM}
_FOCUSED: Fields = {**_ASKED, "focus_on_load": yes_or_no}


def _select(either: tuple[str, ...] = (), /, **optional: Check) -> Shape:
    placeholder: Fields = {"placeholder": plain(limits.SELECT_PLACEHOLDER_MAX_LENGTH)}
    return Shape({}, {**_FOCUSED, **placeholder, **optional}, either, _chosen)


def _chosen(value: dict[str, Any], at: str) -> Iterator[str]:
    """What is chosen at first, and is not offered; or options that are given in two ways."""
    if {"options", "option_groups"} <= value.keys():
        yield f"only one of options and option_groups is allowed [json-pointer:{at}]"
    groups = [value.get("options", []), *(group["options"] for group in value.get("option_groups", []))]
    offered = [option for group in groups for option in group]
    first = {"initial_option": [value.get("initial_option")], "initial_options": value.get("initial_options")}
    for name, chosen in first.items():
        if offered and name in value and not all(option in offered for option in chosen or []):
            yield f"must be among the options [json-pointer:{at}/{name}]"


def _input(**optional: Check) -> Shape:
    placeholder: Fields = {"placeholder": plain(limits.PLAIN_TEXT_INPUT_PLACEHOLDER_MAX_LENGTH)}
    general: Fields = {"initial_value": string(0), "focus_on_load": yes_or_no, "dispatch_action_config": anything}
    return Shape({}, {**_ACTION, **placeholder, **general, **optional})


_SOME: Fields = {"max_selected_items": whole(limits.MULTI_SELECT_MAX_SELECTED_ITEMS_MIN)}
_LISTED = ("options", "option_groups")
_LISTS: Fields = {"options": _OPTIONS, "option_groups": _GROUPS}
_CONVERSATION: Fields = {"default_to_current_conversation": yes_or_no, "filter": anything}
_LENGTHS: Fields = {
    "min_length": whole(limits.PLAIN_TEXT_INPUT_MIN_LENGTH_MIN, limits.PLAIN_TEXT_INPUT_MIN_LENGTH_MAX),
    "max_length": whole(limits.PLAIN_TEXT_INPUT_MAX_LENGTH_MIN, limits.PLAIN_TEXT_INPUT_MAX_LENGTH_MAX),
}

_BUTTON = Shape(
    {"text": plain(limits.BUTTON_TEXT_MAX_LENGTH)},
    {
        **_ASKED,
        "url": url(limits.BUTTON_URL_MAX_LENGTH),
        "value": string(0, limits.BUTTON_VALUE_MAX_LENGTH),
        "style": one_of("primary", "danger"),
        "accessibility_label": string(1, limits.BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH),
    },
)
IMAGE = Shape(
    {"alt_text": string(1, limits.IMAGE_ELEMENT_ALT_TEXT_MAX_LENGTH)},
    {"image_url": url(limits.IMAGE_ELEMENT_IMAGE_URL_MAX_LENGTH), "slack_file": anything},
    ("image_url", "slack_file"),
)
_TICKED: Fields = {"options": many(_OPTION, limits.CHECKBOXES_OPTIONS_MIN_ITEMS, limits.CHECKBOXES_OPTIONS_MAX_ITEMS)}
ACTION_ELEMENTS: dict[str, Shape] = {
    "button": _BUTTON,
    "static_select": _select(_LISTED, **_LISTS, initial_option=_OPTION),
    "multi_static_select": _select(_LISTED, **_LISTS, **_SOME, initial_options=_OPTIONS),
    "external_select": _select(initial_option=_OPTION, min_query_length=whole(limits.SELECT_MIN_QUERY_LENGTH_MIN)),
    "users_select": _select(initial_user=string(1)),
    "multi_users_select": _select(**_SOME, initial_users=anything),
    "channels_select": _select(initial_channel=string(1), response_url_enabled=yes_or_no),
    "multi_channels_select": _select(**_SOME, initial_channels=anything),
    "conversations_select": _select(**_CONVERSATION, initial_conversation=string(1), response_url_enabled=yes_or_no),
    "multi_conversations_select": _select(**_CONVERSATION, **_SOME, initial_conversations=anything),
    "overflow": Shape(
        {"options": many(_OPTION, limits.OVERFLOW_OPTIONS_MIN_ITEMS, limits.OVERFLOW_OPTIONS_MAX_ITEMS)}, _ASKED
    ),
    "checkboxes": Shape(_TICKED, {**_FOCUSED, "initial_options": _OPTIONS}, also=_chosen),
    "radio_buttons": Shape(_TICKED, {**_FOCUSED, "initial_option": _OPTION}, also=_chosen),
    "datepicker": _select(initial_date=_DATE),
    "timepicker": _select(initial_time=_TIME, timezone=string(1)),
    "datetimepicker": _select(initial_date_time=whole(0)),
    "workflow_button": Shape({"text": plain(limits.WORKFLOW_BUTTON_TEXT_MAX_LENGTH), "workflow": anything}, _ACTION),
}
INPUT_ELEMENTS: dict[str, Shape] = {
    **{kind: shape for kind, shape in ACTION_ELEMENTS.items() if "button" not in kind or kind == "radio_buttons"},
    "plain_text_input": _input(multiline=yes_or_no, **_LENGTHS),
    "email_text_input": _input(),
    "url_text_input": _input(),
    "number_input": _input(is_decimal_allowed=yes_or_no, min_value=string(1), max_value=string(1)),
    "rich_text_input": _input(),
}
del INPUT_ELEMENTS["overflow"]

_FEEDBACK = Shape(
    {
        "text": plain(limits.FEEDBACK_BUTTON_TEXT_MAX_LENGTH),
        "value": string(1, limits.FEEDBACK_BUTTON_VALUE_MAX_LENGTH),
    },
    {"accessibility_label": string(1, limits.FEEDBACK_BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH)},
)
CONTEXT_ACTIONS = {
    "feedback_buttons": Shape({"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, _ACTION),
    "icon_button": Shape(
        {"icon": string(1), "text": plain(limits.BUTTON_TEXT_MAX_LENGTH)},
        {
            **_ASKED,
            "value": string(0, limits.ICON_BUTTON_VALUE_MAX_LENGTH),
            "accessibility_label": string(1, limits.ICON_BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH),
            "visible_to_user_ids": many(string(1), 0, limits.ICON_BUTTON_VISIBLE_TO_USER_IDS_MAX_ITEMS),
        },
    ),
}
