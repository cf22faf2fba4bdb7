"""The same on RQ: each job puts the next one on the queue, with all that is known of the document.

    python -m benchmarks.peers.rq_worker N

RQ's guide chains jobs with `depends_on`; see benchmarks/README.md for why that is not done here.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from redis import Redis
from rq import Queue
from rq.job import Job

from benchmarks.peers import stages
from benchmarks.peers.stages import Message

PATIENCE = 600  #: seconds for one result

queue = Queue(connection=Redis.from_url(os.environ["PEERS_REDIS"]))


def clean(document: Message, last: str) -> None:
    queue.enqueue(segment, stages.clean(document), last)


def segment(found: Message, last: str) -> None:
    queue.enqueue(find_entities, stages.segment(found), last)


def find_entities(found: Message, last: str) -> None:
    queue.enqueue(tag_stances, stages.find_entities(found), job_id=last)


def tag_stances(found: Message) -> Message:
    return stages.tag_stances(found)


def read(documents: Sequence[Message]) -> list[Message]:
    """Hand in, and wait for the stances of each."""
    asked = [f"stances-{each['id']}" for each in documents]
    for document, last in zip(documents, asked, strict=True):
        queue.enqueue(clean, document, last)
    return [_stances(Job(last, connection=queue.connection)) for last in asked]


def _stances(job: Job) -> Message:
    result = job.latest_result(timeout=PATIENCE)
    if result is None or result.type != result.Type.SUCCESSFUL:
        raise RuntimeError(f"RQ has no stances of {job.id}: {result and result.exc_string}")
    return result.return_value  # type: ignore[no-any-return]
