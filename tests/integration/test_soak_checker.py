"""The soak's checker finds what it is there to find: a good store, with one thing spoilt."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from redis import Redis

from tasks.records import Cleaned, Entities, Meta, Segments, Stances, Story, Versions
from tests.soak import checker
from workers.app import STAGES
from workers.fields import Failure
from workers.store import Store

RESULTS = (Cleaned("Text."), Segments(((0, 5),), ((0, 5),)), Entities(()), Stances((), ()))
BROKEN = Failure("failed", "segment", "ValueError", "It broke.", "tasks/x.py:1", "2026-01-01T00:00:00Z")
GOOD, BAD = "doc:dgood", "doc:dbad"


@pytest.fixture
def expected(store: Store, redis: Redis) -> dict[str, Any]:
    """What a store with a document that is done and one that has failed is to look like; the store is like that."""
    store.accept("j1", [Story("dgood", text="good", meta=Meta())], Versions("1", "1", "1", "1"))
    store.accept("j2", [Story(key, text=key, meta=Meta()) for key in ("dgood", "dbad")], Versions("1", "1", "1", "1"))
    for stage, result in zip(STAGES, RESULTS, strict=True):
        work, _ = store.claim(stage, "1", ["dgood", "dbad"])
        store.commit(stage, "1", [(w, BROKEN if (w.id, stage) == ("dbad", "segment") else result) for w in work])
    documents = {}
    for key in ("dgood", "dbad"):
        fields = redis.hgetall(f"stancewire:doc:{key}")
        failure = json.loads(fields.pop("failure", "{}"))
        status = fields.pop("status")
        documents[key] = {"status": status, "fields": fields, "besides": [], "failure": failure}
    return {"jobs": {"j1": ["dgood"], "j2": ["dgood", "dbad"]}, "documents": documents}


def seen(redis: Redis) -> list[dict[str, str]]:
    """What a reader of the streams has been told."""
    notes = []
    for stage in STAGES:
        for number, entry in redis.xrange(f"stancewire:stage:{stage}"):
            value = checker.digest(redis.hget(f"stancewire:doc:{entry['id']}", stage))
            notes.append({**entry, "stage": stage, "entry": number, "value": value})
    return notes


def test_it_has_nothing_to_say_when_all_is_well(redis: Redis, expected: dict[str, Any]) -> None:
    assert list(checker.check(redis, expected, seen(redis))) == []


def key(name: str) -> str:
    return f"stancewire:{name}"


SPOILT: dict[str, tuple[Callable[[Redis], Any], str]] = {
    "a document is lost": (lambda r: r.delete(key(GOOD)), "dgood: it is None, not done"),
    "a document is stuck": (lambda r: r.hset(key(GOOD), "status", "queued"), "dgood: it is queued, not done"),
    "a result differs by a byte": (lambda r: r.hset(key(GOOD), "clean", "{ }"), "clean differs from the undisturbed"),
    "a result is missing": (lambda r: r.hdel(key(GOOD), "segment"), "segment differs from the undisturbed run: None"),
    "a version differs": (lambda r: r.hset(key(GOOD), "clean:version", "2"), "clean:version differs"),
    "a lease is left": (lambda r: r.hset(key(GOOD), "lease", "x"), "more fields than it should: ['lease']"),
    "it failed for another reason": (
        lambda r: r.hset(key(BAD), "failure", json.dumps({"stage": "segment", "error": "KeyError"})),
        "dbad: its failure is",
    ),
    "an entry comes twice": (
        lambda r: r.xadd(key("stage:stances"), {"id": "dgood", "outcome": "done", "version": "1", "job": ""}),
        "the stream of stances has told ['done', 'done'] of it",
    ),
    "an entry is missing": (
        lambda r: r.xtrim(key("stage:stances"), maxlen=0, approximate=False),
        "the stream of stances has told [] of it",
    ),
    "an entry speaks of nobody": (
        lambda r: r.xadd(key("stage:clean"), {"id": "dnone", "outcome": "done", "version": "1", "job": ""}),
        "dnone: the entry",
    ),
    "a job counts one too many": (lambda r: r.hincrby(key("job:j2"), "done", 1), "job j2: it counts"),
    "a stage of a job counts one too few": (
        lambda r: r.hincrby(key("job:j2"), "segment:failed", -1),
        "{'segment:failed': (0, 1)}",
    ),
    "a job has lost a document": (lambda r: r.srem(key("job:j1:docs"), "dgood"), "job j1: its documents differ by"),
    "a document does not know its job": (lambda r: r.srem(f"{key(GOOD)}:jobs", "j1"), "dgood: its jobs are"),
    "a set is left over": (lambda r: r.zadd(key("waiting:clean"), {"dgood": 1}), "waiting:clean is left over"),
    "a failed one is not listed": (lambda r: r.zrem(key("failed"), "dbad"), "list of what has failed differs"),
    "the count of a submission is kept for ever": (
        lambda r: r.set(key("submission:5d2b-1"), 1),
        "submission:5d2b-1 would be kept for ever",
    ),
    "a document is kept for ever": (lambda r: r.persist(key(GOOD)), "would be kept for ever"),
    "a document comes from nowhere": (
        lambda r: r.set(key("doc:dnone"), "", ex=9),
        "nobody handed in what stancewire:doc:dnone",
    ),
}


@pytest.mark.parametrize(("spoil", "complaint"), SPOILT.values(), ids=SPOILT)
def test_it_says_what_is_wrong(
    redis: Redis, expected: dict[str, Any], spoil: Callable[[Redis], Any], complaint: str
) -> None:
    spoil(redis)
    complaints = list(checker.check(redis, expected, []))
    assert any(complaint in line for line in complaints), complaints


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        ({"entry": "1-1"}, "what clean said in 1-1 has gone from the stream"),
        ({"value": ""}, "was another field then, or none"),
    ],
    ids=["of an entry that has gone", "before the field was there"],
)
def test_it_remembers_what_a_reader_was_told(
    redis: Redis, expected: dict[str, Any], told: dict[str, str], complaint: str
) -> None:
    [found] = checker.check(redis, expected, [*seen(redis), seen(redis)[0] | told])
    assert complaint in found


def test_it_notices_that_a_reader_was_told_too_little(redis: Redis, expected: dict[str, Any]) -> None:
    [found] = checker.check(redis, expected, seen(redis)[1:])
    assert "the reader of the stream of clean was not told" in found
