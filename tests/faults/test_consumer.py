"""Each fault at a program that reads the results: it misses nothing, and what it had not acknowledged another reads."""

from __future__ import annotations

import fcntl
import json
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from config import ROOT
from tests.command import COMMAND
from tests.faults import cells
from tests.faults.cells import Cell
from tests.faults.desk import Desk, wait_for

STREAM = "stancewire:stage:stances"
PIPE = 4096  #: bytes that are written before somebody reads; the lines of a job are longer together
Reader = subprocess.Popen[bytes]


@pytest.mark.parametrize("cell", cells.of("test_a_reader_that_ends"), ids=lambda cell: cell.id)
def test_a_reader_that_ends(staffed: Desk, cell: Cell) -> None:
    """`stancewire follow` is ended in the middle of its lines, as nobody reads what it writes."""
    ids = _job(staffed, cell)
    with _follow(staffed, cell, "--stop-at-end") as reader:
        wait_for("the first line", lambda: _unread(reader))
        assert _unacknowledged(staffed, cell)
        reader.send_signal(ENDS[cell.fault])
        first = _told(reader)
        assert reader.wait() == (130 if cell.fault == cells.SOFT else -ENDS[cell.fault])
    assert _unacknowledged(staffed, cell)
    assert {*first, *_the_rest(staffed, cell)} == {*ids}
    assert not _unacknowledged(staffed, cell)


ENDS = {
    cells.WORKER: signal.SIGKILL,
    cells.WARM: signal.SIGTERM,
    cells.SOFT: signal.SIGINT,
    cells.COLD: signal.SIGQUIT,
}


@pytest.mark.parametrize("cell", cells.of("test_a_reader_that_goes_on"), ids=lambda cell: cell.id)
def test_a_reader_that_goes_on(staffed: Desk, cell: Cell) -> None:
    """Redis is away, or full, while `stancewire follow` is in the middle of its lines; it reads on by itself."""
    ids = _job(staffed, cell)
    with _follow(staffed, cell, "--stop-at-end") as reader:
        wait_for("the first line", lambda: _unread(reader))
        with TROUBLE[cell.fault](staffed):
            pass
        assert sorted(_told(reader)) == sorted(ids)
        assert reader.wait() == 0
    assert not _unacknowledged(staffed, cell)


TROUBLE: dict[str, Callable[[Desk], AbstractContextManager[None]]] = {
    cells.STOPPED: lambda desk: desk.redis_away(signal.SIGTERM),
    cells.KILLED: lambda desk: desk.redis_away(signal.SIGKILL),
    cells.CUT: lambda desk: desk.cut_off(),
}


def test_a_reader_when_there_is_no_room(staffed: Desk) -> None:
    (cell,) = cells.of("test_a_reader_when_there_is_no_room")
    ids = _job(staffed, cell)
    with _follow(staffed, cell) as reader:
        wait_for("the first line", lambda: _unread(reader))
        with staffed.full():
            assert sorted(_told(reader, len(ids))) == sorted(ids)
            wait_for("the last acknowledgement", lambda: not _unacknowledged(staffed, cell))


def test_a_reader_whose_reply_is_lost(staffed: Desk) -> None:
    (cell,) = cells.of("test_a_reader_whose_reply_is_lost")
    ids = _job(staffed, cell)
    staffed.proxy.lose_reply_to(b"XREADGROUP")
    with _follow(staffed, cell, "--claim-after", "1") as reader:
        assert sorted(_told(reader, len(ids))) == sorted(ids)
        assert staffed.proxy.lost.is_set()
        wait_for("the last acknowledgement", lambda: not _unacknowledged(staffed, cell))


def test_a_reader_of_a_document_that_is_gone(staffed: Desk) -> None:
    (cell,) = cells.of("test_a_reader_of_a_document_that_is_gone")
    ids = _job(staffed, cell)
    staffed.store.delete(f"stancewire:doc:{ids[0]}")
    with _follow(staffed, cell, "--stop-at-end") as reader:
        records = {line["id"]: line["record"] for line in map(json.loads, _all(reader))}
    assert (records.keys(), records[ids[0]]) == ({*ids}, None)
    assert all(records[identifier]["status"] == "done" for identifier in ids[1:])
    assert not _unacknowledged(staffed, cell)


