"""Kombu's Redis transport, made to live through what a broker does on a bad day.

* An entry of a queue that is no message is refused with its reason, and the worker goes on with the next.
* When Redis refuses to work (full, loading, read-only, its disk full, busy with a script), the worker waits as it does
  when Redis is away, and goes on when a write succeeds again.
* What was taken from a queue and could not be registered as unacknowledged is put back.
* A Redis that has stopped answering without a word is found out.
* What the system still says of a connection that is gone does not end the worker.

Importing this module makes it the transport of every Redis URL. Kombu chooses by the URL's scheme from a table; its
`transport` argument, and Celery's setting `broker_transport`, are passed over for `redis+socket://`.
"""

from __future__ import annotations

import logging
from binascii import Error as Base64Error
from collections import deque
from queue import Empty
from select import select
from time import monotonic
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, virtual
from kombu.transport import redis as stock
from kombu.utils.encoding import bytes_to_str
from redis.exceptions import ConnectionError, ResponseError

from workers.messages import MessageRefused, check_envelope, read_message, shown

logger = logging.getLogger(__name__)

SILENCE = 30  #: seconds without an answer after which a connection counts as dead; a blocking read answers each second

#: Key and entry of what this process has taken from a queue and could not register; put back at the next connection.
_in_hand: deque[tuple[bytes, bytes]] = deque()


class Message(virtual.Message):
    """A message that has the shape of one."""

    def __init__(self, payload: Any, channel: Any = None, **more: Any) -> None:
        check_envelope(payload)
        try:
            super().__init__(payload, channel=channel, **more)
        except Base64Error as error:
            raise MessageRefused(f"its body is not base64 ({error})") from None


class QoS(stock.QoS):
    """Acknowledgements that a full Redis accepts: it refuses whatever stands in a MULTI, and takes these alone."""

    def ack(self, delivery_tag: str) -> None:
        self._forget(delivery_tag)
        virtual.QoS.ack(self, delivery_tag)

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        if requeue:
            self.restore_by_tag(delivery_tag, leftmost=True)
        else:
            self._forget(delivery_tag)
        virtual.QoS.ack(self, delivery_tag)

    def _forget(self, delivery_tag: str) -> None:
        with self.channel.conn_or_acquire() as client, client.pipeline(transaction=False) as pipe:
            # In this order: an index entry without its message is removed when it is due, the reverse would stay.
            pipe.hdel(self.unacked_key, delivery_tag).zrem(self.unacked_index_key, delivery_tag).execute()


class _Channel:
    """What ours do otherwise than Kombu's channels for Redis."""

    Message = Message
    QoS = QoS

    def _brpop_start(self: Any, timeout: float | None = None) -> None:
        self.asked = monotonic()
        super()._brpop_start(timeout)  # type: ignore[misc]

    def _brpop_read(self: Any, **options: Any) -> bool:
        """Kombu 5.6.2's, which loses the entry when what follows fails, and ends the worker when it is no message."""
        try:
            try:
                popped = self.client.parse_response(self.client.connection, "BRPOP", **options)
            except self.connection_errors:
                self.client.connection.disconnect()
                raise
            if not popped:
                raise Empty
            self._take(*popped)
            return True
        finally:
            self._in_poll = None

    def _take(self: Any, key: bytes, item: bytes) -> None:
        queue = bytes_to_str(key).rsplit(self.sep, 1)[0]
        self._queue_cycle.rotate(queue)
        try:
            message = read_message(item)
        except MessageRefused as reason:
            _say_refused(queue, reason, item)
            return
        try:
            self.connection._deliver(message, queue)
        except self.connection_errors:
            _in_hand.append((key, item))
            raise

    def _size(self: Any, queue: str) -> int:
        # Outside of MULTI, for a full Redis.
        with self.conn_or_acquire() as client, client.pipeline(transaction=False) as pipe:
            for priority in self.priority_steps:
                pipe.llen(self._q_for_pri(queue, priority))
            return sum(pipe.execute())

    def check_writing(self: Any) -> None:
        """Put back what is in hand; raise what Redis says if it takes no writes."""
        with self.conn_or_acquire() as client:
            client.zadd(self.unacked_index_key, {"": 0}, xx=True)  # a write that writes nothing
            while _in_hand:
                client.rpush(*_in_hand[0])
                _in_hand.popleft()

    def check_silence(self: Any) -> None:
        """Raise ConnectionError when a blocking read has had no answer for too long."""
        # The answer may be there already, when it is this process that was frozen. The connection's own `can_read`
        # would take it out of the socket, and nothing would ever say again that it is there.
        if self._in_poll and monotonic() - self.asked > SILENCE and not select([self._in_poll._sock], [], [], 0)[0]:
            self._in_poll.disconnect()
            self._in_poll = None
            raise ConnectionError(f"Redis has not answered for {SILENCE} seconds")


def _say_refused(queue: str, reason: Exception, what: Any) -> None:
    logger.error("A message in the queue %s was refused: %s. It begins %s", queue, reason, shown(what))


class Channel(_Channel, stock.Channel):
    """A channel to a Redis."""


class SentinelChannel(_Channel, stock.SentinelChannel):
    """A channel to the Redis that a Sentinel names."""


class Poller(stock.MultiChannelPoller):
    """Passes over sockets that no channel has any more.

    The children that were forked while one was open keep it open, so epoll goes on telling of it. Kombu 5.6.2 ends the
    worker with a KeyError then (issue 2582 of celery/kombu).
    """

    def on_readable(self, fileno: int) -> None:
        if fileno in self.fds:
            super().on_readable(fileno)

    def handle_event(self, fileno: int, event: int) -> Any:
        return super().handle_event(fileno, event) if fileno in self.fds else None


class _Transport:
    """What ours do otherwise than Kombu's transports for Redis."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.cycle = Poller()

    # All that Redis can answer instead of doing its work: it passes, or somebody must come; no worker need end.
    connection_errors = (*stock.Transport.connection_errors, ResponseError)

    def establish_connection(self: Any) -> Any:
        connection = super().establish_connection()  # type: ignore[misc]
        self._avail_channels[-1].check_writing()
        return connection

    def _deliver(self: Any, message: Any, queue: str) -> None:
        try:
            super()._deliver(message, queue)  # type: ignore[misc]
        except MessageRefused as reason:
            _say_refused(queue, reason, message)

    def register_with_event_loop(self: Any, connection: Any, loop: Any) -> None:
        super().register_with_event_loop(connection, loop)  # type: ignore[misc]
        loop.call_repeatedly(1, self._check_silence)

    def _check_silence(self: Any) -> None:
        for channel in self.channels:
            channel.check_silence()


class Transport(_Transport, stock.Transport):
    """The transport to a Redis."""

    Channel = Channel


class SentinelTransport(_Transport, stock.SentinelTransport):
    """The transport to the Redis that a Sentinel names."""

    Channel = SentinelChannel


TRANSPORT_ALIASES.update(
    redis=f"{__name__}:Transport", rediss=f"{__name__}:Transport", sentinel=f"{__name__}:SentinelTransport"
)
