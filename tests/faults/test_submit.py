"""Each fault while a worker takes a submission in: what was answered for is there, once, and is done."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.command import stancewire
from tests.faults import cells
from tests.faults.cells import Cell
from tests.faults.desk import STORIES, Desk, wait_for
from tests.faults.strike import STRIKES
from workers.commands.exits import Exit


@pytest.mark.parametrize("cell", cells.of("test_a_submission_that_is_struck"), ids=lambda cell: cell.id)
def test_a_submission_that_is_struck(staffed: Desk, cell: Cell) -> None:
    staffed.points.arm(cell.job, cell.place, cell.point)
    task = staffed.send(cell.job)
    stopped = staffed.stopped(cell.job, cell.place, cell.point)
    STRIKES[cell.fault](staffed, stopped, cell.place)
    staffed.points.go(cell.job)
    if cell.fault == cells.WORKER:
        assert staffed.reply(task) is None
        task = staffed.send(cell.job)
    ids = _answered(wait_for("the reply", lambda: staffed.reply(task)))
    staffed.wait_through(cell.job)
    assert staffed.complaints(cell.job, ids) == []
    assert staffed.ended() == []


def _answered(reply: Any) -> list[str]:
    assert reply["status"] == "SUCCESS", reply
    return list(reply["result"]["documents"])


@pytest.mark.parametrize("cell", cells.of("test_a_submission_when_there_is_no_room"), ids=lambda cell: cell.id)
def test_a_submission_when_there_is_no_room(staffed: Desk, cell: Cell) -> None:
    """A program that hands in is told. One in the queue is not accepted; its reply has no room in this Redis either."""
    staffed.points.arm(cell.job, cell.place, cell.point)
    task = staffed.send(cell.job)
    stopped = staffed.stopped(cell.job, cell.place, cell.point)
    with staffed.full():
        line = json.dumps({"text": STORIES[0]}).encode()
        told = stancewire("submit", "-", "--format", "jsonl", stdin=line, **staffed.variables)
        assert told.returncode == Exit.REDIS_FULL, told.stderr.decode()  # the queues are full as well
        assert told.stderr.decode().count("\n") == 1
        STRIKES[cell.fault](staffed, stopped, cell.place)
    wait_for("the task to end", lambda: staffed.points.passed(cell.job, cell.place, "sent"))
    assert staffed.reply(task) is None or staffed.reply(task)["status"] == "FAILURE"
    ids = staffed.hand_in(cell.job)
    staffed.wait_through(cell.job)
    assert staffed.complaints(cell.job, ids) == []
    assert staffed.ended() == []


@pytest.mark.parametrize("cell", cells.of("test_a_document_that_was_forgotten"), ids=lambda cell: cell.id)
def test_a_document_that_was_forgotten(staffed: Desk, cell: Cell) -> None:
    """Its lifetime is over while its job's is not."""
    forgotten = staffed.hand_in(f"{cell.job}-before")
    staffed.wait_through(f"{cell.job}-before")
    for identifier in forgotten:
        staffed.store.delete(f"stancewire:doc:{identifier}", f"stancewire:doc:{identifier}:jobs")
    staffed.forget_entries(forgotten)  # there will be one more for each, as for a new document
    ids = staffed.hand_in(cell.job, named=f"{cell.job}-before")
    staffed.wait_through(cell.job)
    assert ids == forgotten
    assert staffed.complaints(cell.job, ids) == []
