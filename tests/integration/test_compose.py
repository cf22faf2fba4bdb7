"""docker-compose.yml: its shape, what it promises, and that each service's command does its work.

There need be no Docker here: the commands run as plain processes in a folder with what the image would hold.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import jsonschema
import pytest
from redis import Redis
from redis.exceptions import RedisError

from config import ROOT
from config.settings import PREFIX, Settings
from tests import composing
from tests.running import PATIENCE, wait_until
from workers.app import STAGES, SUBMIT
from workers.server import find_program

SECRETS = {"REDIS_PASSWORD": "opensesame42", "FLOWER_BASIC_AUTH": "analyst:sesame"}
COMPOSE = composing.read(SECRETS)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
WORKERS = (SUBMIT, *STAGES)


def test_the_file_has_the_shape_that_compose_asks_for() -> None:
    """Against the Compose Specification's own schema (2021 edition, Apache-2.0), which does not know `name` yet."""
    schema = json.loads((ROOT / "tests/integration/compose_spec.json").read_text())
    del schema["$schema"]  # its old way of naming the draft
    jsonschema.Draft201909Validator.check_schema(schema)
    assert isinstance(COMPOSE["name"], str)
    jsonschema.Draft201909Validator(schema).validate({key: COMPOSE[key] for key in COMPOSE if key != "name"})
    named = {volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", ())}
    assert {name for name in named if not name.startswith((".", "/"))} == set(COMPOSE["volumes"])
    assert {name for service in SERVICES.values() for name in service.get("depends_on", ())} <= set(SERVICES)


@pytest.mark.parametrize("name", SECRETS)
def test_a_missing_secret_gets_a_sentence(name: str) -> None:
    with pytest.raises(composing.Missing, match=rf"{name} is missing a value: set it in \.env to \w+"):
        composing.read({**SECRETS, name: ""})


def test_each_stage_has_a_worker_service_of_its_own() -> None:
    queues = {
        name: service["command"].split("--queues ")[1].split()[0]
        for name, service in SERVICES.items()
        if " worker " in service["command"]
    }
    assert queues == {name: name for name in WORKERS}


def test_nothing_but_flower_can_be_reached_and_that_from_this_machine_only() -> None:
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert ports == {"flower": ["127.0.0.1:5555:5555"]}


def test_the_password_is_the_only_way_in_and_comes_from_the_environment() -> None:
    assert not any(secret in (ROOT / "docker-compose.yml").read_text() for secret in SECRETS.values())
    assert SERVICES["redis"]["command"].endswith("--requirepass opensesame42")
    assert SERVICES["flower"]["environment"]["FLOWER_BASIC_AUTH"] == "analyst:sesame"


def test_services_come_back_unless_stopped_and_wait_for_redis() -> None:
    for name, service in SERVICES.items():
        assert service["restart"] == ("no" if name == "ingest" else "unless-stopped")
        assert name == "redis" or service["depends_on"] == {"redis": {"condition": "service_healthy"}}
    assert SERVICES["redis"]["healthcheck"]["test"][0] == "CMD-SHELL"


def test_every_setting_can_be_made_for_the_services() -> None:
    # The weights are in the image: their place is no matter of the services'.
    wanted = {PREFIX + name.upper() for name in Settings.model_fields} - {"STANCEWIRE_WEIGHTS"}
    for name in (*WORKERS, "flower", "ingest"):
        assert {key for key in SERVICES[name]["environment"] if key.startswith(PREFIX)} == wanted


def test_the_workers_of_a_machine_see_one_shared_memory() -> None:
    assert COMPOSE["volumes"]["encodings"]["driver_opts"]["type"] == "tmpfs"
    for name in WORKERS:
        folder = SERVICES[name]["environment"]["STANCEWIRE_SHARED_MEMORY"]
        assert f"encodings:{folder}" in SERVICES[name]["volumes"]


def test_the_image_is_small_in_rights() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert "FROM python:3.12-slim" in lines and "USER stancewire" in lines
    assert any("--only-binary :all: --require-hashes -r requirements.lock" in line for line in lines)
    for name in (*WORKERS, "flower", "ingest"):
        assert (SERVICES[name]["image"], SERVICES[name]["cap_drop"]) == ("stancewire", ["ALL"])


class Running:
    """All services but the one-shot ones, as processes, with a Redis on a port of this machine."""

    def __init__(self, folder: Path) -> None:
        self.logs, self.stories = folder / "logs", folder / "stories"
        for made in (self.logs, self.stories, folder / "data"):
            made.mkdir()
        self.image = composing.image(folder / "image")
        self.ports = {"redis": free_port(), "flower": free_port()}
        self.replaced = {
            "redis:6379": f"127.0.0.1:{self.ports['redis']}",
            "--address=0.0.0.0 --port=5555": "",
            "--address=0.0.0.0": "--address=127.0.0.1",
            "--port=5555": f"--port={self.ports['flower']}",
            "redis-server": str(find_program()),
            "/stories": str(self.stories),
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        here = f" --bind 127.0.0.1 --port {self.ports['redis']} --dir {folder / 'data'}"
        self.start("redis", command=SERVICES["redis"]["command"] + here)

    def start(self, name: str, **changed: Any) -> subprocess.Popen[bytes]:
        service = {**SERVICES[name], **changed}
        self.processes[name] = composing.start(service, self.image, self.log(name), self.replaced, os.environ)
        return self.processes[name]

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def said(self, name: str) -> str:
        return self.log(name).read_text(errors="replace")

    def client(self, password: str = SECRETS["REDIS_PASSWORD"]) -> Redis:
        return Redis(port=self.ports["redis"], db=1, password=password, decode_responses=True)

    def redis_answers(self) -> bool:
        with self.client() as client, suppress(RedisError):
            return bool(client.ping())
        return False

    def flower(self, login: str = "") -> int:
        """The status with which Flower answers; 0 while it does not."""
        login = base64.b64encode(login.encode()).decode()
        ask = Request(f"http://127.0.0.1:{self.ports['flower']}/", headers={"Authorization": f"Basic {login}"})
        try:
            with urlopen(ask, timeout=10) as answer:
                return int(answer.status)
        except HTTPError as refused:
            with refused:
                return refused.code
        except URLError:
            return 0

    def stop(self, name: str) -> int:
        self.processes[name].send_signal(signal.SIGTERM)
        return self.processes[name].wait(PATIENCE)

    def kill(self) -> None:
        for process in self.processes.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path)
    with ExitStack() as stack:
        stack.callback(running.kill)
        wait_until(running.redis_answers)
        yield running


def test_the_services_come_up_do_their_work_and_go(running: Running) -> None:
    with running.client() as client:
        assert client.config_get("appendonly", "maxmemory-policy") == {
            "appendonly": "yes",
            "maxmemory-policy": "noeviction",
        }
    with running.client(password="guess") as stranger, pytest.raises(RedisError):
        stranger.ping()

    for name in (*WORKERS, "flower"):
        running.start(name)
    for name in WORKERS:
        wait_until(lambda name=name: f"{name}@" in running.said(name) and " ready." in running.said(name))
    wait_until(running.flower)
    assert (running.flower(), running.flower("analyst:sesame")) == (401, 200)

    for number in (1, 2):
        story = f"The mayor of Port Ellis, Ann Harker, said on Monday that she supports harbour plan {number}.\n"
        (running.stories / f"{number}.txt").write_text(story)
    (running.stories / "notes.md").write_text("No story.\n")
    assert running.start("ingest").wait(PATIENCE) == 0, running.said("ingest")
    assert "2 done, 0 failed, 0 skipped of 2" in running.said("ingest")
    with running.client() as client:
        assert client.xlen("stancewire:stage:stances") == 2
    for stage in STAGES:
        assert f"{stage}: 2 done" in running.said(stage), "its own worker did it"

    for name in (*WORKERS, "flower", "redis"):
        assert running.stop(name) == 0, running.said(name)
