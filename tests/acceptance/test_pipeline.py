"""Documents through real worker processes."""

from __future__ import annotations

import base64
import json
import shutil
import signal
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from redis import Redis

import tasks
from config import ROOT, load_settings
from tests.running import Worker, queued, wait_until
from workers.app import STAGES
from workers.documents import read_story
from workers.pipeline import run_stages, submit
from workers.sending import send
from workers.store import Job, Store

SENTENCE = "The mayor of Port Ellis, Ann Harker, said on Monday that she supports the plan for harbour {}."
GOOD = [{"text": SENTENCE.format(number)} for number in range(20)]


KIND = {".txt": "text", ".html": "html"}
UNUSUAL = [
    {"text": " \n"},
    {"text": "\0\1" * 99},
    {"text": "x" * 1_000_001},
    {"html": "<html><body></body></html>"},
    {"text": "Le maire a déclaré lundi qu’il soutenait le projet du nouveau port de la ville et des pêcheurs."},
    {"text": f"{SENTENCE} Half a pair: \ud83d, a whole: 😀, and â€œmangledâ€\x9d quotation marks.", "title": "\udc00"},
]


def finished(store: Store, job: str) -> Job:
    """Wait until a job is through."""
    wait_until(lambda: (found := store.job(job)) and found.finished)
    found = store.job(job)
    assert found
    return found


def entries(redis: Redis, stage: str) -> list[str]:
    return sorted(entry["id"] for _, entry in redis.xrange(f"stancewire:stage:{stage}"))


def test_the_queue_and_the_calling_process_make_the_same_records(store: Store, worker: Worker) -> None:
    seeds = [file for file in sorted((ROOT / "seeds").iterdir()) if file.suffix in (".txt", ".html")]
    assert seeds
    documents = [{KIND[file.suffix]: file.read_text(encoding="utf-8"), "source": file.stem} for file in seeds]
    documents += UNUSUAL
    submission = submit(documents)
    settings = load_settings()
    models, versions = tasks.load_models(settings.weights), tasks.stage_versions(settings.weights)
    job = finished(store, submission.job)
    outcomes: Counter[str] = Counter()
    for document, identifier in zip(documents, submission.ids, strict=True):
        record, failure = run_stages(read_story(document), models, versions, settings)
        assert store.record(identifier) == record
        stored = store.failure(identifier)
        assert (stored and (stored.error, stored.place)) == (failure and (failure.error, failure.place))
        outcomes[record.status] += 1
    assert (job.done, job.failed, job.skipped) == (outcomes["done"], outcomes["failed"], outcomes["skipped"])
    assert min(outcomes.values()) >= 2 and outcomes["queued"] == 0


def test_one_bad_document_among_good_ones(store: Store, redis: Redis, worker: Worker) -> None:
    submission = submit([*GOOD[:5], {"text": ""}, *GOOD[5:]])
    job = finished(store, submission.job)
    assert (job.total, job.done, job.failed) == (21, 20, 1)
    failure = store.failure(submission.ids[5])
    assert failure and (failure.stage, failure.error) == ("clean", "EmptyText")
    assert redis.hget(f"stancewire:doc:{submission.ids[5]}", "status") == "failed"


def test_the_way_ends_where_no_document_goes_on(store: Store, worker: Worker) -> None:
    finished(store, submit([{"text": ""}, {"text": " "}]).job)
    finished(store, submit(GOOD[:1]).job)  # by now the next stage of the first would have come, had it been sent
    assert worker.said().count("Task tasks.clean[") == 2 * worker.said().count("Task tasks.segment[") == 4


def test_each_result_is_written_once_when_messages_come_twice_at_the_same_time(
    store: Store, redis: Redis, broker: Redis, start_worker: Callable[..., Worker]
) -> None:
    start_worker("-c", "2")
    start_worker("-c", "2")
    submission = submit(GOOD)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: send(submission.job, submission.ids), range(6)))
    finished(store, submission.job)
    wait_until(lambda: not any([*(queued(broker, stage) for stage in STAGES), broker.hlen("unacked")]))
    for stage in STAGES:
        assert entries(redis, stage) == sorted(submission.ids)
    job = finished(store, submission.job)
    assert job.done == job.total == 20 and {counts.done for counts in job.stages.values()} == {20}


