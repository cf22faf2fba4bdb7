"""The Celery tasks. A message carries a job's id and documents' ids, never texts; the store has the texts.

The job comes first among the arguments, where Flower's search finds it. What does the work is imported when the first
message comes: Flower imports this module too, and needs neither spaCy nor a model.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from celery import Task
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from workers.app import app
from workers.errors import OutOfRoom, SubmissionError, WorkersError
from workers.messages import MessageRefused

logger = logging.getLogger(__name__)

WAIT_FOR_WEIGHTS = 10  #: seconds between two looks at weights that were missing or damaged


def _stage(name: str) -> Callable[[Callable[..., Any]], Task]:
    """A Celery task of one stage. Celery never tries it again: what it has not done, the sweep finds."""
    task: Callable[[Callable[..., Any]], Task] = app.task(name=name, bind=True, throws=(WorkersError,))
    return task


@_stage("tasks.clean")
def clean(self: Task, job: str, ids: list[str]) -> list[str]:
    """What of each story is body."""
    return _run(self, "clean", job, ids)


@_stage("tasks.segment")
def segment(self: Task, job: str, ids: list[str]) -> list[str]:
    """Paragraphs and sentences."""
    return _run(self, "segment", job, ids)


@_stage("tasks.find_entities")
def find_entities(self: Task, job: str, ids: list[str]) -> list[str]:
    """Who and what each story names."""
    return _run(self, "entities", job, ids)


@_stage("tasks.tag_stances")
def tag_stances(self: Task, job: str, ids: list[str]) -> list[str]:
    """Who says what about whom, and where they stand."""
    return _run(self, "stances", job, ids)


IN_ORDER = (clean, segment, find_entities, tag_stances)


@app.task(  # type: ignore[untyped-decorator]
    name="workers.submit",
    bind=True,
    ignore_result=False,
    throws=(WorkersError,),
    autoretry_for=(RedisError, OperationalError),
    max_retries=10,
    retry_backoff=2,
    retry_backoff_max=60,
)
def submit(self: Task, payload: Any = None, **fields: Any) -> dict[str, Any]:
    """Take documents in; the reply is `{"job": …, "documents": [ids]}`."""
    from workers import batch, pipeline

    if payload is not None and fields:
        raise SubmissionError("give the payload either as the one argument or as keyword arguments, not both")
    # Not the patience of a stage: whoever waits for the reply wants to know that Redis is full.
    store = batch.worker_store(patience=3)
    request = self.request
    if request.delivery_info.get("redelivered") and store.begun_again(request.id) > store.attempts:
        raise SubmissionError(
            f"{store.attempts} worker processes in turn ended over this submission: hand in its documents one by one, "
            "and look at the workers' logs and memory"
        )
    try:
        return pipeline.submit_payload(fields if payload is None else payload, store)
    except MemoryError:  # which Celery would raise again in the worker's main process, and end it
        raise OutOfRoom(OutOfRoom.__doc__) from None


def _run(task: Task, stage: str, job: str, ids: list[str]) -> list[str]:
    from tasks.errors import WeightsError
    from workers import batch

    if not (isinstance(job, str) and isinstance(ids, list) and all(isinstance(each, str) for each in ids)):
        raise MessageRefused("a stage takes a job's id and a list of documents' ids, all of them strings")
    try:
        going_on = batch.run_stage_here(stage, ids)
    except WeightsError as error:
        # No document is at fault, and none has been touched. Wait here, with one batch: a worker that gave them back at
        # once would draw the whole queue to itself and be of no use. The sweep sends this one again.
        logger.error("%s cannot work: %s", stage, error)
        time.sleep(WAIT_FOR_WEIGHTS)
        going_on = []
    except RedisError as error:
        logger.error("%s: the store was away for too long, the batch is sent again when it is back: %s", stage, error)
        going_on = []
    except MemoryError:
        # Outside of any one document. Celery would raise it again in the worker's main process, and end it. The leases
        # run out, and the sweep sends each document alone.
        logger.error("%s: a batch of %d documents has no room in this process's memory", stage, len(ids))
        going_on = []
    if not going_on:
        task.request.chain = None
    return going_on
