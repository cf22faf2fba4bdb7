"""Connections to Redis that wait until there is one, and scripts that outlive a restart at any moment."""

from __future__ import annotations

from time import monotonic, sleep
from typing import Any

from redis import ConnectionPool
from redis.commands.core import Script
from redis.exceptions import AuthenticationError, ConnectionError, NoScriptError, TimeoutError

PAUSE = 0.1  #: seconds between two tries


class PatientPool(ConnectionPool):
    """Tries again when a connection breaks while it is being made.

    redis-py does so when there is none at all, and when one breaks later. In between it says hello, and a server, or a
    proxy in front of it, that goes just then would end the call.
    """

    patience: float = 0  #: seconds

    def get_connection(self, *arguments: Any, **options: Any) -> Any:
        until = monotonic() + self.patience
        while True:
            try:
                return super().get_connection(*arguments, **options)
            except AuthenticationError:  # which to redis-py is one of the next
                raise
            except (ConnectionError, TimeoutError):
                if monotonic() >= until:
                    raise
                sleep(PAUSE)


class LastingScript(Script):
    """Called with its text where a server has forgotten it again, having restarted since it was told."""

    def __call__(self, keys: Any = None, args: Any = None, client: Any = None) -> Any:
        try:
            return super().__call__(keys, args, client)
        except NoScriptError:
            keys = keys or []
            return (client or self.registered_client).eval(str(self.script), len(keys), *keys, *(args or []))
