"""Learns what tells two happenings of one kind apart: briefbot/desk/common_words.tsv and briefbot/desk/likeness.json.

First which words are common in agency copy, then from ECB+, as ../shared/data has it, how far what two groups of
stories share tells that they report one happening. A group is some of the stories of one event; it is compared with
others of that event, with some of the other event of the topic, and with some of any other.

    python -m training.events ../shared/data
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter, defaultdict
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbot.desk.facts import COMMON, RAREST, READ, Facts, common, rarity, read, singular, together, words
from briefbot.desk.likeness import FEATURES, WEIGHTS, features
from briefbot.formatter.lexicon import FUNCTION
from briefbot.story import Story
from training.keypoints import fit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from training.keypoints import Sample

LESSONS = 150  # for each event
SAME, SIBLING = 0.45, 0.85  # of them, up to which share the event itself and its sibling are taught
ARRIVING = 0.4  # of the groups compared, so many are a story that arrives
SIZES = (1, 1, 1, 2, 3, 5, 8)  # stories in other groups
PRIOR = 9.0  # pull of each weight towards nought


def main(data: Path, to: Path = COMMON.parent) -> None:
    """Learn from the data and write both files into the folder."""
    texts = [row["body"] for row in _rows(data / "highlights.jsonl")]
    texts += [path.read_text("utf-8") for path in sorted((data / "polnear" / "train" / "text").iterdir())]
    shares = common_words(texts)
    (to / COMMON.name).write_text("".join(f"{word}\t{share:.3f}\n" for word, share in sorted(shares.items())), "utf-8")
    common.cache_clear()
    rarity.cache_clear()
    stories = defaultdict(list)
    for row in _rows(data / "events.jsonl"):
        stories[row["event"]].append(facts(row))
    samples = list(lessons(stories))
    weights = dict(zip(FEATURES, fit(samples, PRIOR), strict=True))
    shown = {name: round(weight, 3) for name, weight in weights.items()}
    (to / WEIGHTS.name).write_text(json.dumps(shown, indent=2) + "\n", "utf-8")
    print(f"{COMMON.name}: {len(shares)} words; {WEIGHTS.name}: {len(weights)} weights from {len(samples)} pairs")


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def facts(row: dict[str, Any]) -> Facts:
    """The facts of a story of the data, which has no times."""
    return read(Story(id=row["id"], agency="", headline=row["headline"], body=row["body"]))


def common_words(texts: Sequence[str]) -> dict[str, float]:
    """The share of the texts that hold each word, where it is not small; names have a capital."""
    counts: Counter[str] = Counter()
    for text in texts:
        seen = [one for one in islice(words(text), READ) if one.word not in FUNCTION and len(one.word) > 1]
        named = {singular(one.word).capitalize() for one in seen if one.written[0].isupper() and not one.begins}
        counts.update(named | {one.word for one in seen if not one.written[0].isupper()})
    shares = {word: count / len(texts) for word, count in counts.items()}
    return {word: share for word, share in shares.items() if share >= RAREST}


def lessons(stories: dict[str, list[Facts]]) -> Iterator[Sample]:
    """Pairs of groups of stories, by event, and whether the two report one happening."""
    chance = random.Random(0)  # noqa: S311 - the same lessons each time
    for event in sorted(stories):
        siblings = [other for other in sorted(stories) if other[:-1] == event[:-1] and other != event]
        others = [other for other in sorted(stories) if other != event]
        for _ in range(LESSONS):
            group = _some(stories[event], chance)
            if chance.random() < ARRIVING:
                group = group[:1]
            share = chance.random()
            if share < SAME:
                rest = [one for one in stories[event] if not any(one is member for member in group)]
                if rest:
                    yield _seen(group, _some(rest, chance)), 1.0
            else:
                other = chance.choice(siblings if siblings and share < SIBLING else others)
                yield _seen(group, _some(stories[other], chance)), 0.0


def _some(stories: Sequence[Facts], chance: random.Random) -> list[Facts]:
    return chance.sample(stories, min(len(stories), chance.choice(SIZES)))


def _seen(group: Iterable[Facts], other: Iterable[Facts]) -> tuple[float, ...]:
    return features(together(group), together(other), lambda _day: 1.0)


if __name__ == "__main__":
    main(Path(sys.argv[1] if sys.argv[1:] else "../shared/data"))
