"""Where sentences begin: the rules decide what they can, the model the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from spacy.language import Language

from tasks.records import Span
from tasks.segmentation.boundaries import begins_sentence

_WORD = re.compile(r"\S+")
# `war.”The`, `war.“The`, `said.The`: the space between two sentences got lost. Not `U.S.A`, `Node.js`, `Amazon.Com`.
_GLUED = re.compile(
    r"""[.!?…][”’»"]+(?=["“‘]?[A-ZÀ-Þ][a-zà-þ’']|[“‘])"""
    r"""|(?<=[a-zà-þ]{2})[.!?](?=[“‘])"""
    r"""|(?<=[a-zà-þ]{3})[.!?](?!(?:Com|Org|Net|Gov|Edu|Co|Uk)\b)(?=[A-ZÀ-Þ][a-zà-þ]+(?!\S*[/@]))"""
)
_ADDRESS = re.compile(r"://|www\.|@")

# The model sees five words to each side, so that words this far from the edge of a window cannot notice it.
_CONTEXT = 16
_WINDOW = 400  # words: longer than nearly all paragraphs
_LONGEST = 100  # characters of a word that the model is shown; its start and end tell enough
_BATCH = 32  # windows

#: What the model is asked: a text, and for offsets in it the positions in the story that they stand for.
Question = tuple[str, dict[int, int]]


def sentences(text: str, paragraphs: Sequence[Span], nlp: Language) -> list[Span]:
    """The sentences of a text's paragraphs, in order, without white space at their edges."""
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
    for doc, asked in nlp.pipe(questions, as_tuples=True, batch_size=_BATCH):
        starts += [asked[token.idx] for token in doc if token.is_sent_start and token.idx in asked]
    return starts


def _questions(text: str, paragraphs: Sequence[Span], starts: list[int]) -> Iterator[Question]:
    """What the rules leave open, as questions to the model; what they decide is added to `starts`."""
    for paragraph in paragraphs:
        spans = split_words(text, *paragraph)
        words = [text[start:end] for start, end in spans]
        verdicts = [begins_sentence(words, at) for at in range(1, len(words))]
        starts += [spans[at][0] for at, verdict in enumerate(verdicts, 1) if verdict]
        unsure = [at for at, verdict in enumerate(verdicts, 1) if verdict is None]
        yield from _windows(words, spans, unsure)


def _windows(words: Sequence[str], spans: Sequence[Span], unsure: Iterable[int]) -> Iterator[Question]:
    """Windows over a paragraph's words, with context on both sides, around what is unsure."""
    by_window: dict[int, list[int]] = {}
    for at in unsure:
        by_window.setdefault(at // _WINDOW, []).append(at)
    for number, asked in by_window.items():
        first = max(0, number * _WINDOW - _CONTEXT)
        shown = [_shorten(word) for word in words[first : (number + 1) * _WINDOW + _CONTEXT]]
        offsets = [0]
        for word in shown:
            offsets.append(offsets[-1] + len(word) + 1)
        yield " ".join(shown), {offsets[at - first]: spans[at][0] for at in asked}


def _shorten(word: str) -> str:
    return word if len(word) <= _LONGEST else word[: _LONGEST // 2] + word[-_LONGEST // 2 :]
