"""Shortening a sentence by leaving words out, never its sense: what is cut is a run of tokens, whole clauses at most.

No cut drops a negation, a condition, a hedge, an attribution, a quotation or half of one (`safe`), nor a name or a
number that does not stand in what is left (`spare`). An aside is cut for brevity; another clause, or the day, only
where the line would be too long to be shown, and only whole.
"""

from __future__ import annotations

import re
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

from briefbot.formatter.clauses import MAIN, UNREAL, asserts, finite, whole
from briefbot.formatter.guards import DAYS, NUMBERS, safe, spare
from briefbot.formatter.lexicon import AUXILIARIES, BE, CUES, FUNCTION, PREPOSITIONS, SAYING, VERBS, wordset
from briefbot.formatter.text import Kind, Token

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Cut(NamedTuple):
    """Tokens `low` to `high` of a sentence, and whether they are an aside."""

    low: int
    high: int
    aside: bool


_OPENERS = wordset(
    """
    but and so yet also meanwhile however moreover furthermore still then nevertheless nonetheless separately
    """
)
_BULLETS = frozenset("-–—•*~·")
_OPENING = 5  # tokens
_MOMENT = ["this", "is", "the", "moment"]
_RELATIVES = wordset("who which whose where")
_TRAILERS = _RELATIVES | wordset("with after as while following amid including")
_ADJUNCTS = wordset("after as while following amid")
_NO_PARTICIPLES = wordset("during according king thing morning evening nothing something anything everything being")
_ARTICLES = wordset("a an the")
_CLAUSE_FRONTS = wordset("as after while following with amid")
_JOINING = wordset("and or but who which that to then where whose")
_FRONTS = wordset("as during after while in on at with from following amid since standing speaking")
_VENUES = wordset("in during at on")
_DAY_NEEDS = wordset(
    """
    last next this the a by until since from every and of for before after through to between late early than as
    like in during over with at about
    """
)
_SPANS = wordset("week month year night morning afternoon evening summer winter spring autumn weekend season")
_DAY_PARTS = wordset("night morning evening afternoon to through")
_MEASURES = wordset(
    """
    soon long shortly just even right immediately hours hour days day weeks week months month years year minutes
    minute later only until ever well same such known described seen regarded so much many far
    """
)
"""Words that lean on the “after” or “as” behind them."""
_ABBREVIATION = re.compile(
    r"[A-Z][A-Z.&]{1,7}|[A-Z]-?[A-Z][a-z]+\.?|(?:pictured|left|right|above|below|centre|center)"
    r"(?: (?:left|right|above|below|centre|center))?|file photo|file picture"
)
_SHORTEST, _LONGEST = 2, 25  # tokens of one clause
_ASIDES = 4  # of one noun, one after the other
_LEFT_OVER = 8  # tokens that must remain
_SUBJECT = 10  # tokens of a subject before its verb
_TAIL = 8  # tokens to the verb of “, the ministry said”


def openers(sentence: Sequence[Token]) -> int:
    """How many tokens of “But”, “Meanwhile,”, “11:40 am –” or “This is the moment” stand before the sentence itself."""
    item = int(len(sentence) > 1 and sentence[0].word in _BULLETS)
    words = [token.lower for token in sentence[item : item + _OPENING]]
    at = item + (len(_MOMENT) if words[: len(_MOMENT)] == _MOMENT else _clock(words))
    while at + 1 < len(sentence) and sentence[at].lower in _OPENERS:
        comma = sentence[at + 1].word == ","
        if not comma and sentence[at].lower not in ("but", "and"):
            break  # “So far”, “Yet another”
        at += 1 + comma
    return at if at < len(sentence) else 0


def _clock(words: Sequence[str]) -> int:
    """How many tokens of a ticker's time stand there."""
    if len(words) < _OPENING or not words[0].isdigit() or words[1] not in ":." or not words[2].isdigit():
        return 0
    dash = next((at for at, word in enumerate(words[3:5], 3) if word in ("–", "—", "-", "--", ":")), -1)
    return dash + 1


