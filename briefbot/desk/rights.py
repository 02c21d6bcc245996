"""What of a brief may be shown by the rights of its source; pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefbot.story import QuoteKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from briefbot.desk.lives import Life
    from briefbot.source import Rights
    from briefbot.story import Brief, Quote, Span, Story


def within(brief: Brief, rights: Rights) -> Brief:
    """The brief with no more of somebody's words in it than `rights.quotations`.

    Quotations inside key points come first, then those the brief features. What holds part of any other is left out,
    sentences too, so that neither a briefing nor an answer shows more.
    """
    if rights.quotations is None:
        return brief
    speech = [quote for quote in brief.quotes if quote.kind is QuoteKind.SPEECH]
    shown: list[Quote] = []

    def affordable(spans: Iterable[Span]) -> bool:
        """Whether the spans can be shown; what they quote is counted then."""
        new = [q for q in speech if q not in shown and any(a.overlaps(b) for a in spans for b in q.spans)]
        if len(shown) + len(new) > (rights.quotations or 0):
            return False
        shown.extend(new)
        return True

    points = tuple(point for point in brief.key_points if affordable(point.spans))
    for quote in brief.featured:
        affordable(quote.spans)
    hidden = [span for quote in speech if quote not in shown for span in quote.spans]
    return replace(
        brief,
        key_points=points,
        quotes=tuple(quote for quote in brief.quotes if quote.kind is not QuoteKind.SPEECH or quote in shown),
        sentences=tuple(s for s in brief.sentences if not any(s.overlaps(other) for other in hidden)),
    )


def of_change(life: Life, rights: Rights, brief: Callable[[Story], Brief]) -> Life:
    """The life without the changes inside quotations, where `rights` limits these; `brief` gives a version's own."""
    change = life.change
    if rights.quotations is None or change is None or life.before is None or life.after is None:
        return life
    quoted = [
        [span for quote in brief(story).quotes if quote.kind is QuoteKind.SPEECH for span in quote.spans]
        for story in (life.before, life.after)
    ]
    shown = tuple(
        hunk
        for hunk in change.hunks
        if hunk.headline
        or not any(
            place is not None and place.overlaps(span)
            for place, spans in zip((hunk.was, hunk.now), quoted, strict=True)
            for span in spans
        )
    )
    more = change.more + len(change.hunks) - len(shown)
    return replace(life, change=replace(change, hunks=shown, more=more))
