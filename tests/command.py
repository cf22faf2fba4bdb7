"""Running the real command as a user does: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from config import ROOT
from tests.running import PATIENCE

COMMAND = [sys.executable, "-m", "workers"]


def stancewire(
    *words: str | Path, stdin: bytes = b"", cwd: Path = ROOT, **variables: str
) -> subprocess.CompletedProcess[bytes]:
    """Run `stancewire` to its end; the variables are added to the environment."""
    return subprocess.run(
        [*COMMAND, *map(str, words)],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env=environment(**variables),
        timeout=PATIENCE,
    )


def environment(**variables: str) -> dict[str, str]:
    """The environment with some variables added, and the checkout importable from any folder."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **variables}


def descendants(pid: int) -> set[int]:
    """The processes that a process has started, and those that they have."""
    lines = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(child): int(parent) for child, parent in map(str.split, lines.splitlines())}
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def alive(pids: set[int]) -> set[int]:
    """Those that still run; a zombie, which only waits to be counted, does not."""
    lines = subprocess.run(["ps", "-A", "-o", "pid=,stat="], capture_output=True, text=True, check=True).stdout
    running = {int(pid) for pid, state in map(str.split, lines.splitlines()) if not state.startswith("Z")}
    return pids & running


def wait_for(file: Path, words: str, process: subprocess.Popen[bytes]) -> str:
    """The file's text once the words are in it; the process that is to write them must not end before."""
    deadline = time.monotonic() + PATIENCE
    while words not in (text := file.read_text(errors="replace") if file.exists() else ""):
        assert process.poll() is None and time.monotonic() < deadline, f"{words!r} did not come: {text}"
        time.sleep(0.05)
    return text
