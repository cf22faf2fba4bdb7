"""Celery's consumer, which asks of each message whether it is a task that can be run before anything acts on it.

Celery's own checks come one by one while it already works with the message: most of what they miss ends the worker,
and what they find is logged with the message's text.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from celery.worker import consumer as stock

from workers.messages import MessageRefused, check_task, shown

logger = logging.getLogger(__name__)


class Consumer(stock.Consumer):
    """A consumer that refuses what is no task of ours; it is not tried again, as no time would mend it."""

    def create_task_handler(self, *arguments: Any, **options: Any) -> Callable[[Any], None]:
        receive = super().create_task_handler(*arguments, **options)

        def on_task_received(message: Any) -> None:
            try:
                check_task(message.headers, message.decode, self.app.tasks)
            except MessageRefused as reason:
                self.refuse(message, reason)
            else:
                receive(message)

        return on_task_received

    def on_decode_error(self, message: Any, exc: Exception) -> None:
        self.refuse(message, exc)

    def on_invalid_task(self, body: Any, message: Any, exc: Exception) -> None:
        self.refuse(message, exc)

    def refuse(self, message: Any, reason: Exception) -> None:
        """Drop a message; whoever waits for its result is told why."""
        queue = message.delivery_info["routing_key"]
        logger.error(
            "A message in the queue %s was refused: %s. Its body begins %s", queue, shown(reason), shown(message.body)
        )
        message.reject_log_error(logger, self.connection_errors)
        identifier = message.headers.get("id")
        if identifier and isinstance(identifier, str) and not message.headers.get("ignore_result"):
            self.app.backend.mark_as_failure(identifier, MessageRefused(shown(reason)))


def _without_traceback(record: logging.LogRecord) -> bool:
    """Make one line of the page that Celery writes when Redis goes away: the reason, and no traceback."""
    if record.msg == stock.consumer.CONNECTION_RETRY and record.exc_info:
        record.msg = f"{record.msg} ({shown(record.exc_info[1])})"
        record.exc_info = None
    return True


logging.getLogger(stock.consumer.__name__).addFilter(_without_traceback)
