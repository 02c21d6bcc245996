"""What Slack refuses in blocks. The limits and surfaces are those of slackblocks, a library kept for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slackblocks import _limits as limits
from slackblocks._surfaces import _BLOCK_TYPES_BY_SURFACE as SURFACES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MESSAGE_CHARACTERS = 13_200
"""Text in all of a message's blocks; above, Slack answers msg_blocks_too_long (bolt-js#2509)."""

_INLINE = {"text", "link", "emoji", "user", "channel", "usergroup", "broadcast", "date", "color"}


def faults(blocks: Any, surface: str = "message") -> list[str]:
    """Why Slack would refuse these blocks on that surface, as "blocks[0].text: …"; none if it would not."""
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        return ["blocks: must be a list of objects"]
    most = limits.MESSAGE_BLOCKS_MAX_ITEMS if surface == "message" else limits.VIEW_BLOCKS_MAX_ITEMS
    found = [f"blocks: no more than {most} items allowed"] if len(blocks) > most else []
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        where, kind = f"blocks[{index}]", block.get("type")
        if kind not in SURFACES[surface]:  # type: ignore[index]
            found.append(f"{where}: unsupported type {kind!r} on a {surface}")
            continue
        name = block.get("block_id")
        if name is not None:
            found += _length(name, f"{where}.block_id", limits.BLOCK_ID_MAX_LENGTH)
            if name in seen:
                found.append(f"{where}.block_id: {name!r} is used twice")
            seen.add(name)
        check = _CHECKS.get(kind)
        if check:
            found += check(block, where)
    return found


def characters(value: Any) -> int:
    """The characters of text in blocks, as they count towards a message's limit."""
    if isinstance(value, dict):
        return sum(len(v) if k == "text" and isinstance(v, str) else characters(v) for k, v in value.items())
    return sum(map(characters, value)) if isinstance(value, list) else 0


def _length(value: Any, where: str, most: int, least: int = 1) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{where}: must be a string"
    elif not least <= len(value) <= most:
        yield f"{where}: must be {least} to {most} characters long, not {len(value)}"


