"""Precision, recall, F1 and shares over documents, each with a bootstrap interval (Efron 1979)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: Of one document: right among the predicted, predicted, right among the gold, gold.
Tally = tuple[float, float, float, float]
#: Of one document: right, asked.
Answers = tuple[float, float]
Interval = tuple[float, float]

SAMPLES = 1000
SEED = 17  #: the same figures give the same interval, always
_AT_ONCE = 50  #: samples; all of them over a large file would take a gigabyte


class Score(Struct, frozen=True):
    """Precision, recall and F1 over all documents together (micro-averaged); 0 where nothing is to be divided."""

    precision: float
    recall: float
    f1: float
    interval: Interval  #: 95 % of F1, documents drawn with replacement
    predicted: int
    gold: int


class Share(Struct, frozen=True):
    """How many of those asked were right; 0 where none was asked."""

    value: float
    interval: Interval  #: 95 %, documents drawn with replacement
    of: int


def tally(gold: Iterable[Hashable], predicted: Iterable[Hashable]) -> Tally:
    """The tally of one document; what is there twice must be found twice."""
    wanted, found = Counter(iter(gold)), Counter(iter(predicted))
    right = (wanted & found).total()
    return right, found.total(), right, wanted.total()


def score(tallies: Sequence[Tally]) -> Score:
    """The score over the documents with these tallies."""
    counts = _table(tallies, 4)
    precision, recall, f1 = _precision_recall_f1(counts.sum(axis=0))
    return Score(
        precision=rounded(precision),
        recall=rounded(recall),
        f1=rounded(f1),
        interval=interval(counts, lambda sums: _precision_recall_f1(sums)[2]),
        predicted=int(counts[:, 1].sum()),
        gold=int(counts[:, 3].sum()),
    )


def share(answers: Sequence[Answers]) -> Share:
    """The share over the documents with these answers."""
    counts = _table(answers, 2)
    value = _ratio(*counts.sum(axis=0))
    return Share(rounded(value), interval(counts, lambda sums: _ratio(sums[:, 0], sums[:, 1])), int(counts[:, 1].sum()))


def macro_f1(tallies: Sequence[Sequence[Tally]]) -> tuple[float, Interval]:
    """The mean of F1 over classes, from one tally a document and class, and its 95 % interval."""
    table = np.array(tallies, dtype=np.float64)
    documents, classes, _ = table.shape

    def mean(sums: Floats) -> Floats:
        f1 = _precision_recall_f1(sums.reshape(-1, classes, 4))[2]
        return np.asarray(f1.mean(axis=-1))

    counts = table.reshape(documents, classes * 4)
    return rounded(mean(counts.sum(axis=0)[None])[0]), interval(counts, mean)


def interval(counts: Floats, measure: Callable[[Floats], Floats]) -> Interval:
    """The 95 % bootstrap interval of a measure.

    Args:
        counts: (documents, columns).
        measure: (samples, columns) of sums over the documents of a sample -> (samples,).
    """
    documents = len(counts)
    if not documents:
        return 0.0, 0.0
    random = np.random.default_rng(SEED)
    even = np.full(documents, 1 / documents)
    drawn = [measure(random.multinomial(documents, even, _AT_ONCE) @ counts) for _ in range(SAMPLES // _AT_ONCE)]
    low, high = np.percentile(np.concatenate(drawn), [2.5, 97.5])
    return rounded(low), rounded(high)


def rounded(value: float | Floats) -> float:
    """Four decimals: less than what one answer in a thousand documents is worth."""
    return round(float(value), 4)


def _table(rows: Sequence[Tally] | Sequence[Answers], columns: int) -> Floats:
    return np.array(rows, dtype=np.float64).reshape(-1, columns)


def _precision_recall_f1(sums: Floats) -> tuple[Floats, Floats, Floats]:
    precision, recall = _ratio(sums[..., 0], sums[..., 1]), _ratio(sums[..., 2], sums[..., 3])
    return precision, recall, _ratio(2 * precision * recall, precision + recall)


def _ratio(part: Floats, whole: Floats) -> Floats:
    part, whole = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
