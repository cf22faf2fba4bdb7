"""What the stance head takes of a target, a holder and a content."""

from __future__ import annotations

import pytest

from tasks.labels import DISTANCES
from tasks.leaning import Pair, distances_to, marked, masks


def bucket(distance: int) -> int:
    """The bucket of a distance, found by going through their upper edges."""
    return next((at for at, edge in enumerate(DISTANCES) if distance <= edge), len(DISTANCES))


CASES: list[tuple[str, list[int], list[int]]] = [
    # what it is, the target's tokens, the distance of each of six tokens to the nearest of them
    ("one token", [2], [-2, -1, 0, 1, 2, 3]),
    ("a name of two", [2, 3], [-2, -1, 0, 0, 1, 2]),
    ("named twice", [0, 5], [0, 1, 2, -2, -1, 0]),
]


@pytest.mark.parametrize(("target", "expected"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_each_token_is_told_how_far_the_target_is(target: list[int], expected: list[int]) -> None:
    assert distances_to(target, 6).tolist() == [bucket(distance) for distance in expected]


def test_far_tokens_share_a_bucket() -> None:
    far = distances_to([0], 400)
    assert far[200] == far[399] == len(DISTANCES) != far[1]


def test_marks_stand_at_the_chosen_tokens_alone() -> None:
    assert marked([1, 3], 5).tolist() == [0, 1, 0, 1, 0]
    assert marked([], 3).tolist() == [0, 0, 0]


def test_each_pair_has_a_row_in_every_mask() -> None:
    rows = masks([Pair([0], [1], [2, 3]), Pair([3], [], [0, 1, 2, 3])], 4)
    assert set(rows) == {"target", "holder", "content", "distances"}
    assert [row.tolist() for row in rows["holder"]] == [[0, 1, 0, 0], [0, 0, 0, 0]]
    assert [row.tolist() for row in rows["content"]] == [[0, 0, 1, 1], [1, 1, 1, 1]]


def test_a_target_without_tokens_is_not_near_to_any() -> None:
    assert distances_to([], 3).tolist() == [0, 0, 0]