def _text(value: Any, where: str, most: int, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")) -> Iterator[str]:
    if not isinstance(value, dict) or value.get("type") not in kinds:
        yield f"{where}: must be a text object of type {' or '.join(kinds)}"
        return
    yield from _length(value.get("text"), f"{where}.text", most)


def _items(value: Any, where: str, most: int) -> Iterator[str]:
    if not isinstance(value, list) or not value:
        yield f"{where}: must be a list that is not empty"
    elif len(value) > most:
        yield f"{where}: no more than {most} items allowed"


def _section(block: dict[str, Any], where: str) -> Iterator[str]:
    text, fields = block.get("text"), block.get("fields")
    if text is None and not fields:
        yield f"{where}: needs text or fields"
    if text is not None:
        yield from _text(text, f"{where}.text", limits.SECTION_TEXT_MAX_LENGTH)
    if fields is not None:
        yield from _items(fields, f"{where}.fields", limits.SECTION_FIELDS_MAX_ITEMS)
        for n, field in enumerate(fields if isinstance(fields, list) else []):
            yield from _text(field, f"{where}.fields[{n}]", limits.SECTION_FIELDS_ITEM_MAX_LENGTH)
    if "accessory" in block:
        yield from _element(block["accessory"], f"{where}.accessory")


def _header(block: dict[str, Any], where: str) -> Iterator[str]:
    yield from _text(block.get("text"), f"{where}.text", limits.HEADER_TEXT_MAX_LENGTH, ("plain_text",))


def _context(block: dict[str, Any], where: str) -> Iterator[str]:
    elements = block.get("elements")
    yield from _items(elements, f"{where}.elements", limits.CONTEXT_ELEMENTS_MAX_ITEMS)
    for n, element in enumerate(elements if isinstance(elements, list) else []):
        at = f"{where}.elements[{n}]"
        if isinstance(element, dict) and element.get("type") == "image":
            yield from _image(element, at)
        else:
            yield from _text(element, at, limits.TEXT_MAX_LENGTH)


def _actions(block: dict[str, Any], where: str) -> Iterator[str]:
    elements = block.get("elements")
    yield from _items(elements, f"{where}.elements", limits.ACTIONS_ELEMENTS_MAX_ITEMS)
    ids = []
    for n, element in enumerate(elements if isinstance(elements, list) else []):
        yield from _element(element, f"{where}.elements[{n}]")
        ids.append(element.get("action_id") if isinstance(element, dict) else None)
    named = [name for name in ids if name is not None]
    if len(set(named)) < len(named):
        yield f"{where}.elements: an action_id is used twice"


def _image(block: dict[str, Any], where: str) -> Iterator[str]:
    yield from _length(block.get("alt_text"), f"{where}.alt_text", limits.IMAGE_ALT_TEXT_MAX_LENGTH)
    if "slack_file" not in block:
        yield from _length(block.get("image_url"), f"{where}.image_url", limits.IMAGE_IMAGE_URL_MAX_LENGTH)


def _element(element: Any, where: str) -> Iterator[str]:
    if not isinstance(element, dict) or not isinstance(element.get("type"), str):
        yield f"{where}: must be an element with a type"
        return
    if element["type"] == "image":
        yield from _image(element, where)
        return
    if "action_id" in element:
        yield from _length(element["action_id"], f"{where}.action_id", limits.ACTION_ID_MAX_LENGTH)
    if element["type"] == "button":
        yield from _text(element.get("text"), f"{where}.text", limits.BUTTON_TEXT_MAX_LENGTH, ("plain_text",))
        for name, most in (
            ("value", limits.BUTTON_VALUE_MAX_LENGTH),
            ("url", limits.BUTTON_URL_MAX_LENGTH),
            ("accessibility_label", limits.BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH),
        ):
            if name in element:
                yield from _length(element[name], f"{where}.{name}", most, least=0)
        if element.get("style") not in {None, "primary", "danger"}:
            yield f"{where}.style: must be primary or danger"


def _rich_text(block: dict[str, Any], where: str) -> Iterator[str]:
    elements = block.get("elements")
    if not isinstance(elements, list):
        yield f"{where}.elements: must be a list"
        return
    for n, element in enumerate(elements):
        at = f"{where}.elements[{n}]"
        kind = element.get("type") if isinstance(element, dict) else None
        if kind == "rich_text_list":
            if element.get("style") not in {"bullet", "ordered"}:
                yield f"{at}.style: must be bullet or ordered"
            for m, item in enumerate(element.get("elements") or []):
                yield from _inline(item, f"{at}.elements[{m}]")
        elif kind in {"rich_text_section", "rich_text_quote", "rich_text_preformatted"}:
            yield from _inline(element, at)
        else:
            yield f"{at}: unsupported element {kind!r}"


def _inline(element: Any, where: str) -> Iterator[str]:
    inner = element.get("elements") if isinstance(element, dict) else None
    if not isinstance(inner, list):
        yield f"{where}.elements: must be a list"
        return
    for n, part in enumerate(inner):
        at = f"{where}.elements[{n}]"
        kind = part.get("type") if isinstance(part, dict) else None
        if kind not in _INLINE:
            yield f"{at}: unsupported element {kind!r}"
        elif kind == "text":
            yield from _length(part.get("text"), f"{at}.text", MESSAGE_CHARACTERS)
        elif kind == "link":
            yield from _length(part.get("url"), f"{at}.url", limits.BUTTON_URL_MAX_LENGTH)
        elif kind == "date" and not (isinstance(part.get("timestamp"), int) and isinstance(part.get("format"), str)):
            yield f"{at}: needs an integer timestamp and a format"


def _markdown(block: dict[str, Any], where: str) -> Iterator[str]:
    yield from _length(block.get("text"), f"{where}.text", limits.MARKDOWN_TEXT_MAX_LENGTH)


_CHECKS: dict[str, Callable[[dict[str, Any], str], Iterator[str]]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "image": _image,
    "rich_text": _rich_text,
    "markdown": _markdown,
}
