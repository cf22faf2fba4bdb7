"""Scoring stances towards targets that are given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from tasks.labels import STANCES
from tasks.scoring.figures import Interval, Score, Share, Tally, macro_f1, score, share, tally


class Majority(Struct, frozen=True):
    """What the most frequent label of the gold would score if it were the answer to every row."""

    label: str
    macro_f1: float
    accuracy: float


class StanceReport(Struct, frozen=True):
    """How often the label was right; F1 is averaged over the labels that the gold has."""

    macro_f1: float
    interval: Interval  #: 95 % of macro-F1, rows drawn with replacement
    accuracy: Share
    labels: dict[str, Score]
    majority: Majority


def score_stance(gold: Sequence[str], predicted: Sequence[str]) -> StanceReport:
    """Score labels of `tasks.labels.STANCES`, one a row."""
    mean, around = macro_f1(_tallies(gold, predicted))
    return StanceReport(
        macro_f1=mean,
        interval=around,
        accuracy=_accuracy(gold, predicted),
        labels={label: _score(label, gold, predicted) for label in STANCES},
        majority=_majority(gold),
    )


def _score(label: str, gold: Sequence[str], predicted: Sequence[str]) -> Score:
    return score([_tally(label, *pair) for pair in zip(gold, predicted, strict=True)])


def _tallies(gold: Sequence[str], predicted: Sequence[str]) -> list[list[Tally]]:
    labels = sorted(set(gold))
    return [[_tally(label, *pair) for label in labels] for pair in zip(gold, predicted, strict=True)]


def _tally(label: str, wanted: str, found: str) -> Tally:
    return tally([label] * (wanted == label), [label] * (found == label))


def _accuracy(gold: Sequence[str], predicted: Sequence[str]) -> Share:
    return share([(wanted == found, 1) for wanted, found in zip(gold, predicted, strict=True)])


def _majority(gold: Sequence[str]) -> Majority:
    ((label, _),) = Counter(gold).most_common(1)
    always = [label] * len(gold)
    return Majority(label, macro_f1(_tallies(gold, always))[0], _accuracy(gold, always).value)
