"""Agreement between two annotators, on tables with known answers and on the stories that are annotated twice."""

from __future__ import annotations

import pytest

from model.agreement import CORPUS, agreed, kappa, pairs
from tasks.scoring.annotation import is_held_out

TABLES: list[tuple[str, dict[str, dict[str, int]], float, float]] = [
    # what it is, first label -> second label -> how many, agreement, kappa
    ("always the same", {"favor": {"favor": 3}, "against": {"against": 5}}, 1.0, 1.0),
    ("no better than chance", {"favor": {"favor": 1, "against": 1}, "against": {"favor": 1, "against": 1}}, 0.5, 0.0),
    ("never the same", {"favor": {"against": 2}, "against": {"favor": 2}}, 0.0, -1.0),
    ("the example of Cohen's paper, in fifties", {"yes": {"yes": 20, "no": 5}, "no": {"yes": 10, "no": 15}}, 0.7, 0.4),
]


@pytest.mark.parametrize(("table", "share", "beyond"), [row[1:] for row in TABLES], ids=[row[0] for row in TABLES])
def test_agreement_and_kappa(table: dict[str, dict[str, int]], share: float, beyond: float) -> None:
    assert agreed(table) == pytest.approx(share)
    assert kappa(table) == pytest.approx(beyond)


def test_a_tenth_of_the_stories_is_annotated_twice_and_from_the_same_text() -> None:
    twice = list(pairs(CORPUS))
    assert len(twice) >= len(list(CORPUS.glob("*.json"))) / 10 - 1
    assert all(first.text == second.text for first, second in twice)
    assert any(first.stances != second.stances for first, second in twice)


def test_what_is_annotated_twice_is_for_reporting() -> None:
    assert all(is_held_out(path) for path in (CORPUS / "second").glob("*.json"))
