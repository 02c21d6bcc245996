"""Pairs of happenings of one kind, each told by two newsrooms: people are invented, the copy is ours."""

from pathlib import Path


def _read(text):
    """Under each kind four stories: two of one happening, two of the other."""
    kinds: dict[str, list[str]] = {}
    for block in text.strip().split("\n\n"):
        if block.startswith("# "):
            kind = kinds[block.removeprefix("# ")] = []
        else:
            kind.append(" ".join(block.split()))
    return {kind: ((one, two), (three, four)) for kind, (one, two, three, four) in kinds.items()}


HAPPENINGS = _read(Path(__file__).with_suffix(".txt").read_text("utf-8"))
"""By kind: two happenings, each a pair of stories."""