def test_the_same_text_again_counts_for_the_second_job_and_is_not_computed_again(
    store: Store, redis: Redis, worker: Worker
) -> None:
    first = submit(GOOD)
    finished(store, first.job)
    received = worker.said().count("received")
    second = submit([*GOOD, {"text": SENTENCE.format("new")}], job="second")
    job = finished(store, "second")
    assert second.ids[:20] == first.ids
    assert job.done == job.total == 21
    assert {counts.done for counts in job.stages.values()} == {21}
    assert worker.said().count("received") == received + len(STAGES), "one batch, with the new text only"
    for stage in STAGES:
        assert len(entries(redis, stage)) == 21


def test_another_id_makes_it_another_document(store: Store, worker: Worker) -> None:
    one, other = submit([{**GOOD[0], "id": "a"}, {**GOOD[0], "id": "b"}]).ids
    assert one != other


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGQUIT, signal.SIGKILL], ids=lambda how: how.name)
def test_a_worker_that_ends_in_mid_batch_loses_nothing(
    store: Store,
    redis: Redis,
    start_worker: Callable[..., Worker],
    monkeypatch: pytest.MonkeyPatch,
    how: signal.Signals,
) -> None:
    """SIGKILL goes to one of the worker's processes, the other two to the worker itself."""
    monkeypatch.setenv("STANCEWIRE_BATCH_DOCUMENTS", "2")
    load_settings.cache_clear()
    worker = start_worker("-c", "2")
    submission = submit([{"text": SENTENCE.format(number)} for number in range(60)])
    wait_until(lambda: (job := store.job(submission.job)) and job.stages["segment"].done)
    if how == signal.SIGKILL:
        worker.kill_one_process()
    else:
        worker.process.send_signal(how)
        worker.process.wait(60)
        job = store.job(submission.job)
        assert job and not job.finished, "it ended with work left to do"
        start_worker("-c", "2")
    finished(store, submission.job)
    for stage in STAGES:
        assert entries(redis, stage) == sorted(submission.ids)


def test_documents_wait_in_the_queue_until_there_is_a_worker(
    store: Store, redis: Redis, start_worker: Callable[..., Worker]
) -> None:
    submission = submit(GOOD)
    job = store.job(submission.job)
    assert job and (job.total, job.done) == (20, 0)
    start_worker("-Q", "clean,segment")
    wait_until(lambda: (job := store.job(submission.job)) and job.stages["segment"].done == 20)
    start_worker("-Q", "entities,stances")
    assert finished(store, submission.job).done == 20


def test_a_worker_without_weights_waits_for_them_and_fails_no_document(
    store: Store, start_worker: Callable[..., Worker], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    weights = tmp_path / "weights"
    shutil.copytree(load_settings().weights, weights)
    monkeypatch.setenv("STANCEWIRE_WEIGHTS", str(weights))
    load_settings.cache_clear()
    submission = submit(GOOD)
    (weights / "encoder.onnx").rename(tmp_path / "encoder.onnx")
    worker = start_worker()
    wait_until(lambda: "encoder.onnx is missing" in worker.said())
    (tmp_path / "encoder.onnx").rename(weights / "encoder.onnx")
    assert finished(store, submission.job).done == 20


def test_messages_carry_ids_and_no_text(broker: Redis, queue: dict[str, str]) -> None:
    submission = submit(GOOD)
    carried: list[str] = []
    for message in reversed(queued(broker, "clean")):
        (job, ids), _, links = json.loads(base64.b64decode(json.loads(message)["body"]))
        assert job == submission.job
        carried += ids
        assert [link["task"] for link in links["chain"]] == [
            "tasks.tag_stances",
            "tasks.find_entities",
            "tasks.segment",
        ]
        assert "harbour" not in message + json.dumps(links)
    assert carried == submission.ids
