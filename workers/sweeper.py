"""The sweep: finds in the store what nobody will come for, and sends it on its way again.

It runs in every worker, in the main process, which does nothing heavy. The worker that leads sweeps; when it is gone,
another leads within a lease. Two that sweep at the same time do no harm.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from celery import Celery, bootsteps
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from workers.store import GivenUp, Store

logger = logging.getLogger(__name__)

SWEEPS = 4  #: within one lease


class Sweeper(bootsteps.StartStopStep):  # type: ignore[misc]
    """Sweeps from a timer of the worker's main process, as Celery's own heartbeat does."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, consumer: Any, **options: Any) -> None:
        super().__init__(consumer, **options)
        self._me = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._timer: Any = None

    def start(self, consumer: Any) -> None:
        """Called whenever the worker has (again) a connection to the broker."""
        from config import load_settings
        from workers.store import open_store

        # Never wait for long here: the worker's main process has messages to read. The next sweep is soon.
        store = open_store(load_settings(), patience=0, timeout=2)
        self._timer = consumer.timer.call_repeatedly(store.lease / SWEEPS, self._sweep, (consumer.app, store))

    def stop(self, consumer: Any) -> None:
        """Called when the connection is lost, and at the end."""
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _sweep(self, app: Celery, store: Store) -> None:
        try:
            if store.lead(self._me):
                sweep(app, store)
        except (RedisError, OperationalError, OSError) as error:
            logger.warning("the sweep is put off: %s", error)


def sweep(app: Celery, store: Store) -> None:
    """Send what waits in vain once more, each stage's; set aside what has been tried too often.

    Raises:
        RedisError: the store is away. What has been swept and not sent is swept again.
        OperationalError: the broker is away; the same.
    """
    from workers.app import STAGES
    from workers.sending import send_again

    for stage in STAGES:
        swept = store.sweep(stage, nothing_queued=_queued(app, stage) == 0)
        for given_up in swept.given_up:
            _set_aside(store, stage, given_up)
        if swept.to_send:
            logger.warning("%s: %d documents are sent again", stage, len(swept.to_send))
            send_again(swept.to_send)


def _queued(app: Celery, queue: str) -> int:
    """How many messages wait in a queue, urgent ones and others."""
    with app.pool.acquire() as connection:
        # Not passive: an empty queue is no key in Redis, and would be an error.
        return int(connection.default_channel.queue_declare(queue).message_count)


def _set_aside(store: Store, stage: str, given_up: GivenUp) -> None:
    import msgspec

    from workers.fields import Failure
    from workers.store.shapes import Claim

    work, claim = given_up.work, msgspec.json.decode(given_up.claim, type=Claim)
    message = (
        f"{work.tries} worker processes in turn ended or hung over this story in the stage {stage}, the last one "
        f"{claim.worker} at {claim.time}: look at that worker's log and memory, then `stancewire retry {work.id}`."
    )
    failure = Failure(
        outcome="failed",
        stage=stage,
        error="WorkerDied",
        message=message,
        place="",
        time=datetime.now(UTC).isoformat(timespec="milliseconds"),
        attempts=work.tries,
    )
    if store.commit(stage, claim.version, [(work, failure)]):
        logger.error("%s: %s is set aside: %s", stage, work.id, message)
