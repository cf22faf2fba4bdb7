"""Writes the JSON Schemas in `docs/schema/` from the types: `python -m workers.schema`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from config import ROOT
from tasks.records import Meta, Record, Story
from workers.fields import FIELDS, Failure

FOLDER = ROOT / "docs" / "schema"
TYPES: dict[str, type[Any]] = {"record": Record, "story": Story, "meta": Meta, "failure": Failure, **FIELDS}


def schemas() -> dict[str, str]:
    """The schema of each type, by the name of its file."""
    return {f"{name}.json": _schema(name, of) for name, of in TYPES.items()}


def _schema(name: str, of: type[Any]) -> str:
    schema = msgspec.json.schema(of, ref_template="#/$defs/{name}")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"Stancewire: {name}"}
    return json.dumps({**head, **schema}, indent=2, ensure_ascii=False) + "\n"


def write(folder: Path = FOLDER) -> None:
    """Write all of them into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
