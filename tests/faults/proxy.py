"""A connection to Redis that a test can cut and heal, and whose next reply it can lose."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

CHUNK = 2**16


class Proxy:
    """Passes on what comes to one socket to another, in a thread."""

    def __init__(self, socket: Path, behind: Path) -> None:
        self.socket, self.behind = socket, behind
        self.lost = threading.Event()  #: the reply that was to be lost is
        self._to_lose = b""
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
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
        self._server = await asyncio.start_unix_server(self._connect, self.socket)

    async def _cut(self) -> None:
        if self._server:
            self._server.close()
            self.socket.unlink(missing_ok=True)
        for writer in self._open:
            writer.transport.abort()
        while self._open:
            await asyncio.sleep(0.001)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            behind, to = await asyncio.open_unix_connection(self.behind)
        except OSError:
            writer.transport.abort()
            return
        ends = {writer, to}
        self._open |= ends
        lose = asyncio.Event()  # the reply that comes next on this connection
        with suppress(OSError):
            await asyncio.wait(
                [asyncio.create_task(self._ask(reader, to, lose)), asyncio.create_task(self._answer(behind, writer, lose))],
                return_when=asyncio.FIRST_COMPLETED,
            )
        for end in ends:
            end.transport.abort()
        self._open -= ends

    async def _ask(self, reader: asyncio.StreamReader, to: asyncio.StreamWriter, lose: asyncio.Event) -> None:
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                if self._to_lose and self._to_lose in data:
                    lose.set()
                to.write(data)
                await to.drain()

    async def _answer(self, behind: asyncio.StreamReader, writer: asyncio.StreamWriter, lose: asyncio.Event) -> None:
        with suppress(OSError):
            while data := await behind.read(CHUNK):
                if lose.is_set() and not data.startswith(b"-"):  # an error: it has done nothing yet, and comes again
                    self._to_lose = b""
                    self.lost.set()
                    return
                lose.clear()
                writer.write(data)
                await writer.drain()
