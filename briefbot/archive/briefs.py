"""Briefs as JSON: a span is [start, end], a bracket [[start, end]]."""

from __future__ import annotations

import json
from typing import Any

from briefbot.story import Bracket, Brief, KeyPoint, Quote, QuoteKind, Span, StoryKey


def dumps(brief: Brief) -> str:
    """The parts of a brief that its key in the archive does not say."""
    return json.dumps(
        {
            "key_points": [[_part(part) for part in point.parts] for point in brief.key_points],
            "quotes": [_quote(quote) for quote in brief.quotes],
            "sentences": [_span(span) for span in brief.sentences],
            "notes": brief.notes,
        }
    )


def loads(text: str, key: StoryKey, formatter: str) -> Brief:
    """The brief that `dumps` wrote."""
    fields = json.loads(text)
    return Brief(
        story=key,
        formatter=formatter,
        key_points=tuple(KeyPoint(tuple(map(_read_part, parts))) for parts in fields["key_points"]),
        quotes=tuple(map(_read_quote, fields["quotes"])),
        sentences=tuple(Span(*span) for span in fields["sentences"]),
        notes=tuple(fields["notes"]),
    )


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _read_span(span: list[int] | None) -> Span | None:
    return None if span is None else Span(*span)


def _part(part: Span | Bracket) -> Any:
    return [_span(part.span)] if isinstance(part, Bracket) else _span(part)


def _read_part(part: Any) -> Span | Bracket:
    return Bracket(Span(*part[0])) if len(part) == 1 else Span(*part)


def _quote(quote: Quote) -> dict[str, Any]:
    return {
        "spans": [_span(span) for span in quote.spans],
        "kind": quote.kind,
        "mention": _span(quote.mention),
        "speaker": _span(quote.speaker),
        "role": _span(quote.role),
        "cue": _span(quote.cue),
        "confidence": quote.confidence,
        "featured": quote.featured,
    }


def _read_quote(fields: dict[str, Any]) -> Quote:
    return Quote(
        spans=tuple(Span(*span) for span in fields["spans"]),
        kind=QuoteKind(fields["kind"]),
        mention=_read_span(fields["mention"]),
        speaker=_read_span(fields["speaker"]),
        role=_read_span(fields["role"]),
        cue=_read_span(fields["cue"]),
        confidence=fields["confidence"],
        featured=fields["featured"],
    )
