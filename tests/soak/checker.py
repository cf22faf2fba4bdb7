"""Looks at the results of a soak from the outside, as a reader of docs/redis.md would: it knows nothing of our code.

    python checker.py watch URL SEEN            note what the streams say as they say it, until told to stop
    python checker.py check URL EXPECTED SEEN   one complaint a line and status 1; or nothing and 0, when all is well

EXPECTED is JSON: `jobs`, the ids of each job's documents; and `documents`: for each id its `status`, the `fields` it
has to have, those it may have `besides`, and the `failure` of one that is not done, as far as that can be known.
"""

from __future__ import annotations

import hashlib
import json
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import redis

STAGES = ("clean", "segment", "entities", "stances")
PREFIX = "stancewire:"
OURS = r"doc:d\w+(:jobs)?|job:[\w-]+(:docs)?|jobs|failed|read|room|sweeper|submission:[\w-]+|stage:\w+"
BESIDES = {"status", "raw", "failure", "attempt"}  # fields that are not compared, or not for being the same


def check(client: redis.Redis, expected: dict[str, Any], seen: list[dict[str, str]]) -> Iterator[str]:
    """What is not as was promised."""
    documents = {key: client.hgetall(f"{PREFIX}doc:{key}") for key in expected["documents"]}
    entries = {stage: client.xrange(f"{PREFIX}stage:{stage}") for stage in STAGES}
    yield from keys(client, set(documents))
    for key, wanted in expected["documents"].items():
        yield from (f"{key}: {complaint}" for complaint in document(documents[key], wanted))
        for stage in STAGES:
            told = [entry["outcome"] for _, entry in entries[stage] if entry["id"] == key]
            yield from (f"{key}: {complaint}" for complaint in stream(stage, told, wanted))
    yield from strangers(entries, documents)
    for name, ids in expected["jobs"].items():
        yield from (f"job {name}: {complaint}" for complaint in job(client, name, set(ids), documents))
    for key in documents:
        jobs = {name for name, ids in expected["jobs"].items() if key in ids}
        if client.smembers(f"{PREFIX}doc:{key}:jobs") != jobs:
            yield f"{key}: its jobs are {client.smembers(f'{PREFIX}doc:{key}:jobs')}, not {jobs}"
    failed = {key for key, found in documents.items() if found.get("status") == "failed"}
    if set(client.zrange(f"{PREFIX}failed", 0, -1)) != failed:
        yield f"the list of what has failed differs by {set(client.zrange(f'{PREFIX}failed', 0, -1)) ^ failed}"
    yield from history(entries, documents, seen)


def keys(client: redis.Redis, known: set[str]) -> Iterator[str]:
    """Nothing is left over: no set of waiting or leased documents, no document that nobody handed in."""
    for key in client.scan_iter("*", count=1000):
        name = key.removeprefix(PREFIX)
        kind, _, rest = name.partition(":")
        if not re.fullmatch(OURS, name):
            yield f"the key {key} is left over"
        elif kind == "doc" and rest.removesuffix(":jobs") not in known:
            yield f"nobody handed in what {key} speaks of"
        elif kind in ("doc", "job", "submission") and client.ttl(key) < 0:
            yield f"{key} would be kept for ever"


def document(found: dict[str, str], wanted: dict[str, Any]) -> Iterator[str]:
    """A document is in its end state, and each of its fields is what an undisturbed run writes."""
    if found.get("status") != wanted["status"]:
        yield f"it is {found.get('status')}, not {wanted['status']}: {found.get('reason')}"
        return
    for name, value in wanted["fields"].items():
        if found.get(name) != value:
            yield f"{name} differs from the undisturbed run: {found.get(name)!r:.90}, not {value!r:.90}"
    if more := set(found) - set(wanted["fields"]) - BESIDES - set(wanted["besides"]):
        yield f"it has more fields than it should: {sorted(more)}"
    failure = json.loads(found.get("failure", "{}"))
    if {name: failure.get(name) for name in wanted["failure"]} != wanted["failure"]:
        yield f"its failure is {failure}, not {wanted['failure']}"


