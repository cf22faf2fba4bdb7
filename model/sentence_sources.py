"""What the sentence-start model learns from: two treebanks, our own stories and single sentences of news.

The treebanks are the folder's `segment/{ewt,gum_permissive}_{train,dev}.jsonl` (rows `{"text", "sents", "genre"}` made
of UD_English-EWT @15d613d and of the genres of UD_English-GUM @afb41ee without an NC clause; CC BY-SA) with their trees
beside them in CoNLL-U; the single sentences are those of NewsMTSC @b9d9b79 (MIT).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.news_typography import Paragraph
from tasks.records import Span
from tasks.scoring.annotation import is_held_out
from tasks.segmentation.paragraphs import find_paragraphs
from tasks.segmentation.sentences import split_words

TREEBANKS = {"gum_permissive": "en_gum_permissive", "ewt": "en_ewt-ud"}
OWN = Path(__file__).parent / "corpus"
#: Ours are many and end every sentence with a mark: all of them in each epoch, and it forgets that others do not.
SHARE_OF_OWN = 0.15

Row = dict[str, Any]
Tree = dict[int, tuple[str, str]]  # by the offset of a word in its sentence: part of speech, relation to the head


class Word(str):
    """A word of a treebank; a change of typography makes a plain string of it."""

    __slots__ = ("part", "relation")

    part: str
    relation: str


@dataclass(frozen=True)
class Document:
    """The paragraphs of one text."""

    paragraphs: list[Paragraph]
    web: bool  #: written by whoever wanted to, not by a desk
    share: float = 1.0  #: of the epochs in which it is read


def rows(data: Path, source: str, part: str) -> Iterator[Row]:
    """The documents of a treebank's part, as in the data folder."""
    with (data / "segment" / f"{source}_{part}.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def documents(data: Path, without: Iterable[str] = ()) -> list[Document]:
    """All that may be trained on, but for some genres of the treebanks."""
    return [*_treebanks(data, frozenset(without)), *_own_stories()]


def news_sentences(data: Path) -> list[str]:
    """Sentences of news, each on its own."""
    with (data / "stance" / "newsmtsc_train.jsonl").open(encoding="utf-8") as lines:
        return sorted({json.loads(line)["text"] for line in lines})


def paragraphs(text: str, sentences: Iterable[Span], pieces: Iterable[Span], trees: dict[str, Tree]) -> list[Paragraph]:
    """A text's paragraphs, cut into words as the stage cuts them."""
    ends = dict(sentences)
    found: list[Paragraph] = []
    for piece in find_paragraphs(text, pieces):
        paragraph: Paragraph = []
        tree: Tree = {}
        first = piece[0]
        for start, end in split_words(text, *piece):
            if start in ends or not paragraph:
                paragraph.append([])
                first, tree = start, trees.get(text[start : ends.get(start, start)], {})
            paragraph[-1].append(_word(text[start:end], range(start - first, end - first), tree))
        found.append(paragraph)
    return found


def _word(form: str, offsets: range, tree: Tree) -> str:
    known = next((tree[offset] for offset in offsets if offset in tree), None)
    if known is None:
        return form
    word = Word(form)
    word.part, word.relation = known
    return word


def _treebanks(data: Path, without: frozenset[str]) -> Iterator[Document]:
    for source, trees in TREEBANKS.items():
        known = dict(_trees(data / "segment" / f"{trees}-train.conllu"))
        for row in rows(data, source, "train"):
            if row["genre"] not in without:
                text = row["text"]
                yield Document(paragraphs(text, row["sents"], [(0, len(text))], known), web=source == "ewt")


def _trees(path: Path) -> Iterator[tuple[str, Tree]]:
    """Each sentence of a CoNLL-U file with what its tree says of its words, punctuation left out."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = block.split("\n")
        text = next((line.removeprefix("# text = ") for line in lines if line.startswith("# text = ")), "")
        tree: Tree = {}
        at = 0
        for number, form, _, part, _, _, _, relation, *_ in (line.split("\t") for line in lines if line[:1].isdigit()):
            start = text.find(form, at)
            # `_`: a contraction, whose parts follow; `8.1`: a word that is understood
            if number.isdigit() and part not in ("_", "PUNCT") and start >= 0:
                tree[start] = (part, relation.partition(":")[0])
                at = start + len(form)
        yield text, tree


def _own_stories() -> Iterator[Document]:
    for path in sorted(OWN.glob("*.json")):
        story = json.loads(path.read_text(encoding="utf-8"))
        if story["language"] == "en" and story["sentences"] and not is_held_out(path):
            found = paragraphs(story["text"], story["sentences"], _body(story), {})
            yield Document(found, web=False, share=SHARE_OF_OWN)


def _body(story: Row) -> Iterator[Span]:
    """The pieces of a story between what is no part of it."""
    at = 0
    for removal in sorted(story["removed"], key=lambda removal: removal["start"]):
        if at < removal["start"]:
            yield at, removal["start"]
        at = max(at, removal["end"])
    if at < len(story["text"]):
        yield at, len(story["text"])
