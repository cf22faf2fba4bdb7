"""What an undisturbed run makes of the documents of a plan."""

from __future__ import annotations

import json
from typing import Any

from redis import Redis

from config import load_settings
from tests.soak.plan import Plan
from workers.app import STAGES
from workers.batch import current_versions, run_stage, stage_function, worker_models
from workers.documents import read_stories
from workers.store import Store

COMPARED = ("stage", "error", "message", "place")  #: of a failure; its time and attempts depend on what happened
LEFT_OUT = {"status", "raw", "failure", "attempt"}  #: fields of a document that are not compared as they are


def undisturbed(plan: Plan, url: str) -> dict[str, dict[str, Any]]:
    """By id, what the checker is to find of each document; a database that nobody else uses is filled on the way."""
    settings = load_settings()
    handed_in = read_stories(document for hand_in in plan.hand_ins for document in hand_in.documents)
    stories = {story.id: story for story in handed_in}
    versions = current_versions(settings)
    with Redis.from_url(url) as client:
        store = Store(client, settings.key_prefix, lifetime=3600, stream_length=10_000)
        store.accept("undisturbed", stories.values(), versions)
        for stage in STAGES:
            function = stage_function(stage, settings, worker_models)
            run_stage(store, stage, getattr(versions, stage), list(stories), function)
        found = {key: client.hgetall(store.key("doc", key)) for key in stories}
    return {key: _expected(found[key], plan.poison.get(story.text or "")) for key, story in stories.items()}


def _expected(found: dict[bytes, bytes], poison: tuple[str, str] | None) -> dict[str, Any]:
    fields = {name.decode(): value.decode() for name, value in found.items()}
    failure = json.loads(fields.get("failure", "{}"))
    expected = {
        "status": fields["status"],
        "fields": {name: value for name, value in fields.items() if name not in LEFT_OUT},
        "besides": [],
        "failure": {name: failure[name] for name in COMPARED if failure},
    }
    return _poisoned(expected, *poison) if poison else expected


def _poisoned(expected: dict[str, Any], what: str, at: str) -> dict[str, Any]:
    """What is left of a document that kills or breaks a stage."""
    gone = STAGES[STAGES.index(at) :]
    later = {*gone, *(f"{stage}:version" for stage in gone[1:])}
    return {
        "status": "failed",
        "fields": {name: value for name, value in expected["fields"].items() if name not in later},
        "besides": ["reason"],
        "failure": {"stage": at, "error": {"kills": "WorkerDied", "breaks": "ValueError"}[what]},
    }
