"""Which statement found is which statement annotated, and how well they fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from tasks.records import Span
from tasks.scoring.figures import Score, Share, score, share

Content = Sequence[Span]
Measure = Callable[[Content, Content], float]

LOOSE, CLOSE = 0.3, 0.8


class Match(Struct, frozen=True):
    """An annotated statement and the one found for it, by their indices."""

    gold: int
    predicted: int
    overlap: float
    exact: bool


class Matched(Struct, frozen=True):
    """One document: how many statements it has, how many were found, and of each match whether the speaker is right."""

    gold: int
    predicted: int
    matches: list[tuple[Match, bool | None]]  #: None: the annotation names no speaker


class Level(Struct, frozen=True):
    """Statements that overlap by more than a limit, and how many of those have the right speaker."""

    statements: Score
    speaker: Share


def of_gold(gold: Content, predicted: Content) -> float:
    """Overlap as a share of the gold content: the rule of GenderGapTracker (Asr et al. 2021)."""
    return _common(gold, predicted) / _length(gold)


def of_longer(gold: Content, predicted: Content) -> float:
    """Overlap as a share of the longer content: words too many cost as much as words too few."""
    return _common(gold, predicted) / max(_length(gold), _length(predicted))


def match(
    gold: Sequence[Content], predicted: Sequence[Content], overlap: Measure, tie: Callable[[int, int], float]
) -> list[Match]:
    """Pairs that overlap by more than `LOOSE`, each statement in one pair at most, the best pairs first.

    Args:
        overlap: what must exceed `LOOSE`; which pair is better goes by `of_longer`.
        tie: of a gold and a predicted index; the higher goes first where contents fit equally well.
    """
    candidates = [
        (i, j) for i, wanted in enumerate(gold) for j, found in enumerate(predicted) if overlap(wanted, found) > LOOSE
    ]
    candidates.sort(key=lambda pair: (of_longer(gold[pair[0]], predicted[pair[1]]), tie(*pair)), reverse=True)
    pairs: dict[int, int] = {}
    for i, j in candidates:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return [
        Match(i, j, overlap(gold[i], predicted[j]), tuple(gold[i]) == tuple(predicted[j]))
        for i, j in sorted(pairs.items())
    ]


def levels(documents: Sequence[Matched]) -> dict[str, Level]:
    """The scores of the documents' statements at each level of overlap."""
    return {
        f"over {LOOSE}": _level(documents, lambda match: match.overlap > LOOSE),
        f"over {CLOSE}": _level(documents, lambda match: match.overlap > CLOSE),
        "exact": _level(documents, lambda match: match.exact),
    }


def _level(documents: Sequence[Matched], good: Callable[[Match], bool]) -> Level:
    tallies, speakers = [], []
    for document in documents:
        verdicts = [speaker for match, speaker in document.matches if good(match)]
        tallies.append((len(verdicts), document.predicted, len(verdicts), document.gold))
        asked = [speaker for speaker in verdicts if speaker is not None]
        speakers.append((sum(asked), len(asked)))
    return Level(score(tallies), share(speakers))


def _length(content: Content) -> int:
    return sum(end - start for start, end in content)


def _common(one: Content, other: Content) -> int:
    return sum(max(0, min(end, stop) - max(start, begin)) for start, end in one for begin, stop in other)
