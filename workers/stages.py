"""The Celery tasks. A message carries a job's id and documents' ids, never texts; the store has the texts.

The job comes first among the arguments, where Flower's search finds it. What does the work is imported when the first
message comes: Flower imports this module too, and needs neither spaCy nor a model.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from celery import Task
from celery.exceptions import SoftTimeLimitExceeded
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from workers.app import app
from workers.errors import SubmissionError, WorkersError

WAIT_FOR_WEIGHTS = 10  #: seconds between two looks at weights that were missing or damaged


def _task(name: str, **options: Any) -> Callable[[Callable[..., Any]], Task]:
    """A Celery task that waits, and tries again, for as long as something is amiss that is no document's fault."""
    passing = (RedisError, OperationalError, SoftTimeLimitExceeded)
    task: Callable[[Callable[..., Any]], Task] = app.task(
        name=name, bind=True, autoretry_for=passing, max_retries=None, retry_backoff=2, retry_backoff_max=60, **options
    )
    return task


@_task("tasks.clean")
def clean(self: Task, job: str, ids: list[str]) -> list[str]:
    """What of each story is body."""
    return _run(self, "clean", ids)


@_task("tasks.segment")
def segment(self: Task, job: str, ids: list[str]) -> list[str]:
    """Paragraphs and sentences."""
    return _run(self, "segment", ids)


@_task("tasks.find_entities")
def find_entities(self: Task, job: str, ids: list[str]) -> list[str]:
    """Who and what each story names."""
    return _run(self, "entities", ids)


@_task("tasks.tag_stances")
def tag_stances(self: Task, job: str, ids: list[str]) -> list[str]:
    """Who says what about whom, and where they stand."""
    return _run(self, "stances", ids)


IN_ORDER = (clean, segment, find_entities, tag_stances)


@_task("workers.submit", ignore_result=False, throws=(WorkersError,))
def submit(self: Task, payload: Any = None, **fields: Any) -> dict[str, Any]:
    """Take documents in; the reply is `{"job": …, "documents": [ids]}`."""
    from workers import batch, pipeline

    if payload is not None and fields:
        raise SubmissionError("give the payload either as the one argument or as keyword arguments, not both")
    return pipeline.submit_payload(fields if payload is None else payload, batch.worker_store())


def _run(task: Task, stage: str, ids: list[str]) -> list[str]:
    from tasks.errors import WeightsError
    from workers import batch

    try:
        going_on = batch.run_stage_here(stage, ids)
    except WeightsError as error:
        # Wait here, with one batch: retries with a countdown would draw the whole queue to a worker that is of no use.
        time.sleep(WAIT_FOR_WEIGHTS)
        raise task.retry(exc=error, countdown=0) from None
    if not going_on:
        task.request.chain = None
    return going_on
