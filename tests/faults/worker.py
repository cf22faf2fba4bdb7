"""A worker that is there to be disturbed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from config import ROOT


class Worker:
    """A worker of one process, with its main process; it is not waited for at the start."""

    def __init__(self, log: Path, env: dict[str, str]) -> None:
        self.log = log
        command = [sys.executable, "-m", "celery", "-A", "tests.faults.app", "worker", "-l", "INFO", "-c", "1"]
        alone = ["--without-mingle", "--without-gossip", "-n", f"{log.stem}@test"]
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [*command, *alone], cwd=ROOT, env=env, stdout=out, stderr=out, start_new_session=True
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def running(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """Kill it with its children."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.process.wait()
