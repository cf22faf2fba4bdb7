"""Named points in a worker's process at which a test can stop it, for as long as the test likes.

Points of a stage: received, claimed, running (on one document), computed (not yet written), committed (the next stage's
message not yet sent), sent (not yet acknowledged). Points of `workers.submit`: received, checked (not yet accepted),
accepted (the first stage's message not yet sent), sent.

A test arms a point of a job by a file; the first process that comes there takes the file, says who it is, and waits.
What happens to it then is the test's business: signals, a Redis that is gone, a connection that is cut.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER = "FAULTS_FOLDER"  #: the environment variable that names the folder


@dataclass(frozen=True)
class Stopped:
    """A process that waits at a point."""

    job: str
    pid: int
    worker: int  #: the worker's main process
    task: str  #: Celery's id of what it does
    ids: list[str]  #: of the documents of its batch


@dataclass(frozen=True)
class Passed:
    """A process that came to a point, whether it was stopped there or not."""

    pid: int
    job: str
    place: str
    point: str


class Points:
    """The test's end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def arm(self, job: str, place: str, point: str) -> None:
        """Stop the next process that comes to this point with this job."""
        _file(self.folder, job, place, point, "armed").touch()

    def stopped(self, job: str, place: str, point: str) -> Stopped | None:
        """Who waits there."""
        with suppress(FileNotFoundError):
            return Stopped(**json.loads(_file(self.folder, job, place, point, "stopped").read_text()))
        return None

    def go(self, job: str) -> None:
        """Let all that wait go on, and stop nobody any more."""
        (self.folder / f"{job}.go").touch()

    def release(self) -> None:
        """Let everybody go on."""
        for file in self.folder.glob("*.stopped"):
            self.go(file.name.split(".")[0])

    def passed(self, job: str, place: str, point: str) -> list[Passed]:
        """Who has come there, in order."""
        with suppress(FileNotFoundError):
            every = [Passed(**json.loads(line)) for line in (self.folder / "journal").read_text().splitlines()]
            return [one for one in every if (one.job, one.place, one.point) == (job, place, point)]
        return []


def reach(job: str, place: str, point: str, task: str, ids: list[str]) -> None:
    """The process's end: come to a point, and wait there if a test has armed it."""
    folder = Path(os.environ[FOLDER])
    line = json.dumps(asdict(Passed(os.getpid(), job, place, point))) + "\n"
    journal = os.open(folder / "journal", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(journal, line.encode())
    os.close(journal)
    new, stopped = (_file(folder, job, place, point, state) for state in ("new", "stopped"))
    try:
        _file(folder, job, place, point, "armed").rename(new)
    except FileNotFoundError:
        return
    new.write_text(json.dumps(asdict(Stopped(job, os.getpid(), os.getppid(), task, ids))))
    new.rename(stopped)
    while not (folder / f"{job}.go").exists():
        time.sleep(0.01)


def _file(folder: Path, job: str, place: str, point: str, state: str) -> Path:
    return folder / f"{job}.{place}.{point}.{state}"
