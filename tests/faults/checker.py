"""What an outsider finds in Redis: bare redis-py, and nothing of ours imported. Each complaint is a sentence."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from redis import Redis

PREFIX = "stancewire:"
STAGES = ("clean", "segment", "entities", "stances")
RECORD = ("meta", *STAGES, *(f"{stage}:version" for stage in STAGES))
ENDS = ("done", "failed", "skipped")


def record(client: Redis, identifier: str) -> dict[bytes, bytes]:
    """What the document's record is made of, byte for byte; the client must not decode."""
    fields: Any = client.hgetall(f"{PREFIX}doc:{identifier}")
    return {name: value for name, value in fields.items() if name.decode() in RECORD}


def complaints(
    client: Redis, job: str, undisturbed: Mapping[str, Mapping[bytes, bytes]], failed: Mapping[str, str] | None = None
) -> Iterator[str]:
    """What is not as it has to be once a job is through.

    Args:
        client: does not decode.
        undisturbed: by the id of each document that must be done, its record when nothing went wrong.
        failed: by the id of each document that must have failed, the stage at which it has to.
    """
    failed = failed or {}
    ids = sorted(map(bytes.decode, client.smembers(f"{PREFIX}job:{job}:docs")))  # type: ignore[arg-type]
    if ids != sorted({*undisturbed, *failed}):
        yield f"the job has the documents {ids}"
    documents: dict[str, Any] = {identifier: client.hgetall(f"{PREFIX}doc:{identifier}") for identifier in ids}
    for identifier, expected in undisturbed.items():
        yield from _done(client, identifier, documents.get(identifier, {}), expected)
    for identifier, stage in failed.items():
        yield from _failed(identifier, documents.get(identifier, {}), stage)
    yield from _streams(client, documents, failed)
    yield from _counts(client, job, documents.values())
    yield from at_rest(client, ids)


def at_rest(client: Redis, ids: Sequence[str]) -> Iterator[str]:
    """Documents that somebody is still to do something about."""
    for stage in STAGES:
        for name in ("waiting", "urgent", "leased"):
            left = {identifier.decode() for identifier in client.zrange(f"{PREFIX}{name}:{stage}", 0, -1)}
            if left := left & set(ids):
                yield f"{sorted(left)} are {name} for {stage}"


def _done(
    client: Redis, identifier: str, fields: Mapping[bytes, bytes], expected: Mapping[bytes, bytes]
) -> Iterator[str]:
    if fields.get(b"status") != b"done":
        yield f"{identifier} is {fields.get(b'status')!r}: {fields.get(b'reason')!r}"
    found = {name: value for name, value in fields.items() if name.decode() in RECORD}
    for name in found.keys() | expected.keys():
        if found.get(name) != expected.get(name):
            yield f"{identifier} has another {name.decode()} than in an undisturbed run"
    if client.ttl(f"{PREFIX}doc:{identifier}") < 1:  # type: ignore[operator]
        yield f"{identifier} is never forgotten"


def _failed(identifier: str, fields: Mapping[bytes, bytes], stage: str) -> Iterator[str]:
    failure = json.loads(fields.get(b"failure", b"{}"))
    if fields.get(b"status") != b"failed" or failure.get("stage") != stage or not fields.get(b"reason"):
        yield f"{identifier} has not failed at {stage}: {fields.get(b'status')!r}, {failure}"
    if not failure.get("attempts"):
        yield f"{identifier} does not say how often it was tried"
    for name in STAGES:
        if (name.encode() in fields) != (STAGES.index(name) < STAGES.index(stage)):
            yield f"{identifier} failed at {stage}, and its {name} is not as before"


def _streams(client: Redis, documents: Mapping[str, Any], failed: Mapping[str, str]) -> Iterator[str]:
    """Each result has one entry, and so has the failure."""
    for stage in STAGES:
        entries: Any = client.xrange(f"{PREFIX}stage:{stage}")
        told = Counter(fields[b"id"].decode() for _, fields in entries)
        for identifier, fields in documents.items():
            expected = int(stage.encode() in fields or failed.get(identifier) == stage)
            if told[identifier] != expected:
                yield f"{identifier} has {told[identifier]} entries in the stream of {stage}, not {expected}"


def _counts(client: Redis, job: str, documents: Any) -> Iterator[str]:
    """The job's counts are what a count over its documents gives."""
    expected = Counter({"total": 0, **dict.fromkeys(ENDS, 0)})
    for stage in STAGES:
        expected.update({f"{stage}:{end}": 0 for end in ENDS})
    for fields in documents:
        status = fields.get(b"status", b"gone").decode()
        expected.update(["total", status])
        expected.update(f"{stage}:done" for stage in STAGES if stage.encode() in fields)
        if b"failure" in fields:
            expected.update([f"{json.loads(fields[b'failure'])['stage']}:{status}"])
    counts: Any = client.hgetall(f"{PREFIX}job:{job}")
    found = {name.decode(): int(value) for name, value in counts.items() if name != b"created"}
    if found != dict(expected):
        wrong = {name: (found.get(name), count) for name, count in expected.items() if found.get(name) != count}
        yield f"the job {job} counts wrongly (found, is): {wrong}"
