"""NewsMTSC: a sentence a line, with the persons and organisations in it and how the author stands towards each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LABELS = {2.0: "negative", 4.0: "neutral", 6.0: "positive"}


def newsmtsc(path: Path) -> Iterator[dict[str, Any]]:
    """One row a target, where it is first mentioned."""
    with path.open(encoding="utf-8") as lines:
        for sentence in map(json.loads, lines):
            for target in sentence["targets"]:
                yield {
                    "text": sentence["sentence_normalized"],
                    "target_start": target["from"],
                    "target_end": target["to"],
                    "label": LABELS[target["polarity"]],
                    "id": target["Input.gid"],
                }
