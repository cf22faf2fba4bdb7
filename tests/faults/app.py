"""Our Celery app as the workers of these tests load it: with named points in it, and with poison that works.

The functions are ours as they are; each wrapper only says that a point has been reached. Models are loaded when a
process starts, so that a short time limit is for the documents alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from celery.signals import task_postrun, task_prerun, worker_process_init

from tests.faults import points, poison
from workers import app, batch
from workers.app import TASKS
from workers.store import Store

__all__ = ["app"]

app.conf.update(worker_proc_alive_timeout=60, worker_soft_shutdown_timeout=3)
_now: dict[str, Any] = {}  #: what this process does: job, place, task, ids


def _reach(point: str) -> None:
    if _now:
        points.reach(_now["job"], _now["place"], point, _now["task"], _now["ids"])


@worker_process_init.connect  # type: ignore[untyped-decorator]
def _load(**more: Any) -> None:
    batch.worker_models()


@task_prerun.connect  # type: ignore[untyped-decorator]
def _received(task_id: str, task: Any, args: Sequence[Any], **more: Any) -> None:
    if task.name == "workers.submit":
        _now.update(job=args[0]["job"], ids=[])
    else:
        _now.update(job=args[0], ids=args[1])
    _now.update(place=TASKS[task.name], task=task_id)
    _reach("received")


@task_postrun.connect  # type: ignore[untyped-decorator]
def _sent(**more: Any) -> None:
    _reach("sent")
    _now.clear()


def _between(before: str, call: Callable[..., Any], after: str) -> Callable[..., Any]:
    def wrapped(*args: Any, **more: Any) -> Any:
        _reach(before)
        result = call(*args, **more)
        _reach(after)
        return result

    return wrapped


def _claim(*args: Any, call: Callable[..., Any] = Store.claim) -> Any:
    claimed = call(*args)
    _reach("claimed")
    return claimed


def _accept(
    store: Store, job: str, stories: Any, *args: Any, call: Callable[..., Any] = Store.accept, **more: Any
) -> Any:
    stories = list(stories)
    for story in stories:
        poison.take("submit", story.text or "")
    return call(store, job, stories, *args, **more)


def _stage_function(stage: str, *args: Any, call: Callable[..., Any] = batch.stage_function) -> Callable[..., Any]:
    function = call(stage, *args)

    def on(*inputs: Any) -> Any:
        _reach("running")
        poison.take(stage, inputs[0].text or "")
        return function(*inputs)

    return on


Store.claim = _claim  # type: ignore[method-assign]
Store.commit = _between("computed", Store.commit, "committed")  # type: ignore[method-assign]
Store.accept = _between("checked", _accept, "accepted")  # type: ignore[method-assign]
batch.stage_function = _stage_function
