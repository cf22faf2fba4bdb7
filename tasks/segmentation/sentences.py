"""Where sentences begin: the rules decide what they can, the model the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from itertools import pairwise

from spacy.language import Language

from tasks.records import Span
from tasks.segmentation.boundaries import begins_sentence

_WORD = re.compile(r"\S+")
# `war.”The`, `war.“The`, `said.The`: the space between two sentences got lost. Not `U.S.A`, `Node.js`, `Amazon.Com`.
_GLUED = re.compile(
    r"""[.!?…][”’»"]+(?=["“‘]?[A-ZÀ-Þ][a-zà-þ’']|[“‘])"""
    r"""|(?<=[a-zà-þ]{2})[.!?](?=[“‘])"""
    r"""|(?<=[a-zà-þ]{3})[.!?](?!(?:Com|Org|Net|Gov|Edu|Co|Uk)\b)(?=[A-ZÀ-Þ][a-zà-þ])"""
)
_ADDRESS = re.compile(r"/|www\.|@")

_CONTEXT = 8  # words shown to the model on each side; it sees four tokens to each side, so more would change nothing
_LONGEST = 100  # characters of a word that the model is shown; its start and end tell enough
_BATCH = 128  # questions

#: What the model is asked: some words, at which offset of them the doubtful one starts, and where in the story that is.
Question = tuple[str, tuple[int, int]]


def find_sentences(text: str, paragraphs: Sequence[Span], nlp: Language) -> list[Span]:
    """The sentences of a text's paragraphs, in order, without white space at their edges."""
    # The words of one story must not stay in the vocabulary of a process that reads millions; zones cannot be nested.
    inside = nlp.vocab.in_memory_zone  # type: ignore[attr-defined]  # missing in spaCy's stub
    with nullcontext() if inside else nlp.memory_zone():
        starts = iter([*sorted(_starts(text, paragraphs, nlp)), len(text)])
    spans: list[Span] = []
    upcoming = next(starts)
    for start, end in paragraphs:
        while upcoming < end:
            spans.append((start, start + len(text[start:upcoming].rstrip())))
            start, upcoming = upcoming, next(starts)
        spans.append((start, end))
    return spans


def split_words(text: str, start: int, end: int) -> list[Span]:
    """The words of a text between white space, and the two parts of words that lost the space between them."""
    spans: list[Span] = []
    for match in _WORD.finditer(text, start, end):
        cuts = [] if _ADDRESS.search(match.group()) else [cut.end() for cut in _GLUED.finditer(text, *match.span())]
        spans += pairwise([match.start(), *cuts, match.end()])
    return spans


def _starts(text: str, paragraphs: Sequence[Span], nlp: Language) -> list[int]:
    """Where sentences begin, other than at the beginning of paragraphs; in any order."""
    starts: list[int] = []
    questions = _questions(text, paragraphs, starts)
    for doc, (offset, position) in nlp.pipe(questions, as_tuples=True, batch_size=_BATCH):
        if any(token.is_sent_start for token in doc if token.idx == offset):
            starts.append(position)
    return starts


def _questions(text: str, paragraphs: Sequence[Span], starts: list[int]) -> Iterator[Question]:
    """What the rules leave open, as questions to the model; what they decide is added to `starts`."""
    for paragraph in paragraphs:
        spans = split_words(text, *paragraph)
        words = [text[start:end] for start, end in spans]
        for at in range(1, len(words)):
            begins = begins_sentence(words, at)
            if begins:
                starts.append(spans[at][0])
            elif begins is None:
                shown, offset = _around(words, at)
                yield shown, (offset, spans[at][0])


def _around(words: Sequence[str], at: int) -> tuple[str, int]:
    """A word with those around it, and its offset among them."""
    before = " ".join(map(_shorten, words[max(0, at - _CONTEXT) : at]))
    after = " ".join(map(_shorten, words[at : at + _CONTEXT]))
    return f"{before} {after}", len(before) + 1


def _shorten(word: str) -> str:
    return word if len(word) <= _LONGEST else word[: _LONGEST // 2] + word[-_LONGEST // 2 :]
