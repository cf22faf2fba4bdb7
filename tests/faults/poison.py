"""Documents that are poison: their text says in which stage, and what they do to the process that works on them."""

from __future__ import annotations

import ctypes
import os
import re
import resource
import signal
import time
from pathlib import Path
from typing import NoReturn

SENTENCE = "Poison in the stage {place}: it {does}."
_SAID = re.compile(r"Poison in the stage (\w+): it (\w+)\.")
ROOM = 64 * 2**20  #: bytes that a process which runs out of memory still has


def take(place: str, text: str) -> None:
    """Do what the text says, if it is poison for this place."""
    for said_place, does in _SAID.findall(text):
        if said_place == place:
            DOES[does]()


def _raises() -> NoReturn:
    raise RuntimeError("poison")


def _hangs() -> NoReturn:
    while True:
        time.sleep(0.1)


def _freezes() -> None:
    """Hang as C code does that never comes back: no Python thread runs, and no signal is heard but SIGKILL."""
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    ctypes.PyDLL(None).pause()


def _exits() -> NoReturn:
    os._exit(3)


def _crashes() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def _eats() -> None:
    """Ask for memory until there is none."""
    limits = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + ROOM, limits[1]))
    eaten = []
    try:
        while True:
            eaten.append(bytearray(2**20))
    finally:
        eaten.clear()
        resource.setrlimit(resource.RLIMIT_AS, limits)


DOES = {"raises": _raises, "hangs": _hangs, "freezes": _freezes, "exits": _exits, "crashes": _crashes, "eats": _eats}
