"""The store: what is known of every document and job, in Redis. `docs/redis.md` is its contract with readers.

The store is the truth; messages are hints that there may be work. Whatever happens to messages (lost, late, twice, two
at the same time), a document moves only like this, each step one Lua script:

    accept        nothing there          -> queued
                  queued                 -> queued    (sent again: its message may be lost)
                  done, skipped          -> itself, or queued when a stage has a newer version now
                  failed                 -> queued    (tried again)
    commit done   queued                 -> queued, or done after the last stage
    commit else   queued                 -> failed, skipped

A commit is refused when the document is not queued, when the stage has its result already, or when the earlier results
that it was made from are no longer the ones there. So the first result of a stage is the one that stays, a late one
cannot revive a document that has failed, and each result written has exactly one entry in the stage's stream, written
with it. Only `accept` takes results away: those of stages whose version has changed, and of the stages after them.
The counts of a job move in the same scripts; they are always equal to a count over its documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError, TimeoutError
from redis.retry import Retry

from config import Settings
from tasks.records import Meta, Record, Story, Versions
from workers.app import STAGES
from workers.fields import RESULTS, Failure, Result, compose, field

encode, decode = msgspec.json.encode, msgspec.json.decode

SECONDS_PER_DAY = 86_400


class Work(Struct, frozen=True):
    """A document that waits for a stage, with what the stage reads of it."""

    id: str
    values: tuple[tuple[bytes, type[Any]], ...]  #: JSON and what it is to be: the story, or the results so far
    versions: tuple[str, ...] = ()  #: of the results of the stages before

    def inputs(self) -> tuple[Any, ...]:
        """The story for the first stage, else the results of the stages before.

        Raises:
            msgspec.DecodeError: a field is not what this version of the program writes; no other document suffers.
        """
        return tuple(decode(value, type=kind) for value, kind in self.values)


class Counts(Struct, frozen=True):
    """How many documents have come out of one stage, and how."""

    done: int
    failed: int
    skipped: int


class Job(Struct, frozen=True):
    """How far a job is."""

    id: str
    created: str  #: ISO 8601, UTC
    total: int
    done: int
    failed: int
    skipped: int
    stages: dict[str, Counts]

    @property
    def finished(self) -> bool:
        """Whether no document of the job moves any more."""
        return self.done + self.failed + self.skipped >= self.total


class Store:
    """Documents and jobs in one Redis database.

    Args:
        client: a client that returns bytes; see `open_store`.
        prefix: what every key starts with.
        lifetime: seconds after the last change until a document or a job is forgotten.
        stream_length: about how many entries a stage's stream keeps.
    """

    def __init__(self, client: Redis, prefix: str, lifetime: int, stream_length: int) -> None:
        self.client = client
        self.prefix = prefix
        self.lifetime = lifetime
        self.stream_length = stream_length
        self._accept = client.register_script(_script("accept"))
        self._commit = client.register_script(_script("commit"))

    def key(self, *parts: str) -> str:
        """The name of a key: `key("doc", id)` is `stancewire:doc:…`."""
        return self.prefix + ":".join(parts)

    def accept(self, job: str, stories: Iterable[Story], versions: Versions) -> list[str]:
        """Take stories in for a job, in one round trip; the ids of those that have work to do."""
        now = datetime.now(UTC)
        wanted = {stage: getattr(versions, stage) for stage in STAGES}
        arguments: list[Any] = [self.prefix, job, self.lifetime, encode(STAGES), encode(wanted)]
        arguments += [now.isoformat(timespec="seconds"), int(now.timestamp())]
        for story in stories:
            arguments += [story.id, encode(story), encode(story.meta)]
        return _texts(self._accept(args=arguments))

    def load(self, stage: str, ids: Sequence[str]) -> tuple[list[Work], list[str]]:
        """What of a batch waits for a stage, and the ids that have been through it and go on; in one round trip.

        Documents that have stopped, are gone, or lack the result of an earlier stage are in neither.
        """
        earlier = STAGES[: STAGES.index(stage)]
        sources = earlier or ("raw",)
        with self.client.pipeline(transaction=False) as pipe:
            for identifier in ids:
                key = self.key("doc", identifier)
                pipe.hmget(key, ["status", f"{stage}:version", *(f"{name}:version" for name in earlier)])
                pipe.hexists(key, stage)
                pipe.hmget(key, list(sources))
            replies = pipe.execute()
        types = [RESULTS.get(source, Story) for source in sources]
        work, ahead = [], []
        for identifier, (status, _, *versions), there, values in zip(
            ids, replies[::3], replies[1::3], replies[2::3], strict=True
        ):
            if status != b"queued" or None in values:
                continue
            if there:
                ahead.append(identifier)
            else:
                work.append(Work(identifier, tuple(zip(values, types, strict=True)), tuple(_texts(versions))))
        return work, ahead

    def commit(self, stage: str, version: str, outcomes: Iterable[tuple[Work, Result | Failure]]) -> list[str]:
        """Write what a stage found, in one round trip; the ids of the documents whose result this was the first of."""
        last = "1" if stage == STAGES[-1] else ""
        arguments: list[Any] = [self.prefix, stage, version, self.lifetime, self.stream_length]
        arguments += [encode(STAGES[: STAGES.index(stage)]), last]
        before = len(arguments)
        for work, outcome in outcomes:
            arguments += [work.id, *_written(stage, version, work, outcome)]
        return _texts(self._commit(args=arguments)) if len(arguments) > before else []

    def record(self, identifier: str) -> Record | None:
        """Everything known of a document; None when there is no such document."""
        fields = _hash(self.client.hgetall(self.key("doc", identifier)))
        if not fields:
            return None
        return compose(
            identifier,
            fields["status"].decode(),  # type: ignore[arg-type]
            fields["reason"].decode() if "reason" in fields else None,
            decode(fields["meta"], type=Meta),
            {stage: decode(fields[stage], type=RESULTS[stage]) for stage in STAGES if stage in fields},
            {stage: fields[f"{stage}:version"].decode() for stage in STAGES if f"{stage}:version" in fields},
        )

    def failure(self, identifier: str) -> Failure | None:
        """Why a document went no further; None when it did, or is not there."""
        value = self.client.hget(self.key("doc", identifier), "failure")
        return decode(value, type=Failure) if value else None  # type: ignore[arg-type]

    def job(self, identifier: str) -> Job | None:
        """How far a job is; None when there is no such job."""
        fields = _hash(self.client.hgetall(self.key("job", identifier)))
        if not fields:
            return None
        counts = {name: int(value) for name, value in fields.items() if name != "created"}
        return Job(
            id=identifier,
            created=fields["created"].decode(),
            total=counts["total"],
            done=counts["done"],
            failed=counts["failed"],
            skipped=counts["skipped"],
            stages={
                stage: Counts(counts[f"{stage}:done"], counts[f"{stage}:failed"], counts[f"{stage}:skipped"])
                for stage in STAGES
            },
        )

    def jobs(self, limit: int = 20) -> list[Job]:
        """The jobs that were last added to, the newest first."""
        ids = _texts(self.client.zrevrange(self.key("jobs"), 0, limit - 1))
        return [job for job in map(self.job, ids) if job]

    def documents(self, job: str) -> list[str]:
        """The ids of a job's documents, in no particular order."""
        return _texts(self.client.smembers(self.key("job", job, "docs")))


