"""NewsMTSC and DSE as windows: one sentence each, with all its target mentions together."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from model.windows import Pair, Window

LABELS = {"negative": "against", "neutral": "neutral", "positive": "favor"}


def stance_windows(path: Path, *, without: frozenset[str] = frozenset()) -> Iterator[Window]:
    """The sentences of one file, in order of first row; those whose `bare` text is in `without` are left out."""
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = row["text"]
        if bare(text) not in without:
            holder = ((row["holder_start"], row["holder_end"]),) if "holder_start" in row else ()
            target = ((row["target_start"], row["target_end"]),)
            pairs[text].append(Pair(target, holder, ((0, len(text)),), LABELS[row["label"]]))
    for text, of_text in pairs.items():
        yield Window(text, pairs=tuple(of_text))


def bare(text: str) -> str:
    """What two copies of one sentence share, whatever their punctuation and case."""
    return "".join(letter for letter in text.lower() if letter.isalnum())


def sentences(path: Path) -> frozenset[str]:
    """The `bare` sentences of one file."""
    return frozenset(bare(json.loads(line)["text"]) for line in path.read_text(encoding="utf-8").splitlines())
