"""What wire copy carries besides its prose: datelines, bylines, takes, sign-offs, credits, calls to subscribe.

Only recognised, never removed: a body stays as it came, so that spans stay true. Sources fill `Story.dateline` and
`Story.byline` from here; the formatter leaves every stretch out of its briefs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefbot.story import Span

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Furniture:
    """`stretches` of the body that are no prose, in order; the words of the dateline's place and of the byline."""

    stretches: tuple[Span, ...] = ()
    place: Span | None = None  # "WASHINGTON"
    byline: Span | None = None  # the names alone, without "By"


_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_LONGEST = 240  # code points; a longer line is prose
_HEAD = 200  # code points of a line that a dateline must lie in
_DATELINES = 6  # prose lines looked at for the dateline

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DATE = rf"(?:{_MONTH} ?\d{{1,2}}(?:, ?\d{{4}})?|\d{{1,2}} {_MONTH}(?: \d{{4}})?)"
_CAPS = r"[A-Z][A-Z’'.\-]{2,24}(?: [A-Z’'.\-]{2,24}){0,3}(?:/[A-Z][A-Z ]{2,24}){0,2}"
_TITLE = r"[A-Z][\w’'.\-]{1,24}(?: [A-Z][\w’'.\-]{1,24}){0,3}"
_REGION = r"(?:, ?[A-Z][\w.’'\-]{1,20}(?: [A-Z][\w.’'\-]{1,20}){0,2})?"
_AGENCY = r"(?:\([A-Z][\w&.\-/ ]{1,30}\)|/[A-Z]{2,12}/\.?)"
_DASH = r"\s*(?:--+|—|–|―|-(?=\s)|:)\s*"

