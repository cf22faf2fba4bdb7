"""The contract of docs/redis.md, from the outside: bare redis-py and bare Celery, nothing of ours.

The programs are those that the document shows; only the address is another.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
from redis import Redis

from config import ROOT
from tests.running import BROKER_DB, STORE_DB, Worker, wait_until
from workers.server import Server

DOCUMENT = (ROOT / "docs" / "redis.md").read_text(encoding="utf-8")
STAGES = ("clean", "segment", "entities", "stances")
STORY = (ROOT / "seeds" / "01-ferry-inquiry.txt").read_text(encoding="utf-8")


def program(name: str, server: Server) -> str:
    """A program out of the document, for the server of the test."""
    found = re.search(rf"```python {name}\n(.*?)```", DOCUMENT, re.DOTALL)
    assert found
    program = found[1].replace("redis://localhost:6379/1", server.redis_url(STORE_DB))
    return program.replace("redis://localhost:6379/0", server.broker_url(BROKER_DB))


def ask(server: Server, *messages: str) -> list[tuple[bool, Any]]:
    """Send messages to `workers.submit` as a stranger; of each whether it was accepted, and the reply or the error."""
    url = server.broker_url(BROKER_DB)
    lines = ["import json", "from celery import Celery", f"app = Celery(broker={url!r}, backend={url!r})"]
    for message in messages:
        lines.append(f"reply = app.send_task('workers.submit', {message}, queue='submit')")
        lines.append("try: print(json.dumps([True, reply.get(timeout=60)]))")
        lines.append("except Exception as error: print(json.dumps([False, str(error)]))")
    elsewhere = Path(sys.executable).parent
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], check=True, capture_output=True, text=True, cwd=elsewhere
    )
    return [(accepted, reply) for accepted, reply in map(json.loads, done.stdout.splitlines())]


def submit(redis: Redis, server: Server, *documents: dict[str, str], job: str = "j1") -> list[str]:
    """Hand documents in and wait until they are through; their ids."""
    ((accepted, reply),) = ask(server, f"args=[{ {'documents': documents, 'job': job}!r}]")
    assert accepted, reply
    wait_until(lambda: through(redis, job))
    return reply["documents"]


def through(redis: Redis, job: str) -> bool:
    counts = redis.hgetall(f"stancewire:job:{job}")
    return int(counts["total"]) == sum(int(counts[outcome]) for outcome in ("done", "failed", "skipped"))


def fields_of_table(heading: str) -> set[str]:
    """The names in the first column of the first table below a heading."""
    section = DOCUMENT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    names: set[str] = set()
    for first_column in re.findall(r"^\| (`.+?) \|", section, re.MULTILINE):
        for name in re.findall(r"`([^`]+)`", first_column):
            names |= {name.replace("{stage}", stage) for stage in STAGES}
    return names


def top_level_keys() -> list[str]:
    """The names in the first table of the document: `doc:{id}` and so on."""
    table = DOCUMENT.split("| key | type | what it is |\n")[1].split("\n\n")[0]
    return [name for row in table.splitlines() for name in re.findall(r"`([^`]+)`", row.split("|")[1])]


def test_a_stranger_hands_in_documents_with_the_program_of_the_document(
    redis: Redis, server: Server, worker: Worker
) -> None:
    done = subprocess.run([sys.executable, "-c", program("submit", server)], check=True, capture_output=True, text=True)
    reply = eval(done.stdout)
    assert reply["job"] == "monday" and len(reply["documents"]) == 2
    wait_until(lambda: through(redis, "monday"))
    first = redis.hgetall(f"stancewire:doc:{reply['documents'][0]}")
    assert first["status"] == "done" and json.loads(first["meta"])["source"] == "Example Wire"
    assert len(program("submit", server).splitlines()) <= 10


def test_a_reader_gets_each_document_once_and_what_another_left(redis: Redis, server: Server, worker: Worker) -> None:
    submit(redis, server, {"text": STORY, "id": "one"}, {"text": ""})
    stream = "stancewire:stage:stances"
    redis.xgroup_create(stream, "my-program", id="0")
    redis.xreadgroup("my-program", "one that died", {stream: ">"})
    (second,) = submit(redis, server, {"text": STORY, "id": "two"}, job="j2")
    reader = program("reader", server).replace("60_000", "0")
    with subprocess.Popen([sys.executable, "-u", "-c", reader], stdout=subprocess.PIPE, text=True) as process:
        wait_until(lambda: all_read(redis, stream))
        process.terminate()
        lines = process.stdout.read().splitlines() if process.stdout else []
    document = redis.hgetall(f"stancewire:doc:{second}")
    stances = json.loads(document["stances"])["stances"]
    text = json.loads(document["clean"])["text"]
    expected = [
        "\t".join((s["holder"]["name"], s["label"], s["target"]["name"], text[slice(*s["evidence"])])) for s in stances
    ]
    assert "\n".join(lines) == "\n".join(expected * 2)
    assert stances


def all_read(redis: Redis, stream: str) -> bool:
    """Whether every entry has been given to a reader and acknowledged."""
    (group,) = redis.xinfo_groups(stream)
    last = redis.xinfo_stream(stream)["last-generated-id"]
    return group["pending"] == 0 and group["last-delivered-id"] == last


def test_every_key_field_and_value_is_as_documented(redis: Redis, server: Server, worker: Worker) -> None:
    done, failed, skipped = submit(
        redis,
        server,
        {"text": STORY, "url": "https://example.org/1", "published": "2026-01-02"},
        {"html": "<html><body></body></html>"},
        {"text": "Le maire a déclaré lundi qu’il soutenait le projet du nouveau port de la ville et des pêcheurs."},
    )
    assert {redis.hget(f"stancewire:doc:{i}", "status") for i in (done, failed, skipped)} == {
        "done",
        "failed",
        "skipped",
    }
    known = fields_of_table("A document: `doc:{id}`")
    for identifier in (done, failed, skipped):
        document = redis.hgetall(f"stancewire:doc:{identifier}")
        assert set(document) <= known
        check_values(document)
    of_the_unfinished = {"tries", "lease", "urgent"}
    assert set(redis.hgetall(f"stancewire:doc:{done}")) == known - {"reason", "failure"} - of_the_unfinished
    documented = {name.split("{")[0] for name in top_level_keys()}
    assert {re.sub(r"^stancewire:(\w+:?).*", r"\1", key) for key in redis.scan_iter()} <= documented
    assert set(redis.hgetall("stancewire:job:j1")) == fields_of_table("A job: `job:{id}`")
    assert redis.smembers("stancewire:job:j1:docs") == {done, failed, skipped}
    assert redis.smembers(f"stancewire:doc:{done}:jobs") == {"j1"}
    for stage in STAGES:
        for _, entry in redis.xrange(f"stancewire:stage:{stage}"):
            assert set(entry) == fields_of_table("A stream: `stage:{name}`")
            assert entry["version"] == redis.hget(f"stancewire:doc:{entry['id']}", f"{stage}:version")
    assert {entry["id"]: entry["outcome"] for _, entry in redis.xrange("stancewire:stage:clean")} == {
        done: "done",
        failed: "failed",
        skipped: "skipped",
    }


def check_values(document: dict[str, str]) -> None:
    """Each JSON field is valid by its schema, and signed with the version beside it."""
    for field, schema in {"raw": "story", "meta": "meta", "failure": "failure", **{s: s for s in STAGES}}.items():
        if field in document:
            value = json.loads(document[field])
            jsonschema.validate(value, json.loads((ROOT / "docs" / "schema" / f"{schema}.json").read_text()))
            if field in STAGES:
                assert value["version"] == document[f"{field}:version"]


def test_a_failed_document_counts_where_it_failed(redis: Redis, server: Server, worker: Worker) -> None:
    submit(redis, server, {"text": STORY}, {"text": ""}, {"text": " "})
    counts = {key: int(n) for key, n in redis.hgetall("stancewire:job:j1").items() if key != "created" and n != "0"}
    assert counts == {
        "total": 3,
        "done": 1,
        "failed": 2,
        "clean:failed": 2,
        **{f"{stage}:done": 1 for stage in STAGES},
    }


MALFORMED = {  # what is sent: what the answer says
    "args=[]": "the payload must be an object with the key documents",
    "args=['text']": "the payload must be an object",
    "args=[1, 2, 3]": "positional argument",
    "args=[{'documents': [{'text': 'x'}], 'k' * 999: 1}]": f"the unknown key '{'k' * 79}: the keys are",
    "args=[{'documents': [{'text': 'x'}], 'on_disk': 'yes'}]": "on_disk is 'yes': give true or false",
    "args=[{'documents': [{'text': 'x'}], 'urgent': 1}]": "urgent is 1: give true or false",
    "args=[1], kwargs={'documents': []}": "either as the one argument or as keyword arguments, not both",
    "args=[{'documents': []}]": "documents is empty: give at least one",
    "args=[{'documents': 'text'}]": "documents is a string: give a list",
    "args=[{'documents': {'text': 'x'}}]": "documents is an object: give a list",
    "args=[{'documents': None}]": "documents is null: give a list",
    "args=[{'documents': ['x']}]": "document 1 is a string: give an object",
    "args=[{'documents': [{'text': 'x'}, {}]}]": "document 2 has neither text nor html",
    "args=[{'documents': [{'text': None}]}]": "document 1 has neither text nor html",
    "args=[{'documents': [{'text': 'x', 'html': 'y'}]}]": "document 1 has both text and html",
    "args=[{'documents': [{'text': 7}]}]": "document 1 has a number as its text: give a string",
    "args=[{'documents': [{'text': 'x', 'id': 7}]}]": "document 1 has a number as its id: give a string",
    "args=[{'documents': [{'text': 'x', 'txt': 'y'}]}]": "document 1 has the unknown key 'txt'",
    "args=[{'documents': [{'text': 'x'}], 'jobs': 1}]": "the payload has the unknown key 'jobs'",
    "args=[{'documents': [{'text': 'x'}], 'job': 'a b'}]": "the job's id is",
    "args=[{'documents': [{'text': 'x'}], 'job': 'a:docs'}]": "the job's id is",
    "args=[{'documents': [{'text': 'x'}], 'job': 7}]": "the job's id is",
}


def test_a_malformed_message_gets_one_sentence(redis: Redis, server: Server, worker: Worker) -> None:
    answers = ask(server, *MALFORMED)
    for (accepted, reply), (arguments, sentence) in zip(answers, MALFORMED.items(), strict=True):
        assert not accepted, arguments
        assert sentence in reply, arguments
        assert "\n" not in reply and "Traceback" not in reply, arguments
    assert not list(redis.scan_iter("stancewire:doc:*")), "nothing was accepted"
    assert not list(redis.scan_iter("stancewire:job:*"))
    assert worker.running()


def test_keyword_arguments_do_as_well(redis: Redis, server: Server, worker: Worker) -> None:
    ((accepted, reply),) = ask(server, "kwargs={'documents': [{'text': 'She supports the plan.'}]}")
    assert accepted and re.fullmatch(r"j[0-9a-f]{12}", reply["job"])
    assert worker.running()