def labels(sentence: Sequence[Token]) -> Iterator[Cut]:
    """The short forms and pointers in brackets: “(AFAD)” behind its name, “(pictured)”."""
    low = None
    for at, token in enumerate(sentence):
        if token.word == "(":
            low = at
        elif token.word == ")" and low is not None:
            inside = " ".join(one.word for one in sentence[low + 1 : at])
            named = low > 0 and sentence[low - 1].capital
            if _ABBREVIATION.fullmatch(inside) is not None and (named or not inside.isupper()):
                yield Cut(low, at + 1, aside=True)
            low = None


def cuts(sentence: Sequence[Token]) -> Iterator[Cut]:
    """Cuts that keep the sense, the least missed first; each may be made with or without the others."""
    commas = [at for at, token in enumerate(sentence) if token.word in (",", "—", "–", "--", "-", ";")]
    end = _prose_end(sentence)
    tail = _attribution(sentence, commas, end)
    for aside, more in (
        (True, (_inserted(sentence, commas, tail), _described(sentence, commas))),
        (True, (_trailing(sentence, commas, tail, end), _venue(sentence, end))),
        (False, (_days(sentence),)),
        (False, (_adjunct(sentence, tail), _divided(sentence, commas, tail, end), _predicate(sentence, tail))),
    ):
        for low, high in chain.from_iterable(more):
            fits = low > 0 and high - low < len(sentence) - MAIN
            if fits and safe(sentence[low:high]) and spare(sentence, low, high):
                yield Cut(low, high, aside)
    for low, high in _fronted(sentence, commas):
        if safe(sentence[low:high]) and spare(sentence, low, high):
            yield Cut(low, high, aside=True)


def _prose_end(sentence: Sequence[Token]) -> int:
    end = len(sentence)
    while end and sentence[end - 1].kind is Kind.MARK and sentence[end - 1].word in ".!?…":
        end -= 1
    return end


def _attribution(sentence: Sequence[Token], commas: Sequence[int], end: int) -> int:
    """Where “, the ministry said on Monday” begins at the end of the sentence; its end where there is none."""
    for comma in commas:
        behind = sentence[comma + 1 : comma + 1 + _TAIL]
        if not behind or comma + _LONGEST < end:
            continue
        if behind[0].lower in SAYING or (len(behind) > 1 and behind[0].lower == "according"):
            return comma
        for token in behind[1:]:
            if token.kind is not Kind.WORD or token.lower in _RELATIVES:
                break
            if token.lower in SAYING:
                return comma
    return end


def _inserted(sentence: Sequence[Token], commas: Sequence[int], tail: int) -> Iterator[tuple[int, int]]:
    """Clauses between two commas or dashes that say more of the noun before: “, who is 54 and lives in Doha,”."""
    for low, high in pairwise(commas):
        if not _SHORTEST < high - low <= _LONGEST or sentence[low].word != sentence[high].word or low == 0:
            continue
        first, after = sentence[low + 1], sentence[high + 1] if high + 1 < len(sentence) else None
        if sentence[low].word == ";" or after is None or after.kind is not Kind.WORD:
            continue
        if sentence[low].word != ",":
            if first.lower not in CUES and (_goes_on(after) or after.lower in ("and", "or", "that")):
                yield low, high + 1
        elif first.lower in _RELATIVES or _of_whom(sentence, low):
            if _goes_on(after):
                yield low, high + 1
        elif high == tail and _trails(sentence, low, tail) and whole(sentence[:low]):
            yield low + 1, high + 1


def _of_whom(sentence: Sequence[Token], low: int) -> bool:
    """Whether “, most of whom …” begins there."""
    return [token.lower for token in sentence[low + 2 : low + 4]] in (["of", "whom"], ["of", "which"])


def _goes_on(after: Token) -> bool:
    """Whether the sentence goes on there with its verb or an adverbial, not with one more item of the clause."""
    return finite(after) or (after.lower in PREPOSITIONS and after.lower not in _TRAILERS | {"than", "like", "per"})


def _described(sentence: Sequence[Token], commas: Sequence[int]) -> Iterator[tuple[int, int]]:
    """“, a former mayor of Doha, the port city,” behind a name and before its verb."""
    for number, low in enumerate(commas):
        if not low or not sentence[low - 1].capital or sentence[low].word != ",":
            continue
        for high in commas[number : number + _ASIDES]:
            after = sentence[high + 1] if high + 1 < len(sentence) else None
            if after is None or sentence[high].word != "," or high - low > _LONGEST:
                break
            if finite(after) and high > low:
                yield low, high + 1
            if after.lower not in _ARTICLES | _RELATIVES or not _noun(sentence, high):
                break


