"""The private Redis: real servers, real signals, and nothing left behind."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from redis import Redis

from workers.keeper import Keeper, KeeperError, is_running
from workers.server import ServerError, bundled_program, find_program, private_server

PROGRAMS = sorted({find_program(), bundled_program()})


def gone(pid: int, *, seconds: float = 20) -> bool:
    """Whether a process ends within so many seconds; a dead one that nobody has collected counts as ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not is_running(pid) or _is_zombie(pid):
            return True
        time.sleep(0.05)
    return False


def _is_zombie(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout
    return state.startswith("Z")


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_it_is_private_and_keeps_its_data(tmp_path, program):
    folder = tmp_path / "with a space"
    with private_server(folder, program=program) as server:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(server.socket.parent.stat().st_mode) == 0o700
        with Redis.from_url(server.redis_url(1)) as client:
            client.set("said", "yes")
            assert client.config_get("port")["port"] == "0"
            assert client.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
            assert client.config_get("append*")["appendfsync"] == "everysec"
    assert not is_running(server.pid)
    assert not server.socket.parent.exists()
    with private_server(folder, program=program) as server, Redis.from_url(server.redis_url(1)) as client:
        assert client.get("said") == b"yes"


def test_celery_reaches_the_same_databases(tmp_path):
    from celery import Celery

    with private_server(tmp_path) as server, Redis.from_url(server.redis_url(3)) as client:
        app = Celery(broker=server.broker_url(3), set_as_current=False)
        app.send_task("any", queue="here", retry=False)
        assert client.llen("here") == 1
        app.close()


def test_an_error_in_the_block_stops_it(tmp_path):
    with pytest.raises(ZeroDivisionError), private_server(tmp_path) as server:
        _ = 1 / 0
    assert not is_running(server.pid)


def test_two_in_one_folder_would_spoil_the_data(tmp_path):
    with private_server(tmp_path), pytest.raises(ServerError, match="stop that one first"), private_server(tmp_path):
        pass


def test_data_that_cannot_be_read_is_said_with_the_servers_own_words(tmp_path):
    with private_server(tmp_path, program=bundled_program()) as server, Redis.from_url(server.redis_url()) as client:
        client.set("said", "yes")
    for file in (tmp_path / "appendonlydir").glob("*.incr.aof"):
        file.write_bytes(b"this is no append-only file")
    with pytest.raises(ServerError, match=r"server\.log"), private_server(tmp_path, program=bundled_program()):
        pass


def test_a_long_temporary_folder_does_not_matter(tmp_path, monkeypatch):
    long = tmp_path / ("x" * 120)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    with private_server(tmp_path / "data") as server:
        assert server.socket.exists()


OLD = ("redis-server of 6.0", "echo 'Redis server v=6.0.16 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64'")
BROKEN = ("redis-server that does not run", "exit 1")


@pytest.mark.parametrize("script", [OLD[1], BROKEN[1]], ids=[OLD[0], BROKEN[0]])
def test_a_server_that_will_not_do_is_passed_over(tmp_path, monkeypatch, script):
    fake = tmp_path / "redis-server"
    fake.write_text(f"#!/bin/sh\n{script}\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/nonexistent")
    assert find_program() == bundled_program()


# The parent starts a server through us, a worker-like program through the keeper, and a child of its own that
# outlives it and would hold the pipe open if it had inherited it.
PARENT = """
import subprocess, sys, time
from pathlib import Path
from workers.server import private_server
with private_server(Path(sys.argv[1])) as server:
    kept = server.keeper.start(["sh", "-c", "sleep 600 & wait"], log=Path(sys.argv[1]) / "kept.log")
    own = subprocess.Popen(["sleep", "600"], close_fds=False, start_new_session=True, stdout=subprocess.DEVNULL)
    print(server.pid, kept, own.pid, server.socket, flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize(
    "way", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda way: way.name
)
def test_nothing_is_left_behind_when_the_parent_dies(tmp_path, way):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, tmp_path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    with parent:
        server, kept, own, socket = parent.stdout.readline().split()
        try:
            os.kill(parent.pid, way)
            assert gone(int(kept))
            assert gone(int(server))
            parent.wait(20)
            assert is_running(int(own)), "the parent's own child is none of our business"
        finally:
            os.kill(int(own), signal.SIGKILL)
    deadline = time.monotonic() + 20
    while Path(socket).parent.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(socket).parent.exists()


def test_a_program_that_does_not_listen_is_killed_with_its_children(tmp_path):
    script = "trap '' TERM; sleep 600 & echo $!; while true; do sleep 0.1; done"
    with Keeper() as keeper:
        pid = keeper.start(["sh", "-c", script], log=tmp_path / "log", grace=0.2)
        while not (tmp_path / "log").read_text().strip():
            time.sleep(0.02)
    assert not is_running(pid)
    assert gone(int((tmp_path / "log").read_text()))


def test_nothing_is_left_behind_when_the_keeper_itself_is_killed(tmp_path):
    with private_server(tmp_path) as server:
        kept = server.keeper.start(["sh", "-c", "sleep 600 & echo $!; wait"], log=tmp_path / "kept.log")
        while not (child := (tmp_path / "kept.log").read_text().strip()):
            time.sleep(0.02)
        keeper = subprocess.run(["ps", "-o", "ppid=", "-p", str(kept)], capture_output=True, text=True, check=True)
        os.kill(int(keeper.stdout), signal.SIGKILL)
    for pid in (kept, int(child), server.pid):
        assert gone(pid)
    assert not server.socket.parent.exists()


def test_a_program_that_is_not_there_is_an_error(tmp_path):
    with Keeper() as keeper, pytest.raises(KeeperError, match="No such file"):
        keeper.start(["no-such-program"], log=tmp_path / "log")


def test_the_dead_are_seen_as_dead(tmp_path):
    with Keeper() as keeper:
        assert gone(keeper.start(["true"], log=tmp_path / "log"))
