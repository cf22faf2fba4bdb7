"""One stage over one batch of documents: lease, call the pure function on each, write, say who goes on."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from celery.exceptions import SoftTimeLimitExceeded
from msgspec.structs import replace

import tasks
from config import ROOT, Settings, load_settings
from tasks.errors import Skipped, StoryError, WeightsError
from tasks.records import Versions
from workers.fields import Failure, Result
from workers.heartbeat import heartbeat
from workers.store import OUTAGE, Store, Work, open_store

if TYPE_CHECKING:
    from spacy.language import Language

logger = logging.getLogger(__name__)

PAUSE = 2.0  #: seconds before a document that ran out of memory is tried again, doubled with each time

StageFunction = Callable[..., Result]


@cache
def worker_store(patience: int = OUTAGE) -> Store:
    """The store of this worker process: it waits out a restart of Redis."""
    return open_store(load_settings(), patience=patience, timeout=load_settings().lease)


@cache
def worker_models() -> tasks.Models:
    """The models of this worker process, loaded when a stage first needs them, after the process was forked."""
    settings = load_settings()
    return tasks.load_models(settings.weights, settings.entities_pipeline, settings.shared_memory)


@cache
def worker_versions() -> Versions:
    """The versions that this worker process writes."""
    return current_versions(load_settings())


def current_versions(settings: Settings) -> Versions:
    """The versions that these settings lead to; every setting that changes a result has a part in them."""
    return tasks.stage_versions(settings.weights, settings.entities_pipeline, narrator=settings.narrator)


def run_stage_here(stage: str, ids: Sequence[str]) -> list[str]:
    """Run one stage over a batch with this worker's store, models and versions.

    Raises:
        WeightsError: the models cannot be loaded; no document has been touched.
    """
    function = stage_function(stage, load_settings(), worker_models)
    return run_stage(worker_store(), stage, getattr(worker_versions(), stage), ids, function)


def stage_function(stage: str, settings: Settings, models: Callable[[], tasks.Models]) -> StageFunction:
    """The pure function of a stage; `models` is called only for a stage that needs them."""
    match stage:
        case "clean":
            return partial(tasks.clean, max_characters=settings.max_characters)
        case "segment":
            return _forgetful(tasks.segment, models().segment)
        case "entities":
            return _forgetful(tasks.find_entities, models().entities)
        case _:
            return _forgetful(partial(tasks.tag_stances, narrator=settings.narrator), models().stances)


def _forgetful(function: StageFunction, nlp: Language) -> StageFunction:
    """A stage's function with its pipeline, which forgets each story's new words: else a worker grows for ever."""

    def call(*inputs: Any) -> Result:
        with nlp.memory_zone():
            return function(*inputs, nlp=nlp)

    return call


def run_stage(store: Store, stage: str, version: str, ids: Sequence[str], function: StageFunction) -> list[str]:
    """Run one stage over those of a batch that are free; the ids of the documents that go on.

    A document goes on when the stage's result is in the store, whoever wrote it. What is not finished here is given
    back to the store, and sent again by the sweep.

    Raises:
        SoftTimeLimitExceeded: the time was up before the batch was done; what is done has been written.
    """
    work, ahead = store.claim(stage, version, ids)
    outcomes: list[tuple[Work, Result | Failure]] = []
    with heartbeat(store, stage, work):
        try:
            for document in work:
                outcome = attempt(stage, partial(_on, function, document))
                if _may_pass(outcome) and document.tries < store.attempts:
                    store.release(stage, [document], after=PAUSE * 2**document.tries, blameless=False)
                else:
                    outcomes.append((document, _counted(outcome, document)))
        except SoftTimeLimitExceeded as error:
            if len(work) == 1:  # it had all the time, and would take it the next time too
                outcomes.append((work[0], _counted(_failure(stage, error), work[0])))
            left = _left(work, outcomes)
            store.release(stage, left[:1], blameless=False)
            store.release(stage, left[1:])
            raise
        except WeightsError:
            store.release(stage, _left(work, outcomes))
            raise
        finally:
            store.commit(stage, version, outcomes)
    done = [document.id for document, outcome in outcomes if not isinstance(outcome, Failure)]
    for document, outcome in outcomes:
        if isinstance(outcome, Failure):
            logger.warning("%s: %s %s: %s (%s)", stage, document.id, outcome.outcome, outcome.message, outcome.place)
    logger.info("%s: %d done, %d not, %d were done before", stage, len(done), len(work) - len(done), len(ahead))
    return [*ahead, *done]


def _counted(outcome: Result | Failure, document: Work) -> Result | Failure:
    return replace(outcome, attempts=document.tries) if isinstance(outcome, Failure) else outcome


def _left(work: list[Work], outcomes: list[tuple[Work, Result | Failure]]) -> list[Work]:
    settled = {document.id for document, _ in outcomes}
    return [document for document in work if document.id not in settled]


def _may_pass(outcome: Result | Failure) -> bool:
    return isinstance(outcome, Failure) and outcome.error == MemoryError.__name__


def _on(function: StageFunction, document: Work) -> Result:
    return function(*document.inputs())


def attempt(stage: str, call: Callable[[], Result]) -> Result | Failure:
    """What a stage makes of one document: an error that is the document's own is its outcome.

    Raises:
        WeightsError: nobody's document is at fault.
        SoftTimeLimitExceeded: the worker's time is up.
    """
    try:
        return call()
    except (WeightsError, SoftTimeLimitExceeded):
        raise
    except Exception as error:
        logger.debug("%s on one document", stage, exc_info=True)
        return _failure(stage, error)


def _failure(stage: str, error: Exception) -> Failure:
    return Failure(
        outcome="skipped" if isinstance(error, Skipped) else "failed",
        stage=stage,
        error=type(error).__name__,
        message=_sentence(stage, error),
        place=_place(error),
        time=datetime.now(UTC).isoformat(timespec="milliseconds"),
    )


def _sentence(stage: str, error: Exception) -> str:
    if isinstance(error, StoryError):
        return str(error)
    if isinstance(error, SoftTimeLimitExceeded):
        return f"The stage {stage} took too long over this story: split it, or raise STANCEWIRE_TASK_TIME_LIMIT."
    said = " ".join(str(error).split())[:200]
    return f"The stage {stage} broke on this story ({type(error).__name__}: {said}): please report it with the story."


def _place(error: Exception) -> str:
    """The last line of ours that was running: `tasks/cleaning.py:42`."""
    place = ""
    for frame in traceback.extract_tb(error.__traceback__):
        file = Path(frame.filename)
        if file.is_relative_to(ROOT) and file.relative_to(ROOT).parts[0] in ("tasks", "workers"):
            place = f"{file.relative_to(ROOT).as_posix()}:{frame.lineno}"
    return place
