"""The four stages as careful people would put them on any queue: a message has all that is known of a document.

Each stage gets the text and the whole results of the stages before it, makes records of them, and hands all of it on
with its own; none computes an earlier stage anew. What is no JSON does not travel: each stage's spaCy pipeline reads
the text again, and the encoder runs for the entities and again for the stances. (The encoder keeps what it read last,
as it does for us: a stance task that by chance runs where the entities were found, some 150 stories later at most,
finds the story read. So a round of less than 150 stories for each process flatters the peers.)
"""

from __future__ import annotations

from functools import cache
from typing import Any

from msgspec import convert, to_builtins

import tasks
from config import load_settings
from tasks.records import Cleaned, Entities, Segments, Story

Message = dict[str, Any]


@cache
def models() -> tasks.Models:
    """The models of this process."""
    settings = load_settings()
    return tasks.load_models(settings.weights, settings.entities_pipeline)


def clean(document: Message) -> Message:
    """From `id` and `text` to `clean`, which has the text."""
    return {"clean": to_builtins(tasks.clean(Story(document["id"], document["text"])))}


def segment(found: Message) -> Message:
    """Adds `segment`."""
    cleaned = convert(found["clean"], Cleaned)
    return {**found, "segment": to_builtins(tasks.segment(cleaned, models().segment))}


def find_entities(found: Message) -> Message:
    """Adds `entities`."""
    cleaned, segments = convert(found["clean"], Cleaned), convert(found["segment"], Segments)
    return {**found, "entities": to_builtins(tasks.find_entities(cleaned, segments, models().entities))}


def tag_stances(found: Message) -> Message:
    """The statements and stances alone: they are what was wanted, and there is nobody to hand the rest on to."""
    cleaned, segments = convert(found["clean"], Cleaned), convert(found["segment"], Segments)
    entities = convert(found["entities"], Entities)
    return to_builtins(tasks.tag_stances(cleaned, segments, entities, models().stances))  # type: ignore[no-any-return]
