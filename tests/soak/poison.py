"""Our Celery app for a soak: its stages kill their process, or raise, over a document whose text says so."""

from __future__ import annotations

import os
import re
import signal
from typing import Any

from celery.signals import task_prerun

from workers import app

__all__ = ["app"]

POISON = re.compile(r"This story (kills|breaks) the stage (\w+)\.")


@task_prerun.connect
def poison_the_stages(**_: Any) -> None:
    """Wrap the functions of the stages, in the process that runs them and not before it does."""
    from workers import batch

    clean = batch.stage_function
    if clean is not poisoned:
        batch.stage_function = poisoned
        poisoned.clean = clean  # type: ignore[attr-defined]


def poisoned(stage: str, *arguments: Any) -> Any:
    """The function of a stage that does what a poisoned text says, and else what it always does."""
    function = poisoned.clean(stage, *arguments)  # type: ignore[attr-defined]

    def call(*inputs: Any) -> Any:
        found = POISON.search(inputs[0].text or "")
        if found and found[2] == stage:
            if found[1] == "kills":
                os.kill(os.getpid(), signal.SIGKILL)
            raise ValueError("poison")
        return function(*inputs)

    return call
