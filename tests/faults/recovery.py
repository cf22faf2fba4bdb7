"""How long until all is well again: seconds from a death until the documents in hand are done. Prints JSON.

Usage: python -m tests.faults.recovery [REPEATS]

* worker: a worker is killed with its children in the middle of a batch; another goes on.
* child: so is the process that works on a batch; its worker starts another.
* redis: Redis is killed, and started from its file once a worker has noticed; from then on.
"""

from __future__ import annotations

import json
import os
import signal
import statistics
import sys
import time
from collections.abc import Callable

from config import Settings
from tests.faults.desk import Desk, desk, wait_for
from tests.faults.points import Stopped
from tests.faults.strike import AWAY

REPEATS = 5


def measure(repeats: int) -> dict[str, object]:
    """Seconds for each kind of death, with the lease that is the default."""
    lease = Settings.model_fields["lease"].default
    with desk(STANCEWIRE_LEASE=str(lease)) as busy:
        return {"lease": lease, **{name: _seconds(busy, name, repeats) for name in DEATHS}}


def _seconds(busy: Desk, name: str, repeats: int) -> dict[str, object]:
    times = sorted(round(_once(busy, f"{name}-{number}", DEATHS[name]), 2) for number in range(repeats))
    return {"median": statistics.median(times), "longest": times[-1], "all": times}


def _once(busy: Desk, job: str, death: Callable[[Desk, Stopped], None]) -> float:
    busy.staff()
    busy.points.arm(job, "segment", "computed")
    ids = busy.hand_in(job)
    death(busy, busy.stopped(job, "segment", "computed"))
    begin = time.monotonic()
    busy.wait_through(job)
    seconds = time.monotonic() - begin
    assert busy.complaints(job, ids) == []
    return seconds


def _worker(busy: Desk, stopped: Stopped) -> None:
    busy.worker(stopped.worker).kill()


def _child(busy: Desk, stopped: Stopped) -> None:
    os.kill(stopped.pid, signal.SIGKILL)


def _redis(busy: Desk, stopped: Stopped) -> None:
    noticed = busy.said(AWAY)
    with busy.redis_away(signal.SIGKILL):
        busy.points.go(stopped.job)
        wait_for("a worker to notice", lambda: busy.said(AWAY) > noticed)


DEATHS: dict[str, Callable[[Desk, Stopped], None]] = {"worker": _worker, "child": _child, "redis": _redis}

if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else REPEATS)))
