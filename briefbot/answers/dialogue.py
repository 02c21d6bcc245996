"""What a question means after the ones before it: "when?", "and Iraq?", "what did he say?" put in full.

Pure: earlier turns and a question in, the question as understood out. Nothing is asked of a story here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefbot.answers import requests
from briefbot.answers.question import LONGEST, Wanted, read
from briefbot.answers.requests import Request

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from briefbot.story import Citation, Story

REMEMBERED = 12
"""Turns that are looked back on; who talks longer has come to something else."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was asked before, and what it was answered with."""

    question: str  # as understood
    focus: str = ""  # the shortest words that answered
    speaker: str = ""  # whose words were cited, where it was speech
    cited: tuple[Citation, ...] = ()
    said: str = ""  # the words cited first

    @property
    def story(self) -> str | None:
        """The id of the story that answered first."""
        return self.cited[0].story.id if self.cited else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A question in full."""

    text: str  # to be asked of the stories
    request: Request | None = None  # what else than one fact it asks for
    whom: str = ""  # the person a request is about
    story: str | None = None  # the id of the story that was talked about last
    follows: bool = False  # it could not be understood without the turns before
    further: bool = False  # "what else?": what was cited before is no answer
    instead: str = ""  # what a short follow-up put in the place of something: "and Iraq?"
    quoting: tuple[Citation, ...] = ()  # what was cited last
    before: tuple[Citation, ...] = ()  # all that was cited before


@dataclass(frozen=True, slots=True)
class Names:
    """How the stories at hand write, folded: to know "iraq" for a name though it is typed without a capital."""

    names: Collection[str] = ()  # words of names
    people: Collection[str] = ()  # words of the names of those who speak
    men: Collection[str] = ()  # of those of whom the stories say "he said"
    women: Collection[str] = ()  # of those of whom they say "she said"


_LEAD_IN = re.compile(r"^\W*(?:(?:and|so|but|ok|okay|then|well|also|hm+|oh|plus)\b[\s,]*)+", re.IGNORECASE)
_SHORT_FORMS = (
    (re.compile(r"\b(who|what|when|where|why|how)(?:'s|s)\b(?!\s+(?:name|idea)\b)", re.IGNORECASE), r"\1 is"),
    (re.compile(r"\b(who|what|when|where|why|how)'d\b", re.IGNORECASE), r"\1 did"),
    (re.compile(r"\b(he|she|they|it|that)'s\b", re.IGNORECASE), r"\1 is"),
    (re.compile(r"\bthey're\b", re.IGNORECASE), "they are"),
)
_AUXILIARY = "is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|must"
_ASKS = (
    r"(?:since |until |by |from |to |at |in |for )?(?:who|whom|whose|what|when|where|why|which|how)"
    r"(?: (?:many|much|long|old|far|big|often|soon|come|exactly|else|time|day|date|year|about|on earth))*"
)
_BARE = re.compile(rf"^({_ASKS})(?: (?:was|is) (?:that|this))?\W*$", re.IGNORECASE)
_WHY = re.compile(
    r"^(?:why (?:is|was) (?:that|this)|how so|how come|what for|why not|for what reason)\W*$", re.IGNORECASE
)
_OPENING = re.compile(rf"^\W*{_ASKS}\b[\s,]*", re.IGNORECASE)
_COUNTED = re.compile(r"^\W*(?:how (?:many|much)|which|what) ", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:what about|how about|same for|same with|and)\s+(.+?)\W*$", re.IGNORECASE)
_VERB = re.compile(rf"\b(?:{_AUXILIARY}|who|what|when|where|why|which|how)\b", re.IGNORECASE)
_PREPOSITION = re.compile(r"^(in|at|on|from|for|with|by|about|to|after|before|against|of|near)\s+(.+)$", re.IGNORECASE)
_FURTHER = re.compile(
    r"^(?:(?:what|anything|who|where|when|why|how many|something|anybody|anyone) (?:else|more)|more|go on|"
    r"(?:any|some) (?:more|others?)|tell me more|else)\b",
    re.IGNORECASE,
)
_HE = re.compile(r"\b(?:he|she)\b", re.IGNORECASE)
_HIM = re.compile(r"\b(?:him|herself|himself|her(?!\s+[a-z]))\b", re.IGNORECASE)
_HIS = re.compile(r"\b(?:his|hers|her(?=\s+[a-z]))\b", re.IGNORECASE)
_MALE = re.compile(r"\b(?:he|him|his|himself)\b", re.IGNORECASE)
_SHE = re.compile(r"\b(?:she|hers?|herself)\b", re.IGNORECASE)
_THEY = re.compile(r"\b(?:they|them|those people|these people)\b", re.IGNORECASE)
_THEIR = re.compile(r"\btheirs?\b", re.IGNORECASE)
_IT = re.compile(
    r"\b(?:it|this|that)\b(?!\s+[a-z]+ing\b)(?=\W*$|\s+(?:is|was|has|had|will|would|cost|take|took|happen\w*|"
    r"start\w*|end\w*|beg[iau]n|close\w*|open\w*|come|came|last|mean\w*|about|in|on|at|for|to|be|belong|all)\b)",
    re.IGNORECASE,
)
_ITS = re.compile(r"\bits\b", re.IGNORECASE)
_THERE = re.compile(r"\bthere\b(?!\s+(?:is|are|was|were|be|been|any|a|an|no)\b)", re.IGNORECASE)
_EXPLETIVE = re.compile(r"\b(?:is|are|was|were)\s+there\s+\w", re.IGNORECASE)
_NAME = r"[^\W\d_a-z][\w’'-]*"
_NAMED = re.compile(rf"\b{_NAME}(?:\s(?:(?:of|the|de|al|bin|van|von|el)\s)?{_NAME})*")
_WORD = re.compile(r"[^\W_][\w’'-]*")
_FIRST_WORDS = """
who whom whose what when where why which how is are was were do does did has have had will would can could should
and but so ok the a an in on at i any give show list tell quote quotes all
"""
_FIRST = frozenset(_FIRST_WORDS.split())
"""Words with a capital at a line's beginning that are no names."""

