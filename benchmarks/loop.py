"""The four functions called in a loop, by some processes, with no queue and no Redis: what a queue is measured by."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from typing import Any

import msgspec

import tasks
from config import load_settings
from tasks.records import Story
from workers.app import STAGES
from workers.batch import stage_function

_functions: list[Any] = []
_together: Barrier


class Loop:
    """Processes that have loaded their models."""

    def __init__(self, pool: ProcessPoolExecutor, processes: int) -> None:
        self._pool, self._processes = pool, processes

    def run(self, texts: Sequence[str]) -> float:
        """Seconds for all texts, of which each process reads every n-th."""
        shares = [texts[at :: self._processes] for at in range(self._processes)]
        spans = list(self._pool.map(_read, shares))
        return max(end for _, end in spans) - min(start for start, _ in spans)


@contextmanager
def loop(processes: int) -> Iterator[Loop]:
    """Start the processes and load the models."""
    context = get_context("spawn")
    barrier = context.Barrier(processes)
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_load, initargs=(barrier,)) as pool:
        started = Loop(pool, processes)
        started.run(["The mayor said that the bridge is closed."] * processes)
        yield started


def _load(together: Barrier) -> None:
    global _together
    settings = load_settings()
    models = tasks.load_models(settings.weights, settings.entities_pipeline)
    _functions.extend(stage_function(stage, settings, lambda: models) for stage in STAGES)
    _together = together


def _read(texts: Sequence[str]) -> tuple[float, float]:
    """When this process began and ended."""
    _together.wait()  # so that none takes two shares, and all begin at once
    start = time.monotonic()
    for at, text in enumerate(texts):
        results: list[Any] = []
        for function in _functions:
            results.append(function(*(results or [Story(str(at), text)])))
        msgspec.json.encode(results)
    return start, time.monotonic()
