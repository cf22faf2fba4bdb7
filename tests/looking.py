"""All that a store has in Redis at one moment, read past the store, in one round trip."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from redis import Redis

from workers.app import STAGES

LANES = ("waiting", "urgent", "leased")
Place = tuple[str, str, float]  #: lane, stage, score


@dataclass(frozen=True)
class Look:
    """What is there, in keys that start with `stancewire:`; keys that are not there are empty."""

    now: float  #: the server's clock, milliseconds
    documents: dict[str, dict[str, str]]
    jobs_of: dict[str, set[str]]
    jobs: dict[str, dict[str, str]]
    documents_of: dict[str, set[str]]
    mortal: set[str]  #: the keys that expire
    places: dict[str, list[Place]]
    failed: set[str]
    entries: dict[str, list[tuple[str, dict[str, str]]]]  #: by stage, those after the last look
    last: dict[str, str]  #: by stage, the id of the last entry

    def status(self, identifier: str) -> str | None:
        return self.documents[identifier].get("status")

    def waits_for(self, identifier: str) -> str | None:
        """The first stage that a queued document has no result of."""
        document = self.documents[identifier]
        return next((stage for stage in STAGES if stage not in document), "") if self._queued(identifier) else None

    def leased(self, identifier: str, stage: str) -> bool:
        """Whether somebody works on it, and has given a sign of life."""
        return any(place[:2] == ("leased", stage) and place[2] > self.now for place in self.places[identifier])

    def number(self, identifier: str, field: str) -> int:
        return int(self.documents[identifier].get(field, 0))

    def versions(self, identifier: str, before: str = "") -> tuple[str, ...]:
        """Of the stages before one, or of all."""
        stages = STAGES[: STAGES.index(before)] if before else STAGES
        return tuple(self.documents[identifier].get(f"{stage}:version", "") for stage in stages)

    def alive(self, job: str) -> list[str]:
        """The documents that count for a job."""
        return [
            identifier
            for identifier in sorted(self.documents_of[job])
            if self.documents.get(identifier) and job in self.jobs_of[identifier]
        ]

    def _queued(self, identifier: str) -> bool:
        return self.status(identifier) == "queued"


def look(redis: Redis, ids: Sequence[str], jobs: Sequence[str], last: dict[str, str]) -> Look:
    """Read these documents and jobs, and the stream entries after the last ones seen."""
    hashes = [f"doc:{identifier}" for identifier in ids] + [f"job:{job}" for job in jobs]
    sets = [f"doc:{identifier}:jobs" for identifier in ids] + [f"job:{job}:docs" for job in jobs]
    queues = [(lane, stage) for stage in STAGES for lane in LANES]
    with redis.pipeline() as pipe:
        pipe.time()
        for name in hashes:
            pipe.hgetall(f"stancewire:{name}")
        for name in sets:
            pipe.smembers(f"stancewire:{name}")
        for name in (*hashes, *sets):
            pipe.ttl(f"stancewire:{name}")
        for lane, stage in queues:
            pipe.zrange(f"stancewire:{lane}:{stage}", 0, -1, withscores=True)
        for stage in STAGES:
            pipe.xrange(f"stancewire:stage:{stage}", "(" + last[stage])
        pipe.zrange("stancewire:failed", 0, -1)
        reply = iter(pipe.execute())
    seconds, microseconds = next(reply)
    found = [next(reply) for _ in hashes]
    members = [next(reply) for _ in sets]
    mortal = {name for name in (*hashes, *sets) if next(reply) > 0}
    places: dict[str, list[Place]] = {identifier: [] for identifier in ids}
    for lane, stage in queues:
        for identifier, score in next(reply):
            places[identifier].append((lane, stage, score))
    entries = {stage: next(reply) for stage in STAGES}
    return Look(
        now=seconds * 1000 + microseconds // 1000,
        documents=dict(zip(ids, found, strict=False)),
        jobs_of=dict(zip(ids, members, strict=False)),
        jobs=dict(zip(jobs, found[len(ids) :], strict=True)),
        documents_of=dict(zip(jobs, members[len(ids) :], strict=True)),
        mortal=mortal,
        places=places,
        failed=set(next(reply)),
        entries=entries,
        last={stage: entries[stage][-1][0] if entries[stage] else last[stage] for stage in STAGES},
    )


def stopped_at(document: dict[str, str]) -> str | None:
    """The stage at which a document failed or was skipped."""
    return json.loads(document["failure"])["stage"] if "failure" in document else None