_DETERMINER = "the|their|his|her|its|our|a|an|these|those|this|that"
_SUBJECT = re.compile(
    rf"\b(?P<verb>{_AUXILIARY})\s+(?P<subject>(?:{_DETERMINER})\s+[\w'-]+|(?!(?:{_DETERMINER}|he|she|it|they|there|we|you|i)\b)"
    r"[\w'-]+)(?P<rest>(?:\s+[\w'-]+)*)",
    re.IGNORECASE,
)
_COUNTED_NOUN = re.compile(r"\bhow many (?:(?:of the|more|other|new) )?([^\W\d_]+)", re.IGNORECASE)
_OFFICE = re.compile(
    r"\bthe (?:[^\W\d_]+ (?=minister|secretary|director|president|chief|leader))?[^\W\d_]+", re.IGNORECASE
)
_SHORT = 5
"""Words of a matter that may stand where "it" stood."""


def turn(asked: str, cited: Sequence[Citation], stories: Sequence[Story]) -> Turn:
    """An earlier question, with the words that answered it read from the stories at hand.

    A story that was killed, forgotten or corrected since is not at hand in the version cited: its words stay unread.
    """
    bodies = {story.key: story.body for story in stories}
    if not cited or cited[0].story not in bodies:
        return Turn(asked, cited=tuple(cited))
    best = cited[0]
    focus, speaker = (
        " ".join(part.of(bodies[best.story]).split()) if part else "" for part in (best.focus, best.speaker)
    )
    return Turn(asked, focus, speaker, tuple(cited), best.span.of(bodies[best.story])[:LONGEST])


def understand(turns: Sequence[Turn], question: str, known: Names | None = None) -> Understood:
    """The question in full, after these turns, the oldest first; any text is a question."""
    known = known or Names()
    typed = " ".join(question[:LONGEST].replace("’", "'").split())
    turns = turns[-REMEMBERED:]
    story = next((one.story for one in reversed(turns) if one.story), None)
    quoting = next((one.cited for one in reversed(turns) if one.cited), ())
    asked = requests.read(typed)
    if asked is not None:
        whom = asked.whom
        if asked.pronoun or (asked.kind is Request.IN_FULL and not whom):
            whom = _person(
                turns, known, known.men if _SHE.search(typed) else known.women if _MALE.search(typed) else ()
            )
        follows = asked.pronoun or asked.kind in requests.OF_WHAT_WAS_CITED
        return Understood(
            text=typed, request=asked.kind, whom=whom, story=story, follows=follows and bool(turns), quoting=quoting
        )
    if not turns:
        return Understood(text=typed)
    full, further, instead = _full(typed, turns, known)
    return Understood(
        text=full,
        story=story,
        follows=further or full.rstrip(" ?!.") != _spelt_out(typed).rstrip(" ?!."),
        further=further,
        instead=instead,
        quoting=quoting,
        before=tuple(cited for one in turns for cited in one.cited),
    )


