"""The naive chain: stock Celery, one document a message, and each task starts from the text, which is what it is sent.

    celery -A benchmarks.peers.celery_naive worker --concurrency N

What a stage found is in the message too, for whoever looks at the result backend; what a stage works on is spaCy's, no
JSON, and so each parses again. In one task nothing is parsed twice: the stances find the windows of the entities.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from celery import Celery, chain
from msgspec import to_builtins

import tasks
from benchmarks.peers.celery_chain import PATIENCE
from benchmarks.peers.stages import Message, models
from tasks.records import Cleaned, Entities, Segments, Stances, Story

app = Celery("naive", broker=os.environ["PEERS_REDIS"], backend=os.environ["PEERS_REDIS"])


def cleaned(document: Message) -> Cleaned:
    return tasks.clean(Story(document["id"], document["text"]))


def segmented(document: Message) -> tuple[Cleaned, Segments]:
    text = cleaned(document)
    return text, tasks.segment(text, models().segment)


def named(document: Message) -> tuple[Cleaned, Segments, Entities]:
    text, segments = segmented(document)
    return text, segments, tasks.find_entities(text, segments, models().entities)


@app.task  # type: ignore[untyped-decorator]
def clean(document: Message) -> Message:
    return {**document, "clean": to_builtins(cleaned(document))}


@app.task  # type: ignore[untyped-decorator]
def segment(document: Message) -> Message:
    return {**document, "segment": to_builtins(segmented(document)[-1])}


@app.task  # type: ignore[untyped-decorator]
def find_entities(document: Message) -> Message:
    return {**document, "entities": to_builtins(named(document)[-1])}


@app.task  # type: ignore[untyped-decorator]
def tag_stances(document: Message) -> Any:
    found: Stances = tasks.tag_stances(*named(document), models().stances)
    return to_builtins(found)


def read(documents: Sequence[Message]) -> list[Message]:
    """Hand in, and wait for the stances of each."""
    asked = [chain(clean.s(each), segment.s(), find_entities.s(), tag_stances.s()).delay() for each in documents]
    return [result.get(timeout=PATIENCE) for result in asked]
