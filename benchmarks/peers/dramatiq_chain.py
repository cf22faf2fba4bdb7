"""The same on Dramatiq, as its guide composes actors: a pipeline, and a result backend for its last actor.

dramatiq benchmarks.peers.dramatiq_chain --processes N --threads 1
"""

from __future__ import annotations

import os
from collections.abc import Sequence

import dramatiq
from dramatiq.brokers.redis import RedisBroker
from dramatiq.results import Results
from dramatiq.results.backends import RedisBackend

from benchmarks.peers import stages
from benchmarks.peers.stages import Message

PATIENCE = 600_000  #: milliseconds for one result

broker = RedisBroker(url=os.environ["PEERS_REDIS"])
broker.add_middleware(Results(backend=RedisBackend(url=os.environ["PEERS_REDIS"])))
dramatiq.set_broker(broker)


@dramatiq.actor  # type: ignore[untyped-decorator]
def clean(document: Message) -> Message:
    return stages.clean(document)


@dramatiq.actor  # type: ignore[untyped-decorator]
def segment(found: Message) -> Message:
    return stages.segment(found)


@dramatiq.actor  # type: ignore[untyped-decorator]
def find_entities(found: Message) -> Message:
    return stages.find_entities(found)


@dramatiq.actor(store_results=True)  # type: ignore[untyped-decorator]
def tag_stances(found: Message) -> Message:
    return stages.tag_stances(found)


def read(documents: Sequence[Message]) -> list[Message]:
    """Hand in, and wait for the stances of each."""
    asked = [
        (clean.message(each) | segment.message() | find_entities.message() | tag_stances.message()).run()
        for each in documents
    ]
    return [pipeline.get_result(block=True, timeout=PATIENCE) for pipeline in asked]
