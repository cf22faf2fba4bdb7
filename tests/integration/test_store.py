"""The store on a real Redis: what it lets happen to documents and jobs, and what it does not."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from redis import Redis

from tasks.records import Cleaned, Meta, Story, Versions
from tests.running import STORE_DB
from tests.storing import NEW, RESULTS, V1, broken, counts, entries, finish, recount, story, take
from workers.app import STAGES
from workers.server import Server
from workers.store import Store


def test_a_new_document_is_written_with_its_job_and_nothing_lives_for_ever(store: Store, redis: Redis) -> None:
    assert store.accept("j1", [story()], V1) == {"clean": ["da"]}
    document = redis.hgetall("stancewire:doc:da")
    assert json.loads(document["raw"])["text"] == "Text of a."
    assert json.loads(document["meta"]) == {"url": "https://example.org/a"}
    assert document["status"] == "queued"
    assert redis.smembers("stancewire:doc:da:jobs") == {"j1"}
    assert counts(redis, "j1") == {"total": 1}
    assert not [key for key in redis.scan_iter() if redis.ttl(key) > 0], "what is accepted and not through stays"
    finish(store, "da")
    mortal = {key for key in redis.scan_iter() if redis.ttl(key) > 0}
    assert set(redis.keys()) - mortal == {
        *(f"stancewire:{name}" for name in ("jobs", "read", "room")),
        *(f"stancewire:stage:{stage}" for stage in STAGES),
    }


def test_a_stage_writes_field_version_entry_and_counts_together(store: Store, redis: Redis) -> None:
    store.accept("j1", [story()], V1)
    assert take(store, "clean", "da", version="0.1.0+abc") == ["da"]
    document = redis.hgetall("stancewire:doc:da")
    assert json.loads(document["clean"])["version"] == document["clean:version"] == "0.1.0+abc"
    assert json.loads(document["meta"]) == {"title": "A title"}, "what the page says is added"
    assert entries(redis, "clean") == [("da", "done", "0.1.0+abc", "j1")]
    assert counts(redis, "j1") == {"total": 1, "clean:done": 1}


def test_the_last_stage_makes_a_document_done(store: Store, redis: Redis) -> None:
    store.accept("j1", [story()], V1)
    finish(store, "da")
    job = store.job("j1")
    assert job and job.finished and (job.total, job.done) == (1, 1)
    assert redis.hget("stancewire:doc:da", "status") == "done"


@pytest.mark.parametrize("outcome", ["failed", "skipped"])
def test_a_document_that_stops_says_why_and_counts_once(store: Store, redis: Redis, outcome: str) -> None:
    store.accept("j1", [story()], V1)
    take(store, "clean", "da")
    assert take(store, "segment", "da", failure=broken("segment", outcome)) == ["da"]
    assert redis.hget("stancewire:doc:da", "reason") == "It broke."
    assert store.failure("da") == broken("segment", outcome)
    assert entries(redis, "segment") == [("da", outcome, "1", "j1")]
    assert counts(redis, "j1") == {"total": 1, outcome: 1, "clean:done": 1, f"segment:{outcome}": 1}


def test_only_the_first_of_two_results_is_written(store: Store, redis: Redis) -> None:
    store.accept("j1", [story()], V1)
    work, _ = store.claim("clean", "1", ["da"])
    late = Cleaned("Another text.")
    assert store.commit("clean", "1", [(work[0], RESULTS["clean"])]) == ["da"]
    for outcome in (late, broken("clean"), RESULTS["clean"]):
        assert store.commit("clean", "1", [(work[0], outcome)]) == []
    assert json.loads(redis.hget("stancewire:doc:da", "clean"))["text"] == "Some text."
    assert len(entries(redis, "clean")) == 1
    assert counts(redis, "j1") == {"total": 1, "clean:done": 1}


def test_a_late_result_does_not_revive_a_document_that_failed(store: Store, redis: Redis) -> None:
    store.accept("j1", [story()], V1)
    work, _ = store.claim("clean", "1", ["da"])
    store.commit("clean", "1", [(work[0], broken("clean"))])
    assert store.commit("clean", "1", [(work[0], RESULTS["clean"])]) == []
    assert redis.hget("stancewire:doc:da", "status") == "failed"
    assert counts(redis, "j1") == recount(redis, "j1")


def test_a_result_made_from_what_is_no_longer_there_is_refused(store: Store, redis: Redis) -> None:
    store.accept("j1", [story()], V1)
    take(store, "clean", "da")
    old, _ = store.claim("segment", "1", ["da"])
    assert store.accept("j1", [story()], Versions("2", "1", "1", "1")) == {"clean": ["da"]}
    assert store.commit("segment", "1", [(old[0], RESULTS["segment"])]) == [], "its text is gone"
    take(store, "clean", "da", version="2")
    assert store.commit("segment", "1", [(old[0], RESULTS["segment"])]) == [], "there is another text"
    assert take(store, "segment", "da") == ["da"]
    assert counts(redis, "j1") == recount(redis, "j1")


def test_stores_that_claim_and_commit_at_once_write_each_result_once(
    store: Store, server: Server, redis: Redis
) -> None:
    ids = [f"d{number}" for number in range(40)]
    store.accept("j1", [story(identifier[1:]) for identifier in ids], V1)
    store.accept("j2", [story(identifier[1:]) for identifier in ids[:10]], V1)
    barrier = Barrier(4)

    def worker(number: int) -> int:
        with Redis.from_url(server.redis_url(STORE_DB)) as client:
            # Half of them think that the others' leases have run out.
            own = Store(client, store.prefix, store.lifetime, store.stream_length, lease=number % 2 * 60)
            written = 0
            for stage in STAGES:
                work = [document for one in ids for document in own.claim(stage, "1", [one])[0]]
                barrier.wait(30)
                for document in work if number % 2 else reversed(work):
                    written += len(own.commit(stage, "1", [(document, RESULTS[stage])]))
                barrier.wait(30)
            return written

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(worker, range(4))) == 4 * len(ids)
    for stage in STAGES:
        assert sorted(entry[0] for entry in entries(redis, stage)) == sorted(ids)
    assert counts(redis, "j1") == recount(redis, "j1")
    assert counts(redis, "j2") == recount(redis, "j2")


def stop(stage: str, outcome: str) -> object:
    def there(store: Store) -> None:
        for before in STAGES[: STAGES.index(stage)]:
            take(store, before, "da")
        take(store, stage, "da", failure=broken(stage, outcome))

    return there


TWO, THREE, ALL = "clean segment", "clean segment entities", "clean segment entities stances"


@pytest.mark.parametrize(
    ("before", "versions", "sent", "kept"),
    [
        pytest.param(lambda store: None, V1, False, "", id="still waiting: not sent again"),
        pytest.param(lambda store: take(store, "clean", "da"), V1, False, "clean", id="on its way: keeps what it has"),
        pytest.param(lambda store: finish(store, "da"), V1, False, ALL, id="done: not computed again"),
        pytest.param(lambda store: finish(store, "da"), NEW["clean"], True, "", id="done, newer clean: all anew"),
        pytest.param(lambda store: finish(store, "da"), NEW["entities"], True, TWO, id="done, newer entities"),
        pytest.param(lambda store: finish(store, "da"), NEW["stances"], True, THREE, id="done, newer last"),
        pytest.param(stop("clean", "failed"), V1, True, "", id="failed at once: tried again"),
        pytest.param(stop("stances", "failed"), V1, True, THREE, id="failed late: tried again"),
        pytest.param(stop("stances", "failed"), NEW["segment"], True, "clean", id="failed late, newer segment"),
        pytest.param(stop("clean", "skipped"), V1, False, "", id="skipped: stays"),
        pytest.param(stop("clean", "skipped"), NEW["clean"], True, "", id="skipped, newer clean: looked at again"),
        pytest.param(stop("clean", "skipped"), NEW["segment"], False, "", id="skipped, newer later stage: stays"),
        pytest.param(stop("segment", "skipped"), NEW["clean"], True, "", id="skipped, newer earlier stage"),
    ],
)
def test_handing_in_again(store: Store, redis: Redis, before, versions: Versions, sent: bool, kept: str) -> None:
    store.accept("j1", [story()], V1)
    before(store)
    again = store.accept("j2", [story()], versions)
    assert again == ({STAGES[len(kept.split())]: ["da"]} if sent else {})
    document = redis.hgetall("stancewire:doc:da")
    assert [stage for stage in STAGES if stage in document] == kept.split()
    assert ("reason" in document) == ("failure" in document) == (document["status"] in ("failed", "skipped"))
    for job in ("j1", "j2"):
        assert counts(redis, job) == recount(redis, job)
    for stage in STAGES:
        take(store, stage, "da", version=getattr(versions, stage))
    for job in ("j1", "j2"):
        assert counts(redis, job) == recount(redis, job)
        found = store.job(job)
        assert found and found.finished and found.total == 1
    if sent or (versions == V1 and "stances" not in kept and not redis.hexists("stancewire:doc:da", "failure")):
        assert redis.hget("stancewire:doc:da", "status") == "done"
        record = store.record("da")
        assert record and record.versions == versions


@pytest.mark.parametrize(
    ("before", "versions", "kept"),
    [
        pytest.param(lambda store: None, V1, "first", id="still waiting: the first stay"),
        pytest.param(lambda store: finish(store, "da"), V1, "first", id="done: the first stay"),
        pytest.param(stop("segment", "failed"), V1, "first", id="tried again from a later stage: the first stay"),
        pytest.param(stop("clean", "failed"), V1, "second", id="tried again from the start"),
        pytest.param(lambda store: finish(store, "da"), NEW["clean"], "second", id="computed anew from the start"),
    ],
)
def test_the_meta_data_of_two_submissions_are_never_mixed(
    store: Store, redis: Redis, before, versions: Versions, kept: str
) -> None:
    first, second = (Story("da", text="Text.", meta=Meta(source=source)) for source in ("first", "second"))
    store.accept("j1", [first], V1)
    before(store)
    store.accept("j2", [second], versions)
    assert json.loads(redis.hget("stancewire:doc:da", "raw"))["meta"] == {"source": kept}
    if redis.hget("stancewire:doc:da", "status") == "queued" and not redis.hexists("stancewire:doc:da", "clean"):
        assert json.loads(redis.hget("stancewire:doc:da", "meta")) == {"source": kept}


def test_handing_in_twice_in_one_job_counts_once(store: Store, redis: Redis) -> None:
    store.accept("j1", [story(), story("b")], V1)
    store.accept("j1", [story()], V1)
    assert counts(redis, "j1") == {"total": 2}


def test_a_text_that_was_too_long_is_not_kept_and_comes_back_when_handed_in_again(store: Store, redis: Redis) -> None:
    store.accept("j1", [story()], V1)
    take(store, "clean", "da", failure=broken("clean", error="TextTooLong"))
    assert not redis.hexists("stancewire:doc:da", "raw")
    assert store.accept("j1", [story()], V1) == {"clean": ["da"]}
    assert take(store, "clean", "da") == ["da"]


def test_a_job_that_was_forgotten_is_not_revived_by_its_documents(store: Store, redis: Redis) -> None:
    store.accept("j1", [story()], V1)
    store.accept("j2", [story()], V1)
    redis.delete("stancewire:job:j1", "stancewire:job:j1:docs")
    take(store, "clean", "da")
    assert not redis.exists("stancewire:job:j1")
    assert store.job("j1") is None
    assert entries(redis, "clean") == [("da", "done", "1", "j2")]


@pytest.mark.parametrize("stop", ["running", "failed", "done"])
def test_a_job_with_the_name_of_a_forgotten_one_counts_what_is_handed_in_for_it(
    store: Store, redis: Redis, stop: str
) -> None:
    for job in ("j1", "j2"):
        store.accept(job, [story()], V1)
    take(store, "clean", "da")
    if stop != "running":
        take(store, "segment", "da", failure=broken("segment") if stop == "failed" else None)
        finish(store, "da")
    redis.delete("stancewire:job:j1", "stancewire:job:j1:docs")
    store.accept("j1", [story("b")], V1)
    store.accept("j2", [story()], V1)
    take(store, "segment", "da")
    assert counts(redis, "j1") == recount(redis, "j1") == {"total": 1}
    store.accept("j1", [story()], V1)
    finish(store, "da", "db")
    assert counts(redis, "j1") == recount(redis, "j1")
    assert counts(redis, "j2") == recount(redis, "j2")
    assert redis.hget("stancewire:job:j1", "done") == redis.hget("stancewire:job:j1", "total") == "2"


def test_documents_that_are_gone_or_not_ready_are_left_out_of_a_batch(store: Store, redis: Redis) -> None:
    store.accept("j1", [story(name) for name in "abc"], V1)
    take(store, "clean", "da", "db")
    take(store, "segment", "da")
    work, ahead = store.claim("segment", "1", ["da", "db", "dc", "dgone"])
    assert ([document.id for document in work], ahead) == (["db"], ["da"])
    assert work[0].inputs() == (RESULTS["clean"],)


def test_streams_are_bounded(server: Server, redis: Redis) -> None:
    with Redis.from_url(server.redis_url(STORE_DB)) as client:
        store = Store(client, "stancewire:", lifetime=3600, stream_length=10)
        ids = [f"d{number}" for number in range(500)]
        store.accept("j1", [story(identifier[1:]) for identifier in ids], V1)
        take(store, "clean", *ids)
    assert 10 <= redis.xlen("stancewire:stage:clean") < 500, "about: Redis drops whole blocks of entries"


def test_another_prefix_is_another_store(store: Store, redis: Redis) -> None:
    Store(store.client, "other:", 3600, 10).accept("j1", [story()], V1)
    assert store.record("da") is None
    assert store.job("j1") is None
    assert all(key.startswith("other:") for key in redis.scan_iter())


def test_the_newest_jobs_come_first(store: Store, redis: Redis) -> None:
    for job in ("j1", "j2"):
        store.accept(job, [story()], V1)
        redis.zincrby("stancewire:jobs", {"j1": 0, "j2": 5}[job], job)
    assert [job.id for job in store.jobs()] == ["j2", "j1"]
