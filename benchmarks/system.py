"""The whole system, on this machine: a private Redis with its append-only file, and one worker for all queues."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config import load_settings
from workers.commands.up import check_weights, start_worker, variables
from workers.keeper import is_running
from workers.pipeline import submit
from workers.server import Server, private_server
from workers.store import Store, open_store

PROCESSES = len(os.sched_getaffinity(0))  #: that do the work, in ours and in what it is compared to


@dataclass(frozen=True)
class System:
    """One that runs. A process has one: Celery reads once where its broker is."""

    server: Server
    store: Store
    worker: int  #: the process id of the worker's main process
    log: Path  #: the worker's

    def run(self, documents: Iterable[Mapping[str, str]], job: str) -> float:
        """Seconds from handing in to the last stance that can be read."""
        start = time.perf_counter()
        submit(documents, job, store=self.store)
        self.wait(job)
        return time.perf_counter() - start

    def wait(self, job: str) -> None:
        """Return when all documents of a job are through."""
        while not ((state := self.store.job(job)) and state.finished):
            self.check()
            time.sleep(0.01)

    def check(self) -> None:
        """Raise an error when the worker has ended."""
        if not is_running(self.worker):
            raise RuntimeError(f"the worker ended: {self.log.read_text(errors='replace')[-2000:]}")


@contextmanager
def system(processes: int = PROCESSES) -> Iterator[System]:
    """Start Redis and a worker, with warm models in every process; stop both, and leave nothing, at the end."""
    check_weights()
    with tempfile.TemporaryDirectory(prefix="bench-") as name, private_server(Path(name) / "redis") as server:
        os.environ.update(variables(server))
        load_settings.cache_clear()
        log = Path(name) / "worker.log"
        worker = start_worker(server, "--concurrency", str(processes), log=log, grace=3)
        started = System(server, open_store(load_settings()), worker, log)
        _warm(started, processes)
        yield started


def _warm(started: System, processes: int) -> None:
    """Documents enough that every process has loaded its models."""
    for round_ in range(2):
        texts = [f"The mayor said on day {at} that the bridge is closed." for at in range(40 * processes)]
        started.run([{"id": f"warm-{round_}-{at}", "text": text} for at, text in enumerate(texts)], f"warm-{round_}")
