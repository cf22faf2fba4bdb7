"""Named mentions from the encoder's scores, as a spaCy component that sets `doc.ents`."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, Span

from tasks.encoder import softmax
from tasks.labels import ENTITY_TAGS, ENTITY_TYPES

_POSITION = np.array(["OBI".index(tag[0]) for tag in ENTITY_TAGS])
_OUTSIDE, _BEGIN, _INSIDE = range(3)


@Language.component("stancewire_mentions", requires=["doc._.encoding"], assigns=["doc.ents"])
def find_mentions(doc: Doc) -> Doc:
    """Set `doc.ents` to the mentions of the codebook's types."""
    if len(doc):
        probabilities = softmax(doc._.encoding.entity_scores)
        doc.ents = [
            Span(doc, start, end, label=_kind(probabilities[start:end]))
            for start, end in _stretches(doc, probabilities)
        ]
    return doc


def _stretches(doc: Doc, probabilities: NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    """Token ranges: whether a name begins or goes on is decided before its type, over all types together."""
    by_position = np.stack([probabilities[:, position == _POSITION].sum(axis=1) for position in range(3)])
    positions = by_position.argmax(axis=0)
    positions[doc.to_array("IS_SPACE") == 1] = _OUTSIDE
    start = None
    for at, position in enumerate(positions.tolist()):
        if start is not None and position != _INSIDE:
            yield start, at
            start = None
        if start is None and position != _OUTSIDE:
            start = at
    if start is not None:
        yield start, len(positions)


def _kind(probabilities: NDArray[np.float64]) -> str:
    """The type with the most probability over all tokens of the mention."""
    of_type = probabilities.sum(axis=0)[1:].reshape(len(ENTITY_TYPES), 2).sum(axis=1)
    return ENTITY_TYPES[int(of_type.argmax())]
