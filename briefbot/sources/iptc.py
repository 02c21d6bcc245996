"""IPTC's words, that ninjs, NewsML-G2 and NITF have in common: publication status, version, urgency, Media Topics."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefbot.errors import DocumentError
from briefbot.sources import text
from briefbot.story import PubStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

_MEDIA_TOPIC = re.compile(r"(?:medtop:|mediatopics?[/:]?\s*)(\d{8})(?!\d)|^(20\d{6})$", re.IGNORECASE)
_SUBJECT_CODE = re.compile(r"(?:subj(?:ect)?(?:codes?)?[:/]\s*)?(0[1-9]|1[0-7])\d{6}", re.IGNORECASE)


def status(word: str) -> PubStatus:
    """The publication status, "stat:canceled" too; `DocumentError` for another, because it may forbid publishing."""
    known = word.strip().lower().rpartition(":")[2].rpartition("/")[2].replace("cancelled", "canceled")
    try:
        return PubStatus(known)
    except ValueError:
        raise DocumentError(
            f"has the publication status {text.line(word)[:40]!r}, which IPTC does not know: ask the agency"
        ) from None


def version(value: object) -> int:
    """A version's number; 1 where there is none."""
    written = str(value).strip()
    return max(1, int(written)) if re.fullmatch(r"\d{1,15}", written, re.ASCII) else 1


def urgency(value: object) -> int | None:
    """The urgency, 1 to 8, None where there is none. The standards' 9 is for the agency's own use."""
    written = str(value).strip().partition(".")[0]
    return min(max(int(written), 1), 8) if re.fullmatch(r"\d", written, re.ASCII) else None


def subjects(codes: Iterable[str]) -> tuple[str, ...]:
    """Codes and addresses of Media Topics as "medtop:16000000"; each once, words of other vocabularies left out.

    Bare numbers from 20 on are Media Topics. Of the Subject Codes that came before, the first two digits name the same
    seventeen fields; the rest does not carry over.
    """
    found = []
    for code in codes:
        if (match := _MEDIA_TOPIC.search(code)) is not None:
            found.append(f"medtop:{match[1] or match[2]}")
        elif (match := _SUBJECT_CODE.fullmatch(code.strip())) is not None:
            found.append(f"medtop:{match[1]}000000")
    return tuple(dict.fromkeys(found))
