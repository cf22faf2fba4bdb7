"""Each fault in each stage: all documents end as in an undisturbed run, and nothing is there twice."""

from __future__ import annotations

import pytest

from tests.faults import cells
from tests.faults.cells import STAGES, Cell
from tests.faults.desk import Desk
from tests.faults.strike import STRIKES

GIVEN_UP = "the store was away for too long"  #: what a worker says that has not waited for Redis


@pytest.mark.parametrize("cell", cells.of("test_a_stage"), ids=lambda cell: cell.id)
def test_a_stage(staffed: Desk, cell: Cell) -> None:
    before = staffed.lines(GIVEN_UP)
    staffed.points.arm(cell.job, cell.place, cell.point)
    ids = staffed.hand_in(cell.job)
    stopped = staffed.stopped(cell.job, cell.place, cell.point)
    STRIKES[cell.fault](staffed, stopped, cell.place)
    staffed.points.go(cell.job)
    staffed.wait_through(cell.job)
    assert staffed.complaints(cell.job, ids) == []
    assert [line for line in staffed.lines(GIVEN_UP) if line not in before] == []
    assert staffed.ended() == []


@pytest.mark.parametrize("cell", cells.of("test_a_result_that_has_gone"), ids=lambda cell: cell.id)
def test_a_result_that_has_gone(staffed: Desk, cell: Cell) -> None:
    if cell.place == STAGES[-1]:
        ids = _lost_at_the_end(staffed, cell)
    else:
        ids = _lost_on_the_way(staffed, cell, STAGES[STAGES.index(cell.place) + 1])
    staffed.wait_through(cell.job)
    assert staffed.complaints(cell.job, ids) == []


def _lost_on_the_way(desk: Desk, cell: Cell, next_stage: str) -> list[str]:
    desk.points.arm(cell.job, next_stage, "received")
    ids = desk.hand_in(cell.job)
    for identifier in desk.stopped(cell.job, next_stage, "received").ids:
        assert desk.store.hdel(f"stancewire:doc:{identifier}", cell.place)
    desk.points.go(cell.job)
    return ids


def _lost_at_the_end(desk: Desk, cell: Cell) -> list[str]:
    ids = desk.hand_in(cell.job)
    desk.wait_through(cell.job)
    assert desk.store.hdel(f"stancewire:doc:{ids[0]}", cell.place)
    desk.forget_entries(ids[:1], [cell.place])  # there will be one more, as for a new result
    return desk.hand_in(cell.job)
