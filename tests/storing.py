"""What the tests of the store share: stories, results, a worker's step, and what is in Redis, read past the store."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from redis import Redis

from tasks.records import Cleaned, Entities, Meta, Segments, Stances, Story, Versions
from workers.app import STAGES
from workers.fields import Failure
from workers.store import Store

V1 = Versions("1", "1", "1", "1")
NEW = {stage: Versions(**{**dict.fromkeys(STAGES, "1"), stage: "2"}) for stage in STAGES}
RESULTS = {
    "clean": Cleaned("Some text.", meta=Meta(title="A title")),
    "segment": Segments(((0, 10),), ((0, 10),)),
    "entities": Entities(()),
    "stances": Stances((), ()),
}


class Stuttering(Redis):
    """A client that sees the second answer to each script: the first was lost on the way, and it has called again."""

    twice = False

    def execute_command(self, *args: Any, **options: Any) -> Any:
        if self.twice and args[0] == "EVALSHA":
            super().execute_command(*args, **options)
        return super().execute_command(*args, **options)


def story(name: str = "a") -> Story:
    return Story(f"d{name}", text=f"Text of {name}.", meta=Meta(url=f"https://example.org/{name}"))


def broken(stage: str, outcome: str = "failed", error: str = "ValueError") -> Failure:
    return Failure(outcome, stage, error, "It broke.", "tasks/cleaning.py:1", "2026-01-01T00:00:00Z")  # type: ignore[arg-type]


def take(store: Store, stage: str, *ids: str, version: str = "1", failure: Failure | None = None) -> list[str]:
    """Let a stage take a batch, as a worker does."""
    work, _ = store.claim(stage, version, ids)
    return store.commit(stage, version, [(document, failure or RESULTS[stage]) for document in work])


def finish(store: Store, *ids: str, version: str = "1") -> None:
    for stage in STAGES:
        take(store, stage, *ids, version=version)


def entries(redis: Redis, stage: str) -> list[tuple[str, str, str, str]]:
    found = redis.xrange(f"stancewire:stage:{stage}")
    return [(entry["id"], entry["outcome"], entry["version"], entry["job"]) for _, entry in found]


def counts(redis: Redis, job: str) -> dict[str, int]:
    """The counts of a job that are not zero."""
    return {key: int(n) for key, n in redis.hgetall(f"stancewire:job:{job}").items() if key != "created" and n != "0"}


def recount(redis: Redis, job: str) -> dict[str, int]:
    """What the counts must be: counted over the job's documents."""
    ids = redis.smembers(f"stancewire:job:{job}:docs")
    return counted([redis.hgetall(f"stancewire:doc:{identifier}") for identifier in ids])


def counted(documents: list[dict[str, str]]) -> dict[str, int]:
    """The counts of a job with these documents; a stage has decided when its version is there."""
    found: Counter[str] = Counter(total=len(documents))
    for document in documents:
        stopped_at = json.loads(document["failure"])["stage"] if "failure" in document else None
        if document["status"] != "queued":
            found[document["status"]] += 1
        for stage in STAGES:
            if f"{stage}:version" in document:
                found[f"{stage}:{document['status'] if stage == stopped_at else 'done'}"] += 1
    return {name: number for name, number in found.items() if number}


def places(redis: Redis, identifier: str) -> list[str]:
    """The sorted sets that a document is in: `waiting:clean`."""
    return [
        f"{lane}:{stage}"
        for stage in STAGES
        for lane in ("waiting", "urgent", "leased")
        if redis.zscore(f"stancewire:{lane}:{stage}", identifier) is not None
    ]


def time_goes_by(redis: Redis, seconds: float) -> None:
    """Let all that the store has timed lie further back: nobody has to wait."""
    earlier = round(seconds * 1000)
    names = [f"{lane}:{stage}" for lane in ("waiting", "urgent", "leased") for stage in STAGES]
    with redis.pipeline() as pipe:
        for name in names:
            pipe.zrange(f"stancewire:{name}", 0, -1, withscores=True)
        *sets, read = pipe.hgetall("stancewire:read").execute()
        for name, members in zip(names, sets, strict=True):
            if members:
                pipe.zadd(f"stancewire:{name}", {member: score - earlier for member, score in members})
        if read:
            pipe.hset("stancewire:read", mapping={lane: int(score) - earlier for lane, score in read.items()})
        pipe.execute()
