"""Precision, recall, F1, shares, B-cubed and the matching of statements, against tables worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.scoring.clusters import b_cubed
from tasks.scoring.figures import Tally, interval, macro_f1, score, share, tally
from tasks.scoring.matching import Content, Match, Matched, levels, match, of_gold, of_longer

TALLIES: list[tuple[str, str, str, Tally]] = [
    # what it is, gold, predicted, (right of predicted, predicted, right of gold, gold)
    ("perfect", "abc", "abc", (3, 3, 3, 3)),
    ("in another order", "abc", "cab", (3, 3, 3, 3)),
    ("nothing on either side", "", "", (0, 0, 0, 0)),
    ("nothing found", "ab", "", (0, 0, 0, 2)),
    ("nothing to be found", "", "ab", (0, 2, 0, 0)),
    ("half", "ab", "bc", (1, 2, 1, 2)),
    ("found twice, there once", "a", "aa", (1, 2, 1, 1)),
    ("found once, there twice", "aa", "a", (1, 1, 1, 2)),
]


@pytest.mark.parametrize(("gold", "predicted", "expected"), [r[1:] for r in TALLIES], ids=[r[0] for r in TALLIES])
def test_tally(gold: str, predicted: str, expected: Tally) -> None:
    assert tally(gold, predicted) == expected


def test_a_tally_counts_the_keys_of_a_dictionary() -> None:
    assert tally({"a": "x", "b": "y"}, {"a": "z"}) == (1, 1, 1, 2)


SCORES: list[tuple[str, list[Tally], tuple[float, float, float]]] = [
    # what it is, tallies of documents, precision, recall and F1
    ("perfect", [(2, 2, 2, 2), (1, 1, 1, 1)], (1.0, 1.0, 1.0)),
    ("nothing found", [(0, 0, 0, 2)], (0.0, 0.0, 0.0)),
    ("nothing on either side", [(0, 0, 0, 0)], (0.0, 0.0, 0.0)),
    ("no document", [], (0.0, 0.0, 0.0)),
    ("documents are summed before they are divided", [(1, 1, 1, 3), (1, 3, 1, 1)], (0.5, 0.5, 0.5)),
    ("precision 1, recall 1/3: F1 is harmonic", [(1, 1, 1, 3)], (1.0, 0.3333, 0.5)),
    ("parts of one answer", [(1.5, 2, 2.25, 3)], (0.75, 0.75, 0.75)),
]


@pytest.mark.parametrize(("tallies", "expected"), [r[1:] for r in SCORES], ids=[r[0] for r in SCORES])
def test_score(tallies: list[Tally], expected: tuple[float, float, float]) -> None:
    found = score(tallies)
    assert (found.precision, found.recall, found.f1) == expected
    assert (found.predicted, found.gold) == (sum(t[1] for t in tallies), sum(t[3] for t in tallies))


def test_share() -> None:
    assert (share([(1, 2), (2, 2)]).value, share([(1, 2), (2, 2)]).of) == (0.75, 4)
    assert (share([(0, 0)]).value, share([]).value) == (0.0, 0.0)


def test_macro_f1_weighs_classes_alike() -> None:
    frequent, rare = [(9.0, 10.0, 9.0, 10.0)], [(0.0, 0.0, 0.0, 1.0)]
    mean, _ = macro_f1([[*frequent, *rare]])
    assert mean == 0.45


INTERVALS: list[tuple[str, list[Tally], tuple[float, float]]] = [
    ("all documents alike: nothing varies", [(1, 2, 1, 2)] * 5, (0.5, 0.5)),
    ("one document: nothing varies", [(1, 2, 1, 2)], (0.5, 0.5)),
    ("one right and one wrong: anything may be", [(1, 1, 1, 1), (0, 1, 0, 1)], (0.0, 1.0)),
    ("no document", [], (0.0, 0.0)),
]


@pytest.mark.parametrize(("tallies", "expected"), [r[1:] for r in INTERVALS], ids=[r[0] for r in INTERVALS])
def test_interval(tallies: list[Tally], expected: tuple[float, float]) -> None:
    assert score(tallies).interval == expected


def test_the_interval_of_a_share_is_the_binomial_s_and_the_same_every_time() -> None:
    answers = [(1.0, 1.0)] * 80 + [(0.0, 1.0)] * 20
    low, high = share(answers).interval
    assert (low, high) == pytest.approx((0.8 - 1.96 * 0.04, 0.8 + 1.96 * 0.04), abs=0.01)
    assert share(answers).interval == (low, high)


def test_a_sample_has_as_many_documents_as_there_are() -> None:
    assert interval(np.ones((7, 1)), lambda sums: sums[:, 0]) == (7.0, 7.0)


A, B, C, D, E = ((at, at + 1) for at in range(5))

CLUSTERS: list[tuple[str, list[list[tuple[int, int]]], list[list[tuple[int, int]]], Tally]] = [
    ("perfect", [[A, B], [C]], [[C], [B, A]], (3, 3, 3, 3)),
    ("nothing", [], [], (0, 0, 0, 0)),
    ("all in one: each of two shares half of its cluster", [[A], [B]], [[A, B]], (1, 2, 2, 2)),
    ("all apart", [[A, B]], [[A], [B]], (2, 2, 1, 2)),
    ("the paper's example, shortened: 2/3 + 2/3 + 1/3", [[A, B], [C]], [[A, B, C]], (5 / 3, 3, 3, 3)),
    ("a mention too many is wrong, and spoils its cluster", [[A, B]], [[A, B, C]], (4 / 3, 3, 2, 2)),
    ("a mention missed", [[A, B, C]], [[A, B]], (2, 2, 4 / 3, 3)),
    ("nothing in common", [[A, B]], [[D], [E]], (0, 2, 0, 2)),
]


@pytest.mark.parametrize(("gold", "found", "expected"), [r[1:] for r in CLUSTERS], ids=[r[0] for r in CLUSTERS])
def test_b_cubed(gold: list[list[tuple[int, int]]], found: list[list[tuple[int, int]]], expected: Tally) -> None:
    assert b_cubed(gold, found) == pytest.approx(expected)


OVERLAPS: list[tuple[str, Content, Content, float, float]] = [
    # what it is, gold, predicted, share of the gold one, share of the longer one
    ("the same", [(0, 10)], [(0, 10)], 1.0, 1.0),
    ("apart", [(0, 10)], [(10, 20)], 0.0, 0.0),
    ("the first half", [(0, 10)], [(0, 5)], 0.5, 0.5),
    ("all of it and as much again", [(0, 10)], [(0, 20)], 1.0, 0.5),
    ("two pieces in one", [(0, 4), (6, 10)], [(0, 10)], 1.0, 0.8),
    ("one of two pieces", [(0, 4), (6, 12)], [(6, 12)], 0.6, 0.6),
]


@pytest.mark.parametrize(("gold", "found", "one", "other"), [r[1:] for r in OVERLAPS], ids=[r[0] for r in OVERLAPS])
def test_overlap(gold: Content, found: Content, one: float, other: float) -> None:
    assert (of_gold(gold, found), of_longer(gold, found)) == (one, other)


MATCHES: list[tuple[str, list[Content], list[Content], list[tuple[int, int]]]] = [
    # what it is, gold, predicted, pairs
    ("perfect", [[(0, 10)], [(20, 30)]], [[(20, 30)], [(0, 10)]], [(0, 1), (1, 0)]),
    ("nothing", [], [], []),
    ("nothing found", [[(0, 10)]], [], []),
    ("just at the limit is not over it", [[(0, 10)]], [[(0, 3)]], []),
    ("just over it", [[(0, 10)]], [[(0, 4)]], [(0, 0)]),
    ("found twice: one of them counts", [[(0, 10)]], [[(0, 10)], [(0, 10)]], [(0, 0)]),
    ("there twice, found once", [[(0, 10)], [(0, 10)]], [[(0, 10)]], [(0, 0)]),
    ("the better fit wins", [[(0, 10)]], [[(0, 30)], [(0, 9)]], [(0, 1)]),
    ("one that swallows both counts for one", [[(0, 10)], [(10, 30)]], [[(0, 30)]], [(1, 0)]),
    ("nested", [[(0, 30)], [(10, 30)]], [[(10, 30)], [(0, 30)]], [(0, 1), (1, 0)]),
]


@pytest.mark.parametrize(("gold", "found", "expected"), [r[1:] for r in MATCHES], ids=[r[0] for r in MATCHES])
def test_match(gold: list[Content], found: list[Content], expected: list[tuple[int, int]]) -> None:
    pairs = match(gold, found, of_gold, lambda at, other: 0)
    assert [(pair.gold, pair.predicted) for pair in pairs] == expected


def test_of_contents_that_fit_equally_well_the_tie_decides() -> None:
    same: list[Content] = [[(0, 10)], [(0, 10)]]
    pairs = match(same, same, of_gold, lambda at, other: float(at != other))
    assert [(pair.gold, pair.predicted) for pair in pairs] == [(0, 1), (1, 0)]


def test_levels() -> None:
    matches = [
        (Match(0, 0, 0.5, False), True),
        (Match(1, 1, 0.9, False), False),
        (Match(2, 2, 1.0, True), None),
    ]
    found = levels([Matched(gold=4, predicted=5, matches=matches)])
    figures = {
        name: (level.statements.precision, level.statements.recall, level.speaker.value, level.speaker.of)
        for name, level in found.items()
    }
    assert figures == {
        "over 0.3": (0.6, 0.75, 0.5, 2),
        "over 0.8": (0.4, 0.5, 0.0, 1),
        "exact": (0.2, 0.25, 0.0, 0),
    }