def _noun(sentence: Sequence[Token], comma: int) -> bool:
    """Whether a noun, not another clause, stands behind the comma: not “, a judge ruled,”."""
    for token in sentence[comma + 2 : comma + _LONGEST]:
        if token.word == "," or token.lower in _RELATIVES or token.lower == "that":
            return True
        if finite(token):
            return sentence[comma + 1].lower in _RELATIVES
    return True


def _trailing(sentence: Sequence[Token], commas: Sequence[int], tail: int, end: int) -> Iterator[tuple[int, int]]:
    """Clauses behind a comma, up to the end or the attribution, that add to a sentence already whole."""
    for low in reversed(commas):
        stop = tail if low < tail else end
        if low + 2 < stop and sentence[low].word != "-" and _trails(sentence, low, stop) and whole(sentence[:low]):
            inner = [sentence[at + 1] for at in commas if low < at < stop]
            if not any(finite(token) or token.lower in _JOINING for token in inner):
                yield _kept_comma(sentence, low, stop)


def _kept_comma(sentence: Sequence[Token], low: int, tail: int) -> tuple[int, int]:
    """The cut that leaves one comma, not two, before the attribution."""
    return (low + 1, tail + 1) if tail < len(sentence) and sentence[tail].word == sentence[low].word else (low, tail)


def _trails(sentence: Sequence[Token], low: int, tail: int) -> bool:
    first, second = sentence[low + 1], sentence[low + 2] if low + 2 < tail else None
    if second is None or first.kind is not Kind.WORD or tail - low > _LONGEST:
        return False
    if first.lower == "the":  # “, the first to cross the bridge”
        return second.lower in NUMBERS | {"latest"} or second.lower.endswith("est")
    if first.lower in ("a", "an"):  # “, a step that opens the port”
        return any(token.lower in ("that", "which", "who") for token in sentence[low + 3 : tail])
    if first.lower in _TRAILERS or _of_whom(sentence, low):
        return not (first.lower == "as" and second.lower in ("well", "if", "though"))
    participle = first.lower.endswith("ing") and not first.capital and first.lower not in _NO_PARTICIPLES
    return participle and second.lower not in ("and", "or") and "or" not in {t.lower for t in sentence[low:tail]}


def _divided(sentence: Sequence[Token], commas: Sequence[int], tail: int, end: int) -> Iterator[tuple[int, int]]:
    """The second of two sentences joined by “, and” or “;”, up to the attribution that speaks for both."""
    for low in commas:
        stop = tail if low < tail else end
        if low + 3 >= stop or sentence[low].word not in (",", ";") or not asserts(sentence[:low]):
            continue
        if sentence[low].word == ";":
            yield _kept_comma(sentence, low, stop)
        elif sentence[low + 1].lower == "and" and sentence[low + 2].lower not in _JOINING and not _lists(sentence, low):
            second = sentence[low + 2 : low + 2 + _SUBJECT]
            verb = next((at for at, token in enumerate(second) if finite(token)), None)
            if verb is not None and all(token.kind is Kind.WORD for token in second[:verb]):
                yield _kept_comma(sentence, low, stop)


def _lists(sentence: Sequence[Token], low: int) -> bool:
    """Whether the words before a comma are an item of a list: “boosts in wages, ”."""
    before = next((at for at in range(low - 1, -1, -1) if sentence[at].word == ","), None)
    return before is not None and not any(map(finite, sentence[before:low]))


def _predicate(sentence: Sequence[Token], tail: int) -> Iterator[tuple[int, int]]:
    """“… and captured 23 pirates” behind a predicate that is whole without it."""
    for low in range(tail - 3, MAIN, -1):
        if sentence[low].lower != "and" or not _past(sentence[low + 1]) or tail - low > _LONGEST:
            continue
        joined = sentence[low - 2].lower == "and" or any(t.word == "," for t in sentence[low - _SUBJECT : low])
        mixed = any(token.lower in ("and", "or", "but", "then", ",") for token in sentence[low + 1 : tail])
        if not joined and not mixed and asserts(sentence[:low]):
            yield low, tail


def _past(token: Token) -> bool:
    """Whether the word is the verb of a second predicate."""
    return finite(token) and token.lower not in BE and token.lower not in AUXILIARIES | {"used"}


