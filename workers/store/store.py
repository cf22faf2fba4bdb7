"""The documents and jobs of one Redis database."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError, OutOfMemoryError, ReadOnlyError, ResponseError, TimeoutError
from redis.retry import Retry

from config import Settings
from tasks.records import Meta, Record, Status, Story, Versions
from workers.app import STAGES
from workers.errors import NoDiskPromise, Unreadable
from workers.fields import RESULTS, Failure, Result, compose, field
from workers.store.connections import LastingScript, PatientPool
from workers.store.shapes import Claim, Counts, GivenUp, Job, Sent, Swept, Work

encode, decode, convert = msgspec.json.encode, msgspec.json.decode, msgspec.convert

SECONDS_PER_DAY = 86_400
OUTAGE = 100  #: tries, up to 2 s apart: the patience of what waits out a restart of Redis
SWEPT_AT_ONCE = 1000  #: documents of a stage; those that are left are found by the next sweep
DISK_TIMEOUT = 10_000  #: milliseconds to wait for the disk


class Store:
    """Documents and jobs in one Redis database.

    Args:
        client: a client that returns bytes; see `open_store`.
        prefix: what every key starts with.
        lifetime: seconds after its end until a document or a job is forgotten.
        stream_length: about how many entries a stage's stream keeps.
        lease: seconds without a sign of life after which a worker's documents are taken from it.
        attempts: how many workers may die over one document before it is set aside.
    """

    def __init__(
        self, client: Redis, prefix: str, lifetime: int, stream_length: int, lease: float = 20, attempts: int = 4
    ) -> None:
        self.client = client
        self.prefix = prefix
        self.lifetime = lifetime
        self.stream_length = stream_length
        self.lease = lease
        self.attempts = attempts
        self._common: list[Any] = [prefix, encode(STAGES), lifetime]
        self._accept = LastingScript(client, _script("document", "reopen", "accept"))
        self._retry = LastingScript(client, _script("document", "reopen", "retry"))
        self._claim = LastingScript(client, _script("document", "claim"))
        self._lease = LastingScript(client, _script("document", "lease"))
        self._commit = LastingScript(client, _script("document", "commit"))
        self._sweep = LastingScript(client, _script("document", "sweep"))

    def key(self, *parts: str) -> str:
        """The name of a key: `key("doc", id)` is `stancewire:doc:…`."""
        return self.prefix + ":".join(parts)

    def accept(
        self, job: str, stories: Iterable[Story], versions: Versions, *, on_disk: bool = False, urgent: bool = False
    ) -> dict[str, list[str]]:
        """Take stories in for a job, in one round trip; the ids to send, by the stage that each begins with.

        Args:
            on_disk: come back only when the server has written all of it to its disk.
            urgent: before all that is not, at every stage; also what waits already, for an earlier submission.

        Raises:
            NoDiskPromise: the server cannot promise that, or did not in time. The documents are accepted all the same.
        """
        now = datetime.now(UTC)
        wanted = {stage: getattr(versions, stage) for stage in STAGES}
        arguments = [*self._common, job, encode(wanted), now.isoformat(timespec="seconds"), int(now.timestamp())]
        arguments.append("1" if urgent else "")
        for story in stories:
            arguments += [story.id, encode(story), encode(story.meta)]
        reply = _texts(self._on_disk(arguments) if on_disk else self._accept(args=arguments))
        to_send: dict[str, list[str]] = {}
        for identifier, stage in zip(reply[::2], reply[1::2], strict=True):
            to_send.setdefault(stage, []).append(identifier)
        return to_send

    def begun_again(self, submission: str) -> int:
        """How often a submission by queue has come again after its worker gave no answer, this time included."""
        key = self.key("submission", submission)
        with self.client.pipeline() as pipe:
            pipe.incr(key)
            pipe.expire(key, SECONDS_PER_DAY)
            return int(pipe.execute()[0])

    def claim(self, stage: str, version: str, ids: Sequence[str]) -> tuple[list[Work], list[str]]:
        """Lease those of a batch that wait for a stage, and the ids that have been through it; in one round trip.

        Documents that have stopped, are gone, or are with another worker are in neither. One that was with a worker
        when it died is leased only when it comes alone.
        """
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        claim = Claim(f"{socket.gethostname()}:{os.getpid()}", version, now, secrets.token_hex(6))
        arguments = [*self._common, stage, _milliseconds(self.lease), self.attempts, encode(claim), *ids]
        claimed, ahead = self._claim(args=arguments)
        kinds = [RESULTS[name] for name in STAGES[: STAGES.index(stage)]] or [Story]
        work = [
            Work(
                identifier.decode(),
                int(attempt),
                tuple(zip(values, kinds, strict=True)),
                tuple(_texts(versions)),
                int(tries),
            )
            for identifier, attempt, tries, versions, values in claimed
        ]
        return work, _texts(ahead)

    def renew(self, stage: str, work: Iterable[Work]) -> None:
        """Say that this worker is alive and still has these documents; those that were taken from it stay away."""
        self._move_leases(stage, work, self.lease, "renewed")

    def release(self, stage: str, work: Iterable[Work], *, after: float = 0, blameless: bool = True) -> None:
        """Give documents back, to be sent again some seconds later; alone, unless they are blameless."""
        self._move_leases(stage, work, after, "given back without blame" if blameless else "given back")

    def commit(self, stage: str, version: str, outcomes: Iterable[tuple[Work, Result | Failure]]) -> list[str]:
        """Write what a stage found, in one round trip; the ids of the documents whose result this was the first of."""
        arguments: list[Any] = [*self._common, stage, version, self.stream_length]
        before = len(arguments)
        for work, outcome in outcomes:
            arguments += [work.id, work.attempt, *_written(stage, version, work, outcome)]
        return _texts(self._commit(args=arguments)) if len(arguments) > before else []

    def lead(self, me: str) -> bool:
        """Whether this worker is the one that sweeps, from now on for a lease."""
        key, time = self.key("sweeper"), _milliseconds(self.lease)
        if self.client.set(key, me, nx=True, px=time):
            return True
        return self.client.get(key) == me.encode() and bool(self.client.pexpire(key, time))

    def sweep(self, stage: str, *, nothing_queued: bool) -> Swept:
        """Find what waits for a stage in vain: its worker has died, or its message is lost.

        Args:
            nothing_queued: the stage's queue was empty a moment ago, so that whatever waits for longer is overdue.
        """
        empty, grace = "1" if nothing_queued else "", _milliseconds(self.lease)
        to_send, given_up = self._sweep(args=[*self._common, stage, empty, grace, self.attempts, SWEPT_AT_ONCE])
        return Swept([_sent(*parts) for parts in to_send], [_given_up(*parts) for parts in given_up])

    def retry(self, ids: Sequence[str]) -> list[Sent]:
        """Set failed documents going again; those to send. One whose text was dropped for its length stays failed."""
        return [_sent(*parts) for parts in self._retry(args=[*self._common, *ids])]

    def failed(self, limit: int = -1) -> list[str]:
        """The ids of the documents that have failed, the newest first."""
        return _texts(self.client.zrevrange(self.key("failed"), 0, limit - 1 if limit > 0 else -1))

    def record(self, identifier: str) -> Record | None:
        """Everything known of a document; None when there is no such document.

        Raises:
            Unreadable: a field is not what this version of the program writes.
        """
        fields = _hash(self.client.hgetall(self.key("doc", identifier)))
        if not fields:
            return None
        with _readable(identifier):
            return compose(
                identifier,
                convert(fields["status"].decode(), Status),
                fields["reason"].decode() if "reason" in fields else None,
                decode(fields["meta"], type=Meta),
                {stage: decode(fields[stage], type=RESULTS[stage]) for stage in STAGES if stage in fields},
                {stage: fields[f"{stage}:version"].decode() for stage in STAGES if f"{stage}:version" in fields},
            )

    def failure(self, identifier: str) -> Failure | None:
        """Why a document went no further; None when it did, or is not there.

        Raises:
            Unreadable: the field is not what this version of the program writes.
        """
        value: Any = self.client.hget(self.key("doc", identifier), "failure")
        with _readable(identifier):
            return decode(value, type=Failure) if value else None

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

    def _move_leases(self, stage: str, work: Iterable[Work], after: float, what: str) -> None:
        leases = [part for document in work for part in (document.id, document.attempt)]
        if leases:
            self._lease(args=[*self._common, stage, _milliseconds(after), what, *leases])

    def _on_disk(self, arguments: list[Any]) -> Any:
        """Accept and wait for the disk, on one connection: the server waits for what that connection has written."""
        try:
            with self.client.pipeline(transaction=False) as pipe:
                self._accept(args=arguments, client=pipe)
                pipe.execute_command("WAITAOF", 1, 0, DISK_TIMEOUT)  # type: ignore[no-untyped-call]
                reply, (synced, _) = pipe.execute()
        except ResponseError as error:
            if "WAITAOF" not in str(error) and "unknown command" not in str(error):
                raise
            raise NoDiskPromise(f"{NoDiskPromise.__doc__} ({error})") from None
        if not synced:
            raise NoDiskPromise(f"the server's disk did not follow within {DISK_TIMEOUT // 1000} s: look at its disk")
        return reply


def open_store(settings: Settings, *, patience: int = 3, timeout: float | None = None) -> Store:
    """The store that the settings name.

    Every call can be repeated without harm, so that one whose answer was lost, or that a full or loading server has
    refused, is simply made again.

    Args:
        patience: how often, at most 2 s apart.
        timeout: seconds after which a server that does not answer is taken for one that is gone.
    """
    retry = Retry(ExponentialBackoff(cap=2, base=0.1), patience)
    # A refused connection is an OSError to redis-py's own retry, and would not be tried again.
    passing: list[type[Exception]] = [ConnectionError, TimeoutError, OSError]
    if patience >= OUTAGE:
        passing += [OutOfMemoryError, ReadOnlyError]
    pool = PatientPool.from_url(
        settings.redis_url, retry=retry, retry_on_error=passing, health_check_interval=10, socket_timeout=timeout
    )
    if patience >= OUTAGE:
        pool.patience = patience
    return Store(
        Redis.from_pool(pool),
        settings.key_prefix,
        settings.results_days * SECONDS_PER_DAY,
        settings.stream_length,
        settings.lease,
        settings.attempts,
    )


@contextmanager
def _readable(identifier: str) -> Iterator[None]:
    try:
        yield
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, KeyError) as error:
        raise Unreadable(f"{identifier}: {Unreadable.__doc__} ({' '.join(str(error).split())[:100]})") from None


def _script(*names: str) -> str:
    return "".join(Path(__file__).with_name(f"{name}.lua").read_text(encoding="utf-8") for name in names)


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def _written(stage: str, version: str, work: Work, outcome: Result | Failure) -> list[Any]:
    """The arguments by which `commit.lua` knows one outcome."""
    read = encode(work.versions)
    if isinstance(outcome, Failure):
        drop_raw = "1" if outcome.error == "TextTooLong" else ""
        return [outcome.outcome, read, encode(outcome), "", outcome.message, drop_raw]
    meta = encode(outcome.meta) if stage == "clean" else ""  # type: ignore[union-attr]
    return ["done", read, encode(field(stage, outcome, version)), meta, "", ""]


def _sent(identifier: bytes, stage: bytes, job: bytes, tries: bytes, size: int) -> Sent:
    return Sent(identifier.decode(), stage.decode(), job.decode(), int(tries), size)


def _given_up(identifier: bytes, attempt: bytes, tries: bytes, versions: list[bytes], claim: bytes) -> GivenUp:
    return GivenUp(Work(identifier.decode(), int(attempt), (), tuple(_texts(versions)), int(tries)), claim)


def _texts(values: Any) -> list[str]:
    return [value.decode() if value is not None else "" for value in values]


def _hash(values: Any) -> dict[str, bytes]:
    return {name.decode(): value for name, value in values.items()}
