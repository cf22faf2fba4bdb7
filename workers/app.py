"""The Celery app: its queues and its settings.

Importing it loads no model and reads no setting: Flower and the command line import it too, and a wrong setting is for
them to report. The settings are read when Celery first needs one.
"""

from typing import Any

from celery import Celery
from kombu import Queue

from config import load_settings
from workers import broker
from workers.sweeper import Sweeper

STAGES = ("clean", "segment", "entities", "stances")  #: in order; each is a queue, a stream and a field of a document
ORDINARY, URGENT = 6, 0  #: priorities: kombu reads a queue's smaller number first
SUBMIT = "submit"  #: the queue on which other programs hand in documents

TASKS = {
    "tasks.clean": "clean",
    "tasks.segment": "segment",
    "tasks.find_entities": "entities",
    "tasks.tag_stances": "stances",
    "workers.submit": SUBMIT,
}


def _configuration() -> dict[str, Any]:
    settings = load_settings()
    return {
        "imports": ["workers.stages"],
        "worker_consumer": "workers.consumer:Consumer",
        # Celery's results serve one thing, the reply to `workers.submit`; what the stages find is in our own keys.
        "broker_url": settings.broker_url,
        "result_backend": settings.broker_url,
        "task_ignore_result": True,
        "result_expires": 24 * 3600,
        # JSON in and out: a pickled message could run code.
        "accept_content": ["json"],
        "task_serializer": "json",
        "result_serializer": "json",
        # One queue per stage, so that each can be watched and scaled alone. A misspelt queue is an error, where Celery
        # would make it and nobody would ever read it.
        "task_queues": [Queue(name) for name in (SUBMIT, *STAGES)],
        "task_routes": {task: {"queue": queue} for task, queue in TASKS.items()},
        "task_default_queue": SUBMIT,
        "task_create_missing_queues": False,
        # A batch is acknowledged when it is done: one whose worker is stopped goes back to its queue at once. What that
        # misses (a kill, a message lost on the way) the store knows, and the sweep sends again (workers.sweeper).
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        # Not worker_cancel_long_running_tasks_on_connection_loss: cancelling uses the result backend, which is gone
        # with the broker, and ends the worker (measured, 5.6.3). A batch that then runs twice is written once.
        # A worker takes what it can start at once; what it held back would wait while others are idle.
        "worker_prefetch_multiplier": 1,
        # What somebody waits for, or the sweep sends again, must not wait behind an archive: it is urgent, all else is
        # not. Kombu looks for the urgent messages of all queues before it takes any other.
        "task_default_priority": ORDINARY,
        # The next stage's message must get out, through a restart of Redis too: celery's own three tries in half a
        # second lost 3 of 120 documents in a measured restart. Here: about four minutes.
        "task_publish_retry_policy": {
            "max_retries": 120,
            "interval_start": 0.2,
            "interval_step": 0.5,
            "interval_max": 2,
        },
        # A worker waits for Redis, at the start and later, for as long as it takes.
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        # When told to stop at once (SIGQUIT), what runs has a little time to finish before it is given back; Celery
        # waits for all of it whenever anything runs. SIGTERM waits for what runs, and no longer.
        "worker_soft_shutdown_timeout": 10,
        # At the soft limit a batch keeps what is done and sends the rest on its way again (workers.batch); the hard
        # limit ends what does not listen.
        "task_time_limit": settings.task_time_limit,
        "task_soft_time_limit": max(1, settings.task_time_limit * 9 // 10),
        "broker_transport_options": {
            # Longer than any batch may wait and run, so that only a vanished worker's batches are given to others.
            "visibility_timeout": settings.visibility_timeout,
            # No priority_steps: kombu's own lists per queue (0, 3, 6, 9) are those to which strangers' clients send.
            # Who needs a connection for one call hears soon that a full Redis gives none (Kombu: after 6 s):
            # the sweep runs in the worker's main process. Who may wait says so: the consumer, a publish with retries.
            "max_retries": 3,
            "interval_start": 0,
            "interval_step": 0.2,
            # A Redis that stops answering is given up, and connected to again. No call of Celery's takes that long.
            "socket_timeout": broker.SILENCE,
            "socket_connect_timeout": broker.SILENCE,
            "socket_keepalive": True,
            "health_check_interval": 10,
        },
        # Events for Flower; without the sent event it does not know the queue of a task.
        "worker_send_task_events": True,
        "task_send_sent_event": True,
    }


app = Celery("stancewire")
app.add_defaults(_configuration)
app.steps["consumer"].add(Sweeper)
