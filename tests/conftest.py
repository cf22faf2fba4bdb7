"""What the tests share: a real private Redis, a store on it, and real worker processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from redis import Redis

from config import load_settings
from config.settings import PREFIX
from tests.running import BROKER_DB, STORE_DB, Worker
from workers.app import app
from workers.server import Server, private_server
from workers.store import Store

#: `pytest tests/integration/test_store_model.py --hypothesis-profile=long --timeout=0`, until Ctrl-C
settings.register_profile("long", max_examples=1_000_000, stateful_step_count=100, deadline=None)
#: A run tells of a change in the code, never of luck: new examples are for the long profile.
settings.register_profile("default", settings.get_profile("default"), derandomize=True)
settings.load_profile("default")


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
        # A process that was killed may still be dying: its blocking read would take the next test's first message.
        for other in client.client_list():
            if other["cmd"] == "brpop":
                client.client_kill_filter(_id=other["id"])
        client.flushall()
        yield client


@pytest.fixture
def broker(redis: Redis, server: Server) -> Iterator[Redis]:
    """A bare client of the queues' database."""
    with Redis.from_url(server.redis_url(BROKER_DB), decode_responses=True) as client:
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
        "STANCEWIRE_LEASE": "3",  # so that nobody waits long for what a killed worker has left
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    load_settings.cache_clear()
    app.conf.update(broker_url=variables["STANCEWIRE_BROKER_URL"], result_backend=variables["STANCEWIRE_BROKER_URL"])
    yield variables


@pytest.fixture
def start_worker(queue: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    """Start worker processes; what still runs at the end of the test is killed."""
    workers: list[Worker] = []

    def start(*options: str, **more: str) -> Worker:
        workers.append(Worker(tmp_path / f"worker-{len(workers)}.log", *options, **more))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()


@pytest.fixture
def worker(start_worker: Callable[..., Worker]) -> Worker:
    """One worker for all queues."""
    return start_worker()
