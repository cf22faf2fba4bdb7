"""A wire between a worker and Redis that can fall silent, as one does whose other end has lost its power."""

from __future__ import annotations

import socket
from pathlib import Path
from select import select
from threading import Thread


class Proxy:
    """A TCP port that leads to a Unix socket; `silence` makes all connections of that moment dead, without a word."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.other: dict[socket.socket, socket.socket] = {}  #: each end of a connection, and the end at its other side
        self.silent: list[socket.socket] = []
        self.stopped = False
        self.thread = Thread(target=self._run)
        self.thread.start()

    def silence(self) -> None:
        """Forward nothing more on the connections that there are; new ones work."""
        self.silent = list(self.other)

    def stop(self) -> None:
        self.stopped = True
        self.thread.join()
        for end in (self.listener, *self.other):
            end.close()

    def _run(self) -> None:
        while not self.stopped:
            heard = [end for end in self.other if end not in self.silent]
            for end in select([self.listener, *heard], [], [], 0.1)[0]:
                if end is self.listener:
                    self._connect()
                elif end in self.other and end not in self.silent:
                    self._forward(end)

    def _connect(self) -> None:
        here, there = self.listener.accept()[0], socket.socket(socket.AF_UNIX)
        there.connect(str(self.path))
        self.other |= {here: there, there: here}

    def _forward(self, end: socket.socket) -> None:
        try:
            data = end.recv(65536)
            self.other[end].sendall(data)
        except OSError:
            data = b""
        if not data:
            for gone in (end, self.other[end]):
                del self.other[gone]
                gone.close()
