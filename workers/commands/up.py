"""`stancewire up`: everything that a machine of one's own needs, until Ctrl-C."""

from __future__ import annotations

import os
import socket
import sys
import time
from pathlib import Path

import tasks
from config import ROOT, load_settings
from workers.app import STAGES, SUBMIT
from workers.commands.exits import Exit, Trouble, say
from workers.keeper import is_running
from workers.server import Server, private_server

BROKER_DB, RESULTS_DB = 0, 1  # Flower looks into database 0 whatever the URL of a socket says


def up(flower_port: int, folder: Path) -> Exit:
    """Start Redis, a worker and Flower, and stay until Ctrl-C or until one of them ends."""
    _check_free(flower_port)
    check_weights()
    with private_server(folder / "redis") as server:
        worker = start_worker(server, log=folder / "worker.log")
        options = (f"--port={flower_port}", "--address=127.0.0.1", f"--conf={ROOT / 'flowerconfig.py'}")
        flower = start_celery(server, "flower", *options, log=folder / "flower.log", grace=5)
        _tell_how_to_connect(server, flower_port, folder)
        while is_running(worker) and is_running(flower):
            time.sleep(0.5)
        log = folder / ("worker.log" if is_running(flower) else "flower.log")
        raise Trouble(Exit.WORKER_DIED, f"{log.stem} ended by itself: {log} says why")


def check_weights() -> None:
    """Load the models once, here: a worker without good weights would wait for them, and the user with it.

    Raises:
        WeightsError: they are missing or damaged.
    """
    settings = load_settings()
    tasks.load_models(settings.weights, settings.entities_pipeline)


def variables(server: Server) -> dict[str, str]:
    """The settings that lead to a private server."""
    return {
        "STANCEWIRE_REDIS_URL": server.redis_url(RESULTS_DB),
        "STANCEWIRE_BROKER_URL": server.broker_url(BROKER_DB),
    }


def start_worker(server: Server, *options: str, log: Path, grace: float = 30) -> int:
    """Start a worker for all queues; it ends before the server does. Returns its process id."""
    queues = ",".join((SUBMIT, *STAGES))
    alone = ("--without-mingle", "--without-gossip")  # there is no other worker to wait a second for
    return start_celery(
        server, "worker", "--queues", queues, "--loglevel", "INFO", *alone, *options, log=log, grace=grace
    )


def start_celery(server: Server, *words: str, log: Path, grace: float) -> int:
    """Start one of Celery's programs on the private server. Returns its process id."""
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("")
    # The checkout goes on the path: in a bare one Celery would find `workers`, but `workers` not `tasks`.
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    env = {**os.environ, "PYTHONPATH": path, **variables(server)}
    return server.keeper.start([sys.executable, "-m", "celery", "-A", "workers", *words], log=log, env=env, grace=grace)


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as Flower will: a port just left is free
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise Trouble(
                Exit.PORT_TAKEN, f"Flower cannot listen on port {port} ({error}): choose another with --flower-port"
            ) from None


def _tell_how_to_connect(server: Server, flower_port: int, folder: Path) -> None:
    say(
        f"Redis ({server.program.name}) and a worker for all queues run; Ctrl-C stops them, the data stays in {folder}."
    )
    say(f"Flower: http://127.0.0.1:{flower_port}")
    say("To use them from another terminal, paste there:")
    for name, value in variables(server).items():
        print(f"export {name}='{value}'", flush=True)
