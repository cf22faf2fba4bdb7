"""`stancewire follow`: what a program that uses the results does, in a few lines of redis-py.

A stream's entry says that a document has come out of a stage. Readers of one group share the entries; an entry is
acknowledged when its line has been written, so one that dies in between loses nothing: another claims the entry.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from typing import Any

from redis import Redis
from redis.exceptions import ResponseError

from config import load_settings
from tasks.records import Record
from workers.commands.exits import Exit, say
from workers.commands.output import write_line
from workers.errors import Unreadable
from workers.store import OUTAGE, Store, open_store

Entry = tuple[bytes, dict[bytes, bytes]]


def follow(stage: str, group: str, claim_after: int, stop_at_end: bool) -> Exit:
    """Print each entry of a stage's stream, with the document's record, and acknowledge it."""
    open_store(load_settings()).client.ping()  # when nothing answers there, the user should hear of it at once
    store = open_store(load_settings(), patience=OUTAGE)
    stream = store.key("stage", stage)
    for identifier, fields in _entries(store.client, stream, group, claim_after, stop_at_end):
        entry = {name.decode(): value.decode() for name, value in fields.items()}
        write_line({"entry": identifier.decode(), **entry, "record": _record(store, entry["id"])})
        store.client.xack(stream, group, identifier)
    return Exit.DONE


def _record(store: Store, identifier: str) -> Record | None:
    """None for one that has come to the end of its life, and for one that cannot be read: the others are waiting."""
    try:
        return store.record(identifier)
    except Unreadable as error:
        say(error)
        return None


def _entries(client: Redis, stream: str, group: str, claim_after: int, stop_at_end: bool) -> Iterator[Entry]:
    """The entries that nobody in the group has dealt with, the oldest first."""
    _ensure_group(client, stream, group)
    us = f"{socket.gethostname()}-{os.getpid()}"
    start = b"0-0"
    while True:
        # From where the last look ended, and then from the beginning again: Redis 6.2 keeps what was trimmed away among
        # what is claimed, and would show nothing else.
        given_up: Any = client.xautoclaim(stream, group, us, claim_after * 1000, start_id=start, count=100)
        start = given_up[0]
        fresh: Any = client.xreadgroup(group, us, {stream: ">"}, count=100, block=None if stop_at_end else 1000)
        entries: list[Entry] = [
            entry for entry in given_up[1] if entry and entry[1]
        ]  # without fields: trimmed away since
        entries += [entry for _, part in fresh for entry in part]
        yield from entries
        if stop_at_end and not entries and start == b"0-0":
            return


def _ensure_group(client: Redis, stream: str, group: str) -> None:
    try:
        client.xgroup_create(stream, group, id="0", mkstream=True)
    except ResponseError as error:
        if "BUSYGROUP" not in str(error):  # it is there already
            raise
