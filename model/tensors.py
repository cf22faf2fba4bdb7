"""Windows as tensors: what one training step takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from spacy.language import Language
from spacy.tokens import Doc
from tokenizers import Tokenizer
from torch import Tensor

from model import windows
from model.windows import Attribution, Window
from tasks.features import Features, features
from tasks.labels import CUE_TAGS, ENTITY_TAGS, ROLES, STANCES
from tasks.leaning import Pair
from tasks.records import Span

MAX_PIECES = 510


@dataclass(frozen=True)
class Cue:
    """One cue of a window: its tokens, and the role of every token of the window to it."""

    tokens: list[int]
    roles: Tensor


@dataclass(frozen=True)
class Example:
    """One window, ready to be batched."""

    inputs: Features
    allowed: Tensor | None  #: (tokens, entity tags), bool
    cue_tags: Tensor | None  #: (tokens,)
    cues: list[Cue]
    pairs: list[Pair]
    labels: list[int]  #: of each pair, the index in `tasks.labels.STANCES`

    def __len__(self) -> int:
        return len(self.inputs.pieces)


def example(window: Window, nlp: Language, tokenizer: Tokenizer) -> Example | None:
    """The example of a window; None where it does not fit the encoder."""
    doc = nlp.make_doc(window.text)
    inputs = features(doc, tokenizer)
    if len(inputs.pieces) > MAX_PIECES or not len(doc):
        return None
    attributions = window.attributions
    pairs = [(pair, STANCES.index(p.label)) for p in window.pairs if (pair := _pair(doc, p))]
    return Example(
        inputs,
        None if window.mentions is None else _allowed(doc, window),
        None if attributions is None else _cue_tags(doc, attributions),
        [cue for a in attributions or () if (cue := _cue(doc, a))],
        [pair for pair, _ in pairs],
        [label for _, label in pairs],
    )


def _tokens(doc: Doc, span: Span) -> list[int]:
    found = doc.char_span(*span, alignment_mode="expand")
    return [token.i for token in found if not token.is_space] if found is not None else []


def _of_all(doc: Doc, spans: Sequence[Span]) -> list[int]:
    return sorted({token for span in spans for token in _tokens(doc, span)})


def _allowed(doc: Doc, window: Window) -> Tensor:
    """Which tags each token may have: outside of mentions O and whatever the source does not annotate."""
    outside = np.array([tag == "O" or tag[2:] in window.unannotated for tag in ENTITY_TAGS])
    allowed = np.tile(outside, (len(doc), 1))
    for start, end, types in window.mentions or ():
        for position, token in enumerate(_tokens(doc, (start, end))):
            prefix = "I-" if position else "B-"
            allowed[token] = [tag in types or (tag[:2] == prefix and tag[2:] in types) for tag in ENTITY_TAGS]
    return torch.from_numpy(allowed)


def _cue_tags(doc: Doc, attributions: Sequence[Attribution]) -> Tensor:
    tags = torch.full((len(doc),), CUE_TAGS.index("O"))
    for attribution in attributions:
        for position, token in enumerate(_tokens(doc, attribution.cue)):
            tags[token] = CUE_TAGS.index("I" if position else "B")
    return tags


def _cue(doc: Doc, attribution: Attribution) -> Cue | None:
    tokens = _tokens(doc, attribution.cue)
    roles = torch.full((len(doc),), ROLES.index("none"))
    roles[_of_all(doc, attribution.content)] = ROLES.index("content")
    roles[_of_all(doc, attribution.source)] = ROLES.index("source")
    return Cue(tokens, roles) if tokens else None


def _pair(doc: Doc, pair: windows.Pair) -> Pair | None:
    target = _of_all(doc, pair.target)
    return Pair(target, _of_all(doc, pair.holder), _of_all(doc, pair.content)) if target else None
