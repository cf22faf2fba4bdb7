"""A connection to Redis that a test can cut and heal, and whose next reply it can lose."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

CHUNK = 2**16


class Proxy:
    """Passes on what comes to one socket to another, in a thread."""

    def __init__(self, path: Path, behind: Path) -> None:
        self.path, self.behind = path, behind
        self.lost = threading.Event()  #: the reply that was to be lost is
        self._to_lose = b""
        self._loop = asyncio.new_event_loop()
        self._listener: socket.socket | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def heal(self) -> None:
        """Accept connections."""
        self._do(self._listen())

    def cut(self) -> None:
        """Break all connections in the middle of whatever they carry, and refuse new ones."""
        self._do(self._cut())

    def lose_reply_to(self, words: bytes) -> None:
        """Lose the reply to the next command with these words in it, and break its connection."""
        self.lost.clear()
        self._to_lose = words

    def close(self) -> None:
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, what: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result()

    async def _listen(self) -> None:
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.setblocking(False)
        self._listener.bind(str(self.path))
        self._listener.listen(100)
        self._loop.add_reader(self._listener, self._accept, self._listener)

    def _accept(self, listener: socket.socket) -> None:
        with suppress(BlockingIOError):
            task = self._loop.create_task(self._connect(listener.accept()[0]))
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)

    async def _cut(self) -> None:
        if self._listener:
            self._loop.remove_reader(self._listener)
            self._listener.close()
            self._listener = None
            self.path.unlink()
        await asyncio.sleep(0)  # one that was just accepted begins, so that it ends as it should
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _connect(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as redis, suppress(OSError):
            client.setblocking(False)
            redis.setblocking(False)
            await self._loop.sock_connect(redis, str(self.behind))
            lose = asyncio.Event()  # the reply that comes next on this connection
            ways = {self._ask(client, redis, lose), self._answer(redis, client, lose)}
            pumps = {self._loop.create_task(way) for way in ways}
            try:
                await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for pump in pumps:
                    pump.cancel()
                await asyncio.gather(*pumps, return_exceptions=True)

    async def _ask(self, client: socket.socket, redis: socket.socket, lose: asyncio.Event) -> None:
        while data := await self._loop.sock_recv(client, CHUNK):
            if self._to_lose and self._to_lose in data:
                lose.set()
            await self._loop.sock_sendall(redis, data)

    async def _answer(self, redis: socket.socket, client: socket.socket, lose: asyncio.Event) -> None:
        while data := await self._loop.sock_recv(redis, CHUNK):
            if lose.is_set() and not data.startswith(b"-"):  # an error: it has done nothing yet, and comes again
                self._to_lose = b""
                self.lost.set()
                return
            lose.clear()
            await self._loop.sock_sendall(client, data)
