"""`stancewire submit`: into the queue, and with `--wait` out of it again."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

from config import load_settings
from workers.app import app
from workers.commands.exits import Exit, Trouble, of_failure, say, together
from workers.commands.inputs import Format, Read, read_files
from workers.commands.output import write_line
from workers.pipeline import Submission
from workers.pipeline import submit as hand_in
from workers.store import OUTAGE, Job, Store, open_store

SECONDS_OF_SILENCE = 20  #: until the user is told what the cause may be


def submit(
    files: tuple[str, ...],
    encoding: str,
    format: Format | None,
    job: str | None,
    wait: bool,
    on_disk: bool,
    urgent: bool,
) -> Exit:
    """Hand in what can be read of the files, say what cannot, and perhaps wait for the outcome."""
    settings = load_settings()
    items = list(read_files(files, encoding=encoding, format=format, longest=settings.max_characters))
    troubles = [item for item in items if isinstance(item, Trouble)]
    for trouble in troubles:
        say(trouble)
    exits = {trouble.exit for trouble in troubles}
    readable = [item for item in items if isinstance(item, Read)]
    if readable:
        store = open_store(settings)
        check_connections(store)
        submission = hand_in((item.document for item in readable), job, on_disk=on_disk, urgent=urgent, store=store)
        write_line({"job": submission.job, "documents": submission.ids})
        if wait:
            patient = open_store(settings, patience=OUTAGE)
            exits |= _wait(patient, submission, {item.story.id: item.name for item in readable})
    return together(exits)


def check_connections(store: Store) -> None:
    """Find out now whether both Redis databases answer: sending would go on trying for minutes.

    Raises:
        RedisError: the store does not answer.
        OperationalError: the broker does not.
    """
    store.client.ping()
    with app.connection_for_write() as connection:
        connection.ensure_connection(max_retries=1, interval_start=0.1, reraise_as_library_errors=True)


def progress(store: Store, job: str, *, every: float = 0.2) -> Iterator[Job]:
    """How far a job is, again and again until nothing of it moves any more.

    Raises:
        Trouble: it is there no longer.
    """
    while state := store.job(job):
        yield state
        if state.finished:
            return
        time.sleep(every)
    raise Trouble(Exit.NOT_KNOWN, f"the job {job} is gone: Redis has lost its data; hand in the documents again")


def _wait(store: Store, submission: Submission, names: dict[str, str]) -> set[Exit]:
    shown, since = "", time.monotonic()
    for state in progress(store, submission.job):
        line = f"{state.done} done, {state.failed} failed, {state.skipped} skipped of {state.total}"
        if line != shown:
            say(line)
            shown, since = line, time.monotonic()
        elif time.monotonic() - since > SECONDS_OF_SILENCE:
            say("Nothing moves: does a worker run? `stancewire up` starts one, or: python -m celery -A workers worker")
            since = math.inf
    exits = set()
    for identifier in dict.fromkeys(submission.ids):
        failure = store.failure(identifier)
        if failure:
            say(f"{names[identifier]}: {failure.outcome}: {failure.message}")
        exits.add(of_failure(failure))
    return exits