def _full(typed: str, turns: Sequence[Turn], known: Names) -> tuple[str, bool, str]:
    """The question in full; whether it asks for more of the same; what it put in the place of something."""
    plain = _spelt_out(_LEAD_IN.sub("", typed))
    last = turns[-1]
    if _FURTHER.match(plain):
        return _more(plain, turns, known), True, ""
    if _WHY.match(plain):
        return f"why {_clause(last.question)}", False, ""
    if bare := _BARE.match(plain):
        return f"{bare[1]} {_clause(last.question)}", False, ""
    about = _ABOUT.match(typed.lstrip(" ,.-")) or _ABOUT.match(plain)
    other = about[1] if about else plain.rstrip(" ?!.")
    if (about or _is_name(other, known)) and len(other.split()) <= _SHORT and not _VERB.search(other):
        return _instead(last.question, other, known), False, other
    return _resolved(plain or typed, turns, known), False, ""


def _spelt_out(question: str) -> str:
    for form, meant in _SHORT_FORMS:
        question = form.sub(meant, question)
    return question


def _more(plain: str, turns: Sequence[Turn], known: Names) -> str:
    """The question before, again, or what "what else did she say" means."""
    rest = _FURTHER.sub("", plain, count=1).strip(" ?!.,")
    if len(rest.split()) > 1:
        opening = plain.split(maxsplit=1)[0]
        return _resolved(
            f"{'what' if opening.casefold() in {'anything', 'something'} else opening} {rest}", turns, known
        )
    return turns[-1].question


def _clause(question: str) -> str:
    """A question without the words that ask: "do the night boats stop"."""
    plain = _spelt_out(_LEAD_IN.sub("", question))
    plain = _COUNTED.sub("", plain) if _COUNTED.match(plain) else _OPENING.sub("", plain)
    return plain.strip(" ?!.")


def _matter(question: str) -> str:
    """What a question is about, without its verb in front: "the night boats stop"."""
    return re.sub(rf"^(?:{_AUXILIARY})\s+", "", _clause(question), flags=re.IGNORECASE)


def _resolved(asked: str, turns: Sequence[Turn], known: Names) -> str:
    """The question with its pronouns replaced by whom and what they stand for."""
    whole = asked
    if _HE.search(asked) or _HIM.search(asked) or _HIS.search(asked):
        who = _person(turns, known, known.men if _SHE.search(asked) else known.women)
        asked = _replaced(asked, who, _HIS, _HE, _HIM)
    if _own_names(whole, known):
        return asked  # "what does Berg say about it": Berg's own words decide
    if _THEY.search(asked) or _THEIR.search(asked):
        asked = _replaced(asked, _party(turns, known), _THEIR, _THEY)
    if _IT.search(asked) or _ITS.search(asked):
        asked = _replaced(asked, _thing(turns, known), _ITS, _IT)
    if _THERE.search(asked) and not _EXPLETIVE.search(asked) and (where := _place(turns, known)):
        here = where if where[0].islower() else f"in {where}"
        asked = _THERE.sub(lambda _: here, asked, count=1)
    return asked


def _replaced(asked: str, by: str, whose: re.Pattern[str], *who: re.Pattern[str]) -> str:
    """The question with pronouns replaced, if there is something to replace them by."""
    if not by:
        return asked
    asked = whose.sub(lambda _: f"{by}'s", asked)
    for pronoun in who:
        asked = pronoun.sub(lambda _: by, asked)
    return asked


def _person(turns: Sequence[Turn], known: Names, others: Collection[str] = ()) -> str:
    """Who "he" is: whoever was answered, quoted or asked about last, and is none of `others`."""
    for one in reversed(turns):
        question = read(one.question)
        named = [
            name for name in _names(one.question, known) if not re.search(rf"\bthe {re.escape(name)}", one.question)
        ]
        answered = one.focus if question.wanted is Wanted.PERSON and _NAMED.search(one.focus) else ""
        asked = next((name for name in named if _of(name, known.people)), next(iter(named), ""))
        order = (asked, one.speaker, answered) if question.who_is and named else (answered, one.speaker, asked)
        for name in order:
            if name and not _of(name, others):
                return _alone(name, known)
        for name in _NAMED.findall(one.said):  # "its governor, Selim Arat, said": nobody was asked for
            if _of(name, known.people) and not _of(name, others):
                return _alone(name, known)
        if question.wanted is Wanted.PERSON and (office := _OFFICE.search(one.question)):
            return office.group()  # "who is the governor?", and the stories did not say
    return ""


