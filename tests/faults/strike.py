"""The faults: what happens to a process that waits at a point, and to what is around it, until all is well again."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from kombu import Connection

from tests.faults import cells
from tests.faults.desk import ACCEPT, COMMIT, Desk, wait_for
from tests.faults.points import Stopped
from tests.running import BROKER_DB

Strike = Callable[[Desk, Stopped, str], None]  #: the last is the place
AWAY = "Connection to broker lost"


def _kill_child(desk: Desk, stopped: Stopped, place: str) -> None:
    os.kill(stopped.pid, signal.SIGKILL)


def _kill_worker(desk: Desk, stopped: Stopped, place: str) -> None:
    worker = desk.worker(stopped.worker)
    worker.kill()
    desk.replace(worker)


def _end_warmly(desk: Desk, stopped: Stopped, place: str) -> None:
    worker = desk.worker(stopped.worker)
    os.kill(worker.pid, signal.SIGTERM)
    wait_for("a warm shutdown", lambda: "Warm shutdown" in worker.said())
    desk.points.go(stopped.job)
    desk.replace(worker)
    assert worker.process.wait(60) == 0


def _end_softly(desk: Desk, stopped: Stopped, place: str) -> None:
    worker = desk.worker(stopped.worker)
    os.kill(worker.pid, signal.SIGQUIT)
    wait_for("a soft shutdown", lambda: "Soft Shutdown" in worker.said())
    desk.points.go(stopped.job)
    desk.replace(worker)
    worker.process.wait(60)


def _end_coldly(desk: Desk, stopped: Stopped, place: str) -> None:
    worker = desk.worker(stopped.worker)
    os.kill(worker.pid, signal.SIGQUIT)
    wait_for("a soft shutdown", lambda: "Soft Shutdown" in worker.said())
    os.kill(worker.pid, signal.SIGQUIT)
    desk.replace(worker)
    worker.process.wait(60)


def _stop_redis(how: signal.Signals, desk: Desk, stopped: Stopped, place: str) -> None:
    noticed = desk.said(AWAY)
    with desk.redis_away(how):
        desk.points.go(stopped.job)
        wait_for("a worker to notice", lambda: desk.said(AWAY) > noticed)


def _cut(desk: Desk, stopped: Stopped, place: str) -> None:
    noticed = desk.said(AWAY)
    with desk.cut_off():
        desk.points.go(stopped.job)
        wait_for("a worker to notice", lambda: desk.said(AWAY) > noticed)


def _lose_reply(desk: Desk, stopped: Stopped, place: str) -> None:
    desk.proxy.lose_reply_to(ACCEPT if place == "submit" else COMMIT)
    desk.points.go(stopped.job)
    wait_for("the reply to be lost", desk.proxy.lost.is_set)


def _fill(desk: Desk, stopped: Stopped, place: str) -> None:
    """Leave no room until Redis has refused some twenty commands."""
    refused = _refused(desk)
    with desk.full():
        desk.points.go(stopped.job)
        wait_for("Redis to refuse", lambda: _refused(desk) > refused + 20)


def _refused(desk: Desk) -> int:
    return int(desk.store.info("errorstats").get("errorstat_OOM", {}).get("count", 0))  # type: ignore[union-attr]


def _send_twice(desk: Desk, stopped: Stopped, place: str) -> None:
    with _until_another_is_through(desk, stopped, place):
        desk.resend(stopped)
    desk.points.go(stopped.job)


@contextmanager
def _until_another_is_through(desk: Desk, stopped: Stopped, place: str) -> Iterator[None]:
    """Wait until one more message of the job has been through the place than before the block."""
    before = len(desk.points.passed(stopped.job, place, "sent"))
    yield
    wait_for("the other", lambda: len(desk.points.passed(stopped.job, place, "sent")) > before)


def _outlast(desk: Desk, stopped: Stopped, place: str) -> None:
    """Let the broker believe that the message was taken a long time ago; it gives it to another worker."""
    timeout = 3600
    tag = desk.tag(stopped)
    desk.broker.zadd("unacked_index", {tag: time.time() - timeout - 1}, xx=True)
    options = {"visibility_timeout": timeout}
    with (
        Connection(desk.redis.broker_url(BROKER_DB), transport_options=options) as connection,
        _until_another_is_through(desk, stopped, place),
    ):
        give_back = partial(connection.default_channel.qos.restore_visible, interval=1)
        wait_for("it to be given back", lambda: give_back() or not desk.broker.hexists("unacked", tag))
    desk.points.go(stopped.job)


def _freeze(desk: Desk, stopped: Stopped, place: str) -> None:
    os.kill(stopped.pid, signal.SIGSTOP)
    if place == "submit":
        with _until_another_is_through(desk, stopped, place):
            desk.resend(stopped)
    else:
        desk.wait_through(stopped.job)
    desk.points.go(stopped.job)
    os.kill(stopped.pid, signal.SIGCONT)
    wait_for(
        "the late one", lambda: any(one.pid == stopped.pid for one in desk.points.passed(stopped.job, place, "sent"))
    )


STRIKES: dict[str, Strike] = {
    cells.CHILD: _kill_child,
    cells.WORKER: _kill_worker,
    cells.WARM: _end_warmly,
    cells.SOFT: _end_softly,
    cells.COLD: _end_coldly,
    cells.STOPPED: partial(_stop_redis, signal.SIGTERM),
    cells.KILLED: partial(_stop_redis, signal.SIGKILL),
    cells.CUT: _cut,
    cells.LOST: _lose_reply,
    cells.FULL: _fill,
    cells.TWICE: _send_twice,
    cells.LONG: _outlast,
    cells.FROZEN: _freeze,
}
