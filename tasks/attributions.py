"""Who says what, as the network sees it: for each cue of a window its source and its content, in tokens.

A spaCy component that sets `doc._.attributions`. Quotation marks, sentences that run on and names are not its
business: `tasks.stances` makes statements of these.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from tasks.encoder import session, softmax
from tasks.encodings import Floats
from tasks.labels import CUE_TAGS, DISTANCES, ROLES

#: A token begins a cue from this probability on. Below one half: a cue too many costs less than a statement lost.
CUE_THRESHOLD = 0.3
#: What it costs, in nats, to change roles from one token to the next: sources and contents are stretches, and the
#: network judges each token for itself.
_CHANGE = 0.5

#: Cues whose roles are worked out together: what that takes grows with cues times tokens.
_CUES_AT_ONCE = 16

Tokens = tuple[int, int]


class Attribution(Struct, frozen=True):
    """One cue and what it ties together, as token ranges `[start, end)` of the `Doc`."""

    cue: Tokens
    sources: tuple[Tokens, ...]
    contents: tuple[Tokens, ...]


if not Doc.has_extension("attributions"):
    Doc.set_extension("attributions", default=())


@Language.factory("stancewire_attributions", requires=["doc._.encoding"], assigns=["doc._.attributions"])
def create_attributions(nlp: Language, name: str, weights: str) -> Attributions:
    """The component, with the weights of a folder."""
    return Attributions(Path(weights))


class Attributions:
    """Sets `doc._.attributions`, in the order of the cues."""

    def __init__(self, weights: Path) -> None:
        self._session = session(weights / "roles.onnx")

    def __call__(self, doc: Doc) -> Doc:
        cues = list(_cues(softmax(doc._.encoding.cue_scores))) if len(doc) else []
        if cues:
            roles = [
                path
                for at in range(0, len(cues), _CUES_AT_ONCE)
                for path in self._paths(doc._.encoding.vectors, cues[at : at + _CUES_AT_ONCE])
            ]
            doc._.attributions = tuple(_attribution(doc, *pair) for pair in zip(cues, roles, strict=True))
        return doc

    def _paths(self, vectors: Floats, cues: list[Tokens]) -> NDArray[np.int64]:
        return _smoothed(np.log(softmax(self._roles(vectors, cues)) + 1e-9))

    def _roles(self, vectors: Floats, cues: list[Tokens]) -> Floats:
        of_cues = np.stack([vectors[start:end].mean(axis=0) for start, end in cues])
        apart = np.stack([distances(cue, len(vectors)) for cue in cues])
        scores: Floats = self._session.run(None, {"tokens": vectors, "cues": of_cues, "distances": apart})[0]
        return scores


def distances(cue: Tokens, tokens: int) -> NDArray[np.int64]:
    """(tokens,): the bucket of each token's distance to the cue, see `tasks.labels.DISTANCES`."""
    at = np.arange(tokens)
    signed = np.where(at < cue[0], at - cue[0], np.where(at >= cue[1], at - cue[1] + 1, 0))
    return np.searchsorted(DISTANCES, signed)


def _cues(probabilities: NDArray[np.float64]) -> Iterator[Tokens]:
    begin, inside = CUE_TAGS.index("B"), CUE_TAGS.index("I")
    begins_at = [*(probabilities[:, begin] >= CUE_THRESHOLD).tolist(), False]
    inside_at = [*(probabilities.argmax(axis=1) == inside).tolist(), False]
    start = None
    for at, begins in enumerate(begins_at):
        goes_on = not begins and inside_at[at]
        if start is not None and not goes_on:
            yield start, at
            start = None
        if begins:
            start = at


def _smoothed(scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """(cues, tokens, roles) log-probabilities -> (cues, tokens): the best path of each cue (Viterbi 1967).

    A role that leads by more than two changes cost is on that path: only between such tokens is it looked for.
    """
    ordered = np.sort(scores, axis=-1)
    unsure = ordered[..., -1] - ordered[..., -2] <= 2 * _CHANGE
    paths: NDArray[np.int64] = scores.argmax(axis=-1)
    for cue, edges in enumerate(np.diff(unsure, prepend=False, append=False)):
        for start, end in np.flatnonzero(edges).reshape(-1, 2).tolist():
            around = slice(max(0, start - 1), end + 1)
            paths[cue, around] = _path(scores[cue, around].tolist())
    return paths


def _path(scores: list[list[float]]) -> list[int]:
    """The best roles of one cue's tokens; in plain Python, since NumPy takes longer over three numbers at a time."""
    none, source, content = scores[0]
    bests = [(none, source, content)]  # at each token, the score of the best path to each role
    for for_none, for_source, for_content in scores[1:]:
        changed = max(none, source, content) - _CHANGE
        none = (none if none > changed else changed) + for_none
        source = (source if source > changed else changed) + for_source
        content = (content if content > changed else changed) + for_content
        bests.append((none, source, content))
    path = [bests[-1].index(max(bests[-1]))]
    for best in bests[-2::-1]:
        top = max(best)
        path.append(path[-1] if best[path[-1]] >= top - _CHANGE else best.index(top))
    return path[::-1]


def _attribution(doc: Doc, cue: Tokens, roles: NDArray[np.int64]) -> Attribution:
    roles[cue[0] : cue[1]] = ROLES.index("none")
    return Attribution(
        cue,
        tuple(_runs(doc, roles == ROLES.index("source"))),
        tuple(_runs(doc, roles == ROLES.index("content"))),
    )


def _runs(doc: Doc, chosen: NDArray[np.bool_]) -> list[Tokens]:
    """Stretches of chosen tokens, white space at their ends left out."""
    runs: list[Tokens] = []
    spaces = doc.to_array("IS_SPACE").tolist()
    for at in np.flatnonzero(chosen).tolist():
        if spaces[at]:
            continue
        if runs and all(spaces[runs[-1][1] : at]):
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return runs
