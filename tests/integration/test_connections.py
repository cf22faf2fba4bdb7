"""A store that is to wait for Redis waits for whatever is wrong with the connection, and for nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import pytest
from redis import UnixDomainSocketConnection
from redis.exceptions import AuthenticationError, ConnectionError

from config import Settings
from tests.proxy import Proxy
from workers.server import Server
from workers.store import OUTAGE, Store, open_store


class HangsUp(Proxy):
    """One that takes the first calls and hangs up at once, as when what is behind it has just gone."""

    calls = 0

    def _connect(self) -> None:
        self.calls += 1
        if self.calls > 5:
            super()._connect()
        else:
            self.listener.accept()[0].close()


@contextmanager
def hanging_up(server: Server) -> Iterator[HangsUp]:
    proxy = HangsUp(server.socket)
    try:
        yield proxy
    finally:
        proxy.stop()


def store_at(port: int, patience: int, password: str = "") -> Store:
    return open_store(Settings(redis_url=f"redis://{password}127.0.0.1:{port}/1"), patience=patience, timeout=5)


def breaking(server: Server, patience: int) -> Store:
    """A store whose first connections break when they have been made and have said hello."""

    class Breaks(UnixDomainSocketConnection):
        times = 5

        def can_read(self, timeout: float = 0) -> bool:
            if Breaks.times:
                Breaks.times -= 1
                self.disconnect()
                raise ConnectionError("Connection reset by peer")
            return bool(super().can_read(timeout))

    found = open_store(Settings(redis_url=server.redis_url(1)), patience=patience, timeout=5)
    found.client.connection_pool.connection_class = Breaks
    return found


def test_a_connection_that_breaks_when_it_has_just_been_made_is_made_again(server: Server) -> None:
    """Found by the matrix: Redis was stopped just then, and the batch was given up instead of kept."""
    assert breaking(server, OUTAGE).job("none") is None
    with pytest.raises(ConnectionError):
        breaking(server, 3).job("none")


def test_a_connection_that_breaks_at_hello_is_made_again(server: Server) -> None:
    with hanging_up(server) as proxy:
        assert store_at(proxy.port, OUTAGE).job("none") is None
        assert proxy.calls > 5


def test_who_does_not_wait_hears_of_it_soon(server: Server) -> None:
    with hanging_up(server) as proxy:
        start = monotonic()
        with pytest.raises(ConnectionError):
            store_at(proxy.port, 3).job("none")
        assert monotonic() - start < 5


def test_a_wrong_password_is_not_waited_for(server: Server) -> None:
    with hanging_up(server) as proxy:
        proxy.calls = 5
        start = monotonic()
        with pytest.raises(AuthenticationError):
            store_at(proxy.port, OUTAGE, ":wrong@").job("none")
        assert monotonic() - start < 30


def test_a_server_that_restarts_between_being_told_a_script_and_being_asked_for_it(store: Store) -> None:
    """Found by the matrix: no error of a connection, so nothing tried again."""
    told = store.client.script_load

    def told_in_vain(script: str) -> str:
        found: str = told(script)
        store.client.script_flush()
        return found

    store.client.script_flush()
    store.client.script_load = told_in_vain  # type: ignore[method-assign]
    assert store.claim("clean", "1", ["none"]) == ([], [])