def test_a_reader_of_a_batch_that_came_twice(staffed: Desk) -> None:
    (cell,) = cells.of("test_a_reader_of_a_batch_that_came_twice")
    _group(staffed, cell)
    staffed.points.arm(cell.job, "stances", "running")
    ids = staffed.hand_in(cell.job)
    staffed.resend(staffed.stopped(cell.job, "stances", "running"))
    staffed.points.go(cell.job)
    staffed.wait_through(cell.job)
    with _follow(staffed, cell, "--stop-at-end") as reader:
        assert sorted(_told(reader)) == sorted(ids)


@pytest.mark.parametrize("cell", cells.of("test_a_reader_that_is_slow"), ids=lambda cell: cell.id)
def test_a_reader_that_is_slow(staffed: Desk, cell: Cell) -> None:
    """Another has read its entries when it goes on, or wakes up."""
    ids = _job(staffed, cell)
    with _follow(staffed, cell, "--stop-at-end") as reader:
        wait_for("the first line", lambda: _unread(reader))
        if cell.fault == cells.FROZEN:
            reader.send_signal(signal.SIGSTOP)
        other = _the_rest(staffed, cell)
        assert other and not _unacknowledged(staffed, cell)
        reader.send_signal(signal.SIGCONT)
        assert sorted(_told(reader)) == sorted(ids)
        assert reader.wait() == 0
    assert not _unacknowledged(staffed, cell)


@pytest.mark.parametrize("cell", cells.of("test_a_reader_that_misbehaves"), ids=lambda cell: cell.id)
def test_a_reader_that_misbehaves(staffed: Desk, cell: Cell) -> None:
    """A bare program of redis-py, as the documents show one; another of its group takes over."""
    ids = _job(staffed, cell)
    with _bare(staffed, cell, DOES[cell.fault]) as reader:
        assert _line(reader) == "working"
        with _bare(staffed, cell) as other:
            found = {_line(other) for _ in ids}
        if cell.fault != cells.HANGS:
            assert reader.wait()
    assert found == {*ids}


DOES = {cells.RAISES: "raises", cells.HANGS: "hangs", cells.EXITS: "exits", cells.EATS: "eats"}


def _job(desk: Desk, cell: Cell) -> list[str]:
    """A job that is through, and a group of readers that has read nothing of it."""
    _group(desk, cell)
    ids = desk.hand_in(cell.job)
    desk.wait_through(cell.job)
    return ids


def _group(desk: Desk, cell: Cell) -> None:
    desk.store.xgroup_create(STREAM, cell.job, id="$")


@contextmanager
def _follow(desk: Desk, cell: Cell, *options: str) -> Iterator[Reader]:
    yield from _running([*COMMAND, "follow", "stances", "--group", cell.job, *options], desk)


@contextmanager
def _bare(desk: Desk, cell: Cell, *does: str) -> Iterator[Reader]:
    url = desk.variables["STANCEWIRE_REDIS_URL"]
    yield from _running([sys.executable, "-m", "tests.faults.reader", url, cell.job, *does], desk)


def _running(command: list[str], desk: Desk) -> Iterator[Reader]:
    with subprocess.Popen(command, cwd=ROOT, env=desk.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as reader:
        assert reader.stdout
        fcntl.fcntl(reader.stdout, fcntl.F_SETPIPE_SZ, PIPE)
        yield reader
        reader.kill()


def _unread(reader: Reader) -> int:
    """Bytes that a reader has written and that nobody has read."""
    assert reader.stdout
    return int(struct.unpack("i", fcntl.ioctl(reader.stdout, termios.FIONREAD, bytes(4)))[0])


def _unacknowledged(desk: Desk, cell: Cell) -> int:
    return int(desk.store.xpending(STREAM, cell.job)["pending"])  # type: ignore[index]


def _line(reader: Reader) -> str:
    assert reader.stdout
    return reader.stdout.readline().decode().strip()


def _told(reader: Reader, lines: int | None = None) -> list[str]:
    """The documents of a reader's lines: of so many, or of all that it still writes. A line may be cut by its end."""
    assert reader.stdout
    if lines is not None:
        return [json.loads(reader.stdout.readline())["id"] for _ in range(lines)]
    return [json.loads(line)["id"] for line in _all(reader) if line.endswith(b"\n")]


def _all(reader: Reader) -> list[bytes]:
    assert reader.stdout
    return reader.stdout.read().splitlines(keepends=True)


def _the_rest(desk: Desk, cell: Cell) -> list[str]:
    """What another of the group is told, which takes over at once."""
    with _follow(desk, cell, "--claim-after", "0", "--stop-at-end") as other:
        return _told(other)
