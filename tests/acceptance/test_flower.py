"""Flower, as a user starts it, tells the four stages apart and says which job and how many documents each task has."""

from __future__ import annotations

import base64
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from config import ROOT
from tests.running import PATIENCE, Worker, wait_until
from workers.app import STAGES, TASKS
from workers.pipeline import submit
from workers.store import Store

LOGIN = "analyst:open-sesame"
STORY = "The mayor said on Monday that she supports plan {} for the harbour."


class Flower:
    """A Flower process with a password, on a port of its own."""

    def __init__(self, log: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.url = f"http://127.0.0.1:{free.getsockname()[1]}"
        port = self.url.rpartition(":")[2]
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "workers", "flower", f"--port={port}", "--address=127.0.0.1"],
                cwd=ROOT,
                env={**os.environ, "FLOWER_BASIC_AUTH": LOGIN},
                stdout=out,
                stderr=out,
            )
        wait_until(lambda: self.answers() or self.process.poll() is not None)
        assert self.process.poll() is None, log.read_text()

    def answers(self) -> bool:
        with suppress(URLError):
            return bool(self.read("/healthcheck"))
        return False

    def read(self, path: str, login: str = LOGIN) -> str:
        password = base64.b64encode(login.encode()).decode()
        with urlopen(Request(self.url + path, headers={"Authorization": f"Basic {password}"}), timeout=10) as answer:
            return str(answer.read().decode())

    def tasks(self) -> dict[str, dict[str, Any]]:
        """The four stages' tasks by name, once they have all succeeded; else nothing."""
        tasks = {task["name"]: task for task in json.loads(self.read("/api/tasks")).values()}
        return tasks if [task["state"] for task in tasks.values()] == ["SUCCESS"] * len(STAGES) else {}


@pytest.fixture(autouse=True)
def nothing_is_sent_again(queue: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy this machine is: a batch that is sent again is a task more in Flower's list."""
    monkeypatch.setenv("STANCEWIRE_LEASE", "60")


@pytest.fixture
def flower(queue: dict[str, str], tmp_path: Path) -> Iterator[Flower]:
    flower = Flower(tmp_path / "flower.log")
    yield flower
    flower.process.terminate()
    flower.process.wait(PATIENCE)


def test_flower_shows_stage_queue_job_and_number_of_documents(flower: Flower, store: Store, worker: Worker) -> None:
    # Flower hears of a worker's tasks, not of those before it listened.
    wait_until(lambda: json.loads(flower.read("/api/workers?refresh=1")))
    submission = submit([{"text": STORY.format(number)} for number in (1, 2, 3)], "harbour-plans", store=store)
    wait_until(flower.tasks)
    tasks = flower.tasks()
    assert {name: task["routing_key"] for name, task in tasks.items()} == {
        name: queue for name, queue in TASKS.items() if queue in STAGES
    }
    shown = f"('harbour-plans', 3 documents: {' '.join(submission.ids)})"
    assert {task["args"] for task in tasks.values()} == {shown}
    assert search(flower, "args:harbour-plans") == set(tasks)
    assert search(flower, f"args:{submission.ids[2]}") == set(tasks)
    assert search(flower, "args:another-job") == set()


def test_the_list_of_tasks_has_the_columns_we_chose(flower: Flower) -> None:
    headings = re.findall(r"<th data-column=\S+>(.*?)</th>", flower.read("/tasks"))
    assert headings == ["Name", "args", "Routing Key", "State", "Received", "Runtime", "Retries", "Worker"]


@pytest.mark.parametrize("path", ["/", "/tasks", "/api/tasks", "/api/workers"])
def test_without_the_password_nothing_is_shown(flower: Flower, path: str) -> None:
    with pytest.raises(HTTPError) as refused:
        flower.read(path, login="analyst:guess")
    with refused.value as answer:
        assert answer.code == 401


def search(flower: Flower, words: str) -> set[str]:
    """The names of the tasks that a search in Flower's list finds."""
    return {task["name"] for task in json.loads(flower.read(f"/api/tasks?search={words}")).values()}
