"""What a comparison says: the median over the rounds of one run, with the lowest and the highest."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median


def spread(values: Iterable[float]) -> dict[str, float]:
    """Median, lowest and highest."""
    ordered = sorted(values)
    return {
        "median": round(median(ordered), 3),
        "lowest": round(ordered[0], 3),
        "highest": round(ordered[-1], 3),
    }
