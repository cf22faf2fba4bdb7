"""Messages to the queues. Each is a hint that documents wait for a stage: the store knows that too."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Protocol, TypeVar

from celery import chain

from config import Settings, load_settings
from workers import stages
from workers.app import ORDINARY, STAGES, URGENT
from workers.store import Sent

SMALLEST = 4  #: documents: what a message costs is nothing beside what they cost
SHARES = 16  #: a batch has at most this part of all that is left: as if there were so many processes
SHOWN = 1024  #: characters of a message's arguments in Flower; celery's own limit


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_HasId)


def batches(items: Sequence[T], size_of: Callable[[T], int], settings: Settings) -> Iterator[list[T]]:
    """Documents in order, in batches as large as the settings allow; each id once.

    Towards the end they get smaller, as in guided self-scheduling (Polychronopoulos and Kuck 1987): else some processes
    would have a large batch each when the others have nothing left to do.
    """
    left = deque({item.id: item for item in items}.values())
    while left:
        most = min(settings.batch_documents, max(SMALLEST, len(left) // SHARES))
        batch = [left.popleft()]
        room = settings.batch_bytes - size_of(batch[0])
        while left and len(batch) < most and (room := room - size_of(left[0])) >= 0:
            batch.append(left.popleft())
        yield batch


def send(job: str, ids: list[str], stage: str = STAGES[0], *, urgent: bool = False, retry: bool = True) -> None:
    """Send one batch through the stages, from a first one on. A message that comes twice does no harm.

    Args:
        urgent: before all that is not.
        retry: keep trying for some minutes while the broker is away.

    Raises:
        OperationalError: the broker is away.
    """
    # What Flower and the logs show of the arguments: how many documents, before the ids fill the line.
    shown = f"({job!r}, {len(ids)} documents: {' '.join(ids)})"[:SHOWN]
    options = {"argsrepr": shown, "priority": URGENT if urgent else ORDINARY}
    chain(task.si(job, ids).set(**options) for task in stages.IN_ORDER[STAGES.index(stage) :]).apply_async(retry=retry)


def send_again(documents: list[Sent]) -> None:
    """Send documents from the stages that they wait for, before all others; suspects each alone.

    Raises:
        OperationalError: the broker is away.
    """
    suspects = [document for document in documents if document.tries]
    for document in suspects:
        send(document.job, [document.id], document.stage, urgent=True, retry=False)
    innocent = sorted((document for document in documents if not document.tries), key=_way)
    for (stage, job), group in groupby(innocent, key=_way):
        for batch in batches(list(group), lambda document: document.bytes, load_settings()):
            send(job, [document.id for document in batch], stage, urgent=True, retry=False)


def _way(document: Sent) -> tuple[str, str]:
    return document.stage, document.job
