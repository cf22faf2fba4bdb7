"""The way of a document through the stages: in through `submit`, on by a chain of messages, or here by `run_stages`."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import msgspec
from kombu.exceptions import OperationalError
from msgspec import Struct
from redis.exceptions import OutOfMemoryError

import tasks
from config import Settings, load_settings
from tasks.records import Record, Status, Story, Versions
from workers.app import STAGES
from workers.batch import attempt, current_versions, stage_function
from workers.documents import read_stories, size
from workers.errors import StoreFull, SubmissionError
from workers.fields import Failure, compose
from workers.sending import batches, send, send_again
from workers.store import Store, open_store

logger = logging.getLogger(__name__)


class Submission(Struct, frozen=True):
    """What was handed in: the job, and the documents' ids in the order in which they came."""

    job: str
    ids: list[str]


def submit(
    documents: Iterable[Mapping[str, Any]],
    job: str | None = None,
    *,
    on_disk: bool = False,
    urgent: bool = False,
    store: Store | None = None,
) -> Submission:
    """Hand in documents: `{"text" or "html", "id"?, "url"?, "source"?, "published"?, "title"?}` each.

    When this returns, all of them are in the store, and will be worked on whatever happens to the messages that it
    sends. All are written before the first message is sent, so that a job is never counted as finished while it still
    grows. Handing in the same again is harmless.

    Args:
        on_disk: come back only when the server has written all of it to its disk (Redis 7.2 or newer).
        urgent: before all that is not, at every stage, and each alone in its batch: somebody waits for the answer.

    Raises:
        SubmissionError: a document, or the job's id, has a wrong shape; nothing has been accepted.
        StoreFull: Redis has no room; some of the documents may have been accepted.
        NoDiskPromise: the server cannot say that it is on the disk; all or some have been accepted.
        WeightsError: the weights, whose versions the documents are to have, are missing or damaged.
    """
    settings = load_settings()
    stories = read_stories(documents)
    if not stories:
        raise SubmissionError("documents is empty: give at least one")
    job = _checked(job) if job is not None else "j" + secrets.token_hex(6)
    store = store or open_store(settings)
    versions = current_versions(settings)
    try:
        accepted = [
            store.accept(job, batch, versions, on_disk=on_disk, urgent=urgent)
            for batch in batches(stories, size, settings)
        ]
    except OutOfMemoryError as error:
        raise StoreFull(StoreFull.__doc__) from error
    _hint(lambda: _send(job, accepted, urgent))
    return Submission(job, [story.id for story in stories])


def _send(job: str, accepted: Iterable[Mapping[str, list[str]]], urgent: bool) -> None:
    for waiting in accepted:
        for stage, ids in waiting.items():
            for batch in [[each] for each in ids] if urgent else [ids]:
                send(job, batch, stage, urgent=urgent)


def retry(ids: Iterable[str], *, store: Store | None = None) -> list[str]:
    """Set failed documents going again from the stage at which they failed; the ids of those that do.

    One that has not failed, or whose text was not kept for its length, is left as it is.
    """
    to_send = (store or open_store(load_settings())).retry(list(ids))
    _hint(lambda: send_again(to_send))
    return [document.id for document in to_send]


def _hint(send_messages: Callable[[], None]) -> None:
    """Send messages for documents that the store has: when that fails, a worker's sweep finds them without."""
    try:
        send_messages()
    except (OperationalError, OutOfMemoryError) as error:
        logger.warning("the queue cannot be reached, a worker will find the documents by itself: %s", error)


def run_stages(
    story: Story, models: tasks.Models, versions: Versions, settings: Settings
) -> tuple[Record, Failure | None]:
    """The record of a story, the same as through the queue, and why it went no further if it did not."""
    results: dict[str, Any] = {}
    written: dict[str, str] = {}
    status: Status = "done"
    failure = None
    for stage in STAGES:
        function = partial(stage_function(stage, settings, lambda: models), *(results.values() or (story,)))
        outcome = attempt(stage, function)
        written[stage] = getattr(versions, stage)
        if isinstance(outcome, Failure):
            status, failure = outcome.outcome, outcome
            break
        results[stage] = outcome
    reason = failure.message if failure else None
    return compose(story.id, status, reason, story.meta, results, written), failure


def submit_payload(payload: Any, store: Store) -> dict[str, Any]:
    """Answer a message to `workers.submit`.

    `{"documents": [...], "job"?, "on_disk"?, "urgent"?}` in, `{"job", "documents": [ids]}` out.
    """
    if not isinstance(payload, dict) or "documents" not in payload:
        raise SubmissionError('the payload must be an object with the key documents: {"documents": [...]}')
    flags = {name: payload.get(name, False) for name in ("on_disk", "urgent")}
    if unknown := sorted(set(payload) - {"documents", "job", *flags}):
        raise SubmissionError(
            f"the payload has the unknown key {unknown[0]!r:.80}: the keys are documents, job, on_disk and urgent"
        )
    for name, flag in flags.items():
        if not isinstance(flag, bool):
            raise SubmissionError(f"{name} is {flag!r:.60}: give true or false")
    submission = submit(payload["documents"], payload.get("job"), **flags, store=store)
    return {"job": submission.job, "documents": submission.ids}


def _checked(job: Any) -> str:
    if not isinstance(job, str) or not re.fullmatch(r"[A-Za-z0-9._-]{1,100}", job):
        shown = msgspec.json.encode(repr(job)[:60]).decode()
        raise SubmissionError(f"the job's id is {shown}: use 1 to 100 letters, digits, dots, dashes and underscores")
    return job
