"""Lessons for the sentence-start model: what there is to learn from a text, set another way each time."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from model.news_typography import Paragraph, vary
from model.sentence_sources import Document, Word
from model.web_typography import drop_marks, run_together
from tasks.segmentation.boundaries import begins_sentence, has_final_mark
from tasks.segmentation.sentences import make_doc

NEWS = 600  # single sentences an epoch
MASKED = 0.1  # the share of long words of which only the edges are left: names of the treebanks must not be learned

Answers = NDArray[np.int64]  # rows of a token and its right answer


@dataclass(frozen=True)
class Lesson:
    """Some words, and what is known of some of their tokens."""

    doc: Doc
    starts: Answers  #: whether a sentence starts there, of the tokens where the rules leave that open
    parts: Answers
    relations: Answers


class School:
    """Makes lessons of texts.

    Attributes:
        parts: the parts of speech that the texts have, in the order of their numbers.
        relations: the relations of words to their heads, likewise.
    """

    def __init__(self, nlp: Language, texts: Sequence[Document], news: Sequence[str]) -> None:
        self.nlp, self.texts, self.news = nlp, texts, news
        known = [word for text in texts for word in _known(text)]
        self.parts = sorted({word.part for word in known})
        self.relations = sorted({word.relation for word in known})

    def epoch(self) -> list[Lesson]:
        """All texts and some of the news, varied, in any order."""
        texts = [text for text in self.texts if text.share == 1 or random.random() < text.share]
        lessons = [self.lesson(vary(paragraph)) for text in texts for paragraph in _set_anew(text)]
        # A sentence of news is known to be whole, but not whether quotations in it end sentences.
        news = random.sample(self.news, min(NEWS, len(self.news)))
        lessons += [self.lesson([line.split()], unmarked=True) for line in news]
        lessons = [lesson for lesson in lessons if len(lesson.starts)]
        random.shuffle(lessons)
        return lessons

    def lesson(self, paragraph: Paragraph, *, unmarked: bool = False) -> Lesson:
        """What there is to learn from a paragraph, or only from words in it that follow no final mark."""
        words = [word for sentence in paragraph for word in sentence]
        begin = set(accumulate(map(len, paragraph)))
        doc, tokens = make_doc(self.nlp, list(map(_masked, words)))
        starts = [
            (tokens[at], at in begin)
            for at in range(1, len(words))
            if begins_sentence(words, at) is None and not (unmarked and has_final_mark(words[at - 1]))
        ]
        known = [(_core(doc, token), word) for token, word in zip(tokens, words, strict=True) if isinstance(word, Word)]
        parts = [(token, self.parts.index(word.part)) for token, word in known]
        relations = [(token, self.relations.index(word.relation)) for token, word in known]
        return Lesson(doc, *(np.array(pairs, dtype=int).reshape(-1, 2) for pairs in (starts, parts, relations)))


def _known(text: Document) -> Iterator[Word]:
    words = (word for paragraph in text.paragraphs for sentence in paragraph for word in sentence)
    return (word for word in words if isinstance(word, Word))


def _set_anew(text: Document) -> list[Paragraph]:
    return [drop_marks(paragraph) for paragraph in run_together(text.paragraphs)] if text.web else text.paragraphs


def _masked(word: str) -> str:
    middle = word[1:-3]
    if len(word) < 6 or not middle.isalpha() or random.random() >= MASKED:
        return word
    letters = "".join(random.choices("etaoinshrdlu", k=len(middle)))
    return word[0] + (letters.upper() if middle.isupper() else letters) + word[-3:]


def _core(doc: Doc, token: int) -> int:
    """The first token of a word that is no mark, or its last."""
    while not doc[token].text[0].isalnum() and not doc[token].whitespace_:
        token += 1
    return token