def stream(stage: str, told: list[str], wanted: dict[str, Any]) -> Iterator[str]:
    """A stage's stream has told of a document once; of one that failed, once for each time that it was tried."""
    if f"{stage}:version" not in wanted["fields"]:
        right = not told
    elif wanted["failure"].get("stage") != stage:
        right = told == ["done"]
    else:
        right = set(told) == {wanted["status"]} and (len(told) == 1 or wanted["status"] == "failed")
    if not right:
        yield f"the stream of {stage} has told {told} of it"


def strangers(entries: dict[str, Any], documents: dict[str, dict[str, str]]) -> Iterator[str]:
    """Each entry speaks of a document that is there, and of the version that it has."""
    for stage, told in entries.items():
        for number, entry in told:
            version = documents.get(entry["id"], {}).get(f"{stage}:version")
            if version != entry["version"]:
                yield f"{entry['id']}: the entry {number} of {stage} has version {entry['version']}, not {version}"


def job(client: redis.Redis, name: str, ids: set[str], documents: dict[str, dict[str, str]]) -> Iterator[str]:
    """A job has the documents that were handed in for it, and its counts are those of a count over them."""
    if client.smembers(f"{PREFIX}job:{name}:docs") != ids:
        yield f"its documents differ by {client.smembers(f'{PREFIX}job:{name}:docs') ^ ids}"
    counted: Counter[str] = Counter(total=len(ids))
    for found in (documents[key] for key in ids if documents[key]):
        failure = json.loads(found.get("failure", "{}"))
        counted[found["status"]] += 1
        counted.update(f"{stage}:done" for stage in STAGES if stage in found)
        counted.update([f"{failure['stage']}:{found['status']}"] if failure else [])
    told = {key: int(n) for key, n in client.hgetall(f"{PREFIX}job:{name}").items() if key != "created"}
    if different := {
        key: (told.get(key, 0), counted[key]) for key in {*told, *counted} if told.get(key, 0) != counted[key]
    }:
        yield f"it counts (what, and what there is): {different}"


def history(entries: dict[str, Any], documents: dict[str, dict[str, str]], seen: list[dict[str, str]]) -> Iterator[str]:
    """What a reader has been told stays true: the entry is there still, and the field is what it was then."""
    there = {(stage, number) for stage, told in entries.items() for number, _ in told}
    for note in seen:
        what = f"{note['id']}: what {note['stage']} said in {note['entry']}"
        if (note["stage"], note["entry"]) not in there:
            yield f"{what} has gone from the stream"
        if note["outcome"] == "done" and note["value"] != digest(documents.get(note["id"], {}).get(note["stage"])):
            yield f"{what} was another field then, or none"
    for stage, number in there - {(note["stage"], note["entry"]) for note in seen}:
        yield f"the reader of the stream of {stage} was not told {number}"


def watch(client: redis.Redis, note: Callable[[dict[str, str]], None]) -> None:
    """Read the streams, and each field as soon as its entry can be read."""
    last = dict.fromkeys((f"{PREFIX}stage:{stage}" for stage in STAGES), "0")
    while True:
        try:
            for name, entries in client.xread(last, count=100, block=500):
                for number, entry in entries:
                    stage = name.rpartition(":")[2]
                    value = digest(client.hget(f"{PREFIX}doc:{entry['id']}", stage))
                    note(
                        {
                            "stage": stage,
                            "entry": number,
                            "id": entry["id"],
                            "outcome": entry["outcome"],
                            "value": value,
                        }
                    )
                    last[name] = number
        except redis.RedisError:
            time.sleep(0.1)


def digest(value: str | None) -> str:
    return hashlib.sha256(value.encode()).hexdigest() if value is not None else ""


def main(what: str, url: str, *files: str) -> int:
    client = redis.Redis.from_url(url, decode_responses=True, socket_timeout=5)
    if what == "watch":
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        with Path(files[0]).open("w", buffering=1) as out:
            watch(client, lambda note: print(json.dumps(note), file=out))
    expected, seen = (Path(name).read_text() for name in files)
    complaints = list(check(client, json.loads(expected), [json.loads(line) for line in seen.splitlines()]))
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
