"""What comes out of the broker on a bad day: entries that are no messages, and a Redis that refuses to work."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from queue import Empty
from socket import socketpair
from typing import Any

import pytest
from celery import Celery
from kombu import Connection
from kombu.utils.eventio import ERR, READ
from redis import Redis

from tests.proxy import Proxy
from tests.running import RestartableRedis, Worker, call, restartable_redis, wait_until
from workers import stages
from workers.app import STAGES, SUBMIT
from workers.messages import LARGEST, MessageRefused

QUEUES = (SUBMIT, *STAGES)
WAITING = "tests.acceptance.waiting"
ANYWHERE = {"exchange": "", "routing_key": "clean"}
SECRET = "nobody may read this in a log"

#: Entries that are no messages at all, and a piece of the reason for which each is refused.
NO_MESSAGES = {
    "garbage": (b"\xff\xfe\x00garbage", "not JSON"),
    "nothing": (b"", "not JSON"),
    "cut off": (b'{"body": "W1tdLCB7fV0', "not JSON"),
    "nested without end": (b"[" * 100_000, "not JSON"),
    "JSON that makes its decoder fail": (b'{"__type__": "uuid", "__value__": 1}', "not JSON"),
    "a list": (b"[]", "Expected `object`, got `array`"),
    "an object without anything": (b"{}", "missing required field `body`"),
    "too large": (b" " * (LARGEST + 1), "hand in fewer documents"),
}

#: What is changed in a well-formed message, and a piece of the reason for which it is refused.
FORGED: dict[str, tuple[dict[str, Any], str]] = {
    "no body": ({"body": None}, "`$.body`"),
    "a body that is not base64": ({"body": SECRET[:-1]}, "not base64"),
    "a body that is not JSON": ({"body": base64.b64encode(b"a thing of no shape").decode()}, "body cannot be read"),
    "a pickle": ({"content-type": "application/x-python-serialize"}, "content of type pickle"),
    "an unknown content type": ({"content-type": "application/x-nonsense"}, "body cannot be read"),
    "a content encoding that is none": ({"content-encoding": 5}, "`$.content-encoding`"),
    "compressed": ({"headers": {"compression": "gzip"}}, "without compression"),
    "headers that are a list": ({"headers": ["task"]}, "`$.headers`"),
    "no headers, as in protocol 1": ({"headers": {}}, "message protocol 2"),
    "a task that is not ours": ({"headers": {"task": "os.system", "id": "i1"}}, "no task 'os.system'"),
    "a task that is no name": ({"headers": {"task": {}, "id": "i1"}}, "`$.task`"),
    "no id": ({"headers": {"task": "tasks.clean"}}, "missing required field `id`"),
    "a time that is none": ({"headers": {"task": "tasks.clean", "id": "i1", "eta": "later"}}, "`$.eta`"),
    "no delivery tag": ({"properties": {"delivery_info": ANYWHERE}}, "delivery_tag"),
    "a body of another shape": ({"body": base64.b64encode(b'{"ids": 5}').decode()}, "Expected `array`"),
    "too few arguments": ({"body": base64.b64encode(b'[["j1"], {}, {}]').decode()}, "argument: 'ids'"),
}

#: What stands in for each thing in a message, one after the other.
WRONG = [None, True, -1, 1e308, "", "x", "1", [], ["x"], [[]], {}, {"x": 1}, {"__type__": "uuid", "__value__": 1}]


@pytest.fixture
def server() -> Iterator[RestartableRedis]:
    with restartable_redis() as server:
        yield server


@pytest.fixture
def good(broker: Redis, server: RestartableRedis) -> dict[str, Any]:
    """A well-formed message, as a stranger's Celery sends it."""
    with Celery(broker=server.broker_url(0), set_as_current=False) as stranger:
        stranger.send_task("tasks.clean", args=["j1", ["d1"]], queue="clean", countdown=0.1, expires=300)
        stranger.pool.force_close_all()
    message: dict[str, Any] = json.loads(broker.rpop("clean"))
    return message


def test_what_is_no_message_is_refused_with_its_reason(good: dict[str, Any], broker: Redis, worker: Worker) -> None:
    refused = [*NO_MESSAGES.values(), *((json.dumps({**good, **changed}), why) for changed, why in FORGED.values())]
    for queue, (entry, _) in zip(cycle(QUEUES), refused, strict=False):
        broker.lpush(queue, entry)
    wait_until(lambda: worker.said().count("was refused") == len(refused) or not worker.running())
    said = worker.said()
    assert worker.running(), said
    for case, (_, reason) in zip([*NO_MESSAGES, *FORGED], refused, strict=True):
        assert reason in said, case
    assert SECRET not in said
    assert "Traceback" not in said
    assert all_taken(broker)
    broker.lpush("clean", json.dumps(good))
    wait_until(lambda: "tasks.clean" in worker.said() and "succeeded" in worker.said())


def test_no_change_to_a_message_ends_a_worker(good: dict[str, Any], broker: Redis, worker: Worker) -> None:
    body = json.loads(base64.b64decode(good["body"]))
    forged = [json.dumps(changed) for changed in changes(good)]
    forged += [
        json.dumps({**good, "body": base64.b64encode(json.dumps(changed).encode()).decode()})
        for changed in changes(body)
    ]
    assert len(forged) > 500
    broker.lpush("clean", *forged)
    wait_until(lambda: not worker.running() or all_taken(broker))
    assert worker.running(), worker.said()
    assert worker.said().count("was refused") > 400


