"""What the tests share: a real private Redis, a store on it, and real worker processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from redis import Redis

from config import ROOT, load_settings
from config.settings import PREFIX
from workers.app import app
from workers.server import Server, private_server
from workers.store import Store

STORE_DB, BROKER_DB = 1, 0
PATIENCE = 60  # seconds until a test that waits for something gives up


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tests start from the defaults, whatever the environment says."""
    for name in list(os.environ):
        if name.upper().startswith(PREFIX):
            monkeypatch.delenv(name)
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One private Redis for all tests."""
    with private_server(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def redis(server: Server) -> Iterator[Redis]:
    """A bare client of the results' database, all databases empty."""
    with Redis.from_url(server.redis_url(STORE_DB), decode_responses=True) as client:
        client.flushall()
        yield client


@pytest.fixture
def store(redis: Redis, server: Server) -> Iterator[Store]:
    """A store with nothing in it."""
    with Redis.from_url(server.redis_url(STORE_DB)) as client:
        yield Store(client, "stancewire:", lifetime=3600, stream_length=1000)


@pytest.fixture
def queue(redis: Redis, server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Settings, in this process's environment, that point to the private Redis; they are yielded as well."""
    variables = {
        "STANCEWIRE_REDIS_URL": server.redis_url(STORE_DB),
        "STANCEWIRE_BROKER_URL": server.broker_url(BROKER_DB),
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    load_settings.cache_clear()
    app.conf.update(broker_url=variables["STANCEWIRE_BROKER_URL"], result_backend=variables["STANCEWIRE_BROKER_URL"])
    yield variables


@pytest.fixture
def start_worker(queue: dict[str, str], tmp_path: Path) -> Iterator[StartWorker]:
    """Start worker processes; what still runs at the end of the test is killed."""
    workers: list[Worker] = []

    def start(*options: str, app: str = "workers") -> Worker:
        workers.append(Worker(tmp_path / f"worker-{len(workers)}.log", app, options))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()


@pytest.fixture
def worker(start_worker: StartWorker) -> Worker:
    """One worker for all queues."""
    return start_worker()


class Worker:
    """A real worker process in its own process group."""

    def __init__(self, log: Path, app: str, options: tuple[str, ...]) -> None:
        self.log = log
        processes = () if "-c" in options else ("-c", "1")
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            app,
            "worker",
            "-c",
            "1",
            "-l",
            "INFO",
            "-n",
            f"{log.stem}@test",
        ]
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [*command, *processes, *options], cwd=ROOT, stdout=out, stderr=out, start_new_session=True
            )
        wait_until(lambda: "ready." in self.said() or self.process.poll() is not None)
        assert self.process.poll() is None, self.said()

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def running(self) -> bool:
        return self.process.poll() is None

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def wait(self) -> int:
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


StartWorker = Callable[..., Worker]


def wait_until(condition: Callable[[], object]) -> None:
    """Return when the condition holds; fail when it does not for too long."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
