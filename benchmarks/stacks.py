"""What a profiler's stacks say: at which stage a worker's process was, and what it did there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

#: The tasks of workers/stages.py -> the stage.
_STAGES = {"clean": "clean", "segment": "segment", "find_entities": "entities", "tag_stances": "stances"}
BETWEEN = "between stages"
STAGES = (*_STAGES.values(), BETWEEN)

IDLE = "waiting for work"
#: Kind of work -> the frames that tell it. The innermost such frame decides; all others (`re`, NumPy, spaCy's compiled
#: objects, the C library) work for whoever called them.
_TOLD_BY = {
    "heads": r"\(onnxruntime/",
    "tokens": r"\(tokenizers/|\(tasks/(features|words)\.py",
    "rules": r"\((tasks|workers|config)/",
    "spaCy": r"\((spacy|thinc|blis)/",
    "ftfy, langid, trafilatura": r"\((ftfy|py3langid|trafilatura|lxml|justext|htmldate|courlan)/",
    "JSON": r"^(?!Struct).* \((msgspec|json)/",
    "Redis": r"\(redis/",
    IDLE: r"(recv|get_payload).* \(billiard/",
    "Celery": r"\((celery|kombu|billiard|amqp|vine)/",
    "garbage": r"^gc_collect",
}
_TOLD = {kind: re.compile(pattern) for kind, pattern in _TOLD_BY.items()}
KINDS = ("encoder", *(kind for kind in _TOLD if kind != IDLE))


class Stack(Struct, frozen=True):
    """Frames of the main thread of a worker's process, the outermost first, and how often it was found there."""

    frames: tuple[str, ...]  #: `function (file)`
    samples: int


def stacks(lines: Iterable[str]) -> Iterator[Stack]:
    """Those of the worker's child processes, of what py-spy writes with `--format raw --threads --subprocesses`."""
    for line in lines:
        path, _, samples = line.rpartition(" ")
        frames = path.split(";")
        processes = sum(frame.startswith("process ") for frame in frames)
        main = next((at for at, frame in enumerate(frames) if re.fullmatch(r"thread \(\S+\): MainThread", frame)), None)
        if processes > 1 and main is not None:
            yield Stack(tuple(frames[main + 1 :]), int(samples))


def stage_of(frames: Sequence[str]) -> str:
    """The stage whose task runs."""
    return next((_STAGES[task] for task, file in map(_parts, frames) if _is_task(task, file)), BETWEEN)


def inside(frames: Sequence[str]) -> Sequence[str]:
    """The frames from a stage's task on; all of them, between stages."""
    return frames[next((at for at, frame in enumerate(frames) if _is_task(*_parts(frame))), 0) :]


def kind_of(frames: Sequence[str]) -> str:
    """What is done at the innermost of some frames."""
    told = next(filter(None, map(told_by, reversed(frames))), "Celery")
    return "encoder" if told == "heads" and any("(tasks/encoder.py" in frame for frame in frames) else told


def told_by(frame: str) -> str | None:
    """The kind of work that a frame tells, if any."""
    return next((kind for kind, pattern in _TOLD.items() if pattern.search(frame)), None)


def _is_task(name: str, file: str) -> bool:
    return file == "workers/stages.py" and name in _STAGES


def _parts(frame: str) -> tuple[str, str]:
    name, _, file = frame.rpartition(" (")
    return name, file.rstrip(")")
