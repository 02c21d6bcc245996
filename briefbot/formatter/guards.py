"""What a cut may never drop: negations, conditions, hedges, attributions, quotations, names and numbers.

A word that makes a claim less sure, or says on whose word it stands, goes into `_KEPT`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbot.formatter.lexicon import FRONTED, FUNCTION, HEDGES, wordset
from briefbot.formatter.text import Kind, Token, bare

if TYPE_CHECKING:
    from collections.abc import Sequence

_KEPT = HEDGES | wordset(
    """
    anonymity anonymous anonymously unnamed condition conditions subject nor neither none nobody nothing nowhere
    hardly barely scarcely rarely seldom cannot only except despite until till because but however although
    though yet provided providing once whether would-be so-called pending assuming fail fails failed refuse
    refuses refused refusing lack lacks lacked lacking reject rejects rejected rejecting suspect suspects say
    says saying tell tells told claiming claim alleging allege alleges insist insists insisted insisting deny
    denying report reports reporting promised promises plan plans planned cited citing quoted quoting seem
    seemed seemingly appear appeared appearing appears seeming suggest suggested suggesting potential
    potentially presumably supposedly ostensibly tentatively roughly approximately can must warned warns warning
    added adds adding stated states announced argued argues believes believe think thinks feared fears fear
    hopes hoped hope intends wants threatens threatened even unconfirmed preliminary provisional proposed
    attempted attempting alike instead rather excluding barring unlike contrary falsely wrongly
    """
)
"""Words that say how sure, on whose word, or on what condition: a cut that holds one is not made."""
NUMBERS = wordset(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands
    million millions billion billions trillion dozen dozens half third quarter twice double triple first second
    both single percent
    """
)
DAYS = wordset("monday tuesday wednesday thursday friday saturday sunday")


def safe(cut: Sequence[Token]) -> bool:
    """Whether words may be left out: no hedge, no negation, no condition, no attribution, no quotation among them."""
    return not any(
        token.kind is Kind.QUOTE or token.lower in _KEPT or token.lower.endswith(("n’t", "n't", "n‘t")) for token in cut
    )


def spare(sentence: Sequence[Token], low: int, high: int) -> bool:
    """Whether every name and number of the cut still stands in what is left; a day of the week is neither."""
    left = {bare(token.lower) for token in (*sentence[:low], *sentence[high:])}
    for at, token in enumerate(sentence[low:high], low):
        word = token.lower
        named = token.capital and word not in DAYS and not (at == 0 and word in FUNCTION | FRONTED)
        if token.kind is Kind.WORD and (named or word in NUMBERS or any(map(str.isdigit, word))):
            if bare(word) not in left:
                return False
        elif token.kind is Kind.MARK and word in "$£€%":
            return False
    return True
