"""Where a holder stands towards a target, as the network sees it: pooled tokens in, three probabilities out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from tasks.encoder import Floats, session, softmax

Probabilities = NDArray[np.float64]  #: over `tasks.labels.STANCES`


class Pair(Struct, frozen=True):
    """Tokens of one `Doc`: the target's, the holder's (none where it is not named there), the content's."""

    target: Sequence[int]
    holder: Sequence[int]
    content: Sequence[int]


@Language.factory("stancewire_leaning", requires=["doc._.encoding"])
def create_leaning(nlp: Language, name: str, weights: str) -> Leaning:
    """The component, with the weights of a folder."""
    return Leaning(Path(weights))


class Leaning:
    """A component that leaves the `Doc` as it is and answers questions about it."""

    def __init__(self, weights: Path) -> None:
        self._session = session(weights / "stance.onnx")

    def __call__(self, doc: Doc) -> Doc:
        return doc

    def probabilities(self, doc: Doc, pairs: Sequence[Pair]) -> Probabilities:
        """(pairs, len(STANCES)): the distribution over `tasks.labels.STANCES` for each pair."""
        vectors = doc._.encoding.vectors
        inputs = {
            name: np.stack([_mean(vectors, getattr(pair, name)) for pair in pairs])
            for name in ("target", "holder", "content")
        }
        return softmax(self._session.run(None, inputs)[0])


def _mean(vectors: Floats, tokens: Sequence[int]) -> Floats:
    """The pooled tokens; all zeros for none, as in training."""
    return np.asarray(vectors[list(tokens)].mean(axis=0) if len(tokens) else np.zeros_like(vectors[0]))
