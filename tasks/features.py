"""What the encoder reads of a spaCy `Doc`: word pieces, and the two things that the uncased vocabulary drops.

The encoder's vocabulary is uncased and knows nothing of quotation. Each word piece therefore carries, beside its own
number, the letter case of its token and whether the token stands inside quotation marks; the network adds an
embedding of each to that of the piece. Training and pipeline share this file, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from spacy.tokens import Doc, Span
from tokenizers import Tokenizer

CASES = ("lower", "title", "upper", "initial", "mixed", "digits", "digits_and_letters", "other")
QUOTES = ("outside", "inside", "mark")

_OPENING, _CLOSING, _STRAIGHT = "“„«", "”»", '"'
_MARKS = _OPENING + _CLOSING + _STRAIGHT
#: Characters of a token that are read: the vocabulary knows no longer word, and a token may be a line of dots.
_LONGEST_WORD = 100
_PUNCTUATION_BEFORE_AN_OPENING_MARK = "([—–-"


class Features(Struct, frozen=True):
    """The encoder's input for one window, and how it lines up with the tokens."""

    pieces: NDArray[np.int64]  #: (pieces,) with the start and end symbols
    cases: NDArray[np.int64]  #: (pieces,) index into CASES
    quotes: NDArray[np.int64]  #: (pieces,) index into QUOTES
    first: NDArray[np.int64]  #: (tokens,) the first piece of each token; 0 for a token without pieces


def features(doc: Doc | Span, tokenizer: Tokenizer) -> Features:
    """The features of every token of `doc`, a whole window or a stretch of one."""
    start, end = _read("", tokenizer)[0]
    words = [token.text for token in doc]
    pieces_and_case = [_read(word[:_LONGEST_WORD], tokenizer) for word in words]
    counts = np.array([len(pieces) - 2 for pieces, _ in pieces_and_case], dtype=np.int64)
    pieces = [piece for of_word, _ in pieces_and_case for piece in of_word[1:-1]]
    cases = np.array([case for _, case in pieces_and_case], dtype=np.int64).repeat(counts)
    quotes = np.array(_quote_states(doc, words), dtype=np.int64).repeat(counts)
    return Features(
        pieces=np.array([start, *pieces, end], dtype=np.int64),
        cases=np.pad(cases, 1, constant_values=CASES.index("other")),
        quotes=np.pad(quotes, 1, constant_values=QUOTES.index("outside")),
        first=np.where(counts > 0, 1 + counts.cumsum() - counts, 0),
    )


@lru_cache(maxsize=50_000)
def _read(word: str, tokenizer: Tokenizer) -> tuple[list[int], int]:
    """A word's pieces, between the start and the end symbol, and its case; the same words come again and again."""
    return tokenizer.encode(word).ids, CASES.index(_case(word))


def _case(word: str) -> str:
    if word.isdigit():
        return "digits"
    if any(letter.isdigit() for letter in word):
        return "digits_and_letters"
    if not any(letter.isalpha() for letter in word):
        return "other"
    if word.islower():
        return "lower"
    if word.isupper():
        return "upper" if len(word.strip(".")) > 1 else "initial"
    return "title" if word[0].isupper() and word[1:].islower() else "mixed"


def _quote_states(doc: Doc | Span, words: Sequence[str]) -> list[int]:
    """Inside or outside of double quotation marks, token by token; an unclosed quotation ends with its paragraph."""
    outside, within, mark = (QUOTES.index(name) for name in ("outside", "inside", "mark"))
    states, inside = [], False
    for at, word in enumerate(words):
        if word in _MARKS:
            inside = word in _OPENING or (word == _STRAIGHT and not inside and _may_open(doc, at))
            states.append(mark)
        else:
            inside = inside and "\n" not in word
            states.append(within if inside else outside)
    return states


def _may_open(doc: Doc | Span, at: int) -> bool:
    """A straight mark opens where nothing but space or an opening bracket or dash touches it from the left."""
    before = doc[at - 1] if at else None
    touched = before is not None and not before.whitespace_ and not before.is_space
    return before is None or not touched or before.text in _PUNCTUATION_BEFORE_AN_OPENING_MARK
