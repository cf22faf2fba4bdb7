"""Documents that raise, hang, exit or eat memory: each harms only itself, and is found and set aside."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.faults import cells
from tests.faults.cells import Cell
from tests.faults.desk import STORIES, Desk, wait_for
from tests.faults.poison import SENTENCE

ATTEMPTS = 2
#: What the poison of a fault does, and as what it is set aside.
DOES = {
    cells.RAISES: {"raises": "RuntimeError"},
    cells.HANGS: {"hangs": "SoftTimeLimitExceeded", "freezes": "WorkerDied"},
    cells.EXITS: {"exits": "WorkerDied", "crashes": "WorkerDied"},
    cells.EATS: {"eats": "MemoryError"},
}


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    return {
        "STANCEWIRE_ATTEMPTS": str(ATTEMPTS),
        "STANCEWIRE_TASK_TIME_LIMIT": "4",
        "STANCEWIRE_VISIBILITY_TIMEOUT": "60",
    }


@pytest.fixture(scope="module")
def handed_in() -> dict[str, list[str]]:
    """The ids of the documents of each job."""
    return {}


@pytest.mark.parametrize("cell", cells.of("test_a_document"), ids=lambda cell: cell.id)
def test_a_document(staffed: Desk, cell: Cell, handed_in: dict[str, list[str]]) -> None:
    if cell.job not in handed_in:  # a fault's jobs together: they take their time, and not the machine's
        for other in cells.of("test_a_document"):
            if other.fault == cell.fault:
                handed_in[other.job] = staffed.hand_in(other.job, [*STORIES, *_poison(other)])
    ids = handed_in[cell.job]
    staffed.wait_through(cell.job)
    poisoned = ids[len(STORIES) :]
    assert staffed.complaints(cell.job, ids, dict.fromkeys(poisoned, cell.place)) == []
    for identifier, error in zip(poisoned, DOES[cell.fault].values(), strict=True):
        failure = json.loads(staffed.store.hget(f"stancewire:doc:{identifier}", "failure") or "{}")
        assert failure["error"] == error
        # One more when a second message comes after the last lease has run out and before the sweep has seen it.
        assert failure["attempts"] == (1 if cell.fault == cells.RAISES else ATTEMPTS)
    assert staffed.ended() == []


def _poison(cell: Cell) -> list[str]:
    """Stories that are as good as any, but for one sentence."""
    return [f"{STORIES[0]} {SENTENCE.format(place=cell.place, does=does)}" for does in DOES[cell.fault]]


@pytest.mark.parametrize("cell", cells.of("test_a_submission"), ids=lambda cell: cell.id)
def test_a_submission(staffed: Desk, cell: Cell) -> None:
    """The poison comes last; what is accepted before it, a batch of the settings' size at a time, is accepted."""
    jobs = [f"{cell.job}-{does}" for does in DOES[cell.fault]]
    tasks = [staffed.send(job, [*STORIES, poison]) for job, poison in zip(jobs, _poison(cell), strict=True)]
    innocent = staffed.hand_in(cell.job)
    for task in tasks:
        reply: Any = wait_for("the reply", lambda task=task: staffed.reply(task))
        assert reply["status"] == "FAILURE"
    for job in jobs:
        staffed.wait_through(job)
        assert staffed.complaints(job, staffed.ids(job, 3)) == []
    staffed.wait_through(cell.job)
    assert staffed.complaints(cell.job, innocent) == []
    assert staffed.ended() == []
