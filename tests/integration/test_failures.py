"""What has failed: listed, and tried again, by the command line and in the store."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from redis import Redis

from tasks.errors import EmptyText, TextTooLong
from tasks.records import Cleaned, Story, Versions
from tests.command import stancewire
from tests.running import queued
from workers.batch import run_stage
from workers.commands.exits import Exit
from workers.store import Store

V1 = Versions("1", "1", "1", "1")


@pytest.fixture
def failed(store: Store, queue: dict[str, str]) -> Iterator[Store]:
    """Job monday: one good story, one that broke the segment stage, one too long; job other: one without words."""
    store.accept("monday", [Story(name, text=f"Text of {name}.") for name in ("good", "broken", "long")], V1)
    store.accept("other", [Story("empty", text=" ")], V1)

    def clean(story: Story) -> Cleaned:
        if story.id == "long":
            raise TextTooLong
        if story.id == "empty":
            raise EmptyText
        return Cleaned(story.text or "")

    def segment(cleaned: Cleaned) -> None:
        raise KeyError("fault")

    for name in ("good", "broken", "long", "empty"):
        run_stage(store, "clean", "1", [name], clean)
    run_stage(store, "segment", "1", ["broken"], segment)  # type: ignore[arg-type]
    yield store


def test_what_failed_is_listed_with_its_reason(failed: Store) -> None:
    done = stancewire("failed")
    lines = {line["id"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert done.returncode == Exit.DONE
    assert {name: (line["stage"], line["error"], line["attempts"]) for name, line in lines.items()} == {
        "broken": ("segment", "KeyError", 1),
        "long": ("clean", "TextTooLong", 1),
        "empty": ("clean", "EmptyText", 1),
    }
    assert lines["broken"]["place"].startswith("workers/batch.py:") and lines["broken"]["time"]
    assert [json.loads(line)["id"] for line in stancewire("failed", "other").stdout.splitlines()] == ["empty"]


def test_a_job_that_is_not_there_is_named(failed: Store) -> None:
    done = stancewire("failed", "tuesday")
    assert done.returncode == Exit.NOT_KNOWN and b"no job has the id tuesday" in done.stderr


def test_what_failed_goes_on_from_where_it_failed(failed: Store, broker: Redis) -> None:
    done = stancewire("retry", "broken", "empty")
    assert (done.returncode, done.stdout.split()) == (Exit.DONE, [b"broken", b"empty"])
    assert len(queued(broker, "clean")) == len(queued(broker, "segment")) == 1
    record, job = failed.record("broken"), failed.job("monday")
    assert record and (record.status, record.reason) == ("queued", None)
    assert record.clean, "what was done stays done"
    assert job and (job.failed, job.stages["segment"].failed) == (1, 0)
    assert failed.failed() == ["long"]
    assert [work.id for work in failed.claim("segment", "1", ["broken"])[0]] == ["broken"]


@pytest.mark.parametrize(
    ("identifier", "sentence"),
    [
        ("long", "too long: hand it in again"),
        ("good", "it is queued, not failed"),
        ("nobody", "no document has this id"),
    ],
)
def test_what_cannot_be_tried_again_is_named_with_the_reason(failed: Store, identifier: str, sentence: str) -> None:
    done = stancewire("retry", identifier, "broken")
    assert (done.returncode, done.stdout.split()) == (Exit.NOT_KNOWN, [b"broken"])
    assert f"{identifier}: " in done.stderr.decode() and sentence in done.stderr.decode()


def test_when_the_queue_is_away_the_sweep_does_without_messages(
    failed: Store, queue: dict[str, str], monkeypatch: pytest.MonkeyPatch, redis: Redis
) -> None:
    monkeypatch.setenv("STANCEWIRE_BROKER_URL", "redis+socket:///nowhere.sock")
    done = stancewire("retry", "broken")
    assert (done.returncode, done.stdout.split()) == (Exit.DONE, [b"broken"])
    assert b"a worker will find the documents by itself" in done.stderr
    redis.zadd("stancewire:waiting:segment", {"broken": 0})
    assert [document.id for document in failed.sweep("segment", nothing_queued=True).to_send] == ["broken"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("clean", b'{"text": 5}'), ("clean", b"\xff"), ("meta", b"[" * 10_000), ("status", b"lost")],
    ids=["a wrong type", "no UTF-8", "nested without end", "an unknown status"],
)
def test_a_document_that_somebody_has_spoilt_is_named_and_holds_up_no_reader(
    failed: Store, field: str, value: bytes
) -> None:
    failed.client.hset("stancewire:doc:good", field, value)  # type: ignore[arg-type]
    shown = stancewire("show", "good")
    assert shown.returncode == Exit.BAD_DOCUMENT
    assert b"good: A field of the document was written by another version" in shown.stderr
    assert b"Traceback" not in shown.stderr
    read = stancewire("follow", "clean", "--stop-at-end")
    lines = {line["id"]: line["record"] for line in map(json.loads, read.stdout.splitlines())}
    assert lines["good"] is None and lines["broken"]["status"] == "failed"
    assert b"good: A field of the document" in read.stderr
