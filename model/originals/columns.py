"""Names in columns: a word and its IOB tag a line, an empty line after each sentence (CoNLL)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from model.originals.words import join_words, mentions


def columns(path: Path) -> Iterator[dict[str, Any]]:
    """Sentences of two columns, word and tag, parted by a tab or a space; the text is put together from the words."""
    number = 0
    for lines in blocks(path):
        pairs = [line.rsplit("\t" if "\t" in line else " ", 1) for line in lines]
        if pairs[0][0] == "-DOCSTART-":
            continue
        text, spans = join_words(word for word, _ in pairs)
        yield {"text": text, "spans": list(mentions([tag for _, tag in pairs], spans)), "id": f"{path.stem}-{number}"}
        number += 1


def numbered_columns(path: Path) -> Iterator[dict[str, Any]]:
    """Sentences of Universal NER: their text and id in comments, then number, word and tag a line."""
    for lines in blocks(path):
        comments = dict(line.removeprefix("# ").split(" = ", 1) for line in lines if line.startswith("#"))
        rows = [line.split("\t") for line in lines if not line.startswith("#")]
        text, spans, at = comments["text"], [], 0
        for _, word, *_ in rows:
            start = text.index(word, at)
            at = start + len(word)
            spans.append((start, at))
        yield {"text": text, "spans": list(mentions([row[2] for row in rows], spans)), "id": comments["sent_id"]}


def blocks(path: Path) -> Iterator[list[str]]:
    """The runs of lines between empty lines."""
    block: list[str] = []
    # not splitlines: a tweet's own characters are line ends to that
    for line in [*path.read_text(encoding="utf-8").split("\n"), ""]:
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []
