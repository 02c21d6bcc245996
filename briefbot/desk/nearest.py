"""Topics that have news, near one that has none: a part of it, a name close to it by spelling or by a word."""

from __future__ import annotations

import re
from collections import Counter
from difflib import get_close_matches
from typing import TYPE_CHECKING

from briefbot.desk import mediatopics
from briefbot.desk.names import fold
from briefbot.desk.topics import parse
from briefbot.topic import Topic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from briefbot.story import Story
    from briefbot.topic import Term

RECENT = 300
"""Of the newest stories names are taken from so many."""

MOST = 4
"""Topics offered."""

_LEAD = 600
"""Code points at the beginning of a body, where a story names what it is about."""

_CLOSE = 0.75
"""difflib's likeness of two words, of which one may be the other mistyped: "volcno", "volcano"."""

_WORD = re.compile(r"[^\W\d_]{4,}")
_CAPITALISED = r"[A-ZÀ-ÖØ-ÞА-Я][\w’'-]+"
_NAME = re.compile(  # not at a sentence's beginning, where every word has a capital
    rf"(?<=[\w,;] ){_CAPITALISED}(?: (?:(?:of|and|the|for|de|bin|al) ){{0,2}}{_CAPITALISED}){{0,3}}"
)
_TYPABLE = re.compile(r"\w[\w.’'-]*(?: \w[\w.’'-]*)*")
"""A keyword that is a topic as it stands."""
_NO_NAMES = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august"
    r"|(?:septem|octo|novem|decem)ber"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thur?s?|fri|sat|sun)$"  # as in a dateline
    r"|(?:dr|mr|mrs|ms|prof|gen|col|maj|capt|lt|sgt|sen|rep|gov|rev|st)$"  # a title whose full stop ends it
)

_SMALL = """
a about an and any anybody are as at be been but by can could did do does for from had has have he her his how i if
in into is it its many me much must no not of on or our say says shall she should so tell than that the their them
there they this those to us was we were what when where which who whom whose why will with would you
"""
SMALL = frozenset(_SMALL.split())
"""Words that are no topic by themselves, and tell nothing of what a question is about."""


def topics(topic: Topic, recent: Sequence[Story], has_news: Callable[[Topic], bool]) -> tuple[str, ...]:
    """Up to `MOST` topics, as a person would type them, nearest first; what is most in the news where none is near.

    `recent` are the newest stories that may be shown; `has_news` says whether there is a story on a topic.
    """
    near = dict.fromkeys((*_parts(topic, has_news), *_broader(topic, has_news)))
    silent = [term for terms in topic.alternatives for term in terms if _plain(term) and _shown(term) not in near]
    words = {word for term in silent for word in _WORD.findall(_shown(term))}
    names, said = _names(recent), {fold(each) for story in recent for each in _WORD.findall(_opening(story))}
    for word in sorted(words):
        near |= dict.fromkeys(_close(fold(word), said, names))
        near |= dict.fromkeys(name for name, _ in names.most_common() if fold(word) in fold(name).split())
    found = near or dict.fromkeys(name for name, _ in names.most_common(MOST))
    once = {fold(name): name for name in reversed(found)}  # the nearest of those that are written nearly alike
    return tuple(name for name in found if once[fold(name)] == name and fold(name) != fold(topic.text))[:MOST]


def _parts(topic: Topic, has_news: Callable[[Topic], bool]) -> Iterator[str]:
    """What is left of an alternative without its filters, then each of its words and phrases, where it has news."""
    for terms in topic.alternatives:
        plain = [term for term in terms if _plain(term)]
        for part in (plain, *([term] for term in plain if SMALL.isdisjoint(term.words) or len(term.words) > 1)):
            if part and len(part) < len(terms) and has_news(Topic("", (tuple(part),))):
                yield " ".join(map(_shown, part))


def _broader(topic: Topic, has_news: Callable[[Topic], bool]) -> Iterator[str]:
    """For a Media Topic, the next broader one that has news."""
    for term in (term for terms in topic.alternatives for term in terms if term.field == "topic" and not term.negated):
        concept = mediatopics.concepts()[term.words[0]]
        while concept.broader:
            concept = mediatopics.concepts()[concept.broader]
            typed = f'topic:"{concept.names[0]}"' if " " in concept.names[0] else f"topic:{concept.names[0]}"
            if has_news(parse(typed)):
                yield typed
                break


def _plain(term: Term) -> bool:
    return term.field is None and not term.negated


def _shown(term: Term) -> str:
    return f'"{" ".join(term.words)}"' if len(term.words) > 1 else term.words[0]


def _names(stories: Sequence[Story]) -> Counter[str]:
    """Names and keywords, each counted once a story; of equal ones, the newest first."""
    found: Counter[str] = Counter()
    for story in stories:
        names = [*filter(_TYPABLE.fullmatch, story.keywords), *_NAME.findall(story.body[:_LEAD])]
        writers = fold(story.byline or "")
        named = (name for name in names if not _NO_NAMES.match(fold(name)) and fold(name) not in writers)
        found.update(list(dict.fromkeys(named)))
    return found


def _close(word: str, said: set[str], names: Counter[str]) -> Iterator[str]:
    """For words that are spelt nearly so, the name most reported that has it, or the word itself."""
    for near in get_close_matches(word, sorted(said - {word}), 2, _CLOSE):
        yield next((name for name, _ in names.most_common() if near in fold(name).split()), near)


def _opening(story: Story) -> str:
    return f"{story.headline} {story.body[:_LEAD]}"
