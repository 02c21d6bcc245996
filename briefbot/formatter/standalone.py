"""Whether a sentence can stand alone as a line: what points out of it, and what is no news."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefbot.formatter.clauses import finite
from briefbot.formatter.lexicon import (
    ADVERBS,
    CUES,
    DETERMINERS,
    EVERYONE,
    ORGANISATIONS,
    PERSON_NOUNS,
    PREPOSITIONS,
    ROLE_NOUNS,
    wordset,
)
from briefbot.formatter.text import Kind, Token, bare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefbot.formatter.names import Name, Register
    from briefbot.formatter.reading import Reading

_APOSTROPHE = re.compile("[’']")
_NAMES = 12  # looked at in one sentence
_LEAST_WORDS = 3  # a quotation being one: “…,” he said
_STRAY = frozenset('"“”«»|<')
_TITLE, _FEW = 12, 2  # words; sentences
_LABEL = 8  # tokens of “In the lead:” before a caption
_POINTING = wordset("this that these those such another it its they their them others")
_MANY = wordset("women men children people police families and")
_TIMES = wordset(
    """
    week month year morning afternoon evening season summer winter spring autumn fall weekend time days weeks
    months years
    """
)
_THINGS = wordset(
    """
    move step decision latter former pair couple duo trio two three four five
    """
)
"""“The move” needs a sentence before it that says which, unless its own does: “the decision to close the port”."""
_COUNTED = wordset("two three four five former latter")
_COMPLEMENTS = wordset("to of by in on at that for against from between with over about under")
_PERSONAL = wordset("he she his her him hers himself herself")
_PLURAL = wordset("they them their theirs themselves")
_NEUTER = wordset("it its itself")


def _forms(words: frozenset[str]) -> frozenset[str]:
    """Words with what may be contracted to them: “it’s”, “they’re”."""
    ends = ("", *(mark + end for mark in "’'" for end in ("s", "re", "ve", "d", "ll", "m")))
    return frozenset(word + end for word in words for end in ends)


_OUTWARD_FORMS = _forms(_POINTING | _THINGS | _PERSONAL | _PLURAL | _NEUTER)
_EXPLETIVE = wordset("is was will would has had seems seemed appears appeared may might could can emerged remains")
_PEOPLE = wordset("colleague friend neighbour neighbor relative girl teenager toddler bride groom champion thief")
_AGENTS = ("ist", "er", "or", "ian", "man", "woman", "eer")
_READER = wordset("i we you our my your us me ours yours let")
_READER_FORMS = _forms(_READER)
_CONTINUING = wordset("which or nor because than whose whom")
_SUBORDINATING = wordset("as when while although though if unless whereas once")
_UNFINISHED = wordset("a an the and or but of his their our my whose which who")
_BASES = wordset("include contain cause need make take go come want give allow become grow get run own keep lose win")
_ADVERT = re.compile(
    r"click here|scroll down|read more|sign up|subscribe|newsletter|watch (?:the |our )?video|follow us|find out more"
    r"|for more (?:information|details|news|on)\b|https?:|www\.|promo code|buy (?:now|tickets)"
    r"|available (?:now|to buy|from all good)|tickets (?:are|cost|from)\b|terms and conditions|call 0\d|helpline"
    r"|(?:library|file) (?:image|picture|photo)|pictured (?:with|at|in|here|above|left|right)\b|(?:photo|video):"
    r"|last updated|contributed to this|stay (?:with us|tuned)|caption",
    re.IGNORECASE,
)
"""What sells, points to something else, or captions a picture."""
_ADVERT_WORDS = wordset(
    """
    click scroll read sign subscribe newsletter watch follow find more information details news https http www promo
    buy available tickets conditions call helpline image picture photo pictured video updated contributed
    stay caption
    """
)
"""One of them stands in each."""


def plain(reading: Reading, sentence: Sequence[Token]) -> bool:
    """Whether it is a sentence that tells something: whole, attributed, no question, label, caption or advertising."""
    if not _complete(sentence, reading.body) or _says_nothing(sentence) or _advertises(sentence, reading.body):
        return False
    text = reading.body[sentence[0].start : sentence[-1].end]
    if text[-1].isalnum() and len(sentence) < _TITLE and len(reading.sentences) > _FEW:
        return False  # a headline or an item among sentences
    return all(
        reading.stretches[token.stretch].closed
        if token.kind is Kind.QUOTE
        else token.word not in _STRAY and not (token.word == ":" and _labels(sentence, at))
        for at, token in enumerate(sentence)
        if token.kind is not Kind.WORD
    )


def _complete(sentence: Sequence[Token], body: str) -> bool:
    """Whether it has a verb, begins and ends like a sentence, and asks nothing."""
    words = [token for token in sentence if token.kind is not Kind.MARK]
    if len(words) < _LEAST_WORDS or words[-1].word in _UNFINISHED or not any(map(finite_or_cue, words[1:])):
        return False
    last = body[sentence[-1].end - 1]
    marks = [token.word for token in sentence]
    if words[0].lower in _SUBORDINATING and "," not in marks:
        return False
    if words[0].lower in _CONTINUING or marks.count("(") != marks.count(")"):
        return False
    return (last in ".!…”\"’'»)" or last.isalnum()) and body[sentence[0].start] not in ".,;(["


def _advertises(sentence: Sequence[Token], body: str) -> bool:
    if _ADVERT_WORDS.isdisjoint({token.lower for token in sentence}):
        return False
    return _ADVERT.search(body, sentence[0].start, sentence[-1].end) is not None


def _says_nothing(sentence: Sequence[Token]) -> bool:
    """Whether somebody “said into the phone” what stands in another sentence."""
    said = next((at for at, token in enumerate(sentence) if token.lower in ("said", "says", "added")), None)
    if not said:
        return False
    subject = sentence[:said]
    if subject[-1].word == ",":  # Ann Lee, a retired teacher, said
        subject = subject[: max((at for at, token in enumerate(subject[:-1]) if token.word == ","), default=said)]
    others = (*subject, *sentence[said + 1 :])
    return not any(token.kind is Kind.QUOTE or token.lower == "that" or finite_or_cue(token) for token in others)


def finite_or_cue(token: Token) -> bool:
    """Whether the word may be a verb."""
    word = token.lower
    inflected = word.endswith("s") and not word.endswith(("ss", "us", "is", "’s", "'s")) and word not in DETERMINERS
    return finite(token) or word in CUES or word in _BASES or (inflected and not token.capital)


def _labels(sentence: Sequence[Token], colon: int) -> bool:
    """Whether what stands before a colon is a label: “Up for the battle: Ann Lee …”, “LIVE: …”."""
    after = sentence[colon + 1] if colon + 1 < len(sentence) else None
    bracketed = any(token.word == "(" for token in sentence[:colon])  # (NYSE: GM)
    return (
        colon <= _LABEL and not bracketed and after is not None and after.kind is Kind.WORD and after.word[0].isupper()
    )


def addresses(sentence: Sequence[Token]) -> bool:
    """Whether the writer speaks of himself or to the reader."""
    if _READER_FORMS.isdisjoint({token.lower for token in sentence}):
        return False
    return any(_pronoun(token) in _READER for token in sentence)


@dataclass(slots=True)
class _Named:
    """Whom and what a sentence has named so far, so that its “he”, “they” and “it” can mean them."""

    person: int  # the code point of the first person's name, or the sentence's end
    name: int  # that of any name
    people: bool = False
    many: bool = False
    thing: bool = False

    def take(self, sentence: Sequence[Token], at: int) -> None:
        """Note one word."""
        word = sentence[at].lower
        self.people = self.people or _somebody(sentence, at)
        self.many = self.many or word.endswith("s") or word in EVERYONE or word in _MANY
        behind = sentence[at - 1].lower if at else ""
        self.thing = self.thing or self.people or word in ORGANISATIONS or behind in ("the", "a", "an", "its", "one")


def dangling(known: Register, sentence: Sequence[Token]) -> int | None:
    """The first word that points out of the sentence, if any."""
    pointing = [at for at, token in enumerate(sentence) if token.lower in _OUTWARD_FORMS]
    if not pointing:
        return None
    start, end = sentence[0].start, sentence[-1].end
    first = known.before(start)
    names = [
        one
        for one in known.names[first : first + _NAMES]
        if one.span.start < end and (one.span.start > start or _is_name(known, one))
    ]
    named = _Named(
        person=min((one.span.start for one in names if not one.organisation), default=end),
        name=min((one.span.start for one in names), default=end),
    )
    for at, token in enumerate(sentence[: pointing[-1] + 1]):
        if token.kind is Kind.WORD:
            if _pronoun_dangles(sentence, at, named) or (at == 0 and _first_dangles(sentence)):
                return at
            if token.lower in _THINGS and at and sentence[at - 1].lower == "the" and _bare_thing(sentence, at):
                return at - 1
            named.take(sentence, at)
    return None


def _is_name(known: Register, first: Name) -> bool:
    """Whether a sentence's first word is a name, and no other word with the capital of its place: “Eleven”."""
    return (
        len(first.words) > 1 or first.surname in known.full or sum(one.words == first.words for one in known.names) > 1
    )


