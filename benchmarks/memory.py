"""The memory that processes hold, as Linux counts it in `/proc`."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

EVERY = 0.5  #: seconds between two looks: the kernel walks through a process's pages for each


class Watched:
    """A process and all that it has started."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.peak = 0  #: bytes, the most of any look

    def held(self) -> int:
        """Bytes held now: PSS, in which a page that two processes share counts half for each."""
        now = sum(map(_pss, _family(self._pid)))
        self.peak = max(self.peak, now)
        return now


@contextmanager
def watched(pid: int) -> Iterator[Watched]:
    """Look at a process again and again until the block ends."""
    process, done = Watched(pid), threading.Event()

    def look() -> None:
        while not done.wait(EVERY):
            process.held()

    thread = threading.Thread(target=look, name="memory")
    thread.start()
    try:
        yield process
    finally:
        done.set()
        thread.join()


def _family(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):  # it has just ended
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in children.read_text().split():
                yield from _family(int(child))


def _pss(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
