"""The encoder as a spaCy component: one pass over a window gives a vector and two sets of scores for every token."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime as ort
from msgspec import Struct
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, Span
from tokenizers import Tokenizer

from tasks.features import Features, features

Floats = NDArray[np.float32]

#: Word pieces that one pass takes, the start and end symbols included; the encoder knows 512 positions.
MAX_PIECES = 510
#: Tokens that are sure to fit: a stretch is halved until it does.
_MAX_TOKENS = 256
#: Bytes of encodings that a process keeps: those of a worker's batch of `STANCEWIRE_BATCH_BYTES` as it is set.
KEPT = 96 * 2**20


class Encoding(Struct, frozen=True):
    """What the encoder says of the tokens of one `Doc`."""

    vectors: Floats  #: (tokens, width)
    entity_scores: Floats  #: (tokens, len(ENTITY_TAGS)), logits
    cue_scores: Floats  #: (tokens, len(CUE_TAGS)), logits

    @property
    def size(self) -> int:
        """Bytes."""
        return self.vectors.nbytes + self.entity_scores.nbytes + self.cue_scores.nbytes


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

    The entities and the stances stage read the same windows, so what was worked out last is kept.
    """

    def __init__(self, weights: Path, keep: int = KEPT) -> None:
        self._session = session(weights / "encoder.onnx")
        self._tokenizer = Tokenizer.from_file(str(weights / "tokenizer.json"))
        self._kept: OrderedDict[bytes, Encoding] = OrderedDict()
        self._room = keep

    def forget(self) -> None:
        """Keep nothing of what was encoded so far."""
        self._room += sum(encoding.size for encoding in self._kept.values())
        self._kept.clear()

    def __call__(self, doc: Doc) -> Doc:
        tokens = doc.to_array(["ORTH", "SPACY"]).tobytes()
        encoding = self._kept.pop(tokens, None)
        if encoding is None:
            parts = list(self._parts(doc[:]))
            encoding = Encoding(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
            self._make_room(encoding.size)
        self._kept[tokens] = encoding  # last: the longest unused is first
        doc._.encoding = encoding
        return doc

    def _make_room(self, size: int) -> None:
        self._room -= size
        while self._room < 0 and self._kept:
            self._room += self._kept.popitem(last=False)[1].size

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
