"""What stands in the playground as text, as a person would read it there."""

from __future__ import annotations

import re
import textwrap
from typing import Any

WIDTH = 100

_LINK = re.compile(r"<(?:https?://[^|>]+)\|([^>]*)>")
_DATE = re.compile(r"<!date\^\d+\^[^|>]*\|([^>]*)>")


def readable(text: str, blocks: list[dict[str, Any]] | None) -> str:
    """A message's blocks as lines of text, or its text where it has none."""
    shown = [line for block in blocks or [] for line in _block(block)]
    return "\n".join(shown or textwrap.wrap(_plain(text), WIDTH))


def _block(block: dict[str, Any]) -> list[str]:
    match block["type"]:
        case "header":
            return [block["text"]["text"], ""]
        case "rich_text":
            return [line for element in block["elements"] for line in _rich(element)]
        case "section":
            return [line for part in _plain(block["text"]["text"]).split("\n") for line in textwrap.wrap(part, WIDTH)]
        case "context":
            return [*textwrap.wrap(" ".join(_plain(e["text"]) for e in block["elements"]), WIDTH), ""]
        case "actions" | "context_actions":
            return ["  ".join(f"[ {label} ]" for e in block["elements"] for label in _labels(e))]
        case _:
            return []


def _labels(element: dict[str, Any]) -> list[str]:
    if element["type"] == "feedback_buttons":
        return [element[f"{which}_button"]["text"]["text"] for which in ("positive", "negative")]
    return [element["text"]["text"] if "text" in element else "⋯"]


def _rich(element: dict[str, Any]) -> list[str]:
    if element["type"] == "rich_text_list":
        return [
            line
            for item in element["elements"]
            for line in textwrap.wrap(_run(item), WIDTH, initial_indent="  • ", subsequent_indent="    ")
        ]
    lead = "  │ " if element["type"] == "rich_text_quote" else ""
    return [
        line
        for part in _run(element).split("\n")
        for line in textwrap.wrap(part, WIDTH, initial_indent=lead, subsequent_indent=lead)
    ]


def _run(element: dict[str, Any]) -> str:
    return "".join(e.get("text") or e.get("fallback") or "" for e in element["elements"])


def _plain(mrkdwn: str) -> str:
    text = _DATE.sub(r"\1", _LINK.sub(r"\1", mrkdwn))
    text = re.sub(r"(?<!\w)[*_](\S(?:[^*_\n]*\S)?)[*_](?!\w)", r"\1", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
