"""Names that the world writes in several ways: the spellings that count for one that was typed.

`names.txt` is the table, for people to edit. What follows a rule is folded here: the Arabic article (Al-Hakim, el
Hakim, Alhakim, an-Nusra), hyphens, apostrophes and the dots of abbreviations; in Arabic script the article, the
particles written onto a word, and letters that are often written for each other.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from itertools import islice, product
from typing import TYPE_CHECKING

from briefbot.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Spelling = tuple[str, ...]
"""The casefolded words of one way to write a name."""

MOST = 64
"""Spellings of one phrase; where each of its words has several, they multiply."""

_LONGEST = 5
"""Words of a name that are put together where they were typed side by side."""

_APOSTROPHES = re.compile("['’‘ʼʿʾ`]")
_POSSESSIVE = re.compile("(?<=\\w)['’ʼ][sS]$")
_ARTICLES = ("al", "el")
_WITH_ARTICLE = re.compile(r"(?:[ae]l|a(sh|[dnrstz])(?=-\1))-(?P<name>\w.*)")  # an-Nusra: before n, al- sounds so
_JOINED_ARTICLE = re.compile(r"[ae]l(?P<name>\w{4,})")
_SUN_LETTER = re.compile(r"sh|[dnrstz]")
_DOTTED = re.compile(r"(?:\w\.)+\w?")

_ARABIC = re.compile(r"[\u0620-\u064a]{2,}")
_ARABIC_ARTICLE = re.compile(r"(?:[وفبك]?ال|لل)(?=..)")
_ARABIC_PARTICLES = ("", "ال", "و", "وال", "ب", "بال", "ل", "لل", "ف", "فال", "ك", "كال")


def spellings(words: Sequence[str]) -> tuple[Spelling, ...]:
    """The ways to write these words that stand together, capitals as typed; the typed one first where it is looked for.

    A name that the table has in brackets, `IS`, gives the others of its line only.
    """
    words = [_POSSESSIVE.sub("", word) for word in words]
    if len(words) > 1 and words[0].casefold() in _ARTICLES and _found(words) is None:
        words = [f"{words[0]}-{words[1]}", *words[2:]]
    found = _found(words)
    if found is None:
        each = [_found([word]) or _variants(word) for word in words]
        found = tuple(tuple(w for part in parts for w in part) for parts in islice(product(*each), MOST))
    typed = tuple(word.casefold() for word in words)
    only_typed = len(words) == 1 and words[0] in table() and _found(typed) is None
    return tuple(dict.fromkeys(found if only_typed else (typed, *found)))


def articled(word: str) -> tuple[str, ...]:
    """A common noun, casefolded; in Arabic, where a headline seldom has it bare, with the article too."""
    bare = word.casefold()
    return (bare, f"ال{bare}") if _ARABIC.fullmatch(bare) and not bare.startswith("ال") else (bare,)


def together(words: Sequence[str]) -> int:
    """How many of the first words are one name, typed without quotation marks: two of `al Hakim said`; 1 for none."""
    for count in range(min(_LONGEST, len(words)), 1, -1):
        if _found(words[:count]) is not None:
            return count
    return 2 if len(words) > 1 and words[0].casefold() in _ARTICLES else 1


def fold(text: str) -> str:
    """The text as names are compared: without case, accents, apostrophes, dots and hyphens."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(_APOSTROPHES.sub("", plain).replace(".", "").replace("-", " ").split())


def _found(words: Sequence[str]) -> tuple[Spelling, ...] | None:
    typed = " ".join(words)
    return table().get(typed) or table().get(typed.casefold()) or table().get(fold(typed))


@cache
def table() -> Mapping[str, tuple[Spelling, ...]]:
    """What `names.txt` says."""
    return read(files("briefbot.desk").joinpath("names.txt").read_text("utf-8"))


def read(text: str) -> dict[str, tuple[Spelling, ...]]:
    """The spellings of each name's line, by the name casefolded and folded; one in brackets as it stands, in capitals.

    What folds to a name in brackets is left out: "U.S." is looked for and understood, "us" is neither.
    """
    made: dict[str, tuple[Spelling, ...]] = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        names = [name.strip() for name in line.split(",")]
        looked_for = [name for name in names if not name.startswith("(")]
        only_typed = {name.strip("()") for name in names if name.startswith("(")}
        common = {name.casefold() for name in only_typed}
        written = (spelling for name in looked_for for spelling in _written(name))
        group = tuple(dict.fromkeys(spelling for spelling in written if " ".join(spelling) not in common))
        keys = {" ".join(spelling) for spelling in group}
        keys |= {fold(key) for key in keys} - common
        for key in keys | only_typed:
            if key in made:
                raise InputError(f"names.txt: {key!r} stands in two lines: make one line of them")
            made[key] = group
    return made


def _written(name: str) -> Iterable[Spelling]:
    """The foldings of a name of the table."""
    for parts in product(*map(_variants, name.split())):
        yield tuple(w for part in parts for w in part)


def _variants(word: str) -> tuple[Spelling, ...]:
    """The foldings of one word, itself first."""
    folded = word.casefold()
    made: list[Spelling] = [(folded,)]
    if article := _WITH_ARTICLE.fullmatch(folded) or _JOINED_ARTICLE.fullmatch(folded):
        name = article["name"]
        made += [(each, name) for each in _ARTICLES]
        if "-" in folded:  # of "elder" nobody means "alder"
            made += [(f"{each}{name}",) for each in _ARTICLES]
        if sun := _SUN_LETTER.match(name):
            made.append((f"a{sun[0]}", name))
    made += [(folded.replace("-", ""),), (_APOSTROPHES.sub("", folded),)]
    if _DOTTED.fullmatch(folded):
        made.append((folded.replace(".", ""),))
    if _ARABIC.fullmatch(word):
        made += [(written,) for written in _arabic(word)]
    return tuple(dict.fromkeys(made))


def _arabic(word: str) -> Iterable[str]:
    """With and without the article and the particles before it, and with the letters written for each other."""
    bare = _ARABIC_ARTICLE.sub("", word, count=1) if _ARABIC_ARTICLE.match(word) else word
    for first in _alike(bare[0], "اأإآ"):
        for last in _alike(bare[-1], "ةه", "ىي"):
            yield from (particle + first + bare[1:-1] + last for particle in _ARABIC_PARTICLES)


def _alike(letter: str, *groups: str) -> str:
    return next((group for group in groups if letter in group), letter)
