"""Our Celery app with one more task, by which a test keeps a worker process busy for as long as it likes."""

import time
from pathlib import Path

from workers import app

__all__ = ["app"]


@app.task(name="tests.wait_for")
def wait_for(started: str, go: str) -> None:
    """Say that it has started, and end when there is a file named `go`."""
    with Path(started).open("a") as file:
        file.write("started\n")
    while not Path(go).exists():
        time.sleep(0.05)
    with Path(started).open("a") as file:
        file.write("ended\n")
