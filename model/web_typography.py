"""Making text of the web treebank look like more of the web: lines run together, marks left out."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable

from model.news_typography import Paragraph

RUN_TOGETHER = 0.4  # the share of lines without a final mark that go on into the next paragraph
RUN_TOGETHER_FINISHED = 0.1  # the same of those with one
MARKS_DROPPED = 0.02  # the share of sentences that lose their final mark

_FINISHED = re.compile(r"""[.!?…][”’»)\]"']*$""")


def run_together(paragraphs: Iterable[Paragraph]) -> list[Paragraph]:
    """The paragraphs with some of the breaks between them gone, as in mail that was forwarded."""
    together: list[Paragraph] = []
    for paragraph in paragraphs:
        if together and random.random() < _share(together[-1]):
            together[-1] = together[-1] + paragraph
        else:
            together.append(paragraph)
    return together


def _share(paragraph: Paragraph) -> float:
    return RUN_TOGETHER_FINISHED if _FINISHED.search(paragraph[-1][-1]) else RUN_TOGETHER


def drop_marks(paragraph: Paragraph) -> Paragraph:
    """The paragraph with the final marks of some of its sentences gone."""
    return [_without_mark(sentence) if random.random() < MARKS_DROPPED else sentence for sentence in paragraph]


def _without_mark(sentence: list[str]) -> list[str]:
    bare = sentence[-1].rstrip(".!?")
    return [*sentence[:-1], bare] if bare else sentence
