"""Our Celery app for a soak: its stages kill their process, or raise, over a document whose text says so."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable
from typing import Any

from workers import app, batch

__all__ = ["app"]

POISON = re.compile(r"This story (kills|breaks) the stage (\w+)\.")


def poisoned(stage_function: Callable[..., Any]) -> Callable[..., Any]:
    """The functions of the stages, which do what a poisoned text says and else what they always do."""

    def of(stage: str, *arguments: Any) -> Callable[..., Any]:
        function = stage_function(stage, *arguments)

        def call(*inputs: Any) -> Any:
            found = POISON.search(inputs[0].text or "")
            if found and found[2] == stage:
                swallow(found[1])
            return function(*inputs)

        return call

    return of


def swallow(what: str) -> None:
    if what == "kills":
        os.kill(os.getpid(), signal.SIGKILL)
    raise ValueError("poison")


# Before the pool's processes are forked: a soak kills many of them, and each would spend seconds on loading.
batch.worker_models()
batch.stage_function = poisoned(batch.stage_function)
