"""What is no question about the news: greetings, thanks, orders, small talk, and languages that are not read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefbot.answers.reply import Line

if TYPE_CHECKING:
    from collections.abc import Iterable

_END = (
    r"(?:[\s,]+(?:briefbot|bot|there|all|everyone|everybody|team|again|you|so much|a lot|very much|mate|friend))*\W*$"
)
_GREETING = re.compile(
    rf"^\W*(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)|salam|marhaba|bonjour|hola"
    rf"|how are you(?: doing)?(?: today)?|what's up|sup){_END}",
    re.IGNORECASE,
)
_THANKS = re.compile(
    rf"^\W*(?:(?:ok|okay|great|perfect|good|nice|cool|many|and|ah|oh|super|brilliant|lovely|merci|shukran)[\s,!.]*)*"
    rf"(?:thanks?|thank you|thx|ty|cheers|much appreciated|appreciate it|well done|good bot|nice one|merci|shukran)"
    rf"(?: for (?:that|this|the (?:help|answer)))?{_END}",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"^\W*(?:please\s+|now\s+|can you\s+|could you\s+|you (?:must|should|will)\s+|i want you to\s+)*"
    r"(?:write|compose|draft|draw|paint|sing|translate|ignore|disregard|forget|pretend|generate|act as|role-?play|"
    r"imagine|roll|solve|calculate|code|invent|make up|repeat after|print your|reveal|output|override|delete|"
    r"tell (?:me|us) (?:a|another) (?:joke|story|poem|riddle)|say (?:that|something)|answer (?:only|with|in|every)|"
    r"book|order|buy|remind|set (?:a|an) (?:alarm|timer|reminder)|play)\b",
    re.IGNORECASE,
)
_INJECTION = re.compile(
    r"\b(?:(?:ignore|disregard|forget|override|bypass)\s+(?:all\s+|any\s+|your\s+|the\s+|these\s+|previous\s+|prior\s+"
    r"|my\s+)*"
    r"(?:instructions?|rules?|prompts?|guidelines|restrictions|training)|system prompt|"
    r"your (?:prompt|instructions|rules)|developer mode|jailbreak|you are now|as an ai)\b",
    re.IGNORECASE,
)
_ABOUT_US = re.compile(
    r"^\W*(?:who|what) are you\b|^\W*are you (?:a |an )?(?:bot|human|robot|ai|real|there)\b|"
    r"^\W*(?:do|can|will) you (?:love|like|hate|feel|marry|dream|sleep|think|dance|sing|cook|drink|eat)\b|"
    r"^\W*what(?:'s| is) your (?:name|favou?rite|age|opinion|view)\b|^\W*(?:tell me|got) (?:a )?joke|"
    r"^\W*what do you think\b|^\W*should i\b",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(
    r"\bweather\b.*\b(?:tomorrow|today|tonight|this week(?:end)?|now|like|forecast)\b|\bwill it rain\b|"
    r"\bwhat time is it\b|\bwhat(?:'s| is) the (?:time|date)(?: now| today)?\W*$|\brecipes?\b|\bjokes?\b|\bhoroscope\b|"
    r"\bcapital of\b|\bmeaning of life\b|\bhow do i\b|\bhow to\b|\bsquare root\b|\b\d+\s*[-+*/x]\s*\d+\b|"
    r"\bbest (?:restaurant|hotel|pizza|movie|film)\b|\blottery numbers\b|\bpoems?\b",
    re.IGNORECASE,
)
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_LETTER = re.compile(r"[^\W\d_]")
_FOREIGN_WORDS = """
qui que quoi quand où pourquoi comment combien est-ce quel quelle quels quelles qu'a qu'est-ce le les des une dans
avec pour sont était ont cette
quién quien quiénes qué cuándo cuando dónde donde por cómo cuánto cuántos cuántas cuál el los las una del está
fueron para según
wer wann warum wieso weshalb wie viele wieviel welche welcher ist das der die und nicht ein eine wurde wurden
hat haben sagte gesagt
chi cosa quando perché quanti quante dove quale gli della sono stato
quem onde quantos quantas qual não são foi
wie wat wanneer waarom waar hoeveel het een van zijn zei
kim ne zaman nerede neden niçin kaç hangi nasıl dedi
siapa apa kapan mengapa kenapa berapa dimana bagaimana yang
"""
_ENGLISH_WORDS = """
who whom whose what when where why which how is are was were did does do has have had will would can the a an of to in
on at for and said say says many much it he she they his her their there that this from with by about die hat as
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_FOREIGN = frozenset(_FOREIGN_WORDS.split()) - _ENGLISH
"""What asks and joins in French, Spanish, German, Italian, Portuguese, Dutch, Turkish and Indonesian."""


def unasked(text: str) -> Line | None:
    """What to say to a line that asks nothing of the news, whatever the stories hold; else None."""
    plain = " ".join(text[:1_000].replace("’", "'").split())
    if _THANKS.match(plain):
        return Line.THANKS
    if _GREETING.match(plain):
        return Line.GREETING
    if _ORDER.match(plain) or _INJECTION.search(plain) or _ABOUT_US.search(plain):
        return Line.OFF_TOPIC
    return None


def outside(text: str, bodies: Iterable[str]) -> bool:
    """Whether a question is one for somebody else, tomorrow's weather or a recipe, and no story is about that."""
    found = _OUTSIDE.search(text[:1_000])
    if found is None:
        return False
    matter = max(re.findall(r"[a-z]+", found.group().casefold()), key=len, default="")
    return not any(matter in body.casefold() for body in bodies)


def foreign(text: str) -> bool:
    """Whether a question is in another language than English: by its script, or its commonest words."""
    letters = len(_LETTER.findall(text[:1_000]))
    if letters and len(_LATIN.findall(text[:1_000])) * 2 < letters:
        return True
    words = [word.casefold().strip("¿?¡!.,;:«»\"'") for word in text[:1_000].split()]
    strange = sum(word in _FOREIGN for word in words)
    return strange >= max(1, len(words) // 4) and strange > sum(word in _ENGLISH for word in words)
