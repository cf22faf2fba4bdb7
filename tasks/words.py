"""Cutting windows into tokens with spaCy's tokenizer, which need not start from nothing with each window.

It remembers how it cut a word, but not where it met the word inside a memory zone, as all words of stories are. So
the commonest are cut before the first story, and the stages that read the same window share its tokens.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

_COMMON = 2_500  #: words: more take longer to cut at the start than they save
_WINDOWS = 300  #: windows whose tokens are kept: those of a worker's batch


class Words:
    """A tokenizer in the place of a pipeline's own, which gives the same tokens."""

    def __init__(self, nlp: Language, common: Iterable[str] = ()) -> None:
        self._tokenizer, self._vocab = nlp.tokenizer, nlp.vocab
        self._cut = lru_cache(maxsize=_WINDOWS)(self._cut_anew)
        for word in common:
            self._tokenizer(word)

    def __call__(self, text: str) -> Doc:
        words, spaces = self._cut(text)
        return Doc(self._vocab, words=words, spaces=spaces)

    def _cut_anew(self, text: str) -> tuple[list[str], list[bool]]:
        doc = self._tokenizer(text)
        return [token.text for token in doc], [bool(token.whitespace_) for token in doc]


def common_words(weights: Path) -> list[str]:
    """The commonest words of English, in small letters and with a capital, as the encoder's vocabulary has them."""
    vocabulary: dict[str, int] = json.loads((weights / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    words = [word for word in vocabulary if word.isascii() and word.isalpha() and len(word) > 1]
    return [form for word in words[:_COMMON] for form in (word, word.title())]
