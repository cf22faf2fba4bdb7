"""What is urgent goes before everything else, through all four stages, by real workers."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner
from redis import Redis

from config import load_settings
from tests.running import ORDINARY, Worker, wait_until
from workers.app import STAGES
from workers.cli import cli
from workers.pipeline import submit
from workers.store import Store

SENTENCE = "The mayor of Port Ellis, Ann Harker, said on Monday that she supports the plan for harbour {}."
ARCHIVE = [{"text": SENTENCE.format(number)} for number in range(100)]
URGENT = [{"text": SENTENCE.format(f"{number}, which burns")} for number in range(3)]
BATCH = 4


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch, queue: dict[str, str]) -> Iterator[None]:
    monkeypatch.setenv("STANCEWIRE_BATCH_DOCUMENTS", str(BATCH))
    load_settings.cache_clear()
    yield


def through(store: Store, job: str) -> bool:
    found = store.job(job)
    return bool(found and found.finished)


def history(redis: Redis) -> list[tuple[str, str]]:
    """All that has come out of the stages, in order: stage and document."""
    entries = [(at, stage, entry["id"]) for stage in STAGES for at, entry in redis.xrange(f"stancewire:stage:{stage}")]
    in_order = sorted(entries, key=lambda entry: tuple(map(int, entry[0].split("-"))))
    return [(stage, identifier) for _, stage, identifier in in_order]


def messages(broker: Redis, queue: str) -> list[list[str]]:
    """The documents of each message in a list of the broker's."""
    bodies = [json.loads(message)["body"] for message in broker.lrange(queue, 0, -1)]
    return [json.loads(base64.b64decode(body))[0][1] for body in bodies]


def test_what_is_urgent_is_done_before_anything_else_begins(
    store: Store, redis: Redis, start_worker: Callable[..., Worker]
) -> None:
    archive, urgent = submit(ARCHIVE), submit(URGENT, urgent=True)
    start_worker()
    wait_until(lambda: through(store, archive.job) and through(store, urgent.job))
    first = history(redis)[: len(STAGES) * len(URGENT)]
    assert {identifier for _, identifier in first} == set(urgent.ids)


def test_what_is_urgent_waits_for_the_batch_in_hand_and_no_other(
    store: Store, redis: Redis, start_worker: Callable[..., Worker]
) -> None:
    archive = submit(ARCHIVE)
    start_worker()
    wait_until(lambda: (job := store.job(archive.job)) and job.stages["entities"].done)
    (one,) = submit(URGENT[:1], urgent=True).ids
    before = len(history(redis))
    wait_until(lambda: through(store, archive.job))
    after = history(redis)[before:]
    end = after.index(("stances", one))
    assert len([identifier for _, identifier in after[:end] if identifier != one]) <= BATCH
    assert len(after) > end + BATCH, "much was left to do"


def test_each_urgent_document_travels_alone(broker: Redis) -> None:
    archive = submit(ARCHIVE[: 2 * BATCH])
    urgent = submit(URGENT, urgent=True)
    assert messages(broker, "clean") == [[identifier] for identifier in reversed(urgent.ids)]
    ordinary = [archive.ids[BATCH:], archive.ids[:BATCH]]
    assert messages(broker, f"clean\x06\x16{ORDINARY}") == ordinary
    again = submit(ARCHIVE[:1], urgent=True)
    assert messages(broker, "clean")[0] == again.ids == archive.ids[:1], "it waited in the archive"
    assert submit(ARCHIVE[:1], urgent=True).ids == again.ids and len(messages(broker, "clean")) == len(URGENT) + 1


@pytest.mark.parametrize("lost", ["clean", "all"])
def test_what_is_urgent_is_found_when_its_message_is_lost(
    store: Store, redis: Redis, broker: Redis, start_worker: Callable[..., Worker], lost: str
) -> None:
    archive, urgent = submit(ARCHIVE), submit(URGENT, urgent=True)
    broker.delete("clean") if lost == "clean" else broker.flushdb()
    start_worker()
    wait_until(lambda: through(store, archive.job) and through(store, urgent.job))
    assert sorted(history(redis)) == sorted((stage, one) for one in archive.ids + urgent.ids for stage in STAGES)


def test_the_command_hands_in_what_is_urgent(redis: Redis, broker: Redis) -> None:
    ended = CliRunner().invoke(cli, ["submit", "--urgent", "-"], input=SENTENCE, standalone_mode=False)
    assert messages(broker, "clean") == [json.loads(ended.stdout)["documents"]]


def test_a_message_hands_in_what_is_urgent(redis: Redis, broker: Redis, start_worker: Callable[..., Worker]) -> None:
    from workers.stages import submit as task

    start_worker("-Q", "submit")
    reply = task.apply_async(args=[{"documents": URGENT, "urgent": True}], ignore_result=True)
    assert reply.id
    wait_until(lambda: len(messages(broker, "clean")) == len(URGENT))
    assert not messages(broker, f"clean\x06\x16{ORDINARY}")
