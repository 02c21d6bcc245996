"""What people ask for beside one fact: all that somebody said, a timeline, the numbers, who else reports it."""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple


class Request(Enum):
    """A kind of request, each answered by a list of citations or of stories."""

    QUOTES = "quotes"  # "all quotes by Pompeo"
    SPEAKERS = "speakers"  # "who is quoted?"
    WHO_SAID = "who said"  # "who said that?"
    IN_FULL = "in full"  # "quote him in full"
    SOURCE = "source"  # "where does it say that?"
    TIMELINE = "timeline"
    NUMBERS = "numbers"
    CHANGED = "changed"  # "what changed since yesterday?"
    REPORTS = "reports"  # "who else reports this?"
    CONFIRMED = "confirmed"  # "is this confirmed?"
    SUMMARY = "summary"


OF_WHAT_WAS_CITED = frozenset({Request.WHO_SAID, Request.SOURCE})
"""These mean what was cited last."""

OF_THE_EVENT = frozenset({Request.REPORTS, Request.CONFIRMED, Request.CHANGED})
"""These are answered by which stories there are."""


class Asked(NamedTuple):
    """A request as read."""

    kind: Request
    whom: str = ""  # the person named in it
    pronoun: bool = False  # it names one by "him", "her", "their"


_PLEASE = r"(?:(?:please|can you|could you|would you|and|so|ok|now|just|show|give|list|get|tell|me|us|a|an|the|let's have|i want|i need)\s+)*"
_HIM = r"(?:him|her|them|his|their|he|she|they)"
_WHO = r"(?P<whom>[^?!.,;:]{1,80}?)"
_QUOTES = r"(?:direct |full |verbatim |exact )?(?:quotes?|quotations?|statements?)"
_FORMS = (
    (
        Request.SPEAKERS,
        r"(?:who (?:is|are|was|were|'s|gets?) (?:being )?quoted|who all is quoted|who speaks|who (?:is|are) speaking|"
        r"speakers|who talks|whose quotes|who do they quote|people quoted|everyone quoted|everybody quoted|who (?:is|are) cited)"
        r"(?: here| in (?:this|these|it|the (?:story|stories|article|thread)))?",
    ),
    (
        Request.WHO_SAID,
        r"(?:who (?:said|says|told|claimed|claims) (?:that|this|so|it|them that)|says who|according to whom?|whose words(?: are (?:these|those|they))?|who is (?:that|this) quote from|who (?:was|is) that)",
    ),
    (
        Request.SOURCE,
        r"(?:where (?:does|do|did) (?:it|they|the (?:story|article)) say (?:that|this|so|it)|source|sources|link|links|url|citation|where (?:is|was) (?:that|this) from|"
        r"which (?:paragraph|story|article)(?: (?:is|was) (?:that|this|it)(?: (?:in|from))?)?|what(?: is|'s|s)? (?:the|your) source(?: for (?:that|this))?|where did you get (?:that|this|it)|says where)",
    ),
    (Request.IN_FULL, rf"(?:quote|cite) (?P<him>{_HIM}) (?:in full|fully|completely|entirely|verbatim|word for word)"),
    (Request.IN_FULL, rf"(?:quote|cite) {_WHO} (?:in full|fully|completely|entirely|verbatim|word for word)"),
    (
        Request.IN_FULL,
        r"(?:in full|full quote|whole quote|full quotation|entire quote|complete quote|exact words|what (?:were|are) (?:the|his|her|their) exact words|quote it(?: in full)?|the quote)",
    ),
    (Request.QUOTES, rf"(?:all |every |any |other )?(?:of )?(?P<him>{_HIM}) {_QUOTES}"),
    (Request.QUOTES, rf"(?:all|every|any|more|other)? ?(?:the )?{_QUOTES} (?:by|from|of|for) (?P<him>{_HIM})"),
    (Request.QUOTES, rf"(?:all|every|any|more|other)? ?(?:the )?{_QUOTES} (?:by|from|of|for) {_WHO}"),
    (Request.QUOTES, rf"(?:everything|all)(?: that)? (?P<him>{_HIM}) (?:said|says|has said)"),
    (Request.QUOTES, rf"(?:everything|all)(?: that)? {_WHO} (?:said|says|has said)"),
    (Request.QUOTES, rf"quote (?P<him>{_HIM})"),
    (
        Request.QUOTES,
        r"all (?:the )?quotes|quotes|quotations|all (?:the )?quotations|every quote|what (?:are|were) the quotes|(?:any|key|best) quotes",
    ),
    (Request.QUOTES, rf"quote {_WHO}"),
    (
        Request.TIMELINE,
        r"(?:time ?line|chronology|sequence of events|what happened when|when did what happen|order of events)(?: of (?:this|events|it|the (?:event|story|events)))?",
    ),
    (
        Request.NUMBERS,
        r"(?:all |key |main |what are |what were )*(?:the )?(?:numbers|figures|stats|statistics|data)(?: (?:here|in (?:this|these|the stor(?:y|ies))))?|numbers only|in numbers",
    ),
    (
        Request.CHANGED,
        r"(?:what|anything|has anything|did anything|what's|what has|what is|whats)(?: has| is)? (?:changed?|new|different|updated?)(?: (?:since|from) .{1,40}| today| here| in (?:this|the story))?",
    ),
    (
        Request.CHANGED,
        r"(?:any |latest |the latest )?(?:updates?|corrections?|developments?|news)(?: since .{1,40})?|(?:any|is there any|are there any) (?:updates?|corrections?|developments|changes)(?: since .{1,40})?|has (?:it|this|that|the story) (?:been )?(?:changed|corrected|updated)",
    ),
    (
        Request.REPORTS,
        r"who else (?:reports?|reported|has|have|carries|covers?|covered|is reporting|says)(?: on)?(?: (?:this|it|that|so|the story))?|"
        r"(?:any )?other (?:sources|agencies|reports|outlets)(?: on (?:this|it|that))?|(?:which|what) (?:other )?(?:agencies|outlets|newsrooms|sources) (?:report|reported|reports|cover|covered|carry|have|are reporting)(?: on)?(?: (?:this|it|that))?|"
        r"who (?:reports|reported|is reporting|covers|covered) (?:this|it|that)|is (?:this|it|that) reported (?:elsewhere|by (?:others|anyone else|anybody else))|more sources|coverage",
    ),
    (
        Request.CONFIRMED,
        r"(?:is|was|has) (?:this|that|it|the (?:story|news|report)) (?:been )?(?:confirmed|true|verified|certain|sure|reliable|for real|real|official|legit|correct|accurate)(?: yet| or not| or just a rumou?r)?|confirmed|"
        r"how (?:many|sure).{0,12} (?:agencies|sources|outlets)(?: (?:report|confirm|say|have|reported|confirmed).{0,20})?|who (?:confirms|confirmed|else confirms) (?:this|it|that)|how (?:sure|certain|reliable) is (?:this|that|it)|can (?:i|we) trust (?:this|that|it)|really|is (?:this|that) a fact|fact check",
    ),
    (
        Request.SUMMARY,
        r"(?:summary|summari[sz]e|brief|sum (?:it|this|that|them) up|summari[sz]e (?:it|this|that|these|the (?:story|stories|thread))|tl;?dr|recap|overview|in short|in brief|key points|main points|the gist|gist|brief me|"
        r"what happened|what(?:'s| is|s) (?:this|it|the story) about|what(?:'s| is|s) going on|the main points|bullet points|a summary|short version)(?: please| of (?:this|it|the (?:story|stories|thread)))?",
    ),
)
_PATTERNS = tuple(
    (kind, re.compile(rf"^\W*{_PLEASE}(?:{form})(?:\s+(?:please|again|then|now|exactly|so far))?\W*$", re.IGNORECASE))
    for kind, form in _FORMS
)
_NOBODY = re.compile(
    r"^(?:this|that|it|these|those|all|everyone|everybody|me|us|the (?:story|stories|article|day|week))$", re.IGNORECASE
)


LONGEST = 160
"""Characters of a request; longer is a question with much in it."""


def read(text: str) -> Asked | None:
    """The request that a line makes; None where it asks for one fact."""
    plain = " ".join(text.replace("’", "'").split())
    if not plain or len(plain) > LONGEST:
        return None
    for kind, pattern in _PATTERNS:
        if found := pattern.match(plain):
            named = found.groupdict()
            whom = (named.get("whom") or "").strip()
            if whom and _NOBODY.match(whom):
                whom = ""
            return Asked(kind, whom, pronoun=bool(named.get("him")))
    return None
