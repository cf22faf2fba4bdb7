"""The keeper: a small process that starts programs for us and stops them all when we are gone, however we go.

It is their parent and holds the read end of a pipe whose write end is ours. When we close it, or die by any signal,
the keeper reads the end of the file: it stops what it started, last first, and removes the folders it was told to.
When the keeper is the one that is killed, we do that in its place. It has a session of its own, so Ctrl-C in our
terminal reaches neither it nor its programs.

This file runs by itself (`python -I keeper.py`): it imports nothing of ours, so that it starts in no time.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any


class KeeperError(Exception):
    """The keeper could not do what it was told; the message is the system's reason."""


class Keeper:
    """Our end: start programs that do not outlive us."""

    def __init__(self) -> None:
        # A pipe of subprocess is closed in every program that is executed, so nobody else keeps it open.
        self._process = subprocess.Popen(
            [sys.executable, "-I", __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        self._started: list[int] = []
        self._to_remove: list[Path] = []

    def start(
        self, command: Sequence[str | Path], *, log: Path, env: Mapping[str, str] | None = None, grace: float = 10
    ) -> int:
        """Start a program in a session of its own; its output is appended to `log`. Returns the process id.

        Args:
            grace: seconds between asking it to stop (SIGTERM) and killing it and its children (SIGKILL).

        Raises:
            KeeperError: it could not be started.
        """
        command = [str(part) for part in command]
        env = dict(os.environ if env is None else env)
        pid = self._tell({"do": "start", "command": command, "log": str(log), "env": env, "grace": grace})
        self._started.append(pid)
        return pid

    def lock(self, file: Path) -> None:
        """Hold a lock until everything has been stopped.

        Raises:
            KeeperError: another process holds it.
        """
        self._tell({"do": "lock", "file": str(file)})

    def remove(self, folder: Path) -> None:
        """Remove a folder once everything has been stopped."""
        self._tell({"do": "remove", "folder": str(folder)})
        self._to_remove.append(folder)

    def close(self) -> None:
        """Stop everything, last started first, and wait until that is done."""
        assert self._process.stdin and self._process.stdout
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        if self._process.wait() != 0:
            self._replace()
        self._process.stdout.close()

    def _replace(self) -> None:
        """Do what a keeper that was killed has left undone."""
        for pid in reversed(self._started):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
        for folder in self._to_remove:
            shutil.rmtree(folder, ignore_errors=True)

    def _tell(self, order: dict[str, Any]) -> int:
        assert self._process.stdin and self._process.stdout
        try:
            self._process.stdin.write(json.dumps(order).encode() + b"\n")
            self._process.stdin.flush()
            answer = json.loads(self._process.stdout.readline())
        except (BrokenPipeError, json.JSONDecodeError):
            raise KeeperError("the keeper process has been killed") from None
        if answer["error"]:
            raise KeeperError(answer["error"])
        return int(answer["pid"])

    def __enter__(self) -> Keeper:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def is_running(pid: int) -> bool:
    """Whether a program that a keeper started still runs; the keeper collects the dead at once."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


class _Programs:
    """The keeper's end: what it has started, and how it stops them."""

    def __init__(self) -> None:
        self._started: list[tuple[subprocess.Popen[bytes], float]] = []
        self._at_end = ExitStack()
        signal.signal(signal.SIGCHLD, lambda *_: self._collect())

    def obey(self, order: dict[str, Any]) -> int:
        """Carry out one order; the process id of what it started, else 0."""
        match order:
            case {"do": "start", "command": command, "log": log, "env": env, "grace": grace}:
                return self._start(command, Path(log), env, grace)
            case {"do": "lock", "file": file}:
                lock = self._at_end.enter_context(Path(file).open("w"))  # noqa: SIM115
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            case {"do": "remove", "folder": folder}:
                self._at_end.callback(shutil.rmtree, folder, ignore_errors=True)
        return 0

    def _start(self, command: list[str], log: Path, env: dict[str, str], grace: float) -> int:
        with log.open("ab") as output:
            program = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=env, start_new_session=True
            )
        self._started.append((program, grace))
        self._collect()  # in case it has died before it was on the list
        return program.pid

    def _collect(self) -> None:
        for program, _ in self._started:
            program.poll()

    def stop(self) -> None:
        for program, grace in reversed(self._started):
            _stop(program, grace)
        self._at_end.close()


def _stop(program: subprocess.Popen[bytes], grace: float) -> None:
    with suppress(subprocess.TimeoutExpired):
        program.terminate()
        program.wait(grace)
    # What it started itself, and it too when it did not listen: its session is its process group.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()


def _keep(orders: IO[str], answers: IO[str]) -> None:
    """Obey until our maker closes its end of the pipe."""
    programs = _Programs()
    try:
        for line in orders:
            try:
                pid, error = programs.obey(json.loads(line)), None
            except OSError as trouble:
                pid, error = 0, trouble.strerror or str(trouble)
            print(json.dumps({"pid": pid, "error": error}), file=answers, flush=True)
    except BrokenPipeError:
        pass
    finally:
        signal.signal(signal.SIGTERM, lambda *_: None)
        programs.stop()


if __name__ == "__main__":
    # Handlers, not SIG_IGN: a program that is executed inherits what is ignored, but not a handler.
    for deaf in (signal.SIGINT, signal.SIGHUP):
        signal.signal(deaf, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    _keep(sys.stdin, sys.stdout)
    os._exit(0)  # a pipe whose reader is gone would make the interpreter complain at exit
