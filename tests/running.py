"""Real processes for tests: workers, and a Redis that can be stopped and started again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from config import ROOT
from workers.app import ORDINARY
from workers.server import find_program

STORE_DB, BROKER_DB = 1, 0
PATIENCE = 60  # seconds until a test that waits for something gives up


def wait_until(condition: Callable[[], object]) -> None:
    """Return when the condition holds; fail when it does not for too long."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def queued(broker: Redis, queue: str) -> list[str]:
    """The messages that wait in a queue, urgent ones first; `broker` decodes its answers."""
    return [message for name in (queue, f"{queue}\x06\x16{ORDINARY}") for message in broker.lrange(name, 0, -1)]


def call(task: str, queue: str, *arguments: object, app: str = "workers") -> None:
    """Send a task from another process, as a stranger would."""
    command = [sys.executable, "-m", "celery", "-A", app, "call", task, "--queue", queue]
    subprocess.run([*command, "--args", json.dumps(arguments)], cwd=ROOT, check=True, capture_output=True)


class Worker:
    """A worker process with the app of a module, in a process group of its own."""

    def __init__(self, log: Path, *options: str, app: str = "workers") -> None:
        self.log = log
        processes = () if "-c" in options else ("-c", "1")
        command = [sys.executable, "-m", "celery", "-A", app, "worker", "-l", "INFO", "-n", f"{log.stem}@test"]
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [*command, *processes, *options], cwd=ROOT, stdout=out, stderr=out, start_new_session=True
            )
        wait_until(lambda: " ready." in self.said() or not self.running())
        assert self.running(), self.said()

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def running(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> int:
        """Ask it to finish what it does and end; its exit status."""
        self.process.terminate()
        return self.process.wait(PATIENCE)

    def kill_one_process(self) -> None:
        """Kill one of the processes that do the work, as a lack of memory would."""
        children = subprocess.run(["pgrep", "-P", str(self.process.pid)], check=True, capture_output=True, text=True)
        os.kill(int(children.stdout.split()[0]), signal.SIGKILL)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class RestartableRedis:
    """A Redis on a socket that stays the same when it is stopped and started; its data outlive it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "redis.sock"
        self.process: subprocess.Popen[bytes] | None = None

    def redis_url(self, db: int) -> str:
        return f"unix://{self.socket}?db={db}"

    def broker_url(self, db: int) -> str:
        return f"redis+socket://{self.socket}?virtual_host={db}"

    def start(self) -> None:
        options = ["--port", "0", "--unixsocket", str(self.socket), "--appendonly", "yes", "--dir", str(self.folder)]
        # With everysec, Redis answers before it writes while an earlier fsync is slow (up to two seconds): a kill then
        # loses what was answered, as a power cut does. Seen by a soak (seed 1020).
        options += ["--appendfsync", "always"]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen([str(find_program()), *options], stdout=log, stderr=log)
        wait_until(self.answers)

    def answers(self) -> bool:
        with Redis.from_url(self.redis_url(0)) as client, suppress(RedisError):
            return bool(client.ping())
        return False

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        assert self.process
        self.process.send_signal(how)
        self.process.wait(PATIENCE)


@contextmanager
def restartable_redis() -> Iterator[RestartableRedis]:
    """One that runs, in a folder of its own; it and its data are gone at the end of the block."""
    with tempfile.TemporaryDirectory() as folder:  # a short path, as sockets need
        server = RestartableRedis(Path(folder))
        server.start()
        yield server
        server.stop(signal.SIGKILL)