def _adjunct(sentence: Sequence[Token], tail: int) -> Iterator[tuple[int, int]]:
    """“… after a row with the owner” behind a main clause that says what happened and no more than happened."""
    for at in range(tail - 3, _LEFT_OVER, -1):
        token, before = sentence[at], sentence[at - 1]
        if token.word == "," or before.kind is not Kind.WORD:
            return
        if token.lower not in _ADJUNCTS or _leans(sentence, at) or before.lower in FUNCTION - DAYS | BE:
            continue
        main = {one.lower for one in sentence[:at]}
        if main & UNREAL or not asserts(sentence[:at]) or _hangs(sentence, at - 1):
            continue
        if token.lower == "as" and ("as" in main or not any(map(finite, sentence[at + 2 : at + _SUBJECT]))):
            continue
        if tail - at <= _LONGEST:
            yield at, tail


def _leans(sentence: Sequence[Token], at: int) -> bool:
    """Whether the words before belong to “after” or “as”: “two days after”, not “the first time in six years after”."""
    if sentence[at - 1].lower not in _MEASURES:
        return False
    return not {token.lower for token in sentence[at - 3 : at - 1]} & {"in", "for"}


def _hangs(sentence: Sequence[Token], at: int) -> bool:
    """Whether a participle stands there that describes a noun: “the accord adopted” after two weeks."""
    if not sentence[at].lower.endswith(("ed", "en", "ing")):
        return False
    held = {token.lower for token in sentence[max(0, at - 3) : at]} & (BE | AUXILIARIES)
    return not held and any(map(finite, sentence[1:at]))


def _fronted(sentence: Sequence[Token], commas: Sequence[int]) -> Iterator[tuple[int, int]]:
    """“As the ship waited in the ice, ” before a sentence that is whole without it."""
    if not commas or sentence[commas[0]].word != "," or commas[0] + _LEFT_OVER >= len(sentence):
        return
    comma, first = commas[0], sentence[0]
    after = sentence[comma + 1]
    listed = after.lower in ("and", "or") or (after.capital and sentence[comma - 1].capital)  # in Basra, Iraq, …
    subject = after.kind is Kind.WORD and not finite(after) and after.lower not in PREPOSITIONS
    if (first.lower in _FRONTS or _clause(first)) and not listed and subject:
        yield 0, comma + 1


def _clause(first: Token) -> bool:
    """Whether the first word of a sentence begins a clause of its own: “Locking up the seed, …”."""
    return first.lower in _CLAUSE_FRONTS or (first.lower.endswith("ing") and first.lower not in _NO_PARTICIPLES)


def _venue(sentence: Sequence[Token], end: int) -> Iterator[tuple[int, int]]:
    """Where it was said: “…, the board said “in a detailed report on the flight”.”."""
    for at in range(end - 1, max(0, end - _LONGEST), -1):
        token = sentence[at]
        if token.kind is not Kind.WORD:
            return
        if token.lower in ("said", "told", "announced"):
            said = sentence[at + 1 : end]
            venue = next((one for one in range(at + 1, end) if sentence[one].lower in _VENUES), end)
            if venue - at <= _SHORTEST and not any(one.lower in AUXILIARIES | BE | VERBS for one in said):
                yield venue, end
            return


def _days(sentence: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """“on Monday”, “yesterday”, “earlier this month”."""
    for at in range(1, len(sentence)):
        token, before = sentence[at], sentence[at - 1]
        low = at
        if token.lower in DAYS and not token.word.endswith(("’s", "'s")):
            low -= before.lower == "on"
        elif token.lower in _SPANS and before.lower in ("last", "this"):
            low -= 2 if at > 1 and sentence[at - 2].lower in ("earlier", "late", "early") else 1
        elif token.lower not in ("yesterday", "today", "tonight"):
            continue
        after = sentence[at + 1] if at + 1 < len(sentence) else None
        if after is not None and (after.lower in _DAY_PARTS or {t.lower for t in sentence[at + 2 : at + 4]} & DAYS):
            continue
        leaned = sentence[low - 1]
        if low and leaned.kind is Kind.WORD and leaned.lower not in _DAY_NEEDS and (low < at or not leaned.capital):
            yield low, at + 1
