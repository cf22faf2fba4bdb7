"""What the fields of a document hold in Redis, and how a record is put together from them.

The field of a stage is what the stage found and the version that found it. `docs/schema/` is generated from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import UNSET, Struct
from msgspec.structs import asdict

from tasks.records import (
    Cleaned,
    CleanPart,
    Entities,
    Meta,
    Record,
    Segments,
    Stances,
    Status,
    Versions,
)

Result = Cleaned | Segments | Entities | Stances
RESULTS: dict[str, type[Any]] = {"clean": Cleaned, "segment": Segments, "entities": Entities, "stances": Stances}


class CleanField(Cleaned, frozen=True, kw_only=True):
    """The field `clean`."""

    version: str


class SegmentField(Segments, frozen=True, kw_only=True):
    """The field `segment`."""

    version: str


class EntitiesField(Entities, frozen=True, kw_only=True):
    """The field `entities`."""

    version: str


class StancesField(Stances, frozen=True, kw_only=True):
    """The field `stances`."""

    version: str


FIELDS: dict[str, type[Any]] = {
    "clean": CleanField,
    "segment": SegmentField,
    "entities": EntitiesField,
    "stances": StancesField,
}


class Failure(Struct, frozen=True):
    """The field `failure`: why a document went no further."""

    outcome: Literal["failed", "skipped"]
    stage: str
    error: str  #: the class of the exception
    message: str  #: one sentence; the field `reason` and the record have it too
    place: str  #: file and line in our code
    time: str  #: ISO 8601, UTC
    attempts: int = 1  #: how many workers have begun on it in this stage


def field(stage: str, result: Result, version: str) -> Any:
    """What a stage's field holds for a result."""
    return FIELDS[stage](version=version, **asdict(result))


def compose(
    identifier: str,
    status: Status,
    reason: str | None,
    meta: Meta,
    results: Mapping[str, Any],
    versions: Mapping[str, str],
) -> Record:
    """The record of a document; `results` and `versions` by stage, for the stages that have run."""
    cleaned: Cleaned | None = results.get("clean")
    entities: Entities | None = results.get("entities")
    found: Stances | None = results.get("stances")
    return Record(
        id=identifier,
        status=status,
        reason=reason,
        text=cleaned.text if cleaned else None,
        meta=cleaned.meta if cleaned else meta,
        clean=CleanPart(cleaned.removed, cleaned.language, cleaned.repairs) if cleaned else None,
        segments=results.get("segment"),
        entities=entities.entities if entities else None,
        statements=found.statements if found else None,
        stances=found.stances if found else None,
        narrator=found.narrator if found else UNSET,
        versions=Versions(**versions),
    )