@pytest.mark.parametrize(
    "arguments", [("j1", 5), ("j1", "d1"), ("j1", [5]), (None, ["d1"]), ("j1", {"d1": 1})], ids=str
)
def test_a_stage_says_what_it_takes(arguments: tuple[Any, ...]) -> None:
    with pytest.raises(MessageRefused, match="a job's id and a list of documents' ids"):
        stages.clean(*arguments)


def changes(value: Any) -> Iterator[Any]:
    """The value with one thing in it wrong or missing, for each thing in it."""
    yield from WRONG
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        without = copy.copy(value)
        del without[key]
        yield without
        for wrong in changes(value[key]):
            yield {**value, key: wrong} if isinstance(value, dict) else [*value[:key], wrong, *value[key + 1 :]]


def all_taken(broker: Redis) -> bool:
    """Whether no message waits or is unacknowledged."""
    return not any(broker.llen(queue) for queue in QUEUES) and not broker.exists("unacked", "unacked_index")


class Waiting:
    """A task that waits in a worker until it is told to go on."""

    def __init__(self, folder: Path, name: str) -> None:
        self.log, self.go = folder / f"{name}.log", folder / f"{name}.go"
        call("tests.wait_for", "clean", str(self.log), str(self.go), app=WAITING)

    def said(self) -> str:
        return self.log.read_text() if self.log.exists() else ""


def refuse_all(broker: Redis) -> None:
    broker.config_set("maxmemory", 1)


def make_room(broker: Redis) -> None:
    broker.config_set("maxmemory", 0)


def waits(worker: Worker, reason: str) -> bool:
    return f": {reason}" in worker.said() or not worker.running()


def test_a_worker_waits_while_redis_refuses_to_write(
    broker: Redis, start_worker: Callable[..., Worker], tmp_path: Path
) -> None:
    worker = start_worker(app=WAITING)
    runs, waits_in_queue = Waiting(tmp_path, "first"), Waiting(tmp_path, "second")
    wait_until(runs.said)
    refuse_all(broker)
    runs.go.touch()  # its acknowledgement is taken, and the second is popped and cannot be registered
    waits_in_queue.go.touch()
    wait_until(lambda: waits(worker, "command not allowed when used memory > 'maxmemory'"))
    assert not waits_in_queue.said()
    make_room(broker)
    wait_until(lambda: waits_in_queue.said().endswith("ended\n") or not worker.running())

    broker.replicaof("127.0.0.1", 1)
    wait_until(lambda: waits(worker, "You can't write against a read only replica"))
    broker.replicaof("NO", "ONE")
    after = Waiting(tmp_path, "third")
    after.go.touch()
    wait_until(lambda: after.said().endswith("ended\n") or not worker.running())

    assert worker.running(), worker.said()
    assert [task.said() for task in (runs, waits_in_queue, after)] == ["started\nended\n"] * 3
    wait_until(lambda: all_taken(broker))


def test_a_worker_that_starts_while_redis_is_full_waits(
    broker: Redis, start_worker: Callable[..., Worker], tmp_path: Path
) -> None:
    log = tmp_path / "worker-0.log"
    refuse_all(broker)
    with ThreadPoolExecutor() as pool:
        starting = pool.submit(start_worker)
        wait_until(lambda: log.exists() and "Cannot connect" in log.read_text())
        make_room(broker)
        assert starting.result().running()


def test_a_connection_that_died_silently_is_found_out(
    server: RestartableRedis,
    broker: Redis,
    start_worker: Callable[..., Worker],
    queue: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    proxy = Proxy(server.socket)
    try:
        with monkeypatch.context() as through:
            through.setenv("STANCEWIRE_BROKER_URL", f"redis://127.0.0.1:{proxy.port}/0")
            worker = start_worker(app="tests.acceptance.impatient")
        proxy.silence()
        # What comes while Redis still waits on behalf of the dead connection is sent there, and is lost.
        wait_until(lambda: not broker.info("clients")["blocked_clients"])
        task = Waiting(tmp_path, "first")
        task.go.touch()
        wait_until(lambda: task.said().endswith("ended\n") or not worker.running())
        assert worker.running(), worker.said()
    finally:
        proxy.stop()


@pytest.mark.parametrize("event", [READ, ERR], ids=["something to read", "an error"])
def test_a_socket_that_no_channel_has_any_more_is_passed_over(server: RestartableRedis, event: int) -> None:
    """Found by a soak (seed 276): children keep a lost connection open, epoll tells of it, and the worker ended."""
    with Connection(server.broker_url(0)) as connection:
        poller = connection.transport.cycle
        ours, theirs = socketpair()
        with ours, theirs:
            poller.poller.register(ours, READ | ERR)
            theirs.send(b"late news") if event == READ else theirs.close()
            assert [fd for fd, _ in poller.poller.poll(1)] == [ours.fileno()]
            with pytest.raises(Empty):
                poller.get(print, timeout=0.1)
            assert poller.handle_event(ours.fileno(), event) is None
            poller.on_readable(ours.fileno())
