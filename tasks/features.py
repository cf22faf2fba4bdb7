"""What the encoder reads of a spaCy `Doc`: word pieces, and the two things that the uncased vocabulary drops.

The encoder's vocabulary is uncased and knows nothing of quotation. Each word piece therefore carries, beside its own
number, the letter case of its token and whether the token stands inside quotation marks; the network adds an
embedding of each to that of the piece. Training and pipeline share this file, so they cannot disagree.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from spacy.tokens import Doc, Span
from tokenizers import Tokenizer

CASES = ("lower", "title", "upper", "initial", "mixed", "digits", "digits_and_letters", "other")
QUOTES = ("outside", "inside", "mark")

_OPENING, _CLOSING, _STRAIGHT = "“„«", "”»", '"'
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
    words = [token.text[:_LONGEST_WORD] for token in doc]
    encoding = tokenizer.encode(words, is_pretokenized=True)
    of_piece = np.array([-1 if word is None else word for word in encoding.word_ids], dtype=np.int64)
    cases = np.array([*map(_case, words), CASES.index("other")], dtype=np.int64)
    quotes = np.array([*_quote_states(doc), QUOTES.index("outside")], dtype=np.int64)
    first = np.zeros(len(words), dtype=np.int64)
    words_with_pieces, first_pieces = np.unique(of_piece, return_index=True)
    known = words_with_pieces >= 0
    first[words_with_pieces[known]] = first_pieces[known]
    # Index -1, the start and end symbols, takes the last row that was appended above.
    return Features(np.array(encoding.ids, dtype=np.int64), cases[of_piece], quotes[of_piece], first)


def _case(word: str) -> int:
    if word.isdigit():
        name = "digits"
    elif any(letter.isdigit() for letter in word):
        name = "digits_and_letters"
    elif not any(letter.isalpha() for letter in word):
        name = "other"
    elif word.islower():
        name = "lower"
    elif word.isupper():
        name = "upper" if len(word.strip(".")) > 1 else "initial"
    elif word[0].isupper() and word[1:].islower():
        name = "title"
    else:
        name = "mixed"
    return CASES.index(name)


def _quote_states(doc: Doc | Span) -> list[int]:
    """Inside or outside of double quotation marks, token by token; an unclosed quotation ends with its paragraph."""
    states, inside = [], False
    for at, token in enumerate(doc):
        mark = token.text if token.text in _OPENING + _CLOSING + _STRAIGHT else ""
        if mark:
            inside = mark in _OPENING or (mark == _STRAIGHT and not inside and _may_open(doc, at))
            states.append(QUOTES.index("mark"))
        else:
            inside = inside and "\n" not in token.text
            states.append(QUOTES.index("inside" if inside else "outside"))
    return states


def _may_open(doc: Doc | Span, at: int) -> bool:
    """A straight mark opens where nothing but space or an opening bracket or dash touches it from the left."""
    before = doc[at - 1] if at else None
    touched = before is not None and not before.whitespace_ and not before.is_space
    return before is None or not touched or before.text in _PUNCTUATION_BEFORE_AN_OPENING_MARK
