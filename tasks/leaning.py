"""Where a holder stands towards a target, as the network sees it: tokens in, three probabilities out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from tasks.encoder import session, softmax
from tasks.encodings import Floats
from tasks.labels import DISTANCES

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
        # What no pair has in it, no pair attends to.
        looked_at = sorted({at for pair in pairs for part in (pair.target, pair.holder, pair.content) for at in part})
        inputs = {name: np.stack(rows)[:, looked_at] for name, rows in masks(pairs, len(vectors)).items()}
        return softmax(self._session.run(None, {"tokens": vectors[looked_at], **inputs})[0])


def masks(pairs: Sequence[Pair], tokens: int) -> dict[str, list[NDArray[Any]]]:
    """What the network takes of each pair, each (tokens,): training and pipeline share this and cannot disagree."""
    masks: dict[str, list[NDArray[Any]]] = {
        name: [marked(getattr(pair, name), tokens) for pair in pairs] for name in ("target", "holder", "content")
    }
    return {**masks, "distances": [distances_to(pair.target, tokens) for pair in pairs]}


def marked(chosen: Sequence[int], tokens: int) -> Floats:
    """(tokens,): 1 at the chosen tokens, else 0."""
    mask = np.zeros(tokens, dtype=np.float32)
    mask[list(chosen)] = 1
    return mask


def distances_to(target: Sequence[int], tokens: int) -> NDArray[np.int64]:
    """(tokens,): the bucket of each token's distance to the nearest of the target's, see `tasks.labels.DISTANCES`."""
    if not len(target):
        return np.zeros(tokens, dtype=np.int64)
    away = np.arange(tokens)[:, None] - np.asarray(target)
    nearest = np.abs(away).argmin(axis=1)
    buckets: NDArray[np.int64] = np.searchsorted(DISTANCES, away[np.arange(tokens), nearest])
    return buckets
