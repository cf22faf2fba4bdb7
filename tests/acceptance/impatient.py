"""Our Celery app, with the tasks of `waiting`, that takes a silent Redis for dead after two seconds."""

from tests.acceptance.waiting import app
from workers import broker

__all__ = ["app"]

broker.SILENCE = 2
