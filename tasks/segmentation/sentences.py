"""Where sentences begin: the rules decide what they can, the model the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from itertools import pairwise

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from tasks.records import Span
from tasks.segmentation.boundaries import begins_sentence

_WORD = re.compile(r"\S+")
# `war.”The`, `war.“The`, `said.The`, `why?because`: the space between two sentences got lost. Not `U.S.A`, `Node.js`.
_GLUED = re.compile(
    r"""[.!?…][”’»"]+(?=["“‘]?[A-ZÀ-Þ][a-zà-þ’']|[“‘])"""
    r"""|(?<=[^\W\d_]{2})(?:[!?]+|\.{2,}|…|\.(?=I\b))(?=[^\W\d_])"""
    r"""|(?<=[a-zà-þ]{2})[.!?](?=[“‘])"""
    r"""|(?<=[a-zà-þ]{3})[.!?](?!(?:Com|Org|Net|Gov|Edu|Co|Uk)\b)(?=[A-ZÀ-Þ][a-zà-þ])"""
)
_ADDRESS = re.compile(r"/|www\.|@")

# A token of the model: a run of one mark, or a word from its first letter or digit to its last.
_TOKEN = re.compile(r"\w(?:\S*\w)?|([^\w\s])\1*")
_DIGIT = re.compile(r"\d")
_LINK = re.compile(r"(?i)https?:|www\.|@|\.(?:com|org|net|html?)\b")
_LONGEST = 40  # characters of a token that the model is shown; its start and end tell enough
_MOST_TOKENS = 8  # of a word that the model is shown: a line of marks can be one word, and each token takes memory

_WINDOW = 256  # words that the model is asked about at a time
_CONTEXT = 16  # words that it is shown before and after them; it sees no further
_BATCH = 16  # windows

#: What the model is asked: some words, and where in the story the doubtful ones start, by their tokens.
Question = tuple[Doc, dict[int, int]]


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
        if match.group().isalpha():  # most are: no mark, so nothing to look for
            spans.append(match.span())
        else:
            cuts = [] if _ADDRESS.search(match.group()) else [cut.end() for cut in _GLUED.finditer(text, *match.span())]
            spans += pairwise([match.start(), *cuts, match.end()])
    return spans


def make_doc(nlp: Language, words: Sequence[str]) -> tuple[Doc, list[int]]:
    """What the model reads of some words, and for each word which of its tokens is the first."""
    tokens: list[str] = []
    spaces: list[bool] = []
    firsts: list[int] = []
    for word in words:
        firsts.append(len(tokens))
        tokens += _tokens(word)
        spaces += [False] * (len(tokens) - len(spaces) - 1) + [True]
    return Doc(nlp.vocab, words=tokens, spaces=spaces), firsts


def _tokens(word: str) -> list[str]:
    """The tokens of a word; of one that is nearly all marks the first ones and the last."""
    if word.isalpha() and len(word) <= _LONGEST:
        return [str(word)]
    tokens = [_shown(match.group()) for match in _TOKEN.finditer(word)]
    half = _MOST_TOKENS // 2
    return tokens if len(tokens) <= _MOST_TOKENS else tokens[:half] + tokens[-half:]


def _shown(token: str) -> str:
    """Which number it is, or which address, tells nothing."""
    if _LINK.search(token):
        return "user@example" if "@" in token else "http://example"
    token = _DIGIT.sub("0", token)
    return token if len(token) <= _LONGEST else token[: _LONGEST // 2] + token[-_LONGEST // 2 :]


def _starts(text: str, paragraphs: Sequence[Span], nlp: Language) -> list[int]:
    """Where sentences begin, other than at the beginning of paragraphs; in any order."""
    starts: list[int] = []
    questions = _questions(text, paragraphs, nlp, starts)
    for doc, positions in nlp.pipe(questions, as_tuples=True, batch_size=_BATCH):
        begins = np.flatnonzero(doc.to_array("SENT_START") == 1).tolist()
        starts += [positions[token] for token in begins if token in positions]
    return starts


def _questions(text: str, paragraphs: Sequence[Span], nlp: Language, starts: list[int]) -> Iterator[Question]:
    """What the rules leave open, as questions to the model; what they decide is added to `starts`."""
    for paragraph in paragraphs:
        spans = split_words(text, *paragraph)
        words = [text[start:end] for start, end in spans]
        decided = [False, *(begins_sentence(words, at) for at in range(1, len(words)))]
        starts += [start for (start, _), begins in zip(spans, decided, strict=True) if begins]
        for first in range(0, len(words), _WINDOW):
            last = min(first + _WINDOW, len(words))
            doubtful = [at for at in range(first, last) if decided[at] is None]
            if doubtful:
                shown = max(0, first - _CONTEXT)
                doc, firsts = make_doc(nlp, words[shown : last + _CONTEXT])
                yield doc, {firsts[at - shown]: spans[at][0] for at in doubtful}
