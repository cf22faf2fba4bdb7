"""The windows on disk: what `model.prepare` writes and training reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from model.windows import Window

PUBLIC, OWN, CHOOSING = "public.json", "own.json", "choosing.json"


def write(folder: Path, name: str, windows: Mapping[str, Sequence[Window]] | Sequence[Window]) -> None:
    """Write windows to one file of a folder.

    Sets come out in order, so that the same windows are the same bytes, and no step runs again for nothing.
    """
    (folder / name).write_bytes(msgspec.json.encode(windows, order="deterministic"))


def read_public(folder: Path) -> dict[str, list[Window]]:
    """The windows of the public sets, by the set's name."""
    return msgspec.json.decode((folder / PUBLIC).read_bytes(), type=dict[str, list[Window]])


def read_own(folder: Path, name: str = OWN) -> list[Window]:
    """The windows of our own stories: those to train on, or those for `CHOOSING`."""
    return msgspec.json.decode((folder / name).read_bytes(), type=list[Window])
