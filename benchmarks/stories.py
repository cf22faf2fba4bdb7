"""The stories that the benchmarks read: news of realistic length, and as many as asked for, no two alike."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from itertools import count, islice
from pathlib import Path

from config import ROOT
from workers.commands.evaluate import read_stories

#: A sentence more for each stretch of this many characters: an encoder reads some 1,000 at a time, and keeps what it
#: has read, so every window has to be new.
STRETCH = 400
SHORTEST = 100  #: words; a few of Wikinews are a headline and a picture
_SENTENCE_END = re.compile(r"[.!?][\"”’]?\s+")


def documents(number: int, *, first: int = 0) -> Iterator[dict[str, str]]:
    """Documents to hand in, each with an id of its own; `first` for others than those of an earlier call."""
    texts = news()
    for at in islice(count(first), number):
        yield {"id": f"bench-{at}", "text": varied(texts[at % len(texts)], at)}


@cache
def news() -> list[str]:
    """English news: Wikinews (CC BY) where `STANCEWIRE_DATA` names the folder that has it, else our own stories."""
    if data := os.environ.get("STANCEWIRE_DATA"):
        rows = (Path(data) / "text" / "wikinews.jsonl").read_text(encoding="utf-8").splitlines()
        return [text for row in rows if words(text := json.loads(row)["text"]) >= SHORTEST]
    return [story.text for story in read_stories(str(ROOT / "model" / "corpus")) if story.language == "en"]


def varied(text: str, number: int) -> str:
    """The text with a numbered sentence in each stretch of it, at most 6 % more: a copy of which nothing is known."""
    pieces, last = [], 0
    for end in (match.end() for match in _SENTENCE_END.finditer(text)):
        if end - last >= STRETCH:
            pieces.append(f"{text[last:end]}It was day {number}. ")
            last = end
    return "".join([*pieces, text[last:]])


def shortened(text: str, number: int) -> str:
    """The first sentences of a text: as many as it takes for so many words, if it has them."""
    for end in (match.end() for match in _SENTENCE_END.finditer(text)):
        if words(text[:end]) >= number:
            return text[:end].rstrip()
    return text


def joined(stories: Iterator[dict[str, str]], number: int) -> dict[str, str]:
    """One document of about so many words: the next stories, the last one shortened."""
    pieces, left = [], number
    while left > 0:
        story = next(stories)
        pieces.append(shortened(story["text"], left))
        left -= words(pieces[-1])
    return {"id": f"long-{story['id']}", "text": "\n\n".join(pieces)}


def words(text: str) -> int:
    """Words between white space."""
    return len(text.split())
