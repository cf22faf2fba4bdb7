"""A desk to be disturbed: a Redis of its own, workers that reach it through a proxy, and stories to hand in."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from celery import Celery
from redis import Redis

from config import ROOT
from tests.faults import checker
from tests.faults.points import FOLDER, Points, Stopped
from tests.faults.proxy import Proxy
from tests.faults.worker import Worker
from tests.running import BROKER_DB, STORE_DB, RestartableRedis
from workers import store

PATIENCE = 60  #: seconds until a test that waits for something gives up
WORKERS = 2
T = TypeVar("T")

STORIES = (
    "The mayor of Port Ellis, Ann Harker, said on Monday that she supports the plan for the new harbour.",
    "“This tunnel is a disgrace,” said Tomas Okello of the Harbour Trust. He accused the council of waste.",
    "It rained in Lima all day. Nobody from Acme said anything.",
    "The union praised Ana Reyes for her candour, and condemned the ministry.",
    "Reyes believes that the ships of Kisumu will wait, according to Okello.",
)


def wait_for(what: str, found: Callable[[], T], within: float = PATIENCE) -> T:
    """What a function returns, once that is something."""
    deadline = time.monotonic() + within
    while not (result := found()):
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.02)
    return result


class Desk:
    """Redis, proxy and workers. Jobs have names of their own, and their documents ids of their own."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self.folder = folder
        self.redis = RestartableRedis(folder)
        self.proxy = Proxy(folder / "proxy.sock", self.redis.socket)
        self.points = Points(folder / "points")
        self.variables = {
            "STANCEWIRE_REDIS_URL": f"unix://{self.proxy.path}?db={STORE_DB}",
            "STANCEWIRE_BROKER_URL": f"redis+socket://{self.proxy.path}?virtual_host={BROKER_DB}",
            "STANCEWIRE_LEASE": "2",
            "STANCEWIRE_BATCH_DOCUMENTS": "3",
            **settings,
        }
        self.env = {**os.environ, "PYTHONPATH": str(ROOT), FOLDER: str(self.points.folder), **self.variables}
        self.workers: list[Worker] = []
        self._started = 0
        self._sender = Celery(broker=self.redis.broker_url(BROKER_DB))
        self.store = Redis.from_url(self.redis.redis_url(STORE_DB))
        self.broker = Redis.from_url(self.redis.redis_url(BROKER_DB))

    # --- Redis and workers

    def redis_up(self) -> None:
        self.redis.start()
        self.proxy.heal()

    @contextmanager
    def redis_away(self, how: signal.Signals) -> Iterator[None]:
        """Redis is ended by a signal, and started again at the end of the block."""
        self.redis.stop(how)
        self.proxy.cut()
        try:
            yield
        finally:
            self.redis_up()

    @contextmanager
    def cut_off(self) -> Iterator[None]:
        """All connections are broken, and there are no new ones until the end of the block."""
        self.proxy.cut()
        try:
            yield
        finally:
            self.proxy.heal()

    @contextmanager
    def full(self) -> Iterator[None]:
        """No room in Redis for the time being."""
        self.store.config_set("maxmemory", 1)
        try:
            yield
        finally:
            self.store.config_set("maxmemory", 0)

    def staff(self) -> None:
        """See that there are enough workers, and that they are ready."""
        self.workers = [worker for worker in self.workers if worker.running()]
        while len(self.workers) < WORKERS:
            self.hire()
        for worker in self.workers:
            wait_for("a worker to start", lambda worker=worker: " ready." in worker.said() or not worker.running())
            assert worker.running(), worker.said()[-3000:]

    def ended(self) -> list[str]:
        """What the workers have said last that have ended and should not have."""
        return [worker.said()[-3000:] for worker in self.workers if not worker.running()]

    def hire(self) -> Worker:
        """Start one more worker, without waiting for it."""
        self._started += 1
        self.workers.append(Worker(self.folder / f"worker-{self._started}.log", self.env))
        return self.workers[-1]

    def worker(self, pid: int) -> Worker:
        return next(worker for worker in self.workers if worker.pid == pid)

    def replace(self, worker: Worker) -> None:
        """Another for one that ends."""
        self.workers.remove(worker)
        self.hire()

    def said(self, words: str) -> int:
        """How often the workers have said something."""
        return sum(worker.said().count(words) for worker in self.workers)

    def lines(self, words: str) -> list[str]:
        """What the workers have said with some words in it."""
        return [line for worker in self.workers for line in worker.said().splitlines() if words in line]

    # --- jobs

    def send(self, job: str, stories: Sequence[str] = STORIES, named: str = "") -> str:
        """Send a message to `workers.submit`, as any program may; Celery's id of it.

        Args:
            named: what makes the documents' ids; by default the job, so that no two have a document in common.
        """
        documents = [{"text": text, "id": f"{named or job} {number}"} for number, text in enumerate(stories)]
        payload = {"documents": documents, "job": job}
        return str(self._sender.send_task("workers.submit", args=[payload], queue="submit").id)

    def ids(self, job: str, count: int) -> list[str]:
        """The ids of a job's first stories, as the documents say that they are made."""
        contents = (
            json.dumps([STORIES[number], None, f"{job} {number}"], ensure_ascii=False, separators=(",", ":"))
            for number in range(count)
        )
        return ["d" + hashlib.sha256(content.encode()).hexdigest()[:24] for content in contents]

    def reply(self, task: str) -> Any:
        """The reply to it, None as long as there is none."""
        value = self.broker.get(f"celery-task-meta-{task}")
        return json.loads(value) if value else None  # type: ignore[arg-type]

    def hand_in(self, job: str, stories: Sequence[str] = STORIES, named: str = "") -> list[str]:
        """Hand in stories by queue; the documents' ids in order."""
        task = self.send(job, stories, named)
        reply = wait_for(f"the reply to {job}", lambda: self.reply(task))
        assert reply["status"] == "SUCCESS", reply
        return list(reply["result"]["documents"])

    def stopped(self, job: str, place: str, point: str) -> Stopped:
        """Who waits at a point, once somebody does."""
        return wait_for(f"{job} to reach {place}, {point}", lambda: self.points.stopped(job, place, point))

    def tag(self, stopped: Stopped) -> str:
        """By which name the broker keeps the message that a process works on."""
        kept: Any = self.broker.hgetall("unacked")
        return next(tag for tag, value in kept.items() if json.loads(value)[0]["headers"]["id"] == stopped.task)

    def resend(self, stopped: Stopped) -> None:
        """Put the very message that a process works on into its queue once more."""
        message, _, queue = json.loads(self.broker.hget("unacked", self.tag(stopped)) or "")
        self.broker.lpush(queue, json.dumps(message))

    def through(self, job: str) -> bool:
        counts = [int(value or 0) for value in self.store.hmget(f"stancewire:job:{job}", "total", *checker.ENDS)]
        return counts[0] > 0 and sum(counts[1:]) >= counts[0]

    def wait_through(self, job: str) -> None:
        wait_for(f"the job {job}", lambda: self.through(job))

    def undisturbed(self) -> list[dict[bytes, bytes]]:
        """What the records of the stories are made of when nothing goes wrong; asked for once."""
        if not hasattr(self, "_undisturbed"):
            ids = self.hand_in("undisturbed")
            self.wait_through("undisturbed")
            self._undisturbed = [checker.record(self.store, identifier) for identifier in ids]
        return self._undisturbed

    def complaints(self, job: str, ids: Sequence[str], failed: dict[str, str] | None = None) -> list[str]:
        """What an outsider finds wrong with a job that is through: the first documents are the stories."""
        expected = dict(zip(ids, self.undisturbed(), strict=False))
        return list(checker.complaints(self.store, job, expected, failed))

    def forget_entries(self, ids: Sequence[str], stages: Sequence[str] = checker.STAGES) -> None:
        """Take the entries of some documents out of streams."""
        for stage in stages:
            entries: Any = self.store.xrange(f"stancewire:stage:{stage}")
            self.store.xdel(
                f"stancewire:stage:{stage}", *(name for name, fields in entries if fields[b"id"].decode() in ids)
            )

    def close(self) -> None:
        for worker in self.workers:
            worker.kill()
        self.proxy.close()
        self.redis.stop(signal.SIGKILL)
        self.store.close()
        self.broker.close()
        self._sender.close()


@contextmanager
def desk(**settings: str) -> Iterator[Desk]:
    """A desk that works, with these settings besides its own."""
    with tempfile.TemporaryDirectory() as folder:  # a short path, as sockets need
        desk = Desk(Path(folder), settings)
        try:
            desk.redis_up()
            desk.staff()
            desk.undisturbed()
            yield desk
        finally:
            desk.close()


def script(*names: str) -> bytes:
    """The name by which a client calls one of the store's scripts."""
    folder = Path(store.__file__).parent
    text = "".join((folder / f"{name}.lua").read_text(encoding="utf-8") for name in names)
    return hashlib.sha1(text.encode()).hexdigest().encode()


COMMIT, ACCEPT = script("document", "commit"), script("document", "reopen", "accept")
