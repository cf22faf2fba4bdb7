"""What a message on our queues must look like, before Kombu or Celery act on it.

Both trust what they pop: a missing key, a number for a string or a body that is no JSON ends the worker, and the next
one that gets the same message. So the shape is checked in two steps: `Envelope` is what Kombu needs to take any
message at all, `check_task` what Celery needs to run a task.
"""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from kombu.utils.json import loads
from msgspec import Meta, Struct

from workers.errors import WorkersError

LARGEST = 64 * 2**20  #: bytes; a worker holds a message several times while it reads it

Seconds = Annotated[float, Meta(ge=0, le=10**6)]
Name = Annotated[str, Meta(min_length=1, max_length=255)]


class MessageRefused(WorkersError):
    """A message is not one of ours; it is dropped, and the reason logged."""


class DeliveryInfo(Struct):
    """Where a message goes when it is given back."""

    exchange: str
    routing_key: str


class Properties(Struct):
    """What Kombu reads of a message's properties."""

    delivery_tag: Name
    delivery_info: DeliveryInfo
    body_encoding: Literal["base64", "utf-8"] | None = None
    priority: int | None = None
    correlation_id: str | None = None
    reply_to: str | None = None


class Envelope(Struct, rename="kebab"):
    """What Kombu reads of a message."""

    body: str
    properties: Properties
    headers: dict[str, Any]
    content_type: str
    content_encoding: str


class Headers(Struct):
    """What Celery reads of the headers of a task's message (its message protocol 2)."""

    task: Name
    id: Name
    eta: datetime | None = None
    expires: datetime | None = None
    retries: Annotated[int, Meta(ge=0)] | None = None
    timelimit: tuple[Seconds | None, Seconds | None] | None = None
    ignore_result: bool | None = None
    root_id: str | None = None
    parent_id: str | None = None
    group: str | None = None
    group_index: int | None = None
    shadow: str | None = None
    argsrepr: str | None = None
    kwargsrepr: str | None = None
    origin: str | None = None
    replaced_task_nesting: int | None = None
    stamped_headers: list[str] | None = None
    stamps: dict[str, Any] | None = None


class Embedded(Struct):
    """What is to follow a task."""

    callbacks: list[dict[str, Any]] | None = None
    errbacks: list[dict[str, Any]] | None = None
    chain: list[dict[str, Any]] | None = None
    chord: dict[str, Any] | None = None


Body = tuple[list[Any], dict[str, Any], Embedded]


def read_message(item: bytes) -> Any:
    """The JSON of an entry of a queue.

    Raises:
        MessageRefused: it is none, or too large.
    """
    if len(item) > LARGEST:
        raise MessageRefused(f"it has {len(item)} bytes, more than {LARGEST}: hand in fewer documents at a time")
    return _parsed(lambda: loads(item), "it is not JSON")


def check_envelope(payload: Any) -> None:
    """Raise MessageRefused unless Kombu can take this message."""
    envelope = _converted(payload, Envelope)
    # It would be inflated before anybody could ask how large it is.
    if envelope.headers.get("compression"):
        raise MessageRefused("it is compressed: send it without compression")


def check_task(headers: Any, body: Callable[[], Any], tasks: Mapping[str, Any]) -> None:
    """Raise MessageRefused unless Celery can run the task that this message is for; `body` decodes its body."""
    if "task" not in headers:
        raise MessageRefused("it names no task in its headers: send it by Celery's message protocol 2")
    task = tasks.get(_converted(headers, Headers).task)
    if task is None:
        raise MessageRefused(f"there is no task {shown(headers['task'])}")
    content = _parsed(body, "its body cannot be read")
    _converted(content, Body)
    try:
        task.__header__(*content[0], **content[1])
    except TypeError as error:
        raise MessageRefused(shown(error)) from None


def shown(value: Any) -> str:
    """A value in few characters on one line."""
    return _short.repr(value) if not isinstance(value, Exception) else " ".join(str(value).split())[:200]


_short = reprlib.Repr()
_short.maxlevel, _short.maxstring, _short.maxother = 1, 60, 60


def _converted(value: Any, shape: Any) -> Any:
    try:
        return msgspec.convert(value, shape)
    except (msgspec.ValidationError, RecursionError) as error:
        raise MessageRefused(shown(error)) from None


def _parsed(parse: Callable[[], Any], otherwise: str) -> Any:
    try:
        return parse()
    except Exception as error:  # the decoders of JSON's extensions for dates and the like raise whatever they meet
        raise MessageRefused(f"{otherwise} ({type(error).__name__}: {shown(error)})") from None
