"""The path of roles through a window, and the distances it is judged by."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.attributions import _CHANGE, _smoothed, distances
from tasks.encoder import softmax
from tasks.labels import DISTANCES, ROLES

Scores = list[list[float]]


@given(st.lists(st.lists(st.floats(-5, 0), min_size=3, max_size=3), min_size=1, max_size=6))
def test_the_path_is_the_best_of_all_paths(scores: Scores) -> None:
    table = np.array(scores)

    def worth(path: tuple[int, ...]) -> float:
        changes = sum(before != after for before, after in pairwise(path))
        return float(sum(table[at, role] for at, role in enumerate(path)) - _CHANGE * changes)

    best = max(worth(path) for path in product(range(len(ROLES)), repeat=len(scores)))
    found = _smoothed(table[None])[0]
    assert worth(tuple(found.tolist())) == pytest.approx(best)


def test_cues_do_not_change_each_others_paths() -> None:
    scores = np.log(softmax(np.random.default_rng(1).normal(size=(4, 30, len(ROLES))).astype(np.float32)))
    together = _smoothed(scores)
    assert all((together[cue] == _smoothed(scores[cue : cue + 1])[0]).all() for cue in range(4))


def test_a_token_is_as_far_from_a_cue_as_from_its_nearer_end() -> None:
    zero = DISTANCES.index(0)
    assert distances((2, 4), 6).tolist() == [zero - 2, zero - 1, zero, zero, zero + 1, zero + 2]


def test_tokens_far_away_share_the_last_buckets() -> None:
    found = distances((500, 501), 1001)
    assert found[0] == found[100] == 0
    assert found[-1] == found[900] == len(DISTANCES)
