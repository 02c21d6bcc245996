"""Names in the prose: where each stands, whose office goes with it, and which full name a short one stands for."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefbot.formatter.lexicon import (
    CUES,
    DETERMINERS,
    FEMALE,
    FEMALE_NAMES,
    FUNCTION,
    HONORIFICS,
    MALE,
    MALE_NAMES,
    NAME_PARTICLES,
    ORGANISATIONS,
    PLURAL_ROLES,
    ROLE_NOUNS,
    TITLE_TAIL,
)
from briefbot.formatter.text import Kind, Token, bare, without_article
from briefbot.story import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_LONGEST = 12  # tokens of a name with its office
_NAMESAKES = 8  # full names kept for one surname
_APPOSITIVE = 14  # tokens of “, the former governor of Vermont,”
_ARTICLES = frozenset({"the", "a", "an"})


@dataclass(frozen=True, slots=True)
class Name:
    """One naming of a person or body in the prose, at tokens `low` to `high` of its stream."""

    low: int
    high: int
    span: Span  # the name alone: "Mike Pompeo"
    words: tuple[str, ...]  # of the name, lower case, bare
    role: Span | None  # "US Secretary of State"
    role_words: frozenset[str]
    gender: str  # "m", "f" or "" where nothing tells
    organisation: bool
    possessive: bool

    @property
    def surname(self) -> str:
        """The last word."""
        return self.words[-1]


@dataclass(slots=True)
class Register:
    """Who is named in a story, in order, and the fullest name of each."""

    names: list[Name]
    starts: list[int] = field(default_factory=list)  # code points, for looking up
    full: dict[str, list[Name]] = field(default_factory=dict)  # surname → first naming by each full name
    seen: dict[tuple[str, ...], list[int]] = field(default_factory=dict)  # full name → code points
    first: dict[str, list[Name]] = field(default_factory=dict)  # first name → the same
    roles: dict[tuple[str, ...], Span] = field(default_factory=dict)  # full name → the role given first

    def before(self, offset: int) -> int:
        """How many names stand before the code point."""
        return bisect_left(self.starts, offset)

    def fullest(self, name: Name) -> tuple[Name, bool]:
        """The fullest naming of whom `name` names, and whether no other could be meant."""
        if name.organisation:
            return name, True
        candidates = self.full.get(name.surname, [])
        if len(name.words) > 1:
            size = len(name.words)  # “Jean Paul Berg” of “Jean Berg”, “Jean van der Meer” of “Van der Meer”
            longer = [
                one
                for one in candidates
                if len(one.words) > size and (one.words[0] == name.words[0] or one.words[-size:] == name.words)
            ]
            return (longer[0] if longer else name), True
        if not candidates:
            candidates = self.first.get(name.surname, [])
        if name.gender:
            candidates = [one for one in candidates if one.gender in ("", name.gender)]
        if not candidates:
            return name, True
        return max(candidates, key=lambda one: self._nearness(one, name.span.start)), len(candidates) == 1

    def _nearness(self, name: Name, offset: int) -> int:
        """The last place before `offset` where the full name stands; those only named later come last."""
        places = self.seen[name.words]
        before = bisect_left(places, offset + 1)
        return places[before - 1] if before else -places[0]

    def role_of(self, name: Name) -> Span | None:
        """The office or description that the story gives first for a full name."""
        return self.roles.get(name.words) or name.role

    def holder(self, role: str, before: int) -> Name | None:
        """Whom “the minister” means: the last person before the code point whose office has that word."""
        last = self.before(before)
        for name in reversed(self.names[max(0, last - 12) : last]):
            if role in name.role_words and not name.organisation:
                return name
        return None


def register(prose: Sequence[Token]) -> Register:
    """Find every name of the prose."""
    found: list[Name] = []
    at, size = 0, len(prose)
    while at < size:
        if _opens(prose, at):
            end = _chunk_end(prose, at)
            name = _name(prose, at, end)
            if name is not None:
                found.append(name)
            at = end
        else:
            at += 1
    return _registered(prose, found)


def _registered(prose: Sequence[Token], found: list[Name]) -> Register:
    known = Register(found, [one.span.start for one in found])
    for name in found:
        if name.organisation:
            continue
        if len(name.words) > 1:
            places = known.seen.setdefault(name.words, [])
            if not places:
                for table, key in ((known.full, name.surname), (known.first, name.words[0])):
                    namesakes = table.setdefault(key, [])
                    if len(namesakes) < _NAMESAKES:
                        namesakes.append(name)
            places.append(name.span.start)
        if name.words not in known.roles:
            role = name.role or _appositive(prose, name)
            if role is not None:
                known.roles[name.words] = role
    return known


def _opens(prose: Sequence[Token], at: int) -> bool:
    token = prose[at]
    if not token.capital or token.lower in _ARTICLES:
        return False
    if token.lower in FUNCTION or token.lower in CUES:
        # Inside a sentence, a capital makes it part of a name: "Will Smith", "State Secretary", "Post reporter".
        inside = at > 0 and prose[at - 1].kind < Kind.END
        following = at + 1 < len(prose) and prose[at + 1].capital
        return inside and following and (token.lower in ("will", "may", "mark") or token.lower not in FUNCTION)
    return True


def _chunk_end(prose: Sequence[Token], at: int) -> int:
    """One past the last token of the run of capitals, “of” and particles that starts at `at`."""
    end = at + 1
    office = False
    while end < len(prose) and end - at < _LONGEST:
        previous, token = prose[end - 1], prose[end]
        if previous.word.endswith(("’s", "'s", "s’")) and previous.capital:
            break
        office = office or previous.lower in ROLE_NOUNS or previous.lower in ORGANISATIONS
        following = prose[end + 1] if end + 1 < len(prose) else None
        if token.kind is Kind.WORD and token.capital and token.lower not in DETERMINERS:
            end += 1
        elif following is None or token.kind is not Kind.WORD:
            break
        elif token.lower in NAME_PARTICLES and _names_on(prose, end + 1) and not office:
            end += 1
        elif token.lower in ("of", "for") and office and following.capital:
            end += 2
        elif (
            token.lower == "of"
            and office
            and following.lower == "the"
            and end + 2 < len(prose)
            and prose[end + 2].capital
        ):
            end += 3
        elif token.lower == "and" and office and previous.lower in TITLE_TAIL and following.lower in TITLE_TAIL:
            end += 2
        else:
            break
    return min(end, len(prose))


def _names_on(prose: Sequence[Token], at: int) -> bool:
    """Whether a name goes on at token `at`, behind a “van” or “de”, with a capital or one more of them."""
    if prose[at].lower in NAME_PARTICLES and at + 1 < len(prose):
        at += 1
    return prose[at].capital


def _name(prose: Sequence[Token], low: int, high: int) -> Name | None:
    lowers = [bare(prose[at].lower) for at in range(low, high)]
    split = _office_end(lowers)
    head = low + split
    while head < high and lowers[head - low] in HONORIFICS:
        head += 1
    if head == high:  # an office without its holder: "the Secretary of State"
        head, split = low, 0
    last = high
    while last - 1 > head and lowers[last - 1 - low] in _SUFFIXES:
        last -= 1
    words = tuple(map(without_article, lowers[head - low : last - low]))
    final = prose[high - 1]
    possessive = final.word.endswith(("’s", "'s", "s’", "s'"))
    end = final.start + len(bare(final.word)) if possessive else final.end
    role = Span(prose[low].start, prose[low + split - 1].end) if split else None
    role_low = low
    if head == low or not split:
        role_low = _lower_office(prose, low)
        if role_low < low:
            role = Span(prose[role_low].start, prose[low - 1].end)
    titles = frozenset(prose[at].lower for at in range(role_low, head))
    organisation = role is None and (
        any(word in ORGANISATIONS for word in words)
        or (len(words) == 1 and final.word.isupper() and len(final.word) > 1)
    )
    return Name(
        role_low,
        high,
        Span(prose[head].start, end),
        words,
        role,
        titles,
        _gender(titles, words),
        organisation,
        possessive,
    )


def _office_end(lowers: list[str]) -> int:
    """How many tokens of the run are an office before a name: “US Secretary of State” of “… Mike Pompeo”."""
    split = 0
    for at, word in enumerate(lowers):
        if word in ROLE_NOUNS and word not in PLURAL_ROLES:
            split = at + 1
    if split and split < len(lowers) and lowers[split] in ("of", "for"):
        end = split + 1
        while end < len(lowers) and lowers[end] in TITLE_TAIL:
            end += 1
        split = end if end > split + 1 else min(end + 1, len(lowers))
    if split < len(lowers) and ORGANISATIONS.isdisjoint(lowers[split:]) and "of" not in lowers[split:]:
        return split
    return 0


def _lower_office(prose: Sequence[Token], low: int) -> int:
    """Where a small-letter office before a name begins: “former White House press secretary” Ann Lee."""
    if low == 0 or prose[low - 1].lower not in ROLE_NOUNS or prose[low - 1].capital:
        return low
    at = low - 1
    while at > 0 and low - at < _LONGEST:
        before = prose[at - 1]
        if before.kind is not Kind.WORD or before.lower in FUNCTION or (before.lower in CUES and not before.capital):
            break
        if before.word.endswith(("’s", "'s")) or before.lower.endswith(("ed", "ing")):
            break
        at -= 1
    return at


def _appositive(prose: Sequence[Token], name: Name) -> Span | None:
    """The description after a name: Adrian Mapp, “a Clinton delegate from New Jersey”, said."""
    at = name.high
    if at + 1 >= len(prose) or prose[at].word != ",":
        return None
    end = at + 1
    while end < len(prose) and end - at <= _APPOSITIVE and prose[end].kind is Kind.WORD:
        if prose[end].lower in ("who", "which", "whose") or prose[end].lower in ("said", "says"):
            break
        end += 1
    if end == at + 1 or end >= len(prose) or prose[end].kind is Kind.QUOTE:
        return None
    words = [prose[one].lower for one in range(at + 1, end)]
    first = at + 1 + (words[0] in _ARTICLES and len(words) > 1)
    if (
        words[0] not in ("a", "an", "the", "his", "her", "its")
        and words[0] not in ROLE_NOUNS
        and words[0] not in ("former", "senior", "chief")
    ):
        return None
    if not any(bare(word) in ROLE_NOUNS for word in words[:6]):
        return None
    return Span(prose[first].start, prose[end - 1].end)


def _gender(titles: frozenset[str], words: tuple[str, ...]) -> str:
    if titles & MALE:
        return "m"
    if titles & FEMALE:
        return "f"
    if len(words) > 1:
        if words[0] in MALE_NAMES:
            return "m"
        if words[0] in FEMALE_NAMES:
            return "f"
    return ""
