"""A sign of life while a batch is worked on, so that a slow worker is not taken for a dead one."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from redis.exceptions import RedisError

from workers.store import Store, Work

logger = logging.getLogger(__name__)

SIGNS = 4  #: of life within one lease: that a few are late does no harm


@contextmanager
def heartbeat(store: Store, stage: str, work: Sequence[Work]) -> Iterator[None]:
    """Renew the leases of a batch until the block ends, from a thread: it beats while the work computes.

    It does not beat when the process is stopped or dead, nor when a call into C never lets Python run: then the leases
    run out, and the documents go to others.
    """
    done = threading.Event()
    thread = threading.Thread(target=_beat, args=(store, stage, work, done), name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()


def _beat(store: Store, stage: str, work: Sequence[Work], done: threading.Event) -> None:
    while not done.wait(store.lease / SIGNS):
        try:
            store.renew(stage, work)
        except RedisError as error:
            logger.warning("%s: no sign of life could be given: %s", stage, error)
