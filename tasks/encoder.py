"""The encoder as a spaCy component: one pass over a window gives a vector and two sets of scores for every token."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, Span
from tokenizers import Tokenizer

from tasks.encodings import Encoding, Floats, Kept, Shelf
from tasks.features import Features, features

#: Word pieces that one pass takes, the start and end symbols included; the encoder knows 512 positions.
MAX_PIECES = 510
#: Tokens that are sure to fit: a stretch is halved until it does.
_MAX_TOKENS = 256

if not Doc.has_extension("encoding"):
    Doc.set_extension("encoding", default=None)


@Language.factory("stancewire_encoder", default_config={"shelf": None}, assigns=["doc._.encoding"])
def create_encoder(nlp: Language, name: str, weights: str, shelf: str | None) -> Encoder:
    """The component, with the weights of a folder; `shelf` is another, in memory, that processes share."""
    return Encoder(Path(weights), (shelf and Shelf.in_folder(Path(shelf))) or Kept())


class Encoder:
    """Sets `doc._.encoding`.

    A window goes through the network alone, never padded into a batch: the int8 network scales its activations over
    everything it is given at once, so in a batch a story's scores would depend on its neighbours.

    The entities and the stances stage read the same windows, so what was worked out last is kept.
    """

    def __init__(self, weights: Path, kept: Kept | Shelf | None = None) -> None:
        self._session = session(weights / "encoder.onnx")
        self._tokenizer = Tokenizer.from_file(str(weights / "tokenizer.json"))
        self._signature = hashlib.sha256((weights / "manifest.json").read_bytes() + ort.__version__.encode()).digest()
        self.kept = kept if kept is not None else Kept()

    def __call__(self, doc: Doc) -> Doc:
        tokens = doc.to_array(["ORTH", "SPACY"]).tobytes()
        window = hashlib.blake2b(tokens, digest_size=16, key=self._signature).digest()
        encoding = self.kept.take(window)
        if encoding is None:
            parts = list(self._parts(doc[:]))
            encoding = Encoding(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
            self.kept.put(window, encoding)
        doc._.encoding = encoding
        return doc

    def _parts(self, span: Span) -> Iterator[tuple[Floats, Floats, Floats]]:
        """The scores of the window, or, where it is too long for one pass, those of halves of it."""
        if len(span) <= 2 * _MAX_TOKENS:
            inputs = features(span, self._tokenizer)
            if len(inputs.pieces) <= MAX_PIECES or len(span) <= 1:
                yield self._run(inputs)
                return
        middle = len(span) // 2
        yield from self._parts(span[:middle])
        yield from self._parts(span[middle:])

    def _run(self, inputs: Features) -> tuple[Floats, Floats, Floats]:
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
    return ort.InferenceSession(
        path.read_bytes(),
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=["SkipLayerNormFusion"],  # its kernel takes seven times as long as the two it replaces
    )


def softmax(scores: Floats) -> NDArray[np.float64]:
    """Probabilities over the last axis."""
    shifted = np.exp(scores.astype(np.float64) - scores.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True))
