"""Those that are compared: ours, and each peer with a private Redis, its workers, and the program that hands in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from msgspec import convert

from benchmarks.system import PROCESSES, System, system
from config import ROOT
from tasks.records import Stances
from workers.documents import read_stories
from workers.server import Server, private_server

ENVIRONMENT = ROOT / "build" / "peers"  #: made by `make peers`

Documents = Sequence[Mapping[str, str]]


class Contender(Protocol):
    """One that reads documents; started once, asked in turns."""

    def run(self, documents: Documents) -> tuple[float, list[Stances]]:
        """Seconds from the first document handed in until the last stance can be read, and the stances."""


@dataclass(frozen=True)
class Kind:
    """How a peer is started."""

    module: str  #: in this folder
    workers: Sequence[str]  #: the module and its words that start all its workers
    own_environment: bool  #: whether it needs packages that are not ours

    @property
    def python(self) -> Path:
        return ENVIRONMENT / "bin" / "python" if self.own_environment else Path(sys.executable)

    @property
    def installed(self) -> bool:
        return not self.own_environment or (ENVIRONMENT / ".ready").exists()

    def url(self, server: Server) -> str:
        """Of its Redis; Celery has a spelling of its own."""
        return server.redis_url() if self.own_environment else server.broker_url()


_N = str(PROCESSES)
PEERS = {
    "naive Celery": Kind(
        "celery_naive", ("celery", "-A", "benchmarks.peers.celery_naive", "worker", "--concurrency", _N), False
    ),
    "Celery": Kind(
        "celery_chain", ("celery", "-A", "benchmarks.peers.celery_chain", "worker", "--concurrency", _N), False
    ),
    "RQ": Kind("rq_chain", ("benchmarks.peers.rq_worker", _N), True),
    "Dramatiq": Kind(
        "dramatiq_chain", ("dramatiq", "benchmarks.peers.dramatiq_chain", "--processes", _N, "--threads", "1"), True
    ),
}


@dataclass
class Ours:
    """The whole system, as it is measured elsewhere."""

    system: System
    jobs: int = 0

    def run(self, documents: Documents) -> tuple[float, list[Stances]]:
        self.jobs += 1
        seconds = self.system.run(documents, f"turn-{self.jobs}")
        return seconds, [self._stances(story.id) for story in read_stories(documents)]

    def _stances(self, identifier: str) -> Stances:
        record = self.system.store.record(identifier)
        if not record or record.statements is None or record.stances is None:
            raise RuntimeError(f"{identifier} has no stances: {record and record.reason}")
        return Stances(record.statements, record.stances, record.narrator)


@contextmanager
def ours() -> Iterator[Contender]:
    """Start our system."""
    with system() as started:
        yield Ours(started)


@dataclass(frozen=True)
class Peer:
    """A peer that runs."""

    client: subprocess.Popen[str]
    log: Path

    def run(self, documents: Documents) -> tuple[float, list[Stances]]:
        assert self.client.stdin and self.client.stdout
        print(json.dumps(documents), file=self.client.stdin, flush=True)
        if not (answer := self.client.stdout.readline()):
            raise RuntimeError(f"the client ended; its workers said: {self.log.read_text(errors='replace')[-2000:]}")
        seconds, stances = json.loads(answer)
        return seconds, convert(stances, list[Stances])


@contextmanager
def peer(kind: Kind) -> Iterator[Contender]:
    """Start a peer; stop all of it, and leave nothing, at the end."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name, private_server(Path(name) / "redis") as server:
        env = {**os.environ, "PYTHONPATH": str(ROOT), "PEERS_REDIS": kind.url(server)}
        log = Path(name) / "workers.log"
        server.keeper.start([kind.python, "-m", *kind.workers], log=log, env=env, grace=3)
        with subprocess.Popen(
            [kind.python, "-m", "benchmarks.peers.client", kind.module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=env,
            text=True,
        ) as client:
            yield Peer(client, log)