def _pronoun_dangles(sentence: Sequence[Token], at: int, named: _Named) -> bool:
    """Whether a pronoun stands there, and nobody named before it in the sentence can be meant."""
    token, word = sentence[at], _pronoun(sentence[at])
    if _answered(sentence, at, named):
        return False
    if word in _PERSONAL:
        return token.start < named.person and not named.people
    if token.start >= named.name:
        return False
    if word in _NEUTER:
        return not named.thing and not (word == "it" and _expletive(sentence[at + 1 : at + 6]))
    return word in _PLURAL and not named.many


def _answered(sentence: Sequence[Token], at: int, named: _Named) -> bool:
    """Whether the name follows: “With a sweep of his pen, Ann Lee …”, “When he left, Mr. Haddad …”."""
    if sentence[0].lower not in PREPOSITIONS or named.person <= sentence[at].start:
        return False
    if sentence[at].lower in ("his", "her", "their"):
        return named.person < sentence[-1].end
    comma = next((place for place in range(at, len(sentence) - 1) if sentence[place].word == ","), None)
    return comma is not None and named.person <= sentence[min(comma + 2, len(sentence) - 1)].start


def _pronoun(token: Token) -> str:
    """A word as the pronoun that it may be: “it’s” as “it”, but not “IT” or “US”."""
    if token.word.isupper() and len(token.word) > 1:
        return ""
    return _APOSTROPHE.split(token.lower, maxsplit=1)[0]


