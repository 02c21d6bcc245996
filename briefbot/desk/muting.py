"""What a channel does not want to read about, written into its topic as words to be left out: `syria -iran`.

The topic of everything has no words to stand beside; there the words to be left out stand alone: `-iran`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefbot.desk import topics
from briefbot.errors import TopicError

if TYPE_CHECKING:
    from collections.abc import Callable

_PIECE = re.compile(r"""-?(?:[^\W\d_]+:)?(?:["“”„‟«»][^"“”„‟«»]*["“”„‟«»]?|[^\s"“”„‟«»]+)""")
_TYPED = re.compile(r"""-?(?P<field>[^\W\d_]+:)?["“”„‟«»]?(?P<words>[^"“”„‟«»]*)["“”„‟«»]?""")


def mute(topic: str, unwanted: str) -> str:
    """The topic without what `unwanted` names: a word, several that stand together, or one filter.

    Muted before: the same topic. `TopicError` where that cannot be read, or makes the topic too long.
    """
    term = _term(unwanted)
    return checked(_each(topic, lambda pieces: pieces if _has(pieces, term) else [*pieces, term]))


def unmute(topic: str, unwanted: str) -> str:
    """The topic with what was muted so back in it; the same topic where it was not muted."""
    term = _term(unwanted)
    return checked(_each(topic, lambda pieces: [piece for piece in pieces if not _has([piece], term)]))


def parted(topic: str) -> tuple[str, str]:
    """The topic to look for, and the topic of what to leave out beside it, "" where that is nothing."""
    pieces = _PIECE.findall(topic)
    if pieces and all(piece.startswith("-") and len(piece) > 1 for piece in pieces):
        return "", " OR ".join(piece[1:] for piece in pieces)
    return topic, ""


def checked(topic: str) -> str:
    """The topic, when it can be read; `TopicError` where not."""
    for part in parted(topic):
        topics.parse(part)
    return topic


def named(topic: str) -> str:
    """The topic as it is called in a sentence: "syria", "everything", "everything but iran"."""
    wanted, unwanted = parted(topic)
    return f"everything but {unwanted}" if unwanted else wanted or "everything"


def _term(unwanted: str) -> str:
    typed = _TYPED.fullmatch(unwanted.strip())
    words = typed["words"].strip() if typed else ""
    if typed is None or not any(map(str.isalnum, words)) or re.search(r"(?<!\S)OR(?!\S)", words):
        message = "say in a word, or in several that stand together, what to leave out: mute football"
        raise TopicError(message, topic=unwanted, offset=0)
    return f'-{typed["field"] or ""}"{words}"' if " " in words else f"-{typed['field'] or ''}{words}"


def _has(pieces: list[str], term: str) -> bool:
    return term.casefold() in (piece.casefold() for piece in pieces)


def _each(topic: str, change: Callable[[list[str]], list[str]]) -> str:
    """The topic with each of its alternatives changed."""
    alternatives: list[list[str]] = [[]]
    for piece in _PIECE.findall(topic):
        if piece == "OR":
            alternatives.append([])
        else:
            alternatives[-1].append(piece)
    return " OR ".join(" ".join(change(pieces)) for pieces in alternatives)