def open_store(settings: Settings, *, patience: int = 3) -> Store:
    """The store that the settings name; a broken connection is tried again `patience` times, at most 2 s apart.

    Every call can be repeated without harm, so that one whose answer was lost is simply made again.
    """
    retry = Retry(ExponentialBackoff(cap=2, base=0.1), patience)
    client = Redis.from_url(
        settings.redis_url, retry=retry, retry_on_error=[ConnectionError, TimeoutError], health_check_interval=10
    )
    return Store(client, settings.key_prefix, settings.results_days * SECONDS_PER_DAY, settings.stream_length)


def _script(name: str) -> str:
    return Path(__file__).with_name(f"{name}.lua").read_text(encoding="utf-8")


def _written(stage: str, version: str, work: Work, outcome: Result | Failure) -> list[Any]:
    """The arguments by which `commit.lua` knows one outcome."""
    read = encode(work.versions)
    if isinstance(outcome, Failure):
        drop_raw = "1" if outcome.error == "TextTooLong" else ""
        return [outcome.outcome, read, encode(outcome), "", outcome.message, drop_raw]
    meta = encode(outcome.meta) if stage == "clean" else ""  # type: ignore[union-attr]
    return ["done", read, encode(field(stage, outcome, version)), meta, "", ""]


def _texts(values: Any) -> list[str]:
    return [value.decode() if value is not None else "" for value in values]


def _hash(values: Any) -> dict[str, bytes]:
    return {name.decode(): value for name, value in values.items()}