_AGENCIES = "AA|AFP|ANI|AP|BNA|CNN|dpa|EFE|IANS|IRNA|KUNA|MENA|NNN-KUNA|PTI|QNA|REUTERS|Reuters|SPA|TASS|UPI|WAM|Xinhua"
_KNOWN = rf"\((?:{_AGENCIES})\)"
_DATELINE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<place>{_CAPS}){_REGION}[,.]? ?(?:{_DATE})?[,.]? ?{_AGENCY}(?:{_DASH}|\s+(?=\S))",
        rf"(?P<place>{_TITLE}){_REGION}[,.]? ?(?:{_DATE})?[,.]? ?{_KNOWN}(?:{_DASH}|\s*(?=[A-Z“\"]))",
        rf"(?P<place>{_TITLE}){_REGION}, ?{_DATE}[,.]? ?{_AGENCY}{_DASH}",
        rf"(?:{_DATE} ?)?{_AGENCY}{_DASH}",
        rf"{_KNOWN}\s*",
        rf"(?P<place>{_CAPS}){_REGION}(?:, ?{_DATE})?(?:{_DASH})",
        rf"(?P<place>{_CAPS}), ?{_DATE}[,.]? ",
        rf"(?P<place>{_CAPS}), (?=[A-Z])",
    )
)
_PLACE_LINE = re.compile(rf"(?P<place>{_CAPS})\s*$")
_ACRONYMS = re.compile(
    r"(?:NATO|OPEC|UNICEF|UNESCO|UNHCR|UNRWA|ASEAN|FIFA|UEFA|NASA|INTERPOL|IAEA|OECD|OSCE|BRICS|FEMA|OSHA|"
    r"UPDATE|CORRECTED|REFILE|WRAPUP|URGENT|BREAKING|EXCLUSIVE|FACTBOX|TIMELINE|NEWSMAKER|ANALYSIS|OPINION|"
    r"READ|WATCH|RELATED|ALERT|NOTE|PHOTOS|VIDEO|MORE|STORY|ISIS|ISIL|DAESH|SABIC|ARAMCO|YES|BBC|CNN|USA)(?!\w)"
)
"""Capitals before a comma or dash that are no place."""
_NAMES = r"[A-Z][\w’'.\-]{0,24}(?: (?:[A-Z][\w’'.\-]{0,24}|de|bin|al|van|von|and|for|,)){0,8}"
_BYLINE = re.compile(rf"(?:By|BY|by)[:.]? (?P<names>{_NAMES})(?:[,|] ?[^.|]{{0,60}})?\.?\s*$")
_MAIL_HEAD = re.compile(
    r"(?:By\. (?P<names>[^.\n]{2,60})\. (?:and [^.\n]{2,40}\. )?(?:\. )?)?"
    r"(?:(?:PUBLISHED|Published):\.? [^|\n]{4,60}\|?\.? ?(?:(?:UPDATED|Updated):\.? [^|\n]{0,40}?\d{4}\. )?"
    r"|Last updated at [^|\n]{4,40}?\d{4}\. )"
)
_MAIL_BYLINE = re.compile(r"By\. (?P<names>[^.\n]{2,60})\. (?:and [^.\n]{2,40}\. )?(?:\. )?")
_MENAFN = re.compile(r"\(MENAFN[^()\n]{0,40}(?:\([^()\n]{0,20}\))?[^()\n]{0,20}\)\s*")
_TAKES = (
    r"pick-?up (?:previous|\d.{0,30})",
    r"more(?: to (?:follow|come))?",
    r"to be continued",
    r"(?:first|second|third|\d\w\w) (?:lead|ld|take)",
    r"adds? .{0,60}\b(?:paragraphs?|paras?|graphs?)\b.{0,30}",
    r"recasts?\b.{0,80}",
    r"with (?:photos?|pictures?|video)",
    r"ends?|end item|nnnn+|-0-|#{2,}|\*{3,}|_{3,}|-{3,}|={3,}",
    r"kuna \d{6}\b.{0,20}",
)
"""Lines that tell a desk how the takes of a dispatch belong together."""
_CALLS = (
    r"(?:source|via): ?(?=.{1,70}$)",
    r"read (?:more|also|next|the (?:full|rest))|also read|see also|more on this|more from",
    r"related(?: \w+)?:|recommended:",
    r"watch(?: \w+)?:|listen:|click here|scroll down|continue reading|story continues below|article continues",
    r"sign up|subscribe|enter your e-?mail|get (?:our|the) .{0,40}(?:newsletter|app|inbox)|download our",
    r"follow (?:us|me|\w+ ?\w* ?\w* on)\b|like (?:us|the page)|share this|advertisement",
    r"©|\(c\) ?\d{4}|copyright|all rights reserved|editor[’']?s[’']? note|correction:|clarification:",
    r"eds[.:]|editors:|(?:attention|attn|notes?|advisory):? (?:to |for )?(?:all )?(?:news )?(?:editors|desks)(?:$|:)",
    r"contact (?:the|us)\b|to contact the|e-?mail:|tel:|phone:|twitter: ?@|pic\.twitter|(?:https?://|www\.)\S+\s*$",
    r"\(?(?:additional )?(?:reporting|writing|editing|compiled|edited|written) by ",
    r"(?:(?:media|press|news|reader) )?(?:contacts?|[ei]nquir(?:y|ies))(?: details| information| numbers?)?: ",
    r"for (?:more|further|additional) (?:information|details),? (?:please )?(?:contact|call|e-?mail|visit|write to)\b",
    r"(?:newsroom|(?:news|night|foreign|city|picture) desk|duty editor|press office):",
    r"(?=.*[@+]\w)[^.!?“”\"\n]{0,80}(?:[\w.+\-]{1,40}@[\w.\-]{3,60}|\+\d[\d ()\-]{7,18})[^.!?\w]{0,5}(?=$)",
)
"""What lines begin with that are the publisher's and not the story's."""
_CREDITS = (
    (
        r"\(?(?:(?:file )?photo(?:graph|s)?|image|picture|caption|credit|video)"
        r"(?: (?:credit|courtesy|by)\b[^.]{0,60}|:.*)\)?$"
    ),
    r"[(\[][^()\[\]]{0,80}(?:/|via )(?:reuters|afp|ap|epa|ap photo|getty images|anadolu|kuna)[)\]]\s*$",
    r".{0,60}\b(?:getty images|ap photo)(?:/[\w ]{1,30})?[)\]]?\.?\s*$",
    r".{0,80}\bcontributed (?:to|reporting).{0,80}$",
)
_WHOLE_LINE = re.compile(
    rf"\(?(?:{'|'.join(_TAKES)})\)?\.?\s*$|\(end\)\s*[\w./]{{0,20}}\s*$|(?:{'|'.join(_CALLS)}).*$|{'|'.join(_CREDITS)}",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(r"[a-z]{2,4}(?:[./][a-z]{2,4}){0,3}\.?\s*$|--? ?[A-Z][A-Za-z]{1,9}\s*$")
_TAIL = re.compile(r"\s*\((?:end|END|ends|more|MORE)\)\s*[\w./]{0,20}\s*$|\s+(?:-0-|#{2,}|NNNN)\s*$")


def find(body: str, *, openings: bool = False) -> Furniture:
    """Recognise the furniture of a body; linear in its length, and nothing found is no error.

    With `openings` alone it ends where no more place or byline can follow, and leaves the other stretches.
    """
    lines = [match.span() for match in _LINE.finditer(body) if not match.group().isspace()]
    found: list[Span] = []
    place = byline = None
    prose = 0  # lines seen that are prose
    last = len(lines) - 1
    for number, (begin, end) in enumerate(lines):
        start = begin + len(body[begin:end]) - len(body[begin:end].lstrip())
        line = body[start : min(end, start + _LONGEST + 1)]
        if len(line.rstrip()) <= _LONGEST and _is_furniture(line, number, last):
            found.append(Span(start, end))
            continue
        if prose < _DATELINES and (place is None or byline is None):
            for span, place_found, names in _openings(body, start, end, whole=prose <= 1):
                found.append(span)
                place, byline = place or place_found, byline or names
                start = span.end
        if start < end:
            prose += 1
            if openings:
                if prose == _DATELINES or (place is not None and byline is not None):
                    break
                continue
            tail = _TAIL.search(body, max(start, end - 40), end)
            if tail is not None and tail.start() > start:
                found.append(_stripped(body, tail.start(), tail.end()))
    return Furniture(tuple(found), place, byline)


def _is_furniture(line: str, number: int, last: int) -> bool:
    if _WHOLE_LINE.match(line) is not None:
        return True
    return number > 0 and number >= last - 1 and _SIGN_OFF.match(line) is not None


def _openings(body: str, start: int, end: int, *, whole: bool) -> Iterator[tuple[Span, Span | None, Span | None]]:
    """What stands before the prose of a line: stretches with the dateline's place or the byline's names in them."""
    limit = min(end, start + _HEAD)
    if (match := _MENAFN.match(body, start, limit)) is not None:
        yield _stripped(body, *match.span()), None, None
        start = match.end()
    for pattern in (_MAIL_HEAD, _MAIL_BYLINE):
        if (match := pattern.match(body, start, limit)) is not None and match.end() > start:
            yield _stripped(body, *match.span()), None, _group(match, "names")
            start = match.end()
    if end - start <= _LONGEST // 2 and (match := _BYLINE.match(body, start, end)) is not None:
        yield Span(start, end), None, _group(match, "names")
        return
    if whole and (match := _dateline(body, start, limit)) is not None:
        place = _group(match, "place") if "place" in match.groupdict() else None
        yield _stripped(body, *match.span()), place, None
    elif whole and end - start <= _LONGEST // 4:
        match = _PLACE_LINE.match(body, start, end)
        if match is not None and not _acronym(match.group("place")):
            yield Span(start, end), _group(match, "place"), None


def _dateline(body: str, start: int, limit: int) -> re.Match[str] | None:
    for pattern in _DATELINE:
        match = pattern.match(body, start, limit)
        if match is None:
            continue
        place = match.groupdict().get("place")
        if place is None or not _acronym(place):
            return match
    return None


def _acronym(place: str) -> bool:
    return _ACRONYMS.match(place) is not None or not any(letter in "AEIOUYaeiouy" for letter in place)


def _group(match: re.Match[str], name: str) -> Span | None:
    if match.group(name) is None:
        return None
    text = match.group(name)
    start = match.start(name)
    return Span(start, start + len(text.rstrip(" ,.")))


def _stripped(body: str, start: int, end: int) -> Span:
    """The stretch without the blanks before it; those behind belong to it."""
    text = body[start:end]
    return Span(start + len(text) - len(text.lstrip()), end)
