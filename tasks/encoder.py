"""The encoder as a spaCy component: one pass over a window gives a vector and two sets of scores for every token."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime as ort
from msgspec import Struct
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, Span
from tokenizers import Tokenizer

from tasks.features import features

Floats = NDArray[np.float32]

#: Word pieces that one pass takes, the start and end symbols included; the encoder knows 512 positions.
MAX_PIECES = 510
#: Tokens that are sure to fit: a stretch is halved until it does.
_MAX_TOKENS = 256


class Encoding(Struct, frozen=True):
    """What the encoder says of the tokens of one `Doc`."""

    vectors: Floats  #: (tokens, width)
    entity_scores: Floats  #: (tokens, len(ENTITY_TAGS)), logits
    cue_scores: Floats  #: (tokens, len(CUE_TAGS)), logits


if not Doc.has_extension("encoding"):
    Doc.set_extension("encoding", default=None)


@Language.factory("stancewire_encoder", assigns=["doc._.encoding"])
def create_encoder(nlp: Language, name: str, weights: str) -> Encoder:
    """The component, with the weights of a folder."""
    return Encoder(Path(weights))


class Encoder:
    """Sets `doc._.encoding`.

    A window goes through the network alone, never padded into a batch: the int8 network scales its activations over
    everything it is given at once, so in a batch a story's scores would depend on its neighbours.
    """

    def __init__(self, weights: Path) -> None:
        self._session = session(weights / "encoder.onnx")
        self._tokenizer = Tokenizer.from_file(str(weights / "tokenizer.json"))

    def __call__(self, doc: Doc) -> Doc:
        parts = [self._run(part) for part in self._parts(doc[:])]
        doc._.encoding = Encoding(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
        return doc

    def _parts(self, span: Span) -> Iterator[Span]:
        """The window, or, where it is too long for one pass, halves of it."""
        if len(span) <= 1 or (len(span) <= 2 * _MAX_TOKENS and self._pieces(span) <= MAX_PIECES):
            yield span
        else:
            middle = len(span) // 2
            yield from self._parts(span[:middle])
            yield from self._parts(span[middle:])

    def _pieces(self, span: Span) -> int:
        return len(features(span, self._tokenizer).pieces)

    def _run(self, span: Span) -> tuple[Floats, Floats, Floats]:
        inputs = features(span, self._tokenizer)
        outputs = self._session.run(
            ["vectors", "entity_scores", "cue_scores"],
            {"pieces": inputs.pieces[None], "cases": inputs.cases[None], "quotes": inputs.quotes[None]},
        )
        vectors, entity_scores, cue_scores = (output[0][inputs.first] for output in outputs)
        return vectors, entity_scores, cue_scores


def session(path: Path) -> ort.InferenceSession:
    """A session on one thread: the workers are the parallelism, and one thread always adds in the same order."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])


def softmax(scores: Floats) -> NDArray[np.float64]:
    """Probabilities over the last axis."""
    shifted = np.exp(scores.astype(np.float64) - scores.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True))
