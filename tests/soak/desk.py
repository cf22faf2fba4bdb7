"""Hands in documents, by call and by message, until each has been answered for."""

from __future__ import annotations

import json
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

from celery import Celery
from kombu.exceptions import OperationalError
from redis import Redis
from redis.exceptions import RedisError

from tests.soak.plan import HandIn
from workers import pipeline
from workers.app import SUBMIT
from workers.errors import StoreFull

ENOUGH = 10  #: seconds to wait for an answer before the message is sent again


@dataclass
class Asked:
    """A message that has not been answered."""

    hand_in: HandIn
    reply: str  #: the key that the answer will have
    since: float


@dataclass
class Desk(threading.Thread):
    """Hands in what a plan says, and again what nobody answers for."""

    broker_url: str  #: as Celery writes it
    broker: Redis
    hand_ins: list[HandIn]
    jobs: dict[str, set[str]] = field(default_factory=dict)  #: ids that have been answered for, by job
    asked: list[Asked] = field(default_factory=list)
    again: int = 0  #: how often something was handed in again

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self._sender = Celery(broker=self.broker_url)  # as a program of somebody else would have it

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        for hand_in in self.hand_ins:
            time.sleep(hand_in.pause)
            self._ask(hand_in) if hand_in.by_message else self._call(hand_in)
            self._collect()
        while self.asked:
            time.sleep(0.1)
            self._collect()

    def _call(self, hand_in: HandIn) -> None:
        while True:
            try:
                return self._answered(
                    hand_in, pipeline.submit(hand_in.documents, hand_in.job, urgent=hand_in.urgent).ids
                )
            except (RedisError, StoreFull):
                self.again += 1
                time.sleep(0.5)

    def _ask(self, hand_in: HandIn) -> None:
        payload = {"documents": hand_in.documents, "job": hand_in.job, "urgent": hand_in.urgent}
        reply = ""
        with suppress(OperationalError, RedisError):
            reply = self._sender.send_task("workers.submit", args=[payload], queue=SUBMIT).id
        self.asked.append(Asked(hand_in, f"celery-task-meta-{reply}", time.monotonic()))

    def _collect(self) -> None:
        """Read the answers that have come, and ask again for those that should have."""
        for asked in list(self.asked):
            answer = self._answer(asked.reply)
            if answer:
                self.asked.remove(asked)
                self._answered(asked.hand_in, answer)
            elif time.monotonic() > asked.since + ENOUGH:
                self.asked.remove(asked)
                self.again += 1
                self._ask(asked.hand_in)

    def _answer(self, key: str) -> list[str]:
        with suppress(RedisError):
            value = json.loads(self.broker.get(key) or "{}")
            if value.get("status") == "SUCCESS":
                return value["result"]["documents"]
        return []

    def _answered(self, hand_in: HandIn, ids: list[str]) -> None:
        self.jobs.setdefault(hand_in.job, set()).update(ids)
