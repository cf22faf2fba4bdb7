"""What the store gives out: a document to work on, one to send, a job."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from workers.errors import TextGone


class Work(Struct, frozen=True):
    """A document that is leased to this worker for one stage, with what the stage reads of it."""

    id: str
    attempt: int  #: the number of this lease; the result of an older one is refused
    values: tuple[tuple[bytes | None, type[Any]], ...] = ()  #: JSON and what it is to be: the story, or earlier results
    versions: tuple[str, ...] = ()  #: of the results of the stages before
    tries: int = 1  #: how often this stage has been begun, this time included, since the last result

    def inputs(self) -> tuple[Any, ...]:
        """The story for the first stage, else the results of the stages before.

        Raises:
            TextGone: the field has been removed from Redis.
            msgspec.DecodeError: a field is not what this version of the program writes; no other document suffers.
        """
        return tuple(_decoded(value, kind) for value, kind in self.values)


class Sent(Struct, frozen=True):
    """A document for which a message is to be sent."""

    id: str
    stage: str  #: the first that it waits for
    job: str  #: one of its jobs
    tries: int  #: 0, or how many workers have begun and not ended: then it travels alone
    bytes: int  #: of its text


class GivenUp(Struct, frozen=True):
    """A document that has been with too many workers when they died."""

    work: Work
    claim: bytes  #: JSON of the last `Claim`


class Swept(Struct, frozen=True):
    """What a sweep over one stage found."""

    to_send: list[Sent]
    given_up: list[GivenUp]


class Claim(Struct, frozen=True):
    """Who works on a document: the field `lease`."""

    worker: str  #: host and process
    version: str  #: of the stage's results
    time: str  #: ISO 8601, UTC
    nonce: str  #: makes no two claims alike


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


def _decoded(value: bytes | None, kind: type[Any]) -> Any:
    if value is None:
        raise TextGone
    return msgspec.json.decode(value, type=kind)
