"""Redis stops and starts again while a worker is partly busy: the case in which celery 5.7.0 dies.

The worker must survive and the documents must come through. This is why `pyproject.toml` pins celery and kombu.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis

from config import load_settings
from tests.running import RestartableRedis, Worker, call, restartable_redis, wait_until
from workers.app import STAGES
from workers.store import open_store


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[RestartableRedis]:
    with restartable_redis() as server:
        yield server


@pytest.fixture
def redis(server: RestartableRedis) -> Iterator[Redis]:
    with Redis.from_url(server.redis_url(1), decode_responses=True) as client:
        yield client


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["stopped", "killed"])
def test_a_partly_busy_worker_survives(
    server: RestartableRedis, redis: Redis, start_worker: Callable[..., Worker], tmp_path: Path, how: signal.Signals
) -> None:
    started, go = tmp_path / "started", tmp_path / "go"
    worker = start_worker("-c", "2", app="tests.acceptance.waiting")
    call("tests.wait_for", "clean", str(started), str(go), app="tests.acceptance.waiting")
    wait_until(started.exists)
    server.stop(how)
    wait_until(lambda: "Connection to broker lost" in worker.said())
    server.start()
    go.touch()
    sentence = "The mayor of Port Ellis, Ann Harker, said on Monday that she supports the plan for harbour {}."
    documents = [{"text": sentence.format(number)} for number in range(50)]
    call("workers.submit", "submit", {"documents": documents, "job": "j1"})
    store = open_store(load_settings())
    wait_until(lambda: not worker.running() or ((job := store.job("j1")) and job.finished))
    assert worker.running(), worker.said()
    for stage in STAGES:
        assert redis.xlen(f"stancewire:stage:{stage}") == 50
    assert started.read_text() == "started\nended\n", "what was running has finished, once"
