"""The same on stock Celery with its default settings: one document a message, the results kept by its backend.

celery -A benchmarks.peers.celery_chain worker --concurrency N
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from celery import Celery, chain

from benchmarks.peers import stages
from benchmarks.peers.stages import Message

PATIENCE = 600  #: seconds for one result

app = Celery("chain", broker=os.environ["PEERS_REDIS"], backend=os.environ["PEERS_REDIS"])


@app.task  # type: ignore[untyped-decorator]
def clean(document: Message) -> Message:
    return stages.clean(document)


@app.task  # type: ignore[untyped-decorator]
def segment(found: Message) -> Message:
    return stages.segment(found)


@app.task  # type: ignore[untyped-decorator]
def find_entities(found: Message) -> Message:
    return stages.find_entities(found)


@app.task  # type: ignore[untyped-decorator]
def tag_stances(found: Message) -> Message:
    return stages.tag_stances(found)


def read(documents: Sequence[Message]) -> list[Message]:
    """Hand in, and wait for the stances of each."""
    asked = [chain(clean.s(each), segment.s(), find_entities.s(), tag_stances.s()).delay() for each in documents]
    return [result.get(timeout=PATIENCE) for result in asked]