def _alone(name: str, known: Names) -> str:
    """A person's name without office and place: of "Harbour Minister Lina Okafor", "Lina Okafor"."""
    own = [word for word in _WORD.findall(name) if word.casefold() in known.people]
    return " ".join(own) or name.rstrip(".,; ")


def _party(turns: Sequence[Turn], known: Names) -> str:
    """Who "they" are: a name, else what the last question was about."""
    last = turns[-1]
    if read(last.question).wanted is Wanted.PERSON and _NAMED.search(last.focus):
        return _alone(last.focus, known)
    if counted := _COUNTED_NOUN.search(last.question):
        return f"the {counted[1]}"
    if names := _names(last.question, known):
        return names[0]
    return _subject(last.question) or _short(_matter(last.question))


def _subject(question: str) -> str:
    """Who or what a question has do or be something: of "do the night boats stop", "the night boats"."""
    found = _SUBJECT.search(_spelt_out(question))
    if not found:
        return ""
    subject, rest = found["subject"], found["rest"].split()
    be = found["verb"].casefold() in {"is", "are", "was", "were"}
    # "the night boats stop": before one last word, the verb; "is the blockade": nothing follows.
    if subject.split()[0].casefold() in _DETERMINER.split("|") and len(rest) == 2 and not be:  # noqa: PLR2004
        subject = f"{subject} {rest[0]}"
    return subject


def _thing(turns: Sequence[Turn], known: Names) -> str:
    """What "it" is: what the last question was about."""
    last = turns[-1]
    if subject := _subject(last.question):
        return subject
    names = _names(last.question, known)
    return names[-1] if names else _short(_matter(last.question))


def _place(turns: Sequence[Turn], known: Names) -> str:
    for one in reversed(turns):
        if read(one.question).wanted is Wanted.PLACE and one.focus:
            return one.focus.rstrip(".,; ")
        if names := [name for name in _names(one.question, known) if not _of(name, known.people)]:
            return names[-1]
    return ""


def _short(matter: str) -> str:
    return " ".join(matter.split()[:_SHORT])


def _instead(question: str, other: str, known: Names) -> str:
    """The question with something else in the place of what it fits: "and Iraq?" after one about Kuwait."""
    plain = question.rstrip(" ?!.")
    if put := _PREPOSITION.match(other):
        where = re.compile(rf"\b{put[1]}\s+(?:the\s+)?[\w’'-]+(?:\s+{_NAME})*", re.IGNORECASE)
        if found := list(where.finditer(plain)):
            return plain[: found[-1].start()] + other + plain[found[-1].end() :]
        return f"{plain} {other}"
    spans = _name_spans(plain, known)
    person = _of(other, known.people)
    if _is_name(other, known) and spans:
        like = [span for span in spans if bool(_of(plain[slice(*span)], known.people)) == bool(person)]
        start, end = (like or spans)[-1]
        return plain[:start] + other + plain[end:]
    if subject := _subject(plain):
        return plain.replace(subject, other, 1)
    if spans:
        start, end = spans[-1]
        return plain[:start] + other + plain[end:]
    return f"{plain} {other}"


def _is_name(words: str, known: Names) -> bool:
    return (
        bool(words)
        and all(
            word[:1].isupper() or word.casefold() in known.names or word.casefold() in {"the", "of", "mr", "mrs"}
            for word in _WORD.findall(words)
        )
        and any(word.casefold() not in _FIRST for word in _WORD.findall(words))
    )


def _of(name: str, words: Collection[str]) -> bool:
    return any(word.casefold() in words for word in _WORD.findall(name))


def _own_names(asked: str, known: Names) -> bool:
    return bool(_name_spans(asked, known))


def _names(text: str, known: Names) -> list[str]:
    return [text[start:end] for start, end in _name_spans(text, known)]


def _name_spans(text: str, known: Names) -> list[tuple[int, int]]:
    """Where names stand: runs of words with a capital, or that the stories write with one."""
    spans: list[tuple[int, int]] = []
    for word in _WORD.finditer(text):
        said = word.group()
        folded = said.casefold().removesuffix("'s")
        named = (said[0].isupper() and folded not in _FIRST) or (folded in known.names and folded not in _FIRST)
        if not named:
            continue
        end = word.end() - (len(said) - len(said.removesuffix("'s")))
        if spans and text[spans[-1][1] : word.start()].isspace():
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((word.start(), end))
    return spans
