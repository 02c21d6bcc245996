"""A post that is longer than Slack takes, as several: the same post always in the same way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from briefbot.slack import blocks as kit
from briefbot.slack.mrkdwn import escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefbot.messages import Post

MOST_TEXT = 3_000


def split(post: Post, most: int = kit.MESSAGE_CHARACTERS) -> list[Post]:
    """The post with as many of its blocks as make `most` characters, then posts with the others, in its thread.

    Their keys are made of its own: the same on every run. A block is taken apart only where it is a rich_text, between
    its paragraphs, quotations and lines of a list; what cannot be taken apart is left as it is, however long.
    """
    first, *rest = list(_pages(post.blocks, most)) or [[]]
    return [
        replace(post, blocks=tuple(first)),
        *(
            replace(
                post,
                key=f"{post.key}/{number}",
                text=said(page),
                blocks=tuple(page),
                parent=post.parent if post.thread else post.key,
                frame=({"type": "part", "of": post.key},),
            )
            for number, page in enumerate(rest, 1)
        ),
    ]


def _pages(blocks: Sequence[kit.Block], most: int) -> Iterator[list[kit.Block]]:
    page: list[kit.Block] = []
    for block in blocks if kit.size(blocks) <= most else _taken_apart(blocks, most):
        if page and kit.size([*page, block]) > most:
            yield page
            page = []
        page.append(block)
    if page:
        yield page


def _taken_apart(blocks: Sequence[kit.Block], most: int) -> Iterator[kit.Block]:
    for block in blocks:
        if block["type"] != "rich_text" or kit.size([block]) <= most:
            yield block
            continue
        for element in block["elements"]:
            if element["type"] == "rich_text_list" and kit.size([element]) > most:
                yield from (kit.rich({**element, "elements": [line]}) for line in element["elements"])
            else:
                yield kit.rich(element)


def said(blocks: Sequence[kit.Block]) -> str:
    """The words of some blocks, for who cannot see blocks."""

    def words(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for name, part in value.items():
                if name == "text" and isinstance(part, str):
                    yield part
                else:
                    yield from words(part)
        elif isinstance(value, list):
            for part in value:
                yield from words(part)

    return escape(" ".join(words(list(blocks)))[:MOST_TEXT])
