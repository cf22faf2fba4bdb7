"""How records leave the command: one JSON object a line, as they are."""

from __future__ import annotations

import sys
from typing import IO, Any

import msgspec

from tasks.records import Record


def write_line(value: Any, to: IO[bytes] | None = None) -> None:
    """Write a record, or anything else that JSON can hold, and let the reader have it at once."""
    to = to or sys.stdout.buffer
    to.write(msgspec.json.encode(value) + b"\n")
    to.flush()


def verdict(name: str, record: Record) -> str:
    """One line on a story that did not get through."""
    return f"{name}: {record.status}: {record.reason}"
