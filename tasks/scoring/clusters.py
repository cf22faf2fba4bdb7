"""Which mentions are one thing: B-cubed (Bagga and Baldwin 1998) over mentions that were themselves found."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from tasks.records import Span
from tasks.scoring.figures import Tally


def b_cubed(gold: Iterable[Collection[Span]], predicted: Iterable[Collection[Span]]) -> Tally:
    """The tally of one document; a mention that only one side has counts there as wholly wrong."""
    wanted, found = _clusters(gold), _clusters(predicted)
    return _agreement(found, wanted), len(found), _agreement(wanted, found), len(wanted)


def _clusters(clusters: Iterable[Collection[Span]]) -> dict[Span, frozenset[Span]]:
    return {mention: frozenset(cluster) for cluster in clusters for mention in cluster}


def _agreement(these: dict[Span, frozenset[Span]], others: dict[Span, frozenset[Span]]) -> float:
    """The share of each mention's cluster that is in its other cluster too, summed over the mentions."""
    return sum(len(cluster & others[mention]) / len(cluster) for mention, cluster in these.items() if mention in others)
