"""Rich text: what a rich_text block, and a cell of a table, may hold."""

from __future__ import annotations

from slackblocks import _limits as limits

from briefbot.playground.json_shapes import Fields, Shape, many, one_of, string, typed, url, whole, yes_or_no

_STYLE: Fields = {
    "style": Shape(optional=dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), yes_or_no))
}
_RUNS = {
    "text": Shape({"text": string(1)}, _STYLE),
    "link": Shape({"url": url(limits.BUTTON_URL_MAX_LENGTH)}, {"text": string(0), "unsafe": yes_or_no, **_STYLE}),
    "emoji": Shape({"name": string(1)}, {"unicode": string(1), "skin_tone": whole(1, 6), **_STYLE}),
    "user": Shape({"user_id": string(1)}, _STYLE),
    "usergroup": Shape({"usergroup_id": string(1)}, _STYLE),
    "channel": Shape({"channel_id": string(1)}, _STYLE),
    "broadcast": Shape({"range": one_of("here", "channel", "everyone")}, _STYLE),
    "color": Shape({"value": string(1)}, _STYLE),
    "date": Shape(
        {"timestamp": whole(0), "format": string(1)},
        {"url": url(limits.BUTTON_URL_MAX_LENGTH), "fallback": string(0), **_STYLE},
    ),
}
_ANY_NUMBER = 10_000
_LINE = {"elements": many(typed(_RUNS, "rich text element"), 0, _ANY_NUMBER)}
_BORDER: Fields = {"border": whole(limits.RICH_TEXT_LIST_BORDER_MIN, limits.RICH_TEXT_LIST_BORDER_MAX)}
_RICH = {
    "rich_text_section": Shape(_LINE),
    "rich_text_quote": Shape(_LINE, _BORDER),
    "rich_text_preformatted": Shape(_LINE, {**_BORDER, "language": string(1)}),
    "rich_text_list": Shape(
        {
            "style": one_of("bullet", "ordered"),
            "elements": many(typed({"rich_text_section": Shape(_LINE)}, "rich text section"), 0, _ANY_NUMBER),
        },
        {
            **_BORDER,
            "indent": whole(limits.RICH_TEXT_LIST_INDENT_MIN, limits.RICH_TEXT_LIST_INDENT_MAX),
            "offset": whole(limits.RICH_TEXT_LIST_OFFSET_MIN),
        },
    ),
}
RICH_TEXT: Fields = {"elements": many(typed(_RICH, "rich text"), 0, _ANY_NUMBER)}
CELL = typed({"raw_text": Shape({"text": string(1)}), "rich_text": Shape(RICH_TEXT)}, "table cell")
