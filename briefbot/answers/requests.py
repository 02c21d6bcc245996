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

LONGEST = 160
"""Characters of a request; longer is a question with much in it."""


class Asked(NamedTuple):
    """A request as read."""

    kind: Request
    whom: str = ""  # the person named in it
    pronoun: bool = False  # it names one by "him", "her", "their"


_PARTS = {
    "IT": (
        r"(?:(?:this|that|the|these|those) (?:story|stories|news|events?|articles?|reports?|thread)|this|that|it|so"
        r"|them|these)"
    ),
    "HIM": r"(?P<him>him|her|them|his|their|he|she|they)",
    "WHOM": r"(?P<whom>[^?!.,;:]{1,80}?)",
    "FULLY": r"(?:in full|fully|completely|entirely|verbatim|word for word)",
    "QUOTES": r"(?:direct |full |verbatim |exact )?(?:quotes?|quotations?|statements?)",
    "ALL": r"(?:all|every|any|more|other)",
    "SINCE": r"(?: (?:since|from|after) .{1,40}| today| here| so far)?",
    "FIGURES": r"(?:numbers|figures|stats|statistics|data)",
    "TRUE": r"(?:confirmed|true|verified|certain|reliable|for real|real|official|legit|correct|accurate)",
    "AGENCIES": r"(?:agencies|outlets|newsrooms|sources|papers)",
    "REPORT": (
        r"(?:reports?|reported|reporting|carr(?:y|ies|ied)|covers?|covered|covering|has|have|says?|confirms?|confirmed)"
    ),
}
_FORMS = (
    (
        Request.SPEAKERS,
        """
        who(?:'s| is| are| was| were| gets?)(?: all)? (?:being )?(?:quoted|cited|speaking)(?: (?:here|in IT))?
        (?:who|whom) do they quote
        who (?:speaks|talks)
        speakers
        whose quotes(?: are (?:there|these))?
        (?:people|everyone|everybody) quoted
        """,
    ),
    (
        Request.WHO_SAID,
        """
        who (?:said|says|told|claimed|claims)(?: them)? (?:that|this|so|it)
        says who
        according to whom?
        whose words(?: (?:are|were) (?:these|those|they))?
        who is (?:that|this) quote from
        who (?:was|is) that
        """,
    ),
    (
        Request.SOURCE,
        """
        where (?:does|do|did) (?:they|IT) say (?:that|this|so|it)
        sources?|links?|url|citation
        where (?:is|was) (?:that|this) from
        which (?:paragraph|story|article)(?: (?:is|was) (?:that|this|it)(?: (?:in|from))?)?
        what(?: is|'s|s) (?:the|your) source(?: for (?:that|this))?
        where did you get (?:that|this|it)
        """,
    ),
    (
        Request.IN_FULL,
        """
        (?:quote|cite) HIM FULLY
        (?:quote|cite) WHOM FULLY
        in full
        (?:full|whole|entire|complete) (?:quote|quotation|statement)
        (?:the )?exact words
        what (?:were|are) (?:the|his|her|their) exact words
        quote it
        the quote
        """,
    ),
    (
        Request.QUOTES,
        """
        ALL(?: of)? HIM QUOTES
        HIM QUOTES
        (?:ALL )?(?:the )?QUOTES (?:by|from|of|for) HIM
        (?:ALL )?(?:the )?QUOTES (?:by|from|of|for) WHOM
        (?:everything|all)(?: that)? HIM (?:said|says|has said)
        (?:everything|all)(?: that)? WHOM (?:said|says|has said)
        quote HIM
        (?:(?:ALL|the|key|best) )*(?:quotes|quotations)
        what (?:are|were) the (?:quotes|quotations)
        quote WHOM
        """,
    ),
    (
        Request.TIMELINE,
        """
        (?:time ?line|chronology|sequence of events|order of events)(?: of (?:IT|events))?
        what happened when
        when did what happen
        """,
    ),
    (
        Request.NUMBERS,
        """
        (?:what (?:are|were) )?(?:(?:all|key|main|the) )*FIGURES(?: (?:here|in IT))?
        numbers only
        in numbers
        """,
    ),
    (
        Request.CHANGED,
        """
        (?:whats?|what's|anything|(?:has|did) anything)(?: has| is| been)* (?:changed?|new|different|updated?)SINCE
        (?:(?:any|latest|the) )*(?:updates?|corrections?|developments?)SINCE
        (?:is|are) there (?:any|an) (?:updates?|corrections?|changes|developments|news)SINCE
        has IT (?:been )?(?:changed|corrected|updated)SINCE
        """,
    ),
    (
        Request.REPORTS,
        """
        who else (?:is )?REPORT(?: on)?(?: IT)?
        (?:any )?(?:other|more) (?:AGENCIES|reports|coverage)(?: on IT)?
        (?:which|what) (?:other )?AGENCIES (?:are )?REPORT(?: on)?(?: IT)?
        (?:do|did|have|are|has|does|is) (?:any )?(?:other AGENCIES|anyone else|anybody else) REPORT(?: on)?(?: IT)?
        who (?:is )?(?:reports?|reported|reporting|covers?|covered|covering) IT
        is IT reported (?:elsewhere|by (?:others|anyone else|anybody else))
        """,
    ),
    (
        Request.CONFIRMED,
        """
        (?:is|was|has) IT (?:been )?TRUE(?: yet| or not)?
        is IT a (?:fact|rumou?r)
        confirmed
        how many AGENCIES(?: (?:have )?REPORT(?: IT)?)?
        who (?:else )?(?:confirms|confirmed) IT
        how (?:sure|certain|reliable) is IT
        can (?:i|we) trust IT
        fact check
        """,
    ),
    (
        Request.SUMMARY,
        """
        (?:short )?(?:summary|brief|recap|overview|gist|version)(?: of IT)?
        (?:summari[sz]e|sum up|recap)(?: IT)?
        sum IT up
        brief me
        tl;?dr
        in (?:short|brief)
        (?:the )?(?:key|main|bullet) points(?: of IT)?
        what happened
        what(?:'s| is|s) (?:IT about|going on)
        """,
    ),
)
_PLEASE = (
    r"(?:(?:please|can you|could you|would you|and|so|ok|now|just|show|give|list|get|tell|me|us|a|an|the|i want|i need)"
    r"\s+)*"
)


def _pattern(form: str) -> re.Pattern[str]:
    for name, meant in _PARTS.items():
        form = re.sub(rf"\b{name}(?=\b|SINCE)|(?<=\)){name}\b", meant.replace("\\", r"\\"), form)
    form = form.replace("SINCE", _PARTS["SINCE"])
    return re.compile(rf"^\W*{_PLEASE}(?:{form})(?:\s+(?:please|again|then|now|exactly))?\W*$", re.IGNORECASE)


_PATTERNS = tuple(
    (kind, _pattern(line.strip())) for kind, forms in _FORMS for line in forms.splitlines() if line.strip()
)
_NOBODY = re.compile(
    r"(?:this|that|it|these|those|all|everyone|everybody|me|us|the (?:story|stories|article|day|week))", re.IGNORECASE
)


def read(text: str) -> Asked | None:
    """The request that a line makes; None where it asks for one fact."""
    plain = " ".join(text[: 2 * LONGEST].replace("’", "'").split())
    if not plain or len(plain) > LONGEST:
        return None
    for kind, pattern in _PATTERNS:
        if found := pattern.match(plain):
            named = found.groupdict()
            whom = (named.get("whom") or "").strip()
            return Asked(kind, "" if _NOBODY.fullmatch(whom) else whom, pronoun=bool(named.get("him")))
    return None
