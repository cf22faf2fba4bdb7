"""Re-DocRED: documents as words by sentence, entities as lists of their mentions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from model.originals.words import Mention, join_words


def docred(path: Path) -> Iterator[dict[str, Any]]:
    """One row a document, its sentences on one line."""
    for number, document in enumerate(json.loads(path.read_text(encoding="utf-8"))):
        text, places = "", []
        for words in document["sents"]:
            sentence, spans = join_words(words)
            text += " " if text else ""
            places.append([(len(text) + start, len(text) + end) for start, end in spans])
            text += sentence
        found = []
        for mention in (mention for entity in document["vertexSet"] for mention in entity):
            words = places[mention["sent_id"]][slice(*mention["pos"])]
            found.append((words[0][0], words[-1][1], mention["type"]))
        yield {"text": text, "spans": _apart(found), "id": f"{path.stem}-{number}", "title": document["title"]}


def _apart(found: list[Mention]) -> list[Mention]:
    """The mentions in order, of those that overlap the first and longest."""
    apart: list[Mention] = []
    for mention in sorted(found, key=lambda mention: (mention[0], -mention[1])):
        if not apart or mention[0] >= apart[-1][1]:
            apart.append(mention)
    return apart