def _expletive(following: Sequence[Token]) -> bool:
    """Whether “it” stands for the clause that follows: “it was announced that …”."""
    words = [token.lower for token in following]
    clause = next((at for at, word in enumerate(words) if word in ("that", "to")), 0)
    return clause > 0 and words[0] in _EXPLETIVE and DETERMINERS.isdisjoint(words[:clause])


def _first_dangles(sentence: Sequence[Token]) -> bool:
    word, following = _pronoun(sentence[0]), sentence[1].lower if len(sentence) > 1 else ""
    return word in _POINTING and following not in _TIMES and not (word == "it" and _expletive(sentence[1:6]))


def _somebody(sentence: Sequence[Token], at: int) -> bool:
    """Whether the word is a person: an office, or “a motorist”."""
    word = bare(sentence[at].lower)
    if word in PERSON_NOUNS or word in ROLE_NOUNS or word in _PEOPLE or word.endswith("year-old") or "-of-" in word:
        return True
    return word.endswith(_AGENTS) and not {"a", "an"}.isdisjoint(token.lower for token in sentence[max(0, at - 3) : at])


def _bare_thing(sentence: Sequence[Token], at: int) -> bool:
    """Whether “the move” stands without words that say which."""
    after = sentence[at + 1] if at + 1 < len(sentence) else None
    if sentence[at].lower in _COUNTED:
        return after is None or after.kind is not Kind.WORD or finite(after) or after.lower in ADVERBS
    return after is None or after.lower not in _COMPLEMENTS
