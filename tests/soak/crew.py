"""The processes of a soak: a Redis, some workers and their children, and what is to be undone later."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError, RedisError
from redis.retry import Retry

from config import ROOT
from tests.running import BROKER_DB, STORE_DB, RestartableRedis
from workers.app import ORDINARY, STAGES, SUBMIT

PATIENCE = 60  #: seconds until a worker must be ready
LISTS = [f"{queue}{lane}" for queue in (SUBMIT, *STAGES) for lane in ("", f"\x06\x16{ORDINARY}")]


class Worker:
    """A worker with its children, in a process group of its own."""

    def __init__(self, log: Path, processes: int) -> None:
        self.log = log
        self.processes = processes
        self.frozen = False
        command = [sys.executable, "-m", "celery", "-A", "tests.soak.poison", "worker", "-l", "INFO"]
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [*command, "-n", f"{log.stem}@soak", "-c", str(processes)],
                cwd=ROOT,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def children(self) -> list[int]:
        """The processes that do the work."""
        found = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True)
        return sorted(map(int, found.stdout.split()))

    def ready(self) -> bool:
        return " ready." in self.log.read_text(errors="replace")

    def signal(self, how: signal.Signals) -> None:
        """Send a signal to the worker and all its children."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)


class Crew:
    """All processes of a soak; `close` ends them."""

    def __init__(self, folder: Path, processes: tuple[int, ...]) -> None:
        self.folder = folder
        self.redis = RestartableRedis(folder)
        self.redis.start()
        self.started: list[Worker] = []
        self.workers: list[Worker] = []
        self._later: list[tuple[float, Callable[[], None]]] = []
        for number in processes:
            self.hire(number)
        self.broker, self.store = (_client(self.redis.redis_url(db)) for db in (BROKER_DB, STORE_DB))

    def hire(self, processes: int) -> None:
        """Start a worker; it is ready some seconds later."""
        worker = Worker(self.folder / f"worker-{len(self.started)}.log", processes)
        self.started.append(worker)
        self.workers.append(worker)

    def replace(self, worker: Worker) -> None:
        """Let another worker take the place of one that has ended or is about to."""
        self.workers.remove(worker)
        self.hire(worker.processes)

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not all(worker.ready() for worker in self.workers):
            assert time.monotonic() < deadline, f"a worker does not start: see {self.folder}"
            time.sleep(0.1)

    def results(self) -> int:
        """How many results there are, of all stages; 0 when Redis does not say."""
        with suppress(RedisError):
            return sum(self.store.xlen(key) for key in self.store.scan_iter("stancewire:stage:*"))
        return 0

    def busy_children(self) -> set[int]:
        """The processes that say in the store that they have documents; waits a little for there to be one."""
        deadline, found = time.monotonic() + 2, set[int]()
        while not found and time.monotonic() < deadline:
            for key in self.store.scan_iter("stancewire:leased:*"):
                claims = [self.store.hget(f"stancewire:doc:{name}", "lease") for name in self.store.zrange(key, 0, -1)]
                found |= {int(json.loads(claim)["worker"].rpartition(":")[2]) for claim in claims if claim}
            time.sleep(0.01)
        return found & {child for worker in self.workers for child in worker.children()}

    def later(self, seconds: float, undo: Callable[[], None]) -> None:
        """Undo something after a time."""
        self._later.append((time.monotonic() + seconds, undo))

    def undo(self, *, all_of_it: bool = False) -> None:
        """Undo what is due."""
        due = [(when, undo) for when, undo in self._later if all_of_it or when <= time.monotonic()]
        for entry in due:
            self._later.remove(entry)
            entry[1]()

    def idle(self) -> bool:
        """Whether all messages have been read."""
        with suppress(RedisError):
            return not any(self.broker.exists(name) for name in LISTS)
        return False

    def close(self) -> None:
        """End all workers at once: what they have left to do is of no consequence."""
        for worker in self.started:
            worker.signal(signal.SIGKILL)
            worker.process.wait()


def _client(url: str) -> Redis:
    """A client that does not wait long for a server that is frozen: it is for us to wake it."""
    retry = Retry(NoBackoff(), 1, supported_errors=(ConnectionError,))
    return Redis.from_url(url, decode_responses=True, socket_timeout=1, retry=retry)
