"""Directed Sentiment Extraction: a sentence a line with two entities in brackets, and which of them feels what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tasks.records import Span

#: The code of a line -> the label, and whether the holder is the entity that comes first.
LABELS = {
    "0": ("neutral", True),
    "1": ("positive", True),
    "2": ("positive", False),
    "3": ("negative", True),
    "4": ("negative", False),
}
#: What the brackets cut off: the rest of a word before them, and an s after them ("[Democrat]s").
ENTITY = re.compile(r"(?P<before>[^\W_]*)\[(?P<words>[^][]*)\](?P<after>s?)(?P<more>[^\W_])?")


def directed(path: Path) -> Iterator[dict[str, Any]]:
    """One row a line; left out are the lines whose brackets cut off more of a word than its last s."""
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n")):
        if line:
            marked, _, _, code = line.rsplit("\t", 3)
            if found := unmarked(marked.strip()):
                text, first, second = found
                label, forwards = LABELS[code.strip()]
                holder, target = (first, second) if forwards else (second, first)
                yield {
                    "text": text,
                    "target_start": target[0],
                    "target_end": target[1],
                    "holder_start": holder[0],
                    "holder_end": holder[1],
                    "label": label,
                    "id": f"{path.name}:{number}",
                }


def directed_unseen(path: Path, seen: Path) -> Iterator[dict[str, Any]]:
    """The rows whose sentence is in no row of the other file: many sentences of this set are in both."""
    sentences = {row["text"] for row in directed(seen)}
    return (row for row in directed(path) if row["text"] not in sentences)


def unmarked(marked: str) -> tuple[str, Span, Span] | None:
    """The text without the brackets, and its two entities; None where they are not two whole words."""
    text, spans, at = "", [], 0
    for entity in ENTITY.finditer(marked):
        if entity["more"]:
            return None
        text += marked[at : entity.start()]
        words = entity["before"] + entity["words"] + entity["after"]
        spans.append((len(text), len(text) + len(words)))
        text += words
        at = entity.end()
    return (text + marked[at:], spans[0], spans[1]) if len(spans) == 2 else None
