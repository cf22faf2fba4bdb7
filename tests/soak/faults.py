"""What goes wrong in a soak: real signals to real processes, and messages that are lost or come again.

Each function hits one victim, has what it did undone later where it can be, and says whether there was anything to hit.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from random import Random

from redis.exceptions import RedisError

from tests.soak.crew import LISTS, Crew, Worker
from tests.soak.plan import Fault


def strike(crew: Crew, fault: Fault) -> bool:
    """Let a fault happen; whether there was anything to hit."""
    try:
        return bool(globals()[fault.name](crew, fault))
    except RedisError:
        return False  # it is away or frozen already


def kill_child(crew: Crew, fault: Fault) -> bool:
    return _signal(_child(crew, fault), signal.SIGKILL)


def kill_worker(crew: Crew, fault: Fault) -> bool:
    worker = _worker(crew, fault)
    worker.signal(signal.SIGKILL)
    crew.replace(worker)
    return True


def kill_main_process(crew: Crew, fault: Fault) -> bool:
    """Its children live on, and finish what they have begun, or not."""
    worker = _worker(crew, fault)
    worker.process.kill()
    crew.replace(worker)
    return True


def stop_worker(crew: Crew, fault: Fault) -> bool:
    return _end(crew, fault, signal.SIGTERM)


def quit_worker(crew: Crew, fault: Fault) -> bool:
    return _end(crew, fault, signal.SIGQUIT)


def freeze_child(crew: Crew, fault: Fault) -> bool:
    """Stop one longer than a lease: when it wakes, its documents are with others, or done."""
    child = _child(crew, fault)
    crew.later(4 + fault.lasts, lambda: _signal(child, signal.SIGCONT))
    return _signal(child, signal.SIGSTOP)


def freeze_worker(crew: Crew, fault: Fault) -> bool:
    worker = _worker(crew, fault)
    worker.signal(signal.SIGSTOP)
    crew.later(4 + fault.lasts, lambda: worker.signal(signal.SIGCONT))
    return True


def stop_redis(crew: Crew, fault: Fault) -> bool:
    return _end_redis(crew, fault, signal.SIGTERM)


def kill_redis(crew: Crew, fault: Fault) -> bool:
    """It starts again from its append-only file."""
    return _end_redis(crew, fault, signal.SIGKILL)


def freeze_redis(crew: Crew, fault: Fault) -> bool:
    crew.store.ping()
    process = crew.redis.process
    process.send_signal(signal.SIGSTOP)
    crew.later(fault.lasts, lambda: process.send_signal(signal.SIGCONT))
    return True


def cut_connections(crew: Crew, fault: Fault) -> bool:
    kinds = ("normal", "pubsub")
    return sum(crew.broker.execute_command("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes") for kind in kinds) > 0


def duplicate_messages(crew: Crew, fault: Fault) -> bool:
    """Deliver again what waits and what is worked on, at the same time as the first."""
    return sum(crew.broker.lpush(queue, message) for queue, message in _some_messages(crew, fault)) > 0


def echo_messages(crew: Crew, fault: Fault) -> bool:
    """Deliver again what waits and what is worked on, later."""
    messages = list(_some_messages(crew, fault))

    def push() -> None:
        with suppress(RedisError):
            for queue, message in messages:
                crew.broker.lpush(queue, message)

    crew.later(2 * fault.lasts, push)
    return bool(messages)


def lose_messages(crew: Crew, fault: Fault) -> bool:
    return sum(crew.broker.lrem(queue, 1, message) for queue, message in _some_messages(crew, fault)) > 0


def lose_broker(crew: Crew, fault: Fault) -> bool:
    return bool(crew.broker.flushdb())


def forge_messages(crew: Crew, fault: Fault) -> bool:
    """Put what is no message of ours into a queue: garbage, and a task that has other arguments."""
    queue = LISTS[int(fault.victim * len(LISTS))]
    messages = [json.loads(message) for _, message in _some_messages(crew, fault) if message.startswith('{"body"')]
    forged = [json.dumps({**message, "body": "W1tdLCB7fSwge31d"}) for message in messages]  # [[], {}, {}]
    return bool(crew.broker.lpush(queue, "garbage", "{}", "[]", *forged))


def fill_redis(crew: Crew, fault: Fault) -> bool:
    """Let it refuse whatever needs memory."""
    crew.store.config_set("maxmemory", 1)

    def make_room() -> None:
        try:
            crew.store.config_set("maxmemory", 0)
        except RedisError:  # it is away
            crew.later(0.2, make_room)

    crew.later(fault.lasts, make_room)
    return True


def _worker(crew: Crew, fault: Fault) -> Worker:
    return crew.workers[int(fault.victim * len(crew.workers))]


def _child(crew: Crew, fault: Fault) -> int | None:
    """One of the processes that have documents at the moment, else one of all; None when there is none."""
    children = sorted(crew.busy_children()) or sorted(child for worker in crew.workers for child in worker.children())
    return children[int(fault.victim * len(children))] if children else None


def _signal(process: int | None, how: signal.Signals) -> bool:
    with suppress(ProcessLookupError):
        if process:
            os.kill(process, how)
            return True
    return False


def _end(crew: Crew, fault: Fault, how: signal.Signals) -> bool:
    worker = _worker(crew, fault)
    worker.process.send_signal(how)
    crew.replace(worker)
    return True


def _end_redis(crew: Crew, fault: Fault, how: signal.Signals) -> bool:
    crew.store.ping()
    crew.redis.stop(how)
    crew.later(fault.lasts, crew.redis.start)
    return True


def _some_messages(crew: Crew, fault: Fault) -> Iterator[tuple[str, str]]:
    """About half of all messages, as queue and message."""
    luck = Random(fault.victim)
    messages = [(queue, message) for queue in LISTS for message in crew.broker.lrange(queue, 0, -1)]
    for value in crew.broker.hvals("unacked"):
        message, _, queue = json.loads(value)
        messages.append((queue, json.dumps(message)))
    return (message for message in messages if luck.random() < 0.5)
