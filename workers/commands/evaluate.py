"""`stancewire evaluate`: how good the results are, on annotated rows or on whole annotated stories."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import msgspec

from tasks.scoring import rows
from tasks.scoring.annotation import Annotation, is_held_out
from workers import evaluation
from workers.commands.exits import Exit, Trouble
from workers.commands.inputs import read_json, read_json_lines
from workers.commands.output import write_line
from workers.evaluation import Evaluated, Stages

T = TypeVar("T")

#: task -> how it reads a row, and what it does with all of them
ROW_TASKS: dict[str, tuple[type[msgspec.Struct], Any]] = {
    "segment": (rows.SegmentRow, evaluation.segment),
    "entities": (rows.EntitiesRow, evaluation.entities),
    "statements": (rows.StatementsRow, evaluation.statements),
    "stance": (rows.StanceRow, evaluation.stance),
}


def evaluate(task: str, path: str, predictions: str | None, held_out: bool) -> Exit:
    """Print the figures of one task on one file, or on the stories of a folder."""
    if held_out and task != "stories":
        raise Trouble(Exit.USAGE, f"--held-out picks stories, and {task} reads rows: leave it out")
    if predictions:
        _check_writable(predictions, path)
    stages, found, figures = _of_stories(path, held_out) if task == "stories" else _of_rows(task, path)
    if predictions:
        with Path(predictions).open("wb") as out:
            for item in found:
                write_line(item, out)
    write_line({"task": task, "path": path, "version": stages.versions.stances, **figures})
    return Exit.DONE


def read_stories(path: str, *, held_out: bool = False) -> list[Annotation]:
    """The annotated stories of a folder, or of what a pattern fits, in the order of their names; raises Trouble."""
    place = Path(path)
    files = sorted(place.glob("*.json") if place.is_dir() else place.parent.glob(place.name))
    if not files and not place.is_dir():
        raise Trouble(Exit.NO_SUCH_FILE, f"{path} does not exist: check the name")
    files = [file for file in files if is_held_out(file) or not held_out]
    if not files:
        what = "held-out story" if held_out else "story"
        raise Trouble(Exit.NO_STORIES, f"{path} has no annotated {what}: put *.json into it")
    return [read_annotation(file) for file in files]


def read_annotation(file: Path) -> Annotation:
    """The annotated story in a JSON file; raises Trouble."""
    return _convert(read_json(str(file)), Annotation, str(file), "annotated story")


def _of_stories(path: str, held_out: bool) -> tuple[Stages, list[Any], dict[str, Any]]:
    annotations = read_stories(path, held_out=held_out)
    stages = Stages()
    return stages, *evaluation.stories(annotations, stages)


def _of_rows(task: str, path: str) -> tuple[Stages, list[Any], dict[str, Any]]:
    kind, run = ROW_TASKS[task]
    lines = list(read_json_lines(path))
    typed = [_convert(line, kind, name, f"row for {task}") for name, line in lines]
    if not typed:
        raise Trouble(Exit.EMPTY_TEXT, f"{path} has no rows: put one JSON object on a line")
    stages = Stages()
    evaluated: Evaluated = run(typed, stages)
    found = [{**line, **fields} for (_, line), fields in zip(lines, evaluated.found, strict=True)]
    return stages, found, {"rows": len(typed), **evaluated.figures}


def _convert(value: Any, kind: type[T], name: str, what: str) -> T:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise Trouble(Exit.BAD_DOCUMENT, f"{name} is no {what} ({error}): see benchmarks/README.md") from None


def _check_writable(file: str, source: str) -> None:
    """Find out before the work is done, and without touching what the file holds."""
    if Path(file).exists() and Path(source).exists() and Path(file).samefile(source):
        raise Trouble(Exit.USAGE, f"{file} is what is measured on: name another file for the predictions")
    try:
        with Path(file).open("ab"):
            pass
    except OSError as error:
        raise Trouble(Exit.UNWRITABLE, f"{file} cannot be written ({error.strerror}): name another file") from None
