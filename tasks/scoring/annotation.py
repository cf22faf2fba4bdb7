"""An annotated story of our own, as it stands in JSON beside the story."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from tasks.records import Entity, Removal, Span, Stance, Statement

#: The last digits of the numbers of the stories in `model/corpus` that are never trained on.
REPORTING, CHOOSING = "0", "5"


class Annotation(Struct, frozen=True):
    """What the JSON of one story says, in offsets into its `text`."""

    text: str
    language: str
    region: str | None
    removed: tuple[Removal, ...]
    sentences: tuple[Span, ...] | None
    entities: tuple[Entity, ...]
    statements: tuple[Statement, ...]
    stances: tuple[Stance, ...]


def is_held_out(path: Path) -> bool:
    """Whether a story of `model/corpus`, `NNN-slug.json`, is never trained on."""
    return _number(path).endswith((REPORTING, CHOOSING))


def is_for_choosing(path: Path) -> bool:
    """Whether a story that is held out is there to choose thresholds on."""
    return _number(path).endswith(CHOOSING)


def _number(path: Path) -> str:
    return path.name.partition("-")[0]
